import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { OrgId } from '../../src/access/actor.ts'
import { permit } from '../../src/access/permit.ts'
import { users } from '../../src/db/schema/organisations.ts'
import { signInRequests, signIns } from '../../src/db/schema/sign-in.ts'
import { days, hours, minutes } from '../../src/lib/time.ts'
import { tidySignIns } from '../../src/sign-in/actions.ts'
import { codeOf, deviceOf } from '../../src/sign-in/rules.ts'
import { type World, world } from '../world.ts'
import { browserOf, dump, secretsIn, user } from './browser.ts'

let place: World
let team: OrgId
let staff: { id: string; address: string }
beforeEach(async () => {
  place = await world()
  team = await place.organisation('referral_team')
  staff = await user(place, [[team, 'link_worker']])
})

const firefox = { 'user-agent': 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0' }
async function asked(address = staff.address) {
  const browser = browserOf(place, firefox)
  await browser.post('/sign-in', { email: address })
  return browser
}
const link = async () => `/sign-in/${(await secretsIn(place, 'account.sign_in')).at(-1)}`
const codeShown = async (browser: ReturnType<typeof browserOf>) => codeOf(browser.jar.get('__Host-asked') as string)

describe('in the browser that asked', () => {
  it('a press of the button signs in, into a cookie that nothing else can read', async () => {
    const browser = await asked()
    expect(await (await browser.get(await link())).text()).toContain('Press the button')
    const entered = await browser.post(await link())
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/today'])
    const cookie = entered.headers.getSetCookie().find((line) => line.startsWith('__Host-alongside='))
    for (const flag of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax', 'Max-Age=43200']) expect(cookie).toContain(flag)
    expect(cookie).not.toContain('Domain')
    expect((await browser.get('/account')).status).toBe(200)
    expect(await place.db.select().from(signIns)).toMatchObject([{ userId: staff.id, device: 'Firefox/Android', revokedAt: null }])
    expect(await place.rows.audit()).toMatchObject([{ action: 'sign_in.create', actorId: staff.id, why: 'same_browser' }])
  })

  it('keeps only hashes: no secret of a cookie, a link or a code is in the database', async () => {
    const browser = await asked()
    const path = await link()
    const nonce = browser.jar.get('__Host-asked') as string
    await browser.post(path)
    const everything = await dump(place)
    for (const secret of [path.split('/')[2], nonce, browser.jar.get('__Host-alongside')]) expect(everything).not.toContain(secret)
    expect(everything).not.toContain(staff.address)
  })

  it('leads on to the page that was wanted', async () => {
    const browser = browserOf(place)
    expect((await browser.get('/account')).headers.get('location')).toBe('/sign-in?next=%2Faccount')
    expect(await (await browser.get('/sign-in?next=%2Faccount')).text()).toContain('name="next" value="/account"')
    await browser.post('/sign-in', { email: staff.address, next: '/account' })
    expect((await browser.post(await link())).headers.get('location')).toBe('/account')
  })

  it('ends the sign-in that it held before', async () => {
    const browser = await asked()
    await browser.post(await link())
    const before = browser.jar.get('__Host-alongside')
    await browser.post('/sign-in', { email: staff.address })
    await browser.post(await link())
    expect(browser.jar.get('__Host-alongside')).not.toBe(before)
    expect((await place.get('/account', { as: { cookie: `__Host-alongside=${before}` } })).status).toBe(303)
  })

  it('opens either of two emails that it asked for', async () => {
    const browser = await asked()
    const first = await link()
    await browser.post('/sign-in', { email: staff.address })
    expect((await browser.post(first)).status).toBe(303)
  })
})

describe('in another browser', () => {
  it('asks for the code that the first one shows, and signs in with it', async () => {
    const first = await asked()
    const code = await codeShown(first)
    expect(await (await first.get('/sign-in/sent')).text()).toContain(`${code.slice(0, 3)} ${code.slice(3)}`)
    const other = browserOf(place)
    expect(await (await other.get(await link())).text()).toContain('name="code"')
    const without = await other.post(await link())
    expect([without.status, other.jar.size]).toEqual([422, 0])
    const entered = await other.post(await link(), { code: `${code.slice(0, 3)} ${code.slice(3)}` })
    expect(entered.status).toBe(303)
    expect((await other.get('/account')).status).toBe(200)
    expect((await first.get('/account')).status).toBe(303)
  })

  it('takes five guesses, however many come at once, and still opens where it was asked for', async () => {
    const first = await asked()
    const code = await codeShown(first)
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
    const path = await link()
    const answers = await Promise.all(Array.from({ length: 30 }, () => browserOf(place).post(path, { code: wrong })))
    const texts = await Promise.all(answers.map((answer) => answer.text()))
    expect(texts.filter((text) => text.includes('That is not the number')).length).toBe(5)
    expect(texts.filter((text) => text.includes('That was five tries')).length).toBe(25)
    expect((await browserOf(place).post(path, { code })).status).toBe(422)
    expect((await first.post(path)).status).toBe(303)
  })

  it('with the nonce of a third browser gets no further', async () => {
    await asked()
    const path = await link()
    const third = await asked('nobody@example.org')
    expect((await third.post(path)).status).toBe(422)
    expect(third.jar.has('__Host-alongside')).toBe(false)
  })
})

describe('a link', () => {
  it('lets exactly one of a hundred parallel presses in', async () => {
    const browser = await asked()
    const path = await link()
    const cookie = browser.cookie
    const answers = await Promise.all(Array.from({ length: 100 }, () => place.postForm(path, {}, { headers: { cookie } })))
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(99)
    expect(await place.db.select().from(signIns)).toHaveLength(1)
  })

  it('ends after ten minutes to the millisecond', async () => {
    const browser = await asked()
    place.clock.now += minutes(10) - 1
    expect((await browser.get(await link())).status).toBe(200)
    place.clock.now += 1
    expect((await browser.get(await link())).status).toBe(404)
    expect((await browser.post(await link())).status).toBe(404)
  })

  it('says the same when it was used, is old, was never ours, or its user was disabled since', async () => {
    const browser = await asked()
    const used = await link()
    await browser.post(used)
    const old = await asked().then(link)
    place.clock.now += minutes(11)
    const gone = await asked().then(link)
    await place.db.update(users).set({ disabledAt: place.clock.now })
    const bodies = await Promise.all(
      [used, old, gone, `/sign-in/${'A'.repeat(43)}`]
        .flatMap((path) => [place.get(path), place.postForm(path, {}, { headers: { cookie: browser.cookie } })])
        .map(async (answer) => [(await answer).status, await (await answer).text()]),
    )
    expect(new Set(bodies.map(([status]) => status))).toEqual(new Set([404]))
    expect(new Set(bodies.map(([, body]) => body)).size).toBe(1)
  })

  it('to an address with no role left is not sent', async () => {
    await asked((await user(place, [])).address)
    expect(await place.rows.messages()).toEqual([])
  })
})

describe('an unknown address', () => {
  it('is answered, stored and counted like a known one', async () => {
    const disabled = await user(place, [[team, 'link_worker']], { disabledAt: 1 })
    const seen = await Promise.all(
      [staff.address, 'nobody@example.org', disabled.address].map(async (email) => {
        const answer = await place.postForm('/sign-in', { email })
        const names = [...answer.headers].map(([name, value]) =>
          name === 'x-request-id' ? name : `${name}: ${value.replace(/=[\w-]{43};/, '=…;')}`,
        )
        return JSON.stringify([answer.status, await answer.text(), names])
      }),
    )
    expect(new Set(seen).size).toBe(1)
    expect(await place.db.select().from(signInRequests)).toHaveLength(3)
    expect(await place.rows.messages()).toMatchObject([{ kind: 'account.sign_in', recipientKind: 'sign_in' }])
  })

  it('costs the same statements, byte for byte', async () => {
    const statements = async (email: string) => {
      const sent: string[] = []
      const { db } = place
      const batch = db.batch.bind(db)
      // Drizzle's own statements, as they leave for the engine.
      db.batch = ((list: { toSQL(): { sql: string } }[]) => {
        sent.push(...list.map((one) => one.toSQL().sql))
        return batch(list as never)
      }) as typeof db.batch
      await place.postForm('/sign-in', { email })
      db.batch = batch as typeof db.batch
      return sent
    }
    const known = await statements(staff.address)
    expect(known).toHaveLength(2)
    expect(await statements('nobody@example.org')).toEqual(known)
  })
})

describe('being signed in', () => {
  const enter = async () => {
    const browser = await asked()
    await browser.post(await link())
    return browser
  }
  const isIn = async (browser: ReturnType<typeof browserOf>) => (await browser.get('/account')).status === 200

  it('leads from the page to sign in to the day, or to what was asked for, until it has ended', async () => {
    const browser = await enter()
    const leadsTo = async (path: string) => (await browser.get(path)).headers.get('location')
    expect(await leadsTo('/sign-in')).toBe('/today')
    expect(await leadsTo('/sign-in?next=%2Faccount')).toBe('/account')
    expect(await leadsTo('/sign-in?next=https%3A%2F%2Felsewhere.example')).toBe('/today')
    place.clock.now += hours(12)
    expect((await browser.get('/sign-in')).status).toBe(200)
  })

  it('ends after twelve hours, however busy', async () => {
    const browser = await enter()
    for (let i = 0; i < 12 * 6 - 1; i++) {
      place.clock.now += minutes(10)
      expect(await isIn(browser)).toBe(true)
    }
    place.clock.now += minutes(10)
    expect(await isIn(browser)).toBe(false)
  })

  it('ends for staff who left the browser alone for half an hour, and not for a buddy', async () => {
    const browser = await enter()
    const hub = await place.organisation('volunteer_hub')
    const buddy = await user(place, [[hub, 'buddy']])
    const phone = await asked(buddy.address)
    await phone.post(await link())
    place.clock.now += minutes(31)
    expect([await isIn(browser), await isIn(phone)]).toEqual([false, true])
  })

  it('is written down at most every five minutes', async () => {
    const browser = await enter()
    const seen = async () => (await place.db.select().from(signIns))[0]?.lastSeenAt
    const start = await seen()
    place.clock.now += minutes(5)
    await isIn(browser)
    expect(await seen()).toBe(start)
    place.clock.now += 1
    await isIn(browser)
    expect(await seen()).toBe(place.clock.now)
  })

  it('ends with a sign-out, in that browser only', async () => {
    const [one, two] = [await enter(), await enter()]
    const out = await one.post('/sign-out')
    expect(out.headers.get('location')).toBe('/sign-in?done=signed_out')
    expect([await isIn(one), await isIn(two), one.jar.has('__Host-alongside')]).toEqual([false, true, false])
  })
})

it('forgets requests and counts that decide nothing any more', async () => {
  const browser = await asked()
  await browser.post(await link())
  const job = permit({ kind: 'system', id: 'tidy' }, 'work.scheduled')
  if (!job) throw new Error('no permit')
  place.clock.now += days(6)
  await tidySignIns(place.ctx(), job)
  expect(await place.db.select().from(signInRequests)).toHaveLength(1)
  place.clock.now += days(2)
  await tidySignIns(place.ctx(), job)
  expect(await place.db.select().from(signInRequests)).toEqual([])
  expect(await dump(place)).not.toContain('["redemptions",[]]')
  place.clock.now += days(7)
  await tidySignIns(place.ctx(), job)
  expect(await dump(place)).toContain('["rate_counts",[]],["redemptions",[]]')
})

it('forgets sign-ins that ended long ago, but for everybody’s latest, and signs nobody out', async () => {
  const job = permit({ kind: 'system', id: 'tidy' }, 'work.scheduled')
  if (!job) throw new Error('no permit')
  const enter = async () => {
    const browser = await asked()
    await browser.post(await link())
    return browser
  }
  const kept = async () => (await place.db.select().from(signIns).where(eq(signIns.userId, staff.id))).map(({ id }) => id)
  await enter()
  place.clock.now += minutes(20)
  await enter()
  const [first, second] = await kept()
  place.clock.now += days(90)
  await tidySignIns(place.ctx(), job)
  expect(await kept()).toEqual([first, second])
  place.clock.now += days(1)
  await tidySignIns(place.ctx(), job)
  expect(await kept()).toEqual([second])
  const now = await enter()
  await tidySignIns(place.ctx(), job)
  expect(await kept()).not.toContain(second)
  expect((await now.get('/today')).status).toBe(200)
})

it.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1', 'Safari/iPhone'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0', 'Edge/Windows'],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36', 'Chrome/Linux'],
  ['<script>alert(1)</script>', ''],
])('calls %s %s', (agent, name) => {
  expect(deviceOf(agent)).toBe(name)
})

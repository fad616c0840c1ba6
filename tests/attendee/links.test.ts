import { describe, expect, it } from 'vitest'
import { type LinkPurpose, linkPurposes } from '../../src/lib/links.ts'
import { days, hours } from '../../src/lib/time.ts'
import { dump } from '../accounts/browser.ts'
import { noon } from '../world.ts'
import { readable, type Stage, stage } from './stage.ts'

/** Every address that a GET opens, behind the link that it belongs to. */
const addresses = async (on: Stage) => [
  on.home,
  ...['/cancellation', '/dates', '/emails', '/calendar.ics'].map((path) => on.home + path),
  `/unsubscribe/${await on.link({ purpose: 'unsubscribe', subjectId: on.personId })}`,
]

describe('a link', () => {
  it('opens what it was made for and nothing else', { timeout: 60_000 }, async () => {
    const on = await stage()
    const routes = new Set(
      on.app.routes
        .filter(({ path, method }) => path.includes(':token') && method !== 'ALL')
        .map(({ path, method }) => `${method} ${path}`),
    )
    const ours = [...routes].filter((route) => / \/(b|unsubscribe)\//.test(route))
    expect(ours.length).toBeGreaterThan(12)
    for (const route of ours)
      for (const purpose of linkPurposes) {
        const [method = '', path = ''] = route.split(' ')
        const isUnsubscribe = path.startsWith('/unsubscribe')
        const token = await on.link({ purpose, subjectId: isUnsubscribe ? on.personId : on.bookingId })
        const body = method === 'POST' ? { body: new URLSearchParams() } : {}
        const { status } = await on.request(method, path.replace(':token', token), body)
        const isItsOwn = purpose === (isUnsubscribe ? 'unsubscribe' : 'booking')
        expect(`${route} with a link for ${purpose}: ${status === 404 ? 'closed' : 'open'}`).toBe(
          `${route} with a link for ${purpose}: ${isItsOwn ? 'open' : 'closed'}`,
        )
      }
  })

  it('that was not signed here is the same as a page that does not exist', async () => {
    const on = await stage()
    const stranger = await on.place.links.sign({
      purpose: 'booking',
      subjectId: on.place.ctx().newId(),
      version: 0,
      expiresAt: noon + days(1),
    })
    const signedElsewhere = `${on.token.slice(0, -1)}${on.token.endsWith('A') ? 'B' : 'A'}`
    const wrongPurpose = await on.link({ purpose: 'survey' })
    const bodies = new Set<string>()
    for (const token of ['x', 'a'.repeat(51), signedElsewhere, wrongPurpose, stranger, '%00', 'a b']) {
      const response = await on.page(`/b/${token}`)
      expect(`${token}: ${response.status}`).toBe(`${token}: 404`)
      bodies.add(
        (await response.text()).replaceAll(new URL(`/b/${token}`, on.origin).pathname, '').replaceAll(decodeURI(`/b/${token}`), ''),
      )
    }
    expect(bodies.size).toBe(1)
  })

  it('is never stored, never passed on, and frames nothing', async () => {
    const on = await stage()
    for (const address of await addresses(on)) {
      const { headers } = await on.page(address)
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
    expect(await (await on.page()).text()).toContain('<meta name="robots" content="noindex"')
  })
})

const closed = async (on: Stage, kind: 'expired' | 'revoked') =>
  `/b/${await on.link(kind === 'expired' ? { expiresAt: noon - hours(2) } : { version: 7 })}`
const asks = ['/confirmation', '/cancellation', '/dates', '/return', '/buddy', '/language', '/emails'] as const
const bodies: Partial<Record<(typeof asks)[number], Record<string, string>>> = {
  '/buddy': { wish: 'wanted' },
  '/language': { language: 'id' },
  '/emails': { category: 'all' },
}

describe.each(['expired', 'revoked'] as const)('a link that is %s', (kind) => {
  it('explains itself on every page and says nothing of the booking', async () => {
    const on = await stage()
    const home = await closed(on, kind)
    for (const path of ['', '/cancellation', '/dates', '/emails']) {
      const response = await on.page(home + path)
      expect(response.status).toBe(200)
      const words = readable(await response.text())
      expect(words).toContain(kind === 'expired' ? 'This link is too old to use' : 'This link no longer works')
      expect(words).toContain('Ring us on 01632 960001')
      for (const secret of ['Maria', 'Choir', 'Mill', 'June']) expect(words).not.toContain(secret)
      expect(words.includes('Send me a new link')).toBe(kind === 'expired')
    }
    expect((await on.page(`${home}/calendar.ics`)).status).toBe(404)
  })

  it('answers nothing', async () => {
    const on = await stage()
    const home = await closed(on, kind)
    const sessionId = await on.date(1)
    const before = await dump(on.place)
    for (const path of asks) {
      const response = await on.postForm(home + path, bodies[path] ?? { sessionId })
      expect(`${path}: ${response.status}`).toBe(`${path}: 404`)
    }
    expect(await dump(on.place)).toBe(before)
  })
})

describe('a new link', () => {
  const sent = async (on: Stage) => (await on.rows.messages()).filter(({ kind }) => kind === 'booking.link')

  it('goes to the person whose booking it is, at most once an hour', async () => {
    const on = await stage()
    const home = await closed(on, 'expired')
    const answers = await Promise.all(Array.from({ length: 20 }, () => on.postForm(`${home}/link`, {})))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]))
    expect(await sent(on)).toMatchObject([{ recipientId: on.personId, subjectId: on.bookingId, status: 'planned' }])
    expect(await on.text(answers[0]?.headers.get('location') ?? '')).toContain('We have sent you a new link')

    on.clock.now = noon + hours(0.9)
    await on.postForm(`${home}/link`, {})
    expect(await sent(on)).toHaveLength(1)
    on.clock.now = noon + hours(1.1)
    await on.postForm(`${home}/link`, {})
    expect(await sent(on)).toHaveLength(2)
  })

  it('is not for a link that was taken back', async () => {
    const on = await stage()
    expect((await on.postForm(`${await closed(on, 'revoked')}/link`, {})).status).toBe(404)
    expect(await sent(on)).toEqual([])
  })
})

it('knows the purposes that links are made for', () => {
  expect(linkPurposes).toEqual([
    'booking',
    'survey',
    'unsubscribe',
    'calendar',
    'referral',
    'outcome',
    'emails',
    'feed',
  ] satisfies LinkPurpose[])
})

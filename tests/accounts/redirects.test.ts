import { describe, expect, it } from 'vitest'
import { conversations } from '../../src/db/schema/listening.ts'
import { signIns } from '../../src/db/schema/sign-in.ts'
import { ownPath } from '../../src/lib/paths.ts'
import { minutes } from '../../src/lib/time.ts'
import { origin, world } from '../world.ts'
import { browserOf, secretsIn, user } from './browser.ts'

// Every way of writing "somewhere else" that browsers, proxies or frameworks have been known to follow.
const slashes = [
  '//',
  '///',
  '/\\',
  '\\\\',
  '\\/',
  '/\\/',
  '/\t/',
  '/\n/',
  '/\r/',
  '/%09/',
  '/%0a/',
  '/%5c',
  '/%2f',
  '/%2F%2F',
  '/.//',
  '/..//',
  '/%2e//',
  '/;//',
  '/ //',
  '/\u0000/',
  '//\\',
  '/\u2028/',
  '/\u3000/',
  '／／',
  '/／',
]
const hosts = [
  'evil.example',
  'evil.example/',
  'alongside.test.evil.example',
  'alongside.test@evil.example',
  'evil.example:443',
  'evil。example',
  'ⓔvil.example',
  '%65vil.example',
  '[::1]',
]
const whole = [
  'https://evil.example',
  'http:evil.example',
  'https:/evil.example',
  'HTTPS://EVIL.EXAMPLE',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'blob:https://evil.example/x',
  'mailto:a@evil.example',
  'evil.example',
  '@evil.example',
  '.evil.example',
  ' /today',
  '\t//evil.example',
  '\ufeff//evil.example',
  '/today\r\nLocation: https://evil.example',
  '/today%0d%0aLocation:%20https://evil.example',
  '/today#//evil.example',
  '/today?next=//evil.example',
  '/redirect?url=https://evil.example',
  `${origin}@evil.example`,
  `${origin}.evil.example`,
  `${origin}/today`,
  '',
  '?',
  '#',
  '/..',
  '/../..//evil.example',
  `/${'a'.repeat(600)}`,
]
const payloads = [...slashes.flatMap((lead) => hosts.map((host) => lead + host)), ...whole]

describe('a way out of the site', () => {
  it('is tried in more than two hundred ways', () => {
    expect(new Set(payloads).size).toBeGreaterThanOrEqual(200)
  })

  it.each(payloads)('%j leads nowhere', (payload) => {
    const led = ownPath(payload, '/today')
    expect(led).toBe('/today')
    expect(new URL(led, origin).origin).toBe(origin)
  })

  it.each(['/', '/today', '/people/0197-ab?page=2&q=a', '/b/AbC_-9/calendar.ics', '/organisations/x/edit?done=saved'])(
    '%s is a page of ours',
    (path) => {
      expect(ownPath(path, '/')).toBe(path)
    },
  )
})

it('is refused by the language form and by sign-in, however it gets in', async () => {
  const place = await world()
  const team = await place.organisation('referral_team')
  const { address } = await user(place, [[team, 'link_worker']])
  for (const payload of payloads) {
    const answer = await place.postForm('/language', { language: 'id', returnTo: payload })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/'])
  }
  const browser = browserOf(place)
  await browser.post('/sign-in', { email: address, next: '//evil.example' })
  expect(browser.jar.has('__Host-next')).toBe(false)
  browser.jar.set('__Host-next', encodeURIComponent('//evil.example'))
  const entered = await browser.post(`/sign-in/${(await secretsIn(place, 'account.sign_in')).at(-1)}`)
  expect(entered.headers.get('location')).toBe('/today')
})

it('changes the language and comes back', async () => {
  const place = await world()
  const browser = browserOf(place)
  const answer = await browser.post('/language', { language: 'id', returnTo: '/privacy' })
  expect(answer.headers.get('location')).toBe('/privacy')
  expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-language=id; .*Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  expect(await (await browser.get('/privacy')).text()).toContain('Data dan hak Anda')
  await browser.post('/language', { language: 'xx', returnTo: '/privacy' })
  expect(browser.jar.get('__Host-language')).toBe('id')
})

describe('a sign-in that ran out', () => {
  it('while somebody was writing loses nothing: what was typed waits to be sent again', async () => {
    const place = await world()
    const { team, linkWorker } = await place.scene()
    const personId = await place.person(team, { linkWorkerId: linkWorker.id })
    const path = `/people/${personId}/conversations`
    const words = 'She sang "in a choir" & misses it.\n<b>Ring her</b> on Monday.'
    const typed = { id: place.ctx().newId(), channel: 'phone', wasReached: 'yes', words }
    const day = { 'happenedOn-day': '1', 'happenedOn-month': '6', 'happenedOn-year': '2026' }
    await place.db.update(signIns).set({ lastSeenAt: place.clock.now })
    place.clock.now += minutes(31)
    const answer = await place.postForm(path, { ...typed, ...day }, { as: linkWorker })
    const page = await answer.text()
    expect(answer.status).toBe(401)
    expect(answer.headers.get('cache-control')).toContain('no-store')
    expect(page).toContain('Nothing has been saved yet')
    expect(page).not.toContain('<b>Ring')
    expect(await place.db.select().from(conversations)).toEqual([])

    const [, action = ''] = /<form action="([^"]*)"[^>]*class="al-form"/.exec(page) ?? []
    const kept = [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].filter(([, name]) => name !== 'returnTo')
    const again = Object.fromEntries(kept.map(([, name = '', value = '']) => [name, asText(value)]))
    expect([action, again]).toEqual([path, { ...typed, ...day }])
    const as = await place.signIn('link_worker', team)
    expect((await place.postForm(action, again, { as })).status).toBe(303)
    expect(await (await place.get(`/people/${personId}/timeline`, { as })).text()).toContain('misses it')
  })

  it('leads back to the page that was asked for, with what was asked of it', async () => {
    const place = await world()
    const next = async (path: string) => (await place.get(path)).headers.get('location')
    expect(await next('/today')).toBe('/sign-in?next=%2Ftoday')
    expect(await next('/find?area=North&page=2')).toBe('/sign-in?next=%2Ffind%3Farea%3DNorth%26page%3D2')
    expect(await next('/find?q=(')).toBe('/sign-in?next=%2Ffind')
  })
})

const asText = (html: string) =>
  html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')

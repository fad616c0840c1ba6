import { describe, expect, it } from 'vitest'
import { origin, world } from '../world.ts'
import { dump } from './browser.ts'

// From where a forged form could come, and what the browser then says of it.
const forged: [string, Record<string, string>][] = [
  ['nothing at all', {}],
  ['a null origin', { origin: 'null' }],
  ['another site', { origin: 'https://evil.example' }],
  ['another site that says so', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['a sibling subdomain', { origin: 'https://other.alongside.test', 'sec-fetch-site': 'same-site' }],
  ['a longer host', { origin: 'https://alongside.test.evil.example' }],
  ['plain http', { origin: 'http://alongside.test' }],
  ['another port', { origin: 'https://alongside.test:8443' }],
  ['our origin, but sent across sites', { origin, 'sec-fetch-site': 'cross-site' }],
  ['our origin, but sent from a sibling', { origin, 'sec-fetch-site': 'same-site' }],
  ['a null origin across sites', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
  ['a null origin from a sibling', { origin: 'null', 'sec-fetch-site': 'same-site' }],
  ['a null origin that the user typed', { origin: 'null', 'sec-fetch-site': 'none' }],
  ['same-origin, without an origin', { 'sec-fetch-site': 'same-origin' }],
  ['plain text that looks like a form', { origin: 'https://evil.example', 'content-type': 'text/plain' }],
]
const own: [string, Record<string, string>][] = [
  ['a browser without Sec-Fetch-Site', { origin }],
  ['our page', { origin, 'sec-fetch-site': 'same-origin' }],
  ['our page under no-referrer, as browsers send it', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
]

describe('a post', () => {
  it('of every route is refused from anywhere but our pages, and changes nothing', async () => {
    const place = await world()
    const scene = await place.scene()
    const before = await dump(place)
    const routes = place.app.routes.filter(({ method }) => !['GET', 'ALL'].includes(method))
    const seen = new Set(routes.map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, 'x')}`))
    expect(seen.size).toBeGreaterThan(10)
    const isSigned = (path: string) => /^\/(unsubscribe|webhooks|emails)\//.test(path)
    for (const route of seen) {
      const [method = '', path = ''] = route.split(' ')
      if (isSigned(path)) continue
      for (const [what, headers] of forged) {
        const request = new Request(`${origin}${path}`, { method, headers: { cookie: scene.linkWorker.cookie, ...headers }, body: 'a=b' })
        expect(`${route} from ${what}: ${(await place.app.request(request)).status}`).toBe(`${route} from ${what}: 403`)
      }
    }
    expect(await dump(place)).toBe(before)
  })

  it.each(own)('is taken from %s', async (_, headers) => {
    const place = await world()
    const request = new Request(`${origin}/language`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ language: 'id' }),
      redirect: 'manual',
    })
    expect((await place.app.request(request)).status).toBe(303)
  })

  it.each(['Bearer x', 'Bearer ', `Bearer ${'A'.repeat(43)}`, `Bearer ${'A'.repeat(300)}`])(
    'with the token "%s", which is none, is not its cookie’s: a token is what lets it past the check of its origin',
    async (authorization) => {
      const place = await world()
      const { sessionId, team, linkWorker } = await place.scene()
      const request = new Request(`${origin}/api/sessions/${sessionId}/bookings`, {
        method: 'POST',
        headers: { cookie: linkWorker.cookie, authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ personId: await place.person(team) }),
      })
      expect([401, 403]).toContain((await place.app.request(request)).status)
      expect(await place.rows.bookings()).toEqual([])
    },
  )

  it('from an old tablet, which sends a null origin and nothing else, is taken where the address is somebody’s own link', async () => {
    const place = await world()
    const token = 'A'.repeat(51)
    const post = async (path: string) => (await place.postForm(path, {}, { headers: { origin: 'null' } })).status
    const own = ['b/:token/confirmation', 'survey/:token', 'how-are-you/:token', 'how-are-you/:token/refusal', 'r/:token/link']
    // Nothing was signed so, which only who was let in learns.
    for (const path of [...own, 'unsubscribe/:token/leaving', 'unsubscribe/:token/language'])
      expect([path, await post(`/${path.replace(':token', token)}`)]).toEqual([path, 404])
    for (const path of [`/sign-in/${token}`, `/invitations/${token}`, '/sign-out', '/account', '/people', '/refer', '/buddies/to-ring/1'])
      expect([path, await post(path)]).toEqual([path, 403])
  })

  it('from an old tablet is taken where anybody may send it, as long as no sign-in comes along', async () => {
    const place = await world()
    const { linkWorker: as } = await place.scene()
    const forAnybody = { '/language': 303, '/sign-in': 422, '/refer/self': 422, '/buddies': 422 }
    for (const [path, taken] of Object.entries(forAnybody)) {
      const status = async (headers: Record<string, string>, who = {}) => (await place.postForm(path, {}, { headers, ...who })).status
      expect([path, await status({ origin: 'null' })]).toEqual([path, taken])
      expect([path, await status({ origin: 'null' }, { as })]).toEqual([path, 403])
      for (const site of ['cross-site', 'same-site', 'none'])
        expect([path, site, await status({ origin: 'null', 'sec-fetch-site': site })]).toEqual([path, site, 403])
      expect([path, await status({ origin: 'https://evil.example' })]).toEqual([path, 403])
    }
  })
})

// What opens every link of every email before a person sees it: a GET, a HEAD and an OPTIONS change nothing, however many there are.

import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { type LinkPurpose, linkPurposes } from '../../src/lib/links.ts'
import { dump, scanners } from '../accounts/browser.ts'
import { origin } from '../world.ts'
import { type Fixture, fixture } from './fixtures.ts'
import { type App, addressOf, askRoute, nameOf, type Route, routesOf } from './matrix.ts'

const times = 20
const long = { timeout: 120_000 }

/** What is behind a signed link; the secrets of single use are in accounts/scanner.test.ts. */
const behindLinks = ({ place }: Fixture, method: string): Route[] =>
  routesOf(place.app).filter((route) => route.method === method && route.guard.startsWith('holds '))

async function linkTo(all: Fixture, route: Route): Promise<string> {
  const purpose = route.guard.split(' ')[1] as LinkPurpose
  return addressOf(all, route, 'own', { token: await all.linkTo(all.subjectOf(purpose), purpose) })
}

/** Every link twenty times with each method, from one scanner after the other; what was answered otherwise than a page is. */
async function scan(all: Fixture, app: App): Promise<string[]> {
  const faults: string[] = []
  for (const route of behindLinks(all, 'GET')) {
    const address = `${origin}${await linkTo(all, route)}`
    for (const method of ['GET', 'HEAD', 'OPTIONS'])
      for (let i = 0; i < times; i++) {
        const headers = { 'user-agent': scanners[i % scanners.length] ?? '', 'cf-connecting-ip': `198.51.100.${i}` }
        const answer = await app.request(new Request(address, { method, headers }))
        await answer.text()
        const isOpen = method === 'OPTIONS' ? answer.status < 500 : answer.status === 200
        if (!isOpen || answer.headers.getSetCookie().length > 0) faults.push(`${method} ${route.path}: ${answer.status}`)
      }
  }
  return faults
}

describe('a scanner', () => {
  it('changes nothing behind any link, and whoever it belongs to can answer afterwards', long, async () => {
    const all = await fixture()
    const opened = new Set(behindLinks(all, 'GET').map(({ guard }) => guard.split(' ')[1]))
    // The entry of a calendar has no page of its own, only a file beside the booking.
    expect([...opened].sort()).toEqual(linkPurposes.filter((purpose) => purpose !== 'calendar').sort())
    const before = await dump(all.place)
    expect(await scan(all, all.place.app)).toEqual([])
    expect(await dump(all.place)).toBe(before)

    // One answer behind each link; a survey takes none before its session is over (tests/surveys).
    const answers = [
      '/b/:token/confirmation',
      '/emails/:token/about/:kind',
      '/how-are-you/:token/refusal',
      '/r/:token/link',
      '/unsubscribe/:token',
    ]
    for (const route of behindLinks(all, 'POST').filter(({ path }) => answers.includes(path)))
      expect(`${nameOf(route)}: ${(await askRoute(all, all.place.app, route, await linkTo(all, route))).status}`).toMatch(/: 303$/)
    expect(await dump(all.place)).not.toBe(before)
  })

  it('would be seen where opening a page answers it', long, async () => {
    const all = await fixture()
    const { app } = all.place
    const eager: App = new Hono()
    eager.get('/b/:token', async (c) => {
      await app.request(`${c.req.url}/confirmation`, { method: 'POST', headers: { origin }, body: new URLSearchParams() })
      return app.request(c.req.raw)
    })
    eager.all('*', (c) => app.request(c.req.raw))
    const before = await dump(all.place)
    await scan(all, eager)
    expect(await dump(all.place)).not.toBe(before)
  })
})

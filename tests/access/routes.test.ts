import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createApp } from '../../web/app.tsx'
import { localPages } from '../../web/dev/routes.tsx'
import { dump } from '../accounts/browser.ts'
import { type World, world } from '../world.ts'
import { type Fixture, fixture } from './fixtures.ts'
import {
  actionOf,
  addressOf,
  ask,
  broken,
  confusions,
  entries,
  holdersOf,
  lostByLanguage,
  nameOf,
  type Route,
  refusals,
  routesOf,
} from './matrix.ts'

// Thousands of requests, each of them small.
const long = { timeout: 300_000 }

afterEach(() => vi.restoreAllMocks())

describe('every route', () => {
  let place: World
  let routes: Route[]
  beforeAll(async () => {
    place = await world()
    routes = routesOf(place.app)
  })

  it('begins with exactly one guard', () => {
    expect(routes.length).toBeGreaterThan(30)
    expect(routes.filter(({ guards, guard }) => guards !== 1 || guard === 'none').map(nameOf)).toEqual([])
  })

  it('has something behind its guard', () => {
    expect(routes.filter(({ handlers }) => handlers < 2).map(nameOf)).toEqual([])
  })

  it('is registered for one method: what is under ALL is middleware on every path', () => {
    expect(new Set(place.app.routes.filter(({ method }) => method === 'ALL').map(({ path }) => path))).toEqual(new Set(['/*']))
  })
})

describe('the matrix', () => {
  it('turns away whoever may not, and tells nobody what is there; nothing is written', long, async () => {
    const all = await fixture()
    const { app } = all.place
    const before = await dump(all.place)
    const faults: string[] = []
    for (const route of routesOf(app)) faults.push(...(await refusals(all, app, route)))
    expect(faults).toEqual([])
    expect(await dump(all.place)).toBe(before)
  })

  it('answers for a foreign record as for a missing one, byte for byte', long, async () => {
    const all = await fixture()
    const faults: string[] = []
    for (const route of routesOf(all.place.app)) faults.push(...(await confusions(all, all.place.app, route)))
    expect(faults).toEqual([])
  })

  it('lets in whoever may', long, async () => {
    let all = await fixture()
    let untouched = await dump(all.place)
    const faults: string[] = []
    for (const route of routesOf(all.place.app)) {
      const action = actionOf(route.guard)
      const holders = action ? holdersOf(all, action).length : 0
      for (let i = 0; action && i < holders; i++) {
        const holder = holdersOf(all, action)[i]
        if (holder) faults.push(...(await entries(all, all.place.app, route, holder)))
        if (route.method === 'GET' || (await dump(all.place)) === untouched) continue
        all = await fixture()
        untouched = await dump(all.place)
      }
    }
    expect(faults).toEqual([])
  })

  it('leads to a page that is there whoever changes the language on the answer to a form', long, async () => {
    let all = await fixture()
    let untouched = await dump(all.place)
    const faults: string[] = []
    for (const route of routesOf(all.place.app).filter(({ method, path }) => method === 'POST' && !/^\/(api|dev)\//.test(path))) {
      const action = actionOf(route.guard)
      const [holder] = action ? holdersOf(all, action) : route.guard === 'anyone' ? all.principals : []
      if (!holder) continue
      faults.push(...(await lostByLanguage(all, all.place.app, route, holder)))
      if ((await dump(all.place)) === untouched) continue
      all = await fixture()
      untouched = await dump(all.place)
    }
    expect(faults).toEqual([])
  })

  it('keeps what is local out of a deployed place', async () => {
    const all = await fixture()
    const local = routesOf(all.place.app).filter(({ path }) => path.startsWith('/dev/'))
    expect(local.length).toBeGreaterThan(8)
    expect(new Set(local.map(({ guard }) => guard))).toEqual(new Set(['localOnly']))
    const wiring = { context: async () => all.place.ctx(), isLocal: () => false }
    // Once as it is deployed, once with the pages left in by mistake: the guard must keep them shut by itself.
    for (const deployed of [createApp(wiring), createApp({ ...wiring, localPages })]) {
      const nothing = await ask(deployed, 'GET', '/nothing-here')
      for (const route of local) expect(await ask(deployed, route.method, addressOf(all, route, 'own'))).toEqual(nothing)
    }
  })

  it('answers everybody where anyone may come in', long, async () => {
    let all = await fixture()
    for (const route of routesOf(all.place.app).filter(({ guard }) => guard === 'anyone')) {
      if (route.method !== 'GET') all = await fixture()
      for (const { cookie, name } of all.principals) {
        const { status, location } = await ask(all.place.app, route.method, addressOf(all, route, 'own'), cookie)
        expect(`${nameOf(route)} for ${name}: ${status < 500 && status !== 401 && !location?.startsWith('/sign-in?next=')}`).toContain(
          'true',
        )
      }
    }
  })
})

// The negative control: a guard that is forgotten, or that lets everybody in, must not go unseen on any route.
describe('the matrix goes red', () => {
  let all: Fixture
  beforeAll(async () => {
    all = await fixture()
  })

  it('for each guard that is left out', () => {
    const guarded = routesOf(all.place.app).filter(({ guard }) => guard !== 'none')
    const unseen = guarded.filter((route) => {
      const found = routesOf(broken(all, route, 'left out')).find((other) => nameOf(other) === nameOf(route))
      return found?.guards !== 0
    })
    expect(unseen.map(nameOf)).toEqual([])
  })

  it.each(['asking nothing', 'letting everybody in'] as const)('for each guard that is %s', long, async (how) => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const guarded = routesOf(all.place.app).filter(({ guard }) => guard.startsWith('may ') || guard.startsWith('holds '))
    expect(guarded.length).toBeGreaterThan(20)
    const unseen: string[] = []
    for (const route of guarded) {
      const faults = await refusals(all, broken(all, route, how), route)
      if (faults.length === 0) unseen.push(nameOf(route))
    }
    expect(unseen).toEqual([])
  })

  it('and not for a guard that stands', async () => {
    const [route] = routesOf(all.place.app).filter(({ guard }) => guard.startsWith('may '))
    expect(route && (await refusals(all, broken(all, { ...route, path: '/none' }, 'left out'), route))).toEqual([])
  })

  it('for a parameter that the fixtures do not know, with a sentence about where to add it', () => {
    const route = { method: 'GET', path: '/unknowns/:id', guard: 'may place.run', handlers: 2, guards: 1 }
    expect(() => addressOf(all, route, 'own')).toThrow("Add 'unknowns' to `ids` in tests/access/fixtures.ts")
  })
})

// What every route must answer to whom, worked out from its guard and the policy: no route has a line of its own here, so a
// new one is covered by being there. Each function returns sentences about what is wrong; none is the only good answer.

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Actor, HeldRole } from '../../src/access/actor.ts'
import { permit } from '../../src/access/permit.ts'
import { type Action, policy } from '../../src/access/policy.ts'
import { onFault, onMissing } from '../../src/http/faults.ts'
import { guardOf } from '../../src/http/guard.ts'
import { type LinkPurpose, linkPurposes } from '../../src/lib/links.ts'
import { faultPage } from '../../web/faults/page.tsx'
import { origin, type World } from '../world.ts'
import type { Fixture, Principal } from './fixtures.ts'

export type App = World['app']
export type Route = { method: string; path: string; guard: string; handlers: number; guards: number }
type Params = 'own' | { foreign: string } | { missing: string }

/** Every route of the application, in the order of its handlers. Middleware stands under the method ALL. */
export function routesOf(app: App): Route[] {
  const found = new Map<string, object[]>()
  for (const { method, path, handler } of app.routes) {
    if (method === 'ALL') continue
    const key = `${method} ${path}`
    found.set(key, [...(found.get(key) ?? []), handler])
  }
  return [...found].map(([key, handlers]) => {
    const [method = '', path = ''] = key.split(' ')
    const guards = handlers.filter((handler) => guardOf(handler)).length
    return { method, path, handlers: handlers.length, guards, guard: (handlers[0] && guardOf(handlers[0])?.name) || 'none' }
  })
}

export const nameOf = ({ method, path }: Route) => `${method} ${path}`
export const paramsOf = ({ path }: Route) => [...path.matchAll(/([\w-]+)\/:(\w+)/g)].map(([, before = '', name = '']) => ({ before, name }))

/** The route's address for these ids; throws when the fixtures know none for a parameter, and says where to add it. */
export function addressOf(fixture: Fixture, route: Route, params: Params, { token, who }: { token?: string; who?: string } = {}): string {
  return route.path.replace(/([\w-]+)\/:(\w+)(\{[^}]*\})?/g, (_, before: string, name: string) => {
    if (name === 'token' && token !== undefined) return `${before}/${token}`
    // Where nobody gets in, it is all one what they ask for.
    if (route.guard === 'localOnly') return `${before}/1`
    const ids = fixture.ids[`${before}/:${name}`] ?? fixture.ids[before]
    if (!ids) {
      throw new Error(
        `${nameOf(route)}: no ids for ":${name}" after "${before}/". Add '${before}' to \`ids\` in tests/access/fixtures.ts: one of the caller's own, a foreign one and a missing one.`,
      )
    }
    const kind =
      params === 'own'
        ? 'own'
        : 'foreign' in params && params.foreign === name
          ? 'foreign'
          : 'missing' in params && params.missing === name
            ? 'missing'
            : 'own'
    const own = fixture.inState[nameOf(route)] ?? ids.ownOf?.[who ?? ''] ?? ids.own
    return `${before}/${kind === 'own' ? own : (ids[kind] ?? ids.missing)}`
  })
}

export type Answer = { status: number; body: string; location: string | null }

export async function ask(app: App, method: string, path: string, cookie?: string, fields: Record<string, string> = {}): Promise<Answer> {
  const isApi = path.startsWith('/api/')
  const body = method === 'GET' ? undefined : isApi ? JSON.stringify(fields) : String(new URLSearchParams(fields))
  const request = new Request(`${origin}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      origin,
      ...(cookie ? { cookie } : {}),
      ...(body === undefined ? {} : { 'content-type': isApi ? 'application/json' : 'application/x-www-form-urlencoded' }),
    },
    ...(body === undefined ? {} : { body }),
  })
  const response = await app.request(request)
  return { status: response.status, body: await response.text(), location: response.headers.get('location') }
}

export const actionOf = (guard: string): Action | undefined => (guard.startsWith('may ') ? (guard.slice(4) as Action) : undefined)
const linkOf = (guard: string): LinkPurpose | undefined => (guard.startsWith('holds ') ? (guard.split(' ')[1] as LinkPurpose) : undefined)
const allows = (action: Action, roles: readonly HeldRole[]) => roles.some((role) => (policy[action] as readonly string[]).includes(role))
const same = (a: Answer, b: Answer) => a.status === b.status && a.body === b.body
const isSignInPage = ({ status, location }: Answer) => status === 303 && location?.startsWith('/sign-in?next=') === true

const askRoute = (fixture: Fixture, app: App, route: Route, path: string, cookie?: string) =>
  ask(app, route.method, path, cookie, fixture.bodies[nameOf(route)])

/** Who must be turned away, and how. Changes nothing in a sound application. */
export async function refusals(fixture: Fixture, app: App, route: Route): Promise<string[]> {
  const faults: string[] = []
  const check = (is: boolean, who: string, answer: Answer) => {
    if (!is) faults.push(`${nameOf(route)}: ${who} got ${answer.status}`)
  }
  const nothing = (cookie?: string) => ask(app, 'GET', route.path.startsWith('/api/') ? '/api/nothing-here' : '/nothing-here', cookie)
  const action = actionOf(route.guard)
  const purpose = linkOf(route.guard)

  for (const { name, cookie, roles } of fixture.principals) {
    if (!action || allows(action, roles)) continue
    const answer = await askRoute(fixture, app, route, addressOf(fixture, route, 'own'), cookie)
    const isStranger = !cookie || name === 'a disabled user'
    if (isStranger) check(route.path.startsWith('/api/') ? answer.status === 401 : isSignInPage(answer), name, answer)
    else check(same(answer, await nothing(cookie)), name, answer)
  }
  if (purpose) {
    const refused = await nothing()
    const subjectId = fixture.subjectOf(purpose)
    const signed = linkPurposes.filter((other) => other !== purpose).map((other) => fixture.linkTo(subjectId, other))
    for (const token of ['A'.repeat(51), ...forgeries(await fixture.linkTo(subjectId, purpose)), ...(await Promise.all(signed))]) {
      const answer = await askRoute(fixture, app, route, addressOf(fixture, route, 'own', { token }))
      check(same(answer, refused), `a link that is not for ${purpose}`, answer)
    }
    for (const { name, cookie } of fixture.principals) {
      const answer = await askRoute(fixture, app, route, addressOf(fixture, route, 'own', { token: 'A'.repeat(51) }), cookie)
      check(same({ ...answer, body: '' }, { ...refused, body: '' }), `${name} without a link`, answer)
    }
  }
  return faults
}

/** One letter changed: in what is said, and in its signature. */
const forgeries = (token: string): string[] =>
  [10, 40].map((at) => `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`)

/** Somebody else's record and one that never was: the same bytes, for whoever may see their own. Changes nothing when sound. */
export async function confusions(fixture: Fixture, app: App, route: Route): Promise<string[]> {
  const action = actionOf(route.guard)
  if (!action) return []
  const faults: string[] = []
  for (const { name, cookie, roles, isOwn } of fixture.principals) {
    if (!allows(action, roles)) continue
    for (const param of paramsOf(route)) {
      const ids = fixture.ids[`${param.before}/:${param.name}`] ?? fixture.ids[param.before]
      const missing = await askRoute(fixture, app, route, addressOf(fixture, route, { missing: param.name }), cookie)
      const isRefused = missing.status === 404 || (missing.status === 422 && route.method !== 'GET')
      if (!isRefused) faults.push(`${nameOf(route)}: ${name} got ${missing.status} for a missing ${param.name}`)
      if (!ids?.foreign) continue
      const foreign = await askRoute(fixture, app, route, addressOf(fixture, route, isOwn ? { foreign: param.name } : 'own'), cookie)
      if (!same(foreign, missing) && !isPlaceWide(fixture, action, param.before))
        faults.push(`${nameOf(route)}: ${name} can tell a foreign ${param.name} (${foreign.status}) from a missing one (${missing.status})`)
    }
  }
  return faults
}

/** What a role finds across all organisations, because finding it is what the role is for. */
const isPlaceWide = (fixture: Fixture, action: Action, before: string): boolean =>
  fixture.placeWide.some(([a, b]) => a === action && b === before)

/** Whoever may, gets in. May change things: give it a fixture of its own. */
export async function entries(fixture: Fixture, app: App, route: Route, principal: Principal): Promise<string[]> {
  const answer = await askRoute(fixture, app, route, addressOf(fixture, route, 'own', { who: principal.name }), principal.cookie)
  const only = fixture.narrower[nameOf(route)]
  if (only && !principal.roles.includes(only))
    return answer.status === 404 ? [] : [`${nameOf(route)}: ${principal.name} got ${answer.status}`]
  const isIn = answer.status < 500 && ![401, 403, 404].includes(answer.status) && !isSignInPage(answer)
  return isIn ? [] : [`${nameOf(route)}: ${principal.name} got ${answer.status} for their own`]
}

export const holdersOf = (fixture: Fixture, action: Action): Principal[] =>
  fixture.principals.filter(({ roles, isOwn }) => isOwn && allows(action, roles))

type Broken = 'left out' | 'asking nothing' | 'letting everybody in'

/** The same application with the guard of one route broken. */
export function broken(fixture: Fixture, route: Route, how: Broken): App {
  const copy: App = new Hono()
  copy.onError(onFault(faultPage))
  copy.notFound(onMissing(faultPage))
  for (const { method, path, handler } of fixture.place.app.routes) {
    if (method === 'ALL') copy.use(path, handler)
    else if (`${method} ${path}` !== nameOf(route) || !guardOf(handler)) copy.on(method, path, handler)
    else if (how !== 'left out') copy.on(method, path, careless(fixture, route.guard, how))
  }
  return copy
}

type Handler = App['routes'][number]['handler']

function careless(fixture: Fixture, guard: string, how: Broken): Handler {
  const purpose = linkOf(guard)
  const action = actionOf(guard) ?? (guard.split(' ')[2] as Action)
  return purpose ? carelessLink(fixture, action, purpose, how) : carelessUser(fixture, action, how)
}

/** Takes everybody for somebody who may, or hands out a permit that is worth nothing. */
function carelessUser({ mine, memberships }: Fixture, action: Action, how: Broken): Handler {
  const actor: Actor = { kind: 'user', id: mine.linkWorker.id, signInId: 'x', name: 'Anybody', memberships }
  const empty = { action, actor: { ...actor, id: 'nobody', memberships: [] }, orgs: [], subjectId: undefined }
  return async (c, next) => {
    c.set('actor', actor)
    c.set('permit', how === 'asking nothing' ? empty : permit(actor, action))
    await next()
  }
}

/** Takes every link that was signed here, whatever for; or none at all. */
function carelessLink({ place, subjectOf }: Fixture, action: Action, purpose: LinkPurpose, how: Broken): Handler {
  return async (c, next) => {
    const read = how === 'asking nothing' ? await place.links.read(c.req.param('token') ?? '', place.clock.now) : undefined
    if (how === 'asking nothing' && !read) throw new HTTPException(404)
    const link = { ...(read?.link ?? { subjectId: subjectOf(purpose), version: 0, expiresAt: place.clock.now + 1 }), purpose }
    const actor: Actor = { kind: 'link', id: link.subjectId, purpose, version: link.version }
    c.set('actor', actor)
    c.set('permit', permit(actor, action))
    c.set('link', { state: 'valid', link })
    await next()
  }
}

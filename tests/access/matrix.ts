// What every route must answer to whom, worked out from its guard and the policy: no route has a line of its own here, so a
// new one is covered by being there. Each function returns sentences about what is wrong; none is the only good answer.

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Actor, HeldRole, Membership } from '../../src/access/actor.ts'
import { permit } from '../../src/access/permit.ts'
import { type Action, policy } from '../../src/access/policy.ts'
import { docOf } from '../../src/http/doc.ts'
import { onFault, onMissing } from '../../src/http/faults.ts'
import { guardOf } from '../../src/http/guard.ts'
import { type LinkPurpose, linkPurposes } from '../../src/lib/links.ts'
import { faultPage } from '../../web/faults/page.tsx'
import { origin, type World } from '../world.ts'
import type { Fixture, Principal } from './fixtures.ts'

export type App = World['app']
/** `send` is the example of a body in the API reference; a page of the same address takes the same fields. */
export type Route = { method: string; path: string; guard: string; handlers: number; guards: number; send?: unknown }
type Params = 'own' | 'foreign' | { foreign: string } | { missing: string }

/** Every route of the application, in the order of its handlers. Middleware stands under the method ALL. */
export function routesOf(app: App): Route[] {
  const found = new Map<string, object[]>()
  for (const { method, path, handler } of app.routes) {
    if (method === 'ALL') continue
    const key = `${method} ${path}`
    found.set(key, [...(found.get(key) ?? []), handler])
  }
  const sent = new Map<string, unknown>()
  for (const [key, handlers] of found) {
    const send = handlers.map(docOf).find(Boolean)?.send
    if (send !== undefined) sent.set(key.replace(/^\w+ (\/api)?/, ''), send)
  }
  return [...found].map(([key, handlers]) => {
    const [method = '', path = ''] = key.split(' ')
    const guards = handlers.filter((handler) => guardOf(handler)).length
    const guard = (handlers[0] && guardOf(handlers[0])?.name) || 'none'
    const send = method === 'GET' ? undefined : sent.get(path.replace(/^\/api/, ''))
    return { method, path, handlers: handlers.length, guards, guard, send }
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
      params === 'own' || (params === 'foreign' && !ids.foreign)
        ? 'own'
        : params === 'foreign'
          ? 'foreign'
          : 'foreign' in params && params.foreign === name
            ? 'foreign'
            : 'missing' in params && params.missing === name
              ? 'missing'
              : 'own'
    const found = { ...ids, ...fixture.inState[nameOf(route)] }
    const own = ids.ownOf?.[who ?? ''] ?? found.own
    return `${before}/${kind === 'own' ? own : (found[kind] ?? found.missing)}`
  })
}

export type Answer = { status: number; body: string; location: string | null }

export type Fields = Readonly<Record<string, unknown>>

export async function ask(app: App, method: string, path: string, cookie?: string, fields: Fields = {}): Promise<Answer> {
  const isApi = path.startsWith('/api/')
  const body = method === 'GET' ? undefined : isApi ? JSON.stringify(fields) : asForm(fields)
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

const asForm = (fields: Fields) =>
  String(
    new URLSearchParams(
      Object.entries(fields).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, String(one)])),
    ),
  )

export const actionOf = (guard: string): Action | undefined => (guard.startsWith('may ') ? (guard.slice(4) as Action) : undefined)
const linkOf = (guard: string): LinkPurpose | undefined => (guard.startsWith('holds ') ? (guard.split(' ')[1] as LinkPurpose) : undefined)
const allows = (action: Action, roles: readonly HeldRole[]) => roles.some((role) => (policy[action] as readonly string[]).includes(role))
const same = (a: Answer, b: Answer) => a.status === b.status && a.body === b.body
/** A page leads to sign-in; what was posted to one is kept on a page that does. */
const isSignInPage = ({ status, location, body }: Answer) =>
  (status === 303 && location?.startsWith('/sign-in?next=') === true) ||
  (status === 401 && body.includes('href="/sign-in" target="_blank"'))

export const askRoute = (fixture: Fixture, app: App, route: Route, path: string, cookie?: string) =>
  ask(app, route.method, path, cookie, bodyOf(fixture, route))

/** What would be taken of whoever may: the example of the reference with the ids of this place. */
const bodyOf = ({ bodies, exampleIds }: Fixture, route: Route): Fields =>
  bodies[nameOf(route)] ??
  (JSON.parse(JSON.stringify(route.send ?? {}), (_, value) => (typeof value === 'string' ? (exampleIds[value] ?? value) : value)) as Fields)

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
    const signed = linkPurposes
      .filter((other) => other !== purpose)
      .map((other) => fixture.linkTo(subjectId, other, fixture.versionOf(purpose)))
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
export async function confusions(fixture: Fixture, app: App, route: Route, whom = fixture.principals): Promise<string[]> {
  const action = actionOf(route.guard)
  if (!action) return []
  const faults: string[] = []
  for (const { name, cookie, roles, isOwn } of whom) {
    if (!allows(action, roles)) continue
    for (const param of paramsOf(route)) {
      const missing = await askRoute(fixture, app, route, addressOf(fixture, route, { missing: param.name }), cookie)
      if (missing.status !== 404 && !fixture.readFirst.includes(nameOf(route)))
        faults.push(`${nameOf(route)}: ${name} got ${missing.status} for a missing ${param.name}`)
      if (!isSecret(fixture, route, param)) continue
      // One that is foreign under something own, and something foreign with all that belongs to it.
      for (const params of isOwn ? [{ foreign: param.name }, 'foreign' as const] : ['own' as const]) {
        const foreign = await askRoute(fixture, app, route, addressOf(fixture, route, params), cookie)
        if (!same(foreign, missing))
          faults.push(
            `${nameOf(route)}: ${name} can tell a foreign ${param.name} (${foreign.status}) from a missing one (${missing.status})`,
          )
      }
    }
  }
  return faults
}

/** Whether there is a foreign one which the caller must not know of; what a role finds across all organisations, it may. */
const isSecret = (fixture: Fixture, route: Route, { before, name }: ReturnType<typeof paramsOf>[number]): boolean =>
  (fixture.ids[`${before}/:${name}`] ?? fixture.ids[before])?.foreign !== undefined &&
  !fixture.placeWide.some(([action, what]) => action === actionOf(route.guard) && what === before)

/** The routes that could tell somebody else's record from none. */
export const tellingRoutes = (fixture: Fixture): Route[] =>
  routesOf(fixture.place.app).filter((route) => actionOf(route.guard) && paramsOf(route).some((param) => isSecret(fixture, route, param)))

/** Whoever may, gets in. May change things: give it a fixture of its own. */
export async function entries(fixture: Fixture, app: App, route: Route, principal: Principal): Promise<string[]> {
  const answer = await askRoute(fixture, app, route, addressOf(fixture, route, 'own', { who: principal.name }), principal.cookie)
  const only = fixture.narrower[nameOf(route)]
  if (only && !principal.roles.includes(only))
    return answer.status === 404 ? [] : [`${nameOf(route)}: ${principal.name} got ${answer.status}`]
  const isIn = answer.status < 500 && ![401, 403, 404].includes(answer.status) && !isSignInPage(answer)
  return isIn ? [] : [`${nameOf(route)}: ${principal.name} got ${answer.status} for their own`]
}

/** Where a change of language leads from the answer to an empty form and to a right one, when that cannot be opened. */
export async function lostByLanguage(fixture: Fixture, app: App, route: Route, { name, cookie }: Principal): Promise<string[]> {
  const path = addressOf(fixture, route, 'own', { who: name })
  const faults: string[] = []
  for (const fields of [{}, bodyOf(fixture, route)]) {
    const { status, body } = await ask(app, route.method, path, cookie, fields)
    const returnTo = /name="returnTo" value="([^"]*)"/.exec(body)?.[1]?.replaceAll('&amp;', '&')
    if (returnTo === undefined) continue
    const back = await ask(app, 'GET', returnTo, cookie)
    if (back.status !== 200) faults.push(`${nameOf(route)}: ${status}, and from there a change of language to ${returnTo}: ${back.status}`)
  }
  return faults
}

export const holdersOf = (fixture: Fixture, action: Action): Principal[] =>
  fixture.principals.filter(({ roles, isOwn }) => isOwn && allows(action, roles))

/** The same application with one route that looks into the organisations of everybody. */
export function reachingEverywhere(fixture: Fixture, route: Route): App {
  const { mine, theirs, memberships } = fixture
  const everywhere = [mine, theirs].flatMap((half): Membership[] => [
    { orgId: half.provider, role: 'organiser' },
    { orgId: half.team, role: 'link_worker' },
    { orgId: half.team, role: 'team_lead' },
    { orgId: half.hub, role: 'buddy' },
  ])
  const actor: Actor = {
    kind: 'user',
    id: mine.linkWorker.id,
    signInId: 'x',
    name: 'Anybody',
    memberships: [...memberships, ...everywhere],
  }
  return withGuard(fixture, route, async (c, next) => {
    c.set('actor', actor)
    c.set('permit', permit(actor, actionOf(route.guard) ?? 'place.run'))
    await next()
  })
}

type Broken = 'left out' | 'asking nothing' | 'letting everybody in'

/** The same application with the guard of one route broken. */
export const broken = (fixture: Fixture, route: Route, how: Broken): App =>
  withGuard(fixture, route, how === 'left out' ? undefined : careless(fixture, route.guard, how))

function withGuard(fixture: Fixture, route: Route, guard: Handler | undefined): App {
  const copy: App = new Hono()
  copy.onError(onFault(faultPage))
  copy.notFound(onMissing(faultPage))
  for (const { method, path, handler } of fixture.place.app.routes) {
    if (method === 'ALL') copy.use(path, handler)
    else if (`${method} ${path}` !== nameOf(route) || !guardOf(handler)) copy.on(method, path, handler)
    else if (guard) copy.on(method, path, guard)
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
function carelessLink({ place, subjectOf, versionOf }: Fixture, action: Action, purpose: LinkPurpose, how: Broken): Handler {
  return async (c, next) => {
    const read = how === 'asking nothing' ? await place.links.read(c.req.param('token') ?? '', place.clock.now) : undefined
    if (how === 'asking nothing' && !read) throw new HTTPException(404)
    const link = {
      ...(read?.link ?? { subjectId: subjectOf(purpose), version: versionOf(purpose), expiresAt: place.clock.now + 1 }),
      purpose,
    }
    const actor: Actor = { kind: 'link', id: link.subjectId, purpose, version: link.version }
    c.set('actor', actor)
    c.set('permit', permit(actor, action))
    c.set('link', { state: 'valid', link })
    await next()
  }
}

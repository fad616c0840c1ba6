// The first handler of every route says who may come in: `may(action)`, `holds(purpose)` or, said out loud, `anyone`.

import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { HTTPException } from 'hono/http-exception'
import { type Actor, roles } from '../access/actor.ts'
import { permit } from '../access/permit.ts'
import { type Action, policy, type Who } from '../access/policy.ts'
import type { Db, Reader, Statement } from '../db/connect.ts'
import { sha256 } from '../lib/encoding.ts'
import type { LinkPurpose, ReadLink } from '../lib/links.ts'
import { ownPath } from '../lib/paths.ts'
import { integrationOf, orgsOfSignIn, signedIn, signedInUser, signInRows, touchSignIn, userOfSignIn } from '../sign-in/queries.ts'
import { seenEvery } from '../sign-in/rules.ts'
import type { AppEnv, PermitEnv } from './env.ts'

export const signInCookie = '__Host-alongside'

type Guard = { name: string }
const declared = new WeakMap<object, Guard>()
/** The guard that a handler is, for the test that walks every route; undefined for a handler that is none. */
export const guardOf = (handler: object): Guard | undefined => declared.get(handler)
function declare<H extends object>(name: string, handler: H): H {
  declared.set(handler, { name })
  return handler
}

export const anyone = declare('anyone', (async (_, next) => next()) as MiddlewareHandler<AppEnv>)

/** A signed-in user or an integration whose roles allow the action. Others learn nothing: not even that the page exists. */
export const may = <A extends Action>(action: A, readAhead?: ReadAhead) =>
  declare(`may ${action}`, (async (c, next) => {
    const actor = await identify(c, action, readAhead)
    // What was posted is answered with a page that keeps it (web/faults); a redirect would lose it.
    if (!actor && (isApi(c) || !isSafe(c.req.method))) return refuse(401)
    if (!actor) return c.redirect(`/sign-in?next=${encodeURIComponent(addressOfPage(c))}`, 303)
    const granted = permit(actor, action)
    if (!granted) return refuse(404)
    if (actor.kind === 'integration' && !actor.mayWrite && !isSafe(c.req.method)) return refuse(404)
    c.set('actor', actor)
    c.set('permit', granted)
    await next()
  }) as MiddlewareHandler<PermitEnv<A>>)

/**
 * Reads that a hot route sends in the same batch as the sign-in, so that looking somebody up costs no round trip of its own.
 * They find `c.var.ahead`; the use case takes them instead of its first load.
 */
export type ReadAhead = (c: Context, db: Db, reader: Reader) => Promise<readonly Statement[]>

export type LinkEnv<A extends Action> = PermitEnv<A> & { Variables: { link: ReadLink } }

/**
 * The holder of a signed link for one purpose. An expired link comes through on GET only, so that its page can explain
 * itself, or with `evenExpired` where what it asks for stays harmless; whether it was revoked is known when its subject is loaded.
 */
export const holds = <A extends Action>(purpose: LinkPurpose, action: A, { evenExpired = false } = {}) =>
  declare(`holds ${purpose} ${action}`, (async (c, next) => {
    const read = await c.var.ctx.links.read(c.req.param('token') ?? '', c.var.ctx.now)
    if (!read || read.link.purpose !== purpose) return refuse(404)
    if (read.state === 'expired' && !isSafe(c.req.method) && !evenExpired) return refuse(404)
    const actor: Actor = { kind: 'link', id: read.link.subjectId, purpose, version: read.link.version }
    const granted = permit(actor, action)
    if (!granted) return refuse(404)
    c.set('actor', actor)
    c.set('permit', granted)
    c.set('link', read)
    await next()
  }) as MiddlewareHandler<LinkEnv<A>>)

/** Only where no deployed place can be: the local mailbox, demo sign-in and galleries. */
export const localOnly = declare('localOnly', (async (c, next) => {
  if (!c.var.isLocal) return refuse(404)
  await next()
}) as MiddlewareHandler<AppEnv>)

/** For a page that anybody may open and that whoever is signed in has no need of. */
export const isSignedIn = async (c: Context): Promise<boolean> => (await identify(c, 'account.manage')) !== undefined

async function identify(c: Context, action: Action, readAhead?: ReadAhead): Promise<Actor | undefined> {
  const { ctx, later } = c.var as AppEnv['Variables']
  const { db, now } = ctx
  const token = /^Bearer (.*)$/.exec(c.req.header('authorization') ?? '')?.[1]
  // Whoever sends a token is nobody but its owner: the check against forged posts (csrf.ts) has let this request through for it.
  if (token !== undefined) return /^[\w-]{20,200}$/.test(token) ? integrationOf(db, await sha256(token), now) : undefined
  const cookie = getCookie(c, signInCookie)
  if (!cookie) return undefined
  const tokenHash = await sha256(cookie)
  const found = readAhead ? await together(c, tokenHash, action, readAhead) : await signedInUser(db, tokenHash, now)
  if (!found) return undefined
  const { actor, lastSeenAt } = found
  if (now - lastSeenAt > seenEvery) later(() => touchSignIn(db, actor.signInId, now))
  return actor
}

async function together(c: Context, tokenHash: string, action: Action, readAhead: ReadAhead) {
  const { db, now } = (c.var as AppEnv['Variables']).ctx
  const rolesThatMay = roles.filter((role) => (policy[action] as readonly Who[]).includes(role))
  const reader = { orgs: orgsOfSignIn(tokenHash, rolesThatMay, now), id: userOfSignIn(tokenHash) }
  const [rows, ...ahead] = await db.batch([signInRows(db, { tokenHash, now }), ...(await readAhead(c, db, reader))])
  c.set('ahead', ahead)
  return signedIn(rows, now)
}

/** The address that was asked for, with its query string where one could come back to it. */
export const addressOfPage = (c: Pick<Context, 'req'>): string => ownPath(c.req.path + new URL(c.req.url).search, c.req.path)

export const isApi = (c: Context): boolean => c.req.path.startsWith('/api/')
export const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS'

function refuse(status: 401 | 404): never {
  throw new HTTPException(status)
}

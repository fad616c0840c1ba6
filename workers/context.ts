// The only reader of the environment, the clock and randomness. Everything else is given a Ctx.

import type { Ctx } from '../src/ctx.ts'
import { connect, type Db } from '../src/db/connect.ts'
import type { Place } from '../src/db/schema/place.ts'
import { type Budget, budgetOf } from '../src/jobs/budget.ts'
import type { Tools } from '../src/jobs/schedule.ts'
import { toBase64Url } from '../src/lib/encoding.ts'
import { uuidv7 } from '../src/lib/ids.ts'
import { openLinks } from '../src/lib/links.ts'
import { log, NotConfigured } from '../src/lib/log.ts'
import { openVault } from '../src/lib/seal.ts'
import { mailboxSender } from '../src/messages/mailbox.ts'
import { resendSender } from '../src/messages/resend.ts'
import { currentPlace } from '../src/places/queries.ts'
import { type Env, type Settings, settingsOf } from './env.ts'
import { readTexts } from './texts.ts'

/** One request or run: one instant, one request id. With a budget, the database refuses what goes over it. */
export async function contextFor(env: Env, budget?: Budget): Promise<Ctx> {
  const settings = settingsOf(env)
  const now = Date.now()
  const db = database(env, settings, budget)
  const { vault, links } = await keysOf(settings)
  return {
    db,
    now,
    newId: () => uuidv7(now, randomBytes(10)),
    newSecret: () => toBase64Url(randomBytes(32)),
    vault,
    links,
    place: await placeOf(db, settings.LIBSQL_URL ?? 'd1', now),
    origin: settings.PUBLIC_ORIGIN,
    requestId: toBase64Url(randomBytes(9)),
  }
}

function database(env: Env, settings: Settings, budget: Budget | undefined): Db {
  if (settings.LIBSQL_URL) {
    const { LIBSQL_URL: url, LIBSQL_TOKEN: token } = settings
    return connect({ kind: 'libsql', url, ...(token ? { token } : {}) }, budget?.meter)
  }
  if (!env.DB)
    throw new NotConfigured('This place has no database: bind a D1 database as DB, or set LIBSQL_URL. See "Configure" in the README.')
  if (budget) return connect({ kind: 'd1', database: env.DB }, budget.meter)
  const known = connected.get(env.DB)
  if (known) return known
  const db = connect({ kind: 'd1', database: env.DB })
  connected.set(env.DB, db)
  return db
}
// A binding belongs to the isolate and holds nothing of a request; a client of libSQL does, so that one is made anew.
const connected = new WeakMap<D1Database, Db>()

// Importing keys costs more than a request; they change only with the Worker itself.
const imported = new WeakMap<Settings, Promise<{ vault: Ctx['vault']; links: Ctx['links'] }>>()
function keysOf(settings: Settings) {
  const known = imported.get(settings)
  if (known) return known
  const opening = Promise.all([
    openVault({ sealing: settings.SEALING_KEYS, indexing: settings.INDEX_KEY, randomBytes }),
    openLinks(settings.LINK_KEYS),
  ]).then(([vault, links]) => ({ vault, links }))
  imported.set(settings, opening)
  return opening
}

// The place's settings are read by every request and change about once a year, so a minute-old copy is good enough.
const placeFor = 60_000
const remembered = new Map<string, { place: Place; until: number }>()
async function placeOf(db: Db, key: string, now: number): Promise<Place> {
  const known = remembered.get(key)
  if (known && now < known.until) return known.place
  const place = await currentPlace(db)
  if (!place) throw new NotConfigured('The database has no place yet: run `npm run setup:place`.')
  remembered.set(key, { place, until: now + placeFor })
  return place
}

function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length))
}

/** What one invocation may do for scheduled work. */
export function budgetFor(env: Env): Budget {
  const { RUN_STATEMENTS, RUN_SECONDS } = settingsOf(env)
  const until = Date.now() + RUN_SECONDS * 1000
  return budgetOf(RUN_STATEMENTS, () => Date.now() > until)
}

/** Resend where its key and a sender are set, the local mailbox in local mode, else none: email then waits, and log and coordinator see that. */
export function toolsFor(env: Env): Tools {
  const { RESEND_API_KEY: apiKey, RESEND_BASE_URL: baseUrl, EMAIL_FROM: from, HEARTBEAT_URL, LOCAL_MODE } = settingsOf(env)
  const texts = () => readTexts(env)
  const ping = HEARTBEAT_URL ? { ping: () => pingAt(HEARTBEAT_URL) } : {}
  const mailbox = (ctx: Ctx) => mailboxSender(ctx, from ?? 'Alongside <alongside@localhost>')
  if (!apiKey || !from) {
    const isLocal = LOCAL_MODE === 'yes'
    if (!isLocal) log({ level: 'warn', event: 'no_email_provider', missing: apiKey ? 'EMAIL_FROM' : 'RESEND_API_KEY' })
    return { ...ping, texts, sender: isLocal ? mailbox : undefined }
  }
  const resend = { apiKey, from, pause: (ms: number) => scheduler.wait(ms), clock: () => Date.now(), ...(baseUrl ? { baseUrl } : {}) }
  return { ...ping, texts, sender: () => resendSender(resend) }
}

/** A monitor that cannot be reached is no reason for a job to fail: it raises its own alarm when it hears nothing. */
async function pingAt(url: string): Promise<void> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
  if (!answer?.ok) log({ level: 'warn', event: 'ping_not_taken', status: answer?.status ?? 0 })
}

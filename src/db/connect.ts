// The one door to the database: the only file that knows the engine. Same schema, same SQL, same batch on both.

import { createClient } from '@libsql/client/web'
import { Column, getTableName, is, type SQL, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import { type DrizzleD1Database, drizzle as onD1 } from 'drizzle-orm/d1'
import { drizzle as onLibsql } from 'drizzle-orm/libsql/web'
import type { OrgId } from '../access/actor.ts'

export type Db = DrizzleD1Database
export type Statement = BatchItem<'sqlite'>

/**
 * Who a read is for: the organisations that scope it and the user's own id. Plain values once somebody is known; SQL that
 * finds them while the sign-in travels in the same batch.
 */
export type Reader = { orgs: readonly OrgId[] | SQL; id: string | SQL }

export type Engine = { kind: 'd1'; database: D1Database } | { kind: 'libsql'; url: string; token?: string; timeoutMs?: number }

/** Told of each round trip before it begins, with how many statements it has; what it throws is what the caller gets. */
export type Meter = (statements: number) => void

export function connect(engine: Engine, meter?: Meter): Db {
  const db = connected(engine)
  return meter ? withMeter(db, meter) : db
}

function connected(engine: Engine): Db {
  if (engine.kind === 'd1') return withDistinctNames(withWrittenStatements(onD1(engine.database), engine.database))
  const { url, token, timeoutMs = 8_000 } = engine
  const client = createClient({
    url,
    ...(token ? { authToken: token } : {}),
    // A self-hosted sqld can hang its writers for good; no caller may wait for that.
    fetch: (request: Request) => fetch(request, { signal: AbortSignal.timeout(timeoutMs) }),
  })
  // Both drivers speak the same batch and query builder; only raw `run()` results differ, and nothing here reads those.
  return onLibsql(client) as unknown as Db
}

/**
 * How many rows the statement before it in its batch inserted, changed or deleted: of ten thousand no ids need to come back. Both
 * drivers also count by themselves, but D1 counts what a trigger does too.
 */
export const rowsChanged = (db: Db) => db.all<{ n: number }>(sql`SELECT changes() AS n`)

type Selection = { field: unknown }[]
type Dialect = {
  escapeName(name: string): string
  buildSelection(fields: Selection, options?: { isSingleTable?: boolean }): SQL
}

/**
 * D1 answers a batch with one object a row, so of two selected columns with the same name (`sessions.id`, `groups.id`) one
 * is lost and every later column slides. Same names get an alias here, once, instead of in every query that joins. Columns are
 * written as plain text: drizzle's tree of objects for each of them was most of what building a select cost.
 */
function withDistinctNames(db: Db): Db {
  const { dialect } = db as unknown as { dialect: Dialect }
  const build = dialect.buildSelection.bind(dialect)
  dialect.buildSelection = (fields, options = {}) => {
    const seen = new Set<string>()
    const parts = fields.map((selected, at) => {
      const { field } = selected
      if (!is(field, Column)) return build([selected], options)
      const name = dialect.escapeName(field.name)
      const whole = options.isSingleTable ? name : `${dialect.escapeName(getTableName(field.table))}.${name}`
      const isTwin = seen.has(field.name)
      seen.add(field.name)
      return isTwin ? `${whole} AS ${dialect.escapeName(`${field.name}_${at}`)}` : whole
    })
    return parts.every((part) => typeof part === 'string')
      ? sql.raw(parts.join(', '))
      : sql.join(
          parts.map((part) => (typeof part === 'string' ? sql.raw(part) : part)),
          sql`, `,
        )
  }
  return db
}

/** Statements written as SQL go into a batch like built ones: the driver of D1 forgets to prepare them (drizzle-orm 0.45). */
function withWrittenStatements(db: Db, database: D1Database): Db {
  const prepared = <Raw extends { getQuery: () => { sql: string } }>(raw: Raw): Raw =>
    Object.assign(raw, { _prepare: () => Object.assign(raw, { stmt: database.prepare(raw.getQuery().sql) }) })
  const [run, all] = [db.run.bind(db), db.all.bind(db)]
  db.run = (query) => prepared(run(query))
  db.all = ((query: Parameters<typeof all>[0]) => prepared(all(query))) as typeof db.all
  return db
}

type Session = { prepareQuery: (...given: unknown[]) => unknown; batch: (queries: readonly unknown[]) => Promise<unknown> }

function withMeter(db: Db, meter: Meter): Db {
  const { session } = db as unknown as { session: Session }
  const [prepareQuery, batch] = [session.prepareQuery.bind(session), session.batch.bind(session)]
  // A batch prepares its statements before it waits for the first time.
  let isPreparing = false
  session.prepareQuery = (...given) => {
    if (!isPreparing) meter(1)
    return prepareQuery(...given)
  }
  session.batch = (queries) => {
    meter(queries.length)
    isPreparing = true
    try {
      return batch(queries)
    } finally {
      isPreparing = false
    }
  }
  return db
}

/** The database was too busy, unreachable or too slow. Nothing was half done; the answer is 503 and when to try again. */
export class EngineBusy extends Error {
  readonly retryAfterSeconds = 5
}

/** Whether an error says "try again" rather than "this is wrong": 429, BUSY, time-outs, a lost connection. */
export function isBusy(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof EngineBusy || cause.name === 'TimeoutError' || cause.name === 'AbortError') return true
    if (/SQLITE_BUSY|database is locked|overloaded|Network connection lost|status 429|fetch failed|ECONN/i.test(cause.message)) return true
  }
  return false
}

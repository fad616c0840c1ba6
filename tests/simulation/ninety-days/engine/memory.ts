// A third engine, for the simulation only: SQLite inside Node, behind the same interface that D1 has. Thousands of virtual days
// ask for millions of statements, and a call into workerd costs a hundred times as much. A sample of the same lives runs on the
// two engines that places use, so that this shortcut is never the only proof. See docs/decisions/0011.

import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

export type MemoryD1 = D1Database & {
  /** For the auditor and for sabotage: past the adapter, at no virtual time. */
  raw: DatabaseSync
  look: (sql: string) => unknown[]
  /** Rewrites each statement before it is prepared: how a negative control breaks one guard. */
  rewrite: (sql: string) => string
}

type Bound = D1PreparedStatement & { sql: string; params: SQLInputValue[] }

export function memoryD1(): MemoryD1 {
  const raw = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true })
  const prepared = { rows: new Map<string, StatementSync>(), objects: new Map<string, StatementSync>() }

  function statement(written: string, as: keyof typeof prepared): StatementSync {
    const sql = database.rewrite(written)
    const known = prepared[as].get(sql)
    if (known) return known
    const made = raw.prepare(sql)
    if (as === 'rows') made.setReturnArrays(true)
    prepared[as].set(sql, made)
    return made
  }
  const ask = (sql: string, params: SQLInputValue[], as: keyof typeof prepared) => statement(sql, as).all(...params)

  const bind = (sql: string, params: SQLInputValue[]): Bound =>
    ({
      sql,
      params,
      bind: (...more: SQLInputValue[]) => bind(sql, more),
      raw: async () => ask(sql, params, 'rows'),
      all: async () => ({ results: ask(sql, params, 'objects'), success: true, meta: {} }),
      run: async () => ({ results: ask(sql, params, 'objects'), success: true, meta: {} }),
      first: async () => ask(sql, params, 'objects')[0] ?? null,
    }) as unknown as Bound

  const database = {
    raw,
    look: (sql: string) => raw.prepare(sql).all(),
    rewrite: (sql: string) => sql,
    prepare: (sql: string) => bind(sql, []),
    // One transaction, as D1 makes of a batch: all of it or nothing.
    async batch(statements: Bound[]) {
      raw.exec('BEGIN IMMEDIATE')
      try {
        const results = statements.map(({ sql, params }) => ({ results: ask(sql, params, 'objects'), success: true, meta: {} }))
        raw.exec('COMMIT')
        return results
      } catch (error) {
        raw.exec('ROLLBACK')
        throw error
      }
    },
  } as unknown as MemoryD1
  return database
}

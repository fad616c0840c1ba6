// The database as one piece of work sees it: every round trip is a step.

import { connect, type Db, type Meter } from '../../../../src/db/connect.ts'
import { watchedDb } from '../../../messages/cut.ts'
import type { Step } from '../crew.ts'

type Wrapped = D1PreparedStatement & { inner: D1PreparedStatement; sql: string }

export function gatedD1(database: D1Database, step: Step, meter?: Meter): Db {
  const ask = (sql: string) => (/^\s*(?:select|with\b(?![\s\S]*\binsert\b))/i.test(sql) ? 'read' : 'write')
  const wrap = (inner: D1PreparedStatement, sql: string): Wrapped =>
    ({
      inner,
      sql,
      bind: (...values: unknown[]) => wrap(inner.bind(...values), sql),
      all: () => step(() => inner.all(), ask(sql)),
      run: () => step(() => inner.run(), ask(sql)),
      raw: () => step(() => inner.raw(), ask(sql)),
    }) as unknown as Wrapped
  const gated = {
    prepare: (sql: string) => wrap(database.prepare(sql), sql),
    batch: (list: Wrapped[]) =>
      step(() => database.batch(list.map(({ inner }) => inner)), list.some(({ sql }) => ask(sql) === 'write') ? 'write' : 'read'),
  }
  return connect({ kind: 'd1', database: gated as unknown as D1Database }, meter)
}

/** On libSQL the round trips are seen one floor higher up; there every batch counts as a write. */
export const gatedLibsql = (url: string, step: Step, meter?: Meter): Db =>
  watchedDb(connect({ kind: 'libsql', url }, meter), (work, what) => step(work, what === 'send' ? 'call' : what))

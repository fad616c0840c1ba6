import { fillPlaceholders, type SQL, sql } from 'drizzle-orm'
import type { Db, Statement } from './connect.ts'

type Value = string | number | SQL
type Bound = { sql: string; params: unknown[] }
type Prepared = {
  stmt: unknown
  getQuery(): Bound
  mapResult(rows: unknown, isFromBatch?: boolean): unknown
  execute(values: Record<string, Value>): Promise<unknown>
}

/**
 * A read whose SQL is written once for each database and bound anew for each request: for a small one, writing it costs more than
 * the database does. Meant for what every request of a hot path asks. A value that is SQL itself is built as usual.
 */
export function builtOnce<Name extends string, Read extends Statement>(build: (db: Db, given: Record<Name, SQL>) => Read) {
  const kept = new WeakMap<Db, Prepared>()
  return (db: Db, values: Record<Name, Value>): Read => {
    const names = Object.keys(values) as Name[]
    if (names.some((name) => typeof values[name] === 'object')) return build(db, values as Record<Name, SQL>)
    const prepared = kept.get(db) ?? write(db, names)
    return {
      _prepare: () => ({ ...bound(prepared, values), stmt: prepared.stmt }),
      // An awaited query is asked alone, as drizzle's own are.
      // biome-ignore lint/suspicious/noThenProperty: drizzle's queries are thenables too
      then: (...then: Parameters<Promise<unknown>['then']>) => prepared.execute(values).then(...then),
    } as unknown as Read
  }

  function write(db: Db, names: readonly Name[]): Prepared {
    const holes = Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as unknown as Record<Name, SQL>
    const prepared = (build(db, holes) as unknown as { prepare(): Prepared }).prepare()
    kept.set(db, prepared)
    return prepared
  }
}

const bound = (prepared: Prepared, values: Record<string, Value>) => ({
  getQuery: () => {
    const { sql: text, params } = prepared.getQuery()
    return { sql: text, params: fillPlaceholders(params, values) }
  },
  mapResult: (rows: unknown, isFromBatch?: boolean) => prepared.mapResult(rows, isFromBatch),
})

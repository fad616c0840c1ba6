// A D1 database that counts round trips and rows, or writes down what it is asked.

type Statement = { sql: string; values: unknown[] }
/** One round trip. */
export type Call = { kind: 'single' | 'batch'; statements: Statement[] }

const inner = Symbol('statement')
type Wrapped = D1PreparedStatement & { [inner]: D1PreparedStatement }

export function counting(database: D1Database) {
  const counts = { roundTrips: 0, rowsRead: 0, rowsWritten: 0 }
  const add = <R extends { meta?: { rows_read?: number; rows_written?: number } }>(result: R): R => {
    counts.rowsRead += result.meta?.rows_read ?? 0
    counts.rowsWritten += result.meta?.rows_written ?? 0
    return result
  }
  const trip = async <R extends Parameters<typeof add>[0]>(result: Promise<R>): Promise<R> => {
    counts.roundTrips++
    return add(await result)
  }
  const wrap = (statement: D1PreparedStatement): Wrapped =>
    ({
      [inner]: statement,
      bind: (...values: unknown[]) => wrap(statement.bind(...values)),
      run: () => trip(statement.run()),
      all: () => trip(statement.all()),
      // `raw` tells no rows, so the same is asked by `all` and put into rows again.
      raw: async () => (await trip(statement.all())).results.map((row) => Object.values(row as object)),
      first: async () => (await trip(statement.all())).results[0] ?? null,
    }) as unknown as Wrapped
  const batch = async (statements: Wrapped[]) => {
    counts.roundTrips++
    return (await database.batch(statements.map((statement) => statement[inner]))).map(add)
  }
  return { database: { prepare: (sql: string) => wrap(database.prepare(sql)), batch } as unknown as D1Database, read: () => counts }
}

export function recording(database: D1Database) {
  const calls: Call[] = []
  const known = new WeakMap<object, Statement & { statement: D1PreparedStatement }>()
  const wrap = (sql: string, statement: D1PreparedStatement, values: unknown[]): D1PreparedStatement => {
    const single = <T>(run: () => T): T => {
      calls.push({ kind: 'single', statements: [{ sql, values }] })
      return run()
    }
    const wrapped = {
      bind: (...bound: unknown[]) => wrap(sql, statement.bind(...bound), bound),
      run: () => single(() => statement.run()),
      all: () => single(() => statement.all()),
      raw: () => single(() => statement.raw()),
      first: () => single(() => statement.first()),
    } as unknown as D1PreparedStatement
    known.set(wrapped, { sql, values, statement })
    return wrapped
  }
  const batch = (statements: D1PreparedStatement[]) => {
    const found = statements.map((statement) => known.get(statement) as Statement & { statement: D1PreparedStatement })
    calls.push({ kind: 'batch', statements: found.map(({ sql, values }) => ({ sql, values })) })
    return database.batch(found.map(({ statement }) => statement))
  }
  return { database: { prepare: (sql: string) => wrap(sql, database.prepare(sql), []), batch } as unknown as D1Database, calls }
}

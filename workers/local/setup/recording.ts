type Bound = { sql: string; values: readonly unknown[] }

/** A database that writes down what it is asked to do, as a script for `wrangler d1 execute`. */
export function recordingDatabase() {
  const written: Bound[] = []
  const prepare = (sql: string) => ({ bind: (...values: unknown[]): Bound => ({ sql, values }) })
  const batch = async (statements: Bound[]) => {
    written.push(...statements)
    return statements.map(() => ({ results: [], success: true, meta: {} }))
  }
  return {
    database: { prepare, batch } as unknown as D1Database,
    script: () => `${written.map(inlined).join(';\n')};\n`,
  }
}

/** The values in place of the question marks; drizzle writes no question mark of its own into a statement. */
function inlined({ sql, values }: Bound): string {
  const rest = [...values]
  return sql.replaceAll('?', () => literal(rest.shift()))
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value === 'string' && !value.includes('\0')) return `'${value.replaceAll("'", "''")}'`
  throw new Error(`A value of type ${typeof value} has no place in a script`)
}

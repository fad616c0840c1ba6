import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unstable_splitSqlQuery } from 'wrangler'

const folder = join(import.meta.dirname, '../../migrations')

/** The numbered SQL files in the order they apply, as text: libSQL takes each whole. */
export const readMigrations = (): { name: string; sql: string }[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, name), 'utf8') }))

/** Applies what is missing, each file in one batch, and notes it where `wrangler d1 migrations` looks. Returns the names applied. */
export async function applyMigrations(database: D1Database): Promise<string[]> {
  const noted = `CREATE TABLE IF NOT EXISTS d1_migrations (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)`
  await database.prepare(noted).run()
  const { results } = await database.prepare('SELECT name FROM d1_migrations').all<{ name: string }>()
  const applied = new Set(results.map(({ name }) => name))
  const missing = readMigrations().filter(({ name }) => !applied.has(name))
  for (const { name, sql } of missing) {
    const note = database.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name)
    await database.batch([...unstable_splitSqlQuery(sql).map((statement) => database.prepare(statement)), note])
  }
  return missing.map(({ name }) => name)
}

import { env } from 'cloudflare:workers'
import { createClient } from '@libsql/client/web'
import { expect, it } from 'vitest'

const tables = `SELECT name AS name FROM sqlite_schema WHERE type = 'table'`
const mine = 'CREATE TABLE harness_probe (id TEXT PRIMARY KEY) STRICT'

async function run(sql: string): Promise<unknown[]> {
  if (env.TEST_ENGINE === 'd1') return (await env.DB.prepare(sql).all()).results.map((row) => row.name)
  return (await createClient({ url: env.LIBSQL_URL ?? '' }).execute(sql)).rows.map((row) => row.name)
}

// Its twin makes the same table: the second file to run would be refused if it did not start from an empty database.
it('starts from the migrations and nothing else, on the engine of this run', async () => {
  const migrated = env.TEST_MIGRATION_FILES.flatMap(({ sql }) => [...sql.matchAll(/^CREATE TABLE [`"]?(\w+)/gm)].map(([, name]) => name))
  expect(migrated.length).toBeGreaterThan(0)
  expect(await run(tables)).toEqual(expect.arrayContaining(migrated))
  await run(mine)
  expect(await run(tables)).toContain('harness_probe')
})

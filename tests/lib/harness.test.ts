import { env } from 'cloudflare:workers'
import { createClient } from '@libsql/client/web'
import { expect, it } from 'vitest'

const tables = `SELECT name AS name FROM sqlite_schema WHERE type = 'table' AND name = 'harness_probe'`

it('finds the migrated table on the engine of this run', async () => {
  if (env.TEST_ENGINE === 'd1') {
    expect((await env.DB.prepare(tables).all()).results).toEqual([{ name: 'harness_probe' }])
    return
  }
  const { rows } = await createClient({ url: env.LIBSQL_URL ?? '' }).execute(tables)
  expect(rows.map((row) => row.name)).toEqual(['harness_probe'])
})

import { env } from 'cloudflare:workers'
import { createClient } from '@libsql/client/web'
import { expect, it } from 'vitest'

const note = `INSERT INTO harness_probe (id, noted_at) VALUES ('a', 1) RETURNING id AS id`

// Its twin writes the same key: the second file to run would be refused if it did not start from an empty database.
it('starts from the migrations on an empty database, on the engine of this run', async () => {
  const rows =
    env.TEST_ENGINE === 'd1'
      ? (await env.DB.prepare(note).all()).results
      : (await createClient({ url: env.LIBSQL_URL ?? '' }).execute(note)).rows.map(({ id }) => ({ id }))
  expect(rows).toEqual([{ id: 'a' }])
})

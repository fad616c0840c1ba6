import { applyD1Migrations } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { createClient } from '@libsql/client/web'
import { beforeAll } from 'vitest'
import { learnTexts } from '../src/lib/texts.ts'
import { writtenTexts } from './texts.ts'

learnTexts(writtenTexts)

// Every test file starts from the real migrations on an empty database, on either engine.
beforeAll(async () => {
  if (env.TEST_ENGINE === 'd1') await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  else await migrateLibsqlAfresh()
})

async function migrateLibsqlAfresh() {
  if (!env.LIBSQL_URL) throw new Error('The libsql suite needs LIBSQL_URL; run it with npm run test:libsql.')
  const client = createClient({ url: env.LIBSQL_URL })
  try {
    await dropEverything(client)
    for (const { name, sql } of env.TEST_MIGRATION_FILES) {
      await client.executeMultiple(sql).catch((cause) => {
        throw new Error(`migrations/${name} does not apply on libSQL`, { cause })
      })
    }
  } finally {
    client.close()
  }
}

/** Views first, then tables; a virtual table takes its shadow tables with it, which is why each drop asks IF EXISTS. */
async function dropEverything(client: ReturnType<typeof createClient>) {
  const { rows } = await client.execute(
    `SELECT type AS kind, name AS name FROM sqlite_schema
     WHERE type IN ('view', 'table') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'libsql\\_%' ESCAPE '\\'
     ORDER BY type DESC, sql LIKE 'CREATE VIRTUAL%' DESC`,
  )
  const drops = rows.map(({ kind, name }) => `DROP ${kind === 'view' ? 'VIEW' : 'TABLE'} IF EXISTS "${name}";`)
  await client.executeMultiple(['PRAGMA foreign_keys = OFF;', ...drops, 'PRAGMA foreign_keys = ON;'].join('\n'))
}

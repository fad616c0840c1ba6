import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createClient } from '@libsql/client/web'
import { connect, type Db } from '../../../src/db/connect.ts'
import { constraints } from '../../../src/db/constraints.ts'
import { readMigrations } from '../migrations.ts'
import { root } from '../worker.ts'
import { recordingDatabase } from './recording.ts'

/** The database that a place is written to, whichever engine it is. */
export type Target = {
  name: string
  migrate: () => Promise<void>
  /** Somebody of the place that is there already; undefined while there is none. */
  firstUser: () => Promise<FirstUser | undefined>
  /** Runs a use case against the database; false when there is a place already. */
  write: (useCase: (db: Db) => Promise<{ ok: boolean }>) => Promise<boolean>
  storeSecrets: (file: string) => Promise<void>
}

/** The address as it is sealed in the database. */
export type FirstUser = { id: string; email: string }
const firstUser = 'SELECT users.id AS id, users.email AS email FROM places, users ORDER BY users.created_at LIMIT 1'

export function placesTarget(choice: { isLocal: boolean; url: string; token: string; home: string }): Target {
  return choice.url ? onLibsql(choice.url, choice.token) : onD1(choice.isLocal, choice.home)
}

function onLibsql(url: string, token: string): Target {
  const auth = token ? { token } : {}
  return {
    name: 'libSQL',
    migrate: () => migrateLibsql(url, token),
    firstUser: async () => {
      const client = createClient({ url, ...(token ? { authToken: token } : {}) })
      const { rows } = await client.execute(firstUser).finally(() => client.close())
      return rows[0] as unknown as FirstUser | undefined
    },
    write: async (useCase) => (await useCase(connect({ kind: 'libsql', url, ...auth }))).ok,
    storeSecrets: async (file) => {
      console.log(`    Give the Worker LIBSQL_URL${token ? ' and LIBSQL_TOKEN' : ''} and the values in ${file} when you deploy it:`)
      console.log(`    npx wrangler secret bulk ${file}`)
    },
  }
}

/** Applies what is missing, noted in the same table as on D1. */
export async function migrateLibsql(url: string, token: string): Promise<void> {
  const client = createClient({ url, ...(token ? { authToken: token } : {}) })
  try {
    await client.execute(
      'CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)',
    )
    const { rows } = await client.execute('SELECT name AS name FROM d1_migrations')
    const applied = new Set(rows.map(({ name }) => name))
    for (const { name, sql } of readMigrations().filter((one) => !applied.has(one.name))) {
      await client.executeMultiple(`BEGIN; ${sql}\n; INSERT INTO d1_migrations (name) VALUES ('${name}'); COMMIT;`)
      console.log(`    applied ${name}`)
    }
  } finally {
    client.close()
  }
}

function onD1(isLocal: boolean, home: string): Target {
  const where = isLocal ? '--local' : '--remote'
  return {
    name: isLocal ? 'D1, local' : 'D1 on Cloudflare',
    migrate: async () => void (await wrangler('d1', 'migrations', 'apply', 'DB', where)),
    firstUser: async () => {
      const answer = await wrangler('d1', 'execute', 'DB', where, '--json', '--command', firstUser)
      return (JSON.parse(answer) as { results: FirstUser[] }[])[0]?.results[0]
    },
    // There is no binding to a remote D1 outside a Worker, so the use case's statements are written down and sent as a file.
    write: async (useCase) => {
      const recording = recordingDatabase()
      await useCase(connect({ kind: 'd1', database: recording.database }))
      const file = join(home, 'place.sql')
      writeFileSync(file, recording.script(), { mode: 0o600 })
      try {
        await wrangler('d1', 'execute', 'DB', where, '--yes', '--file', file)
        return true
      } catch (error) {
        if (String(error).includes(`UNIQUE constraint failed: ${constraints.placeExists}`)) return false
        throw error
      } finally {
        rmSync(file)
      }
    },
    storeSecrets: async (file) => {
      if (isLocal) console.log('    (not stored: this was a local try)')
      else await wrangler('secret', 'bulk', file)
    },
  }
}

/** Runs wrangler and answers with what it prints. */
export async function wrangler(...args: string[]): Promise<string> {
  const bin = join(root, 'node_modules/wrangler/bin/wrangler.js')
  const env = { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false' }
  const run = promisify(execFile)(process.execPath, [bin, ...args], { cwd: root, env, maxBuffer: 16 * 1024 * 1024 })
  const { stdout } = await run.catch((error) => {
    throw new Error(`wrangler ${args.join(' ')}\n${error.stdout ?? ''}${error.stderr ?? ''}`)
  })
  return stdout
}

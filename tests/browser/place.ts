import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { unstable_getMiniflareWorkerOptions, unstable_splitSqlQuery } from 'wrangler'
import { readMigrations } from '../migrations.ts'
import { freePort } from '../port.ts'

const root = dirname(dirname(import.meta.dirname))
const run = promisify(execFile)

export type Place = Awaited<ReturnType<typeof startPlace>>
type Setting = string | number | boolean

/**
 * The Worker as it would be deployed, on a free loopback port, with a fresh D1 database migrated and otherwise empty.
 * It has its own fresh keys and is in local mode; `settings` add to that and win. Without `worker` (a folder of buildWorker) it is built first.
 */
export async function startPlace({
  settings = {},
  worker,
  port = 0,
}: {
  settings?: Record<string, Setting>
  worker?: string
  port?: number
} = {}) {
  const built = worker ?? process.env.ALONGSIDE_WORKER
  const folder = built ?? (await buildWorker())
  const { workerOptions } = unstable_getMiniflareWorkerOptions(join(root, 'wrangler.toml'))
  const { modulesRules: _, ...options } = workerOptions
  const listensOn = port ?? (await freePort())
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: listensOn,
      cf: false,
      telemetry: { enabled: false },
      workers: [
        {
          ...options,
          name: 'alongside',
          modulesRoot: folder,
          modules: [{ type: 'ESModule', path: join(folder, 'index.js') }],
          bindings: Object.assign({}, options.bindings, settingsOfPlace(`http://127.0.0.1:${listensOn}`), settings),
        },
      ],
    }),
  )
  const address = await miniflare.ready
  const url = address.href.replace(/\/$/, '')
  const database = await miniflare.getD1Database('DB')
  for (const { sql } of readMigrations()) await database.batch(unstable_splitSqlQuery(sql).map((statement) => database.prepare(statement)))

  return {
    url,
    /** Redirects are shown, not followed: a test wants to see the 303. */
    fetch: (path: string, init: RequestInit = {}) => fetch(new URL(path, address), { redirect: 'manual', ...init }),
    query: async <Row = Record<string, unknown>>(sql: string, ...values: unknown[]): Promise<Row[]> =>
      (
        await database
          .prepare(sql)
          .bind(...values)
          .all<Row>()
      ).results,
    /** Runs what the cron trigger of this expression runs. */
    cron: async (cron: string, at?: number) => {
      const { scheduled } = await miniflare.getWorker('alongside')
      return scheduled({ cron, ...(at === undefined ? {} : { scheduledTime: new Date(at) }) })
    },
    close: async () => {
      await miniflare.dispose()
      if (!built) await rm(folder, { recursive: true, force: true })
    },
  }
}

function settingsOfPlace(origin: string): Record<string, Setting> {
  const key = () => randomBytes(32).toString('base64url')
  return { PUBLIC_ORIGIN: origin, SEALING_KEYS: `k1:${key()}`, INDEX_KEY: key(), LINK_KEYS: key(), LOCAL_MODE: 'yes' }
}

/** Bundles the Worker with wrangler, as a deployment would, and returns the folder that holds index.js. */
export async function buildWorker(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'alongside-worker-'))
  const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js')
  await run(process.execPath, [wrangler, 'deploy', '--dry-run', '--outdir', folder], { cwd: root, env: { ...process.env, CI: 'true' } })
  return folder
}

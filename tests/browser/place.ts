import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../workers/local/port.ts'
import { bundleInto, type Setting, startWorker } from '../../workers/local/worker.ts'

export type Place = Awaited<ReturnType<typeof startPlace>>

/**
 * The Worker as it would be deployed, on a free loopback port, with a fresh D1 database migrated and otherwise empty.
 * It has its own fresh keys and is in local mode; `settings` add to that and win. Without `worker` (a folder of buildWorker) it is built first.
 * With `keepIn` it has the database of that folder instead.
 */
export async function startPlace({
  settings = {},
  worker,
  keepIn,
  config,
}: {
  settings?: Record<string, Setting>
  worker?: string
  keepIn?: string
  /** Another wrangler.toml. */
  config?: string
} = {}) {
  const built = worker ?? process.env.ALONGSIDE_WORKER
  const bundle = built ?? (await buildWorker())
  const port = await freePort()
  const local = await startWorker({
    bundle,
    port,
    settings: { ...settingsOfPlace(`http://127.0.0.1:${port}`), ...settings },
    ...(keepIn ? { keepIn } : {}),
    ...(config ? { config } : {}),
  })

  return {
    url: local.url,
    /** Redirects are shown, not followed: a test wants to see the 303. */
    fetch: (path: string, init: RequestInit = {}) => fetch(new URL(path, local.url), { redirect: 'manual', ...init }),
    database: local.database,
    query: async <Row = Record<string, unknown>>(sql: string, ...values: unknown[]): Promise<Row[]> =>
      (
        await local.database
          .prepare(sql)
          .bind(...values)
          .all<Row>()
      ).results,
    cron: local.cron,
    close: async () => {
      await local.close()
      if (!built) await rm(bundle, { recursive: true, force: true })
    },
  }
}

function settingsOfPlace(origin: string): Record<string, Setting> {
  const key = () => randomBytes(32).toString('base64url')
  return { PUBLIC_ORIGIN: origin, SEALING_KEYS: `k1:${key()}`, INDEX_KEY: key(), LINK_KEYS: key(), LOCAL_MODE: 'yes' }
}

/** Bundles the Worker into a fresh folder, which holds index.js. */
export async function buildWorker(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'alongside-worker-'))
  await bundleInto(folder)
  return folder
}

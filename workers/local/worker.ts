// The real Worker in workerd on this machine: as it would be deployed, on a loopback port, on an embedded D1 database.

import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { unstable_getMiniflareWorkerOptions } from 'wrangler'
import { withLibsql } from './engine.ts'
import { applyMigrations } from './migrations.ts'

export const root = dirname(dirname(import.meta.dirname))

export type Setting = string | number | boolean
export type LocalWorker = Awaited<ReturnType<typeof startWorker>>

/** Bundles the local Worker with wrangler, as a deployment would the other, into `folder`. */
export async function bundleInto(folder: string): Promise<void> {
  const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js')
  await promisify(execFile)(
    process.execPath,
    [wrangler, 'deploy', 'workers/local/index.ts', '--dry-run', '--outdir', folder, ...withLibsql],
    {
      cwd: root,
      env: { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false' },
    },
  )
}

/** Bundles a Worker of ours that is never deployed, such as the one that fills the demo, into `folder`. */
export async function bundleOwn(entry: string, folder: string): Promise<void> {
  await build({
    entryPoints: [join(root, entry)],
    outfile: join(folder, 'index.js'),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker', 'browser', 'import'],
    external: ['cloudflare:*', 'node:*'],
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    logLevel: 'error',
  })
}

/** Starts a bundle with the settings given and brings its database up to date; kept under `keepIn`, or forgotten at the end. */
export async function startWorker(start: {
  bundle: string
  port: number
  settings: Record<string, Setting>
  keepIn?: string
  config?: string
  /** Says nothing of what goes as it should, so that what was printed for a person stays in sight. */
  isQuiet?: boolean
}) {
  const { workerOptions } = unstable_getMiniflareWorkerOptions(start.config ?? join(root, 'wrangler.toml'))
  const { modulesRules: _, ...options } = workerOptions
  const miniflare = new Miniflare({
    ...convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: start.port,
      cf: false,
      telemetry: { enabled: false },
      workers: [
        {
          ...options,
          name: 'alongside',
          modulesRoot: start.bundle,
          modules: [{ type: 'ESModule', path: join(start.bundle, 'index.js') }],
          bindings: { ...(options.bindings as Record<string, Setting> | undefined), ...start.settings },
        },
      ],
    }),
    ...(start.keepIn ? { resourcePersistencePath: start.keepIn } : {}),
    ...(start.isQuiet ? { handleStructuredLogs: ({ level, message }) => tellTrouble(level, message) } : {}),
  })
  const address = await miniflare.ready
  const database = await miniflare.getD1Database('DB')
  const applied = await applyMigrations(database)

  return {
    url: address.href.replace(/\/$/, ''),
    database,
    /** Names of the migrations that this start applied. */
    applied,
    /** Runs what the cron trigger of this expression runs. */
    cron: async (cron: string, at?: number) => {
      const { scheduled } = await miniflare.getWorker('alongside')
      return scheduled({ cron, ...(at === undefined ? {} : { scheduledTime: new Date(at) }) })
    },
    close: () => miniflare.dispose(),
  }
}

function tellTrouble(level: string, message: string) {
  if (level === 'warn' || level === 'error') console.error(message)
}

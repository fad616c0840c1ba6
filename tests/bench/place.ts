import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { freePort } from '../../workers/local/port.ts'
import { freshKeys } from '../../workers/local/settings.ts'
import { startWorker } from '../../workers/local/worker.ts'
import { token } from './fill.ts'

export type BenchPlace = Awaited<ReturnType<typeof benchPlace>>

/** The bundle that is measured: the application as it is deployed, with the bench's handlers beside it. */
export async function bundle(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'alongside-bench-'))
  await build({
    entryPoints: [join(import.meta.dirname, 'worker.ts')],
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
  })
  return folder
}

/** Starts the bundle on an empty database of its own, without any proxy of a development server. */
export async function benchPlace(folder: string) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const local = await startWorker({ bundle: folder, port, settings: { ...freshKeys(), PUBLIC_ORIGIN: url, LOCAL_MODE: 'yes' } })
  return {
    url,
    database: local.database,
    ask: (method: string, path: string, body?: unknown) =>
      fetch(`${url}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          cookie: `__Host-alongside=${token}`,
          origin: url,
          'sec-fetch-site': 'same-origin',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    close: local.close,
  }
}

export const forget = (folder: string) => rm(folder, { recursive: true, force: true })

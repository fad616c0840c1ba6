import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLinks } from '../../src/lib/links.ts'
import { freePort } from '../../workers/local/port.ts'
import { freshKeys } from '../../workers/local/settings.ts'
import { bundleOwn, type Setting, startWorker } from '../../workers/local/worker.ts'
import { token } from './fill.ts'

export type BenchPlace = Awaited<ReturnType<typeof benchPlace>>

/** The bundle that is measured: the application as it is deployed, with the bench's handlers beside it. */
export async function bundle(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'alongside-bench-'))
  await bundleOwn('tests/bench/worker.ts', folder)
  return folder
}

/** Starts the bundle on an empty database of its own, without any proxy of a development server. */
export async function benchPlace(folder: string, settings: Record<string, Setting> = {}) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const keys = freshKeys()
  const local = await startWorker({ bundle: folder, port, settings: { ...keys, PUBLIC_ORIGIN: url, LOCAL_MODE: 'yes', ...settings } })
  return {
    url,
    keys,
    links: await openLinks([keys.LINK_KEYS]),
    database: local.database,
    /** `body` goes as JSON, a `form` as a page sends it. */
    ask: (method: string, path: string, body?: unknown, form?: Record<string, string>) =>
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
        ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      }),
    cron: local.cron,
    close: local.close,
  }
}

export const forget = (folder: string) => rm(folder, { recursive: true, force: true })

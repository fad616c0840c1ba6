// The Worker as it is deployed with queues, on real ones: the optional lines of wrangler.toml, taken in as `npm run deploy -- --queues` does.

import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { withQueues, writeConfig } from '../../workers/local/config.ts'
import { root } from '../../workers/local/worker.ts'
import { type Place, startPlace } from '../browser/place.ts'

let place: Place
let config: string

beforeAll(async () => {
  // Fewer tries, so that the test sees the last of them.
  config = writeConfig(root, withQueues, (text) => text.replace('max_retries = 4', 'max_retries = 1'))
  place = await startPlace({ config })
  await place.query(
    `INSERT INTO places (id, name, time_zone, locale, country, phone, reply_to, areas)
     VALUES ('place', 'Testford', 'Europe/London', 'en', 'GB', '+441632960000', 'a@b.example', '["North"]')`,
  )
})
afterAll(async () => {
  await place?.close()
  rmSync(config, { force: true })
})

type Run = { job: string; ended_at: number | null; error: string | null }
const runs = () => place.query<Run>('SELECT job, ended_at, error FROM job_runs ORDER BY started_at, id')

async function seen(isSo: (runs: Run[]) => boolean): Promise<Run[]> {
  for (const until = Date.now() + 40_000; Date.now() < until; ) {
    const found = await runs()
    if (isSo(found)) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return runs()
}

it('runs every job of a tick from the queue, each once', async () => {
  await place.cron('*/15 * * * *')
  const found = await seen((all) => all.length >= 10 && all.every((run) => run.ended_at !== null))
  expect(found.map(({ error }) => error).filter(Boolean)).toEqual([])
  const names = found.map(({ job }) => job)
  expect(names).toEqual(expect.arrayContaining(['plan-reminders', 'plan-surveys', 'pass-on-places', 'escalate-referrals']))
  expect(new Set(names).size).toBe(names.length)
})

it('tries one that fails again, then puts it before the coordinator; the others go on', async () => {
  await place.query('ALTER TABLE series RENAME TO series_away')
  await place.cron('0 3 * * *')
  const ofSeries = (all: Run[]) => all.filter(({ job }) => job === 'extend-series')
  const found = await seen((all) => ofSeries(all).some(({ error }) => error?.startsWith('given_up')))
  await place.query('ALTER TABLE series_away RENAME TO series')
  // Tried, tried again, and given up by the queue for the work that failed.
  expect(ofSeries(found)).toHaveLength(3)
  expect(ofSeries(found).filter(({ error }) => error?.startsWith('given_up'))).toHaveLength(1)
  expect(found.filter(({ job, error }) => job === 'check-counters' && error === null)).toHaveLength(1)
  await place.cron('0 3 * * *')
  await seen((all) => ofSeries(all).some(({ error, ended_at }) => error === null && ended_at !== null))
  expect(ofSeries(await runs()).at(-1)?.error).toBeNull()
})

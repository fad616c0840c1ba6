// How long the answer takes must not tell whether somebody works here. No time is judged, only whether the two can be told apart.

import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openVault } from '../../src/lib/seal.ts'
import { freshKeys } from '../../workers/local/settings.ts'
import { bundleOwn } from '../../workers/local/worker.ts'
import { type Place, startPlace } from '../browser/place.ts'

const each = 200
const known = Array.from({ length: each }, (_, at) => `worker${at}@practice.example`)
const unknown = Array.from({ length: each }, (_, at) => `nobody${at}@practice.example`)
const started: Place[] = []
let naive: string

beforeAll(async () => {
  naive = await mkdtemp(join(tmpdir(), 'alongside-naive-'))
  await bundleOwn('tests/served/naive-worker.ts', naive)
})
afterAll(async () => {
  for (const place of started) await place.close()
  await rm(naive, { recursive: true, force: true })
})

/** A place with two hundred members, none of whom differs from the others. */
async function placeOf(worker?: string): Promise<Place> {
  const keys = freshKeys()
  const place = await startPlace({ settings: keys, ...(worker ? { worker } : {}) })
  started.push(place)
  const vault = await openVault({
    sealing: [{ id: 'k1', key: keys.SEALING_KEYS.slice(3) }],
    indexing: keys.INDEX_KEY,
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
  })
  const users = await Promise.all(
    known.map(async (email, at) => {
      const id = `user${at}`
      return { id, email: await vault.seal(email, { column: 'users.email', rowId: id }), index: await vault.index('email', email) }
    }),
  )
  await place.query(
    `INSERT INTO places (id, name, time_zone, locale, country, phone, reply_to, areas)
     VALUES ('place', 'Testford', 'Europe/London', 'en', 'GB', '+441632960001', 'hello@testford.example', '["Riverside"]')`,
  )
  await place.query("INSERT INTO organisations (id, kind, name, created_at) VALUES ('team', 'referral_team', 'Practice', 0)")
  const rows = JSON.stringify(users)
  await place.query(
    `INSERT INTO users (id, name, email, email_index, locale, created_at)
     SELECT value ->> 'id', 'Lee', value ->> 'email', value ->> 'index', 'en', 0 FROM json_each(?)`,
    rows,
  )
  await place.query(
    "INSERT INTO memberships (user_id, org_id, role, created_at) SELECT value ->> 'id', 'team', 'link_worker', 0 FROM json_each(?)",
    rows,
  )
  return place
}

/** Asks for so many of either kind in random order; their times in ms. */
async function times(place: Place, count: number) {
  const asked = [
    ...known.slice(0, count).map((email) => ({ email, isKnown: true })),
    ...unknown.slice(0, count).map((email) => ({ email, isKnown: false })),
  ]
  const order = asked.map((one) => ({ ...one, at: Math.random() })).sort((a, b) => a.at - b.at)
  const took = { known: [] as number[], unknown: [] as number[] }
  for (const [at, { email, isKnown }] of order.entries()) {
    // One network may ask thirty times an hour.
    if (at % 25 === 0) await place.query('DELETE FROM rate_counts')
    const since = performance.now()
    const answer = await place.fetch('/sign-in', {
      method: 'POST',
      body: new URLSearchParams({ email }),
      headers: { origin: place.url },
    })
    const ms = performance.now() - since
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in/sent'])
    await answer.body?.cancel()
    took[isKnown ? 'known' : 'unknown'].push(ms)
    // What is done after an answer is over before the next is timed, and the delivery has its rest.
    await place.fetch('/sign-in').then((page) => page.text())
  }
  return took
}

/** How likely one of `a` is greater than one of `b` (Mann and Whitney): a half when the two are alike, 1 when every one is. */
function likelihood(a: readonly number[], b: readonly number[]): number {
  const wins = a.flatMap((one) => b.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)) as number[])
  return wins.reduce((sum, win) => sum + win, 0) / wins.length
}
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/**
 * Whether three runs in a row set known and unknown addresses apart. With two hundred of each, chance alone moves the
 * likelihood by 0.03 (one standard deviation), so three times beyond 0.1 in the same direction is no chance.
 */
async function canBeTold(place: Place, count = each): Promise<boolean> {
  const directions: number[] = []
  for (let run = 0; run < 3; run++) {
    const took = await times(place, count)
    const likely = likelihood(took.known, took.unknown)
    console.log(`known ${median(took.known).toFixed(2)} ms, unknown ${median(took.unknown).toFixed(2)} ms, likelihood ${likely.toFixed(3)}`)
    if (Math.abs(likely - 0.5) <= 0.1) return false
    directions.push(Math.sign(likely - 0.5))
  }
  return new Set(directions).size === 1
}

it('known and unknown addresses are answered alike', { timeout: 120_000 }, async () => {
  expect(await canBeTold(await placeOf())).toBe(false)
})

it('an answer that waits for the email would tell', { timeout: 180_000 }, async () => {
  // Each answer waits for the delivery's pause too, so fewer are asked for: what it gives away is plain in sixty of each.
  expect(await canBeTold(await placeOf(naive), 60)).toBe(true)
})

// A hundred thousand reminders that are due at once: planned, written, and handed to a double of the provider that costs nothing.
// What the calls alone take is the floor that delivery is measured against.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openVault } from '../../src/lib/seal.ts'
import type { Setting } from '../../workers/local/worker.ts'
import { fill, id } from './fill.ts'
import { type Engine, engineStartedBy, measured } from './measure.ts'
import type { BenchPlace } from './place.ts'
import { interleaved, shown, spread } from './statistics.ts'

const hour = 3_600_000
const perCall = 100
const blocks = 9

type Counted = { roundTrips: number; rowsRead: number; rowsWritten: number }
type Start = (settings: Record<string, Setting>) => Promise<BenchPlace>
type Own = { place: BenchPlace; engine: Engine; old: number }

/** `due` reminders beside `past` old bookings. */
export async function reminders(start: Start, { due, past }: { due: number; past: readonly number[] }, say: (line: string) => void) {
  const provider = await double()
  const figures: Record<string, unknown> = {}
  say(`\nReminders: ${due.toLocaleString('en-GB')} due at once (aims: 20,000 a second, 64 MB more, 1 statement a thousand)`)
  const places: Own[] = []
  for (const [at, old] of past.entries()) {
    // An isolate of Workers has 128 MB. What needs more than half of that does not come to its end in the first place.
    process.env.MINIFLARE_WORKERD_V8_FLAGS = at === 0 ? '--max-heap-size=64' : ''
    const { result: place, engine } = await engineStartedBy(() => start({ RESEND_API_KEY: 're_bench_key', RESEND_BASE_URL: provider.url }))
    await fill(place.database, old, 10, say)
    // No quiet hours, whenever the bench runs.
    await place.database.prepare(`UPDATE places SET quiet_from = '00:00', quiet_until = '00:00'`).run()
    // The first run of an isolate reads the place and its code; what it holds from then on is its own.
    await planning({ place, engine, old }, 0)
    await fillDue(place, due)
    const planned = await planning({ place, engine, old }, due)
    say(
      `planned beside ${named(old).padStart(9)} old bookings: ${named(due / planned.seconds)} a second, ${named(due / planned.cpuSeconds)} a second of processor, ` +
        `${((planned.roundTrips * 1000) / due).toFixed(2)} round trips a thousand, ${planned.megabytes.toFixed(0)} MB more`,
    )
    figures[`planned beside ${old}`] = planned
    places.push({ place, engine, old })
  }
  // Delivery does not look at the past: once is enough.
  const [first] = places
  if (first) figures.delivered = await delivered(first, due, provider, say)
  figures.flat = await flatness(places, due, say)
  for (const { place } of places) await place.close()
  await provider.close()
  return figures
}

const named = (n: number) => Math.round(n).toLocaleString('en-GB')

async function planning({ place, engine }: Own, due: number) {
  const { response, ...found } = await measured(engine, () => place.ask('GET', '/bench/jobs?job=plan-reminders'))
  const answer = (await response.json()) as Record<string, Counted>
  const count = await countOf(place, "kind = 'booking.reminder_48h' AND status = 'planned'")
  if (count !== due) throw new Error(`${count} reminders were planned, not ${due}`)
  return { ...found, roundTrips: answer['plan-reminders']?.roundTrips ?? 0 }
}

/** The same tenth is planned block after block in every place, each time as if it were the first. */
async function flatness(places: readonly Own[], due: number, say: (line: string) => void) {
  const part = Math.ceil(due / 10)
  for (const { place } of places) {
    await place.database.prepare(`UPDATE sessions SET status = 'held' WHERE id >= '${id('e', Math.ceil(part / 20))}'`).run()
    await place.database.prepare(`DELETE FROM messages WHERE kind = 'booking.reminder_48h' AND subject_id >= '${id('b', 0)}'`).run()
  }
  const cpu: Record<string, number[]> = {}
  const variants = Object.fromEntries(
    places.map((own) => [
      String(own.old),
      async () => {
        await own.place.database.prepare(`DELETE FROM messages WHERE subject_id >= '${id('b', 0)}'`).run()
        const { seconds, cpuSeconds } = await planning(own, part)
        cpu[own.old] = [...(cpu[own.old] ?? []), cpuSeconds]
        return seconds
      },
    ]),
  )
  const wall = await interleaved(blocks, variants, () => undefined)
  const [few, many] = [places.at(0)?.old ?? 0, places.at(-1)?.old ?? 0]
  const ratio = (found: Record<string, number[]>) => spread((found[many] ?? []).map((each, at) => each / (found[few]?.[at] ?? Number.NaN)))
  say(
    `planning ${named(part)} beside ${named(many)} old bookings against ${named(few)}: ${shown(ratio(wall))} of the time, ` +
      `${shown(ratio(cpu))} of the processor, in ${blocks} interleaved blocks`,
  )
  return { time: ratio(wall), cpu: ratio(cpu) }
}

async function delivered({ place, engine }: Own, due: number, provider: Awaited<ReturnType<typeof double>>, say: (line: string) => void) {
  let roundTrips = 0
  let peak = 0
  let cpuSeconds = 0
  const calls = provider.calls()
  const since = performance.now()
  for (let left = due; left > 0; ) {
    const { response, ...run } = await measured(engine, () => place.ask('GET', '/bench/jobs?job=deliver'))
    const answer = (await response.json()) as Record<string, Counted>
    roundTrips += answer.deliver?.roundTrips ?? 0
    cpuSeconds += run.cpuSeconds
    peak = Math.max(peak, run.peakMegabytes)
    const now = due - provider.letters()
    if (now === left) throw new Error(`delivery stands still with ${left} left`)
    left = now
  }
  const seconds = (performance.now() - since) / 1000
  const made = provider.calls() - calls
  const floor = await measured(engine, () => place.ask('GET', `/bench/calls?calls=${made}&bytes=${provider.lastBytes()}`))
  const perSecond = due / seconds
  const megabytes = peak - engine.heldAtFirst
  say(
    `handed over: ${named(perSecond)} letters a second, ${named(due / cpuSeconds)} a second of processor, ${((roundTrips * 1000) / due).toFixed(1)} round trips a thousand ` +
      `(${(roundTrips / made).toFixed(1)} a call), at most ${megabytes.toFixed(0)} MB more than after planning nothing, in a heap of 64 MB; the ${made} calls alone take ` +
      `${floor.seconds.toFixed(1)} s of ${seconds.toFixed(1)} s, and ${floor.cpuSeconds.toFixed(1)} s of processor of ${cpuSeconds.toFixed(1)} s`,
  )
  return {
    perSecond,
    seconds,
    cpuSeconds,
    roundTripsAThousand: (roundTrips * 1000) / due,
    calls: made,
    megabytes,
    floor: { ...floor, response: undefined },
  }
}

const countOf = async ({ database }: BenchPlace, where: string) =>
  (await database.prepare(`SELECT count(*) AS n FROM messages WHERE ${where}`).first<{ n: number }>())?.n ?? 0

/** Sessions of tomorrow evening with twenty people each, who are written to by email. */
async function fillDue(place: BenchPlace, due: number): Promise<void> {
  const { database } = place
  const now = Date.now()
  const vault = await openVault({
    sealing: place.keys.SEALING_KEYS.split(',').map((pair) => ({ id: pair.split(':')[0] ?? '', key: pair.split(':')[1] ?? '' })),
    indexing: place.keys.INDEX_KEY,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  })
  const sessions = Math.ceil(due / 20)
  await database
    .prepare(
      `INSERT INTO sessions (id, org_id, group_id, venue_id, occurs_on, starts_at, ends_at, booking_closes_at, status, capacity, places_taken, buddy_for_first_visit, meeting_point, step, created_at)
       WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${sessions - 1})
       SELECT printf('e0000000-0000-7000-8000-%012x', i), '${id('1', 1)}', '${id('4', 2)}', '${id('4', 1)}', '2026-01-01', ${now} + ${36 * hour} + (i % 16) * 900000,
         ${now} + ${38 * hour} + (i % 16) * 900000, ${now} + ${30 * hour}, 'scheduled', 20, 20, 0, 'Door', 1, 0 FROM n`,
    )
    .run()
  for (let from = 0; from < due; from += 1_000) {
    const rows = await Promise.all(
      Array.from({ length: Math.min(1_000, due - from) }, async (_, at) => {
        const n = from + at
        const personId = id('f', n)
        const slot = (column: string) => ({ column: `people.${column}`, rowId: personId })
        const [name, email] = await Promise.all([
          vault.seal(`Person ${n}`, slot('preferred_name')),
          vault.seal(`person${n}@example.org`, slot('email')),
        ])
        return { id: personId, bookingId: id('b', n), sessionId: id('e', Math.floor(n / 20)), name, email, emailIndex: `index-${n}` }
      }),
    )
    const json = JSON.stringify(rows)
    await database.batch([
      database
        .prepare(
          `INSERT INTO people (id, team_id, link_worker_id, name, preferred_name, email, email_index, reach_by, language, access_needs, shares_access_needs, consent_at, consent_by, consent_words, step, created_at)
           SELECT value->>'id', '${id('1', 2)}', '${id('2', 1)}', value->>'name', value->>'name', value->>'email', value->>'emailIndex', 'email', 'en', '[]', 1, 0, 'u', 'k1.x.y', 1, 0 FROM json_each(?)`,
        )
        .bind(json),
      database
        .prepare(
          `INSERT INTO bookings (id, provider_id, team_id, session_id, group_id, person_id, booked_by, places, is_first_visit, buddy_wish, status, answered_status, step, created_at)
           SELECT value->>'bookingId', '${id('1', 1)}', '${id('1', 2)}', value->>'sessionId', '${id('4', 2)}', value->>'id', '${id('2', 1)}', 1, 0, 'unasked', 'confirmed', 'booked', 1, 0 FROM json_each(?)`,
        )
        .bind(json),
    ])
  }
}

/** A provider that takes everything at once and has no limit worth a pause. */
async function double() {
  const seen = { calls: 0, letters: 0, bytes: 0 }
  const server = createServer(async (request, response) => {
    let size = 0
    const parts: Buffer[] = []
    for await (const part of request) {
      parts.push(part as Buffer)
      size += (part as Buffer).length
    }
    const isFloor = request.headers['x-floor'] !== undefined
    const found = occurrences(Buffer.concat(parts), '"tags":[{')
    const letters = isFloor ? perCall : found
    seen.calls++
    if (!isFloor) {
      seen.letters += letters
      seen.bytes = size
    }
    const data = Array.from({ length: letters }, (_, at) => ({ id: `re_${seen.calls}_${at}` }))
    response
      .writeHead(200, {
        'content-type': 'application/json',
        'ratelimit-limit': '1000',
        'ratelimit-remaining': '999',
        'ratelimit-reset': '1',
      })
      .end(JSON.stringify({ data }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => seen.calls,
    letters: () => seen.letters,
    lastBytes: () => seen.bytes,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

/** Counted, not parsed: what the double takes of the machine is not what is measured. */
function occurrences(bytes: Buffer, text: string): number {
  let found = 0
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) found++
  return found
}

// A hundred thousand reminders that are due at once: planned, written, and handed to a double of the provider that costs nothing.
// What the calls alone take is the floor that delivery is measured against.

import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openVault } from '../../src/lib/seal.ts'
import type { Setting } from '../../workers/local/worker.ts'
import { fill, id } from './fill.ts'
import type { BenchPlace } from './place.ts'

const hour = 3_600_000
const perCall = 100

type Counted = { roundTrips: number; rowsRead: number; rowsWritten: number }
type Start = (settings: Record<string, Setting>) => Promise<BenchPlace>

/** `due` reminders beside `past` old bookings. */
export async function reminders(start: Start, { due, past }: { due: number; past: readonly number[] }, say: (line: string) => void) {
  const provider = await double()
  const figures: Record<string, unknown> = {}
  say(
    `\nReminders: ${due.toLocaleString('en-GB')} due at once (aims: 20,000 a second, 1 statement a thousand, 64 MB more; 4 trips a batch)`,
  )
  for (const [at, old] of past.entries()) {
    const place = await start({ RESEND_API_KEY: 're_bench_key', RESEND_BASE_URL: provider.url })
    await fill(place.database, old, 10, say)
    await fillDue(place, due)
    const planned = await measured(place, () => place.ask('GET', '/bench/jobs?job=plan-reminders'))
    const statements = planned.answer['plan-reminders']?.roundTrips ?? 0
    const count = await countOf(place, "kind = 'booking.reminder_48h' AND status = 'planned'")
    if (count !== due) throw new Error(`${count} reminders were planned, not ${due}`)
    say(
      `planned beside ${old.toLocaleString('en-GB').padStart(9)} old bookings: ${Math.round(due / planned.seconds).toLocaleString('en-GB')} a second, ` +
        `${((statements * 1000) / due).toFixed(2)} round trips a thousand, ${planned.megabytes.toFixed(0)} MB more in workerd`,
    )
    figures[`planned beside ${old}`] = { perSecond: due / planned.seconds, roundTrips: statements, megabytes: planned.megabytes }
    // Delivery does not look at the past: once is enough.
    if (at === 0) figures.delivered = await delivered(place, due, provider, say)
    await place.close()
  }
  await provider.close()
  return figures
}

async function delivered(place: BenchPlace, due: number, provider: Awaited<ReturnType<typeof double>>, say: (line: string) => void) {
  let roundTrips = 0
  let peak = 0
  const calls = provider.calls()
  const since = performance.now()
  for (let left = due; left > 0; ) {
    const run = await measured(place, () => place.ask('GET', '/bench/jobs?job=deliver'))
    roundTrips += run.answer.deliver?.roundTrips ?? 0
    peak = Math.max(peak, run.megabytes)
    const now = due - provider.letters()
    if (now === left) throw new Error(`delivery stands still with ${left} left`)
    left = now
  }
  const seconds = (performance.now() - since) / 1000
  const made = provider.calls() - calls
  const floor = await floorOf(place, made, provider.lastBytes())
  const perSecond = due / seconds
  say(
    `handed over: ${Math.round(perSecond).toLocaleString('en-GB')} letters a second, ${((roundTrips * 1000) / due).toFixed(1)} round trips a thousand ` +
      `(${(roundTrips / made).toFixed(1)} a call), ${peak.toFixed(0)} MB more; the ${made} calls alone take ${floor.toFixed(2)} s of ${seconds.toFixed(1)} s`,
  )
  return { perSecond, roundTripsAThousand: (roundTrips * 1000) / due, calls: made, megabytes: peak, floorSeconds: floor, seconds }
}

/** As many calls with as many bytes, one after another, from the Worker. */
async function floorOf(place: BenchPlace, calls: number, bytes: number): Promise<number> {
  const since = performance.now()
  const answer = await place.ask('GET', `/bench/calls?calls=${calls}&bytes=${bytes}`)
  if (!answer.ok) throw new Error(await answer.text())
  return (performance.now() - since) / 1000
}

async function measured(place: BenchPlace, work: () => Promise<Response>) {
  const before = megabytesOfWorkerd()
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, megabytesOfWorkerd())
  }, 20)
  const since = performance.now()
  const response = await work()
  const seconds = (performance.now() - since) / 1000
  clearInterval(watch)
  if (!response.ok) throw new Error(`${place.url}: ${response.status} ${await response.text()}`)
  const answer = (await response.json()) as Record<string, Counted>
  return { seconds, megabytes: Math.max(most, megabytesOfWorkerd()) - before, answer }
}

/** What the engine and the isolate hold together: all processes of ours that are workerd. Linux only; elsewhere 0. */
function megabytesOfWorkerd(): number {
  let kilobytes = 0
  try {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const status = statusOf(pid)
      if (/^Name:\s+workerd/m.test(status) && new RegExp(`^PPid:\\s+${process.pid}$`, 'm').test(status))
        kilobytes += Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0)
    }
  } catch {
    return 0
  }
  return kilobytes / 1024
}

function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}

const countOf = async ({ database }: BenchPlace, where: string) =>
  (await database.prepare(`SELECT count(*) AS n FROM messages WHERE ${where}`).first<{ n: number }>())?.n ?? 0

/** Sessions of tomorrow evening with twenty people each, who are written to by email; and no quiet hours, whenever the bench runs. */
async function fillDue(place: BenchPlace, due: number): Promise<void> {
  const { database } = place
  const now = Date.now()
  const vault = await openVault({
    sealing: place.keys.SEALING_KEYS.split(',').map((pair) => ({ id: pair.split(':')[0] ?? '', key: pair.split(':')[1] ?? '' })),
    indexing: place.keys.INDEX_KEY,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  })
  await database.prepare(`UPDATE places SET quiet_from = '00:00', quiet_until = '00:00'`).run()
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
    const letters = isFloor ? perCall : (JSON.parse(Buffer.concat(parts).toString()) as unknown[]).length
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

// `npm run bench` (or `-- --only=booking`, `growth`, `matching`, `reminders`, there with `--due=2000` for a quick look): how fast, how many round trips, and whether it stays so as the place grows. Ratios within one run, never seconds alone.

import { mkdirSync, writeFileSync } from 'node:fs'
import { optionsOf, stop } from '../../workers/local/options.ts'
import { fill, id, openSession } from './fill.ts'
import { matching } from './matching.ts'
import { type BenchPlace, benchPlace, bundle, forget } from './place.ts'
import { reminders } from './reminders.ts'
import { interleaved, shown, spread } from './statistics.ts'
import { fillStory, story } from './story.ts'

const { only, due } = optionsOf({ only: { type: 'string' }, due: { type: 'string', default: '100000' } })
const parts = ['booking', 'growth', 'matching', 'reminders']
if (only !== undefined && !parts.includes(only)) stop(`There is no part "${only}". Choose one of: ${parts.join(', ')}.`)
const blocks = 9
const clients = 20
const requestsABlock = 200
const quarterHour = '*/15 * * * *'
const sizes = [1_000, 100_000, 1_000_000]
const say = (line: string) => console.log(line)
const results: Record<string, unknown> = {}

const folder = await bundle()
try {
  if (only === undefined || only === 'booking') await full()
  if (only === undefined || only === 'growth') await growth()
  if (only === undefined || only === 'matching') results.matching = await matching(() => benchPlace(folder), say)
  if (only === undefined || only === 'reminders')
    results.reminders = await reminders(
      (settings) => benchPlace(folder, settings),
      { due: Number(due), past: Number(due) < 100_000 ? [1_000, 20_000] : [1_000, 1_000_000] },
      say,
    )
} finally {
  await forget(folder)
}
mkdirSync('.wrangler', { recursive: true })
writeFileSync('.wrangler/bench.json', `${JSON.stringify(results, null, 2)}\n`)
say('\nAs JSON: .wrangler/bench.json')

/** The booking endpoint in full against a bare handler doing one batch of the same SQL. */
async function full() {
  const place = await benchPlace(folder)
  const newcomers = (2 * blocks + 4) * requestsABlock
  await fill(place.database, 1_000, newcomers, say)
  let next = 0
  const book = async (personId: string) => expectStatus(await place.ask('POST', `/api/sessions/${openSession}/bookings`, { personId }), 201)

  // The first request of an isolate also reads the place, which no other does.
  await place.ask('GET', '/')
  const first = id('7', next++)
  const recorded = (await (
    await place.ask('POST', `/bench/recorded/api/sessions/${openSession}/bookings`, { personId: first })
  ).json()) as Recorded
  say(`One booking: ${recorded.calls.length} round trips, ${recorded.calls.flatMap(({ statements }) => statements).length} statements`)
  const bare = async (personId: string, n: number) =>
    expectStatus(
      await place.ask('POST', '/bench/bare', [
        [recorded.answer.id, id('9', n)],
        [first, personId],
      ]),
      201,
    )

  const block = (one: (personId: string, n: number) => Promise<unknown>) => () => {
    const from = next
    next += requestsABlock
    return rate(requestsABlock, (n) => one(id('7', from + n), from + n))
  }
  await block(book)()
  await block(bare)()
  const figures = await interleaved(blocks, { full: block(book), bare: block(bare) }, (done) =>
    say(`  booking: block ${done} of ${blocks}`),
  )
  const ratios = spread(figures.full.map((figure, at) => figure / (figures.bare[at] ?? Number.NaN)))
  say(`\nBooking in full against a bare handler with the same SQL (aim ≥ 0.60): ${shown(ratios)}`)
  say(`  full ${shown(spread(figures.full), 0)} a second, bare ${shown(spread(figures.bare), 0)} a second`)
  results.booking = { ratio: ratios, full: spread(figures.full), bare: spread(figures.bare) }
  await roundTrips(place, id('7', next))
  await place.close()
}

type Recorded = { answer: { id: string }; calls: { statements: unknown[] }[] }

async function roundTrips(place: BenchPlace, personId: string) {
  say(`\n${'Hot path'.padEnd(31)}status  round trips  rows read  rows written`)
  const found: Record<string, unknown> = {}
  await fillStory(place.database)
  for (const { name, method, path, body, form } of await story(place, personId)) {
    // The first request of an isolate also reads the place; the second is what people meet.
    if (method === 'GET') await place.ask(method, `/bench/counted${path}`)
    const answer = await place.ask(method, `/bench/counted${path}`, body, form)
    const counted = (await answer.json()) as Record<'status' | 'roundTrips' | 'rowsRead' | 'rowsWritten', number>
    if (counted.status >= 400) throw new Error(`${name}: ${counted.status}`)
    found[name] = counted
    const { status, roundTrips, rowsRead, rowsWritten } = counted
    say(name.padEnd(31) + [status, roundTrips, rowsRead, rowsWritten].map((n, at) => String(n).padStart([6, 13, 11, 14][at] ?? 0)).join(''))
  }
  results.hotPaths = found
}

/** Booking, listing and planning beside a thousand, a hundred thousand and a million bookings. */
async function growth() {
  const places: BenchPlace[] = []
  for (const size of sizes) {
    say(`\nFilling ${size.toLocaleString('en-GB')} bookings …`)
    const place = await benchPlace(folder)
    await fill(place.database, size, 2_000, say)
    places.push(place)
  }
  await jobRows(places)
  const next = sizes.map(() => 0)
  const tasks: Record<string, (place: BenchPlace, at: number) => Promise<unknown>> = {
    booking: (place, at) => {
      const n = (next[at] ?? 0) + 1
      next[at] = n
      return place.ask('POST', `/api/sessions/${openSession}/bookings`, { personId: id('7', n) })
    },
    listing: (place) => place.ask('GET', '/'),
    // The quarter-hour's jobs together: planning reminders and surveys, passing on places, alarms.
    planning: (place) => place.cron(quarterHour),
  }
  results.growth = {}
  for (const [name, task] of Object.entries(tasks)) {
    const variants = Object.fromEntries(places.map((place, at) => [String(sizes[at]), () => median(40, () => task(place, at))]))
    const figures = await interleaved(blocks, variants, () => undefined)
    const base = figures[String(sizes[0])] ?? []
    for (const size of sizes.slice(1)) {
      const ratio = spread((figures[String(size)] ?? []).map((figure, at) => figure / (base[at] ?? Number.NaN)))
      say(
        `${name.padEnd(10)} at ${size.toLocaleString('en-GB').padStart(9)} against ${sizes[0]?.toLocaleString('en-GB')} (aim ≤ 1.25): ${shown(ratio)}`,
      )
      Object.assign(results.growth as object, { [`${name} ${size}`]: ratio })
    }
  }
  for (const place of places) await place.close()
}

/** What each of the quarter-hour's jobs reads once its work is done, beside so many bookings. */
async function jobRows(places: readonly BenchPlace[]) {
  const rows: Record<string, number[]> = {}
  for (const place of places) {
    await place.cron(quarterHour)
    const counted = (await (await place.ask('GET', `/bench/jobs?cron=${encodeURIComponent(quarterHour)}`)).json()) as JobCounts
    for (const [job, { rowsRead }] of Object.entries(counted)) rows[job] = [...(rows[job] ?? []), rowsRead]
  }
  say(`\nRows read by a quarter-hour's job, beside ${sizes.map((size) => size.toLocaleString('en-GB')).join(', ')} bookings`)
  for (const [job, counts] of Object.entries(rows)) say(job.padEnd(20) + counts.map((count) => String(count).padStart(9)).join(''))
  results.jobRows = rows
}

type JobCounts = Record<string, { rowsRead: number }>

/** Requests a second with several clients at once. */
async function rate(requests: number, one: (n: number) => Promise<unknown>): Promise<number> {
  const since = performance.now()
  let started = 0
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (started < requests) await one(started++)
    }),
  )
  return requests / ((performance.now() - since) / 1000)
}

/** The median time of one request after another, in milliseconds. */
async function median(requests: number, one: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < requests; n++) {
    const since = performance.now()
    await one()
    times.push(performance.now() - since)
  }
  return spread(times).median
}

async function expectStatus(response: Response, status: number) {
  const text = await response.text()
  if (response.status !== status) throw new Error(`${response.status} instead of ${status}: ${text}`)
}

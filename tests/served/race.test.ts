// 500 people at once onto few places, each over a connection of their own, at the Worker as it is deployed.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { bundleOwn } from '../../workers/local/worker.ts'
import { type AttendeePlace, attendeePlace } from '../browser/attendee-place.ts'
import { type Engine, engines } from './engines.ts'

const crowd = 500
const places = [1, 7, 30]

const crowdOf = async (place: AttendeePlace) => {
  const people: string[] = []
  for (let i = 0; i < crowd; i++) people.push(await place.person('en', `Maria ${i}`))
  return people
}

/** Everybody posts at the same time; what they were answered, and what the rows say afterwards. */
async function race(place: AttendeePlace, sessionId: string, people: readonly string[]) {
  const started = performance.now()
  const answers = await Promise.all(
    people.map(async (personId) => {
      const response = await place.fetch(`/api/sessions/${sessionId}/bookings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: place.cookie, origin: place.url },
        body: JSON.stringify({ personId }),
      })
      return { personId, code: response.status, body: (await response.json()) as { status: string; position: number | null } }
    }),
  )
  const took = Math.round(performance.now() - started)
  const rows = await place.db.select().from(bookings).where(eq(bookings.sessionId, sessionId))
  return { answers, rows, took, holding: rows.filter(({ status }) => status === 'booked') }
}

describe.each(engines)('500 at once on %s', (name, start) => {
  let engine: Engine
  let people: string[]
  beforeAll(async () => {
    engine = await start()
    people = await crowdOf(engine.place)
  })
  afterAll(() => engine?.stop())

  it.each(places)('onto %i places: exactly that many hold one, the rest wait in order, each is told once', async (capacity) => {
    const { place } = engine
    const sessionId = await place.date(capacity, { capacity })
    const { answers, rows, holding, took } = await race(place, sessionId, people)
    console.log(`500 onto ${capacity} on ${name}: ${took} ms`)

    expect(answers.filter(({ code }) => code !== 201)).toEqual([])
    expect(holding).toHaveLength(capacity)
    const [session] = await place.db.select().from(sessions).where(eq(sessions.id, sessionId))
    expect(session).toMatchObject({ placesTaken: capacity, waiting: crowd - capacity, tickets: crowd - capacity })

    const waiting = rows.filter(({ status }) => status === 'waitlisted').sort((a, b) => (a.ticket ?? 0) - (b.ticket ?? 0))
    const oneToN = Array.from({ length: crowd - capacity }, (_, at) => at + 1)
    expect(waiting.map(({ ticket }) => ticket)).toEqual(oneToN)
    expect(waiting.map(({ answeredPosition }) => answeredPosition)).toEqual(oneToN)
    // Each was told the number that the rows say.
    const told = new Map(answers.map(({ personId, body }) => [personId, body.position]))
    expect(waiting.map(({ personId }) => told.get(personId))).toEqual(oneToN)

    const ids = new Set(rows.map(({ id }) => id))
    const sent = (await place.db.select().from(messages)).filter(({ subjectId }) => ids.has(subjectId ?? ''))
    expect(sent).toHaveLength(crowd)
    expect(new Set(sent.map(({ subjectId }) => subjectId)).size).toBe(crowd)
    expect(sent.filter(({ kind }) => kind === 'booking.confirm_request')).toHaveLength(capacity)
  })
})

// The negative control: the same harness sees overselling.
it('would be seen to oversell where places are counted before the insert', async () => {
  const worker = await mkdtemp(join(tmpdir(), 'alongside-naive-'))
  await bundleOwn('tests/served/naive-worker.ts', worker)
  const place = await attendeePlace({ worker })
  const people = await crowdOf(place)
  const oversold: number[] = []
  for (const capacity of places) {
    const { holding } = await race(place, await place.date(capacity, { capacity }), people)
    oversold.push(holding.length - capacity)
  }
  await place.close()
  await rm(worker, { recursive: true, force: true })
  console.log(`counting first oversold by ${oversold.join(', ')}`)
  expect(Math.max(...oversold)).toBeGreaterThan(0)
})

// 500 people at once onto few places, through the real application. The same harness over a naive route shows that it can see overselling.

import { and, eq, inArray } from 'drizzle-orm'
import { Hono } from 'hono'
import { beforeAll, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { type Stage, stage } from './stage.ts'

const crowd = 500
let place: Stage
let people: string[]

beforeAll(async () => {
  place = await stage()
  people = await Promise.all(Array.from({ length: crowd }, () => place.person()))
}, 60_000)

/** A session of a group of its own, so that everybody is a newcomer there, and nobody has been before. */
const freshSession = (capacity: number) => place.anotherGroup({ capacity })

/** Everybody posts at the same time; what the rows say afterwards. */
async function race(sessionId: string, book: (personId: string) => Promise<Response> | Response) {
  const started = performance.now()
  const answers = await Promise.all(
    people.map(async (personId) => {
      const response = await book(personId)
      return { personId, code: response.status, body: (await response.json()) as { status: string; position: number | null } }
    }),
  )
  const took = performance.now() - started
  const rows = await place.db.select().from(bookings).where(eq(bookings.sessionId, sessionId))
  return { answers, rows, took, holding: rows.filter(({ status }) => status === 'booked') }
}

it.each([1, 7, 30])(
  'onto %i places: exactly that many hold one, the rest wait in order, each is told once',
  async (capacity) => {
    const sessionId = await freshSession(capacity)
    const { answers, rows, holding, took } = await race(sessionId, (personId) =>
      place.post(`/api/sessions/${sessionId}/bookings`, { personId }, { as: place.scene.linkWorker }),
    )
    console.log(`500 onto ${capacity}: ${Math.round(took)} ms`)

    expect(answers.filter(({ code }) => code !== 201)).toEqual([])
    expect(holding).toHaveLength(capacity)
    expect(await place.session(sessionId)).toMatchObject({ placesTaken: capacity, waiting: crowd - capacity, tickets: crowd - capacity })

    const waiting = rows.filter(({ status }) => status === 'waitlisted').sort((a, b) => (a.ticket ?? 0) - (b.ticket ?? 0))
    const oneToN = Array.from({ length: crowd - capacity }, (_, at) => at + 1)
    expect(waiting.map(({ ticket }) => ticket)).toEqual(oneToN)
    expect(waiting.map(({ answeredPosition }) => answeredPosition)).toEqual(oneToN)
    // Each was told the number that the rows say.
    const told = new Map(answers.map(({ personId, body }) => [personId, body.position]))
    expect(waiting.map(({ personId }) => told.get(personId))).toEqual(oneToN)

    const sent = await messagesAbout(rows.map(({ id }) => id))
    expect(sent).toHaveLength(crowd)
    expect(new Set(sent.map(({ subjectId }) => subjectId)).size).toBe(crowd)
    expect(sent.filter(({ kind }) => kind === 'booking.confirm_request')).toHaveLength(capacity)
  },
  60_000,
)

it('oversells with a naive check before the insert', async () => {
  const oversold: number[] = []
  for (const capacity of [1, 7, 30]) {
    const sessionId = await freshSession(capacity)
    const naive = naiveRoute(sessionId, capacity)
    const { holding } = await race(sessionId, (personId) => naive.request('/', { method: 'POST', body: JSON.stringify({ personId }) }))
    oversold.push(holding.length - capacity)
  }
  console.log(`naive check oversold by ${oversold.join(', ')}`)
  expect(Math.max(...oversold)).toBeGreaterThan(0)
}, 60_000)

/** What one would write first: count, compare, insert. */
const naiveRoute = (sessionId: string, capacity: number) =>
  new Hono().post('/', async (c) => {
    const { personId } = await c.req.json<{ personId: string }>()
    const taken = await place.db
      .select({ id: bookings.id })
      .from(bookings)
      .where(and(eq(bookings.sessionId, sessionId), eq(bookings.status, 'booked')))
    const status = taken.length < capacity ? ('booked' as const) : ('waitlisted' as const)
    await place.db.insert(bookings).values({
      id: place.ctx().newId(),
      providerId: place.scene.provider,
      teamId: place.scene.team,
      sessionId,
      groupId: place.scene.groupId,
      personId,
      bookedBy: 'naive',
      places: 1,
      isFirstVisit: false,
      buddyWish: 'unasked',
      status,
      answeredStatus: status,
      ticket: 1,
      step: 1,
      createdAt: place.clock.now,
    })
    return c.json({ status, position: null }, 201)
  })

async function messagesAbout(ids: readonly string[]) {
  const found: (typeof messages.$inferSelect)[] = []
  // At most 100 parameters a statement.
  for (let at = 0; at < ids.length; at += 90) {
    found.push(
      ...(await place.db
        .select()
        .from(messages)
        .where(inArray(messages.subjectId, ids.slice(at, at + 90)))),
    )
  }
  return found
}

it('30 different places given up at once while 40 wait: every one goes on, in order', async () => {
  const sessionId = await freshSession(30)
  const booked: { id: string }[] = []
  for (const personId of people.slice(0, 70)) booked.push(await place.book({ personId, sessionId }))
  const answers = await Promise.all(booked.slice(0, 30).map(({ id }) => place.cancel(id)))
  expect(answers.filter(({ ok }) => !ok)).toEqual([])
  const now = await place.statuses()
  expect(booked.slice(30).map(({ id }) => now[id])).toEqual([...Array(30).fill('offered'), ...Array(10).fill('waitlisted')])
}, 60_000)

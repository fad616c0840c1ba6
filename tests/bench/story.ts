// The hot paths of one story, asked in its order: what a booking, its answers and a buddy's promise cost in trips and rows.

import { linkLifeAfterSession } from '../../src/bookings/rules.ts'
import { id, openSession } from './fill.ts'
import type { BenchPlace } from './place.ts'

export type Path = { name: string; method: string; path: string; body?: unknown; form?: Record<string, string> }

/** People, a session with one place, and a visit that wants a buddy, made through the API. Give the paths in the order of asking. */
export async function story(place: BenchPlace, newcomerId: string): Promise<Path[]> {
  const book = async (sessionId: string, personId: string) =>
    (await made(place.ask('POST', `/api/sessions/${sessionId}/bookings`, { personId }))).id
  const [ann, bob, cyd] = [await person(place, 'Ann Fair'), await person(place, 'Bob Gray'), await person(place, 'Cyd Hill')]
  const first = await book(onePlace, ann)
  const second = await book(onePlace, bob)
  await book(withBuddy, cyd)
  const visit = await place.database.prepare('SELECT id FROM visits').first<{ id: string }>()
  const expiresAt = Date.now() + linkLifeAfterSession
  const link = async (subjectId: string) => `/b/${await place.links.sign({ purpose: 'booking', subjectId, version: 0, expiresAt })}`
  const [own, waiting] = [await link(first), await link(second)]
  return [
    { name: 'what’s on', method: 'GET', path: '/' },
    { name: 'a session’s page', method: 'GET', path: `/sessions/${openSession}` },
    { name: 'book', method: 'POST', path: `/api/sessions/${openSession}/bookings`, body: { personId: newcomerId } },
    { name: 'the attendee’s page', method: 'GET', path: own },
    { name: 'confirm', method: 'POST', path: `${own}/confirmation`, form: {} },
    { name: 'cancel, with somebody waiting', method: 'POST', path: `${own}/cancellation`, form: {} },
    { name: 'take an offered place', method: 'POST', path: `${waiting}/confirmation`, form: {} },
    { name: 'claim a visit', method: 'POST', path: `/visits/${visit?.id}/claim`, form: {} },
  ]
}

const onePlace = id('5', 1_000)
const withBuddy = id('5', 1_001)

/** The two sessions of the story, and the benchmark's link worker as a buddy and organiser too: one cookie asks everything. */
export async function fillStory(database: D1Database): Promise<void> {
  const startsAt = Date.now() + 8 * 86_400_000
  const run = (sql: string) => database.prepare(sql).run()
  for (const [session, capacity, buddy] of [[onePlace, 1, 0] as const, [withBuddy, 20, 1] as const]) {
    await run(`INSERT INTO sessions (id, org_id, group_id, venue_id, occurs_on, starts_at, ends_at, booking_closes_at, status, capacity, buddy_for_first_visit, meeting_point, step, created_at)
      VALUES ('${session}', '${id('1', 1)}', '${id('4', 2)}', '${id('4', 1)}', '2026-01-01', ${startsAt}, ${startsAt + 3_600_000}, ${startsAt}, 'scheduled', ${capacity}, ${buddy}, 'Door', 1, 0)`)
  }
  await run(`INSERT INTO organisations (id, kind, name, created_at) VALUES ('${id('1', 3)}', 'volunteer_hub', 'H', 0)`)
  await run(`INSERT INTO memberships (user_id, org_id, role, created_at) VALUES ('${id('2', 1)}', '${id('1', 3)}', 'buddy', 0)`)
  await run(`INSERT INTO memberships (user_id, org_id, role, created_at) VALUES ('${id('2', 1)}', '${id('1', 1)}', 'organiser', 0)`)
  await run(`INSERT INTO buddies (id, hub_id, user_id, name, email, email_index, phone, locale, about, areas, activities, languages, availability, status, checked_until_on, step, created_at)
    VALUES ('${id('a', 1)}', '${id('1', 3)}', '${id('2', 1)}', 'k1.x.y', 'k1.x.y', 'x', 'k1.x.y', 'en', 'k1.x.y', '["North"]', '["singing"]', '["en"]', '[]', 'approved', '2199-01-01', 1, 0)`)
}

const person = async (place: BenchPlace, name: string) =>
  (
    await made(
      place.ask('POST', '/api/people', {
        name,
        preferredName: name.split(' ')[0],
        language: 'en',
        reachBy: 'email',
        email: `${name.split(' ')[0]}@example.org`,
        consentWords: 'Yes, keep my details',
        evenIfDuplicate: true,
      }),
    )
  ).id

async function made(answer: Promise<Response>): Promise<{ id: string }> {
  const response = await answer
  if (response.status !== 201) throw new Error(`${response.status} instead of 201: ${await response.text()}`)
  return response.json() as Promise<{ id: string }>
}

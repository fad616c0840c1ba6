import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { buddies, buddySlots, visits } from '../../src/db/schema/buddies.ts'
import { slotsOf } from '../../src/visits/rules.ts'
import type { World } from '../world.ts'

type Scene = Awaited<ReturnType<World['scene']>>

export const details = (venueId: string) => ({
  venueId,
  startsTime: '10:00',
  endsTime: '11:30',
  capacity: 8,
  newcomerLimit: 3,
  bookingClosesMinutes: 60,
  buddyForFirstVisit: true,
  meetingPoint: 'By the blue door',
})

export const weekly = (venueId: string, startsOn = '2026-06-02', more: object = {}) => ({
  every: 'week',
  startsOn,
  ...details(venueId),
  ...more,
})

/** Publishes a series through the API and gives its id and its sessions in order. */
export async function publish(place: Pick<World, 'post' | 'rows'>, scene: Scene, body: object) {
  const response = await place.post(`/api/groups/${scene.groupId}/series`, body, { as: scene.organiser })
  expect(response.status).toBe(201)
  const { id } = (await response.json()) as { id: string; sessions: number }
  return { id, sessions: await sessionsOf(place, id) }
}

export async function sessionsOf(place: Pick<World, 'rows'>, seriesId: string) {
  const rows = await place.rows.sessions()
  return rows.filter((row) => row.seriesId === seriesId).sort((a, b) => a.startsAt - b.startsAt)
}

export async function book(place: World, scene: Scene, sessionId: string) {
  const personId = await place.person(scene.team, { linkWorkerId: scene.linkWorker.id })
  const response = await place.post(`/api/sessions/${sessionId}/bookings`, { personId }, { as: scene.linkWorker })
  expect(response.status).toBe(201)
  return { personId, ...((await response.json()) as { id: string; status: string }) }
}

/** Every wanted visit of the session is claimed by a buddy of its own. */
export async function claimAll(place: World, by?: string) {
  const hub = await place.organisation('volunteer_hub')
  for (const visit of await place.rows.visits()) {
    const buddyId = by ?? (await buddy(place, hub))
    await place.db.update(visits).set({ status: 'claimed', buddyId }).where(eq(visits.id, visit.id))
    await place.db.insert(buddySlots).values(slotsOf(visit).map((slotAt) => ({ buddyId, slotAt, visitId: visit.id })))
  }
}

export async function buddy(place: World, hubId: Awaited<ReturnType<World['organisation']>>, checkedUntilOn = '2027-06-01') {
  const id = place.ctx().newId()
  const seal = (column: string) => place.vault.seal('x', { column: `buddies.${column}`, rowId: id })
  await place.db.insert(buddies).values({
    id,
    hubId,
    name: 'Tom',
    email: await seal('email'),
    emailIndex: await place.vault.index('email', `${id}@example.org`),
    phone: await seal('phone'),
    about: await seal('about'),
    locale: 'en',
    areas: [],
    activities: [],
    languages: [],
    availability: [],
    status: 'approved',
    checkedUntilOn,
    step: 1,
    createdAt: place.clock.now,
  })
  return id
}

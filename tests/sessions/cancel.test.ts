import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { OrgId } from '../../src/access/actor.ts'
import { buddySlots } from '../../src/db/schema/buddies.ts'
import { memberships, users } from '../../src/db/schema/organisations.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { alternativesTo } from '../../src/sessions/whats-on/queries.ts'
import { type World, world } from '../world.ts'
import { book, claimAll } from './series.ts'

type Scene = Awaited<ReturnType<World['scene']>>
const cancel = (place: World, scene: Scene, as = scene.organiser) =>
  place.post(`/api/sessions/${scene.sessionId}/cancellation`, { reason: 'The hall is flooded' }, { as })

describe('cancelling a session', () => {
  it('tells everybody booked or waiting, their buddy and their link worker, and frees the buddy', async () => {
    const place = await world()
    const scene = await place.scene({ capacity: 1, buddyForFirstVisit: true })
    const first = await book(place, scene, scene.sessionId)
    const second = await book(place, scene, scene.sessionId)
    expect([first.status, second.status]).toEqual(['booked', 'waitlisted'])
    await claimAll(place)

    const response = await cancel(place, scene)
    expect(response.status).toBe(200)
    expect(await place.rows.bookings()).toMatchObject([
      { status: 'cancelled', cancelledBy: 'organiser', step: 2 },
      { status: 'cancelled', cancelledBy: 'organiser', step: 2 },
    ])
    const page = await place.get(`/bookings/${first.id}`, { as: scene.linkWorker })
    expect(await page.text()).toContain('Cancelled, by the group, The hall is flooded')
    expect(await place.rows.sessions()).toMatchObject([
      { status: 'cancelled', cancelReason: 'The hall is flooded', placesTaken: 0, newcomersTaken: 0, waiting: 0, calendarSequence: 1 },
    ])
    expect(await place.rows.visits()).toMatchObject([{ status: 'not_needed', step: 2 }])
    expect(await place.db.select().from(buddySlots)).toEqual([])
    const kinds = (await place.rows.messages()).map(({ kind }) => kind).sort()
    expect(kinds.filter((kind) => /cancelled/.test(kind))).toEqual([
      'booking.cancelled',
      'booking.cancelled',
      'team.session_cancelled',
      'visit.cancelled',
    ])
    const told = (await place.rows.messages()).filter(({ kind }) => kind === 'booking.cancelled')
    expect(told.map(({ recipientId }) => recipientId).sort()).toEqual([first.personId, second.personId].sort())
    for (const letter of (await writers['booking.cancelled'](place.ctx(), told)).values())
      expect(letter).toMatchObject({ text: expect.stringContaining('The group says: The hall is flooded') })
    const entries = (await place.rows.audit()).filter(({ toState }) => toState === 'cancelled' || toState === 'not_needed')
    expect(entries.map(({ action, fromState }) => `${action} ${fromState}`).sort()).toEqual([
      'booking.cancelled booked',
      'booking.cancelled waitlisted',
      'session.cancelled scheduled',
      'visit.not_needed claimed',
    ])
  })

  it.each([
    [
      'left the team for another',
      ({ db }: World, id: string, team: OrgId) => db.update(memberships).set({ orgId: team }).where(eq(memberships.userId, id)),
    ],
    ['may not sign in any more', ({ db }: World, id: string) => db.update(users).set({ disabledAt: 1 }).where(eq(users.id, id))],
  ])('tells everybody in the team when the link worker of somebody booked has %s', async (_, leave) => {
    const place = await world()
    const scene = await place.scene()
    const elsewhere = await place.organisation('referral_team')
    const [colleague, another] = [await place.signIn('link_worker', scene.team), await place.signIn('link_worker', scene.team)]
    await place.signIn('link_worker', elsewhere)
    await book(place, scene, scene.sessionId)
    await leave(place, scene.linkWorker.id, elsewhere)

    const preview = await place.get(`/sessions/${scene.sessionId}/cancellation`, { as: scene.organiser })
    expect(await preview.text()).toContain('2 link workers')
    expect((await cancel(place, scene)).status).toBe(200)
    const told = (await place.rows.messages()).filter(({ kind }) => kind === 'team.session_cancelled')
    expect(told.map(({ recipientId }) => recipientId).sort()).toEqual([colleague.id, another.id].sort())
    const written = await writers['team.session_cancelled'](place.ctx(), told)
    expect([...written.values()].map((letter) => (typeof letter === 'string' ? letter : letter.to)).sort()).toEqual(
      [colleague.address, another.address].sort(),
    )
  })

  it('tells the one link worker who is there, and none of their colleagues', async () => {
    const place = await world()
    const scene = await place.scene()
    await place.signIn('link_worker', scene.team)
    await book(place, scene, scene.sessionId)
    await cancel(place, scene)
    const told = (await place.rows.messages()).filter(({ kind }) => kind === 'team.session_cancelled')
    expect(told.map(({ recipientId }) => recipientId)).toEqual([scene.linkWorker.id])
  })

  it('is refused a second time, and tells nobody twice', async () => {
    const place = await world()
    const scene = await place.scene()
    await book(place, scene, scene.sessionId)
    const answers = await Promise.all([cancel(place, scene), cancel(place, scene), cancel(place, scene)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    expect((await place.rows.messages()).filter(({ kind }) => kind === 'booking.cancelled')).toHaveLength(1)
  })

  it('leaves nobody on a cancelled session who books at the same time, and tells everybody', async () => {
    const place = await world()
    const scene = await place.scene({ capacity: 5 })
    const people = await Promise.all(Array.from({ length: 12 }, () => place.person(scene.team)))
    const booking = async (personId: string) =>
      (await place.post(`/api/sessions/${scene.sessionId}/bookings`, { personId }, { as: scene.linkWorker })).status
    const [before, cancelled, after] = await Promise.all([
      Promise.all(people.slice(0, 6).map(booking)),
      cancel(place, scene),
      Promise.all(people.slice(6).map(booking)),
    ])
    expect(cancelled.status).toBe(200)
    const answers = [...before, ...after]
    expect(answers.every((status) => status === 201 || status === 409)).toBe(true)
    const made = answers.filter((status) => status === 201).length
    const rows = await place.rows.bookings()
    expect(rows).toHaveLength(made)
    expect(rows.every(({ status }) => status === 'cancelled')).toBe(true)
    const told = (await place.rows.messages()).filter(({ kind }) => kind === 'booking.cancelled')
    expect(new Set(told.map(({ subjectId }) => subjectId))).toEqual(new Set(rows.map(({ id }) => id)))
    expect(await place.rows.sessions()).toMatchObject([{ status: 'cancelled', placesTaken: 0, waiting: 0 }])
    expect(await booking(await place.person(scene.team))).toBe(409)
  })

  it('answers a foreign session as a missing one, byte for byte', async () => {
    const place = await world()
    const scene = await place.scene()
    const stranger = await place.signIn('organiser', await place.organisation('provider'))
    const foreign = await cancel(place, scene, stranger)
    const missing = await cancel(place, { ...scene, sessionId: place.ctx().newId() }, stranger)
    expect(foreign.status).toBe(404)
    expect(await foreign.text()).toBe(await missing.text())
    expect((await place.rows.sessions())[0]?.status).toBe('scheduled')
  })

  it('offers the same group first, then the same activity in the same area, with places, soonest first', async () => {
    const place = await world()
    const scene = await place.scene({ startsAt: place.clock.now + 86_400_000 })
    const day = (n: number) => ({ startsAt: place.clock.now + n * 86_400_000 })
    const later = await place.session(scene.provider, scene.groupId, scene.venueId, day(9))
    const full = await place.session(scene.provider, scene.groupId, scene.venueId, { ...day(3), capacity: 2, placesTaken: 2 })
    const other = await place.group(scene.provider)
    const near = await place.session(scene.provider, other.groupId, other.venueId, day(2))
    const unlike = await place.group(scene.provider, { activities: ['gardening'] })
    await place.session(scene.provider, unlike.groupId, unlike.venueId, day(2))
    const unchecked = await place.group(scene.provider, { status: 'awaiting_check' })
    await place.session(scene.provider, unchecked.groupId, unchecked.venueId, day(2))
    const found = await alternativesTo(place.db, scene.sessionId, place.clock.now, 5)
    expect(found.map(({ id }) => id)).toEqual([later, near])
    expect(found.map(({ id }) => id)).not.toContain(full)
  })
})

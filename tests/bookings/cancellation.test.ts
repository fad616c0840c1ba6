import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { memberships } from '../../src/db/schema/organisations.ts'
import { hours } from '../../src/lib/time.ts'
import { stage } from './stage.ts'

describe('cancelling', () => {
  it('frees the place and offers it to the next in the same batch', async () => {
    const { book, cancel, session, statuses, told, story } = await stage({ capacity: 1 })
    const first = await book()
    const second = await book()
    const third = await book()
    expect(await cancel(first.id, 'ill')).toEqual({
      ok: true,
      value: { id: first.id, status: 'cancelled', by: 'attendee', isRepeated: false },
    })
    expect(await statuses()).toEqual({ [first.id]: 'cancelled', [second.id]: 'offered', [third.id]: 'waitlisted' })
    expect(await session()).toMatchObject({ placesTaken: 1, waiting: 1 })
    expect(await told('booking.offered')).toMatchObject([{ recipientId: second.personId }])
    expect(await story(second.id)).toBe('waitlisted > offered')
  })

  it('twice is no error: it says that it is cancelled, and by whom', async () => {
    const { book, cancel, say, scene } = await stage()
    const { id } = await book()
    await say(`/api/bookings/${id}/cancellation`, {}, scene.organiser)
    expect(await cancel(id)).toEqual({ ok: true, value: { id, status: 'cancelled', by: 'organiser', isRepeated: true } })
  })

  it('of 100 at once frees the place once', async () => {
    const { book, cancel, session, statuses, told, story } = await stage({ capacity: 1 })
    const first = await book()
    const waiting = [await book(), await book(), await book()]
    const answers = await Promise.all(Array.from({ length: 100 }, () => cancel(first.id)))
    expect(answers.every(({ ok }) => ok)).toBe(true)
    expect(answers.filter((answer) => answer.ok && !answer.value.isRepeated)).toHaveLength(1)
    expect(await session()).toMatchObject({ placesTaken: 1, waiting: 2 })
    expect(Object.values(await statuses()).filter((status) => status === 'offered')).toHaveLength(1)
    expect(await told('booking.offered')).toMatchObject([{ subjectId: waiting[0]?.id }])
    expect(await story(first.id)).toBe('booked > cancelled')
  })

  it('of 12 different bookings at once passes every place on, in order', async () => {
    const { book, cancel, session, statuses } = await stage({ capacity: 12 })
    const holding = []
    for (let i = 0; i < 12; i++) holding.push(await book())
    const waiting = []
    for (let i = 0; i < 15; i++) waiting.push(await book())
    const answers = await Promise.all(holding.map(({ id }) => cancel(id)))
    expect(answers.every(({ ok }) => ok)).toBe(true)
    const now = await statuses()
    expect(waiting.map(({ id }) => now[id])).toEqual([...Array(12).fill('offered'), ...Array(3).fill('waitlisted')])
    expect(await session()).toMatchObject({ placesTaken: 12, waiting: 3 })
  })

  it('an offer declines it, and the place goes on', async () => {
    const { book, cancel, statuses } = await stage({ capacity: 1 })
    const [first, second, third] = [await book(), await book(), await book()]
    await cancel(first.id)
    await cancel(second.id)
    expect(await statuses()).toMatchObject({ [second.id]: 'cancelled', [third.id]: 'offered' })
  })

  it('a place on the waiting list leaves it, and whoever is behind moves up', async () => {
    const { book, cancel, get, scene, session } = await stage({ capacity: 1 })
    const [, second, third] = [await book(), await book(), await book()]
    await cancel(second.id)
    expect(await session()).toMatchObject({ placesTaken: 1, waiting: 1 })
    const seen = await get(`/api/bookings/${third.id}`, { as: scene.linkWorker })
    expect(await seen.json()).toMatchObject({ status: 'waitlisted', position: 1 })
  })

  it('a booking for two frees two places, for two who come alone', async () => {
    const { book, cancel, statuses, session } = await stage({ capacity: 2 })
    const pair = await book({ withCarer: true })
    const [a, b] = [await book(), await book()]
    await cancel(pair.id)
    expect(await statuses()).toMatchObject({ [a.id]: 'offered', [b.id]: 'offered' })
    expect(await session()).toMatchObject({ placesTaken: 2, waiting: 0 })
  })

  it.each([
    ['attendee', { person: 0, team: 1 }],
    ['organiser', { person: 1, team: 1 }],
    ['link_worker', { person: 1, team: 0 }],
  ])('by the %s tells whoever does not know yet', async (by, tells) => {
    const { book, cancel, say, scene, booking, told } = await stage()
    const { id, personId } = await book()
    if (by === 'attendee') await cancel(id, 'other_plans')
    else await say(`/api/bookings/${id}/cancellation`, { reason: 'other' }, by === 'organiser' ? scene.organiser : scene.linkWorker)
    expect(await booking(id)).toMatchObject({ cancelledBy: by })
    expect((await told('booking.cancelled')).map(({ recipientId }) => recipientId)).toEqual(tells.person ? [personId] : [])
    expect((await told('team.booking_cancelled')).map(({ recipientId }) => recipientId)).toEqual(tells.team ? [scene.linkWorker.id] : [])
  })

  it('tells everybody in the team when the link worker has left it', async () => {
    const { book, cancel, scene, told, signIn, db } = await stage()
    const colleagues = [await signIn('link_worker', scene.team), await signIn('link_worker', scene.team)]
    const { id } = await book()
    await db.delete(memberships).where(eq(memberships.userId, scene.linkWorker.id))
    await cancel(id, 'other_plans')
    expect((await told('team.booking_cancelled')).map(({ recipientId }) => recipientId).sort()).toEqual(
      colleagues.map(({ id }) => id).sort(),
    )
  })

  it('sends the buddy home', async () => {
    const { book, cancel, claimVisitOf, told, rows } = await stage({ buddyForFirstVisit: true })
    const { id } = await book()
    const { buddyId } = await claimVisitOf(id)
    await cancel(id)
    expect(await rows.visits()).toMatchObject([{ status: 'not_needed' }])
    expect(await told('visit.cancelled')).toMatchObject([{ recipientId: buddyId }])
  })

  it('is refused once the session has started, and for a made-up reason', async () => {
    const { book, cancel, say, session, clock } = await stage()
    const { id } = await book()
    expect(await say(`/api/bookings/${id}/cancellation`, { reason: 'she said so' })).toMatchObject({ code: 422 })
    clock.now = (await session()).startsAt
    expect(await cancel(id)).toEqual({ ok: false, reason: 'session_started' })
  })

  it('makes no offer that nobody could answer, and then gives a free place to whoever asks', async () => {
    const { book, cancel, session, clock, statuses, tick } = await stage({ capacity: 1 })
    const [first, second] = [await book(), await book()]
    const { startsAt } = await session()
    clock.now = startsAt - hours(2.5)
    await cancel(first.id)
    await tick()
    expect(await statuses()).toMatchObject({ [second.id]: 'waitlisted' })
    expect(await book()).toMatchObject({ status: 'booked' })
  })
})

describe('a first visit that ends', () => {
  it('makes the next booking of the group the first visit, with its buddy and its count', async () => {
    const { book, cancel, anotherSession, session, booking, rows, story } = await stage({ buddyForFirstVisit: true })
    const second = await anotherSession(7, { buddyForFirstVisit: true })
    const third = await anotherSession(14, { buddyForFirstVisit: true })
    const first = await book()
    const last = await book({ personId: first.personId, sessionId: third })
    const next = await book({ personId: first.personId, sessionId: second })
    expect(await booking(next.id)).toMatchObject({ isFirstVisit: false })
    await cancel(first.id)
    expect(await booking(next.id)).toMatchObject({ isFirstVisit: true })
    expect(await booking(last.id)).toMatchObject({ isFirstVisit: false })
    expect(await session(second)).toMatchObject({ placesTaken: 1, newcomersTaken: 1 })
    expect((await rows.visits()).map(({ bookingId, status }) => [bookingId, status])).toEqual([
      [first.id, 'not_needed'],
      [next.id, 'wanted'],
    ])
    expect(await story(next.id)).toBe('booked > booking.first_visit')
  })

  it('keeps the count of a group that can welcome no more newcomers that day, but the buddy comes', async () => {
    const { book, cancel, anotherSession, session, booking, rows } = await stage({ buddyForFirstVisit: true })
    const second = await anotherSession(7, { buddyForFirstVisit: true, newcomerLimit: 1 })
    const first = await book()
    const next = await book({ personId: first.personId, sessionId: second })
    await book({ sessionId: second })
    await cancel(first.id)
    expect(await session(second)).toMatchObject({ placesTaken: 2, newcomersTaken: 1 })
    expect(await booking(next.id)).toMatchObject({ isFirstVisit: false })
    expect((await rows.visits()).filter(({ bookingId }) => bookingId === next.id)).toMatchObject([{ status: 'wanted' }])
  })

  it('that was not the first one changes nothing for the others', async () => {
    const { book, cancel, anotherSession, booking } = await stage()
    const second = await anotherSession(7)
    const first = await book()
    const next = await book({ personId: first.personId, sessionId: second })
    await cancel(next.id)
    expect(await booking(first.id)).toMatchObject({ isFirstVisit: true, step: 1 })
  })
})

import { describe, expect, it } from 'vitest'
import { writers } from '../../src/jobs/letters/writers.ts'
import { stage } from './stage.ts'

describe('moving to another date', () => {
  it('by the person takes the new place, confirmed, and passes the old one on', async () => {
    const { book, move, anotherSession, booking, statuses, session, told, scene } = await stage({ capacity: 1 })
    const first = await book()
    const waiting = await book()
    const later = await anotherSession(7, { capacity: 1 })
    const answer = await move(first.id, later)
    expect(answer).toMatchObject({ ok: true, value: { sessionId: later, status: 'confirmed', isRepeated: false } })
    const id = answer.ok ? answer.value.id : ''
    expect(await booking(id)).toMatchObject({ personId: first.personId, confirmedHow: 'person', isFirstVisit: true, step: 2 })
    expect(await booking(first.id)).toMatchObject({ status: 'cancelled', cancelledBy: 'attendee', reason: 'moved' })
    expect(await statuses()).toMatchObject({ [waiting.id]: 'offered' })
    expect(await session(scene.sessionId)).toMatchObject({ placesTaken: 1, newcomersTaken: 1, waiting: 0 })
    expect(await session(later)).toMatchObject({ placesTaken: 1, newcomersTaken: 1 })
    expect(await told('booking.changed')).toMatchObject([{ subjectId: id, recipientId: first.personId }])
    expect(await told('team.booking_cancelled')).toEqual([])
  })

  it('by the link worker asks the person to confirm', async () => {
    const { book, say, anotherSession, told } = await stage()
    const { id } = await book()
    const later = await anotherSession(7)
    const { code, body } = await say(`/api/bookings/${id}/move`, { sessionId: later })
    expect({ code, body }).toMatchObject({ code: 200, body: { status: 'booked', sessionId: later } })
    expect((await told('booking.confirm_request')).map(({ subjectId }) => subjectId)).toEqual([id, body.id])
  })

  it('loses nothing when the other session is full, or somebody waits for its free place', async () => {
    const { book, move, anotherSession, booking, session, person } = await stage()
    const first = await book()
    const full = await anotherSession(7, { capacity: 1 })
    await book({ sessionId: full })
    expect(await move(first.id, full)).toEqual({ ok: false, reason: 'session_full' })
    expect(await booking(first.id)).toMatchObject({ status: 'booked', step: 1 })
    expect(await session(full)).toMatchObject({ placesTaken: 1, waiting: 0 })

    const two = await anotherSession(14, { capacity: 2 })
    await book({ sessionId: two })
    const pair = await book({ sessionId: two, withCarer: true, personId: await person() })
    expect(pair.status).toBe('waitlisted')
    expect(await move(first.id, two)).toMatchObject({ ok: true })
  })

  it('of 20 people at once into 3 places moves exactly 3, and leaves the others where they were', async () => {
    const { book, move, anotherSession, session, statuses, scene } = await stage({ capacity: 20 })
    const later = await anotherSession(7, { capacity: 3 })
    const holding = []
    for (let i = 0; i < 20; i++) holding.push(await book())
    const answers = await Promise.all(holding.map(({ id }) => move(id, later)))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(3)
    expect(new Set(answers.flatMap((answer) => (answer.ok ? [] : [answer.reason])))).toEqual(new Set(['session_full']))
    expect(await session(later)).toMatchObject({ placesTaken: 3, waiting: 0 })
    expect(await session(scene.sessionId)).toMatchObject({ placesTaken: 17 })
    expect(Object.values(await statuses()).filter((status) => status === 'booked')).toHaveLength(17)
  })

  it('twice answers with the place of the first time', async () => {
    const { book, move, anotherSession, rows } = await stage()
    const { id } = await book()
    const later = await anotherSession(7)
    const answers = await Promise.all(Array.from({ length: 10 }, () => move(id, later)))
    expect(new Set(answers.map((answer) => (answer.ok ? answer.value.id : answer.reason))).size).toBe(1)
    expect(await rows.bookings()).toHaveLength(2)
  })

  it('takes carer, wish and visit along, and sends the buddy of the old date home', async () => {
    const { book, move, anotherSession, booking, claimVisitOf, told, rows, ctx } = await stage({ buddyForFirstVisit: true })
    const first = await book({ withCarer: true, buddyWish: 'wanted' })
    const { buddyId } = await claimVisitOf(first.id)
    const later = await anotherSession(7, { buddyForFirstVisit: true })
    const answer = await move(first.id, later)
    const id = answer.ok ? answer.value.id : ''
    expect(await booking(id)).toMatchObject({ places: 2, buddyWish: 'wanted', isFirstVisit: true })
    expect(await told('visit.cancelled')).toMatchObject([{ recipientId: buddyId }])
    // Whoever chose the date themselves is not asked to look at what has changed.
    const [letter] = (await writers['booking.changed'](ctx(), await told('booking.changed'))).values()
    expect(letter).toMatchObject({ text: expect.stringContaining('on another date now, as you asked') })
    expect(letter).toMatchObject({ text: expect.not.stringContaining('so that nobody has to ring') })
    expect((await rows.visits()).map(({ bookingId, status }) => [bookingId, status])).toEqual([
      [first.id, 'not_needed'],
      [id, 'wanted'],
    ])
  })

  it('by the person stays within the group; a link worker may choose any, and the first visits follow', async () => {
    const { book, move, say, anotherGroup, booking, anotherSession } = await stage()
    const { id, personId } = await book()
    const next = await anotherSession(7)
    const second = await book({ personId, sessionId: next })
    expect(await booking(second.id)).toMatchObject({ isFirstVisit: false })
    expect(await move(id, next)).toEqual({ ok: false, reason: 'new_already_booked' })

    const elsewhere = await anotherGroup()
    expect(await move(id, elsewhere)).toEqual({ ok: false, reason: 'other_group' })
    const { body } = await say(`/api/bookings/${id}/move`, { sessionId: elsewhere })
    expect(await booking(body.id)).toMatchObject({ isFirstVisit: true, sessionId: elsewhere })
    expect(await booking(second.id)).toMatchObject({ isFirstVisit: true })
  })

  it.each([
    ['same_session', async () => undefined],
    ['new_session_started', { startsAt: 0, endsAt: 1 }],
    ['new_session_cancelled', { status: 'cancelled' as const }],
    ['new_booking_closed', { bookingClosesAt: 0 }],
  ])('is refused with %s', async (reason, seed) => {
    const { book, move, anotherSession, scene, booking } = await stage()
    const { id } = await book()
    const target = typeof seed === 'function' ? scene.sessionId : await anotherSession(7, seed)
    expect(await move(id, target)).toEqual({ ok: false, reason })
    expect(await booking(id)).toMatchObject({ status: 'booked' })
  })

  it('is refused after a cancellation', async () => {
    const { book, move, cancel, anotherSession } = await stage()
    const { id } = await book()
    await cancel(id)
    expect(await move(id, await anotherSession(7))).toEqual({ ok: false, reason: 'booking_cancelled' })
  })
})

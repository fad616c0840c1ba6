import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { sessions } from '../../src/db/schema/sessions.ts'
import { hours, minutes } from '../../src/lib/time.ts'
import { type Stage, stage } from './stage.ts'

const take = (place: Stage, entries: unknown[], more: object = {}, as = place.scene.organiser) =>
  place.say(`/api/sessions/${place.scene.sessionId}/register`, { entries, ...more }, as)

const attended = ({ id }: { id: string }) => ({ bookingId: id, outcome: 'attended' })
const missed = ({ id }: { id: string }, cause = 'person', reason?: string) => ({ bookingId: id, outcome: 'missed', cause, reason })

async function started(seed: Partial<typeof sessions.$inferInsert> = {}) {
  const place = await stage(seed)
  const start = async () => {
    place.clock.now = (await place.session()).startsAt + minutes(10)
  }
  return { ...place, start }
}

describe('taking the register', () => {
  it('marks who came and who did not, with the cause and the reason apart, and holds the session', async () => {
    const place = await started({ capacity: 3 })
    const [ann, ben, cat] = [await place.book(), await place.book(), await place.book()]
    await place.confirm(ann.id)
    await place.start()
    const taken = await take(place, [attended(ann), missed(ben, 'person', 'ill'), missed(cat, 'buddy')], { walkIns: 2 })
    expect(taken).toMatchObject({ code: 200, body: { attended: 1, missed: 2, walkIns: 2, isCorrection: false } })
    expect(await place.booking(ann.id)).toMatchObject({ status: 'attended', missedCause: null })
    expect(await place.booking(ben.id)).toMatchObject({ status: 'missed', missedCause: 'person', reason: 'ill' })
    expect(await place.booking(cat.id)).toMatchObject({ status: 'missed', missedCause: 'buddy', reason: null })
    expect(await place.session()).toMatchObject({
      status: 'held',
      registerTakenAt: place.clock.now,
      walkIns: 2,
      placesTaken: 0,
      newcomersTaken: 0,
      step: 2,
    })
    expect(await place.story(place.scene.sessionId)).toBe('held')
    expect(await place.story(ann.id)).toBe('booked > confirmed > attended')
  })

  it('counts people who came unannounced: from the waiting list, or after they had cancelled', async () => {
    const place = await started({ capacity: 1 })
    const [ann, ben] = [await place.book(), await place.book()]
    const gone = await place.book()
    await place.cancel(gone.id, 'ill')
    await place.start()
    const taken = await take(place, [attended(ann), attended(ben), attended(gone)])
    expect(taken).toMatchObject({ body: { attended: 3 } })
    expect(await place.session()).toMatchObject({ placesTaken: 0, waiting: 0 })
    expect(await place.story(ben.id)).toBe('waitlisted > attended')
    expect(await place.booking(gone.id)).toMatchObject({ status: 'attended', reason: 'ill' })
  })

  it('can be corrected in every direction, and the session is held once', async () => {
    const place = await started({ capacity: 2 })
    const [ann, ben] = [await place.book(), await place.book()]
    const gone = await place.book()
    await place.cancel(gone.id)
    const waits = await place.book()
    await place.start()
    await take(place, [attended(ann), missed(ben), attended(gone), attended(waits)], { walkIns: 1 })
    const firstTaken = (await place.session()).registerTakenAt
    place.clock.now += hours(1)
    const again = await take(place, [missed(ann, 'person', 'forgot'), attended(ben), missed(gone), missed(waits)])
    expect(again).toMatchObject({ body: { attended: 1, missed: 1, walkIns: 1, isCorrection: true } })
    expect(await place.statuses()).toEqual({ [ann.id]: 'missed', [ben.id]: 'attended', [gone.id]: 'cancelled', [waits.id]: 'expired' })
    expect(await place.booking(ben.id)).toMatchObject({ missedCause: null })
    await take(place, [missed(ann, 'not_ticked')])
    expect(await place.booking(ann.id)).toMatchObject({ status: 'missed', missedCause: 'not_ticked', reason: null })
    expect(await place.session()).toMatchObject({ registerTakenAt: firstTaken })
    expect(await place.story(place.scene.sessionId)).toBe('held > session.register_corrected > session.register_corrected')
  })

  it('of 20 double clicks at once is taken once', async () => {
    const place = await started()
    const ann = await place.book()
    await place.start()
    const answers = await Promise.all(Array.from({ length: 20 }, () => take(place, [attended(ann)], { walkIns: 1 })))
    expect(answers.filter(({ body }) => body.isCorrection === false)).toHaveLength(1)
    expect(await place.story(place.scene.sessionId)).toBe('held')
    expect(await place.story(ann.id)).toBe('booked > attended')
  })

  it('leaves whoever is not named as they are, so that it can be taken in several goes', async () => {
    const place = await started()
    const [ann, ben] = [await place.book(), await place.book()]
    await place.start()
    await take(place, [attended(ann)])
    expect(await place.statuses()).toEqual({ [ann.id]: 'attended', [ben.id]: 'booked' })
    expect(await place.session()).toMatchObject({ placesTaken: 1 })
    expect(await take(place, [attended(ben)])).toMatchObject({ body: { attended: 2 } })
  })

  it('taken at the door leaves those on the way free to say yes, to go another day or to give their place up until the start', async () => {
    const place = await started({ capacity: 4, buddyForFirstVisit: true })
    const [ann, ben, cat, dan] = [await place.book(), await place.book(), await place.book(), await place.book()]
    const waits = await place.book()
    const { buddyId } = await place.claimVisitOf(ben.id)
    const later = await place.anotherSession(7)
    const { startsAt } = await place.session()
    place.clock.now = startsAt - minutes(25)
    await take(place, [attended(ann)])
    expect(await place.confirm(dan.id)).toMatchObject({ ok: true })
    expect(await place.cancel(ben.id, 'ill')).toMatchObject({ ok: true })
    expect(await place.move(cat.id, later)).toMatchObject({ ok: true })
    expect(await place.told('visit.cancelled')).toMatchObject([{ recipientId: buddyId }])
    // The places are free, and nobody could answer an offer of them.
    expect(await place.booking(waits.id)).toMatchObject({ status: 'waitlisted' })
    expect(await place.session()).toMatchObject({ status: 'held', placesTaken: 1, waiting: 1 })
    expect(await place.cancel(ann.id)).toEqual({ ok: false, reason: 'session_started' })
    place.clock.now = startsAt
    expect(await place.cancel(dan.id)).toEqual({ ok: false, reason: 'session_started' })
    expect(await take(place, [attended(dan), attended(ben)])).toMatchObject({ body: { attended: 3, missed: 0 } })
    expect((await place.check()).drifted).toEqual([])
  })

  it('makes the next booking of a first-timer who missed it the first visit, and an ordinary one again when that was a mistake', async () => {
    const place = await started({ buddyForFirstVisit: true })
    const later = await place.anotherSession(7, { buddyForFirstVisit: true })
    const ann = await place.book()
    const next = await place.book({ personId: ann.personId, sessionId: later })
    await place.start()
    await take(place, [missed(ann)])
    expect(await place.booking(next.id)).toMatchObject({ isFirstVisit: true })
    expect(await place.session(later)).toMatchObject({ newcomersTaken: 1 })
    expect((await place.rows.visits()).filter(({ bookingId }) => bookingId === next.id)).toHaveLength(1)
    await take(place, [attended(ann)])
    expect(await place.booking(next.id)).toMatchObject({ isFirstVisit: false })
    expect(await place.session(later)).toMatchObject({ newcomersTaken: 0 })
    expect((await place.check()).drifted).toEqual([])
  })

  it('counts somebody who cancelled and booked again once', async () => {
    const place = await started()
    const ann = await place.book()
    await place.cancel(ann.id)
    const again = await place.book({ personId: ann.personId })
    await place.start()
    expect(await take(place, [attended(ann)])).toMatchObject({ code: 422, body: { reason: 'counted_twice' } })
    expect(await take(place, [attended(again), attended(again)])).toMatchObject({ code: 422, body: { reason: 'counted_twice' } })
    expect(await take(place, [attended(again), missed(ann)])).toMatchObject({ code: 200 })
    expect(await place.statuses()).toEqual({ [ann.id]: 'cancelled', [again.id]: 'attended' })
  })

  it('is refused too early, for a cancelled session, for strangers, and for bookings of another session', async () => {
    const place = await started()
    const ann = await place.book()
    const other = await place.book({ sessionId: await place.anotherSession(1) })
    expect(await take(place, [attended(ann)])).toMatchObject({ code: 409, body: { reason: 'not_started' } })
    await place.start()
    expect(await take(place, [attended(other)])).toMatchObject({ code: 422, body: { reason: 'not_on_register' } })
    const stranger = await place.signIn('organiser', await place.organisation('provider'))
    expect((await take(place, [attended(ann)], {}, stranger)).code).toBe(404)
    expect((await take(place, [attended(ann)], {}, place.scene.linkWorker)).code).toBe(404)
    expect(await take(place, [{ bookingId: ann.id, outcome: 'missed', cause: 'laziness' }])).toMatchObject({ code: 422 })
    expect(await place.statuses()).toMatchObject({ [ann.id]: 'booked' })
    await place.cancel(ann.id)
    await place.db
      .update(sessions)
      .set({ placesTaken: 0, newcomersTaken: 0, status: 'cancelled' })
      .where(eq(sessions.id, place.scene.sessionId))
    expect(await take(place, [])).toMatchObject({ code: 409, body: { reason: 'session_cancelled' } })
  })
})

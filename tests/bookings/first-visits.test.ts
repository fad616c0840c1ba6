import { describe, expect, it } from 'vitest'
import { permit } from '../../src/access/permit.ts'
import { cancelSession } from '../../src/sessions/cancellation/actions.ts'
import { type Stage, stage } from './stage.ts'

const callOff = (place: Stage) => {
  const memberships = [{ orgId: place.scene.provider, role: 'organiser' as const }]
  const held = permit({ kind: 'user', id: 'organiser', signInId: 'x', name: 'Olga', memberships }, 'session.manage')
  if (!held) throw new Error('an organiser may not manage sessions')
  return cancelSession(place.ctx(), held, { sessionId: place.scene.sessionId, reason: 'The hall is shut' })
}

describe('mending first visits', () => {
  it('gives whoever lost theirs with a cancelled session the next one, with its buddy, once', async () => {
    const place = await stage({ buddyForFirstVisit: true })
    const later = await place.anotherSession(7, { buddyForFirstVisit: true })
    const latest = await place.anotherSession(14, { buddyForFirstVisit: true })
    const ann = await place.book()
    const last = await place.book({ personId: ann.personId, sessionId: latest })
    const next = await place.book({ personId: ann.personId, sessionId: later })
    expect(await place.mend()).toEqual({ mended: 0 })
    expect(await callOff(place)).toMatchObject({ ok: true })
    expect(await place.mend()).toEqual({ mended: 1 })
    expect(await place.booking(next.id)).toMatchObject({ isFirstVisit: true })
    expect(await place.booking(last.id)).toMatchObject({ isFirstVisit: false })
    expect((await place.rows.visits()).filter(({ status }) => status === 'wanted')).toMatchObject([{ bookingId: next.id }])
    expect((await place.check()).drifted).toEqual([])
    expect(await place.mend()).toEqual({ mended: 0 })
  })

  it('offers a place that is kept for newcomers to whoever has become one, in the same run', async () => {
    const place = await stage()
    const later = await place.anotherSession(7, { capacity: 2, newcomerPlaces: 2 })
    const ann = await place.book()
    const next = await place.book({ personId: ann.personId, sessionId: later })
    expect(next).toMatchObject({ status: 'waitlisted', why: 'kept_for_newcomers' })
    await callOff(place)
    expect(await place.mend()).toEqual({ mended: 1 })
    expect(await place.booking(next.id)).toMatchObject({ isFirstVisit: true, status: 'offered' })
    expect(await place.told('booking.offered')).toMatchObject([{ subjectId: next.id }])
    expect((await place.check()).drifted).toEqual([])
  })

  it('looks for a buddy once where no more newcomers are counted', async () => {
    const place = await stage({ buddyForFirstVisit: true })
    const later = await place.anotherSession(7, { buddyForFirstVisit: true, newcomerLimit: 1 })
    const ann = await place.book()
    const next = await place.book({ personId: ann.personId, sessionId: later })
    await place.book({ sessionId: later })
    await callOff(place)
    expect(await place.mend()).toEqual({ mended: 1 })
    expect(await place.mend()).toEqual({ mended: 0 })
    expect(await place.booking(next.id)).toMatchObject({ isFirstVisit: false })
    expect((await place.rows.visits()).filter(({ bookingId }) => bookingId === next.id)).toMatchObject([{ status: 'wanted' }])
  })

  it.each(['the organiser calls it off', 'they say no'])('takes the wish for a buddy along when %s', async (why) => {
    const place = await stage()
    const later = await place.anotherSession(7)
    const ann = await place.book({ buddyWish: 'wanted' })
    const next = await place.book({ personId: ann.personId, sessionId: later })
    expect(next).toMatchObject({ status: 'booked' })
    if (why === 'they say no') await place.cancel(ann.id)
    else await callOff(place)
    await place.mend()
    expect(await place.booking(next.id)).toMatchObject({ isFirstVisit: true, buddyWish: 'wanted' })
    expect((await place.rows.visits()).filter(({ status }) => status === 'wanted')).toMatchObject([{ bookingId: next.id }])
    expect(await place.mend()).toEqual({ mended: 0 })
  })

  it('looks for no buddy where none was wished, and keeps what was said of the next one', async () => {
    const place = await stage({ buddyForFirstVisit: true })
    const [later, latest] = [await place.anotherSession(7, { buddyForFirstVisit: true }), await place.anotherSession(14)]
    const ann = await place.book({ buddyWish: 'not_wanted' })
    const next = await place.book({ personId: ann.personId, sessionId: later })
    const ben = await place.book({ buddyWish: 'not_wanted' })
    const asked = await place.book({ personId: ben.personId, sessionId: latest, buddyWish: 'wanted' })
    await callOff(place)
    expect(await place.mend()).toEqual({ mended: 2 })
    expect(await place.booking(next.id)).toMatchObject({ isFirstVisit: true, buddyWish: 'not_wanted' })
    expect((await place.rows.visits()).filter(({ status }) => status === 'wanted')).toMatchObject([{ bookingId: asked.id }])
  })
})

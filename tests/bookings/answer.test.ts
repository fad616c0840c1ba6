import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { buddySlots } from '../../src/db/schema/buddies.ts'
import { memberships } from '../../src/db/schema/organisations.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { hours } from '../../src/lib/time.ts'
import { noon } from '../world.ts'
import { type Stage, stage } from './stage.ts'

describe('confirming', () => {
  it('stores how it came and when: by the person', async () => {
    const { book, confirm, booking, story } = await stage()
    const { id } = await book()
    expect(await confirm(id)).toMatchObject({
      ok: true,
      value: { status: 'confirmed', how: 'person', confirmedAt: noon, isRepeated: false },
    })
    expect(await booking(id)).toMatchObject({ status: 'confirmed', confirmedHow: 'person', confirmedAt: noon, step: 2 })
    expect(await story(id)).toBe('booked > confirmed')
  })

  it.each([
    [{}, 'link_worker'],
    [{ how: 'phone' }, 'phone'],
  ])('stores %o from staff as %s', async (body, how) => {
    const { book, say, booking } = await stage()
    const { id } = await book()
    expect(await say(`/api/bookings/${id}/confirmation`, body)).toMatchObject({ code: 200, body: { how } })
    expect(await booking(id)).toMatchObject({ confirmedHow: how })
  })

  it('twice changes nothing, and tells of the first time', async () => {
    const { book, confirm, say, clock, story } = await stage()
    const { id } = await book()
    await confirm(id)
    clock.now += hours(1)
    const again = await say(`/api/bookings/${id}/confirmation`, { how: 'phone' })
    expect(again).toMatchObject({ code: 200, body: { how: 'person', confirmedAt: noon, isRepeated: true } })
    expect(await story(id)).toBe('booked > confirmed')
  })

  it('of 50 double clicks at once happens once', async () => {
    const { book, confirm, story } = await stage()
    const { id } = await book()
    const answers = await Promise.all(Array.from({ length: 50 }, () => confirm(id)))
    expect(answers.every(({ ok }) => ok)).toBe(true)
    expect(answers.filter((answer) => answer.ok && !answer.value.isRepeated)).toHaveLength(1)
    expect(await story(id)).toBe('booked > confirmed')
  })

  it('takes an offered place, and looks for a buddy for a first visit', async () => {
    const { book, cancel, confirm, session, rows, story } = await stage({ capacity: 1, buddyForFirstVisit: true })
    const first = await book()
    const second = await book()
    expect(await rows.visits()).toHaveLength(1)
    await cancel(first.id)
    expect(await confirm(second.id)).toMatchObject({ ok: true })
    expect(await story(second.id)).toBe('waitlisted > offered > confirmed')
    expect(await session()).toMatchObject({ placesTaken: 1, newcomersTaken: 1, waiting: 0 })
    const visits = await rows.visits()
    expect(visits.filter((visit) => visit.bookingId === second.id)).toMatchObject([{ status: 'wanted' }])
  })

  it.each([
    ['booking_cancelled', async (s: Stage, id: string) => void (await s.cancel(id))],
    [
      'session_started',
      async (s: Stage) => {
        s.clock.now = (await s.session()).startsAt
      },
    ],
    [
      'session_cancelled',
      async (s: Stage, id: string) => {
        await s.cancel(id)
        await s.db.update(sessions).set({ status: 'cancelled' }).where(eq(sessions.id, s.scene.sessionId))
      },
    ],
    [
      'no_such_booking',
      async (s: Stage, id: string) => void (await s.db.update(bookings).set({ linkVersion: 1 }).where(eq(bookings.id, id))),
    ],
  ])('is refused with %s', async (reason, spoil) => {
    const place = await stage()
    const { id } = await place.book()
    await spoil(place, id)
    expect(await place.confirm(id)).toEqual({ ok: false, reason })
  })

  it('is refused while waiting, and once an offer has run out', async () => {
    const { book, cancel, confirm, clock, booking, send, tick } = await stage({ capacity: 1 })
    const first = await book()
    const second = await book()
    expect(await confirm(second.id)).toEqual({ ok: false, reason: 'still_waiting' })
    await cancel(first.id)
    await send()
    clock.now = (await booking(second.id)).offerExpiresAt ?? 0
    expect(await confirm(second.id)).toEqual({ ok: false, reason: 'offer_ended' })
    await tick()
    expect(await confirm(second.id)).toEqual({ ok: false, reason: 'offer_ended' })
    expect(await booking(second.id)).toMatchObject({ status: 'expired' })
  })

  it('is for the own team only: an organiser who is a link worker elsewhere answers for nobody here', async () => {
    const { book, say, scene, signIn, organisation, db, booking } = await stage()
    const { id } = await book()
    const stranger = await signIn('link_worker', await organisation('referral_team'))
    const missing = await say('/api/bookings/00000000-0000-7000-8000-000000000000/confirmation', {}, stranger)
    expect(await say(`/api/bookings/${id}/confirmation`, {}, stranger)).toEqual(missing)
    expect(missing.code).toBe(404)
    await db.insert(memberships).values({ userId: stranger.id, orgId: scene.provider, role: 'organiser', createdAt: noon })
    expect(await say(`/api/bookings/${id}/confirmation`, {}, stranger)).toEqual(missing)
    expect(await booking(id)).toMatchObject({ status: 'booked' })
  })
})

describe('choosing a buddy', () => {
  it('looks for one, or does without, as often as the person changes their mind', async () => {
    const { book, choose, rows, story } = await stage()
    const { id } = await book()
    expect(await rows.visits()).toEqual([])
    expect(await choose(id, 'wanted')).toEqual({ ok: true, value: { id, wish: 'wanted', visit: 'wanted' } })
    expect(await choose(id, 'wanted')).toEqual({ ok: true, value: { id, wish: 'wanted', visit: 'wanted' } })
    expect(await rows.visits()).toMatchObject([{ status: 'wanted' }])
    expect(await choose(id, 'not_wanted')).toEqual({ ok: true, value: { id, wish: 'not_wanted', visit: 'none' } })
    expect(await choose(id, 'wanted')).toMatchObject({ ok: true, value: { visit: 'wanted' } })
    expect((await rows.visits()).map(({ status }) => status).sort()).toEqual(['not_needed', 'wanted'])
    expect(await story(id)).toBe('booked > booking.buddy_choice > booking.buddy_choice > booking.buddy_choice')
  })

  it('gives a buddy who had promised their time back, and tells them', async () => {
    const { book, choose, claimVisitOf, told, db } = await stage({ buddyForFirstVisit: true })
    const { id } = await book()
    const { buddyId, visitId } = await claimVisitOf(id)
    expect(await choose(id, 'wanted')).toMatchObject({ value: { visit: 'claimed' } })
    await choose(id, 'not_wanted')
    expect(await told('visit.cancelled')).toMatchObject([{ recipientId: buddyId, subjectId: visitId }])
    expect(await db.select().from(buddySlots)).toEqual([])
  })

  it('of somebody who waits is kept for when they get a place', async () => {
    const { book, cancel, choose, confirm, rows } = await stage({ capacity: 1 })
    const first = await book()
    const second = await book()
    expect(await choose(second.id, 'wanted')).toMatchObject({ value: { visit: 'later' } })
    expect(await rows.visits()).toEqual([])
    await cancel(first.id)
    await confirm(second.id)
    expect(await rows.visits()).toMatchObject([{ bookingId: second.id, status: 'wanted' }])
  })

  it('is refused once the booking is over', async () => {
    const { book, cancel, choose } = await stage()
    const { id } = await book()
    await cancel(id)
    expect(await choose(id, 'wanted')).toEqual({ ok: false, reason: 'booking_cancelled' })
  })

  it('of 30 at once leaves one visit', async () => {
    const { book, choose, rows } = await stage()
    const { id } = await book()
    await Promise.all(Array.from({ length: 30 }, () => choose(id, 'wanted')))
    expect(await rows.visits()).toHaveLength(1)
  })
})

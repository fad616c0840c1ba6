// A scene with people who act on its bookings: staff through the API, a person through their own link, the jobs by their use cases.

import { eq } from 'drizzle-orm'
import { permit } from '../../src/access/permit.ts'
import type { Action } from '../../src/access/policy.ts'
import { chooseBuddy, confirmBooking } from '../../src/bookings/answer/actions.ts'
import { cancelBooking } from '../../src/bookings/cancellation/actions.ts'
import { closePastSessions } from '../../src/bookings/closing/actions.ts'
import { checkCounters } from '../../src/bookings/counters/actions.ts'
import { mendFirstVisits } from '../../src/bookings/first-visits/actions.ts'
import { moveBookingTo } from '../../src/bookings/move/actions.ts'
import { passOnPlaces } from '../../src/bookings/passing-on/actions.ts'
import type { Reason } from '../../src/bookings/rules.ts'
import { bookings } from '../../src/db/schema/bookings.ts'
import { buddies, buddySlots, visits } from '../../src/db/schema/buddies.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { hours } from '../../src/lib/time.ts'
import { deliver } from '../../src/messages/deliver.ts'
import { mailboxSender } from '../../src/messages/mailbox.ts'
import { slotsOf } from '../../src/visits/rules.ts'
import { type Ask, world } from '../world.ts'

export type Stage = Awaited<ReturnType<typeof stage>>
export type Answer = Record<string, unknown> & { id: string; status: string }

export async function stage(seed: Partial<typeof sessions.$inferInsert> = {}) {
  const place = await world()
  const scene = await place.scene(seed)
  const { db } = place
  const person = (seed: Parameters<typeof place.person>[1] = {}) => place.person(scene.team, { linkWorkerId: scene.linkWorker.id, ...seed })

  const byLink = <A extends Action>(action: A, bookingId: string, version = 0) => {
    const held = permit({ kind: 'link', id: bookingId, purpose: 'booking', version }, action)
    if (!held) throw new Error(`no link may ${action}`)
    return held
  }
  const scheduled = () => {
    const held = permit({ kind: 'system', id: 'test' }, 'work.scheduled')
    if (!held) throw new Error('no job may work')
    return held
  }

  async function say(path: string, body: unknown = {}, as: Ask['as'] = scene.linkWorker) {
    const response = await place.post(path, body, as ? { as } : {})
    return { code: response.status, body: (await response.json()) as Answer }
  }

  /** Books somebody new, or who is named, as the link worker. */
  async function book(more: { personId?: string; withCarer?: boolean; sessionId?: string; buddyWish?: string } = {}) {
    const { sessionId = scene.sessionId, personId = await person(), ...rest } = more
    const { code, body } = await say(`/api/sessions/${sessionId}/bookings`, { personId, ...rest })
    if (code !== 201) throw new Error(`booking was refused: ${JSON.stringify(body)}`)
    return { ...body, personId }
  }

  /** A buddy who has promised the visit of a booking. */
  async function claimVisitOf(bookingId: string) {
    const [visit] = await db.select().from(visits).where(eq(visits.bookingId, bookingId))
    if (!visit) throw new Error('no visit to claim')
    const hub = await place.organisation('volunteer_hub')
    const buddyId = place.ctx().newId()
    await db.insert(buddies).values({
      id: buddyId,
      hubId: hub,
      name: 'Bea',
      email: await place.vault.seal('bea@example.org', { column: 'buddies.email', rowId: buddyId }),
      emailIndex: await place.vault.index('email', `${buddyId}@example.org`),
      phone: await place.vault.seal('+441632960003', { column: 'buddies.phone', rowId: buddyId }),
      locale: 'en',
      about: await place.vault.seal('', { column: 'buddies.about', rowId: buddyId }),
      areas: [],
      activities: [],
      languages: ['en'],
      availability: [],
      status: 'approved',
      checkedUntilOn: '2027-06-01',
      step: 1,
      createdAt: place.clock.now,
    })
    await db.update(visits).set({ status: 'claimed', buddyId, claimedAt: place.clock.now }).where(eq(visits.id, visit.id))
    await db.insert(buddySlots).values(slotsOf(visit).map((slotAt) => ({ buddyId, slotAt, visitId: visit.id })))
    return { buddyId, visitId: visit.id }
  }

  /** Another session of the same group, a number of days after the first. */
  const anotherSession = async (days: number, more: Partial<typeof sessions.$inferInsert> = {}) => {
    const first = await session()
    return place.session(scene.provider, scene.groupId, scene.venueId, { startsAt: first.startsAt + hours(24 * days), ...more })
  }

  /** A session of another group of the same provider. */
  const anotherGroup = async (more: Partial<typeof sessions.$inferInsert> = {}) => {
    const { groupId, venueId } = await place.group(scene.provider)
    return place.session(scene.provider, groupId, venueId, more)
  }

  async function session(id = scene.sessionId) {
    const [row] = await db.select().from(sessions).where(eq(sessions.id, id))
    if (!row) throw new Error('no such session')
    return row
  }

  async function booking(id: string) {
    const [row] = await db.select().from(bookings).where(eq(bookings.id, id))
    if (!row) throw new Error('no such booking')
    return row
  }

  return {
    ...place,
    scene,
    say,
    book,
    person,
    byLink,
    claimVisitOf,
    anotherSession,
    anotherGroup,
    sessionIn: (groupId: string, venueId: string, more: Partial<typeof sessions.$inferInsert>) =>
      place.session(scene.provider, groupId, venueId, more),
    session,
    booking,
    /** As the person themselves, by their link. */
    confirm: (bookingId: string, version = 0) => confirmBooking(place.ctx(), byLink('booking.answer', bookingId, version), { bookingId }),
    cancel: (bookingId: string, reason?: Reason, version = 0) =>
      cancelBooking(place.ctx(), byLink('booking.cancel', bookingId, version), { bookingId, ...(reason ? { reason } : {}) }),
    move: (bookingId: string, sessionId: string) => moveBookingTo(place.ctx(), byLink('booking.move', bookingId), { bookingId, sessionId }),
    choose: (bookingId: string, wish: 'wanted' | 'not_wanted') =>
      chooseBuddy(place.ctx(), byLink('booking.answer', bookingId), { bookingId, wish }),
    scheduled,
    tick: () => passOnPlaces(place.ctx(), scheduled()),
    /** Hands over what is due, as the cron does it. */
    send: () => deliver(place.ctx(), scheduled(), { writers, sender: mailboxSender(place.ctx(), 'Alongside <a@b.example>') }),
    close: () => closePastSessions(place.ctx(), scheduled()),
    mend: () => mendFirstVisits(place.ctx(), scheduled()),
    check: () => checkCounters(place.ctx(), scheduled()),
    statuses: async () => Object.fromEntries((await place.rows.bookings()).map(({ id, status }) => [id, status])),
    told: async (kind: string) => (await place.rows.messages()).filter((message) => message.kind === kind),
    /** What happened to one subject, in order, e.g. 'booked > confirmed'. */
    story: async (subjectId: string) =>
      (await place.rows.audit())
        .filter((entry) => entry.subjectId === subjectId && entry.step !== null)
        .sort((a, b) => (a.step ?? 0) - (b.step ?? 0))
        .map((entry) => entry.toState ?? entry.action)
        .join(' > '),
  }
}

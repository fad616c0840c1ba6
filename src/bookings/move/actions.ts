import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import { uuid } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { awakeAt, hours } from '../../lib/time.ts'
import { plan } from '../../messages/queries.ts'
import { type Call, replied } from '../../messages/replies/queries.ts'
import { answerable, withCompany, workersOf } from '../../visits/queries.ts'
import { turnOf } from '../../waiting-list/rules.ts'
import { askerOf, bookingElsewhere, bookingToChange, personOf, teamOf } from '../changing/queries.ts'
import { activeVisits, companyArranged, endBookings, endingRaces, only } from '../ending/queries.ts'
import { otherBookings } from '../first-visits/queries.ts'
import {
  type BookingRow,
  earlierVisits,
  insertBooking,
  liveBooking,
  type Move,
  moveBooking,
  personIdOf,
  type SessionFacts,
  sessionFacts,
  sessionOf,
} from '../queries.ts'
import { cancelledBy, holdsPlace, type MoveRefusal, movedElsewhere, moveRefusal } from '../rules.ts'
import { elsewhereOf, offerDeadline, offerPlaces, readsElsewhere, waitingLine } from '../settling/queries.ts'
import { wantVisit } from '../wanted-visits/queries.ts'

export const MoveBooking = v.object({ bookingId: uuid(), sessionId: uuid() })

/** `id` is the new booking's. Who moves themselves has said that they come, so their new place is confirmed. */
export type Moved = { id: string; sessionId: string; status: BookingRow['status']; isRepeated: boolean }

/**
 * Another date: takes a place in another session (of the same group by link, of any for link workers) and frees the old one,
 * both or neither. When the other session is full nothing is lost. With a `call` they said so on the phone, which closes it.
 */
export async function moveBookingTo<R extends string = never>(
  ctx: Ctx,
  permit: Permit<'booking.move'>,
  { bookingId, sessionId }: v.InferInput<typeof MoveBooking>,
  call?: Call<R>,
): Promise<Result<Moved, MoveRefusal | 'no_such_booking' | 'no_such_session' | R>> {
  return again(async () => {
    const { booking, person, from, to, there, hasBeenBefore, newLine, toTell, ...around } = await load(ctx, permit, bookingId, sessionId)
    if (!booking || !from || !person) return no('no_such_booking')
    if (!to) return no('no_such_session')
    if (there && booking.reason === movedElsewhere) return ok({ id: there.id, sessionId, status: there.status, isRepeated: true })
    const byPerson = permit.actor.kind === 'link'
    const standing = { booking, from, to, isThere: there !== undefined, byPerson, isWithdrawn: person.withdrawnAt !== null }
    const refusal = moveRefusal(standing, ctx.now)
    if (refusal) return no(refusal)

    const { places, buddyWish } = booking
    const isFirstVisit = booking.groupId === to.groupId ? booking.isFirstVisit : !hasBeenBefore
    const staysInWeek = booking.groupId === to.groupId && from.weekOn === to.weekOn && holdsPlace(booking.status)
    const { hasPlace, others } = turnOf(to, newLine.length > 0 && offerDeadline(ctx, to) === undefined ? [] : newLine, {
      places,
      isFirstVisit,
      isInWeek: staysInWeek,
    })
    if (!hasPlace) return no('session_full')

    const bookedBy = permit.actor.kind === 'link' ? booking.bookedBy : permit.actor.id
    const next = bookingElsewhere(ctx, booking, to, { places, isFirstVisit, bookedBy })
    const how = call ? 'phone' : 'person'
    const confirmed = { why: how, set: { confirmedAt: ctx.now, confirmedHow: how } } as const
    const isSaid = byPerson || call !== undefined
    const { timeZone, quietFrom, quietUntil } = ctx.place
    const morning = awakeAt(ctx.now, timeZone, { from: quietFrom, until: quietUntil })
    const isComing = booking.status === 'booked' || booking.status === 'confirmed'
    // The question waits for the morning, which may be too late to stay at home.
    const isToldTonight = !isSaid && isComing && ctx.now < morning && from.startsAt < morning + hours(2)
    const by = cancelledBy(askerOf(permit, booking))
    const leaving: Move = { booking, to: 'cancelled', why: movedElsewhere, staysInWeek, set: { cancelledBy: by, reason: movedElsewhere } }
    const { refusedBy } = await commit(
      ctx.db,
      [...endingRaces, 'alreadyBooked', 'personGone', 'replied'],
      [
        ...(byPerson || call ? replied(ctx, permit.actor, { booking, how: 'moved', call }) : []),
        ...insertBooking(ctx, permit.actor, next, movedElsewhere, staysInWeek),
        ...(isSaid ? moveBooking(ctx, permit.actor, next, 'confirmed', confirmed) : []),
        ...wantVisit(ctx, permit.actor, to, { ...next, buddyWish }, person.language),
        ...offerPlaces(ctx, permit.actor, to, others),
        ...endBookings(ctx, permit.actor, { ...around, session: from, others: staying(around.others, booking, to) }, [leaving]),
        plan(ctx, {
          kind: isSaid ? 'booking.changed' : 'booking.confirm_request',
          recipientId: person.id,
          subjectId: next.id,
          usefulUntil: to.startsAt,
        }),
        ...(isToldTonight
          ? [plan(ctx, { kind: 'booking.cancelled', recipientId: person.id, subjectId: booking.id, usefulUntil: from.startsAt })]
          : []),
        ...toTell
          .filter((userId) => userId !== permit.actor.id)
          .map((recipientId) => plan(ctx, { kind: 'team.visit_moved', recipientId, subjectId: next.id, usefulUntil: to.startsAt })),
      ],
    )
    if (refusedBy === 'replied' && call) return no(call.taken)
    return refusedBy ? moved : ok({ id: next.id, sessionId, status: isSaid ? 'confirmed' : 'booked', isRepeated: false })
  })
}

/** Within one group the first visit goes along to the new date, so nobody else's booking becomes one. */
const staying = <O>(others: readonly O[], booking: BookingRow, to: SessionFacts) => (booking.groupId === to.groupId ? [] : others)

async function load(ctx: Ctx, permit: Permit, bookingId: string, sessionId: string) {
  const { db } = ctx
  const [[booking], [from], [to], [person], [there], earlier, newLine, line, visits, others, arranged, workers, week, lines] =
    await db.batch([
      bookingToChange(db, permit, bookingId),
      sessionFacts(db, sessionOf(bookingId)),
      sessionFacts(db, sessionId),
      personOf(db, bookingId),
      liveBooking(db, sessionId, personIdOf(bookingId)),
      earlierVisits(db, personIdOf(bookingId), sessionId, bookingId),
      waitingLine(db, sessionId),
      waitingLine(db, sessionOf(bookingId)),
      activeVisits(db, only(bookingId)),
      otherBookings(db, only(bookingId)),
      companyArranged(db, bookingId),
      workersOf(db, teamOf(bookingId)),
      ...readsElsewhere(ctx, sessionOf(bookingId)),
    ])
  const elsewhere = elsewhereOf(week, lines).filter(({ session }) => session.id !== sessionId)
  // Who goes along in a buddy's place is not expected on the old date any more.
  const isArranged = booking && person && arranged.length > 0
  const toTell = isArranged ? withCompany(answerable({ ...person, ...booking }, workers), workers, arranged) : []
  return { booking, from, to, person, there, toTell, hasBeenBefore: earlier.length > 0, newLine, line, visits, others, elsewhere }
}

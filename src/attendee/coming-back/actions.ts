import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import { bookingElsewhere, bookingToChange, personOf } from '../../bookings/changing/queries.ts'
import { earlierVisits, insertBooking, liveBooking, moveBooking, personIdOf, sessionFacts, sessionOf } from '../../bookings/queries.ts'
import { type BookRefusal, bookingRaces, bookingRefusal } from '../../bookings/rules.ts'
import { offerDeadline, offerPlaces, waitingLine } from '../../bookings/settling/queries.ts'
import { wantVisit } from '../../bookings/wanted-visits/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import { uuid } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { plan } from '../../messages/queries.ts'
import { replied } from '../../messages/replies/queries.ts'
import { turnOf, whyWaiting } from '../../waiting-list/rules.ts'
import { equalTo } from '../queries.ts'
import { canComeBack, standingOf } from '../rules.ts'

export const ComeBack = v.object({
  sessionId: uuid(),
  /** When it is full by now, join its waiting list instead of hearing no. */
  orWait: v.optional(v.picklist(['yes'])),
})

export type CameBack = { id: string; sessionId: string; endsAt: number; status: 'confirmed' | 'waitlisted'; isRepeated: boolean }
export type ComeBackRefusal =
  | 'no_such_booking'
  | 'no_such_session'
  | 'other_group'
  | 'still_booked'
  | 'ring_first'
  | 'session_full'
  | `new_${BookRefusal}`

/**
 * After a cancellation, an offer that ended or a session that is over, the person takes another date of the same group by
 * themselves: a new booking, confirmed at once. Who changes their mind takes the same date back while there is room. After a
 * cancelled session it may be the nearest equal one of another group; and where that is full by now, its waiting list.
 */
export async function comeBack(
  ctx: Ctx,
  permit: Permit<'booking.move'>,
  { sessionId, orWait }: v.InferInput<typeof ComeBack>,
): Promise<Result<CameBack, ComeBackRefusal>> {
  return again(async () => {
    const { booking, from, to, person, there, hasBeenBefore, line, isEqual } = await load(ctx, permit, sessionId)
    if (!booking || !from || !person) return no('no_such_booking')
    if (!to) return no('no_such_session')
    if (to.groupId !== booking.groupId && !isEqual) return no('other_group')
    if (there && there.id !== booking.id) {
      return ok({
        ...{ id: there.id, sessionId, endsAt: to.endsAt, isRepeated: true },
        status: there.status === 'waitlisted' ? 'waitlisted' : 'confirmed',
      })
    }
    // Who took their consent back is booked again by a call in which they give it anew.
    if (person.withdrawnAt !== null) return no('ring_first')
    const standing = standingOf(booking, from, ctx.now)
    if (!canComeBack(standing))
      return no(standing === 'cancelled_by_team' || standing === 'cancelled_by_group' ? 'ring_first' : 'still_booked')
    const refusal = bookingRefusal(to, ctx.now)
    if (refusal) return no(`new_${refusal}`)

    const joining = { places: booking.places, isFirstVisit: !hasBeenBefore }
    const { hasPlace, others } = turnOf(to, line.length > 0 && offerDeadline(ctx, to) === undefined ? [] : line, joining)
    if (!hasPlace && !orWait) return no('session_full')

    const status = hasPlace ? ('booked' as const) : ('waitlisted' as const)
    const held = bookingElsewhere(ctx, booking, to, { ...joining, bookedBy: booking.bookedBy })
    const next = { ...held, status, answeredStatus: status, answeredWhy: hasPlace ? null : whyWaiting(to, joining) }
    const { refusedBy } = await commit(ctx.db, bookingRaces, [
      ...replied(ctx, permit.actor, { booking, how: 'booked' }),
      ...offerPlaces(ctx, permit.actor, to, others),
      ...insertBooking(ctx, permit.actor, next, 'came_back'),
      ...(hasPlace ? moveBooking(ctx, permit.actor, next, 'confirmed', saidByThemselves(ctx.now)) : []),
      ...(hasPlace ? wantVisit(ctx, permit.actor, to, next, person.language) : []),
      plan(ctx, {
        kind: hasPlace ? 'booking.changed' : 'booking.waitlisted',
        recipientId: person.id,
        subjectId: next.id,
        usefulUntil: to.startsAt,
      }),
    ])
    const came = { id: next.id, sessionId, endsAt: to.endsAt, isRepeated: false }
    return refusedBy ? moved : ok({ ...came, status: hasPlace ? 'confirmed' : 'waitlisted' })
  })
}

const saidByThemselves = (now: number) => ({ why: 'person', set: { confirmedAt: now, confirmedHow: 'person' } }) as const

async function load(ctx: Ctx, permit: Permit, sessionId: string) {
  const { db } = ctx
  const bookingId = permit.subjectId ?? ''
  const [[booking], [from], [to], [person], [there], earlier, line, equals] = await db.batch([
    bookingToChange(db, permit, bookingId),
    sessionFacts(db, sessionOf(bookingId)),
    sessionFacts(db, sessionId),
    personOf(db, bookingId),
    liveBooking(db, sessionId, personIdOf(bookingId)),
    earlierVisits(db, personIdOf(bookingId), sessionId),
    waitingLine(db, sessionId),
    equalTo(db, bookingId, sessionId),
  ])
  return { booking, from, to, person, there, hasBeenBefore: earlier.length > 0, line, isEqual: equals.length > 0 }
}

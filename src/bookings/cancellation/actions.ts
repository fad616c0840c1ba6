import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import type { Statement } from '../../db/connect.ts'
import type { CancelledBy } from '../../db/schema/bookings.ts'
import { choice, uuid } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { plan } from '../../messages/queries.ts'
import { type Call, replied } from '../../messages/replies/queries.ts'
import { answerable, withCompany, workersOf } from '../../visits/queries.ts'
import { askerOf, bookingToChange, personOf, teamOf } from '../changing/queries.ts'
import { activeVisits, companyArranged, endBookings, endingRaces, only } from '../ending/queries.ts'
import { otherBookings } from '../first-visits/queries.ts'
import { type BookingRow, sessionFacts, sessionOf } from '../queries.ts'
import { type CancelRefusal, cancelledBy, cancelRefusal, reasons } from '../rules.ts'
import { elsewhereOf, readsElsewhere, waitingLine } from '../settling/queries.ts'

export const CancelBooking = v.object({
  bookingId: uuid(),
  /** Nobody has to say why. */
  reason: v.optional(choice(reasons)),
})

/** `isRepeated`: it was cancelled, or its offer had ended, before; `by` is then who did it the first time. */
export type Cancelled = { id: string; status: 'cancelled' | 'expired'; by: CancelledBy | null; isRepeated: boolean }

/**
 * "I can't come": cancels a booking, declines an offer or leaves the waiting list. The place goes on in the same batch. With a
 * `call` they said so on the phone, which closes it, and nobody has to tell them.
 */
export async function cancelBooking<R extends string = never>(
  ctx: Ctx,
  permit: Permit<'booking.cancel'>,
  input: v.InferInput<typeof CancelBooking>,
  call?: Call<R>,
): Promise<Result<Cancelled, CancelRefusal | 'no_such_booking' | R>> {
  return again(async () => {
    const { booking, person, session, workers, arranged, ...around } = await load(ctx, permit, input.bookingId)
    if (!booking || !session || !person) return no('no_such_booking')
    if (booking.status === 'cancelled' || booking.status === 'expired') {
      return ok({ id: booking.id, status: booking.status, by: booking.cancelledBy, isRepeated: true })
    }
    const refusal = cancelRefusal(booking, session, ctx.now)
    if (refusal) return no(refusal)

    const by = cancelledBy(askerOf(permit, booking))
    const said = call ? 'attendee' : by
    const ending = { booking, to: 'cancelled' as const, why: by, set: { cancelledBy: by, reason: input.reason ?? null } }
    const { refusedBy } = await commit(
      ctx.db,
      [...endingRaces, 'replied'],
      [
        // Before the news of the cancellation itself is planned, which is no reply to it.
        ...(by === 'organiser' ? [] : replied(ctx, permit.actor, { booking, how: 'declined', call })),
        ...endBookings(ctx, permit.actor, { ...around, session }, [ending]),
        ...tell(
          ctx,
          booking,
          said,
          withCompany(said === 'link_worker' ? [] : answerable({ ...person, ...booking }, workers), workers, arranged).filter(
            (id) => id !== permit.actor.id,
          ),
          session,
        ),
      ],
    )
    if (refusedBy === 'replied' && call) return no(call.taken)
    return refusedBy ? moved : ok({ id: booking.id, status: 'cancelled', by, isRepeated: false })
  })
}

/** The one who cancelled knows already; the person and their link worker hear of it from each other's side, and who goes along from both. */
function tell(ctx: Ctx, { id, personId }: BookingRow, by: CancelledBy, workers: readonly string[], session: Span): Statement[] {
  const { startsAt, endsAt } = session
  return [
    ...(by === 'attendee' ? [] : [plan(ctx, { kind: 'booking.cancelled', recipientId: personId, subjectId: id, usefulUntil: startsAt })]),
    ...workers.map((recipientId) => plan(ctx, { kind: 'team.booking_cancelled', recipientId, subjectId: id, usefulUntil: endsAt })),
  ]
}
type Span = { startsAt: number; endsAt: number }

async function load(ctx: Ctx, permit: Permit, bookingId: string) {
  const { db } = ctx
  const [[booking], [session], [person], workers, line, visits, arranged, others, week, lines] = await db.batch([
    bookingToChange(db, permit, bookingId),
    sessionFacts(db, sessionOf(bookingId)),
    personOf(db, bookingId),
    workersOf(db, teamOf(bookingId)),
    waitingLine(db, sessionOf(bookingId)),
    activeVisits(db, only(bookingId)),
    companyArranged(db, bookingId),
    otherBookings(db, only(bookingId)),
    ...readsElsewhere(ctx, sessionOf(bookingId)),
  ])
  return { booking, session, person, workers, arranged, line, visits, others, elsewhere: elsewhereOf(week, lines) }
}

import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import { bookingToChange } from '../../bookings/changing/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { replied } from '../../messages/replies/queries.ts'
import { newsToSee } from './queries.ts'

/** "I have seen this": the person knows that their session is off or has moved, so nobody has to ring. A second time changes nothing. */
export async function acknowledge(ctx: Ctx, permit: Permit<'booking.answer'>): Promise<Result<{ id: string }, 'no_such_booking'>> {
  const bookingId = permit.subjectId ?? ''
  const [[booking], [news]] = await ctx.db.batch([bookingToChange(ctx.db, permit, bookingId), newsToSee(ctx.db, bookingId)])
  if (!booking) return no('no_such_booking')
  if (!news || news.seenAt !== null) return ok({ id: bookingId })
  const { personId, teamId } = booking
  await commit(
    ctx.db,
    [],
    [
      ...replied(ctx, permit.actor, { booking, how: 'seen', butNot: ['booking.confirm_request', 'booking.offered', 'booking.survey'] }),
      record(ctx, permit.actor, { action: 'booking.seen', subjectKind: 'booking', subjectId: bookingId, personId, orgId: teamId }),
    ],
  )
  return ok({ id: bookingId })
}

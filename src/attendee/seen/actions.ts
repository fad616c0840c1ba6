import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import { bookingToChange } from '../../bookings/changing/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import { optionalCount } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { replied } from '../../messages/replies/queries.ts'
import { newsToSee } from './queries.ts'

export const Acknowledge = v.object({
  /** The version of the booking (`calendarSequence`) that the page showed. */
  saw: optionalCount(0, 1_000_000),
})

/**
 * "I have seen this": the person knows that their session is off or has moved, so nobody has to ring. A second time changes nothing,
 * and neither does a press on a page that was opened before the news: `isSeen` is false, and they look again.
 */
export async function acknowledge(
  ctx: Ctx,
  permit: Permit<'booking.answer'>,
  { saw }: v.InferOutput<typeof Acknowledge>,
): Promise<Result<{ isSeen: boolean }, 'no_such_booking'>> {
  const bookingId = permit.subjectId ?? ''
  const [[booking], [news]] = await ctx.db.batch([bookingToChange(ctx.db, permit, bookingId), newsToSee(ctx.db, bookingId, ctx.now)])
  if (!booking) return no('no_such_booking')
  if (!news || news.seenAt !== null) return ok({ isSeen: true })
  if (saw !== news.moves + booking.step - 1) return ok({ isSeen: false })
  const { personId, teamId } = booking
  await commit(
    ctx.db,
    [],
    [
      ...replied(ctx, permit.actor, { booking, how: 'seen', butNot: ['booking.confirm_request', 'booking.offered', 'booking.survey'] }),
      record(ctx, permit.actor, { action: 'booking.seen', subjectKind: 'booking', subjectId: bookingId, personId, orgId: teamId }),
    ],
  )
  return ok({ isSeen: true })
}

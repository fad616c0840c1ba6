import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import { bookingToChange } from '../../bookings/changing/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { days, hours } from '../../lib/time.ts'
import { plan } from '../../messages/queries.ts'
import { linksPlannedSince } from './queries.ts'

/**
 * Sends a new link to the address that we know, at most once an hour; never to one that the asker names. Holding an old link
 * is enough to ask; a link that was taken back is not.
 */
export async function askForNewLink(ctx: Ctx, permit: Permit<'booking.see'>): Promise<Result<'sent' | 'sent_before', 'no_such_booking'>> {
  const bookingId = permit.subjectId ?? ''
  const [[booking], earlier] = await ctx.db.batch([
    bookingToChange(ctx.db, permit, bookingId),
    linksPlannedSince(ctx.db, bookingId, ctx.now - hours(1)),
  ])
  if (!booking) return no('no_such_booking')
  if (earlier.length > 0) return ok('sent_before')

  const { personId, teamId } = booking
  await commit(
    ctx.db,
    [],
    [
      plan(ctx, {
        kind: 'booking.link',
        recipientId: personId,
        subjectId: bookingId,
        about: Math.floor(ctx.now / hours(1)),
        usefulUntil: ctx.now + days(1),
      }),
      record(ctx, permit.actor, { action: 'booking.link_asked', subjectKind: 'booking', subjectId: bookingId, personId, orgId: teamId }),
    ],
  )
  return ok('sent')
}

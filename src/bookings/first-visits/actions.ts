import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import { needsBuddy } from '../../visits/rules.ts'
import { passOnIn } from '../passing-on/actions.ts'
import { becomeFirstVisit, hasRoomForNewcomers, type OtherBooking, withoutFirstVisit } from './queries.ts'

/** Far enough ahead for a buddy to be found. */
const weeksAhead = 4

/**
 * Gives everybody who has not been to a group yet a first visit among their bookings there, with its buddy. What a person's
 * own act ends is mended in its own batch; this finds what a cancelled session left. Running it twice changes nothing.
 */
export async function mendFirstVisits(ctx: Ctx, permit: Permit<'work.scheduled'>): Promise<{ mended: number }> {
  const seen = new Set<string>()
  let mended = 0
  for (const booking of await withoutFirstVisit(ctx, weeksAhead)) {
    const whose = `${booking.personId} ${booking.groupId}`
    if (seen.has(whose)) continue
    seen.add(whose)
    const counts = fitsAsNewcomer(booking)
    if (!counts && !lacksBuddy(booking)) continue
    // Somebody was faster: the next run sees what they left.
    const { refusedBy } = await commit(
      ctx.db,
      ['stepTaken', 'newcomersFull', 'weekFull', 'visitActive'],
      becomeFirstVisit(ctx, permit.actor, booking, counts),
    )
    if (refusedBy) continue
    mended++
    // A newcomer takes one of the places that are kept for newcomers: there may be room now for them, or for somebody else.
    await passOnIn(ctx, permit, booking.sessionId)
  }
  return { mended }
}

const fitsAsNewcomer = (booking: OtherBooking) => booking.status === 'waitlisted' || hasRoomForNewcomers(booking)

const lacksBuddy = (booking: OtherBooking) =>
  booking.activeVisitId === null &&
  (booking.status === 'booked' || booking.status === 'confirmed') &&
  needsBuddy({ ...booking, isFirstVisit: true })

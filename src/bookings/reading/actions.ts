import { orgsAs, type Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { type News, type Reach, reachOf } from '../../messages/replies/rules.ts'
import { buddyNewsFrom, newsFrom } from '../reach/queries.ts'
import { type BookingToRead, bookingsToRead, ofSession, oneBooking, recordReads, sessionToRead } from './queries.ts'

export type ReachSeen = { state: Reach; at: number | null; triedAt: number | null }

/** What a group's organiser may know of somebody who comes, and nothing else. */
export type BookingSeen = {
  id: string
  sessionId: string
  status: string
  places: number
  /** Number on the waiting list now. */
  position: number | null
  offerExpiresAt: number | null
  preferredName: string
  /** Null when the person did not agree to share them. */
  accessNeeds: readonly string[] | null
  isFirstVisit: boolean
  buddy: 'none' | 'looked_for' | 'coming' | 'inside' | 'came' | 'did_not_come' | 'link_worker_goes' | 'someone_else_goes'
  confirmedAt: number | null
  confirmedHow: string | null
  cancelledBy: string | null
  missedCause: string | null
  /** How surely they have heard what was last written to them, since when, and when somebody last rang in vain. */
  reach: ReachSeen
  /** The same of their buddy, once the visit is off or has moved; null where there is nothing to tell. */
  buddyReach: ReachSeen | null
  /** For the person's own team only. */
  team?: { personId: string; reason: string | null; buddyWish: string; bookedBy: string; createdAt: number }
}

/** One booking as its reader may see it. A read by staff is recorded. */
export async function seeBooking(
  ctx: Ctx,
  permit: Permit<'booking.see'>,
  bookingId: string,
): Promise<Result<BookingSeen, 'no_such_booking'>> {
  const which = oneBooking(bookingId)
  const [[row]] = await ctx.db.batch([bookingsToRead(ctx.db, permit, which), recordReads(ctx, permit, which)])
  return row ? ok(await seen(ctx, permit, row)) : no('no_such_booking')
}

/** A session's bookings: all of them for its organiser, those of their own team for a link worker. */
export async function seeSessionBookings(
  ctx: Ctx,
  permit: Permit<'booking.see'>,
  sessionId: string,
): Promise<Result<BookingSeen[], 'no_such_session'>> {
  const which = ofSession(sessionId)
  const [[session], rows] = await ctx.db.batch([
    sessionToRead(ctx.db, permit, sessionId),
    bookingsToRead(ctx.db, permit, which),
    recordReads(ctx, permit, which),
  ])
  if (!session) return no('no_such_session')
  return ok(await Promise.all(rows.map((row) => seen(ctx, permit, row))))
}

async function seen(ctx: Ctx, permit: Permit, row: BookingToRead): Promise<BookingSeen> {
  const { booking, startsAt, endsAt } = row
  const buddyNews = buddyNewsFrom(row.buddyNews, row, ctx.now)
  const isOwnTeam = orgsAs(permit, 'link_worker').includes(booking.teamId)
  const shares = isOwnTeam || row.sharesAccessNeeds
  return {
    id: booking.id,
    sessionId: booking.sessionId,
    status: booking.status,
    places: booking.places,
    position: row.position,
    offerExpiresAt: booking.status === 'offered' ? booking.offerExpiresAt : null,
    preferredName: await ctx.vault.open(row.preferredName, { column: 'people.preferred_name', rowId: booking.personId }),
    accessNeeds: shares ? row.accessNeeds : null,
    isFirstVisit: booking.isFirstVisit,
    buddy: row.company === null ? 'none' : buddyOf[row.company],
    confirmedAt: booking.confirmedAt,
    confirmedHow: booking.confirmedHow,
    cancelledBy: booking.cancelledBy,
    missedCause: booking.missedCause,
    reach: reachSeen(newsFrom(row.news, { ...booking, startsAt, endsAt }, ctx), ctx.now),
    buddyReach: buddyNews ? reachSeen(buddyNews, ctx.now) : null,
    ...(isOwnTeam ? { team: teamView(booking) } : {}),
  }
}

const reachSeen = (news: News | undefined, now: number): ReachSeen => ({
  ...{ state: reachOf(news, now), at: news?.repliedAt ?? news?.sentAt ?? null, triedAt: news?.triedAt ?? null },
})

const teamView = ({ personId, reason, buddyWish, bookedBy, createdAt }: BookingToRead['booking']) => ({
  personId,
  reason,
  buddyWish,
  bookedBy,
  createdAt,
})

const buddyOf = {
  wanted: 'looked_for',
  claimed: 'coming',
  inside: 'inside',
  accompanied: 'came',
  missed: 'did_not_come',
  link_worker_goes: 'link_worker_goes',
  someone_else_goes: 'someone_else_goes',
} as const satisfies Record<NonNullable<BookingToRead['company']>, BookingSeen['buddy']>

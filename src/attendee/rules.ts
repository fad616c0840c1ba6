// What has become of a booking, as the person it is for needs to hear it. Pure.

import { type Bookable, bookingRefusal, holdsPlace, movedElsewhere } from '../bookings/rules.ts'
import type { BookingStatus, BuddyWish, CancelledBy, MissedCause } from '../db/schema/bookings.ts'
import type { VisitKind, VisitStatus, visits } from '../db/schema/buddies.ts'
import type { SessionStatus } from '../db/schema/sessions.ts'
import { firstName } from '../letters/rules.ts'
import { needsBuddy } from '../visits/rules.ts'
import { fits, type Room } from '../waiting-list/rules.ts'

/** The one thing that an attendee's page says. */
export type Standing =
  /** Something to look forward to. */
  | 'booked'
  | 'confirmed'
  | 'offered'
  | 'waiting'
  /** The day itself, and afterwards. */
  | 'under_way'
  | 'ended'
  | 'attended'
  | 'missed'
  | 'did_not_run'
  /** Nothing came of it. */
  | 'no_place_came_free'
  | 'offer_ended'
  | 'not_confirmed'
  | 'session_cancelled'
  | 'given_up'
  | 'cancelled_by_team'
  | 'cancelled_by_group'
  | 'moved'

type Booking = {
  status: BookingStatus
  cancelledBy: CancelledBy | null
  reason: string | null
  missedCause: MissedCause | null
  ticket: number | null
  offerExpiresAt: number | null
}
type Session = { status: SessionStatus; startsAt: number; endsAt: number }

export function standingOf(booking: Booking, session: Session, now: number): Standing {
  switch (booking.status) {
    case 'attended':
      return 'attended'
    case 'missed':
      return booking.missedCause === 'session_did_not_run' ? 'did_not_run' : 'missed'
    case 'cancelled':
      if (booking.reason === movedElsewhere) return 'moved'
      if (booking.cancelledBy === 'attendee') return 'given_up'
      if (session.status === 'cancelled') return 'session_cancelled'
      return booking.cancelledBy === 'link_worker' ? 'cancelled_by_team' : 'cancelled_by_group'
    case 'expired':
      if (session.status === 'cancelled') return 'session_cancelled'
      if (booking.offerExpiresAt !== null) return 'offer_ended'
      return booking.ticket === null ? 'not_confirmed' : 'no_place_came_free'
    default:
      return session.status === 'cancelled' ? 'session_cancelled' : whileLive(booking, session, now)
  }
}

/** By the clock alone: the register opens before the start, and the first name on it says nothing of those who are on their way. */
function whileLive(booking: Booking, session: Session, now: number): Standing {
  const hasBegun = now >= session.startsAt
  if (booking.status === 'waitlisted') return hasBegun ? 'no_place_came_free' : 'waiting'
  if (booking.status === 'offered') return hasBegun || now >= (booking.offerExpiresAt ?? 0) ? 'offer_ended' : 'offered'
  if (now >= session.endsAt) return 'ended'
  if (hasBegun) return 'under_way'
  return booking.status === 'confirmed' ? 'confirmed' : 'booked'
}

/** A place, or a chance of one, that the person can still say yes or no to. */
export const isAhead = (standing: Standing): boolean => ahead.includes(standing)
const ahead: readonly Standing[] = ['booked', 'confirmed', 'offered', 'waiting']

/** The person has or had a place that day, so the page says where to be. */
export const isGoing = (standing: Standing): boolean => isAhead(standing) || standing === 'under_way'

/** There was something to go to, so we may ask how it was. */
export const canSayHowItWas = (standing: Standing): boolean => standing === 'ended' || standing === 'attended' || standing === 'missed'

/**
 * It is over or nothing came of it, so the person may take another date by themselves. Where their link worker or the group
 * took them off on purpose, they ring first.
 */
export const canComeBack = (standing: Standing): boolean =>
  !isGoing(standing) && standing !== 'cancelled_by_team' && standing !== 'cancelled_by_group'

/** There was a place, or a chance of one, and nothing comes of it: a calendar that has the visit is to lose it. */
export const isOff = (standing: Standing): boolean => !isGoing(standing) && standing !== 'ended' && standing !== 'attended'

type Ours = { booking: Booking & { places: number; isFirstVisit: boolean }; session: Session; weekOn: string }
type GroupDate = Room & Bookable & { waiting: number; weekOn: string }

/** Dates of the booking's group that its person can take at once. Where others wait, a free place is theirs. */
export function openDates<D extends GroupDate>({ booking, session, weekOn }: Ours, dates: readonly D[], now: number): D[] {
  const standing = standingOf(booking, session, now)
  const joining = { places: booking.places, isFirstVisit: booking.isFirstVisit && standing !== 'attended' }
  const isCounted = isAhead(standing) && holdsPlace(booking.status)
  return dates
    .filter((date) => bookingRefusal(date, now) === undefined && date.waiting === 0)
    .filter((date) => fits(date, { ...joining, isInWeek: isCounted && date.weekOn === weekOn }))
}

/** Who waits for the person at the meeting point, or inside. */
export type Meets =
  | { who: 'buddy'; name: string; isInside: boolean }
  | { who: 'sought' | 'sought_later' | 'link_worker' | 'someone_else' | 'nobody_wished' | 'nobody_arranged' | 'group' }

type Company = { isFirstVisit: boolean; buddyWish: BuddyWish; buddyForFirstVisit: boolean }
type Visit = { status: VisitStatus; kind: VisitKind; arrangement: (typeof visits.$inferSelect)['arrangement']; buddyName: string | null }

/** `visit` is the latest one of the booking, if there is any. */
export function meets(standing: Standing, booking: Company, visit: Visit | undefined): Meets {
  if (visit?.status === 'claimed' && visit.buddyName)
    return { who: 'buddy', name: firstName(visit.buddyName), isInside: visit.kind === 'met_there' }
  if (visit?.arrangement === 'link_worker_goes') return { who: 'link_worker' }
  if (visit?.arrangement === 'someone_else_goes') return { who: 'someone_else' }
  if (booking.buddyWish === 'not_wanted') return { who: 'nobody_wished' }
  if (visit?.arrangement === 'person_goes_alone') return { who: 'nobody_arranged' }
  if (visit?.status === 'wanted') return { who: 'sought' }
  const waits = standing === 'waiting' || standing === 'offered'
  return { who: waits && needsBuddy(booking) ? 'sought_later' : 'group' }
}

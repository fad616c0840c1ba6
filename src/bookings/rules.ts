// The states of a booking and what each change of state means for the session's places. Pure.

import type { BookingStatus, BuddyWish, CancelledBy, ConfirmedHow } from '../db/schema/bookings.ts'

/** The only place where a booking's transitions are written; docs/states.md explains them. */
export const transitions = {
  waitlisted: ['offered', 'cancelled', 'expired', 'attended'],
  offered: ['confirmed', 'cancelled', 'expired', 'attended', 'missed'],
  booked: ['confirmed', 'cancelled', 'expired', 'attended', 'missed'],
  confirmed: ['cancelled', 'attended', 'missed'],
  // A register can be corrected; somebody ticked by mistake who was not expected goes back to not having come.
  attended: ['missed', 'cancelled', 'expired'],
  // The second booking of one person, whom the team had known twice.
  missed: ['attended', 'cancelled'],
  // Somebody who had said no, or whose offer ran out, came all the same.
  cancelled: ['attended'],
  expired: ['attended'],
} as const satisfies Record<BookingStatus, readonly BookingStatus[]>

export const canBecome = (from: BookingStatus, to: BookingStatus): boolean => (transitions[from] as readonly BookingStatus[]).includes(to)

export const holdsPlace = (status: BookingStatus): boolean => status === 'offered' || status === 'booked' || status === 'confirmed'

/** Still something to look forward to: waiting, or holding a place. */
export const isLive = (status: BookingStatus): boolean => holdsPlace(status) || status === 'waitlisted'

/** Whoever holds a place for a first visit, or came to it, is one of the newcomers of the group's week. */
const isInWeek = (status: BookingStatus): boolean => holdsPlace(status) || status === 'attended'

export type Counters = { placesTaken: number; newcomersTaken: number; newcomersInWeek: number; waiting: number }
/** Who goes from one session of a group to another in the same week stays one of its newcomers. */
type Counted = { places: number; isFirstVisit: boolean; staysInWeek?: boolean | undefined }

/** How a session's counters change when a booking moves from one state to another; `undefined` is "not there yet". */
export function counterChange(booking: Counted, from: BookingStatus | undefined, to: BookingStatus): Counters {
  const change = (counts: typeof holdsPlace) => booking.places * (Number(counts(to)) - Number(from !== undefined && counts(from)))
  const places = change(holdsPlace)
  return {
    placesTaken: places,
    newcomersTaken: booking.isFirstVisit ? places : 0,
    newcomersInWeek: booking.isFirstVisit && !booking.staysInWeek ? change(isInWeek) : 0,
    waiting: Number(to === 'waitlisted') - Number(from === 'waitlisted'),
  }
}

export const added = (a: Counters, b: Counters): Counters => ({
  placesTaken: a.placesTaken + b.placesTaken,
  newcomersTaken: a.newcomersTaken + b.newcomersTaken,
  newcomersInWeek: a.newcomersInWeek + b.newcomersInWeek,
  waiting: a.waiting + b.waiting,
})
export const nothing: Counters = { placesTaken: 0, newcomersTaken: 0, newcomersInWeek: 0, waiting: 0 }

export type BookRefusal = 'session_cancelled' | 'session_started' | 'booking_closed' | 'group_not_open' | 'already_booked'

export type Bookable = { status: string; startsAt: number; bookingClosesAt: number; groupStatus: string }

/** Whether anybody can be booked or put on the waiting list now; undefined is yes. */
export function bookingRefusal(session: Bookable, now: number): BookRefusal | undefined {
  if (session.status === 'cancelled') return 'session_cancelled'
  if (session.status === 'held' || now >= session.startsAt) return 'session_started'
  if (now >= session.bookingClosesAt) return 'booking_closed'
  if (session.groupStatus !== 'verified') return 'group_not_open'
  return undefined
}

/** Links in emails work until this long after the session, so that the page can say what became of it. */
export const linkLifeAfterSession = 30 * 24 * 3_600_000

/** Why somebody cannot come or did not come, when they say so: kept apart from the cause, and shown to their link worker only. */
export const reasons = [
  'ill',
  'transport',
  'care_or_work',
  'other_plans',
  'not_ready',
  'no_buddy',
  'not_for_me',
  'forgot',
  'other',
] as const
export type Reason = (typeof reasons)[number]
/** The reason of a booking that was cancelled because the person took another date instead. */
export const movedElsewhere = 'moved'

type Standing = { status: BookingStatus; offerExpiresAt: number | null }
type Timing = { status: string; startsAt: number }

/** Why a booking cannot be answered or given up any more, in the words that its page explains. */
export type Ended = 'booking_cancelled' | 'offer_ended' | 'session_cancelled' | 'session_started'

/** Whether the booking is still something that can be changed, also while others are ticked at the door; undefined is yes. */
export function endedBecause(booking: Standing, session: Timing, now: number): Ended | undefined {
  if (booking.status === 'cancelled') return session.status === 'cancelled' ? 'session_cancelled' : 'booking_cancelled'
  if (booking.status === 'expired') return 'offer_ended'
  if (session.status === 'cancelled') return 'session_cancelled'
  if (!isLive(booking.status) || now >= session.startsAt) return 'session_started'
  if (booking.status === 'offered' && now >= (booking.offerExpiresAt ?? 0)) return 'offer_ended'
  return undefined
}

/** `moved_since`: they said yes to a time and a place that were other ones by then. */
export type ConfirmRefusal = Ended | 'still_waiting' | 'moved_since'

/** Whether the person can say "I'm coming" now. A place that is confirmed already can be confirmed again. */
export const confirmRefusal = (booking: Standing, session: Timing, now: number): ConfirmRefusal | undefined =>
  endedBecause(booking, session, now) ?? (booking.status === 'waitlisted' ? 'still_waiting' : undefined)

export type CancelRefusal = 'session_started'

/** Whether the person can still say "I can't come"; whoever is on the register already cannot. Undefined is yes. */
export const cancelRefusal = (booking: Standing, session: Pick<Timing, 'startsAt'>, now: number): CancelRefusal | undefined =>
  !isLive(booking.status) || now >= session.startsAt ? 'session_started' : undefined

export type MoveRefusal = Ended | 'consent_withdrawn' | 'same_session' | 'other_group' | 'session_full' | `new_${BookRefusal}`

type Change = {
  booking: Standing & { groupId: string; sessionId: string }
  from: Timing
  to: Bookable & { id: string; groupId: string }
  /** Whether the person has a place or waits in the new session already. */
  isThere: boolean
  byPerson: boolean
  /** Whoever took their consent back keeps the places that they wished to keep, and is booked into nothing else. */
  isWithdrawn: boolean
}

/** Whether a booking can be taken to another session, room apart; `new_…` is about that other session. Undefined is yes. */
export function moveRefusal({ booking, from, to, isThere, byPerson, isWithdrawn }: Change, now: number): MoveRefusal | undefined {
  const ended = endedBecause(booking, from, now)
  if (ended) return ended
  if (isWithdrawn) return 'consent_withdrawn'
  if (to.id === booking.sessionId) return 'same_session'
  if (byPerson && to.groupId !== booking.groupId) return 'other_group'
  if (isThere) return 'new_already_booked'
  const refusal = bookingRefusal(to, now)
  return refusal && `new_${refusal}`
}

type Asker = { kind: string; isOwnTeam: boolean }

export const confirmedHow = (asker: Asker, said: Exclude<ConfirmedHow, 'person'> | undefined): ConfirmedHow =>
  asker.kind === 'link' ? 'person' : (said ?? 'link_worker')

/** On whose behalf a booking is cancelled: somebody who is both link worker and organiser speaks for their own person first. */
export const cancelledBy = (asker: Asker): CancelledBy =>
  asker.kind === 'link' ? 'attendee' : asker.isOwnTeam ? 'link_worker' : 'organiser'

type Sibling = { status: BookingStatus; isFirstVisit: boolean; startsAt: number; sessionStatus: string }

/**
 * Which booking becomes the first visit when a first visit to the same group ended: the person's next one there, unless they
 * have been, or another first visit is ahead of them.
 */
export function nextFirstVisit<S extends Sibling>(others: readonly S[], now: number): S | undefined {
  if (others.some(({ status }) => status === 'attended')) return undefined
  const ahead = others.filter(({ status, sessionStatus, startsAt }) => isLive(status) && sessionStatus === 'scheduled' && startsAt > now)
  if (ahead.some(({ isFirstVisit }) => isFirstVisit)) return undefined
  return ahead.toSorted((a, b) => a.startsAt - b.startsAt)[0]
}

type Ordinary = Sibling & { places: number; capacity: number; placesTaken: number; newcomersTaken: number; newcomerPlaces: number }

/** Whether a booking ahead stops being a first visit because its person has been there by now. A place kept for newcomers stays theirs. */
export function isOrdinaryNow(other: Ordinary, now: number): boolean {
  if (!other.isFirstVisit || !isLive(other.status) || other.startsAt <= now) return false
  if (!holdsPlace(other.status) || other.newcomerPlaces === 0) return true
  return other.placesTaken - other.newcomersTaken + other.places <= other.capacity - other.newcomerPlaces
}

/** A place is kept without being confirmed until this instant: the place's hour, or a fair time after a late booking. */
export const confirmBy = (startsAt: number, confirmHours: number, fairTime: number): number =>
  Math.max(startsAt - confirmHours * 3_600_000, fairTime)

export type Wish = Exclude<BuddyWish, 'unasked'>

/** How long after a session its register can still be expected. */
export const registerOpenFor = 7 * 24 * 3_600_000

/** Constraints whose refusal of a booking means that somebody else was faster: look again and decide anew. */
export const bookingRaces = [
  'alreadyBooked',
  'personGone',
  'sessionFull',
  'newcomersFull',
  'weekFull',
  'keptForNewcomers',
  'sessionCancelled',
  'stepTaken',
  'keyUsed',
] as const

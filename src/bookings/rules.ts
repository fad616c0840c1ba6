// The states of a booking and what each change of state means for the session's places. Pure.

import type { BookingStatus } from '../db/schema/bookings.ts'

/** The only place where a booking's transitions are written; docs/states.md explains them. */
export const transitions = {
  waitlisted: ['offered', 'cancelled', 'expired', 'attended'],
  offered: ['confirmed', 'cancelled', 'expired', 'attended', 'missed'],
  booked: ['confirmed', 'cancelled', 'expired', 'attended', 'missed'],
  confirmed: ['cancelled', 'attended', 'missed'],
  attended: ['missed'],
  missed: ['attended'],
  // Somebody who had said no, or whose offer ran out, came all the same.
  cancelled: ['attended'],
  expired: ['attended'],
} as const satisfies Record<BookingStatus, readonly BookingStatus[]>

export const canBecome = (from: BookingStatus, to: BookingStatus): boolean => (transitions[from] as readonly BookingStatus[]).includes(to)

export const holdsPlace = (status: BookingStatus): boolean => status === 'offered' || status === 'booked' || status === 'confirmed'

/** Still something to look forward to: waiting, or holding a place. */
export const isLive = (status: BookingStatus): boolean => holdsPlace(status) || status === 'waitlisted'

export type Counters = { placesTaken: number; newcomersTaken: number; waiting: number }
type Counted = { places: number; isFirstVisit: boolean }

/** How a session's counters change when a booking moves from one state to another; `undefined` is "not there yet". */
export function counterChange(booking: Counted, from: BookingStatus | undefined, to: BookingStatus): Counters {
  const places = booking.places * (Number(holdsPlace(to)) - Number(from !== undefined && holdsPlace(from)))
  return {
    placesTaken: places,
    newcomersTaken: booking.isFirstVisit ? places : 0,
    waiting: Number(to === 'waitlisted') - Number(from === 'waitlisted'),
  }
}

export type BookRefusal = 'session_cancelled' | 'session_started' | 'booking_closed' | 'group_not_open' | 'already_booked'

type Bookable = { status: string; startsAt: number; bookingClosesAt: number; groupStatus: string }

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

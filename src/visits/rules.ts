// When a first visit needs a buddy, the states of a visit, and the quarter hours that a buddy promises. Pure.

import type { BuddyWish } from '../db/schema/bookings.ts'
import type { VisitStatus } from '../db/schema/buddies.ts'

/** The only place where a visit's transitions are written; docs/states.md explains them. */
export const transitions = {
  wanted: ['claimed', 'not_needed', 'missed'],
  claimed: ['wanted', 'accompanied', 'missed', 'not_needed'],
  accompanied: ['missed'],
  missed: ['accompanied'],
  not_needed: [],
} as const satisfies Record<VisitStatus, readonly VisitStatus[]>

export const canBecome = (from: VisitStatus, to: VisitStatus): boolean => (transitions[from] as readonly VisitStatus[]).includes(to)

export function needsBuddy(visit: { isFirstVisit: boolean; buddyForFirstVisit: boolean; buddyWish: BuddyWish }): boolean {
  if (visit.buddyWish === 'not_wanted') return false
  return visit.buddyWish === 'wanted' || (visit.isFirstVisit && visit.buddyForFirstVisit)
}

const quarter = 15 * 60_000
/** A buddy is at the meeting point this long before the start, and free for the next visit this long after the end. */
export const before = 30 * 60_000
export const after = 15 * 60_000

/** The quarter hours, as instants, that a visit takes out of a buddy's day. */
export function slotsOf(visit: { startsAt: number; endsAt: number }): number[] {
  const first = Math.floor((visit.startsAt - before) / quarter) * quarter
  const slots: number[] = []
  for (let at = first; at < visit.endsAt + after; at += quarter) slots.push(at)
  return slots
}

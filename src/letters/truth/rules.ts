// Whether what a letter to a person says is still so. An email that is not is dropped, and a call that is not leaves the list. Pure.

import type { BookingStatus } from '../../db/schema/bookings.ts'
import type { VisitStatus } from '../../db/schema/buddies.ts'
import type { SessionStatus } from '../../db/schema/sessions.ts'

export type BookingTruth = {
  status: BookingStatus
  offerExpiresAt: number | null
  sessionStatus: SessionStatus
  startsAt: number
  endsAt: number
  /** 1 when the person is booked there again. */
  isBack: number
}

const holds = (status: BookingStatus): boolean => status === 'offered' || status === 'booked' || status === 'confirmed'
const isAhead = ({ sessionStatus, startsAt }: Pick<BookingTruth, 'sessionStatus' | 'startsAt'>, now: number) =>
  sessionStatus === 'scheduled' && now < startsAt
/** An offered place is not theirs yet, so nobody is reminded of it. */
const isComing = ({ status }: BookingTruth) => holds(status) && status !== 'offered'

export const isTrueOfBooking = {
  'booking.confirm_request': (facts, now) => isAhead(facts, now) && facts.status === 'booked',
  'booking.waitlisted': (facts, now) => isAhead(facts, now) && facts.status === 'waitlisted',
  'booking.offered': (facts, now) => isAhead(facts, now) && facts.status === 'offered' && now < (facts.offerExpiresAt ?? 0),
  'booking.offer_ended': (facts, now) => isAhead(facts, now) && facts.status === 'expired' && !facts.isBack,
  'booking.changed': (facts, now) => isAhead(facts, now) && (holds(facts.status) || facts.status === 'waitlisted'),
  // Until its end: whoever is on the way must still hear of it.
  'booking.cancelled': (facts, now) => facts.status === 'cancelled' && now < facts.endsAt && !facts.isBack,
  'booking.reminder_48h': (facts, now) => isAhead(facts, now) && isComing(facts),
  'booking.reminder_day': (facts, now) => isAhead(facts, now) && isComing(facts),
} as const satisfies Record<string, (facts: BookingTruth, now: number) => boolean>

/**
 * A reminder speaks of one start, with which its key ends. Of a session that has moved since it is no longer true, also where that
 * lies ahead as well: the news of the change is on its way, and the new start has a reminder of its own.
 */
export const isOfStart = ({ kind, dedupeKey }: { kind: string; dedupeKey: string }, startsAt: number): boolean =>
  !/\.reminder_(48h|day)$/.test(kind) || dedupeKey.endsWith(`:${startsAt}`)

export type VisitTruth = {
  status: BookingStatus
  sessionStatus: SessionStatus
  startsAt: number
  visitStatus: VisitStatus
  claimedAt: number | null
  arrangement: string | null
  greeting: string | null
  /** 1 when another visit of the booking stands in its place. */
  isSuperseded: number
}

/** Somebody has promised it, and did so before the letter was planned: a letter about an earlier buddy is no longer true. */
export const isClaimed = (facts: Pick<VisitTruth, 'visitStatus' | 'claimedAt'>, plannedAt: number): boolean =>
  facts.visitStatus === 'claimed' && facts.claimedAt !== null && facts.claimedAt <= plannedAt

export const isOpenVisit = (facts: Pick<VisitTruth, 'visitStatus' | 'status'>): boolean =>
  facts.visitStatus === 'wanted' && holds(facts.status)

type PromiseTruth = { visitStatus: VisitStatus; buddyId: string | null; sessionStatus: SessionStatus; startsAt: number; endsAt: number }

/** Of a letter to a buddy about a visit that they promised. That it is off is told until its end: they may be on the way. */
export function isTrueOfPromise(row: { kind: string; dedupeKey: string; recipientId: string }, facts: PromiseTruth, now: number): boolean {
  const isTheirs = facts.visitStatus === 'claimed' && facts.buddyId === row.recipientId
  if (row.kind === 'visit.cancelled') return !isTheirs && now < facts.endsAt
  return isTheirs && isAhead(facts, now) && isOfStart(row, facts.startsAt)
}

const isSo = {
  'visit.introduced': isClaimed,
  'visit.arranged': ({ visitStatus, arrangement, isSuperseded }) => visitStatus === 'not_needed' && arrangement !== null && !isSuperseded,
  'visit.stepped_back': isOpenVisit,
  'visit.greeting': ({ visitStatus, greeting }) => visitStatus === 'accompanied' && greeting !== null,
} as const satisfies Record<string, (facts: VisitTruth, plannedAt: number) => boolean>

export type VisitKind = keyof typeof isSo

export const isTrueOfVisit = (kind: VisitKind, facts: VisitTruth, plannedAt: number, now: number): boolean =>
  isSo[kind](facts, plannedAt) && holds(facts.status) && isAhead(facts, now)

// When a first visit needs a buddy, the states of a visit, and the quarter hours that a buddy promises. Pure.

import type { BuddyWish } from '../db/schema/bookings.ts'
import type { VisitKind, VisitReport, VisitStatus } from '../db/schema/buddies.ts'
import type { SessionStatus } from '../db/schema/sessions.ts'
import { days, hours, localDay, type Zone } from '../lib/time.ts'
import { partOfWeek } from '../lib/week.ts'

/** The only place where a visit's transitions are written; docs/states.md explains them. */
export const transitions = {
  wanted: ['claimed', 'not_needed', 'missed'],
  claimed: ['wanted', 'accompanied', 'missed', 'not_needed'],
  accompanied: ['missed'],
  missed: ['accompanied'],
  not_needed: [],
} as const satisfies Record<VisitStatus, readonly VisitStatus[]>

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

type Wishes = { areas: readonly string[]; activities: readonly string[]; languages: readonly string[]; availability: readonly string[] }
type Open = { area: string; activity: string; language: string; startsAt: number }

/** Whether a visit is one that the buddy asked for: own areas, activities, languages, and free at that part of the week. */
export const fits = (buddy: Wishes, visit: Open, zone: Zone): boolean =>
  buddy.areas.includes(visit.area) &&
  buddy.activities.includes(visit.activity) &&
  buddy.languages.includes(visit.language) &&
  buddy.availability.includes(partOfWeek(visit.startsAt, zone))

/** A check must still be good on the local day of the visit itself. */
export const isCheckedOn = (buddy: { checkedUntilOn: string | null }, at: number, zone: Zone): boolean =>
  buddy.checkedUntilOn !== null && localDay(at, zone) <= buddy.checkedUntilOn

/** So many local days ahead it is looked whether a promise outlives its buddy's check: the job that ends checks comes once a day, in some zones late in the morning. */
export const checkedAhead = 8
/** A visit without a buddy is put before the link worker this long before it starts, so that they can still do something. */
export const alarmBefore = hours(48)
/** What a buddy knows of the person they met is gone this long after the visit. */
export const knownAfter = days(7)

export type ClaimRefusal = 'not_approved' | 'check_runs_out' | 'visit_started' | 'already_claimed' | 'no_longer_needed' | 'only_words'

type Claimable = { kind: VisitKind; status: VisitStatus; startsAt: number; holdsPlace: boolean }
type Claimant = { status: string; checkedUntilOn: string | null }

/** Whether this buddy may take this visit now; undefined is yes. */
export function claimRefusal(visit: Claimable, buddy: Claimant, now: number, zone: Zone): ClaimRefusal | undefined {
  if (buddy.status !== 'approved') return 'not_approved'
  if (visit.status === 'claimed') return 'already_claimed'
  if (visit.status !== 'wanted' || !visit.holdsPlace) return 'no_longer_needed'
  if (now >= visit.startsAt) return 'visit_started'
  if (visit.kind === 'message') return 'only_words'
  if (!isCheckedOn(buddy, visit.startsAt, zone)) return 'check_runs_out'
  return undefined
}

/** What a buddy's report makes of the visit. */
export const reportedAs = {
  went_well: 'accompanied',
  needs_a_call: 'accompanied',
  did_not_come: 'missed',
  could_not_go: 'missed',
} as const satisfies Record<VisitReport, VisitStatus>
export const reports = ['went_well', 'needs_a_call', 'did_not_come', 'could_not_go'] as const satisfies readonly VisitReport[]
/** Reports that ask the link worker to do something. */
export const asksForACall = ['needs_a_call', 'did_not_come', 'could_not_go'] as const satisfies readonly VisitReport[]

export const arrangements = ['link_worker_goes', 'someone_else_goes', 'person_goes_alone', 'moved'] as const

/** Why a buddy need not come: the session is off, its move took the visit from them (`lostFrom` is the old start), or nobody needs them. */
export type NotNeeded = 'session' | 'moved' | 'person'
export const whyNotNeeded = (sessionStatus: SessionStatus, lostFrom: number | null): NotNeeded =>
  sessionStatus === 'cancelled' ? 'session' : lostFrom !== null ? 'moved' : 'person'

// The states of a buddy, and what a coordinator's decision makes of them. Pure.

import type { BuddyStatus, DeclineReason } from '../db/schema/buddies.ts'
import { addDays, awakeAt, type Day, days, localDay, type Quiet, type Zone } from '../lib/time.ts'

/** The only place where a buddy's transitions are written; docs/states.md explains them. */
export const transitions = {
  applied: ['vetting', 'declined'],
  vetting: ['approved', 'declined'],
  // Approved again with a new date is a renewed check.
  approved: ['approved', 'paused', 'expired', 'declined'],
  paused: ['approved', 'expired', 'declined'],
  expired: ['approved', 'declined'],
  declined: ['vetting'],
} as const satisfies Record<BuddyStatus, readonly BuddyStatus[]>

export const canBecome = (from: BuddyStatus, to: BuddyStatus): boolean => (transitions[from] as readonly BuddyStatus[]).includes(to)

export const decisions = ['start_checks', 'approve', 'decline', 'pause'] as const
export type Decision = (typeof decisions)[number]

/** What each decision makes of a buddy. */
export const decidedAs = {
  start_checks: 'vetting',
  approve: 'approved',
  decline: 'declined',
  pause: 'paused',
} as const satisfies Record<Decision, BuddyStatus>

/** The decisions open to a coordinator, in the order in which they are usually taken. */
export const decisionsFor = (status: BuddyStatus): Decision[] => decisions.filter((decision) => canBecome(status, decidedAs[decision]))

export const declineReasons = [
  'check_not_passed',
  'could_not_reach',
  'not_the_right_time',
  'enough_for_now',
  'asked_to_stop',
] as const satisfies readonly DeclineReason[]

/** A check that is valid for less than a day is a slip of the pen, and so is one for more than five years. */
export const isCheckDate = (until: Day, today: Day): boolean => until > today && until <= addDays(today, 5 * 366)

/** Coordinators are told of checks that run out within this many days. */
export const checkEndsSoonDays = 30

/** Whose check ends after one day and by another is reminded of it. `mark` tells two reminders of one check apart. */
export type Reminded = { mark: '' | ' soon'; after: Day; by: Day; dueAt: number; usefulUntil: number }

/** Reminders of checks that end, as a run at `at` plans them: a month before, and once more a week before. */
export function remindersOfChecks(at: number, { zone, quiet }: { zone: Zone; quiet: Quiet }): Reminded[] {
  const today = localDay(at, zone)
  const [week, month] = [addDays(today, 7), addDays(today, checkEndsSoonDays)]
  const dueAt = awakeAt(at, zone, quiet)
  return [
    { mark: '', after: week, by: month, dueAt, usefulUntil: at + days(14) },
    { mark: ' soon', after: addDays(today, -1), by: week, dueAt, usefulUntil: at + days(3) },
  ]
}

/** Whether a buddy who may still go out, or is on a break, has a check that ends soon. */
export const endsSoon = ({ status, checkedUntilOn }: { status: BuddyStatus; checkedUntilOn: Day | null }, today: Day): boolean =>
  (status === 'approved' || status === 'paused') &&
  checkedUntilOn !== null &&
  checkedUntilOn >= today &&
  checkedUntilOn <= addDays(today, checkEndsSoonDays)

// The states of a referral, why people are referred, by whom, and by when they are promised an answer. Pure.

import type { ReferralSource, ReferralStatus, Stage } from '../db/schema/referrals.ts'
import { addDays, localDay, startOfDay, type Zone } from '../lib/time.ts'

/** The only place where a referral's transitions are written; docs/states.md explains them. */
export const transitions = {
  received: ['contacted', 'declined', 'unreachable', 'withdrawn'],
  // The note that said so was a slip: nobody has spoken with them yet.
  contacted: ['received', 'supporting', 'completed', 'declined', 'unreachable', 'withdrawn'],
  supporting: ['completed', 'unreachable', 'withdrawn'],
  completed: [],
  declined: [],
  // Somebody whom nobody could reach gets in touch after all.
  unreachable: ['contacted'],
  withdrawn: [],
} as const satisfies Record<ReferralStatus, readonly ReferralStatus[]>

export const canBecome = (from: ReferralStatus, to: ReferralStatus): boolean =>
  (transitions[from] as readonly ReferralStatus[]).includes(to)

export const openStatuses = ['received', 'contacted', 'supporting'] as const satisfies readonly ReferralStatus[]
export const endedStatuses = ['completed', 'declined', 'unreachable', 'withdrawn'] as const satisfies readonly ReferralStatus[]
export type EndedStatus = (typeof endedStatuses)[number]

/** Somebody still owes the person something. */
export const isOpen = (status: ReferralStatus): boolean => (openStatuses as readonly ReferralStatus[]).includes(status)

/** Why a referral ended, for each way of ending. The referrer reads it, as far as the person agreed. */
export const endReasons = {
  completed: ['goals_reached', 'settled_in', 'enough_for_now', 'other_support'],
  declined: ['outside_area', 'outside_age', 'needs_clinical_care', 'needs_other_service', 'no_capacity', 'supported_already', 'said_no'],
  unreachable: ['no_answer', 'wrong_contact'],
  withdrawn: ['changed_mind', 'moved_away', 'too_ill', 'died', 'consent_withdrawn'],
} as const satisfies Record<EndedStatus, readonly string[]>
export type EndReason = (typeof endReasons)[EndedStatus][number]
export const allEndReasons = endedStatuses.flatMap((status): readonly EndReason[] => endReasons[status])

/** Never said by itself: taking back the consent ends the referral, and ending the referral would not take back the consent. */
export const withdrawal = 'consent_withdrawn' satisfies EndReason

/** Each reason belongs to one way of ending. */
export const endingFor = (reason: EndReason): EndedStatus =>
  endedStatuses.find((status) => (endReasons[status] as readonly EndReason[]).includes(reason)) ?? 'completed'

/** Declined although the person wanted help: what they needed was not there. */
export const isUnmetNeed = (reason: EndReason): boolean =>
  endingFor(reason) === 'declined' && reason !== 'said_no' && reason !== 'supported_already'

export type EndRefusal = 'withdraw_instead' | 'not_now' | 'try_again_first' | 'still_booked' | 'nothing_offered'
/** What is known when somebody wants to end a referral. `bookings` counts those that still lie ahead. */
export type Closing = { status: ReferralStatus; reason: EndReason; tries: number; bookings: number; isOffering: boolean }

/** Why a referral may not end in this way now; undefined is that it may. */
export function endRefusal({ status, reason, tries, bookings, isOffering }: Closing): EndRefusal | undefined {
  if (reason === withdrawal) return 'withdraw_instead'
  const to = endingFor(reason)
  if (!canBecome(status, to)) return 'not_now'
  if (reason === 'no_answer' && tries < triesBeforeUnreachable) return 'try_again_first'
  // A reminder to somebody who has died, or said no, must not go out.
  if (to === 'withdrawn' && bookings > 0) return 'still_booked'
  // Whoever needs no other help is offered none.
  if (to === 'declined' && !isOffering && reason !== 'said_no' && reason !== 'supported_already') return 'nothing_offered'
  return undefined
}

export const sources = [
  'gp_practice',
  'hospital',
  'social_care',
  'school',
  'employer',
  'community',
  'self',
] as const satisfies readonly ReferralSource[]

/** Why somebody is referred. A referral has one or several; the words are in the locale files. */
export const reasonCodes = [
  'loneliness',
  'student_stress',
  'carer_burnout',
  'parent_burnout',
  'everyday_anxiety',
  'low_mood',
  'bereavement',
  'long_term_condition',
  'low_activity',
  'money_or_housing',
  'new_to_area',
  'older_living_alone',
  'retired_or_out_of_work',
  'something_else',
] as const
export type ReasonCode = (typeof reasonCodes)[number]

export const stages = ['contacted', 'booked', 'first_attended', 'continuing', 'ended'] as const satisfies readonly Stage[]

/** So many tries without an answer allow a referral to be closed as unreachable. */
export const triesBeforeUnreachable = 3

/** The last instant of the local day so many days after it came: a promise made in days is kept until the day is over. */
export const dueAfter = (receivedAt: number, days: number, zone: Zone): number =>
  startOfDay(addDays(localDay(receivedAt, zone), days + 1), zone) - 1

/** The end of its id, which people can read to each other. */
export const shortReference = (id: string): string => id.slice(-8).toUpperCase()

type Timed = { status: ReferralStatus; contactDueAt: number; answerDueAt: number }

/** Which promise is broken by now: that the person hears from us, or that the referrer does. Undefined is none. */
export function lateBecause({ status, contactDueAt, answerDueAt }: Timed, now: number): 'answer' | 'contact' | undefined {
  if (status !== 'received') return undefined
  if (now > answerDueAt) return 'answer'
  return now > contactDueAt ? 'contact' : undefined
}

type Caseload = { id: string; name: string; openPeople: number }

/** Who could take the next one: whoever looks after the fewest people; of equals the first by name. */
export const lightestCaseload = <C extends Caseload>(workers: readonly C[]): C | undefined =>
  workers.toSorted((a, b) => a.openPeople - b.openPeople || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1))[0]

import type { Arrangement, VisitReport } from '../../src/db/schema/buddies.ts'
import type { Locale } from '../../src/lib/dates.ts'
import { longDate, timeRange } from '../../src/lib/dates.ts'
import type { ArrangeRefusal } from '../../src/visits/alarms/actions.ts'
import type { ReportRefusal, StepBackRefusal } from '../../src/visits/mine/actions.ts'
import type { ClaimVisitRefusal } from '../../src/visits/open/actions.ts'
import type { TextKey } from '../render.tsx'

export const claimRefusal = {
  no_such_visit: 'visits.claim_refusals.no_such_visit',
  not_approved: 'visits.claim_refusals.not_approved',
  check_runs_out: 'visits.claim_refusals.check_runs_out',
  visit_started: 'visits.claim_refusals.visit_started',
  already_claimed: 'visits.claim_refusals.already_claimed',
  no_longer_needed: 'visits.claim_refusals.no_longer_needed',
  only_words: 'visits.claim_refusals.only_words',
  busy_then: 'visits.claim_refusals.busy_then',
} as const satisfies Record<ClaimVisitRefusal, TextKey>

export const stepBackRefusal = {
  no_such_visit: 'visits.step_back_refusals.no_such_visit',
  visit_started: 'visits.step_back_refusals.visit_started',
} as const satisfies Record<StepBackRefusal, TextKey>

export const reportRefusal = {
  no_such_visit: 'visits.report_refusals.no_such_visit',
  too_early: 'visits.report_refusals.too_early',
} as const satisfies Record<ReportRefusal, TextKey>

export const arrangeRefusal = {
  no_such_visit: 'visits.arrange_refusals.no_such_visit',
  visit_started: 'visits.arrange_refusals.visit_started',
  has_buddy: 'visits.arrange_refusals.has_buddy',
  no_longer_needed: 'visits.arrange_refusals.no_longer_needed',
} as const satisfies Record<ArrangeRefusal, TextKey>

export const reportWords = {
  went_well: 'visits.report.went_well',
  needs_a_call: 'visits.report.needs_a_call',
  did_not_come: 'visits.report.did_not_come',
  could_not_go: 'visits.report.could_not_go',
} as const satisfies Record<VisitReport, TextKey>

export const arrangementWords = {
  link_worker_goes: 'visits.arrange.link_worker_goes',
  someone_else_goes: 'visits.arrange.someone_else_goes',
  person_goes_alone: 'visits.arrange.person_goes_alone',
  moved: 'visits.arrange.moved',
} as const satisfies Record<Arrangement, TextKey>

/** What just happened, as the address of a page may say it. */
export const doneWords = {
  claimed: ['visits.done.claimed', 'visits.done.claimed_body'],
  looking_for_another: ['visits.done.looking_for_another', 'visits.done.looking_for_another_body'],
  told_link_worker: ['visits.done.told_link_worker', 'visits.done.told_link_worker_body'],
  seen: ['attendee.notices.seen', 'visits.done.seen_body'],
  greeted: ['visits.greeting.done', 'visits.greeting.done_body'],
  reported: ['visits.done.reported', 'visits.done.reported_body'],
  arranged: ['visits.done.arranged', 'visits.done.arranged_body'],
  answered: ['visits.done.answered', 'visits.done.answered_body'],
} as const satisfies Record<string, readonly [TextKey, TextKey]>
export type Done = keyof typeof doneWords
export const dones = Object.keys(doneWords) as Done[]

/** 'Monday 8 June 2026, 10am to midday' */
export const whenOf = (visit: { startsAt: number; endsAt: number }, zone: string, locale: Locale): string =>
  `${longDate(visit.startsAt, zone, locale)}, ${timeRange(visit.startsAt, visit.endsAt, zone, locale)}`

// Codes of the audit log and of jobs' counts, in words. A union of the code that has no words here does not compile.

import type { Role } from '../../../src/access/actor.ts'
import type { BuddyWish, CancelledBy, ConfirmedHow, MissedCause } from '../../../src/db/schema/bookings.ts'
import type { Arrangement, DeclineReason, FreedWhy, VisitReport } from '../../../src/db/schema/buddies.ts'
import type { TryHow } from '../../../src/db/schema/replies.ts'
import type { CountName } from '../../../src/jobs/schedule.ts'
import type { Locale } from '../../../src/lib/dates.ts'
import type { CallReason } from '../../../src/people/calls/rules.ts'
import type { WaitReason } from '../../../src/waiting-list/rules.ts'
import { lostText } from '../../people/progress/wording.ts'
import { reasonText as endText, stageText } from '../../referrals/ending/wording.ts'
import { handoverText } from '../../referrals/wording.ts'
import type { TextKey } from '../../render.tsx'

type Reason =
  | Arrangement
  | BuddyWish
  | CallReason
  | CancelledBy
  | ConfirmedHow
  | DeclineReason
  | FreedWhy
  | Locale
  | MissedCause
  | Role
  | VisitReport
  | WaitReason

/** Reasons that stand in one place of the code only. */
type Literal =
  | 'bounced'
  | 'complained'
  | 'refused'
  // What calls were about before each stood for a message.
  | 'cancelled'
  | 'changed'
  | 'arranged'
  | 'offer'
  | 'confirm'
  | 'reminder'
  | TryHow
  | 'first_in_line'
  | 'first_who_fits'
  | 'not_answered'
  | 'not_confirmed'
  | 'no_place_came_free'
  | 'register_not_taken'
  | 'consent_recorded'
  | 'other_browser'
  | 'same_browser'
  | 'earlier_visit_ended'
  | 'was_there_before'
  | 'nobody_went'
  | 'within_48_hours'
  | 'session_moved'
  | 'buddy_stepped_back'
  | 'steps_back_from_all'
  | 'own_break'
  | 'pause_is_over'
  | 'agreed_to_check_and_privacy'
  | 'own_visit'
  | 'first_visit'
  | 'page'
  | 'edit'
  | 'find_session'
  | 'api'
  | 'today'
  | 'calls'
  | 'sheet'
  | 'list'
  | 'search'
  | 'read'
  | 'write'
  | 'reminders'
  | 'surveys'
  | 'emails_ahead'

export const reasonWords = {
  bounced: 'running.log.reasons.bounced',
  complained: 'running.log.reasons.complained',
  refused: 'running.log.reasons.refused',
  calls: 'running.log.reasons.calls',
  sheet: 'running.log.reasons.sheet',
  not_reached: 'running.log.reasons.not_reached',
  left_word: 'running.log.reasons.left_word',
  ...stageText,
  ...handoverText,
  ...lostText,
  ...endText,
  went_well: 'running.log.reasons.went_well',
  needs_a_call: 'running.log.reasons.needs_a_call',
  did_not_come: 'running.log.reasons.did_not_come',
  could_not_go: 'running.log.reasons.could_not_go',
  link_worker_goes: 'running.log.reasons.link_worker_goes',
  someone_else_goes: 'running.log.reasons.someone_else_goes',
  person_goes_alone: 'running.log.reasons.person_goes_alone',
  moved: 'running.log.reasons.moved',
  check_not_passed: 'running.log.reasons.check_not_passed',
  could_not_reach: 'running.log.reasons.could_not_reach',
  not_the_right_time: 'running.log.reasons.not_the_right_time',
  enough_for_now: 'running.log.reasons.enough_for_now',
  asked_to_stop: 'running.log.reasons.asked_to_stop',
  buddy_paused: 'running.log.reasons.buddy_paused',
  buddy_declined: 'running.log.reasons.buddy_declined',
  buddy_expired: 'running.log.reasons.buddy_expired',
  buddy_approved: 'running.log.reasons.buddy_approved',
  buddy_not_checked: 'running.log.reasons.buddy_not_checked',
  buddy_stopped: 'running.log.reasons.buddy_stopped',
  person: 'running.log.reasons.person',
  buddy: 'running.log.reasons.buddy',
  session_did_not_run: 'running.log.reasons.session_did_not_run',
  not_ticked: 'running.log.reasons.not_ticked',
  link_worker: 'running.log.reasons.link_worker',
  phone: 'running.log.reasons.phone',
  attendee: 'running.log.reasons.attendee',
  organiser: 'running.log.reasons.organiser',
  wanted: 'running.log.reasons.wanted',
  not_wanted: 'running.log.reasons.not_wanted',
  unasked: 'running.log.reasons.unasked',
  session_full: 'running.log.reasons.session_full',
  others_first: 'running.log.reasons.others_first',
  newcomers_full: 'running.log.reasons.newcomers_full',
  week_full: 'running.log.reasons.week_full',
  kept_for_newcomers: 'running.log.reasons.kept_for_newcomers',
  not_enough_for_two: 'running.log.reasons.not_enough_for_two',
  first_in_line: 'running.log.reasons.first_in_line',
  first_who_fits: 'running.log.reasons.first_who_fits',
  not_answered: 'running.log.reasons.not_answered',
  not_confirmed: 'running.log.reasons.not_confirmed',
  no_place_came_free: 'running.log.reasons.no_place_came_free',
  register_not_taken: 'running.log.reasons.register_not_taken',
  consent_recorded: 'running.log.reasons.consent_recorded',
  other_browser: 'running.log.reasons.other_browser',
  same_browser: 'running.log.reasons.same_browser',
  earlier_visit_ended: 'running.log.reasons.earlier_visit_ended',
  was_there_before: 'running.log.reasons.was_there_before',
  nobody_went: 'running.log.reasons.nobody_went',
  within_48_hours: 'running.log.reasons.within_48_hours',
  session_moved: 'running.log.reasons.session_moved',
  buddy_stepped_back: 'running.log.reasons.buddy_stepped_back',
  steps_back_from_all: 'running.log.reasons.steps_back_from_all',
  own_break: 'running.log.reasons.own_break',
  pause_is_over: 'running.log.reasons.pause_is_over',
  agreed_to_check_and_privacy: 'running.log.reasons.agreed_to_check_and_privacy',
  own_visit: 'running.log.reasons.own_visit',
  first_visit: 'running.log.reasons.first_visit',
  page: 'running.log.reasons.page',
  edit: 'running.log.reasons.edit',
  find_session: 'running.log.reasons.find_session',
  api: 'running.log.reasons.api',
  today: 'running.log.reasons.today',
  list: 'running.log.reasons.list',
  search: 'running.log.reasons.search',
  cancelled: 'running.log.reasons.cancelled',
  changed: 'running.log.reasons.changed',
  arranged: 'running.log.reasons.arranged',
  offer: 'running.log.reasons.offer',
  confirm: 'running.log.reasons.confirm',
  reminder: 'running.log.reasons.reminder',
  missed: 'running.log.reasons.missed',
  said: 'running.log.reasons.said',
  coordinator: 'running.log.reasons.coordinator',
  read: 'running.log.reasons.read',
  write: 'running.log.reasons.write',
  en: 'running.log.reasons.en',
  id: 'running.log.reasons.id',
  reminders: 'running.log.reasons.reminders',
  surveys: 'running.log.reasons.surveys',
  emails_ahead: 'running.log.reasons.emails_ahead',
} as const satisfies Record<Reason | Literal, TextKey>

export const countWords = {
  batches: 'running.counts.batches',
  sent: 'running.counts.sent',
  delivered: 'running.counts.delivered',
  bounced: 'running.counts.bounced',
  complained: 'running.counts.complained',
  planned: 'running.counts.planned',
  sending: 'running.counts.sending',
  suppressed: 'running.counts.suppressed',
  cancelled: 'running.counts.cancelled',
  failed: 'running.counts.failed',
  split: 'running.counts.split',
  held: 'running.counts.held',
  thawed: 'running.counts.thawed',
  put_off: 'running.counts.put_off',
  left_alone: 'running.counts.left_alone',
  slowed: 'running.counts.slowed',
  no_email_provider: 'running.counts.no_email_provider',
  linked: 'running.counts.linked',
  sessions: 'running.counts.sessions',
  offersEnded: 'running.counts.offersEnded',
  unconfirmedEnded: 'running.counts.unconfirmedEnded',
  keptPlacesReleased: 'running.counts.keptPlacesReleased',
  mended: 'running.counts.mended',
  reopened: 'running.counts.reopened',
  attendees_48h: 'running.counts.attendees_48h',
  attendees_day: 'running.counts.attendees_day',
  buddies_48h: 'running.counts.buddies_48h',
  buddies_day: 'running.counts.buddies_day',
  registers: 'running.counts.registers',
  surveys: 'running.counts.surveys',
  freed: 'running.counts.freed',
  alarmed: 'running.counts.alarmed',
  closed: 'running.counts.closed',
  series: 'running.counts.series',
  left: 'running.counts.left',
  stoppedWaiting: 'running.counts.stoppedWaiting',
  notTicked: 'running.counts.notTicked',
  expired: 'running.counts.expired',
  visitsFreed: 'running.counts.visitsFreed',
  checks_ending: 'running.counts.checks_ending',
  link_workers: 'running.counts.link_workers',
  organisers: 'running.counts.organisers',
  buddies: 'running.counts.buddies',
  coordinators: 'running.counts.coordinators',
  checked: 'running.counts.checked',
  erased: 'running.counts.erased',
  first_visits: 'running.counts.first_visits',
  stages: 'running.counts.stages',
  emails: 'running.counts.emails',
  escalated: 'running.counts.escalated',
  team_emails: 'running.counts.team_emails',
  coordinator_emails: 'running.counts.coordinator_emails',
  due: 'running.counts.due',
  lost: 'running.counts.lost',
  late: 'running.counts.late',
  more: 'running.counts.more',
} as const satisfies Record<CountName, TextKey>

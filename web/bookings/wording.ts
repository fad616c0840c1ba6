import type { CancelRefusal, ConfirmRefusal, Ended, MoveRefusal, Reason } from '../../src/bookings/rules.ts'
import type { SendLinkRefusal } from '../../src/people/bookings/actions.ts'
import type { Why } from '../../src/waiting-list/rules.ts'
import { waitText } from '../find/wording.ts'
import { missedText } from '../people/wording.ts'
import type { TextKey } from '../render.tsx'

export const doneHere = [
  'booked',
  'waitlisted',
  'confirmed',
  'cancelled',
  'moved',
  'buddy_wanted',
  'buddy_not_wanted',
  'link_sent',
] as const
export type DoneHere = (typeof doneHere)[number]

export const doneText = {
  booked: 'bookings.done.booked',
  waitlisted: 'bookings.done.waitlisted',
  confirmed: 'bookings.done.confirmed',
  cancelled: 'bookings.done.cancelled',
  moved: 'bookings.done.moved',
  buddy_wanted: 'bookings.done.buddy_wanted',
  buddy_not_wanted: 'bookings.done.buddy_not_wanted',
  link_sent: 'bookings.done.link_sent',
} as const satisfies Record<DoneHere, TextKey>

export type BookingTrouble = ConfirmRefusal | CancelRefusal | Ended | MoveRefusal | SendLinkRefusal | 'no_such_booking' | 'no_such_session'

export const troubleText = {
  no_such_booking: 'bookings.refusals.no_such_booking',
  no_such_session: 'bookings.refusals.no_such_session',
  booking_cancelled: 'bookings.refusals.booking_cancelled',
  offer_ended: 'bookings.refusals.offer_ended',
  session_cancelled: 'bookings.refusals.session_cancelled',
  session_started: 'bookings.refusals.session_started',
  still_waiting: 'bookings.refusals.still_waiting',
  moved_since: 'attendee.seen.changed',
  consent_withdrawn: 'bookings.refusals.consent_withdrawn',
  same_session: 'bookings.refusals.same_session',
  other_group: 'bookings.refusals.other_group',
  session_full: 'bookings.refusals.session_full',
  new_session_cancelled: 'bookings.refusals.new_session_cancelled',
  new_session_started: 'bookings.refusals.new_session_started',
  new_booking_closed: 'bookings.refusals.new_booking_closed',
  new_group_not_open: 'bookings.refusals.new_group_not_open',
  new_already_booked: 'bookings.refusals.new_already_booked',
  sent_a_moment_ago: 'bookings.refusals.sent_a_moment_ago',
  not_by_email: 'bookings.refusals.not_by_email',
  session_over: 'bookings.refusals.session_over',
} as const satisfies Record<BookingTrouble, TextKey>

export const reasonText = {
  ill: 'bookings.reasons.ill',
  transport: 'bookings.reasons.transport',
  care_or_work: 'bookings.reasons.care_or_work',
  other_plans: 'bookings.reasons.other_plans',
  not_ready: 'bookings.reasons.not_ready',
  no_buddy: 'bookings.reasons.no_buddy',
  not_for_me: 'bookings.reasons.not_for_me',
  forgot: 'bookings.reasons.forgot',
  other: 'bookings.reasons.other',
} as const satisfies Record<Reason, TextKey>

const turnText = {
  first_in_line: 'bookings.turns.first_in_line',
  first_who_fits: 'bookings.turns.first_who_fits',
  kept_for_newcomers: 'bookings.turns.kept_for_newcomers',
} as const satisfies Record<Why, TextKey>

const otherWhy: Readonly<Record<string, TextKey>> = {
  ...reasonText,
  person: 'bookings.confirmed_how.person',
  link_worker: 'bookings.confirmed_how.link_worker',
  phone: 'bookings.confirmed_how.phone',
  moved: 'bookings.whys.moved',
  session_cancelled: 'bookings.refusals.session_cancelled',
}

/** The why of a step as the audit log has it; a code without a sentence of its own is at least readable. */
export function whyText(why: string | null, toState: string | null): TextKey | undefined {
  const known: Readonly<Record<string, TextKey>> =
    toState === 'offered' ? turnText : toState === 'waitlisted' ? waitText : toState === 'missed' ? missedText : otherWhy
  return why ? known[why] : undefined
}

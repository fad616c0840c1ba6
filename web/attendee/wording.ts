import type { ComeBackRefusal } from '../../src/attendee/coming-back/actions.ts'
import type { CancelRefusal, ConfirmRefusal, Ended, MoveRefusal } from '../../src/bookings/rules.ts'
import type { T, TextKey } from '../render.tsx'

/** What an answer came to, as `?done=<code>` carries it over the redirect. */
export const notices = {
  confirmed: 'attendee.notices.confirmed',
  already: 'attendee.notices.already',
  cancelled: 'attendee.notices.cancelled',
  moved: 'attendee.notices.moved',
  back: 'attendee.notices.back',
  waiting: 'attendee.notices.waiting',
  seen: 'attendee.notices.seen',
  buddy: 'attendee.notices.buddy',
  no_buddy: 'attendee.notices.no_buddy',
  language: 'attendee.notices.language',
  stopped: 'attendee.notices.stopped',
  started: 'attendee.notices.started',
} as const satisfies Record<string, TextKey>
export type Done = keyof typeof notices

/** Every refusal but the missing booking, which is a 404. */
export type Refusal = Exclude<ConfirmRefusal | CancelRefusal | MoveRefusal | ComeBackRefusal | Ended, 'no_such_booking'> | 'choose_date'

// The page itself says what became of the booking, so that "it has ended" needs no sentence of its own for each end.
export const refusals = {
  booking_cancelled: 'attendee.refusals.ended',
  offer_ended: 'attendee.refusals.ended',
  session_cancelled: 'attendee.refusals.ended',
  session_started: 'attendee.refusals.ended',
  still_booked: 'attendee.refusals.ended',
  still_waiting: 'attendee.refusals.still_waiting',
  moved_since: 'attendee.seen.changed',
  same_session: 'attendee.refusals.same_date',
  new_already_booked: 'attendee.refusals.same_date',
  session_full: 'attendee.refusals.full',
  no_such_session: 'attendee.refusals.closed',
  other_group: 'attendee.refusals.closed',
  new_session_cancelled: 'attendee.refusals.closed',
  new_session_started: 'attendee.refusals.closed',
  new_booking_closed: 'attendee.refusals.closed',
  new_group_not_open: 'attendee.refusals.closed',
  ring_first: 'attendee.refusals.ring',
  consent_withdrawn: 'attendee.refusals.ring',
  choose_date: 'attendee.refusals.choose_date',
} as const satisfies Record<Refusal, TextKey>

/** What somebody finds who needs it, as sentences; a code that we have no words for is left out. */
export function accessSentences(t: T, features: readonly string[]): string[] {
  return features.filter((feature) => Object.hasOwn(access, feature)).map((feature) => t(access[feature as keyof typeof access]))
}

const access = {
  step_free: 'attendee.access.step_free',
  accessible_toilet: 'attendee.access.accessible_toilet',
  hearing_loop: 'attendee.access.hearing_loop',
  quiet_space: 'attendee.access.quiet_space',
  seating: 'attendee.access.seating',
  accessible_parking: 'attendee.access.accessible_parking',
  near_bus_stop: 'attendee.access.near_bus_stop',
  carers_welcome: 'attendee.access.carers_welcome',
  large_print: 'attendee.access.large_print',
  sign_language: 'attendee.access.sign_language',
  assistance_dogs: 'attendee.access.assistance_dogs',
  prayer_room: 'attendee.access.prayer_room',
} as const satisfies Record<string, TextKey>

import type { BookPersonRefusal } from '../../src/bookings/actions.ts'
import type { Misfit } from '../../src/find/rules.ts'
import type { WaitReason } from '../../src/waiting-list/rules.ts'
import type { TextKey } from '../render.tsx'

export const waitText = {
  session_full: 'bookings.waits.session_full',
  others_first: 'bookings.waits.others_first',
  newcomers_full: 'bookings.waits.newcomers_full',
  week_full: 'bookings.waits.week_full',
  kept_for_newcomers: 'bookings.waits.kept_for_newcomers',
  not_enough_for_two: 'bookings.waits.not_enough_for_two',
} as const satisfies Record<WaitReason, TextKey>

export const misfitText = {
  missing: 'bookings.find.misfits.missing',
  to_arrange: 'bookings.find.misfits.to_arrange',
  other_language: 'bookings.find.misfits.other_language',
  other_area: 'bookings.find.misfits.other_area',
} as const satisfies Record<Misfit['kind'], TextKey>

export const bookRefusalText = {
  no_such_session: 'bookings.refusals.no_such_session',
  no_such_person: 'bookings.refusals.no_such_person',
  session_cancelled: 'bookings.refusals.session_cancelled',
  session_started: 'bookings.refusals.session_started',
  booking_closed: 'bookings.refusals.booking_closed',
  group_not_open: 'bookings.refusals.group_not_open',
  already_booked: 'bookings.refusals.already_booked',
  key_used_for_another_request: 'bookings.refusals.key_used_for_another_request',
} as const satisfies Record<BookPersonRefusal, TextKey>

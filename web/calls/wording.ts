import type { TryHow } from '../../src/db/schema/replies.ts'
import type { Topic, Why } from '../../src/messages/voice/rules.ts'
import { troubleText } from '../bookings/wording.ts'
import type { TextKey } from '../render.tsx'

export const doneCodes = ['confirmed', 'declined', 'moved', 'booked', 'waitlisted', 'told', 'tried', 'over', 'rung'] as const
export type Done = (typeof doneCodes)[number]

export const doneText = {
  confirmed: 'calls.done.confirmed',
  declined: 'calls.done.declined',
  moved: 'calls.done.moved',
  booked: 'calls.done.booked',
  waitlisted: 'calls.done.waitlisted',
  told: 'calls.done.told',
  tried: 'calls.done.tried',
  over: 'calls.done.over',
  rung: 'people.done.rung',
} as const satisfies Record<Done, TextKey>

export const topicText = {
  cancelled: 'calls.topics.cancelled',
  changed: 'calls.topics.changed',
  offer: 'calls.topics.offer',
  confirm: 'calls.topics.confirm',
  offer_ended: 'calls.topics.offer_ended',
  arranged: 'calls.topics.arranged',
  reminder: 'calls.topics.reminder',
  greeting: 'calls.topics.greeting',
  waitlisted: 'calls.topics.waitlisted',
  survey: 'calls.topics.survey',
} as const satisfies Record<Topic, TextKey>

export const whyText = {
  by_phone: 'calls.whys.by_phone',
  by_carer: 'calls.whys.by_carer',
  no_address: 'calls.whys.no_address',
  no_emails: 'calls.whys.no_emails',
  address_stopped: 'calls.whys.address_stopped',
  came_back: 'calls.whys.came_back',
  stopped: 'calls.whys.stopped',
  failed: 'calls.whys.failed',
  held_up: 'calls.whys.held_up',
  not_seen: 'calls.whys.not_seen',
} as const satisfies Record<Why, TextKey>

export const tryText = {
  not_reached: 'calls.tries.not_reached',
  left_word: 'calls.tries.left_word',
} as const satisfies Record<TryHow, TextKey>

/** What a refused answer says; the words of the booking's own page. */
export const refusalText: Readonly<Record<string, TextKey>> = {
  ...troubleText,
  already_booked: 'bookings.refusals.new_already_booked',
  booking_closed: 'bookings.refusals.new_booking_closed',
  group_not_open: 'bookings.refusals.new_group_not_open',
}

import type { CancelledBy, ConfirmedHow, MissedCause } from '../../src/db/schema/bookings.ts'
import type { Arrangement } from '../../src/db/schema/buddies.ts'
import type { ReachBy } from '../../src/db/schema/people.ts'
import type { AddPersonRefusal, Candidate, EditPersonRefusal } from '../../src/people/actions.ts'
import type { CallReason } from '../../src/people/calls/rules.ts'
import type { AccessNeed } from '../../src/people/rules.ts'
import type { TextKey } from '../render.tsx'

export const doneCodes = ['added', 'edited', 'rung', 'merged'] as const
export type Done = (typeof doneCodes)[number]

export const doneText = {
  added: 'people.done.added',
  edited: 'people.done.edited',
  rung: 'people.done.rung',
  merged: 'referrals.done.merged',
} as const satisfies Record<Done, TextKey>

export const refusalText = {
  no_such_team: 'people.refusals.no_such_team',
  no_such_link_worker: 'people.refusals.no_such_link_worker',
  id_taken: 'people.refusals.id_taken',
  no_such_person: 'people.refusals.no_such_person',
  changed_meanwhile: 'people.refusals.changed_meanwhile',
} as const satisfies Record<AddPersonRefusal | EditPersonRefusal, TextKey>

export const alikeText = {
  email: 'people.alike.email',
  phone: 'people.alike.phone',
  name_and_birth_date: 'people.alike.name_and_birth_date',
} as const satisfies Record<Candidate['alike'][number], TextKey>

export const reachText = {
  email: 'people.reach.email',
  phone: 'people.reach.phone',
  carer: 'people.reach.carer',
} as const satisfies Record<ReachBy, TextKey>

export const languageText = { en: 'people.languages.en', id: 'people.languages.id' } as const satisfies Record<'en' | 'id', TextKey>

export const needText = {
  step_free: 'people.needs.step_free',
  accessible_toilet: 'people.needs.accessible_toilet',
  hearing_loop: 'people.needs.hearing_loop',
  quiet_space: 'people.needs.quiet_space',
  seating: 'people.needs.seating',
  accessible_parking: 'people.needs.accessible_parking',
  near_bus_stop: 'people.needs.near_bus_stop',
  carers_welcome: 'people.needs.carers_welcome',
  large_print: 'people.needs.large_print',
  sign_language: 'people.needs.sign_language',
  assistance_dogs: 'people.needs.assistance_dogs',
  prayer_room: 'people.needs.prayer_room',
  interpreter: 'people.needs.interpreter',
  help_with_reading: 'people.needs.help_with_reading',
  help_to_get_there: 'people.needs.help_to_get_there',
} as const satisfies Record<AccessNeed, TextKey>

export const confirmedText = {
  person: 'bookings.confirmed_how.person',
  link_worker: 'bookings.confirmed_how.link_worker',
  phone: 'bookings.confirmed_how.phone',
} as const satisfies Record<ConfirmedHow, TextKey>

export const cancelledText = {
  attendee: 'bookings.cancelled_by.attendee',
  link_worker: 'bookings.cancelled_by.link_worker',
  organiser: 'bookings.cancelled_by.organiser',
} as const satisfies Record<CancelledBy, TextKey>

/** What a link worker arranged for a first visit without a buddy. */
export const arrangedText = {
  link_worker_goes: 'running.log.reasons.link_worker_goes',
  someone_else_goes: 'running.log.reasons.someone_else_goes',
  person_goes_alone: 'running.log.reasons.person_goes_alone',
  moved: 'running.log.reasons.moved',
} as const satisfies Record<Arrangement, TextKey>

export const missedText = {
  person: 'bookings.missed.person',
  buddy: 'bookings.missed.buddy',
  session_did_not_run: 'bookings.missed.session_did_not_run',
  not_ticked: 'bookings.missed.not_ticked',
} as const satisfies Record<MissedCause, TextKey>

const messageKindText: Readonly<Record<string, TextKey>> = {
  'booking.confirm_request': 'people.messages.kinds.confirm_request',
  'booking.waitlisted': 'people.messages.kinds.waitlisted',
  'booking.offered': 'people.messages.kinds.offered',
  'booking.offer_ended': 'people.messages.kinds.offer_ended',
  'booking.changed': 'people.messages.kinds.changed',
  'booking.cancelled': 'people.messages.kinds.cancelled',
  'booking.link': 'people.messages.kinds.link',
  'booking.reminder_48h': 'people.messages.kinds.reminder_48h',
  'booking.reminder_day': 'people.messages.kinds.reminder_day',
  'booking.survey': 'people.messages.kinds.survey',
  'visit.introduced': 'people.messages.kinds.introduced',
  'visit.stepped_back': 'people.messages.kinds.stepped_back',
  'visit.arranged': 'people.messages.kinds.arranged',
  'visit.greeting': 'people.messages.kinds.greeting',
  'outcome.asked': 'people.messages.kinds.outcome_asked',
  'outcome.reminder': 'people.messages.kinds.outcome_reminder',
}
/** A kind that was added since is still a message. */
export const messageText = (kind: string): TextKey => messageKindText[kind] ?? 'people.messages.kinds.other'

const outcomeText: Readonly<Record<string, TextKey>> = {
  no_longer_true: 'people.messages.outcomes.no_longer_true',
  no_address: 'people.messages.outcomes.no_address',
  stopped_by_person: 'people.messages.outcomes.stopped_by_person',
  consent_withdrawn: 'people.messages.outcomes.consent_withdrawn',
  address_suppressed: 'people.messages.outcomes.address_suppressed',
}
export const messageOutcome = (outcome: string | null): TextKey | undefined => (outcome ? outcomeText[outcome] : undefined)

export const wentText = {
  yes: 'people.said.went.yes',
  no: 'people.said.went.no',
  could_not: 'people.said.went.could_not',
} as const satisfies Record<'yes' | 'no' | 'could_not', TextKey>

export const againText = {
  yes: 'people.said.again.yes',
  maybe: 'people.said.again.maybe',
  no: 'people.said.again.no',
} as const satisfies Record<'yes' | 'maybe' | 'no', TextKey>

export const callText = {
  missed: 'people.calls.reasons.missed',
  said: 'people.calls.reasons.said',
  changed: 'people.calls.reasons.changed',
} as const satisfies Record<CallReason, TextKey>

/** What a field is called where it stands without its label, in the error summary. */
export const fieldText: Readonly<Record<string, TextKey>> = {
  referrerEmail: 'people.form.referrer_email',
  referrerPhone: 'people.form.referrer_phone',
  name: 'people.form.name',
  preferredName: 'people.form.preferred_name',
  birthDate: 'people.form.birth_date',
  language: 'people.form.language',
  area: 'people.form.area',
  reachBy: 'people.form.reach',
  email: 'people.form.email',
  phone: 'people.form.phone',
  carerName: 'people.form.carer_name',
  carerRelation: 'people.form.carer_relation',
  carerEmail: 'people.form.carer_email',
  carerPhone: 'people.form.carer_phone',
  accessNeeds: 'people.form.needs',
  agreesToWhatsapp: 'people.form.whatsapp',
  notes: 'people.form.notes',
  consentWords: 'people.form.consent',
  consentOn: 'people.form.consent_on',
  linkWorkerId: 'people.form.link_worker',
}

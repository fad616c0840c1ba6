import type { ReferralSource, Stage } from '../../src/db/schema/referrals.ts'
import type { MergeRefusal } from '../../src/merging/actions.ts'
import type { AssignRefusal, MoveRefusal } from '../../src/people/inbox/actions.ts'
import type { HandoverReason } from '../../src/people/inbox/inputs.ts'
import type { SendRefusal } from '../../src/people/receiving/actions.ts'
import type { EndReason, ReasonCode } from '../../src/referrals/rules.ts'
import type { TextKey } from '../render.tsx'

export const doneCodes = ['assigned', 'taken', 'put_back', 'contacted', 'supporting'] as const
export type Done = (typeof doneCodes)[number]
export const doneText = {
  assigned: 'referrals.done.assigned',
  taken: 'referrals.done.taken',
  put_back: 'referrals.done.put_back',
  contacted: 'referrals.done.contacted',
  supporting: 'referrals.done.supporting',
} as const satisfies Record<Done, TextKey>

export const sourceText = {
  gp_practice: 'referrals.sources.gp_practice',
  hospital: 'referrals.sources.hospital',
  social_care: 'referrals.sources.social_care',
  school: 'referrals.sources.school',
  employer: 'referrals.sources.employer',
  community: 'referrals.sources.community',
  self: 'referrals.sources.self',
} as const satisfies Record<ReferralSource, TextKey>

export const reasonText = {
  loneliness: 'referrals.reasons.loneliness',
  student_stress: 'referrals.reasons.student_stress',
  carer_burnout: 'referrals.reasons.carer_burnout',
  parent_burnout: 'referrals.reasons.parent_burnout',
  everyday_anxiety: 'referrals.reasons.everyday_anxiety',
  low_mood: 'referrals.reasons.low_mood',
  bereavement: 'referrals.reasons.bereavement',
  long_term_condition: 'referrals.reasons.long_term_condition',
  low_activity: 'referrals.reasons.low_activity',
  money_or_housing: 'referrals.reasons.money_or_housing',
  new_to_area: 'referrals.reasons.new_to_area',
  older_living_alone: 'referrals.reasons.older_living_alone',
  retired_or_out_of_work: 'referrals.reasons.retired_or_out_of_work',
  something_else: 'referrals.reasons.something_else',
} as const satisfies Record<ReasonCode, TextKey>

export const stageText = {
  contacted: 'referrals.stages.contacted',
  booked: 'referrals.stages.booked',
  first_attended: 'referrals.stages.first_attended',
  continuing: 'referrals.stages.continuing',
  ended: 'referrals.stages.ended',
} as const satisfies Record<Stage, TextKey>

export const endText = {
  goals_reached: 'referrals.ends.goals_reached',
  settled_in: 'referrals.ends.settled_in',
  enough_for_now: 'referrals.ends.enough_for_now',
  other_support: 'referrals.ends.other_support',
  outside_area: 'referrals.ends.outside_area',
  outside_age: 'referrals.ends.outside_age',
  needs_clinical_care: 'referrals.ends.needs_clinical_care',
  needs_other_service: 'referrals.ends.needs_other_service',
  no_capacity: 'referrals.ends.no_capacity',
  supported_already: 'referrals.ends.supported_already',
  said_no: 'referrals.ends.said_no',
  no_answer: 'referrals.ends.no_answer',
  wrong_contact: 'referrals.ends.wrong_contact',
  changed_mind: 'referrals.ends.changed_mind',
  moved_away: 'referrals.ends.moved_away',
  too_ill: 'referrals.ends.too_ill',
  died: 'referrals.ends.died',
  consent_withdrawn: 'referrals.ends.consent_withdrawn',
} as const satisfies Record<EndReason, TextKey>

export const handoverText = {
  lighter_caseload: 'referrals.handover.lighter_caseload',
  knows_them: 'referrals.handover.knows_them',
  language: 'referrals.handover.language',
  area: 'referrals.handover.area',
  away: 'referrals.handover.away',
  other: 'referrals.handover.other',
} as const satisfies Record<HandoverReason, TextKey>

/** The field that a refusal of the public form is about, and its sentence. */
export const sendRefusal = {
  too_many_tries: ['form', 'referrals.refer.too_many_tries'],
  source_closed: ['form', 'referrals.refer.source_closed'],
  no_team: ['form', 'referrals.refer.no_team'],
  choose_team: ['teamId', 'referrals.refer.choose_team'],
} as const satisfies Record<SendRefusal, readonly [string, TextKey]>

export const refusalText = {
  no_such_link_worker: 'referrals.refusals.no_such_link_worker',
  ended: 'referrals.refusals.ended',
  not_now: 'referrals.refusals.not_now',
  no_such_other: 'referrals.refusals.no_such_other',
  same_record: 'referrals.refusals.same_record',
  other_team: 'referrals.refusals.other_team',
  same_session: 'referrals.refusals.same_session',
  one_withdrew: 'referrals.refusals.one_withdrew',
} as const satisfies Record<Exclude<AssignRefusal | MoveRefusal | MergeRefusal, 'no_such_referral' | 'no_such_person'>, TextKey>
export type Refusal = keyof typeof refusalText

/** What a field of the public form is called in the error summary, in the order of the form. */
export const fieldText: Readonly<Record<string, TextKey>> = {
  referrerName: 'referrals.refer.referrer_name',
  referrerJob: 'referrals.refer.referrer_job',
  referrerOrganisation: 'referrals.refer.referrer_organisation',
  referrerEmail: 'referrals.refer.referrer_email',
  referrerPhone: 'referrals.refer.referrer_phone',
  name: 'people.form.name',
  preferredName: 'people.form.preferred_name',
  birthDate: 'people.form.birth_date',
  language: 'referrals.refer.language',
  area: 'people.form.area',
  reachBy: 'people.form.reach_by',
  phone: 'people.form.phone',
  email: 'people.form.email',
  carerName: 'people.form.carer_name',
  carerPhone: 'people.form.carer_phone',
  carerEmail: 'people.form.carer_email',
  reasons: 'referrals.refer.reasons',
  story: 'referrals.refer.story',
  accessNeeds: 'people.form.access_needs',
  teamId: 'referrals.refer.team',
  agreesToContact: 'referrals.refer.agrees_contact',
  agreesToRecord: 'referrals.refer.agrees_record',
  tells: 'referrals.refer.tells',
  consentBy: 'referrals.refer.consent_by',
  consentOn: 'people.form.consent_on',
  consentWords: 'referrals.refer.consent_words',
}

/** The same where somebody asks for themselves. */
export const ownFieldText: Readonly<Record<string, TextKey>> = {
  ...fieldText,
  name: 'referrals.refer.your_name',
  preferredName: 'referrals.refer.your_preferred_name',
  language: 'referrals.refer.your_language',
  area: 'referrals.refer.your_area',
  reachBy: 'referrals.refer.reach_you_by',
  phone: 'referrals.refer.your_phone',
  email: 'referrals.refer.your_email',
  reasons: 'referrals.refer.your_reasons',
  story: 'referrals.refer.your_story',
  accessNeeds: 'referrals.refer.your_needs',
  teamId: 'referrals.refer.your_team',
  agreesToContact: 'referrals.refer.i_agree_contact',
  agreesToRecord: 'referrals.refer.i_agree_record',
}

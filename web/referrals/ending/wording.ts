import type { Stage } from '../../../src/db/schema/referrals.ts'
import type { EndedStatus, EndReason } from '../../../src/referrals/rules.ts'
import type { EndingRefusal } from '../../../src/rights/ending/actions.ts'
import type { TextKey } from '../../render.tsx'

export const stageText = {
  contacted: 'news.stages.contacted',
  booked: 'news.stages.booked',
  first_attended: 'news.stages.first_attended',
  continuing: 'news.stages.continuing',
  ended: 'news.stages.ended',
} as const satisfies Record<Stage, TextKey>

export const wayText = {
  completed: 'news.ways.completed',
  declined: 'news.ways.declined',
  unreachable: 'news.ways.unreachable',
  withdrawn: 'news.ways.withdrawn',
} as const satisfies Record<EndedStatus, TextKey>

/** As the referrer reads it. */
export const reasonText = {
  goals_reached: 'news.reasons.goals_reached',
  settled_in: 'news.reasons.settled_in',
  enough_for_now: 'news.reasons.enough_for_now',
  other_support: 'news.reasons.other_support',
  outside_area: 'news.reasons.outside_area',
  outside_age: 'news.reasons.outside_age',
  needs_clinical_care: 'news.reasons.needs_clinical_care',
  needs_other_service: 'news.reasons.needs_other_service',
  no_capacity: 'news.reasons.no_capacity',
  supported_already: 'news.reasons.supported_already',
  said_no: 'news.reasons.said_no',
  no_answer: 'news.reasons.no_answer',
  wrong_contact: 'news.reasons.wrong_contact',
  changed_mind: 'news.reasons.changed_mind',
  moved_away: 'news.reasons.moved_away',
  too_ill: 'news.reasons.too_ill',
  died: 'news.reasons.died',
  consent_withdrawn: 'news.reasons.consent_withdrawn',
} as const satisfies Record<EndReason, TextKey>

/** Every refusal but the missing referral, which is a 404. */
export type EndTrouble = Exclude<EndingRefusal, 'no_such_referral'>

export const endRefusals = {
  withdraw_instead: 'news.refusals.withdraw_instead',
  not_now: 'news.refusals.not_now',
  try_again_first: 'news.refusals.try_again_first',
  still_booked: 'news.refusals.still_booked',
  nothing_offered: 'news.refusals.nothing_offered',
  no_such_offer: 'news.refusals.no_such_offer',
} as const satisfies Record<EndTrouble, TextKey>

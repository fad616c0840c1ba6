// When somebody is asked how they are, until when an answer counts, and why a questionnaire is given up. Pure.

import type { LostReason, QuestionnaireStatus, Wave } from '../db/schema/outcomes.ts'
import type { ReferralStatus } from '../db/schema/referrals.ts'
import { days } from '../lib/time.ts'

/** The only place where a questionnaire's transitions are written; docs/states.md explains them. */
export const transitions = {
  planned: ['asked', 'answered', 'lost'],
  asked: ['answered', 'lost'],
  answered: [],
  lost: ['answered'],
} as const satisfies Record<QuestionnaireStatus, readonly QuestionnaireStatus[]>

export const waves = ['start', 'week_6', 'week_12'] as const satisfies readonly Wave[]
export const lostReasons = [
  'no_answer',
  'declined',
  'support_ended',
  'consent_withdrawn',
  'not_reachable',
] as const satisfies readonly LostReason[]
/** After the support has begun. */
export const dueAfter = { start: 0, week_6: days(42), week_12: days(84) } as const satisfies Record<Wave, number>

/** Support that began longer ago than this is not measured from its start any more. */
export const plannedWithin = days(14)
export const remindAfter = days(7)
export const lostAfter = days(21)
/** A second answer corrects the first for this long. */
export const correctableFor = days(7)
/** Around the day on which it is due, an answer counts for this wave: from two weeks before until the next wave begins. */
const countsBefore = days(14)
const countsAfter = days(42)
/** A link outlives the last day of answering by the days of correcting. */
export const linkLife = lostAfter + correctableFor

type Asked = {
  status: QuestionnaireStatus
  dueAt: number
  answeredAt: number | null
  linkVersion: number
  withdrawnAt: number | null
  erasedAt: number | null
}
export type QuestionnaireRefusal = 'link_revoked' | 'consent_withdrawn' | 'already_answered' | 'too_early' | 'too_late'

/** Why a questionnaire cannot be answered now; undefined when it can. `version` is that of the link, for whoever came by one. */
export function answerRefusal(asked: Asked, version: number | undefined, now: number): QuestionnaireRefusal | undefined {
  // A link carries one byte of the version.
  if (version !== undefined && version !== asked.linkVersion % 256) return 'link_revoked'
  if (asked.withdrawnAt !== null || asked.erasedAt !== null) return 'consent_withdrawn'
  if (asked.answeredAt !== null) return now >= asked.answeredAt + correctableFor ? 'already_answered' : undefined
  if (now < asked.dueAt - countsBefore) return 'too_early'
  return now >= asked.dueAt + countsAfter ? 'too_late' : undefined
}

type Standing = {
  referralStatus: ReferralStatus
  wellbeingStoppedAt: number | null
  withdrawnAt: number | null
  erasedAt: number | null
}

/**
 * Why somebody is not asked, or not any more. Whoever completed their support still is: leaving them out would measure only those
 * for whom it took long.
 */
export function lostBecause({ referralStatus, wellbeingStoppedAt, withdrawnAt, erasedAt }: Standing): LostReason | undefined {
  if (withdrawnAt !== null || erasedAt !== null || referralStatus === 'withdrawn') return 'consent_withdrawn'
  if (referralStatus === 'unreachable') return 'not_reachable'
  if (referralStatus === 'declined') return 'support_ended'
  return wellbeingStoppedAt === null ? undefined : 'declined'
}

/** Ended in a way after which nobody asks how they are. */
export const isPastAsking = ({ referralStatus }: Pick<Standing, 'referralStatus'>): boolean =>
  lostBecause({ referralStatus, wellbeingStoppedAt: null, withdrawnAt: null, erasedAt: null }) !== undefined

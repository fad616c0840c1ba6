import * as v from 'valibot'
import { choice, optionalId } from '../../lib/inputs.ts'

/** What the list is about: who still waits, whom somebody works with, and what is over. */
export const views = ['received', 'contacted', 'supporting', 'ended'] as const
export type View = (typeof views)[number]
export const whose = ['all', 'mine', 'unassigned'] as const
export type Whose = (typeof whose)[number]

export const ListReferrals = v.object({
  view: v.optional(v.picklist(views), 'received'),
  whose: v.optional(v.picklist(whose), 'all'),
  after: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}_[0-9a-f-]{36}$/))),
})

/** Why a referral goes from one link worker to another: codes, because they stand on the audit log. */
export const handoverReasons = ['lighter_caseload', 'knows_them', 'language', 'area', 'away', 'other'] as const
export type HandoverReason = (typeof handoverReasons)[number]

export const AssignReferral = v.object({
  /** Empty puts it back before the whole team. */
  linkWorkerId: optionalId(),
  reason: v.optional(v.union([v.literal(''), choice(handoverReasons)], 'choose'), ''),
})
export type AssignReferral = v.InferOutput<typeof AssignReferral>

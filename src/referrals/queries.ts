import { and, desc, eq, inArray } from 'drizzle-orm'
import type { Actor, OrgId } from '../access/actor.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { type ReferralStatus, referrals } from '../db/schema/referrals.ts'
import { canBecome, isOpen } from './rules.ts'

export type ReferralRow = typeof referrals.$inferSelect
type Moved = Pick<ReferralRow, 'id' | 'personId' | 'teamId' | 'status' | 'step'>

/** One referral of these teams, or nothing: missing and another team's are the same. */
export const referralIn = (db: Db, teams: readonly OrgId[], id: string) =>
  db
    .select()
    .from(referrals)
    .where(and(eq(referrals.id, id), inArray(referrals.teamId, [...teams])))

/** Every referral of one person, newest first. */
export const referralsOf = (db: Db, personId: string) =>
  db.select().from(referrals).where(eq(referrals.personId, personId)).orderBy(desc(referrals.receivedAt), desc(referrals.id)).limit(50)

type Change = {
  /** A code for the audit log: the reason of an ending, or what brought the move about. */
  why?: string | undefined
  set?: Partial<Omit<ReferralRow, 'id' | 'teamId' | 'personId' | 'status' | 'step'>>
}

/**
 * Moves a referral on: the audit entry that is the lock, and the row. The instants that belong to the new state are `ctx.now`
 * unless `set` says otherwise. On `stepTaken` load again; a move that the states do not have throws.
 */
export function moveReferral(ctx: Ctx, actor: Actor, referral: Moved, to: ReferralStatus, { why, set = {} }: Change = {}): Statement[] {
  if (!canBecome(referral.status, to)) throw new Error(`A referral does not go from ${referral.status} to ${to}`)
  return stepReferral(
    ctx,
    actor,
    referral,
    { action: `referral.${to}`, from: referral.status, to, why },
    { status: to, ...at(to, ctx.now), ...set },
  )
}

const at = (to: ReferralStatus, now: number) => {
  if (to === 'contacted') return { contactedAt: now, endedAt: null, endReason: null, endWords: null }
  return to === 'supporting' ? { supportingAt: now } : { endedAt: now }
}

type Step = { action: string; from?: string; to?: string; why?: string | undefined }

/** A change that leaves the state as it is, e.g. who it is assigned to; it is a step like any other. */
export function stepReferral(ctx: Ctx, actor: Actor, referral: Omit<Moved, 'status'>, step: Step, set: Partial<ReferralRow>): Statement[] {
  const next = referral.step + 1
  return [
    record(ctx, actor, {
      ...step,
      subjectKind: 'referral',
      subjectId: referral.id,
      step: next,
      personId: referral.personId,
      orgId: referral.teamId,
    }),
    ctx.db
      .update(referrals)
      .set({ ...set, step: next })
      .where(eq(referrals.id, referral.id)),
  ]
}

/**
 * Somebody spoke with the person: each of their referrals (`referralsOf`) that waited for this, or had been closed as unreachable
 * with nothing open beside it, is contacted now.
 */
export function markContacted(ctx: Ctx, actor: Actor, all: readonly ReferralRow[], contactedAt = ctx.now): Statement[] {
  const waiting = all.filter(({ status }) => status === 'received')
  const lost = all.some(({ status }) => isOpen(status)) ? [] : all.filter(({ status }) => status === 'unreachable').slice(0, 1)
  return [...waiting, ...lost].flatMap((referral) =>
    moveReferral(ctx, actor, referral, 'contacted', { why: 'conversation', set: { contactedAt } }),
  )
}

/** Something was arranged with the person: each of their open referrals is supported now. */
export const markSupporting = (ctx: Ctx, actor: Actor, all: readonly ReferralRow[]): Statement[] =>
  all.flatMap((referral) => {
    if (referral.status === 'contacted') return moveReferral(ctx, actor, referral, 'supporting', { why: 'booked' })
    if (referral.status !== 'received') return []
    const contacted = { ...referral, status: 'contacted' as const, step: referral.step + 1 }
    return [
      ...moveReferral(ctx, actor, referral, 'contacted', { why: 'booked' }),
      ...moveReferral(ctx, actor, contacted, 'supporting', { why: 'booked' }),
    ]
  })

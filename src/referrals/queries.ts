import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Actor, OrgId } from '../access/actor.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import { builtOnce } from '../db/built-once.ts'
import type { Db, Statement } from '../db/connect.ts'
import { type ReferralStatus, referralNews, referrals } from '../db/schema/referrals.ts'
import type { Locale } from '../lib/dates.ts'
import type { Sealed, Vault } from '../lib/seal.ts'
import { canBecome, dueAfter, type EndReason, isOpen, triesBeforeUnreachable } from './rules.ts'

export type ReferralRow = typeof referrals.$inferSelect
type Moved = Pick<ReferralRow, 'id' | 'personId' | 'teamId' | 'status' | 'step'>

/** Who sent it, and the language in which they are answered. Nobody when people refer themselves. */
export type Referrer = { name: string; job: string; organisation: string; email: string; phone: string; locale: Locale }

const columns = {
  story: 'referrals.story',
  referrer: 'referrals.referrer',
  consentBy: 'referrals.consent_by',
  consentWords: 'referrals.consent_words',
  endWords: 'referrals.end_words',
} as const
export type SealedField = keyof typeof columns

/** The words of a referral, each sealed to its own row; what is empty is null. */
export async function sealReferral<F extends SealedField>(
  vault: Vault,
  id: string,
  texts: Readonly<Record<F, string>>,
): Promise<Record<F, Sealed | null>> {
  const sealed = Object.entries<string>(texts).map(
    async ([field, text]) => [field, text ? await vault.seal(text, { column: columns[field as F], rowId: id }) : null] as const,
  )
  return Object.fromEntries(await Promise.all(sealed)) as Record<F, Sealed | null>
}

/** Opens the named words of one referral and no others; an empty one is ''. */
export async function openReferral<F extends SealedField>(
  vault: Vault,
  row: { id: string } & Record<F, Sealed | null>,
  fields: readonly F[],
): Promise<Record<F, string>> {
  const opened = fields.map(async (field) => {
    const value: Sealed | null = row[field]
    return [field, value === null ? '' : await vault.open(value, { column: columns[field], rowId: row.id })] as const
  })
  return Object.fromEntries(await Promise.all(opened)) as Record<F, string>
}

export const referrerOf = (opened: string): Referrer | null => (opened === '' ? null : (JSON.parse(opened) as Referrer))

type New = Omit<typeof referrals.$inferInsert, 'contactDueAt' | 'answerDueAt' | 'step' | 'createdAt' | 'receivedAt'>

/** A referral that comes in now: its first step on the audit log, and the row with the place's promises counted in local days. */
export function insertReferral(ctx: Ctx, actor: Actor | 'public', referral: New): Statement[] {
  const { contactDays, answerDays, timeZone } = ctx.place
  return [
    record(ctx, actor, {
      action: 'referral.received',
      subjectKind: 'referral',
      subjectId: referral.id,
      step: 1,
      to: referral.status,
      personId: referral.personId,
      orgId: referral.teamId,
      why: referral.via,
    }),
    ctx.db.insert(referrals).values({
      ...referral,
      receivedAt: ctx.now,
      contactDueAt: dueAfter(ctx.now, contactDays, timeZone),
      answerDueAt: dueAfter(ctx.now, answerDays, timeZone),
      step: 1,
      createdAt: ctx.now,
    }),
  ]
}

/** One referral of these teams, or nothing: missing and another team's are the same. */
export const referralIn = (db: Db, teams: readonly OrgId[], id: string) =>
  db
    .select()
    .from(referrals)
    .where(and(eq(referrals.id, id), inArray(referrals.teamId, [...teams])))

/** Every referral of one person, newest first. */
export const referralsOf = (db: Db, personId: string) =>
  db.select().from(referrals).where(eq(referrals.personId, personId)).orderBy(desc(referrals.receivedAt), desc(referrals.id)).limit(50)

/** The same, as much of them as moving them on takes. */
export const referralStates = (db: Db, personId: string) => states(db, { personId })
const states = builtOnce((db, { personId }: Record<'personId', SQL>) =>
  db
    .select({ id: referrals.id, personId: referrals.personId, teamId: referrals.teamId, status: referrals.status, step: referrals.step })
    .from(referrals)
    .where(eq(referrals.personId, personId))
    .orderBy(desc(referrals.receivedAt), desc(referrals.id))
    .limit(50),
)

type Change = {
  /** A code for the audit log: the reason of an ending, or what brought the move about. */
  why?: string | undefined
  set?: Omit<Columns, 'id' | 'teamId' | 'personId' | 'status' | 'step' | 'endedAt'>
}

/**
 * Moves a referral on: the audit entry that is the lock, and the row. The instants that belong to the new state are `ctx.now`
 * unless `set` says otherwise. One that had ended has an end to come, of which its referrer is told afresh. On `stepTaken` load again;
 * a move that the states do not have throws.
 */
export function moveReferral(ctx: Ctx, actor: Actor, referral: Moved, to: ReferralStatus, { why, set = {} }: Change = {}): Statement[] {
  if (!canBecome(referral.status, to)) throw new Error(`A referral does not go from ${referral.status} to ${to}`)
  const isReopened = !isOpen(referral.status)
  return [
    ...stepReferral(
      ctx,
      actor,
      referral,
      { action: `referral.${to}`, from: referral.status, to, why },
      {
        status: to,
        ...at(to, ctx.now),
        ...set,
        ...(why === ('no_answer' satisfies EndReason) ? { endedAt: endedAfterTries(ctx.now) } : {}),
      },
    ),
    ...(isReopened
      ? [ctx.db.delete(referralNews).where(and(eq(referralNews.referralId, referral.id), eq(referralNews.stage, 'ended')))]
      : []),
  ]
}

/** How often somebody tried to reach the person of a referral since it came. `r` names the referral's row. */
export const triesOf = (r: string) =>
  sql.raw(`(SELECT count(*) FROM conversations AS tried
    WHERE tried.person_id = ${r}.person_id AND tried.happened_at >= ${r}.received_at AND tried.was_reached = 0)`)

/** Whichever command says that nobody answers, and whatever was corrected since it looked: without enough tries there is no end. Expect `triedTooLittle`. */
const endedAfterTries = (now: number) =>
  sql`CASE WHEN ${triesOf('referrals')} >= ${triesBeforeUnreachable} THEN CAST(${now} AS INTEGER) END`

/** A promise kept stays kept, also when the person is reached once more after they could not be. */
const firstOf = (contactedAt: number | SQL) => sql`coalesce(contacted_at, ${contactedAt})`

const at = (to: ReferralStatus, now: number) => {
  if (to === 'contacted') return { contactedAt: firstOf(now), endedAt: null, endReason: null, endWords: null, endOffers: [] }
  return to === 'supporting' ? { supportingAt: now } : { endedAt: now }
}

/** Where a referral left the consent to its person's own record, and that record goes, the referral keeps it. */
export const keepConsent = (db: Db, id: string, consentWords: Sealed | null): Statement =>
  db.update(referrals).set({ consentWords }).where(eq(referrals.id, id))

type Step = { action: string; from?: string; to?: string; why?: string | undefined }

type Columns = Partial<Omit<ReferralRow, 'endedAt' | 'contactedAt'>> & Partial<Record<'endedAt' | 'contactedAt', number | null | SQL>>

/** A change that leaves the state as it is, e.g. who it is assigned to; it is a step like any other. */
export function stepReferral(ctx: Ctx, actor: Actor, referral: Omit<Moved, 'status'>, step: Step, set: Columns): Statement[] {
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
 * Somebody spoke with the person: each of their referrals (`referralStates`) that waited for this, or had been closed as unreachable
 * with nothing open beside it, is contacted now.
 */
export function markContacted(ctx: Ctx, actor: Actor, all: readonly Moved[], contactedAt: number | SQL = ctx.now): Statement[] {
  const waiting = all.filter(({ status }) => status === 'received')
  const lost = all.some(({ status }) => isOpen(status)) ? [] : all.filter(({ status }) => status === 'unreachable').slice(0, 1)
  return [...waiting, ...lost].flatMap((referral) =>
    moveReferral(ctx, actor, referral, 'contacted', { why: 'conversation', set: { contactedAt: firstOf(contactedAt) } }),
  )
}

/** Something was arranged with the person: each of their open referrals is supported now. */
export const markSupporting = (ctx: Ctx, actor: Actor, all: readonly Moved[]): Statement[] =>
  all.flatMap((referral) => {
    if (referral.status === 'contacted') return moveReferral(ctx, actor, referral, 'supporting', { why: 'booked' })
    if (referral.status !== 'received') return []
    const contacted = { ...referral, status: 'contacted' as const, step: referral.step + 1 }
    return [
      ...moveReferral(ctx, actor, referral, 'contacted', { why: 'booked' }),
      ...moveReferral(ctx, actor, contacted, 'supporting', { why: 'booked' }),
    ]
  })

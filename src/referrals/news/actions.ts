import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import type { Stage } from '../../db/schema/referrals.ts'
import { choices } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { awakeAt, days, hours } from '../../lib/time.ts'
import { plan } from '../../messages/queries.ts'
import { openReferral, type Referrer, referralIn, referrerOf, stepReferral } from '../queries.ts'
import { type EndReason, shortReference, stages } from '../rules.ts'
import { markNews, newsOf, noteFirstAttendance, offersOf, oneInTeams, planNews, type Way, wayOf } from './queries.ts'
import { type Happened, type Told, tellable } from './rules.ts'

const perRun = 5_000

/**
 * Finds what has happened since and plans one email a referral for all of it, each stage once and only what the person agreed
 * to. Running it twice, or two at once, tells nothing twice; a day without a run is caught up.
 */
export async function tellReferrers(
  ctx: Ctx,
  _permit: Permit<'work.scheduled'>,
): Promise<{ first_visits: number; stages: number; emails: number }> {
  const { timeZone, quietFrom, quietUntil } = ctx.place
  const [attended, marked, emails] = await ctx.db.batch([
    noteFirstAttendance(ctx, perRun),
    markNews(ctx, perRun),
    planNews(ctx, awakeAt(ctx.now, timeZone, { from: quietFrom, until: quietUntil })),
  ])
  return { first_visits: attended.length, stages: marked.length, emails: emails.length }
}

export const happenedOf = ({ contacted, booked, first_attended, continuing, ended }: Way): Happened => ({
  contacted,
  booked,
  first_attended,
  continuing,
  ended,
})

/** What a link worker sees of what the referrer is told: the agreement, how far things are, and what was sent. */
export type Telling = {
  id: string
  personId: string
  preferredName: string
  reference: string
  receivedAt: number
  /** Null when people refer themselves: then there is nobody to tell. */
  referrer: Referrer | null
  stages: { stage: Stage; isAgreed: boolean; reachedAt: number | null; toldAt: number | null }[]
}

/** Opens whom the referral is about and who sent it; the read is on the audit log. */
export async function openTelling(
  ctx: Ctx,
  permit: Permit<'referral.see' | 'referral.manage'>,
  referralId: string,
): Promise<Result<Telling, 'no_such_referral'>> {
  const [[way], told] = await ctx.db.batch([wayOf(ctx.db, oneInTeams(permit.orgs, referralId)), newsOf(ctx.db, [referralId])])
  if (!way || way.isGone) return no('no_such_referral')
  await readOnRecord(ctx, permit, way, 'telling')
  const { referrer } = await openReferral(ctx.vault, way, ['referrer'])
  const happened = happenedOf(way)
  return ok({
    id: way.id,
    personId: way.personId,
    preferredName: await ctx.vault.open(way.preferredName, { column: 'people.preferred_name', rowId: way.personId }),
    reference: shortReference(way.id),
    receivedAt: way.receivedAt,
    referrer: referrerOf(referrer),
    stages: stages.map((stage) => ({
      stage,
      isAgreed: way.tells.includes(stage),
      reachedAt: happened[stage],
      toldAt: told.find((row) => row.stage === stage)?.at ?? null,
    })),
  })
}

const readOnRecord = (ctx: Ctx, permit: Permit, way: Way, why: string) =>
  commit(
    ctx.db,
    [],
    [
      record(ctx, permit.actor, {
        action: 'person.read',
        subjectKind: 'referral',
        subjectId: way.id,
        personId: way.personId,
        orgId: way.teamId,
        why,
      }),
    ],
  )

export const ChangeTelling = v.object({ tells: choices(stages) })
export type TellingRefusal = 'no_such_referral' | 'no_referrer'

/**
 * Writes down what the person agrees to now. It holds at once, for the referrer's page, for programs, and for an email that
 * waits to be sent: whatever is not agreed to any more is left out of it.
 */
export function changeTelling(
  ctx: Ctx,
  permit: Permit<'referral.manage'>,
  { referralId, tells }: v.InferOutput<typeof ChangeTelling> & { referralId: string },
): Promise<Result<{ id: string; tells: Stage[] }, TellingRefusal>> {
  const agreed = stages.filter((stage) => tells.includes(stage))
  return again(async () => {
    const [referral] = await referralIn(ctx.db, permit.orgs, referralId)
    if (!referral) return no('no_such_referral')
    if (referral.referrer === null) return no('no_referrer')
    if (agreed.join() === referral.tells.join()) return ok({ id: referral.id, tells: agreed })
    const { refusedBy } = await commit(
      ctx.db,
      ['stepTaken'],
      stepReferral(ctx, permit.actor, referral, { action: 'referral.telling', why: agreed.join(' ') || 'nothing' }, { tells: agreed }),
    )
    return refusedBy ? moved : ok({ id: referral.id, tells: agreed })
  })
}

/** Takes back every link that the referrer was sent, e.g. because one was passed on. The next email carries a new one. */
export function revokeLinks(
  ctx: Ctx,
  permit: Permit<'referral.manage'>,
  referralId: string,
): Promise<Result<{ id: string }, 'no_such_referral'>> {
  return again(async () => {
    const [referral] = await referralIn(ctx.db, permit.orgs, referralId)
    if (!referral) return no('no_such_referral')
    const { refusedBy } = await commit(
      ctx.db,
      ['stepTaken'],
      stepReferral(ctx, permit.actor, referral, { action: 'referral.links_revoked' }, { linkVersion: referral.linkVersion + 1 }),
    )
    return refusedBy ? moved : ok({ id: referral.id })
  })
}

/** Plans one more email with a fresh link, to the address that we know; at most one an hour, however often it is asked for. */
export const linkAgain = (ctx: Ctx, referralId: string) =>
  plan(ctx, {
    kind: 'referral.link',
    recipientId: referralId,
    subjectId: referralId,
    about: Math.floor(ctx.now / hours(1)),
    usefulUntil: ctx.now + days(1),
  })

export type Offers = {
  groups: { id: string; name: string; summary: string }[]
  teams: { id: string; name: string; phone: string }[]
}
/** How it ended, as far as the person agreed that the referrer learns it. */
export type Ending = { reason: EndReason; words: string; offers: Offers }

export type MessageBack = {
  way: Way
  reference: string
  told: Told[]
  ending: Ending | null
}

/** What may be told of one referral, to a program of the team that it was sent to; the read is on the audit log. */
export async function messageBack(
  ctx: Ctx,
  permit: Permit<'referral.see'>,
  referralId: string,
): Promise<Result<MessageBack, 'no_such_referral'>> {
  const [groups, teams] = offersOf(ctx.db, referralId)
  const [[way], open, others] = await ctx.db.batch([wayOf(ctx.db, oneInTeams(permit.orgs, referralId)), groups, teams])
  if (!way || way.isGone) return no('no_such_referral')
  await readOnRecord(ctx, permit, way, 'message_back')
  const told = tellable(happenedOf(way), way.tells)
  return ok({ way, reference: shortReference(way.id), told, ending: await endingOf(ctx, way, told, { groups: open, teams: others }) })
}

/** The words of an ending are opened only where the ending may be told. */
export async function endingOf(ctx: Ctx, way: Way, told: readonly Told[], offers: Offers): Promise<Ending | null> {
  if (!way.endReason || !told.some(({ stage }) => stage === 'ended')) return null
  return { reason: way.endReason as EndReason, words: (await openReferral(ctx.vault, way, ['endWords'])).endWords, offers }
}

// Set-based: each run plans, asks, reminds and gives up in a few statements, however many people are concerned.

import { sql } from 'drizzle-orm'
import type { Actor, OrgId } from '../../access/actor.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import type { LostReason, QuestionnaireStatus, Wave } from '../../db/schema/outcomes.ts'
import { questionnaires } from '../../db/schema/outcomes.ts'
import { people } from '../../db/schema/people.ts'
import { referrals } from '../../db/schema/referrals.ts'
import { awakeAt } from '../../lib/time.ts'
import { kinds } from '../../messages/rules.ts'
import { lostAfter, plannedWithin, remindAfter } from '../rules.ts'

/** How many are dealt with in one batch. */
export const atOnce = 100

/**
 * Referrals whose support began lately and for which nothing is planned yet: the first of each person, and none while they are
 * asked about another. SQLite takes the other columns from the row of the least.
 */
export const toPlan = (db: Db, now: number) =>
  db
    .select({
      id: referrals.id,
      teamId: referrals.teamId,
      personId: referrals.personId,
      supportingAt: sql<number>`min(${referrals.supportingAt})`.as('begun_at'),
    })
    .from(referrals)
    .where(
      sql`${referrals.status} = 'supporting' AND ${referrals.supportingAt} > ${now - plannedWithin} AND ${referrals.supportingAt} <= ${now}
        AND NOT EXISTS (SELECT 1 FROM questionnaires AS q WHERE q.referral_id = ${referrals.id})
        AND NOT EXISTS (SELECT 1 FROM questionnaires AS q WHERE q.person_id = ${referrals.personId} AND q.status IN ('planned', 'asked'))`,
    )
    .groupBy(sql`+${referrals.personId}`)
    .orderBy(sql`begun_at`)
    .limit(atOnce)

export type New = { id: string; teamId: OrgId; personId: string; referralId: string; wave: Wave; dueAt: number }

export function insertQuestionnaires(ctx: Ctx, actor: Actor, rows: readonly New[]): Statement[] {
  const { db, now, requestId } = ctx
  const json = JSON.stringify(rows)
  return [
    db.run(sql`
      INSERT INTO questionnaires (id, team_id, person_id, referral_id, wave, status, due_at, step, created_at)
      SELECT value->>'id', value->>'teamId', value->>'personId', value->>'referralId', value->>'wave', 'planned', value->>'dueAt', 1,
        CAST(${now} AS INTEGER)
      FROM json_each(${json})`),
    db.run(sql`
      INSERT INTO audit_entries (at, actor_kind, actor_id, action, subject_kind, subject_id, step, to_state, person_id, org_id, request_id)
      SELECT CAST(${now} AS INTEGER), ${actor.kind}, ${actor.id}, 'questionnaire.planned', 'questionnaire', value->>'id', 1, 'planned',
        value->>'personId', value->>'teamId', ${requestId}
      FROM json_each(${json})`),
  ]
}

const standing = {
  id: questionnaires.id,
  teamId: questionnaires.teamId,
  personId: questionnaires.personId,
  status: questionnaires.status,
  step: questionnaires.step,
  dueAt: questionnaires.dueAt,
  askedAt: questionnaires.askedAt,
  referralStatus: referrals.status,
  reachBy: people.reachBy,
  wellbeingStoppedAt: people.wellbeingStoppedAt,
  withdrawnAt: people.withdrawnAt,
  erasedAt: people.erasedAt,
}
const withStanding = (db: Db) =>
  db
    .select({ ...standing, isUnreached: isUnreached.mapWith(Boolean).as('is_unreached') })
    .from(questionnaires)
    .innerJoin(referrals, sql`${referrals.id} = ${questionnaires.referralId}`)
    .innerJoin(people, sql`${people.id} = ${questionnaires.personId}`)
    .$dynamic()
export type Standing = Awaited<ReturnType<typeof withStanding>>[number]

/** No email about it got through: it is for the link worker to fill in with the person. */
export const isUnreached = sql<boolean>`(${people.reachBy} = 'phone' OR EXISTS (
  SELECT 1 FROM messages AS m WHERE m.subject_id = ${questionnaires.id} AND m.recipient_id = ${questionnaires.personId}
    AND (m.status IN ('bounced', 'complained', 'failed') OR (m.status = 'suppressed' AND m.outcome IN ('no_address', 'address_suppressed')))))`

/** Two records that were merged may bring a series each: the one that was planned first goes on, and nothing of the other is asked. */
const isSecondSeries = sql`EXISTS (SELECT 1 FROM questionnaires AS o WHERE o.person_id = ${questionnaires.personId}
  AND o.status IN ('planned', 'asked') AND (o.created_at, o.referral_id) < (${questionnaires.createdAt}, ${questionnaires.referralId}))`

export const toAsk = (db: Db, now: number) =>
  withStanding(db)
    .where(sql`${questionnaires.status} = 'planned' AND ${questionnaires.dueAt} <= ${now} AND NOT ${isSecondSeries}`)
    .orderBy(questionnaires.dueAt)
    .limit(atOnce)

/** Asked three weeks ago, or of somebody who may not be asked any more. */
export const toGiveUp = (db: Db, now: number) =>
  withStanding(db)
    .where(
      sql`${questionnaires.status} = 'asked' AND ${questionnaires.askedAt} <= ${now} AND (${questionnaires.askedAt} <= ${now - lostAfter}
        OR ${people.withdrawnAt} IS NOT NULL OR ${people.erasedAt} IS NOT NULL OR ${people.wellbeingStoppedAt} IS NOT NULL
        OR ${referrals.status} IN ('withdrawn', 'unreachable', 'declined'))`,
    )
    .orderBy(questionnaires.askedAt)
    .limit(atOnce)

export type Move = Pick<Standing, 'id' | 'status' | 'step' | 'teamId' | 'personId'> & {
  to: QuestionnaireStatus
  lostReason: LostReason | null
}

/** Moves many on: the entry on the audit log is the lock, so of two runs at once one finds its step taken. */
export function moveMany(ctx: Ctx, actor: Actor, rows: readonly Move[]): Statement[] {
  const { db, now, requestId } = ctx
  const json = JSON.stringify(rows)
  return [
    db.run(sql`
      INSERT INTO audit_entries (at, actor_kind, actor_id, action, subject_kind, subject_id, step, from_state, to_state, person_id, org_id, why, request_id)
      SELECT CAST(${now} AS INTEGER), ${actor.kind}, ${actor.id}, 'questionnaire.' || (value->>'to'), 'questionnaire', value->>'id',
        (value->>'step') + 1, value->>'status', value->>'to', value->>'personId', value->>'teamId', value->>'lostReason', ${requestId}
      FROM json_each(${json})`),
    db.run(sql`
      UPDATE questionnaires SET status = t.value->>'to', lost_reason = t.value->>'lostReason', step = step + 1,
        asked_at = CASE WHEN t.value->>'to' = 'asked' THEN CAST(${now} AS INTEGER) ELSE asked_at END
      FROM json_each(${json}) AS t WHERE questionnaires.id = t.value->>'id'`),
  ]
}

type Ask = { id: string; personId: string }

/** Plans the email that asks, for each. */
export const askMany = (ctx: Ctx, rows: readonly Ask[]): Statement =>
  planMany(ctx, 'outcome.asked', sql`SELECT value->>'id' AS id, value->>'personId' AS person_id FROM json_each(${JSON.stringify(rows)})`)

/** Plans the one reminder, a week after the asking. A second run finds it planned. */
export const remindMany = (ctx: Ctx): Statement =>
  planMany(
    ctx,
    'outcome.reminder',
    sql`SELECT q.id AS id, q.person_id AS person_id FROM questionnaires AS q INNER JOIN people AS p ON p.id = q.person_id
      WHERE q.status = 'asked' AND q.asked_at > ${ctx.now - lostAfter} AND q.asked_at <= ${ctx.now - remindAfter}
        AND p.reach_by <> 'phone' AND p.wellbeing_stopped_at IS NULL AND p.withdrawn_at IS NULL AND p.erased_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM messages AS m WHERE m.dedupe_key = 'outcome.reminder:' || q.id || ':' || q.person_id || ':')
      LIMIT ${atOnce}`,
  )

function planMany(ctx: Ctx, kind: 'outcome.asked' | 'outcome.reminder', asked: ReturnType<typeof sql>): Statement {
  const { now, place } = ctx
  const dueAt = awakeAt(now, place.timeZone, { from: place.quietFrom, until: place.quietUntil })
  const usefulUntil = now + (kind === 'outcome.asked' ? lostAfter : lostAfter - remindAfter)
  return ctx.db.run(sql`
    INSERT INTO messages (kind, recipient_kind, recipient_id, subject_id, dedupe_key, due_at, useful_until, created_at)
    SELECT ${kind}, ${kinds[kind].to}, a.person_id, a.id, ${kind} || ':' || a.id || ':' || a.person_id || ':', CAST(${dueAt} AS INTEGER),
      CAST(${usefulUntil} AS INTEGER), CAST(${now} AS INTEGER)
    FROM (${asked}) AS a WHERE true ON CONFLICT DO NOTHING`)
}

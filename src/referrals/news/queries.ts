// What happened on a referral's way, found in the bookings themselves, so that a corrected register corrects the news too.

import { eq, type SQL, sql } from 'drizzle-orm'
import type { OrgId } from '../../access/actor.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db } from '../../db/connect.ts'
import { groups } from '../../db/schema/groups.ts'
import { messages } from '../../db/schema/messages.ts'
import { organisations } from '../../db/schema/organisations.ts'
import { people } from '../../db/schema/people.ts'
import { referralNews, referrals, type Stage } from '../../db/schema/referrals.ts'
import { continuesAfter, continuesFromTime, newsLasts } from './rules.ts'

type Alias = 'r' | 'referrals'

/** The sessions that the person of a referral came to since it was sent. */
const attendances = (r: SQL) =>
  sql`FROM bookings AS b CROSS JOIN sessions AS s ON s.id = b.session_id
    WHERE b.person_id = ${r}.person_id AND b.status = 'attended' AND s.starts_at >= ${r}.received_at`

/** When each stage was reached. */
function happened(alias: Alias): Record<Stage, SQL<number | null>> {
  const r = sql.raw(alias)
  const first = sql<number | null>`(SELECT min(s.starts_at) ${attendances(r)})`
  const third = sql`(SELECT s.starts_at ${attendances(r)} ORDER BY s.starts_at LIMIT 1 OFFSET ${sql.raw(String(continuesFromTime - 1))})`
  const later = sql`(SELECT min(s.starts_at) ${attendances(r)} AND s.starts_at >= ${sql.raw(String(continuesAfter))} + ${first})`
  return {
    contacted: sql`${r}.contacted_at`,
    booked: sql`(SELECT min(b.created_at) FROM bookings AS b WHERE b.person_id = ${r}.person_id AND b.created_at >= ${r}.received_at
      AND b.status IN ('booked', 'confirmed', 'attended', 'missed'))`,
    first_attended: first,
    continuing: sql`min(coalesce(${third}, ${later}), coalesce(${later}, ${third}))`,
    ended: sql`CASE WHEN ${r}.status IN ('completed', 'declined', 'unreachable', 'withdrawn') THEN ${r}.ended_at END`,
  }
}

/** What somebody may still hear about: all that is open and, for a while, what has ended. Walks no closed referral. */
const live = (now: number) =>
  sql`live AS (
    SELECT r.id AS id FROM organisations AS o CROSS JOIN referrals AS r ON r.team_id = o.id AND r.status IN ('contacted', 'supporting')
    WHERE o.kind = 'referral_team'
    UNION ALL SELECT r.id AS id FROM referrals AS r WHERE r.ended_at > ${now - newsLasts})`

/** Keeps the day of the first attendance beside the referral, also when a register is corrected. */
export const noteFirstAttendance = (ctx: Ctx, limit: number) =>
  ctx.db
    .update(referrals)
    .set({ firstAttendedAt: happened('referrals').first_attended })
    .where(
      sql`id IN (WITH ${live(ctx.now)} SELECT r.id FROM live CROSS JOIN referrals AS r ON r.id = live.id
        WHERE r.first_attended_at IS NOT ${happened('r').first_attended} LIMIT CAST(${limit} AS INTEGER))`,
    )
    .returning({ id: referrals.id })

/** Took back everything, or was erased. Whoever was entered as dead at that instant took nothing back: the referrer hears of the end. */
const isGone = (r: Alias, p: 'p' | 'people') =>
  sql.raw(`(${p}.erased_at IS NOT NULL
    OR (${p}.withdrawn_at IS NOT NULL AND NOT (${r}.end_reason IS 'died' AND ${r}.ended_at IS ${p}.withdrawn_at)))`)

/**
 * Marks what is to be told now: each stage that was reached, that the person agreed to, and of which no word was planned before.
 * A word that was never sent, because consent was missing then or because it was not true, does not count; one that a coordinator
 * took off the list does.
 */
export function markNews(ctx: Ctx, limit: number) {
  const { contacted, booked, first_attended, continuing, ended } = happened('r')
  return ctx.db
    .insert(referralNews)
    .select(
      // The columns of `referral_news` in their order.
      sql`WITH ${live(ctx.now)}
        SELECT r.id AS referral_id, t.value AS stage, CAST(${ctx.now} AS INTEGER) AS at
        FROM live CROSS JOIN referrals AS r ON r.id = live.id AND r.referrer IS NOT NULL AND r.tells <> '[]'
          CROSS JOIN people AS p ON p.id = r.person_id CROSS JOIN json_each(r.tells) AS t
        WHERE NOT ${isGone('r', 'p')} AND p.merged_into IS NULL
          AND NOT EXISTS (SELECT 1 FROM referral_news AS n WHERE n.referral_id = r.id AND n.stage = t.value AND NOT EXISTS (
            SELECT 1 FROM messages AS m WHERE m.dedupe_key = ${keyOf('n')} AND m.status = 'cancelled'
              AND m.outcome IN ('no_longer_true', 'consent_withdrawn')))
          AND CASE t.value WHEN 'contacted' THEN ${contacted} WHEN 'booked' THEN ${booked} WHEN 'first_attended' THEN ${first_attended}
            WHEN 'continuing' THEN ${continuing} WHEN 'ended' THEN ${ended} END IS NOT NULL
        LIMIT CAST(${limit} AS INTEGER)`,
    )
    .onConflictDoUpdate({ target: [referralNews.referralId, referralNews.stage], set: { at: sql`excluded.at` } })
    .returning({ id: referralNews.referralId })
}

/** As `plan()` writes it: one email for all that one run found out about one referral. */
const keyOf = (alias: string) => {
  const n = sql.raw(alias)
  return sql`'referral.news:' || ${n}.referral_id || ':' || ${n}.referral_id || ':' || ${n}.at`
}

/** Plans one email for each referral with something marked in this run. */
export const planNews = (ctx: Ctx, dueAt: number) =>
  ctx.db
    .insert(messages)
    .select(
      // The columns of `messages` in their order.
      sql`SELECT DISTINCT NULL AS id, 'referral.news' AS kind, 'referrer' AS recipient_kind, n.referral_id AS recipient_id,
          n.referral_id AS subject_id, ${keyOf('n')} AS dedupe_key, NULL AS secret, 'planned' AS status, CAST(${dueAt} AS INTEGER) AS due_at,
          CAST(${ctx.now + newsLasts} AS INTEGER) AS useful_until, 0 AS attempts, NULL AS batch_id, NULL AS provider_id, NULL AS outcome,
          NULL AS sent_at, n.at AS created_at
        FROM referral_news AS n WHERE n.at = CAST(${ctx.now} AS INTEGER)`,
    )
    .onConflictDoNothing()
    .returning({ id: messages.id })

const list = (ids: readonly string[]) => sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`
const stagesReached = () => {
  const { contacted, booked, first_attended, continuing, ended } = happened('referrals')
  return {
    contacted: sql<number | null>`${contacted}`.as('reached_contacted'),
    booked: sql<number | null>`${booked}`.as('reached_booked'),
    first_attended: sql<number | null>`${first_attended}`.as('reached_first'),
    continuing: sql<number | null>`${continuing}`.as('reached_continuing'),
    ended: sql<number | null>`${ended}`.as('reached_ended'),
  }
}

/** Referrals with how far each has come, who sent it and what they may be told. */
export const wayOf = (db: Db, where: SQL) =>
  db
    .select({
      ...stagesReached(),
      id: referrals.id,
      teamId: referrals.teamId,
      personId: referrals.personId,
      status: referrals.status,
      step: referrals.step,
      source: referrals.source,
      externalId: referrals.externalId,
      reasons: referrals.reasons,
      referrer: referrals.referrer,
      tells: referrals.tells,
      endReason: referrals.endReason,
      endWords: referrals.endWords,
      receivedAt: referrals.receivedAt,
      answerDueAt: referrals.answerDueAt,
      linkVersion: referrals.linkVersion,
      preferredName: people.preferredName,
      team: organisations.name,
      teamPhone: organisations.contactPhone,
      isGone: sql<number>`${isGone('referrals', 'people')}`.as('is_gone'),
    })
    .from(referrals)
    .innerJoin(people, eq(people.id, referrals.personId))
    .innerJoin(organisations, eq(organisations.id, referrals.teamId))
    .where(where)

export type Way = Awaited<ReturnType<typeof wayOf>>[number]

export const theseReferrals = (ids: readonly string[]): SQL => sql`${referrals.id} IN ${list(ids)}`
export const oneInTeams = (teams: readonly OrgId[], id: string): SQL =>
  sql`${referrals.id} = ${id} AND ${referrals.teamId} IN ${list(teams)}`

/** What was marked as told, and when. */
export const newsOf = (db: Db, ids: readonly string[]) =>
  db
    .select()
    .from(referralNews)
    .where(sql`${referralNews.referralId} IN ${list(ids)}`)

/** Groups and teams that a referrer was offered instead, as far as they are still there to be offered. */
export const offersOf = (db: Db, referralId: string) => {
  const offered = sql`(SELECT value FROM json_each((SELECT end_offers FROM referrals WHERE id = ${referralId})))`
  return [
    db
      .select({ id: groups.id, name: groups.name, summary: groups.summary })
      .from(groups)
      .where(sql`${groups.id} IN ${offered} AND ${groups.status} = 'verified'`)
      .orderBy(groups.name),
    db
      .select({ id: organisations.id, name: organisations.name, phone: organisations.contactPhone })
      .from(organisations)
      .where(sql`${organisations.id} IN ${offered} AND ${organisations.kind} = 'referral_team'`)
      .orderBy(organisations.name),
  ] as const
}

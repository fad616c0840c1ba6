import { and, count, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { OrgId } from '../../access/actor.ts'
import type { Db } from '../../db/connect.ts'
import { people } from '../../db/schema/people.ts'
import { referrals } from '../../db/schema/referrals.ts'
import type { Cutoffs } from './rules.ts'

/**
 * When something last happened with somebody: a session that they were booked into ended, somebody spoke with them. Whoever was never
 * referred also counts from being added, everybody else from the end of their referrals.
 */
const lastActive = sql<number>`max(
  CASE WHEN EXISTS (SELECT 1 FROM referrals AS sent WHERE sent.person_id = people.id) THEN 0 ELSE people.created_at END,
  coalesce((SELECT max(s.ends_at) FROM bookings AS b JOIN sessions AS s ON s.id = b.session_id WHERE b.person_id = people.id), 0),
  coalesce((SELECT max(c.happened_at) FROM conversations AS c WHERE c.person_id = people.id), 0))`

/** Somebody promised to do something next and has not. Of those who took their consent back nothing is done any more. */
const hasNextStep = sql`(people.withdrawn_at IS NULL AND EXISTS (SELECT 1 FROM conversations AS planned
  WHERE planned.person_id = people.id AND planned.next_step_on IS NOT NULL AND planned.next_step_done_at IS NULL))`

/**
 * People everything of whom ended before the cut-offs: no referral is open or was kept for less than its term, nothing happened
 * since, and no next step is open. A session that they are booked into lies ahead of any cut-off. The index holds only ended
 * referrals whose people are not erased yet, so that a night's work is never history's.
 */
const isOver = (cutoff: Cutoffs): SQL => {
  const term = (alias: string) => sql.raw(`CASE ${alias}.status WHEN 'declined' THEN `)
  const until = (alias: string) => sql`${term(alias)}${cutoff.declined} ELSE ${cutoff.people} END`
  return sql`referrals.ended_at IS NOT NULL AND referrals.erased_at IS NULL
    AND referrals.ended_at <= ${Math.max(cutoff.declined, cutoff.people)} AND referrals.ended_at <= ${until('referrals')}
    AND people.erased_at IS NULL AND people.merged_into IS NULL
    AND NOT EXISTS (SELECT 1 FROM referrals AS other WHERE other.person_id = referrals.person_id
      AND (other.ended_at IS NULL OR other.ended_at > ${until('other')}))
    AND ${lastActive} <= CASE WHEN EXISTS (SELECT 1 FROM referrals AS taken WHERE taken.person_id = referrals.person_id
      AND taken.status <> 'declined') THEN ${cutoff.people} ELSE ${cutoff.declined} END
    AND NOT ${hasNextStep}`
}

/** Whoever was never referred, and with whom nothing has happened for the whole term. */
const isForgotten = (
  cutoff: Cutoffs,
): SQL => sql`people.erased_at IS NULL AND people.merged_into IS NULL AND people.created_at <= ${cutoff.people}
  AND NOT EXISTS (SELECT 1 FROM referrals AS any_one WHERE any_one.person_id = people.id) AND ${lastActive} <= ${cutoff.people}
  AND NOT ${hasNextStep}`

const ofPerson = sql`people.id = referrals.person_id`

/** Who is to be erased, the longest kept first. */
export const toErase = (db: Db, cutoff: Cutoffs, limit: number) =>
  db
    .select({ id: people.id, teamId: people.teamId, step: people.step, endedAt: sql<number>`max(${referrals.endedAt})`.as('ended') })
    .from(referrals)
    .innerJoin(people, ofPerson)
    .where(isOver(cutoff))
    .groupBy(people.id)
    .orderBy(sql`ended`)
    .limit(limit)

export const forgotten = (db: Db, cutoff: Cutoffs, limit: number) =>
  db
    .select({ id: people.id, teamId: people.teamId, step: people.step, endedAt: lastActive.as('last_active') })
    .from(people)
    .where(isForgotten(cutoff))
    .orderBy(people.createdAt)
    .limit(limit)

export const forgottenIn = (db: Db, teams: readonly OrgId[], cutoff: Cutoffs, limit: number) =>
  db
    .select({
      id: people.id,
      name: people.name,
      preferredName: people.preferredName,
      declinedAt: sql<null>`NULL`.as('declined'),
      endedAt: sql<null>`NULL`.as('ended'),
      lastActiveAt: lastActive.as('last_active'),
    })
    .from(people)
    .where(and(isForgotten(cutoff), inArray(people.teamId, [...teams])))
    .orderBy(people.createdAt)
    .limit(limit)

export const countForgotten = (db: Db, cutoff: Cutoffs) =>
  db
    .select({ n: count().as('people_forgotten') })
    .from(people)
    .where(isForgotten(cutoff))

/** The same for some teams, with what their link workers see of them. */
export const toEraseIn = (db: Db, teams: readonly OrgId[], cutoff: Cutoffs, limit: number) =>
  db
    .select({
      id: people.id,
      name: people.name,
      preferredName: people.preferredName,
      declinedAt: sql<number | null>`max(CASE WHEN ${referrals.status} = 'declined' THEN ${referrals.endedAt} END)`.as('declined'),
      endedAt: sql<number | null>`max(CASE WHEN ${referrals.status} <> 'declined' THEN ${referrals.endedAt} END)`.as('ended'),
      lastActiveAt: lastActive.as('last_active'),
    })
    .from(referrals)
    .innerJoin(people, ofPerson)
    .where(and(isOver(cutoff), inArray(people.teamId, [...teams])))
    .groupBy(people.id)
    .orderBy(sql`max(${referrals.endedAt})`)
    .limit(limit)

export const countToErase = (db: Db, cutoff: Cutoffs) =>
  db
    .select({ n: count(sql`DISTINCT ${people.id}`).as('people_to_erase') })
    .from(referrals)
    .innerJoin(people, ofPerson)
    .where(isOver(cutoff))

/** What decides how long one person is kept; `isOpen` as long as somebody supports them or a next step waits. */
export const standingOf = (db: Db, personId: string) => {
  const last = (which: '=' | '<>') =>
    sql<number | null>`(SELECT max(r.ended_at) FROM referrals AS r WHERE r.person_id = people.id AND r.status ${sql.raw(which)} 'declined')`
  return db
    .select({
      declinedAt: last('=').as('declined'),
      endedAt: last('<>').as('ended'),
      lastActiveAt: lastActive.as('last_active'),
      isOpen: sql<number>`(${hasNextStep} OR EXISTS (
        SELECT 1 FROM referrals AS r WHERE r.person_id = people.id AND r.ended_at IS NULL))`.as('is_open'),
    })
    .from(people)
    .where(eq(people.id, personId))
}

import { and, count, inArray, type SQL, sql } from 'drizzle-orm'
import type { OrgId } from '../../access/actor.ts'
import type { Db } from '../../db/connect.ts'
import { people } from '../../db/schema/people.ts'
import { type ReferralStatus, referrals } from '../../db/schema/referrals.ts'
import type { Cutoffs } from './rules.ts'

/**
 * People everything of whom ended before the cut-offs: no referral is open or was kept for less than its term, and nothing is
 * booked. The index holds only ended referrals whose people are not erased yet, so that a night's work is never history's.
 */
const isOver = (cutoff: Cutoffs, now: number): SQL => {
  const term = (alias: string) => sql.raw(`CASE ${alias}.status WHEN 'declined' THEN `)
  const until = (alias: string) => sql`${term(alias)}${cutoff.declined} ELSE ${cutoff.people} END`
  return sql`referrals.ended_at IS NOT NULL AND referrals.erased_at IS NULL
    AND referrals.ended_at <= ${Math.max(cutoff.declined, cutoff.people)} AND referrals.ended_at <= ${until('referrals')}
    AND people.erased_at IS NULL AND people.merged_into IS NULL
    AND NOT EXISTS (SELECT 1 FROM referrals AS other WHERE other.person_id = referrals.person_id
      AND (other.ended_at IS NULL OR other.ended_at > ${until('other')}))
    AND NOT EXISTS (SELECT 1 FROM bookings AS held JOIN sessions AS ahead ON ahead.id = held.session_id
      WHERE held.person_id = referrals.person_id AND held.status IN ('waitlisted', 'offered', 'booked', 'confirmed') AND ahead.ends_at > ${now})`
}

/** When something last happened with somebody: they were added, a session that they were booked into ended, somebody spoke with them. */
const lastActive = sql<number>`max(people.created_at,
  coalesce((SELECT max(s.ends_at) FROM bookings AS b JOIN sessions AS s ON s.id = b.session_id WHERE b.person_id = people.id), 0),
  coalesce((SELECT max(c.happened_at) FROM conversations AS c WHERE c.person_id = people.id), 0))`

/** Whoever was never referred, and with whom nothing has happened for the whole term. */
const isForgotten = (
  cutoff: Cutoffs,
): SQL => sql`people.erased_at IS NULL AND people.merged_into IS NULL AND people.created_at <= ${cutoff.people}
  AND NOT EXISTS (SELECT 1 FROM referrals AS any_one WHERE any_one.person_id = people.id) AND ${lastActive} <= ${cutoff.people}`

const ofPerson = sql`people.id = referrals.person_id`

/** Who is to be erased, the longest kept first. */
export const toErase = (db: Db, cutoff: Cutoffs, now: number, limit: number) =>
  db
    .select({ id: people.id, teamId: people.teamId, step: people.step, endedAt: sql<number>`max(${referrals.endedAt})`.as('ended') })
    .from(referrals)
    .innerJoin(people, ofPerson)
    .where(isOver(cutoff, now))
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
      createdAt: people.createdAt,
      endedAt: lastActive.as('last_active'),
      status: sql<ReferralStatus>`'completed'`.as('kept_as'),
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
export const toEraseIn = (db: Db, teams: readonly OrgId[], cutoff: Cutoffs, now: number, limit: number) =>
  db
    .select({
      id: people.id,
      name: people.name,
      preferredName: people.preferredName,
      createdAt: people.createdAt,
      endedAt: sql<number>`max(${referrals.endedAt})`.as('ended'),
      // SQLite takes the other columns of the row that the maximum comes from.
      status: referrals.status,
    })
    .from(referrals)
    .innerJoin(people, ofPerson)
    .where(and(isOver(cutoff, now), inArray(people.teamId, [...teams])))
    .groupBy(people.id)
    .orderBy(sql`ended`)
    .limit(limit)

export const countToErase = (db: Db, cutoff: Cutoffs, now: number) =>
  db
    .select({ n: count(sql`DISTINCT ${people.id}`).as('people_to_erase') })
    .from(referrals)
    .innerJoin(people, ofPerson)
    .where(isOver(cutoff, now))

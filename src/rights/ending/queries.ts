import { and, asc, eq, inArray, ne, type SQL, sql } from 'drizzle-orm'
import type { OrgId } from '../../access/actor.ts'
import type { Db } from '../../db/connect.ts'
import { groups, venues } from '../../db/schema/groups.ts'
import { organisations } from '../../db/schema/organisations.ts'
import { people } from '../../db/schema/people.ts'
import { referrals } from '../../db/schema/referrals.ts'
import { isSomebody } from '../../people/queries.ts'
import { triesOf } from '../../referrals/queries.ts'

/** The person of a referral of these teams; it also serves as the condition of `recordReads`. */
export const personToEnd = (teams: readonly OrgId[], referralId: string): SQL | undefined =>
  and(inArray(people.teamId, [...teams]), isSomebody, sql`${people.id} = (SELECT person_id FROM referrals WHERE id = ${referralId})`)

/** One referral of these teams with what its ending depends on. */
export const closing = (db: Db, teams: readonly OrgId[], referralId: string, now: number) =>
  db
    .select({
      id: referrals.id,
      teamId: referrals.teamId,
      personId: referrals.personId,
      status: referrals.status,
      step: referrals.step,
      assignedTo: referrals.assignedTo,
      tells: referrals.tells,
      hasReferrer: sql<number>`${referrals.referrer} IS NOT NULL`.as('has_referrer'),
      receivedAt: referrals.receivedAt,
      preferredName: people.preferredName,
      area: people.area,
      personStep: people.step,
      withdrawnAt: people.withdrawnAt,
      tries: sql<number>`${triesOf('referrals')}`.as('tries'),
      bookings: sql<number>`(
        SELECT count(*) FROM bookings AS b CROSS JOIN sessions AS s ON s.id = b.session_id
        WHERE b.person_id = ${referrals.personId} AND b.status IN ('waitlisted', 'offered', 'booked', 'confirmed')
          AND s.starts_at > ${now})`.as('bookings_ahead'),
    })
    .from(referrals)
    .innerJoin(people, eq(people.id, referrals.personId))
    .where(and(eq(referrals.id, referralId), inArray(referrals.teamId, [...teams]), isSomebody))

/** Which of these can be offered: verified groups, and other teams than the referral's own. */
export const offerable = (db: Db, referralId: string, ids: readonly string[]) => {
  const asked = sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`
  return [
    db
      .select({ id: groups.id })
      .from(groups)
      .where(and(sql`${groups.id} IN ${asked}`, eq(groups.status, 'verified'))),
    db
      .select({ id: organisations.id })
      .from(organisations)
      .where(and(sql`${organisations.id} IN ${asked}`, isOtherTeam(referralId))),
  ] as const
}

const isOtherTeam = (referralId: string) =>
  and(
    eq(organisations.kind, 'referral_team'),
    ne(organisations.id, sql`(SELECT coalesce(max(team_id), '') FROM referrals WHERE id = ${referralId})`),
  )

/** Groups that anybody can be shown, those of the person's own area first. */
export const groupsToOffer = (db: Db, referralId: string) =>
  db
    .select({ id: groups.id, name: groups.name, area: venues.area, summary: groups.summary })
    .from(groups)
    .innerJoin(venues, eq(venues.id, groups.venueId))
    .where(eq(groups.status, 'verified'))
    .orderBy(
      sql`${venues.area} <> (SELECT area FROM people WHERE id = (SELECT person_id FROM referrals WHERE id = ${referralId}))`,
      asc(groups.name),
    )
    .limit(30)

export const teamsToOffer = (db: Db, referralId: string) =>
  db
    .select({ id: organisations.id, name: organisations.name })
    .from(organisations)
    .where(isOtherTeam(referralId))
    .orderBy(asc(organisations.name))
    .limit(20)

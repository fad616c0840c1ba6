import { and, asc, eq, gt, inArray, isNotNull, isNull, lte, ne, or, sql } from 'drizzle-orm'
import type { OrgId } from '../../access/actor.ts'
import type { Db } from '../../db/connect.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { buddies, visits } from '../../db/schema/buddies.ts'
import { groups } from '../../db/schema/groups.ts'
import { people } from '../../db/schema/people.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { days } from '../../lib/time.ts'
import { isMember, visitFacts, whoGoes } from '../queries.ts'
import { alarmBefore, asksForACall } from '../rules.ts'

/** A few at a time: each is an update, an entry and a message, and they are committed together. */
export const alarmsAtOnce = 20

const inHubs = sql`${buddies.hubId} IN (SELECT id FROM organisations WHERE kind = 'volunteer_hub')`

const isLive = sql`${bookings.status} IN ('offered', 'booked', 'confirmed')
  AND (SELECT status FROM sessions WHERE sessions.id = ${visits.sessionId}) = 'scheduled'`

/** Visits that start within two days, want a buddy, and have not been put before anybody since those two days began. */
export const alarmsDue = (db: Db, now: number) =>
  visitFacts(db)
    .where(
      and(
        sql`${visits.status} = 'wanted'`,
        // Words that nobody sent leave nobody alone at a door.
        ne(visits.kind, 'message'),
        gt(visits.startsAt, now),
        lte(visits.startsAt, now + alarmBefore),
        // One that was raised early, because no buddy fitted, is raised once more when time runs short.
        or(isNull(visits.alarmedAt), sql`${visits.alarmedAt} < ${visits.startsAt} - ${alarmBefore}`),
        isLive,
      ),
    )
    .orderBy(asc(visits.startsAt))
    .limit(alarmsAtOnce)

/** Visits whose session is over a day ago and that nobody went to. */
export const neverFilled = (db: Db, endedBefore: number) =>
  visitFacts(db)
    .where(and(sql`${visits.status} = 'wanted'`, lte(visits.startsAt, endedBefore)))
    .orderBy(asc(visits.startsAt))
    .limit(alarmsAtOnce)

/** Visits still promised by somebody who may not go any more. */
export const promisedByUnchecked = (db: Db, now: number) =>
  visitFacts(db)
    .where(
      and(
        eq(visits.status, 'claimed'),
        gt(visits.startsAt, now),
        sql`${visits.buddyId} IN (SELECT ${buddies.id} FROM ${buddies} WHERE (${buddies.status} IN ('expired', 'declined') OR NOT ${isMember})
          AND ${inHubs})`,
      ),
    )
    .limit(alarmsAtOnce)

/** Visits promised for after the promiser's check: from the first of these days, with their starts, that it does not reach. */
export const promisedPastCheck = (db: Db, now: number, days: readonly { day: string; at: number }[]) =>
  visitFacts(db)
    .innerJoin(
      sql`(SELECT ${buddies.id} AS buddy_id, min(d.value->>'at') AS since FROM json_each(${JSON.stringify(days)}) AS d
        JOIN ${buddies} ON ${buddies.checkedUntilOn} < d.value->>'day' AND ${buddies.status} IN ('approved', 'paused') AND ${inHubs}
        GROUP BY 1) AS late`,
      sql`late.buddy_id = ${visits.buddyId} AND ${visits.startsAt} >= late.since`,
    )
    .where(and(eq(visits.status, 'claimed'), gt(visits.startsAt, now)))
    .limit(alarmsAtOnce)

/** Teams of the visits in a list, for finding who answers for them. */
export const teamsIn = (teamIds: readonly OrgId[]) => sql`(SELECT value FROM json_each(${JSON.stringify(teamIds)}))`

/** One visit of an own team, for the link worker who answers an alarm or a report. */
export const visitOfTeam = (db: Db, teams: readonly OrgId[], visitId: string) =>
  visitFacts(db).where(and(eq(visits.id, visitId), inArray(visits.teamId, [...teams])))

const forLinkWorker = (db: Db) =>
  db
    .select({
      id: visits.id,
      bookingId: visits.bookingId,
      personId: people.id,
      teamId: visits.teamId,
      preferredName: people.preferredName,
      groupName: groups.name,
      area: visits.area,
      startsAt: visits.startsAt,
      endsAt: visits.endsAt,
      status: visits.status,
      alarmedAt: visits.alarmedAt,
      arrangement: visits.arrangement,
      report: visits.report,
      reportNote: visits.reportNote,
      reportedAt: visits.reportedAt,
      reportAnsweredAt: visits.reportAnsweredAt,
      meetingPoint: sessions.meetingPoint,
      buddyName: buddies.name,
    })
    .from(visits)
    .innerJoin(bookings, eq(bookings.id, visits.bookingId))
    .innerJoin(people, eq(people.id, bookings.personId))
    .innerJoin(sessions, eq(sessions.id, visits.sessionId))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .leftJoin(buddies, eq(buddies.id, visits.buddyId))
    .$dynamic()

/** A visit with its person, for the link workers of its team. */
export const visitForTeam = (db: Db, teams: readonly OrgId[], visitId: string) =>
  forLinkWorker(db).where(and(eq(visits.id, visitId), inArray(visits.teamId, [...teams])))

/** First visits of the teams that were put before their link workers and are still without anybody, soonest first. */
export const unfilledVisits = (db: Db, teams: readonly OrgId[], now: number) =>
  forLinkWorker(db)
    .where(
      and(inArray(visits.teamId, [...teams]), eq(visits.status, 'wanted'), gt(visits.startsAt, now), isNotNull(visits.alarmedAt), isLive),
    )
    .orderBy(asc(visits.startsAt))
    .limit(50)

/** Who said that they go along themselves; where they have left the team, it is for whoever looks after the person. */
const goesAlong = sql`coalesce((
  SELECT m.user_id FROM memberships AS m JOIN users AS u ON u.id = m.user_id AND u.disabled_at IS NULL
  WHERE m.user_id = ${whoGoes('visits')} AND m.org_id = ${visits.teamId} AND m.role = 'link_worker'), ${people.linkWorkerId})`

/** Visits to come, or under way, to which this link worker goes along instead of a buddy. */
export const visitsOfLinkWorker = (db: Db, teams: readonly OrgId[], userId: string, now: number) =>
  forLinkWorker(db)
    .where(
      and(
        inArray(visits.teamId, [...teams]),
        gt(visits.startsAt, now - days(1)),
        gt(visits.endsAt, now),
        eq(visits.status, 'not_needed'),
        eq(visits.arrangement, 'link_worker_goes'),
        sql`${goesAlong} = ${userId}`,
        isLive,
        sql`NOT EXISTS (SELECT 1 FROM visits AS o WHERE o.session_id = ${visits.sessionId} AND o.booking_id = ${visits.bookingId}
          AND o.status IN ('wanted', 'claimed'))`,
      ),
    )
    .orderBy(asc(visits.startsAt))
    .limit(50)

/** Buddies' reports of the last four weeks that ask for a call which nobody has marked as made, oldest first. */
export const reportsToAnswer = (db: Db, teams: readonly OrgId[], now: number) =>
  forLinkWorker(db)
    .where(
      and(
        inArray(visits.teamId, [...teams]),
        gt(visits.startsAt, now - 28 * 86_400_000),
        lte(visits.startsAt, now),
        inArray(visits.report, [...asksForACall]),
        isNull(visits.reportAnsweredAt),
      ),
    )
    .orderBy(asc(visits.startsAt))
    .limit(50)

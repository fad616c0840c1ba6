// What an organiser sees of their own sessions. The people booked are read by bookings/reading.

import { and, asc, desc, eq, gte, inArray, lt, sql } from 'drizzle-orm'
import type { OrgId } from '../../access/actor.ts'
import type { Db } from '../../db/connect.ts'
import { groups, venues } from '../../db/schema/groups.ts'
import { series, sessions } from '../../db/schema/sessions.ts'

/** Its register says that the session did not run. */
const didNotRun = sql<0 | 1>`(sessions.status = 'held' AND sessions.walk_ins = 0 AND EXISTS (
    SELECT 1 FROM bookings WHERE session_id = sessions.id AND status = 'missed' AND missed_cause = 'session_did_not_run')
  AND NOT EXISTS (SELECT 1 FROM bookings WHERE session_id = sessions.id AND status = 'attended'))`.as('did_not_run')

const row = {
  session: sessions,
  didNotRun,
  groupName: groups.name,
  activities: groups.activities,
  venueName: venues.name,
}
export type OwnSession = Awaited<ReturnType<typeof ownSessions>>[number]

/** Own sessions between two instants, cancelled ones included, in order. */
export const ownSessions = (db: Db, orgs: readonly OrgId[], from: number, to: number, limit = 300) =>
  db
    .select(row)
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(and(inArray(sessions.orgId, [...orgs]), gte(sessions.startsAt, from), lt(sessions.startsAt, to)))
    .orderBy(asc(sessions.startsAt), asc(sessions.id))
    .limit(limit)

export const sessionsOfGroup = (db: Db, orgs: readonly OrgId[], groupId: string, now: number, limit: number) =>
  db
    .select(row)
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(
      and(
        inArray(sessions.orgId, [...orgs]),
        eq(sessions.groupId, groupId),
        gte(sessions.endsAt, now),
        gte(sessions.startsAt, now - 86_400_000),
      ),
    )
    .orderBy(asc(sessions.startsAt))
    .limit(limit)

/** The people on a register whom nobody has marked. */
const unmarked = sql<number>`(SELECT count(*) FROM bookings WHERE session_id = sessions.id AND status IN ('booked', 'confirmed'))`
export type RegisterDue = Awaited<ReturnType<typeof registersDue>>[number]

/** Sessions of the last two weeks that took place, with people on their register whom nobody has marked yet. */
export const registersDue = (db: Db, orgs: readonly OrgId[], now: number) =>
  db
    .select({ ...row, unmarked: unmarked.as('unmarked') })
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(
      and(
        inArray(sessions.orgId, [...orgs]),
        gte(sessions.startsAt, now - 14 * 86_400_000),
        lt(sessions.startsAt, now),
        sql`${sessions.status} <> 'cancelled' AND ${sessions.placesTaken} > 0 AND ${unmarked} > 0`,
      ),
    )
    .orderBy(desc(sessions.startsAt))
    .limit(20)

export const ownSession = (db: Db, orgs: readonly OrgId[], sessionId: string) =>
  db
    .select({ session: sessions, didNotRun, group: groups, venue: venues, series: series })
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .leftJoin(series, eq(series.id, sessions.seriesId))
    .where(and(inArray(sessions.orgId, [...orgs]), eq(sessions.id, sessionId)))

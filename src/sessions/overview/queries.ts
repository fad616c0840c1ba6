// What an organiser sees of their own sessions, and of the people booked: what DESIGN.md, section 1, allows and nothing else.

import { and, asc, desc, eq, gte, inArray, lt, sql } from 'drizzle-orm'
import type { Actor, OrgId } from '../../access/actor.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { buddies, visits } from '../../db/schema/buddies.ts'
import { groups, venues } from '../../db/schema/groups.ts'
import { people } from '../../db/schema/people.ts'
import { series, sessions } from '../../db/schema/sessions.ts'

const row = {
  session: sessions,
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

/** Sessions of the last two weeks that took place and whose register nobody has taken. */
export const registersDue = (db: Db, orgs: readonly OrgId[], now: number) =>
  db
    .select(row)
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(
      and(
        inArray(sessions.orgId, [...orgs]),
        gte(sessions.startsAt, now - 14 * 86_400_000),
        lt(sessions.startsAt, now),
        sql`${sessions.status} <> 'cancelled' AND ${sessions.registerTakenAt} IS NULL AND ${sessions.placesTaken} > 0`,
      ),
    )
    .orderBy(desc(sessions.startsAt))
    .limit(20)

export const ownSession = (db: Db, orgs: readonly OrgId[], sessionId: string) =>
  db
    .select({ session: sessions, group: groups, venue: venues, series: series })
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .leftJoin(series, eq(series.id, sessions.seriesId))
    .where(and(inArray(sessions.orgId, [...orgs]), eq(sessions.id, sessionId)))

export type Attendee = Awaited<ReturnType<typeof attendeesOf>>[number]

/** The people of a session as its organiser may know them. Access needs only of those who agreed to share them. */
export const attendeesOf = (db: Db, orgs: readonly OrgId[], sessionId: string) =>
  db
    .select({
      bookingId: bookings.id,
      personId: bookings.personId,
      preferredName: people.preferredName,
      accessNeeds: sql<string>`CASE WHEN ${people.sharesAccessNeeds} = 1 THEN ${people.accessNeeds} ELSE '[]' END`.as('shared_needs'),
      places: bookings.places,
      isFirstVisit: bookings.isFirstVisit,
      status: bookings.status,
      ticket: bookings.ticket,
      confirmedHow: bookings.confirmedHow,
      missedCause: bookings.missedCause,
      visitStatus: visits.status,
      buddyName: buddies.name,
    })
    .from(bookings)
    .innerJoin(people, eq(people.id, bookings.personId))
    .leftJoin(visits, and(eq(visits.bookingId, bookings.id), sql`${visits.status} <> 'not_needed'`))
    .leftJoin(buddies, eq(buddies.id, visits.buddyId))
    .where(and(inArray(bookings.providerId, [...orgs]), eq(bookings.sessionId, sessionId), sql`${bookings.status} <> 'expired'`))
    .orderBy(asc(bookings.createdAt), asc(bookings.id))
    .limit(1000)

/** That staff have read who comes: one entry a person, in the same batch as the read. */
export const recordReading = (ctx: Ctx, actor: Actor, orgs: readonly OrgId[], sessionId: string): Statement =>
  ctx.db.run(sql`
    INSERT INTO audit_entries (at, actor_kind, actor_id, action, subject_kind, subject_id, person_id, org_id, why, request_id)
    SELECT CAST(${ctx.now} AS INTEGER), ${actor.kind}, ${actor.id}, 'person.read', 'booking', id, person_id, provider_id, 'session_list',
      ${ctx.requestId}
    FROM bookings WHERE session_id = ${sessionId} AND status <> 'expired'
      AND provider_id IN (SELECT value FROM json_each(${JSON.stringify(orgs)}))`)

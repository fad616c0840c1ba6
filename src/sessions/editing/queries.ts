import { and, asc, eq, gt, inArray, type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../../access/actor.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { groups, venues } from '../../db/schema/groups.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { room, weekOfSession } from '../../groups/weeks/queries.ts'

/** The sessions that an edit is about: one, or those of a series that are still to come. */
export type Scope = { sessionId: string } | { seriesId: string }
const within = (scope: Scope): SQL => ('sessionId' in scope ? eq(sessions.id, scope.sessionId) : eq(sessions.seriesId, scope.seriesId))

/** Their group, inside another query. */
export const groupOf = (scope: Scope): SQL =>
  'sessionId' in scope
    ? sql`(SELECT group_id FROM sessions WHERE id = ${scope.sessionId})`
    : sql`(SELECT group_id FROM series WHERE id = ${scope.seriesId})`

/** With all that a booking needs to know about its session, so that freed places can be offered at once. */
export const sessionsAhead = (db: Db, scope: Scope, now: number) =>
  db
    .select({
      id: sessions.id,
      step: sessions.step,
      orgId: sessions.orgId,
      groupId: sessions.groupId,
      seriesId: sessions.seriesId,
      venueId: sessions.venueId,
      occursOn: sessions.occursOn,
      movedToWeek: sessions.movedToWeek,
      ...room,
      calendarSequence: sessions.calendarSequence,
      weekOn: weekOfSession,
      buddyForFirstVisit: sessions.buddyForFirstVisit,
      meetingPoint: sessions.meetingPoint,
      groupStatus: groups.status,
      groupName: groups.name,
      activities: groups.activities,
      area: venues.area,
      venueName: venues.name,
      /** Somebody is booked, or once was. */
      hasBookings: sql<number>`EXISTS (SELECT 1 FROM bookings WHERE session_id = ${sessions.id})`.as('has_bookings'),
    })
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(and(within(scope), gt(sessions.startsAt, now), eq(sessions.status, 'scheduled')))
    .orderBy(asc(sessions.startsAt))

/** Days of a series that are past, held or cancelled: they stay what they are, and nothing new is put on them. */
export const settledDays = (db: Db, seriesId: string, now: number) =>
  db
    .select({ occursOn: sessions.occursOn })
    .from(sessions)
    .where(and(eq(sessions.seriesId, seriesId), sql`NOT (${sessions.startsAt} > ${now} AND ${sessions.status} = 'scheduled')`))

/** The same sessions, inside another query. */
export const idsOf = (scope: Scope, now: number) =>
  sql`(SELECT id FROM sessions WHERE ${within(scope)} AND starts_at > ${now} AND status = 'scheduled')`

/** How many people and buddies would be told if these sessions moved. */
export const concerned = (db: Db, scope: Scope, now: number) =>
  db
    .select({
      people: sql<number>`count(DISTINCT ${bookings.personId})`.as('people_told'),
      sessions: sql<number>`count(DISTINCT ${bookings.sessionId})`.as('sessions_with_people'),
    })
    .from(bookings)
    .where(
      and(sql`${bookings.sessionId} IN ${idsOf(scope, now)}`, inArray(bookings.status, ['waitlisted', 'offered', 'booked', 'confirmed'])),
    )

const liveOn = (sessionIds: readonly string[]) =>
  and(
    sql`${bookings.sessionId} IN (SELECT value FROM json_each(${JSON.stringify(sessionIds)}))`,
    inArray(bookings.status, ['waitlisted', 'offered', 'booked', 'confirmed']),
  )

/** How many people are booked or waiting on each of these sessions; one with nobody is left out. */
export const bookedOn = (db: Db, sessionIds: readonly string[]) =>
  db
    .select({ sessionId: bookings.sessionId, people: sql<number>`count(*)`.as('people_on') })
    .from(bookings)
    .where(liveOn(sessionIds))
    .groupBy(bookings.sessionId)

/** How many people that is in all: somebody with three dates is one. */
export const peopleOnAny = (db: Db, sessionIds: readonly string[]) =>
  db
    .select({ people: sql<number>`count(DISTINCT ${bookings.personId})`.as('people_on_any') })
    .from(bookings)
    .where(liveOn(sessionIds))

/** Takes back dates that nobody was ever booked on, as if they had not been published: so they can come back later. */
export const withdraw = (ctx: Ctx, actor: Actor, ids: readonly string[]): Statement[] => {
  if (ids.length === 0) return []
  const unused = sql`FROM sessions WHERE id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))
    AND NOT EXISTS (SELECT 1 FROM bookings WHERE session_id = sessions.id)`
  return [
    ctx.db.run(sql`
      INSERT INTO audit_entries (at, actor_kind, actor_id, action, subject_kind, subject_id, step, from_state, to_state, org_id, request_id)
      SELECT CAST(${ctx.now} AS INTEGER), ${actor.kind}, ${actor.id}, 'session.withdraw', 'session', id, step + 1, status, 'withdrawn', org_id,
        ${ctx.requestId} ${unused}`),
    ctx.db.run(sql`DELETE ${unused}`),
  ]
}

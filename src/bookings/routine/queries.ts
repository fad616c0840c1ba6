// The dates of a routine, and its bookings written as one: as many statements for twelve dates as for two.

import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Actor, OrgId } from '../../access/actor.ts'
import { orgsAs, type Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { auditEntries } from '../../db/schema/audit.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { groups, venues } from '../../db/schema/groups.ts'
import { people } from '../../db/schema/people.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { room, welcome } from '../../groups/weeks/queries.ts'
import { canBeBooked, type NewBooking, stillBookable } from '../queries.ts'

/**
 * A session and those that follow it: of the same series, or for one of its own, of the group on the same day of the week.
 * Cancelled ones are not dates; the one that was chosen always is.
 */
export const routineDates = (db: Db, sessionId: string, limit: number) =>
  db
    .select({
      id: sessions.id,
      orgId: sessions.orgId,
      groupId: sessions.groupId,
      ...room,
      buddyForFirstVisit: sessions.buddyForFirstVisit,
      groupStatus: groups.status,
      groupName: groups.name,
      activities: groups.activities,
      area: venues.area,
      venueName: venues.name,
    })
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(
      and(
        eq(sessions.groupId, sql`(SELECT group_id FROM sessions WHERE id = ${sessionId})`),
        sql`${sessions.startsAt} >= (SELECT starts_at FROM sessions WHERE id = ${sessionId})`,
        sql`(${sessions.id} = ${sessionId} OR (${sessions.status} = 'scheduled' AND EXISTS (
          SELECT 1 FROM sessions AS chosen WHERE chosen.id = ${sessionId} AND (
            chosen.series_id = ${sessions.seriesId}
            OR (chosen.series_id IS NULL AND strftime('%w', chosen.occurs_on) = strftime('%w', ${sessions.occursOn}))))))`,
      ),
    )
    .orderBy(asc(sessions.startsAt), asc(sessions.id))
    .limit(limit)
export type RoutineDate = Awaited<ReturnType<typeof routineDates>>[number]

/** Somebody of these teams for whom something can be booked: not erased, not merged, and with their consent. */
export const bookable = (teams: readonly OrgId[], personId: string) =>
  and(eq(people.id, personId), inArray(people.teamId, [...teams]), canBeBooked)

export const personForRoutine = (db: Db, teams: readonly OrgId[], personId: string) =>
  db
    .select({ id: people.id, teamId: people.teamId, language: people.language, preferredName: people.preferredName })
    .from(people)
    .where(bookable(teams, personId))

/** What the person has in the chosen session's group: where they are booked, and whether they are new. */
export const bookedInGroup = (db: Db, personId: string, sessionId: string) =>
  db
    .select({ sessionId: bookings.sessionId, status: bookings.status })
    .from(bookings)
    .where(
      and(
        eq(bookings.personId, personId),
        eq(bookings.groupId, sql`(SELECT group_id FROM sessions WHERE id = ${sessionId})`),
        sql`${bookings.status} NOT IN ('cancelled', 'expired')`,
      ),
    )
    .limit(500)

/** The bookings of a routine of an own team, found by their person. */
export const routineBookings = (db: Db, held: Permit, personId: string, routineId: string) =>
  db
    .select()
    .from(bookings)
    .where(
      and(eq(bookings.personId, personId), eq(bookings.routineId, routineId), inArray(bookings.teamId, [...orgsAs(held, 'link_worker')])),
    )
    .orderBy(asc(bookings.id))
    .limit(100)

/** Takes the places of new bookings, puts the others on their waiting lists, and records each, in as few statements as for one. */
export function insertTogether(ctx: Ctx, actor: Actor, made: readonly (NewBooking & { answeredWhy: string | null })[]): Statement[] {
  const rows = JSON.stringify(made.map(asJson))
  const m = (field: string) => sql.raw(`m.value ->> '${field}'`)
  const ifWaiting = (column: string) =>
    sql`CASE ${m('status')} WHEN 'waitlisted' THEN (SELECT ${sql.raw(column)} FROM sessions WHERE id = ${m('sessionId')}) END`
  return [
    ctx.db
      .update(sessions)
      .set({
        placesTaken: sql`${sessions.placesTaken} + (${m('taken')})`,
        newcomersTaken: sql`${sessions.newcomersTaken} + (${m('newcomers')})`,
        waiting: sql`${sessions.waiting} + (${m('waits')})`,
        tickets: sql`${sessions.tickets} + (${m('waits')})`,
      })
      .from(sql`json_each(${rows}) AS m`)
      .where(sql`${sessions.id} = ${m('sessionId')}`),
    ...made.map(asJson).flatMap(({ sessionId, newcomers }) => welcome(ctx.db, sessionId, newcomers, false)),
    ctx.db.insert(bookings).select(sql`
      SELECT ${m('id')} AS id, ${m('providerId')} AS provider_id, ${m('teamId')} AS team_id, ${m('sessionId')} AS session_id,
        ${m('groupId')} AS group_id, ${stillBookable(m('personId'))} AS person_id, ${m('bookedBy')} AS booked_by, ${m('places')} AS places,
        ${m('isFirstVisit')} AS is_first_visit, ${m('buddyWish')} AS buddy_wish, ${m('status')} AS status,
        ${m('status')} AS answered_status, ${ifWaiting('waiting')} AS answered_position, ${m('why')} AS answered_why,
        ${ifWaiting('tickets')} AS ticket, NULL AS offer_expires_at, NULL AS confirmed_at, NULL AS confirmed_how, NULL AS cancelled_by,
        NULL AS reason, NULL AS missed_cause, ${m('routineId')} AS routine_id, 0 AS link_version, 1 AS step,
        CAST(${ctx.now} AS INTEGER) AS created_at
      FROM json_each(${rows}) AS m`),
    ctx.db.insert(auditEntries).select(sql`
      SELECT NULL AS id, CAST(${ctx.now} AS INTEGER) AS at, ${actor.kind} AS actor_kind, ${actor.id} AS actor_id,
        'booking.create' AS action, 'booking' AS subject_kind, ${m('id')} AS subject_id, 1 AS step, NULL AS from_state,
        ${m('status')} AS to_state, ${m('personId')} AS person_id, ${m('teamId')} AS org_id, ${m('why')} AS why,
        ${ctx.requestId} AS request_id
      FROM json_each(${rows}) AS m`),
  ]
}

const asJson = (booking: NewBooking & { answeredWhy: string | null }) => {
  const waits = booking.status === 'waitlisted'
  return {
    id: booking.id,
    providerId: booking.providerId,
    teamId: booking.teamId,
    sessionId: booking.sessionId,
    groupId: booking.groupId,
    personId: booking.personId,
    bookedBy: booking.bookedBy,
    places: booking.places,
    isFirstVisit: Number(booking.isFirstVisit),
    buddyWish: booking.buddyWish,
    status: booking.status,
    routineId: booking.routineId,
    why: booking.answeredWhy,
    taken: waits ? 0 : booking.places,
    newcomers: !waits && booking.isFirstVisit ? booking.places : 0,
    waits: Number(waits),
  }
}

/** Selects some ids, for reads that take a selection. */
export const among = (ids: readonly string[]): SQL => sql`SELECT value FROM json_each(${JSON.stringify(ids)})`

/** A routine as its page shows it: each date with what it is now, soonest first. */
export const routineRows = (db: Db, teams: readonly OrgId[], personId: string, routineId: string) =>
  db
    .select({
      id: bookings.id,
      status: bookings.status,
      startsAt: sessions.startsAt,
      endsAt: sessions.endsAt,
      groupName: groups.name,
      venueName: venues.name,
    })
    .from(bookings)
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(and(eq(bookings.personId, personId), eq(bookings.routineId, routineId), inArray(bookings.teamId, [...teams])))
    .orderBy(asc(sessions.startsAt), asc(bookings.id))
    .limit(100)

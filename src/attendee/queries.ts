import { and, asc, desc, eq, gt, ne, type SQL, sql } from 'drizzle-orm'
import { personIdOf, sessionOf } from '../bookings/queries.ts'
import type { Db } from '../db/connect.ts'
import { bookings } from '../db/schema/bookings.ts'
import { buddies, visits } from '../db/schema/buddies.ts'
import { groups, venues } from '../db/schema/groups.ts'
import { people } from '../db/schema/people.ts'
import { sessions } from '../db/schema/sessions.ts'
import { room, weekOfSession } from '../groups/weeks/queries.ts'
import { alternativesTo } from '../sessions/whats-on/queries.ts'

export type Occasion = Awaited<ReturnType<typeof occasionOf>>[number]

/** Everything that the page of one booking says, in one row. */
export const occasionOf = (db: Db, bookingId: string) =>
  db
    .select({
      booking: bookings,
      session: sessions,
      weekOn: weekOfSession,
      group: groups,
      venue: venues,
      preferredName: people.preferredName,
      language: people.language,
      remindersStoppedAt: people.remindersStoppedAt,
      surveysStoppedAt: people.surveysStoppedAt,
      wellbeingStoppedAt: people.wellbeingStoppedAt,
      visitsStoppedAt: people.visitsStoppedAt,
      withdrawnAt: people.withdrawnAt,
    })
    .from(bookings)
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .innerJoin(people, eq(people.id, bookings.personId))
    .where(eq(bookings.id, bookingId))

/** The latest visit of a booking, with the name of its buddy. */
export const latestVisit = (db: Db, bookingId: string) =>
  db
    .select({ status: visits.status, kind: visits.kind, arrangement: visits.arrangement, buddyName: buddies.name })
    .from(visits)
    .leftJoin(buddies, eq(buddies.id, visits.buddyId))
    // By the session too, which has an index; a booking has one visit, seldom two.
    .where(
      and(
        eq(visits.sessionId, sql`(SELECT session_id FROM bookings WHERE id = ${bookingId})`),
        eq(visits.bookingId, bookingId),
        ne(visits.kind, 'message'),
      ),
    )
    .orderBy(desc(visits.createdAt), desc(visits.id))
    .limit(1)

/** How many on the same waiting list stand at or before this booking; 0 when it does not wait. */
export const positionOf = (db: Db, bookingId: string) =>
  db
    .select({ position: sql<number>`count(*)`.as('position') })
    .from(bookings)
    .where(
      sql`session_id = (SELECT session_id FROM bookings WHERE id = ${bookingId}) AND status = 'waitlisted'
        AND ticket <= (SELECT ticket FROM bookings WHERE id = ${bookingId})`,
    )

const groupOf = (bookingId: string): SQL => sql`(SELECT group_id FROM bookings WHERE id = ${bookingId})`
const placesOf = (bookingId: string): SQL => sql`(SELECT places FROM bookings WHERE id = ${bookingId})`

export type UpcomingDate = Awaited<ReturnType<typeof upcomingDates>>[number]

/** The next dates of the booking's group on which this person has nothing yet; whether they fit in is for the caller to say. */
export const upcomingDates = (db: Db, bookingId: string, now: number) =>
  db
    .select({
      id: sessions.id,
      ...room,
      weekOn: weekOfSession,
      groupStatus: groups.status,
      venueId: sessions.venueId,
      venueName: venues.name,
    })
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(
      sql`${sessions.id} IN (
        SELECT id FROM (${ahead(bookingId, now)} AND id = ${sessionOf(bookingId)})
        UNION ALL SELECT id FROM (${ahead(bookingId, now)} ORDER BY starts_at LIMIT ${datesAtOnce}))`,
    )
    // The person's own date first, so that no crowd of others hides it.
    .orderBy(sql`${sessions.id} = ${sessionOf(bookingId)} DESC`, asc(sessions.startsAt))
    .limit(datesAtOnce)

const datesAtOnce = 24
// The plus keeps SQLite to the group's own sessions, in the order of their start.
const ahead = (bookingId: string, now: number): SQL =>
  sql`SELECT id FROM sessions AS date WHERE group_id = ${groupOf(bookingId)} AND starts_at > ${now} AND +status = 'scheduled'
    AND NOT EXISTS (SELECT 1 FROM bookings AS own WHERE own.session_id = date.id AND own.person_id = ${personIdOf(bookingId)}
      AND own.status NOT IN ('cancelled', 'expired'))`

/** The person's other bookings of the same group that are to come, soonest first. */
export const bookingsAhead = (db: Db, bookingId: string, now: number) =>
  db
    .select({ id: bookings.id, linkVersion: bookings.linkVersion, startsAt: sessions.startsAt, endsAt: sessions.endsAt })
    .from(bookings)
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .where(
      and(
        eq(bookings.personId, personIdOf(bookingId)),
        eq(bookings.groupId, groupOf(bookingId)),
        ne(bookings.id, bookingId),
        sql`${bookings.status} IN ('waitlisted', 'offered', 'booked', 'confirmed')`,
        // Also while others are ticked at its door.
        ne(sessions.status, 'cancelled'),
        gt(sessions.startsAt, now),
      ),
    )
    .orderBy(asc(sessions.startsAt))
    .limit(12)

/**
 * The nearest equal sessions of other groups once the booking's own was cancelled, with its places free and none that the person has.
 * Its own group's dates are apart, in `upcomingDates`: however many there are, they hide no others.
 */
export const equalSessions = (db: Db, bookingId: string, now: number) =>
  alternativesTo(db, sessionOf(bookingId), now, datesAtOnce, {
    onceCancelled: true,
    only: sql`${sessions.groupId} <> ${groupOf(bookingId)} AND ${sessions.placesTaken} + ${placesOf(bookingId)} <= ${sessions.capacity}
      AND NOT EXISTS (SELECT 1 FROM bookings AS own WHERE own.session_id = ${sessions.id} AND own.person_id = ${personIdOf(bookingId)}
        AND own.status NOT IN ('cancelled', 'expired'))`,
  })

/** Whether a session is an equal of the booking's own, which was cancelled: an activity and the area in common, room or not. */
export const equalTo = (db: Db, bookingId: string, sessionId: string) =>
  db
    .select({ id: sessions.id })
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(
      sql`${sessions.id} = ${sessionId} AND EXISTS (
        SELECT 1 FROM sessions AS off JOIN groups AS its ON its.id = off.group_id JOIN venues AS there ON there.id = off.venue_id
        WHERE off.id = ${sessionOf(bookingId)} AND off.status = 'cancelled' AND there.area = ${venues.area}
          AND EXISTS (SELECT 1 FROM json_each(${groups.activities}) AS a JOIN json_each(its.activities) AS b ON b.value = a.value))`,
    )

/** A booking of the person whom the booking `held` is for. */
export const ownBooking = (db: Db, held: string, bookingId: string) =>
  db
    .select({ id: bookings.id, linkVersion: bookings.linkVersion, endsAt: sessions.endsAt })
    .from(bookings)
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .where(and(eq(bookings.id, bookingId), eq(bookings.personId, personIdOf(held))))

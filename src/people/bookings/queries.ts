import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import type { OrgId } from '../../access/actor.ts'
import type { Db } from '../../db/connect.ts'
import { auditEntries } from '../../db/schema/audit.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { buddies, visits } from '../../db/schema/buddies.ts'
import { groups, venues } from '../../db/schema/groups.ts'
import { messages } from '../../db/schema/messages.ts'
import { users } from '../../db/schema/organisations.ts'
import { people } from '../../db/schema/people.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { leadOf, writtenAbout } from '../../messages/replies/queries.ts'
import { inTeams } from '../queries.ts'

/** One booking of an own team with its session and its person; missing and another team's are the same. */
export const bookingWithPerson = (db: Db, teams: readonly OrgId[], bookingId: string) =>
  db
    .select({
      booking: bookings,
      person: {
        id: people.id,
        name: people.name,
        preferredName: people.preferredName,
        phone: people.phone,
        reachBy: people.reachBy,
        language: people.language,
      },
      session: {
        id: sessions.id,
        groupId: sessions.groupId,
        status: sessions.status,
        cancelReason: sessions.cancelReason,
        startsAt: sessions.startsAt,
        endsAt: sessions.endsAt,
        capacity: sessions.capacity,
        placesTaken: sessions.placesTaken,
        meetingPoint: sessions.meetingPoint,
        moves: sessions.calendarSequence,
      },
      groupName: groups.name,
      venueName: venues.name,
      address: venues.address,
    })
    .from(bookings)
    .innerJoin(people, eq(people.id, bookings.personId))
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(and(eq(bookings.id, bookingId), inArray(bookings.teamId, [...teams])))

/** Who a booking is for, as the condition of `recordReads`. */
export const personOfBooking = (teams: readonly OrgId[], bookingId: string) =>
  and(inTeams(teams), sql`${people.id} = (SELECT person_id FROM bookings WHERE id = ${bookingId})`)

/** Every change of a booking in order: what, why, by whom. */
export const historyOf = (db: Db, bookingId: string) =>
  db
    .select({
      id: auditEntries.id,
      at: auditEntries.at,
      action: auditEntries.action,
      toState: auditEntries.toState,
      why: auditEntries.why,
      actorKind: auditEntries.actorKind,
      actorName: users.name,
    })
    .from(auditEntries)
    .leftJoin(users, eq(users.id, auditEntries.actorId))
    .where(eq(auditEntries.subjectId, bookingId))
    .orderBy(asc(auditEntries.id))
    .limit(100)

export const visitsOfBooking = (db: Db, bookingId: string) =>
  db
    .select({
      id: visits.id,
      kind: visits.kind,
      status: visits.status,
      arrangement: visits.arrangement,
      report: visits.report,
      buddyName: buddies.name,
    })
    .from(bookings)
    .innerJoin(visits, and(eq(visits.sessionId, bookings.sessionId), eq(visits.bookingId, bookings.id)))
    .leftJoin(buddies, eq(buddies.id, visits.buddyId))
    .where(eq(bookings.id, bookingId))
    .orderBy(desc(visits.createdAt), desc(visits.id))
    .limit(10)

const sessionOf = (bookingId: string) => sql`(SELECT session_id FROM bookings WHERE id = ${bookingId})`

/** Those about its visits too, and the one in which it was called off together with others. */
export const messagesAbout = (db: Db, bookingId: string) =>
  db
    .select({
      id: messages.id,
      kind: messages.kind,
      status: messages.status,
      outcome: messages.outcome,
      dueAt: messages.dueAt,
      sentAt: messages.sentAt,
      createdAt: messages.createdAt,
    })
    .from(messages)
    .where(
      sql`${messages.recipientKind} = 'person' AND ${messages.subjectId} IN (${writtenAbout(sql`${bookingId}`, sessionOf(bookingId))})
        AND (${messages.kind} = 'booking.cancelled' OR ${messages.subjectId} NOT IN (${leadOf(sql`${bookingId}`)}))`,
    )
    .orderBy(desc(messages.id))
    .limit(50)

/** The number on its waiting list now; 0 for a booking that does not wait. */
export const placeInLine = (db: Db, bookingId: string) =>
  db
    .select({
      position: sql<number>`(
        SELECT count(*) FROM bookings AS ahead
        WHERE ahead.session_id = bookings.session_id AND ahead.status = 'waitlisted' AND ahead.ticket <= bookings.ticket
      )`.as('position'),
    })
    .from(bookings)
    .where(eq(bookings.id, bookingId))

/** Other sessions of the same group that somebody can still be booked into, soonest first. */
export const otherSessions = (db: Db, bookingId: string, now: number) =>
  db
    .select({
      id: sessions.id,
      startsAt: sessions.startsAt,
      endsAt: sessions.endsAt,
      capacity: sessions.capacity,
      placesTaken: sessions.placesTaken,
      waiting: sessions.waiting,
    })
    .from(sessions)
    .where(
      and(
        sql`${sessions.groupId} = (SELECT group_id FROM bookings WHERE id = ${bookingId})`,
        sql`${sessions.startsAt} > ${now}`,
        eq(sessions.status, 'scheduled'),
        sql`${sessions.bookingClosesAt} > ${now}`,
        sql`${sessions.id} NOT IN (
          SELECT held.session_id FROM bookings AS held
          WHERE held.person_id = (SELECT person_id FROM bookings WHERE id = ${bookingId}) AND held.status NOT IN ('cancelled', 'expired')
        )`,
      ),
    )
    .orderBy(asc(sessions.startsAt))
    .limit(12)

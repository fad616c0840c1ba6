import { and, asc, eq, or, type SQL, sql } from 'drizzle-orm'
import { orgsAs, type Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { auditEntries } from '../../db/schema/audit.ts'
import { bookings } from '../../db/schema/bookings.ts'
import type { Arrangement, VisitStatus } from '../../db/schema/buddies.ts'
import { people } from '../../db/schema/people.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { withinScope } from '../queries.ts'
import { buddyNews, lastNews } from '../reach/queries.ts'

export type BookingToRead = Awaited<ReturnType<typeof bookingsToRead>>[number]

/** Who goes along: how a buddy's visit stands, or who goes instead of one. */
type Company = Exclude<VisitStatus, 'not_needed'> | 'inside' | Extract<Arrangement, 'link_worker_goes' | 'someone_else_goes'>

export const oneBooking = (bookingId: string): SQL => eq(bookings.id, bookingId)
export const ofSession = (sessionId: string): SQL => eq(bookings.sessionId, sessionId)

/** Bookings inside what the holder may see, with what their person, visit and waiting list add; live ones first. */
export const bookingsToRead = (db: Db, held: Permit, which: SQL) =>
  db
    .select({
      booking: bookings,
      preferredName: people.preferredName,
      accessNeeds: people.accessNeeds,
      sharesAccessNeeds: people.sharesAccessNeeds,
      company: sql<Company | null>`(
        SELECT CASE WHEN v.status = 'not_needed' THEN v.arrangement WHEN v.status = 'claimed' AND v.kind = 'met_there' THEN 'inside'
          ELSE v.status END
        FROM visits AS v
        WHERE v.session_id = bookings.session_id AND v.booking_id = bookings.id AND v.kind <> 'message'
          AND (v.status <> 'not_needed'
            OR v.arrangement IN ('link_worker_goes', 'someone_else_goes') AND bookings.status NOT IN ('cancelled', 'expired'))
        ORDER BY v.status = 'not_needed', v.created_at DESC, v.id DESC LIMIT 1)`.as('company'),
      position: sql<number | null>`iif(bookings.status = 'waitlisted', (
        SELECT count(*) FROM bookings AS ahead
        WHERE ahead.session_id = bookings.session_id AND ahead.status = 'waitlisted' AND ahead.ticket <= bookings.ticket), NULL)`.as(
        'position',
      ),
      startsAt: sessions.startsAt,
      endsAt: sessions.endsAt,
      news: sql<string | null>`${lastNews}`.as('news'),
      buddyNews: sql<string | null>`${buddyNews}`.as('buddy_news'),
    })
    .from(bookings)
    .innerJoin(people, eq(people.id, bookings.personId))
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .where(and(which, withinScope(held)))
    .orderBy(sql`${bookings.status} IN ('cancelled', 'expired'), ${bookings.status} = 'waitlisted'`, asc(bookings.ticket), asc(bookings.id))

/** The session, when the holder may know that it has bookings: its organiser, or any link worker, who sees those of their own team. */
export const sessionToRead = (db: Db, held: Permit, sessionId: string) =>
  db
    .select({ id: sessions.id })
    .from(sessions)
    .where(
      and(
        eq(sessions.id, sessionId),
        or(
          sql`${sessions.orgId} IN (SELECT value FROM json_each(${JSON.stringify(orgsAs(held, 'organiser'))}))`,
          sql`${orgsAs(held, 'link_worker').length} > 0`,
        ),
      ),
    )

/** A read of a person by staff is on the log, in the batch that reads. */
export const recordReads = (ctx: Ctx, held: Permit, which: SQL): Statement =>
  ctx.db.insert(auditEntries).select(sql`
    SELECT NULL AS id, CAST(${ctx.now} AS INTEGER) AS at, ${held.actor.kind} AS actor_kind, ${held.actor.id} AS actor_id,
      'person.read' AS action, 'person' AS subject_kind, person_id AS subject_id, NULL AS step, NULL AS from_state,
      NULL AS to_state, person_id, team_id AS org_id, 'booking' AS why, ${ctx.requestId} AS request_id
    FROM bookings WHERE ${and(which, withinScope(held))}`)

import { and, asc, desc, eq, exists, getTableColumns, gt, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../../access/actor.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { groups } from '../../db/schema/groups.ts'
import { messages } from '../../db/schema/messages.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { hours } from '../../lib/time.ts'
import { keptPlacesReleasedBefore } from '../../waiting-list/rules.ts'
import type { SessionFacts } from '../queries.ts'

/** A run looks at this many sessions of each kind; the next run finds the rest, for nothing is due only once. */
const atMost = 200

/**
 * When somebody could hear what a message says: it went out, or they are on the call list because no email reaches them, or somebody
 * rang about it. Null while it waits to go out or to be taken in, and of what came too late.
 */
const heardAt = (message: 'tells' | 'asks') => {
  const m = sql.raw(message)
  return sql`coalesce(CASE WHEN ${m}.outcome IS NOT 'delayed' THEN ${m}.sent_at END,
    (SELECT at FROM replies WHERE message_id = ${m}.id), (SELECT min(at) FROM call_tries WHERE message_id = ${m}.id),
    CASE WHEN ${m}.status NOT IN ('planned', 'sending', 'sent') AND ${m}.outcome IS NOT 'too_late' THEN ${m}.due_at END)`
}

/** Offers of which nobody could hear yet. */
export const unheardOffers = (ctx: Ctx) =>
  ctx.db
    .select({
      id: bookings.id,
      offerExpiresAt: sql<number>`${bookings.offerExpiresAt}`.as('offer_expires_at'),
      startsAt: sessions.startsAt,
      status: sessions.status,
      groupStatus: groups.status,
    })
    .from(bookings)
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .where(
      sql`${bookings.status} = 'offered' AND NOT EXISTS (SELECT 1 FROM messages AS tells
        WHERE tells.subject_id = ${bookings.id} AND tells.recipient_id = ${bookings.personId} AND tells.kind = 'booking.offered'
          AND ${heardAt('tells')} IS NOT NULL)`,
    )
    .orderBy(asc(bookings.offerExpiresAt))
    .limit(atMost)

/** These offers last until the instants given, and so does the use of what tells of them; it goes out again where it came too late. */
export function prolongOffers({ db, now }: Ctx, prolonged: readonly { id: string; until: number }[]): Statement[] {
  const each = sql`json_each(${JSON.stringify(prolonged)}) AS p`
  const until = sql`p.value->>'until'`
  const ifTooLate = (then: SQL | number, column: string) => sql`CASE outcome WHEN 'too_late' THEN ${then} ELSE ${sql.raw(column)} END`
  return [
    db
      .update(bookings)
      .set({ offerExpiresAt: until })
      .from(each)
      .where(sql`${bookings.id} = p.value->>'id' AND ${bookings.status} = 'offered'`),
    db
      .update(messages)
      .set({
        usefulUntil: until,
        status: ifTooLate(sql`'planned'`, 'status'),
        dueAt: ifTooLate(now, 'due_at'),
        outcome: sql`nullif(outcome, 'too_late')`,
      })
      .from(each)
      .where(
        sql`${messages.subjectId} = p.value->>'id' AND ${messages.kind} = 'booking.offered'
        AND (${messages.status} IN ('planned', 'sending') OR ${messages.outcome} = 'too_late')`,
      ),
  ]
}

/** Sessions in which an offer has run out. */
export const withEndedOffers = (ctx: Ctx) =>
  ctx.db
    .select({ id: bookings.sessionId })
    .from(bookings)
    .where(and(sql`${bookings.status} = 'offered'`, lte(bookings.offerExpiresAt, ctx.now)))
    .orderBy(asc(bookings.offerExpiresAt))
    .limit(atMost)

/** Sessions ahead where somebody waits and there is a free place, or one that could have been confirmed by now. */
export const withSomebodyWaiting = (ctx: Ctx) =>
  ctx.db
    .select({ id: sessions.id })
    .from(sessions)
    .where(
      and(
        sql`${sessions.waiting} > 0`,
        gt(sessions.startsAt, ctx.now),
        // The plus leaves the index of those with somebody waiting as the only one to use.
        sql`+${sessions.status} = 'scheduled'`,
        or(
          sql`${sessions.placesTaken} < ${sessions.capacity}`,
          and(lte(sessions.startsAt, ctx.now + hours(ctx.place.confirmHours)), exists(unconfirmedBookings(ctx.db, sql`${sessions.id}`))),
        ),
      ),
    )
    .orderBy(asc(sessions.startsAt))
    .limit(atMost)

/** Sessions whose places for newcomers are not kept any longer. */
export const withPlacesToRelease = (ctx: Ctx) =>
  ctx.db
    .select({ id: sessions.id })
    .from(sessions)
    .where(
      and(
        eq(sessions.status, 'scheduled'),
        gt(sessions.startsAt, ctx.now),
        lte(sessions.startsAt, ctx.now + keptPlacesReleasedBefore),
        gt(sessions.newcomerPlaces, 0),
      ),
    )
    .limit(atMost)

export const endedOffers = (ctx: Ctx, sessionId: string) =>
  ctx.db
    .select()
    .from(bookings)
    .where(and(eq(bookings.sessionId, sessionId), eq(bookings.status, 'offered'), lte(bookings.offerExpiresAt, ctx.now)))

/**
 * When somebody was first asked whether they come; null while they could not hear of it. One letter asks about all dates of a routine, but
 * those with their own.
 */
const askedAt = sql<number | null>`(
  SELECT CASE WHEN count(*) = 0 THEN bookings.created_at ELSE min(${heardAt('asks')}) END
  FROM messages AS asks
  WHERE asks.recipient_id = bookings.person_id AND (
    asks.subject_id = bookings.id AND asks.kind IN ('booking.confirm_request', 'booking.changed', 'booking.reminder_48h', 'booking.reminder_day')
    OR asks.kind = 'booking.confirm_request' AND NOT EXISTS (SELECT 1 FROM messages AS own
        WHERE own.subject_id = bookings.id AND own.kind = 'booking.confirm_request')
      AND asks.subject_id IN (SELECT together.id FROM bookings AS together
      WHERE together.person_id = bookings.person_id AND together.routine_id = bookings.routine_id)))`

/** The latest booking first: whoever booked last gives way first. */
export const unconfirmedBookings = (db: Db, sessionId: string | SQL) =>
  db
    .select({ ...getTableColumns(bookings), askedAt: askedAt.as('asked_at') })
    .from(bookings)
    .where(and(eq(bookings.sessionId, sessionId), eq(bookings.status, 'booked')))
    .orderBy(desc(bookings.createdAt), desc(bookings.id))

/** Selects the ids of the bookings that a run may end. */
export const mayEnd = (sessionId: string): SQL =>
  sql`SELECT id FROM bookings WHERE session_id = ${sessionId} AND status IN ('offered', 'booked')`

/** Places kept for newcomers become anybody's. */
export const releaseKeptPlaces = (ctx: Ctx, actor: Actor, session: SessionFacts): Statement[] => [
  record(ctx, actor, {
    action: 'session.kept_places_released',
    subjectKind: 'session',
    subjectId: session.id,
    step: session.step + 1,
    orgId: session.orgId,
  }),
  ctx.db
    .update(sessions)
    .set({ newcomerPlaces: 0, step: session.step + 1 })
    .where(eq(sessions.id, session.id)),
]

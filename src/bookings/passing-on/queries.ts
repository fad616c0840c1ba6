import { and, asc, desc, eq, exists, gt, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../../access/actor.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { hours } from '../../lib/time.ts'
import { keptPlacesReleasedBefore } from '../../waiting-list/rules.ts'
import type { SessionFacts } from '../queries.ts'

/** A run looks at this many sessions of each kind; the next run finds the rest, for nothing is due only once. */
const atMost = 200

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

/** The latest booking first: whoever booked last gives way first. */
export const unconfirmedBookings = (db: Db, sessionId: string | SQL) =>
  db
    .select()
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

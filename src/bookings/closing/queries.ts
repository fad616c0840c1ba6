import { and, eq, inArray, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../../access/actor.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { days } from '../../lib/time.ts'
import type { SessionFacts } from '../queries.ts'
import { registerOpenFor } from '../rules.ts'

const atMost = 200
/** Held sessions older than this were closed by earlier runs. */
const lookBack = days(60)

/** Sessions that have begun and still have somebody waiting, or whose register was not finished in time. */
export const toClose = (ctx: Ctx) =>
  ctx.db
    .select({ id: sessions.id })
    .from(sessions)
    .where(
      or(
        and(sql`${sessions.waiting} > 0`, lte(sessions.startsAt, ctx.now)),
        and(
          eq(sessions.status, 'scheduled'),
          lte(sessions.startsAt, ctx.now - registerOpenFor),
          lte(sessions.endsAt, ctx.now - registerOpenFor),
        ),
        and(
          eq(sessions.status, 'held'),
          sql`${sessions.startsAt} BETWEEN ${ctx.now - lookBack} AND ${ctx.now - registerOpenFor}`,
          lte(sessions.endsAt, ctx.now - registerOpenFor),
          sql`${sessions.placesTaken} > 0`,
        ),
      ),
    )
    .limit(atMost)

export const stillOpen = (db: Db, sessionId: string) =>
  db
    .select()
    .from(bookings)
    .where(and(eq(bookings.sessionId, sessionId), inArray(bookings.status, ['waitlisted', 'offered', 'booked', 'confirmed'])))

export const idsStillOpen = (sessionId: string): SQL =>
  sql`SELECT id FROM bookings WHERE session_id = ${sessionId} AND status IN ('waitlisted', 'offered', 'booked', 'confirmed')`

/** Nobody took the register, and nobody will: the session counts as held, and `register_taken_at` stays empty. */
export const holdUnticked = (ctx: Ctx, actor: Actor, session: SessionFacts): Statement[] => [
  record(ctx, actor, {
    action: 'session.held',
    subjectKind: 'session',
    subjectId: session.id,
    step: session.step + 1,
    from: session.status,
    to: 'held',
    orgId: session.orgId,
    why: 'register_not_taken',
  }),
  ctx.db
    .update(sessions)
    .set({ status: 'held', step: session.step + 1 })
    .where(eq(sessions.id, session.id)),
]

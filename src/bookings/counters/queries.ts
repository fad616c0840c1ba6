import { and, gt, inArray, sql } from 'drizzle-orm'
import type { Actor } from '../../access/actor.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import type { Statement } from '../../db/connect.ts'
import { sessions } from '../../db/schema/sessions.ts'

export type Drift = { sessionId: string; counter: 'placesTaken' | 'newcomersTaken' | 'waiting'; counted: number; rows: number }

/** A page of sessions that began after `since`, each with its counters and what its bookings add up to. */
export const countersAndRows = (ctx: Ctx, since: number, afterId: string, atMost: number) =>
  ctx.db
    .select({
      id: sessions.id,
      placesTaken: sessions.placesTaken,
      newcomersTaken: sessions.newcomersTaken,
      waiting: sessions.waiting,
      rowsTaken: total(sql`iif(status IN ('offered', 'booked', 'confirmed'), places, 0)`).as('rows_taken'),
      rowsNewcomers: total(sql`iif(is_first_visit AND status IN ('offered', 'booked', 'confirmed'), places, 0)`).as('rows_newcomers'),
      rowsWaiting: total(sql`status = 'waitlisted'`).as('rows_waiting'),
    })
    .from(sessions)
    .where(and(inArray(sessions.status, ['scheduled', 'held', 'cancelled']), gt(sessions.startsAt, since), gt(sessions.id, afterId)))
    .orderBy(sessions.id)
    .limit(atMost)

const total = (what: ReturnType<typeof sql>) =>
  sql<number>`(SELECT coalesce(sum(${what}), 0) FROM bookings WHERE bookings.session_id = sessions.id)`

/** Puts a drifted counter on the log, where people look; it is never set right in silence. */
export const reportDrift = (ctx: Ctx, actor: Actor, { sessionId, counter, counted, rows }: Drift): Statement =>
  record(ctx, actor, {
    action: 'session.counter_drifted',
    subjectKind: 'session',
    subjectId: sessionId,
    why: `${counter} says ${counted}, bookings say ${rows}`,
  })

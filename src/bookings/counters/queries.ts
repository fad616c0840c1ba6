import { and, gt, gte, inArray, sql } from 'drizzle-orm'
import type { Actor } from '../../access/actor.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import type { Statement } from '../../db/connect.ts'
import { groupWeeks } from '../../db/schema/groups.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { weekOfSessions } from '../../groups/weeks/queries.ts'
import type { Day } from '../../lib/time.ts'

type Counter = 'placesTaken' | 'newcomersTaken' | 'waiting' | 'newcomersInWeek'
/** `id` is the session's, or the group's for the newcomers of a week. */
export type Drift = { kind: 'session' | 'group'; id: string; counter: Counter; counted: number; rows: number }

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

/** A page of groups' weeks from `fromWeek` on, each with its count and what the bookings of its sessions add up to. */
export const weeksAndRows = (ctx: Ctx, fromWeek: Day, after: { groupId: string; weekOn: Day }, atMost: number) =>
  ctx.db
    .select({
      groupId: groupWeeks.groupId,
      weekOn: groupWeeks.weekOn,
      newcomersTaken: groupWeeks.newcomersTaken,
      rowsNewcomers: sql<number>`(SELECT coalesce(sum(b.places), 0) FROM sessions JOIN bookings AS b ON b.session_id = sessions.id
        WHERE sessions.group_id = group_weeks.group_id AND ${weekOfSessions} = group_weeks.week_on
          AND b.is_first_visit AND b.status IN ('offered', 'booked', 'confirmed', 'attended'))`.as('rows_newcomers'),
    })
    .from(groupWeeks)
    .where(and(gte(groupWeeks.weekOn, fromWeek), sql`(${groupWeeks.weekOn}, ${groupWeeks.groupId}) > (${after.weekOn}, ${after.groupId})`))
    .orderBy(groupWeeks.weekOn, groupWeeks.groupId)
    .limit(atMost)

/** Puts a drifted counter on the log, where people look; it is never set right in silence. */
export const reportDrift = (ctx: Ctx, actor: Actor, { kind, id, counter, counted, rows }: Drift): Statement =>
  record(ctx, actor, {
    action: `${kind}.counter_drifted`,
    subjectKind: kind,
    subjectId: id,
    why: `${counter} says ${counted}, bookings say ${rows}`,
  })

// Whatever frees a place, the same code gives it on: this is the one that every use case calls, in its own batch.

import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../../access/actor.ts'
import type { Ctx } from '../../ctx.ts'
import { builtOnce } from '../../db/built-once.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { othersOfWeek } from '../../groups/weeks/queries.ts'
import { afterAwakeHours, type Day, hours } from '../../lib/time.ts'
import { plan } from '../../messages/queries.ts'
import { lastOfferBefore, leastThinkingTime, lineDepth, type Turn, whoIsNext } from '../../waiting-list/rules.ts'
import { type BookingRow, factsWhere, moveBooking, type SessionFacts } from '../queries.ts'
import { type Counters, nothing } from '../rules.ts'

/** Another session of the same group and week, in which somebody waits. */
export type Elsewhere = { session: SessionFacts; line: readonly BookingRow[] }
type Made = { session: SessionFacts; turns: Turn<BookingRow>[]; deadline: number }

/**
 * Whose turn it is once `freed` is counted, in the session and, where newcomers left its week, in the others of the week, soonest
 * first: they share its newcomers.
 */
export function turnsAfter(
  ctx: Ctx,
  session: SessionFacts,
  line: readonly BookingRow[],
  freed: Counters,
  elsewhere: readonly Elsewhere[],
): Made[] {
  const weekLeft = session.weekLeft === null ? null : session.weekLeft - freed.newcomersInWeek
  const own = {
    ...session,
    placesTaken: session.placesTaken + freed.placesTaken,
    newcomersTaken: session.newcomersTaken + freed.newcomersTaken,
    weekLeft,
  }
  const others = freed.newcomersInWeek < 0 ? elsewhere : []
  return turnsIn(ctx, [{ session: own, line }, ...others.map((one) => ({ ...one, session: { ...one.session, weekLeft } }))])
}

/** Whose turn it is in each of these sessions of one group, in their order: those of one week share its newcomers. */
export function turnsIn(ctx: Ctx, all: readonly Elsewhere[]): Made[] {
  const left = new Map<Day, number | null>()
  const found: Made[] = []
  for (const { session, line } of all) {
    const weekLeft = left.get(session.weekOn) ?? session.weekLeft
    // Most sessions have nobody waiting, and the hours until the deadline are the dearest sum of a booking.
    const turns = whoIsNext({ ...session, weekLeft }, line)
    const deadline = turns.length === 0 ? undefined : offerDeadline(ctx, session)
    if (deadline === undefined) continue
    found.push({ session, turns, deadline })
    const newcomers = turns.reduce((sum, { waiter }) => sum + (waiter.isFirstVisit ? waiter.places : 0), 0)
    left.set(session.weekOn, weekLeft === null ? null : weekLeft - newcomers)
  }
  return found
}

/** The reads of `Elsewhere`, for a batch that loads one session or several; `ids` selects them. */
export const readsElsewhere = (ctx: Ctx, ids: SQL) => {
  const others = othersOfWeek(ids, ctx.now)
  return [factsWhere(ctx.db, sql`${sessions.id} IN (${others})`), linesOf(ctx.db, others)] as const
}

export const elsewhereOf = (found: readonly SessionFacts[], lines: readonly BookingRow[]): Elsewhere[] =>
  found.map((session) => ({ session, line: lines.filter(({ sessionId }) => sessionId === session.id) }))

/** The heads of the waiting lists of these sessions, as `waitingLine` gives one. */
export const linesOf = (db: Db, ids: SQL) =>
  db
    .select()
    .from(bookings)
    .where(
      sql`${bookings.id} IN (SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY session_id, places, is_first_visit ORDER BY ticket) AS nr
        FROM bookings WHERE session_id IN (${ids}) AND status = 'waitlisted') WHERE nr <= ${lineDepth})`,
    )
    .orderBy(sql`+${bookings.ticket}`)

/**
 * Offers the places that are free once `freed` is counted to those whose turn it is. `session` may already carry a new
 * capacity or released newcomer places; `line` is its `waitingLine` without whoever just left it. Expect `stepTaken`.
 */
export const settle = (
  ctx: Ctx,
  actor: Actor,
  session: SessionFacts,
  line: readonly BookingRow[],
  freed: Counters = nothing,
  elsewhere: readonly Elsewhere[] = [],
): Statement[] => turnsAfter(ctx, session, line, freed, elsewhere).flatMap((one) => offerPlaces(ctx, actor, one.session, one.turns))

/** Offers a place to each whose turn it is: the place is held until the deadline, which does not run at night. */
export function offerPlaces(ctx: Ctx, actor: Actor, session: SessionFacts, turns: readonly Turn<BookingRow>[]): Statement[] {
  // Most sessions have nobody waiting, and the hours until the deadline are the dearest sum of a booking.
  const deadline = turns.length === 0 ? undefined : offerDeadline(ctx, session)
  if (deadline === undefined) return []
  return turns.flatMap(({ waiter, why }) => [
    ...moveBooking(ctx, actor, waiter, 'offered', { why, set: { offerExpiresAt: deadline } }),
    plan(ctx, {
      kind: 'booking.offered',
      recipientId: waiter.personId,
      subjectId: waiter.id,
      about: waiter.step + 1,
      usefulUntil: deadline,
    }),
  ])
}

/** Until when a place offered now is held; undefined when nobody would have time to answer, or the session takes nobody. */
export function offerDeadline(ctx: Ctx, session: Pick<SessionFacts, 'status' | 'groupStatus' | 'startsAt'>): number | undefined {
  if (session.status !== 'scheduled' || session.groupStatus !== 'verified') return undefined
  const { timeZone, quietFrom, quietUntil, offerHours } = ctx.place
  const awake = (duration: number) => afterAwakeHours(ctx.now, duration, timeZone, { from: quietFrom, until: quietUntil })
  const last = session.startsAt - lastOfferBefore
  return awake(leastThinkingTime) > last ? undefined : Math.min(awake(hours(offerHours)), last)
}

/** The head of a session's waiting list in order: the first of each kind of party, so that nobody who fits stands too far back to be seen. */
export const waitingLine = (db: Db, sessionId: string | SQL) => line(db, { sessionId })
const line = builtOnce((db, { sessionId }: Record<'sessionId', SQL>) =>
  db
    .select()
    .from(bookings)
    .where(sql`${bookings.id} IN (${sql.join(kindsOfParty.map(headOf(sessionId)), sql` UNION ALL `)})`)
    // The plus keeps SQLite from walking the whole line by the index of its tickets.
    .orderBy(sql`+${bookings.ticket}`),
)

const kindsOfParty = ['1 AND is_first_visit = 0', '1 AND is_first_visit = 1', '2 AND is_first_visit = 0', '2 AND is_first_visit = 1']
const headOf = (sessionId: SQL) => (party: string) =>
  sql`SELECT id FROM (SELECT id FROM bookings WHERE session_id = ${sessionId} AND status = 'waitlisted' AND places = ${sql.raw(party)} ORDER BY ticket LIMIT ${lineDepth})`

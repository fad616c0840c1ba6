import { and, eq, inArray, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Actor, Role } from '../access/actor.ts'
import { orgsAs, type Permit } from '../access/permit.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import { builtOnce } from '../db/built-once.ts'
import type { Db, Reader, Statement } from '../db/connect.ts'
import { auditEntries } from '../db/schema/audit.ts'
import { type BookingStatus, bookings } from '../db/schema/bookings.ts'
import { groups, venues } from '../db/schema/groups.ts'
import { people } from '../db/schema/people.ts'
import { sessions } from '../db/schema/sessions.ts'
import { room, weekOfSession, welcome } from '../groups/weeks/queries.ts'
import { added, type Counters, canBecome, counterChange } from './rules.ts'

export type BookingRow = typeof bookings.$inferSelect
export type NewBooking = typeof bookings.$inferInsert
export type SessionFacts = Awaited<ReturnType<typeof sessionFacts>>[number]

/** The session and the person of a booking that is loaded in the same batch. */
export const sessionOf = (bookingId: string): SQL => sql`(SELECT session_id FROM bookings WHERE id = ${bookingId})`
export const personIdOf = (bookingId: string): SQL => sql`(SELECT person_id FROM bookings WHERE id = ${bookingId})`

/** What a booking needs to know about its session. Sessions are public, so they are not scoped. */
export const sessionFacts = (db: Db, sessionId: string | SQL) => facts(db, { sessionId })
const facts = builtOnce((db, { sessionId }: Record<'sessionId', SQL>) => factsWhere(db, sql`${sessions.id} = ${sessionId}`))

/** The same for every session that the condition selects, soonest first. */
export const factsWhere = (db: Db, condition: SQL) =>
  db
    .select({
      id: sessions.id,
      orgId: sessions.orgId,
      groupId: sessions.groupId,
      ...room,
      weekOn: weekOfSession,
      step: sessions.step,
      calendarSequence: sessions.calendarSequence,
      buddyForFirstVisit: sessions.buddyForFirstVisit,
      groupStatus: groups.status,
      groupName: groups.name,
      activities: groups.activities,
      area: venues.area,
    })
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(condition)
    .orderBy(sessions.startsAt)

/** Whether the person has been to the session's group, or has another visit to it ahead; any row means that this is not the first visit. */
export const earlierVisits = (db: Db, personId: string | SQL, sessionId: string, butNot = '') =>
  earlier(db, { personId, sessionId, butNot })
const earlier = builtOnce((db, { personId, sessionId, butNot }: Record<'personId' | 'sessionId' | 'butNot', SQL>) =>
  db
    .select({ id: bookings.id })
    .from(bookings)
    .where(
      and(
        eq(bookings.personId, personId),
        ne(bookings.id, butNot),
        eq(bookings.groupId, sql`(SELECT group_id FROM sessions WHERE id = ${sessionId})`),
        inArray(bookings.status, ['waitlisted', 'offered', 'booked', 'confirmed', 'attended']),
      ),
    )
    .limit(1),
)

export const liveBooking = (db: Db, sessionId: string, personId: string | SQL) => live(db, { sessionId, personId })
const live = builtOnce((db, { sessionId, personId }: Record<'sessionId' | 'personId', SQL>) =>
  db
    .select({ id: bookings.id, status: bookings.status })
    .from(bookings)
    .where(and(eq(bookings.sessionId, sessionId), eq(bookings.personId, personId), sql`status NOT IN ('cancelled', 'expired')`)),
)

export const personForBooking = (db: Db, teams: Reader['orgs'], personId: string) =>
  db
    .select({ id: people.id, teamId: people.teamId, reachBy: people.reachBy, language: people.language, linkWorkerId: people.linkWorkerId })
    .from(people)
    .where(and(inArray(people.teamId, 'getSQL' in teams ? teams : [...teams]), eq(people.id, personId), canBeBooked))

/** Who took their consent back, was erased, or lives on under another id is booked into nothing new. */
export const canBeBooked = sql`${people.withdrawnAt} IS NULL AND ${people.erasedAt} IS NULL AND ${people.mergedInto} IS NULL`

/** The person's id, or NULL, which no booking takes, when they were merged, withdrawn or erased since they were read. Expect `personGone`. */
export const stillBookable = (personId: string | SQL): SQL =>
  sql`(SELECT id FROM people WHERE id = ${personId} AND withdrawn_at IS NULL AND erased_at IS NULL AND merged_into IS NULL)`

export function withinScope(held: Permit) {
  if (held.actor.kind === 'system') return undefined
  // Only in the capacity that allows this action: an organiser who is a link worker elsewhere answers for nobody here.
  const as = (role: Role) => orgsAs(held, role).filter((org) => held.orgs.includes(org))
  return or(
    inArray(bookings.teamId, as('link_worker')),
    inArray(bookings.providerId, as('organiser')),
    held.subjectId === undefined ? undefined : eq(bookings.id, held.subjectId),
  )
}

/** Inserts a booking that takes a place or joins the end of the waiting list, counted in the same batch. Expect `personGone`. */
export function insertBooking(ctx: Ctx, actor: Actor, booking: NewBooking, why?: string, staysInWeek = false): Statement[] {
  const waits = booking.status === 'waitlisted'
  return [
    ...changeCounters(ctx.db, booking.sessionId, counterChange({ ...booking, staysInWeek }, undefined, booking.status), {
      handsOutTicket: waits,
    }),
    ctx.db.insert(bookings).values({
      ...booking,
      personId: stillBookable(booking.personId),
      ...(waits ? { ticket: sql`(SELECT tickets FROM sessions WHERE id = ${booking.sessionId})` } : {}),
      ...(waits ? { answeredPosition: sql`(SELECT waiting FROM sessions WHERE id = ${booking.sessionId})` } : {}),
    }),
    record(ctx, actor, {
      action: 'booking.create',
      subjectKind: 'booking',
      subjectId: booking.id,
      step: booking.step,
      to: booking.status,
      personId: booking.personId,
      orgId: booking.teamId,
      why,
    }),
  ]
}

/** One booking's next state. What `set` leaves out stays as it is. */
export type Move = {
  booking: BookingRow
  to: BookingStatus
  why?: string | undefined
  staysInWeek?: boolean
  set?: Partial<Pick<BookingRow, 'offerExpiresAt' | 'confirmedAt' | 'confirmedHow' | 'cancelledBy' | 'reason' | 'missedCause'>>
}

/** Moves a booking on: its state, the session's counters and the audit entry whose step only one command can write. */
export const moveBooking = (
  ctx: Ctx,
  actor: Actor,
  booking: BookingRow,
  to: BookingStatus,
  rest: Omit<Move, 'booking' | 'to'> = {},
): Statement[] => moveBookings(ctx, actor, booking.sessionId, [{ booking, to, ...rest }])

/** Moves any number of one session's bookings on, in as many statements as one booking takes. */
export function moveBookings(ctx: Ctx, actor: Actor, sessionId: string, moves: readonly Move[]): Statement[] {
  if (moves.length === 0) return []
  const change = moves.map(changeBy).reduce(added)
  return [
    ...writeMoves(ctx, actor, moves),
    ...changeCounters(ctx.db, sessionId, change, { hasHappened: moves.some(({ to }) => to === 'attended') }),
  ]
}

/** The moves themselves, of whichever sessions, without what they change about the counters. */
export function writeMoves(ctx: Ctx, actor: Actor, moves: readonly Move[]): Statement[] {
  const rows = JSON.stringify(moves.map(asJson))
  const m = (field: string) => sql.raw(`m.value ->> '${field}'`)
  const kept = (column: string) => sql.raw(`iif(json_type(m.value, '$.set.${column}') IS NULL, ${column}, m.value ->> '$.set.${column}')`)
  return [
    ctx.db.insert(auditEntries).select(sql`
      SELECT NULL AS id, CAST(${ctx.now} AS INTEGER) AS at, ${actor.kind} AS actor_kind, ${actor.id} AS actor_id,
        'booking.' || (${m('to')}) AS action, 'booking' AS subject_kind, ${m('id')} AS subject_id, ${m('step')} AS step,
        ${m('from')} AS from_state, ${m('to')} AS to_state, ${m('personId')} AS person_id, ${m('teamId')} AS org_id,
        ${m('why')} AS why, ${ctx.requestId} AS request_id
      FROM json_each(${rows}) AS m`),
    ctx.db
      .update(bookings)
      .set({
        status: sql`${m('to')}`,
        step: sql`${m('step')}`,
        offerExpiresAt: kept('offer_expires_at'),
        confirmedAt: kept('confirmed_at'),
        confirmedHow: kept('confirmed_how'),
        cancelledBy: kept('cancelled_by'),
        reason: kept('reason'),
        missedCause: kept('missed_cause'),
      })
      .from(sql`json_each(${rows}) AS m`)
      .where(sql`${bookings.id} = ${m('id')}`),
  ]
}

/** What a move changes about the counters of its session and its week. */
export const changeBy = ({ booking, to, staysInWeek }: Move): Counters => counterChange({ ...booking, staysInWeek }, booking.status, to)

function asJson({ booking, to, why, set = {} }: Move) {
  if (!canBecome(booking.status, to)) throw new Error(`A booking does not go from ${booking.status} to ${to}`)
  return {
    id: booking.id,
    step: booking.step + 1,
    from: booking.status,
    to,
    personId: booking.personId,
    teamId: booking.teamId,
    why,
    set: {
      offer_expires_at: set.offerExpiresAt,
      confirmed_at: set.confirmedAt,
      confirmed_how: set.confirmedHow,
      cancelled_by: set.cancelledBy,
      reason: set.reason,
      missed_cause: set.missedCause,
    },
  }
}

/** Changes the counters of a session, and those of its group's week. */
export function changeCounters(db: Db, sessionId: string, change: Counters, { handsOutTicket = false, hasHappened = false }): Statement[] {
  const { placesTaken, newcomersTaken, newcomersInWeek, waiting } = change
  const isSame = placesTaken === 0 && newcomersTaken === 0 && waiting === 0
  const ofSession = db
    .update(sessions)
    .set({
      placesTaken: sql`${sessions.placesTaken} + ${placesTaken}`,
      newcomersTaken: sql`${sessions.newcomersTaken} + ${newcomersTaken}`,
      waiting: sql`${sessions.waiting} + ${waiting}`,
      ...(handsOutTicket ? { tickets: sql`${sessions.tickets} + 1` } : {}),
    })
    .where(eq(sessions.id, sessionId))
  return [...(isSame ? [] : [ofSession]), ...welcome(db, sessionId, newcomersInWeek, hasHappened)]
}

/** The number on the waiting list that a booking was answered with; null when it got a place. */
export const positionAnswered = (db: Db, bookingId: string) =>
  db.select({ position: bookings.answeredPosition }).from(bookings).where(eq(bookings.id, bookingId))

/** Selects the ids of every booking of a session. */
export const bookingIdsOf = (sessionId: string): SQL => sql`SELECT id FROM bookings WHERE session_id = ${sessionId}`

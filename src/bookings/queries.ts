import { and, asc, eq, inArray, or, sql } from 'drizzle-orm'
import type { Actor, OrgId } from '../access/actor.ts'
import { orgsAs, type Permit } from '../access/permit.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { type BookingStatus, bookings, idempotencyKeys } from '../db/schema/bookings.ts'
import { groups, venues } from '../db/schema/groups.ts'
import { people } from '../db/schema/people.ts'
import { sessions } from '../db/schema/sessions.ts'
import { afterAwakeHours, hours } from '../lib/time.ts'
import { plan } from '../messages/queries.ts'
import { insertVisit } from '../visits/queries.ts'
import { needsBuddy } from '../visits/rules.ts'
import { lastOfferBefore, type Turn } from '../waiting-list/rules.ts'
import { type Counters, counterChange } from './rules.ts'

export type BookingRow = typeof bookings.$inferSelect
export type NewBooking = typeof bookings.$inferInsert
export type SessionFacts = Awaited<ReturnType<typeof sessionFacts>>[number]

/** What a booking needs to know about its session. Sessions are public, so they are not scoped. */
export const sessionFacts = (db: Db, sessionId: string) =>
  db
    .select({
      id: sessions.id,
      orgId: sessions.orgId,
      groupId: sessions.groupId,
      startsAt: sessions.startsAt,
      endsAt: sessions.endsAt,
      bookingClosesAt: sessions.bookingClosesAt,
      status: sessions.status,
      capacity: sessions.capacity,
      placesTaken: sessions.placesTaken,
      newcomerLimit: sessions.newcomerLimit,
      newcomersTaken: sessions.newcomersTaken,
      newcomerPlaces: sessions.newcomerPlaces,
      waiting: sessions.waiting,
      buddyForFirstVisit: sessions.buddyForFirstVisit,
      groupStatus: groups.status,
      groupName: groups.name,
      activities: groups.activities,
      area: venues.area,
    })
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(eq(sessions.id, sessionId))

/** The head of a session's waiting list, in order. Fifty are enough to settle any one change; the tick looks again. */
export const waitingLine = (db: Db, sessionId: string) =>
  db
    .select()
    .from(bookings)
    .where(and(eq(bookings.sessionId, sessionId), eq(bookings.status, 'waitlisted')))
    .orderBy(asc(bookings.ticket))
    .limit(50)

/** Whether the person has been to the session's group, or has another visit to it ahead; any row means that this is not the first visit. */
export const earlierVisits = (db: Db, personId: string, sessionId: string) =>
  db
    .select({ id: bookings.id })
    .from(bookings)
    .where(
      and(
        eq(bookings.personId, personId),
        eq(bookings.groupId, sql`(SELECT group_id FROM sessions WHERE id = ${sessionId})`),
        inArray(bookings.status, ['waitlisted', 'offered', 'booked', 'confirmed', 'attended']),
      ),
    )
    .limit(1)

export const liveBooking = (db: Db, sessionId: string, personId: string) =>
  db
    .select({ id: bookings.id })
    .from(bookings)
    .where(and(eq(bookings.sessionId, sessionId), eq(bookings.personId, personId), sql`status NOT IN ('cancelled', 'expired')`))

export const personForBooking = (db: Db, teams: readonly OrgId[], personId: string) =>
  db
    .select({ id: people.id, teamId: people.teamId, reachBy: people.reachBy, language: people.language, linkWorkerId: people.linkWorkerId })
    .from(people)
    .where(and(inArray(people.teamId, [...teams]), eq(people.id, personId)))

export const bookingByKey = (db: Db, ownerId: string, key: string) =>
  db
    .select({ fingerprint: idempotencyKeys.fingerprint, booking: bookings })
    .from(idempotencyKeys)
    .innerJoin(bookings, eq(bookings.id, idempotencyKeys.bookingId))
    .where(and(eq(idempotencyKeys.ownerId, ownerId), eq(idempotencyKeys.key, key)))

/** One booking inside what the permit's holder may see: own team, own groups, or the one that their link is for. */
export const bookingInScope = (db: Db, held: Permit, bookingId: string) =>
  db
    .select()
    .from(bookings)
    .where(and(eq(bookings.id, bookingId), withinScope(held)))

export const withinScope = (held: Permit) =>
  held.actor.kind === 'system'
    ? undefined
    : or(
        inArray(bookings.teamId, [...orgsAs(held, 'link_worker')]),
        inArray(bookings.providerId, [...orgsAs(held, 'organiser')]),
        held.subjectId === undefined ? undefined : eq(bookings.id, held.subjectId),
      )

/** Inserts a booking that takes a place or joins the end of the waiting list, counted in the same batch. */
export function insertBooking(ctx: Ctx, actor: Actor, booking: NewBooking, why?: string): Statement[] {
  const waits = booking.status === 'waitlisted'
  return [
    changeCounters(ctx.db, booking.sessionId, counterChange(booking, undefined, booking.status), waits),
    ctx.db.insert(bookings).values({
      ...booking,
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

/** Moves a booking on: its state, the session's counters and the audit entry whose step only one command can write. */
export function moveBooking(
  ctx: Ctx,
  actor: Actor,
  booking: BookingRow,
  to: BookingStatus,
  { why, set = {} }: { why?: string | undefined; set?: Partial<BookingRow> } = {},
): Statement[] {
  const step = booking.step + 1
  const change = counterChange(booking, booking.status, to)
  const isCounted = change.placesTaken !== 0 || change.waiting !== 0
  return [
    record(ctx, actor, {
      action: `booking.${to}`,
      subjectKind: 'booking',
      subjectId: booking.id,
      step,
      from: booking.status,
      to,
      personId: booking.personId,
      orgId: booking.teamId,
      why,
    }),
    ctx.db
      .update(bookings)
      .set({ ...set, status: to, step })
      .where(eq(bookings.id, booking.id)),
    ...(isCounted ? [changeCounters(ctx.db, booking.sessionId, change, false)] : []),
  ]
}

const changeCounters = (db: Db, sessionId: string, change: Counters, handsOutTicket: boolean): Statement =>
  db
    .update(sessions)
    .set({
      placesTaken: sql`${sessions.placesTaken} + ${change.placesTaken}`,
      newcomersTaken: sql`${sessions.newcomersTaken} + ${change.newcomersTaken}`,
      waiting: sql`${sessions.waiting} + ${change.waiting}`,
      ...(handsOutTicket ? { tickets: sql`${sessions.tickets} + 1` } : {}),
    })
    .where(eq(sessions.id, sessionId))

export const rememberKey = (ctx: Ctx, ownerId: string, key: { key: string; fingerprint: string }, bookingId: string): Statement =>
  ctx.db.insert(idempotencyKeys).values({ ownerId, ...key, bookingId, createdAt: ctx.now })

/** The number on the waiting list that a booking was answered with; null when it got a place. */
export const positionAnswered = (db: Db, bookingId: string) =>
  db.select({ position: bookings.answeredPosition }).from(bookings).where(eq(bookings.id, bookingId))

/** How many on the waiting list stand at or before this ticket: the person's number now. */
export const positionNow = (db: Db, sessionId: string, ticket: number) =>
  db
    .select({ position: sql<number>`count(*)`.as('position') })
    .from(bookings)
    .where(and(eq(bookings.sessionId, sessionId), eq(bookings.status, 'waitlisted'), sql`${bookings.ticket} <= ${ticket}`))

/** Offers a place to each whose turn it is: the place is held until the deadline, which does not run at night. */
export function offerPlaces(ctx: Ctx, actor: Actor, session: SessionFacts, turns: readonly Turn<BookingRow>[]): Statement[] {
  const deadline = offerDeadline(ctx, session)
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

function offerDeadline(ctx: Ctx, session: SessionFacts): number {
  const { timeZone, quietFrom, quietUntil, offerHours } = ctx.place
  const thinkingTime = afterAwakeHours(ctx.now, hours(offerHours), timeZone, { from: quietFrom, until: quietUntil })
  return Math.min(thinkingTime, session.startsAt - lastOfferBefore)
}

/** The visit that a booking needs as soon as it holds a place, or nothing. */
export function wantVisit(ctx: Ctx, actor: Actor, session: SessionFacts, booking: BookingForVisit, language: string): Statement[] {
  if (!needsBuddy({ ...booking, buddyForFirstVisit: session.buddyForFirstVisit })) return []
  return insertVisit(ctx, actor, {
    id: ctx.newId(),
    bookingId: booking.id,
    sessionId: session.id,
    providerId: session.orgId,
    teamId: booking.teamId,
    area: session.area,
    activity: session.activities[0] ?? 'other',
    language,
    startsAt: session.startsAt,
    endsAt: session.endsAt,
    status: 'wanted',
    step: 1,
    createdAt: ctx.now,
  })
}

type BookingForVisit = Pick<BookingRow, 'id' | 'teamId' | 'isFirstVisit' | 'buddyWish'>

// Which booking of a person is their first visit to a group, and how that passes from one to another.

import { and, asc, eq, inArray, ne, notExists, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import type { Actor } from '../../access/actor.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { type BuddyWish, bookings } from '../../db/schema/bookings.ts'
import { visits } from '../../db/schema/buddies.ts'
import { groups, venues } from '../../db/schema/groups.ts'
import { people } from '../../db/schema/people.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { weekLeft, weekOfSession } from '../../groups/weeks/queries.ts'
import { days } from '../../lib/time.ts'
import { changeCounters, type Move } from '../queries.ts'
import { holdsPlace, isOrdinaryNow, nextFirstVisit, nothing } from '../rules.ts'
import { wantVisit } from '../wanted-visits/queries.ts'

export type OtherBooking = Awaited<ReturnType<typeof otherBookings>>[number]

type Ending = { weekOn: string; newcomersFreed: number }

/**
 * Each person's next booking of the group becomes their first visit, so that nobody new arrives alone by accident.
 * `newcomersInWeek` says how many of them count in the week of the session whose bookings end.
 */
export function passOnFirstVisits(
  ctx: Ctx,
  actor: Actor,
  others: readonly OtherBooking[],
  endings: readonly Move[],
  { weekOn, newcomersFreed }: Ending,
): { statements: Statement[]; newcomersInWeek: number } {
  const joining = new Map<string, number>()
  const join = (where: string, places: number) => joining.set(where, (joining.get(where) ?? 0) + places)
  const weekLeftFor = (next: OtherBooking) =>
    next.weekLeft === null ? null : next.weekLeft + (next.weekOn === weekOn ? newcomersFreed : 0) - (joining.get(next.weekOn) ?? 0)
  const statements = endings.flatMap(({ booking, to }) => {
    if (!booking.isFirstVisit) return []
    const own = others.filter(
      ({ personId, groupId, id }) => personId === booking.personId && groupId === booking.groupId && id !== booking.id,
    )
    if (to === 'attended') return own.filter((other) => isOrdinaryNow(other, ctx.now)).flatMap((other) => becomeOrdinary(ctx, actor, other))
    const next = nextFirstVisit(own, ctx.now)
    if (!next) return []
    const holds = holdsPlace(next.status)
    // A group that can welcome no more newcomers that day, or that week, keeps its count; the person gets a buddy all the same.
    const isCounted =
      !holds ||
      hasRoomForNewcomers({
        places: next.places,
        newcomerLimit: next.newcomerLimit,
        newcomersTaken: next.newcomersTaken + (joining.get(next.sessionId) ?? 0),
        weekLeft: weekLeftFor(next),
      })
    if (holds && isCounted) {
      join(next.sessionId, next.places)
      join(next.weekOn, next.places)
    }
    // What they wished for their first time holds for the one that takes its place.
    const buddyWish = next.buddyWish === 'unasked' ? booking.buddyWish : next.buddyWish
    return becomeFirstVisit(ctx, actor, { ...next, buddyWish }, isCounted)
  })
  return { statements, newcomersInWeek: joining.get(weekOn) ?? 0 }
}

type NewcomerRoom = { places: number; newcomerLimit: number | null; newcomersTaken: number; weekLeft: number | null }

/** Whether somebody with a place can become a newcomer of the session and of the group's week. */
export const hasRoomForNewcomers = ({ places, newcomerLimit, newcomersTaken, weekLeft: left }: NewcomerRoom): boolean =>
  (newcomerLimit === null || newcomersTaken + places <= newcomerLimit) && (left === null || places <= left)

export function becomeFirstVisit(ctx: Ctx, actor: Actor, next: OtherBooking, isCounted: boolean): Statement[] {
  const isFirm = next.status === 'booked' || next.status === 'confirmed'
  const step = next.step + 1
  return [
    record(ctx, actor, {
      action: 'booking.first_visit',
      subjectKind: 'booking',
      subjectId: next.id,
      step,
      personId: next.personId,
      orgId: next.teamId,
      why: isCounted ? 'earlier_visit_ended' : 'newcomers_full',
    }),
    ctx.db.update(bookings).set({ step, isFirstVisit: isCounted, buddyWish: next.buddyWish }).where(eq(bookings.id, next.id)),
    ...(holdsPlace(next.status) && isCounted
      ? changeCounters(ctx.db, next.sessionId, { ...nothing, newcomersTaken: next.places, newcomersInWeek: next.places }, {})
      : []),
    ...(isFirm && next.activeVisitId === null
      ? wantVisit(ctx, actor, { ...next, id: next.sessionId }, { ...next, isFirstVisit: true }, next.language)
      : []),
  ]
}

/** The person came after all, so the booking that had become their first visit is an ordinary one again; its buddy may still come. */
const becomeOrdinary = (ctx: Ctx, actor: Actor, other: OtherBooking): Statement[] => [
  record(ctx, actor, {
    action: 'booking.first_visit',
    subjectKind: 'booking',
    subjectId: other.id,
    step: other.step + 1,
    personId: other.personId,
    orgId: other.teamId,
    why: 'was_there_before',
  }),
  ctx.db
    .update(bookings)
    .set({ step: other.step + 1, isFirstVisit: false })
    .where(eq(bookings.id, other.id)),
  ...(holdsPlace(other.status)
    ? changeCounters(ctx.db, other.sessionId, { ...nothing, newcomersTaken: -other.places, newcomersInWeek: -other.places }, {})
    : []),
]

// Written out: a bound value would hide from SQLite that the index of active visits is the one to use.
const isActive = sql`${visits.status} IN ('wanted', 'claimed')`

/** What else the people of these first visits have in the same group, past and ahead; `ids` selects the bookings' ids. */
export const otherBookings = (db: Db, ids: SQL) => {
  const first = alias(bookings, 'first')
  return db
    .select(columns)
    .from(first)
    .innerJoin(bookings, and(eq(bookings.personId, first.personId), eq(bookings.groupId, first.groupId), ne(bookings.id, first.id)))
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .innerJoin(people, eq(people.id, bookings.personId))
    .leftJoin(visits, and(eq(visits.bookingId, bookings.id), isActive))
    .where(
      and(
        sql`${first.id} IN (${ids})`,
        eq(first.isFirstVisit, true),
        inArray(bookings.status, ['waitlisted', 'offered', 'booked', 'confirmed', 'attended']),
      ),
    )
}

const columns = {
  id: bookings.id,
  sessionId: bookings.sessionId,
  groupId: bookings.groupId,
  personId: bookings.personId,
  teamId: bookings.teamId,
  status: bookings.status,
  places: bookings.places,
  isFirstVisit: bookings.isFirstVisit,
  buddyWish: bookings.buddyWish,
  step: bookings.step,
  sessionStatus: sessions.status,
  orgId: sessions.orgId,
  startsAt: sessions.startsAt,
  endsAt: sessions.endsAt,
  newcomerLimit: sessions.newcomerLimit,
  newcomersTaken: sessions.newcomersTaken,
  weekOn: weekOfSession,
  weekLeft,
  capacity: sessions.capacity,
  placesTaken: sessions.placesTaken,
  newcomerPlaces: sessions.newcomerPlaces,
  buddyForFirstVisit: sessions.buddyForFirstVisit,
  activities: groups.activities,
  area: venues.area,
  language: people.language,
  activeVisitId: visits.id,
}

/** The wish of a booking that was not asked for one is that of the first visit that fell away. */
const wishOfFirst = sql<BuddyWish>`CASE WHEN ${bookings.buddyWish} <> 'unasked' THEN ${bookings.buddyWish} ELSE coalesce((
  SELECT f.buddy_wish FROM bookings AS f WHERE f.person_id = ${bookings.personId} AND f.group_id = ${bookings.groupId} AND f.is_first_visit
  ORDER BY f.created_at DESC, f.id DESC LIMIT 1), 'unasked') END`.as('wish_of_first')

/**
 * Bookings of the coming weeks whose person has neither been to the group nor has a first visit ahead of them there: what a
 * cancelled session leaves behind, or two commands that crossed. The earliest of each person comes first.
 */
export const withoutFirstVisit = ({ db, now }: Ctx, weeksAhead: number) => {
  const earlier = alias(bookings, 'earlier')
  return db
    .select({ ...columns, buddyWish: wishOfFirst })
    .from(sessions)
    .innerJoin(bookings, eq(bookings.sessionId, sessions.id))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .innerJoin(people, eq(people.id, bookings.personId))
    .leftJoin(visits, and(eq(visits.bookingId, bookings.id), isActive))
    .where(
      and(
        eq(sessions.status, 'scheduled'),
        sql`${sessions.startsAt} BETWEEN ${now + 1} AND ${now + days(7 * weeksAhead)}`,
        inArray(bookings.status, ['waitlisted', 'offered', 'booked', 'confirmed']),
        eq(bookings.isFirstVisit, false),
        notExists(
          db
            .select({ one: sql`1` })
            .from(earlier)
            .where(
              and(
                eq(earlier.personId, bookings.personId),
                eq(earlier.groupId, bookings.groupId),
                sql`(${earlier.status} = 'attended' OR (${earlier.isFirstVisit} AND ${earlier.status} IN ('waitlisted', 'offered', 'booked', 'confirmed')))`,
              ),
            ),
        ),
      ),
    )
    .orderBy(asc(sessions.startsAt), asc(bookings.id))
    .limit(200)
}

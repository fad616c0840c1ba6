// What follows when bookings of one session end: their places go on, their buddies are told, and the next first visit is prepared.

import { and, eq, inArray, ne, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import type { Actor } from '../../access/actor.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { type BookingStatus, bookings } from '../../db/schema/bookings.ts'
import { visits } from '../../db/schema/buddies.ts'
import { groups, venues } from '../../db/schema/groups.ts'
import { people } from '../../db/schema/people.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { plan } from '../../messages/queries.ts'
import { moveVisit, type VisitRow } from '../../visits/queries.ts'
import { type BookingRow, changeCounters, type Move, moveBookings, type SessionFacts, wantVisit } from '../queries.ts'
import { added, counterChange, holdsPlace, isOrdinaryNow, nextFirstVisit, nothing } from '../rules.ts'
import { settle } from '../settling/queries.ts'

export type OtherBooking = Awaited<ReturnType<typeof otherBookings>>[number]
export type Surroundings = {
  session: SessionFacts
  line: readonly BookingRow[]
  visits: readonly VisitRow[]
  others: readonly OtherBooking[]
}

/** Ends bookings of one session, whichever way, with all that follows. Expect `endingRaces`. */
export function endBookings(ctx: Ctx, actor: Actor, around: Surroundings, endings: readonly Move[]): Statement[] {
  const ended = new Set(endings.map(({ booking }) => booking.id))
  const freed = endings.map(({ booking, to }) => counterChange(booking, booking.status, to)).reduce(added, nothing)
  const isOver = (visit: VisitRow) => endings.some(({ booking, to }) => booking.id === visit.bookingId && !wasExpected(to))
  return [
    ...moveBookings(ctx, actor, around.session.id, endings),
    ...around.visits.filter(isOver).flatMap((visit) => dropVisit(ctx, actor, visit, around.session.startsAt)),
    ...settle(
      ctx,
      actor,
      around.session,
      around.line.filter(({ id }) => !ended.has(id)),
      freed,
    ),
    ...passOnFirstVisits(ctx, actor, around, endings),
  ]
}

/** The visits of a session that took place are for the buddy to report. */
const wasExpected = (to: BookingStatus) => to === 'attended' || to === 'missed'

/** What can refuse a batch of `endBookings`: somebody else was faster, so look again. */
export const endingRaces = ['stepTaken', 'sessionFull', 'newcomersFull', 'keptForNewcomers', 'sessionCancelled', 'visitActive'] as const

/** The visit is not needed any more; a buddy who had promised it gets their time back and is told. */
export const dropVisit = (ctx: Ctx, actor: Actor, visit: VisitRow, startsAt: number): Statement[] => [
  ...moveVisit(ctx, actor, visit, 'not_needed'),
  ...(visit.status === 'claimed' && visit.buddyId !== null
    ? [plan(ctx, { kind: 'visit.cancelled', recipientId: visit.buddyId, subjectId: visit.id, usefulUntil: startsAt })]
    : []),
]

/** Each person's next booking of the group becomes their first visit, so that nobody new arrives alone by accident. */
function passOnFirstVisits(ctx: Ctx, actor: Actor, { others }: Surroundings, endings: readonly Move[]): Statement[] {
  const joining = new Map<string, number>()
  return endings.flatMap(({ booking, to }) => {
    if (!booking.isFirstVisit) return []
    const own = others.filter(
      ({ personId, groupId, id }) => personId === booking.personId && groupId === booking.groupId && id !== booking.id,
    )
    if (to === 'attended') return own.filter((other) => isOrdinaryNow(other, ctx.now)).flatMap((other) => becomeOrdinary(ctx, actor, other))
    const next = nextFirstVisit(own, ctx.now)
    if (!next) return []
    const holds = holdsPlace(next.status)
    const newcomers = next.newcomersTaken + (joining.get(next.sessionId) ?? 0) + (holds ? next.places : 0)
    // A group that can welcome no more newcomers that day keeps its count; the person gets a buddy all the same.
    const isCounted = !holds || next.newcomerLimit === null || newcomers <= next.newcomerLimit
    if (holds && isCounted) joining.set(next.sessionId, newcomers - next.newcomersTaken)
    return becomeFirstVisit(ctx, actor, next, isCounted)
  })
}

function becomeFirstVisit(ctx: Ctx, actor: Actor, next: OtherBooking, isCounted: boolean): Statement[] {
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
    ctx.db.update(bookings).set({ step, isFirstVisit: isCounted }).where(eq(bookings.id, next.id)),
    ...(holdsPlace(next.status) && isCounted
      ? [changeCounters(ctx.db, next.sessionId, { placesTaken: 0, newcomersTaken: next.places, waiting: 0 }, false)]
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
    ? [changeCounters(ctx.db, other.sessionId, { placesTaken: 0, newcomersTaken: -other.places, waiting: 0 }, false)]
    : []),
]

/** The active visits of some bookings; `ids` selects their ids. */
export const activeVisits = (db: Db, ids: SQL) =>
  db.select().from(visits).where(sql`${visits.bookingId} IN (${ids}) AND ${visits.status} IN ('wanted', 'claimed')`)

/** What else the people of these first visits have in the same group, past and ahead; `ids` selects the bookings' ids. */
export const otherBookings = (db: Db, ids: SQL) => {
  const first = alias(bookings, 'first')
  return db
    .select({
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
      capacity: sessions.capacity,
      placesTaken: sessions.placesTaken,
      newcomerPlaces: sessions.newcomerPlaces,
      buddyForFirstVisit: sessions.buddyForFirstVisit,
      activities: groups.activities,
      area: venues.area,
      language: people.language,
      activeVisitId: visits.id,
    })
    .from(first)
    .innerJoin(bookings, and(eq(bookings.personId, first.personId), eq(bookings.groupId, first.groupId), ne(bookings.id, first.id)))
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .innerJoin(people, eq(people.id, bookings.personId))
    .leftJoin(visits, and(eq(visits.bookingId, bookings.id), inArray(visits.status, ['wanted', 'claimed'])))
    .where(
      and(
        sql`${first.id} IN (${ids})`,
        eq(first.isFirstVisit, true),
        inArray(bookings.status, ['waitlisted', 'offered', 'booked', 'confirmed', 'attended']),
      ),
    )
}

/** Selects one id, for the reads above. */
export const only = (id: string): SQL => sql`SELECT ${id}`

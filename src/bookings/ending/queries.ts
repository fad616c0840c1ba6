// What follows when bookings of one session end: their places go on, their buddies are told, and the next first visit is prepared.

import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../../access/actor.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import type { BookingStatus } from '../../db/schema/bookings.ts'
import { visits } from '../../db/schema/buddies.ts'
import { plan } from '../../messages/queries.ts'
import { isArranged, moveVisit, type VisitRow, whoGoes } from '../../visits/queries.ts'
import { type OtherBooking, passOnFirstVisits } from '../first-visits/queries.ts'
import { type BookingRow, changeBy, type Move, moveBookings, type SessionFacts } from '../queries.ts'
import { added, nothing } from '../rules.ts'
import { type Elsewhere, settle } from '../settling/queries.ts'

export type Surroundings = {
  session: SessionFacts
  line: readonly BookingRow[]
  visits: readonly VisitRow[]
  others: readonly OtherBooking[]
  /** Where else somebody waits for the week; whoever loads none of it leaves it to the next tick. */
  elsewhere?: readonly Elsewhere[] | undefined
}

/** Ends bookings of one session, whichever way, with all that follows. Expect `endingRaces`. */
export function endBookings(ctx: Ctx, actor: Actor, around: Surroundings, endings: readonly Move[]): Statement[] {
  const ended = new Set(endings.map(({ booking }) => booking.id))
  const freed = endings.map(changeBy).reduce(added, nothing)
  const isOver = (visit: VisitRow) => endings.some(({ booking, to }) => booking.id === visit.bookingId && !wasExpected(to))
  const next = passOnFirstVisits(ctx, actor, around.others, endings, { ...around.session, newcomersFreed: -freed.newcomersInWeek })
  return [
    ...moveBookings(ctx, actor, around.session.id, endings),
    ...around.visits.filter(isOver).flatMap((visit) => dropVisit(ctx, actor, visit, around.session.startsAt)),
    ...settle(
      ctx,
      actor,
      around.session,
      around.line.filter(({ id }) => !ended.has(id)),
      // Whose first visit is another one of this week keeps their place among its newcomers.
      { ...freed, newcomersInWeek: freed.newcomersInWeek + next.newcomersInWeek },
      around.elsewhere,
    ),
    ...next.statements,
  ]
}

/** The visits of a session that took place are for the buddy to report. */
const wasExpected = (to: BookingStatus) => to === 'attended' || to === 'missed'

/** What can refuse a batch of `endBookings`: somebody else was faster, so look again. */
export const endingRaces = [
  'stepTaken',
  'sessionFull',
  'newcomersFull',
  'weekFull',
  'keptForNewcomers',
  'sessionCancelled',
  'visitActive',
] as const

/** The visit is not needed any more; a buddy who had promised it gets their time back and is told. */
export const dropVisit = (ctx: Ctx, actor: Actor, visit: VisitRow, startsAt: number): Statement[] => [
  ...moveVisit(ctx, actor, visit, 'not_needed'),
  ...(visit.status === 'claimed' && visit.buddyId !== null
    ? [plan(ctx, { kind: 'visit.cancelled', recipientId: visit.buddyId, subjectId: visit.id, usefulUntil: startsAt })]
    : []),
]

/** The active visits of some bookings; `ids` selects their ids. */
export const activeVisits = (db: Db, ids: SQL) =>
  db.select().from(visits).where(sql`${visits.bookingId} IN (${ids}) AND ${visits.status} IN ('wanted', 'claimed')`)

/** A first visit for which the link worker has arranged who meets the person: it needs no buddy, and none is looked for again. */
export const arrangedVisits = (db: Db, bookingId: string) =>
  db
    .select({ id: visits.id })
    .from(visits)
    .where(
      sql`${visits.sessionId} = (SELECT session_id FROM bookings WHERE id = ${bookingId}) AND ${visits.bookingId} = ${bookingId}
        AND ${visits.status} = 'not_needed' AND ${visits.arrangement} IS NOT NULL`,
    )

/** The visit of that booking to which somebody goes along in a buddy's place; `goes` is the link worker who said that they do. */
export const companyArranged = (db: Db, bookingId: string) =>
  db.all<{ id: string; goes: string | null }>(sql`
    SELECT v.id, ${whoGoes('v')} AS goes FROM visits AS v
    WHERE v.session_id = (SELECT session_id FROM bookings WHERE id = ${bookingId}) AND v.booking_id = ${bookingId} AND ${isArranged}`)

/** Selects one id, for the reads above. */
export const only = (id: string): SQL => sql`SELECT ${id}`

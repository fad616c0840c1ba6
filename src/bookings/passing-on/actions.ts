import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import type { Statement } from '../../db/connect.ts'
import { afterAwakeHours, hours, minutes } from '../../lib/time.ts'
import { plan } from '../../messages/queries.ts'
import { keptPlacesReleasedBefore, whoGivesWay } from '../../waiting-list/rules.ts'
import { activeVisits, endBookings, endingRaces, only } from '../ending/queries.ts'
import { otherBookings } from '../first-visits/queries.ts'
import { type BookingRow, type Move, type SessionFacts, sessionFacts } from '../queries.ts'
import { confirmBy } from '../rules.ts'
import { elsewhereOf, offerDeadline, readsElsewhere, waitingLine } from '../settling/queries.ts'
import {
  endedOffers,
  mayEnd,
  prolongOffers,
  releaseKeptPlaces,
  unconfirmedBookings,
  unheardOffers,
  withEndedOffers,
  withPlacesToRelease,
  withSomebodyWaiting,
} from './queries.ts'

export type PassedOn = { sessions: number; offersEnded: number; unconfirmedEnded: number; keptPlacesReleased: number }

/**
 * Ends offers that ran out and places that were not confirmed while others wait, releases places kept for newcomers, and
 * offers whatever is free to those who wait. Running it twice changes nothing.
 */
export async function passOnPlaces(ctx: Ctx, permit: Permit<'work.scheduled'>): Promise<PassedOn> {
  await prolongUnheard(ctx)
  const due = await ctx.db.batch([withEndedOffers(ctx), withPlacesToRelease(ctx), withSomebodyWaiting(ctx)])
  const done: PassedOn = { sessions: 0, offersEnded: 0, unconfirmedEnded: 0, keptPlacesReleased: 0 }
  const failures: unknown[] = []
  for (const sessionId of new Set(due.flat().map(({ id }) => id))) {
    try {
      const { offersEnded, unconfirmedEnded, keptPlacesReleased } = await passOnIn(ctx, permit, sessionId)
      done.sessions += 1
      done.offersEnded += offersEnded
      done.unconfirmedEnded += unconfirmedEnded
      done.keptPlacesReleased += keptPlacesReleased
    } catch (failure) {
      failures.push(failure)
    }
  }
  // One session that cannot be settled keeps nobody else waiting, but the run has failed.
  if (failures.length > 0) throw failures[0]
  return done
}

/**
 * Time to answer runs from when somebody could hear of the offer: while delivery stands still, or after nothing ran for a day, the
 * deadline moves along. No further than an offer made now would have, so that the next person can still come.
 */
async function prolongUnheard(ctx: Ctx): Promise<void> {
  const prolonged = (await unheardOffers(ctx)).flatMap(({ id, offerExpiresAt, ...session }) => {
    const until = offerDeadline(ctx, session)
    return until !== undefined && until - offerExpiresAt >= betweenRuns ? [{ id, until }] : []
  })
  if (prolonged.length > 0) await commit(ctx.db, [], prolongOffers(ctx, prolonged))
}
/** A letter takes a minute or two to go out; that alone moves nothing. */
const betweenRuns = minutes(15)

/** The same for one session, after something else has made room in it. */
export async function passOnIn(ctx: Ctx, permit: Permit, sessionId: string): Promise<Omit<PassedOn, 'sessions'>> {
  return again(async () => {
    const { session, line, offers, unconfirmed, ...around } = await load(ctx, sessionId)
    if (!session) return { offersEnded: 0, unconfirmedEnded: 0, keptPlacesReleased: 0 }
    const isReleased = releasesKeptPlaces(session, ctx.now)
    const room = isReleased ? { ...session, newcomerPlaces: 0 } : session

    const late = unconfirmed.filter((booking) => isLate(ctx, session, booking))
    const givingWay = offerDeadline(ctx, session) === undefined ? [] : whoGivesWay(room, line, late, offers)
    const endings: Move[] = [
      ...offers.map((booking) => ({ booking, to: 'expired' as const, why: 'not_answered' })),
      ...givingWay.map((booking) => ({ booking, to: 'expired' as const, why: 'not_confirmed' })),
    ]
    const { refusedBy } = await commit(ctx.db, endingRaces, [
      // First, so that the constraint which keeps these places does not refuse what follows.
      ...(isReleased ? releaseKeptPlaces(ctx, permit.actor, session) : []),
      ...endBookings(ctx, permit.actor, { ...around, line, session: room }, endings),
      ...endings.map(({ booking }) => tellEnded(ctx, session, booking)),
    ])
    if (refusedBy) return moved
    return { offersEnded: offers.length, unconfirmedEnded: givingWay.length, keptPlacesReleased: isReleased ? session.newcomerPlaces : 0 }
  })
}

const releasesKeptPlaces = (session: SessionFacts, now: number) =>
  session.newcomerPlaces > 0 &&
  session.status === 'scheduled' &&
  now < session.startsAt &&
  now >= session.startsAt - keptPlacesReleasedBefore

/**
 * Somebody who booked late, or was asked late, has as long to confirm as an offer lasts. Whom nobody could ask yet keeps their place:
 * until they are asked, or the session begins.
 */
function isLate(ctx: Ctx, session: SessionFacts, booking: BookingRow & { askedAt: number | null }): boolean {
  if (booking.askedAt === null) return false
  const { timeZone, quietFrom, quietUntil, offerHours, confirmHours } = ctx.place
  const since = Math.max(booking.createdAt, booking.askedAt)
  const fairTime = afterAwakeHours(since, hours(offerHours), timeZone, { from: quietFrom, until: quietUntil })
  return ctx.now >= confirmBy(session.startsAt, confirmHours, fairTime)
}

const tellEnded = (ctx: Ctx, session: SessionFacts, booking: BookingRow): Statement =>
  plan(ctx, {
    kind: 'booking.offer_ended',
    recipientId: booking.personId,
    subjectId: booking.id,
    about: booking.step + 1,
    usefulUntil: session.startsAt,
  })

async function load(ctx: Ctx, sessionId: string) {
  const { db } = ctx
  const [[session], line, offers, unconfirmed, visits, others, week, lines] = await db.batch([
    sessionFacts(db, sessionId),
    waitingLine(db, sessionId),
    endedOffers(ctx, sessionId),
    unconfirmedBookings(db, sessionId),
    activeVisits(db, mayEnd(sessionId)),
    otherBookings(db, mayEnd(sessionId)),
    ...readsElsewhere(ctx, only(sessionId)),
  ])
  return { session, line, offers, unconfirmed, visits, others, elsewhere: elsewhereOf(week, lines) }
}

import * as v from 'valibot'
import type { Permit } from '../../../access/permit.ts'
import type { Ctx } from '../../../ctx.ts'
import { again, commit, moved } from '../../../db/commit.ts'
import { hoursInDoubt } from '../../../letters/instead/queries.ts'
import { choice, uuid } from '../../../lib/inputs.ts'
import { no, ok, type Result } from '../../../lib/result.ts'
import { planAll } from '../../../messages/queries.ts'
import { activeVisits, endingRaces } from '../../ending/queries.ts'
import { otherBookings, passOnFirstVisits } from '../../first-visits/queries.ts'
import { type BookingRow, changeBy, type Move } from '../../queries.ts'
import { cancelRefusal, isLive, nothing, reasons } from '../../rules.ts'
import { elsewhereOf, linesOf, readsElsewhere, turnsAfter } from '../../settling/queries.ts'
import { dropVisits, factsOfAll, moveInAll, offersIn } from '../../together/queries.ts'
import { among, routineBookings } from '../queries.ts'

export const CancelRoutine = v.object({
  personId: uuid(),
  routineId: uuid(),
  /** Nobody has to say why. */
  reason: v.optional(choice(reasons)),
})

/** How many dates were called off; none when all of them were over or called off before. */
export type RoutineCancelled = { cancelled: number }

/** Calls off every date of a routine that is still to come, in one commit. Each place goes on at once. */
export async function cancelRoutine(
  ctx: Ctx,
  permit: Permit<'booking.cancel'>,
  { personId, routineId, reason }: v.InferInput<typeof CancelRoutine>,
): Promise<Result<RoutineCancelled, 'no_such_routine'>> {
  return again(async () => {
    const { db } = ctx
    const all = await routineBookings(db, permit, personId, routineId)
    if (all.length === 0) return no('no_such_routine')
    const live = all.filter(({ status }) => isLive(status))
    if (live.length === 0) return ok({ cancelled: 0 })
    const { ahead, visits, others, elsewhere, isHourInDoubt } = await around(ctx, live)
    const [first] = ahead
    if (!first) return ok({ cancelled: 0 })

    const leaving = new Set(ahead.map(({ booking }) => booking.id))
    // None of these becomes the first visit of a routine that ends altogether.
    const staying = others.filter(({ id }) => !leaving.has(id))
    // A newcomer of several dates has one first visit to pass on.
    const newcomer = ahead.find(({ booking }) => booking.isFirstVisit)?.booking
    const endings = ahead.map(
      ({ booking }): Move => ({ booking, to: 'cancelled', why: 'routine', set: { cancelledBy: 'link_worker', reason: reason ?? null } }),
    )
    const next = passOnFirstVisits(
      ctx,
      permit.actor,
      staying,
      endings.filter(({ booking }) => booking === newcomer),
      {
        weekOn: ahead.find(({ booking }) => booking === newcomer)?.session.weekOn ?? '',
        newcomersFreed: newcomer ? -changeBy({ booking: newcomer, to: 'cancelled' }).newcomersInWeek : 0,
      },
    )
    const made = ahead.flatMap(({ booking, session, line }, at) => {
      const freed = endings[at] ? changeBy(endings[at]) : nothing
      const kept = booking === newcomer ? next.newcomersInWeek : 0
      const near = elsewhere.filter((other) => other.session.weekOn === session.weekOn)
      return turnsAfter(ctx, session, line, { ...freed, newcomersInWeek: freed.newcomersInWeek + kept }, near)
    })
    const offers = offersIn(made)
    const startsAt = new Map(ahead.map(({ session }) => [session.id, session.startsAt]))
    const { refusedBy } = await commit(ctx.db, endingRaces, [
      ...moveInAll(ctx, permit.actor, [...endings, ...offers.moves]),
      ...dropVisits(
        ctx,
        permit.actor,
        visits.filter(({ bookingId }) => leaving.has(bookingId)),
        ({ sessionId }) => startsAt.get(sessionId) ?? ctx.now,
      ),
      ...next.statements,
      ...planAll(ctx, [
        ...(isHourInDoubt ? ahead : [ahead.find(({ booking }) => booking.status !== 'waitlisted') ?? first]).map(
          ({ booking, session }) => ({
            ...{ kind: 'booking.cancelled' as const, recipientId: personId, subjectId: booking.id },
            usefulUntil: isHourInDoubt ? session.startsAt : Math.max(...startsAt.values()),
          }),
        ),
        ...offers.mail,
      ]),
    ])
    return refusedBy ? moved : ok({ cancelled: ahead.length })
  })
}

/**
 * The dates that can still be called off, soonest first, with whoever waits for each or for its week: as many reads for all as for one.
 * One email tells of all of them, but for `isHourInDoubt`: then each letter names the hour they may have in mind.
 */
async function around(ctx: Ctx, live: readonly BookingRow[]) {
  const { db } = ctx
  const [ids, sessionIds] = [among(live.map(({ id }) => id)), among(live.map(({ sessionId }) => sessionId))]
  const [visits, others, sessions, lines, inDoubt, week, weekLines] = await db.batch([
    activeVisits(db, ids),
    otherBookings(db, ids),
    factsOfAll(db, sessionIds),
    linesOf(db, sessionIds),
    hoursInDoubt(db, ids),
    ...readsElsewhere(ctx, sessionIds),
  ])
  const ahead = sessions.flatMap((session) => {
    const booking = live.find(({ sessionId }) => sessionId === session.id)
    if (!booking || cancelRefusal(booking, session, ctx.now) !== undefined) return []
    return [{ booking, session, line: lines.filter(({ sessionId, id }) => sessionId === session.id && id !== booking.id) }]
  })
  const isHourInDoubt = ahead.some(({ booking }) => inDoubt.some(({ id }) => id === booking.id))
  return { ahead, visits, others, elsewhere: elsewhereOf(week, weekLines), isHourInDoubt }
}

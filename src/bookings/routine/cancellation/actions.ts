import * as v from 'valibot'
import type { Permit } from '../../../access/permit.ts'
import type { Ctx } from '../../../ctx.ts'
import { again, commit, moved } from '../../../db/commit.ts'
import { choice, uuid } from '../../../lib/inputs.ts'
import { no, ok, type Result } from '../../../lib/result.ts'
import { plan } from '../../../messages/queries.ts'
import { activeVisits, endBookings, endingRaces } from '../../ending/queries.ts'
import { otherBookings } from '../../first-visits/queries.ts'
import { type BookingRow, sessionFacts } from '../../queries.ts'
import { cancelRefusal, isLive, reasons } from '../../rules.ts'
import { waitingLine } from '../../settling/queries.ts'
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
    const { ahead, visits, others } = await around(ctx, live)
    const [first] = ahead
    if (!first) return ok({ cancelled: 0 })

    const leaving = new Set(ahead.map(({ booking }) => booking.id))
    // None of these becomes the first visit of a routine that ends altogether.
    const staying = others.filter(({ id }) => !leaving.has(id))
    // A newcomer of several dates has one first visit to pass on.
    const newcomer = ahead.find(({ booking }) => booking.isFirstVisit)?.booking
    const { refusedBy } = await commit(ctx.db, endingRaces, [
      ...ahead.flatMap(({ booking, session, line }) =>
        endBookings(ctx, permit.actor, { session, line, visits, others: booking === newcomer ? staying : [] }, [
          { booking, to: 'cancelled', why: 'routine', set: { cancelledBy: 'link_worker', reason: reason ?? null } },
        ]),
      ),
      // One email for all of them.
      plan(ctx, { kind: 'booking.cancelled', recipientId: personId, subjectId: first.booking.id, usefulUntil: first.session.startsAt }),
    ])
    return refusedBy ? moved : ok({ cancelled: ahead.length })
  })
}

/** The dates that can still be called off, soonest first, with whoever waits for each. */
async function around(ctx: Ctx, live: readonly BookingRow[]) {
  const { db } = ctx
  const ids = among(live.map(({ id }) => id))
  const [visits, others, ...rest] = await db.batch([
    activeVisits(db, ids),
    otherBookings(db, ids),
    ...live.flatMap(({ sessionId }) => [sessionFacts(db, sessionId), waitingLine(db, sessionId)]),
  ] as unknown as [ReturnType<typeof activeVisits>, ReturnType<typeof otherBookings>])
  const rows = rest as unknown[][]
  const ahead = live.flatMap((booking, at) => {
    const [session] = (rows[2 * at] ?? []) as Awaited<ReturnType<typeof sessionFacts>>
    const line = (rows[2 * at + 1] ?? []) as BookingRow[]
    return session && cancelRefusal(booking, session, ctx.now) === undefined ? [{ booking, session, line }] : []
  })
  return { ahead: ahead.sort((a, b) => a.session.startsAt - b.session.startsAt), visits, others }
}

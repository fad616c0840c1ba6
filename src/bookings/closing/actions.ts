import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import type { Statement } from '../../db/connect.ts'
import { partOfWeek } from '../../lib/week.ts'
import { noteUnmetNeed } from '../../unmet-needs/queries.ts'
import { activeVisits, endBookings, endingRaces } from '../ending/queries.ts'
import { otherBookings } from '../first-visits/queries.ts'
import { type BookingRow, type Move, type SessionFacts, sessionFacts } from '../queries.ts'
import { registerOpenFor } from '../rules.ts'
import { holdUnticked, idsStillOpen, stillOpen, toClose } from './queries.ts'

export type Closed = { sessions: number; stoppedWaiting: number; notTicked: number }

/**
 * Closes the books of sessions that have been: who still waits stops waiting, and seven days after, whoever was on no
 * register counts as not ticked. Running it twice changes nothing.
 */
export async function closePastSessions(ctx: Ctx, permit: Permit<'work.scheduled'>): Promise<Closed> {
  const done: Closed = { sessions: 0, stoppedWaiting: 0, notTicked: 0 }
  const failures: unknown[] = []
  for (const { id } of await toClose(ctx)) {
    try {
      const endings = await close(ctx, permit, id)
      done.sessions += 1
      done.stoppedWaiting += endings.filter(({ to }) => to === 'expired').length
      done.notTicked += endings.filter(({ to }) => to === 'missed').length
    } catch (failure) {
      failures.push(failure)
    }
  }
  if (failures.length > 0) throw failures[0]
  return done
}

async function close(ctx: Ctx, permit: Permit, sessionId: string): Promise<Move[]> {
  return again(async () => {
    const { db } = ctx
    const [[session], open, visits, others] = await db.batch([
      sessionFacts(db, sessionId),
      stillOpen(db, sessionId),
      activeVisits(db, idsStillOpen(sessionId)),
      otherBookings(db, idsStillOpen(sessionId)),
    ])
    if (!session) return []
    const isFinal = ctx.now >= session.endsAt + registerOpenFor
    const endings = open.flatMap((booking) => endingOf(booking, isFinal))
    const waitedInVain = await unmetWaits(ctx, session, endings)
    const { refusedBy } = await commit(db, endingRaces, [
      ...waitedInVain,
      ...endBookings(ctx, permit.actor, { session, line: [], visits, others }, endings),
      ...(isFinal && session.status === 'scheduled' ? holdUnticked(ctx, permit.actor, session) : []),
    ])
    return refusedBy ? moved : endings
  })
}

/** Whoever waited until the session began needed a place there that nobody had. */
async function unmetWaits(ctx: Ctx, session: SessionFacts, endings: readonly Move[]): Promise<Statement[]> {
  const about = {
    activities: session.activities.slice(0, 1),
    area: session.area,
    times: [partOfWeek(session.startsAt, ctx.place.timeZone)],
  }
  const waited = endings.filter(({ why }) => why === 'no_place_came_free')
  const noted = waited.map(({ booking: { personId } }) => noteUnmetNeed(ctx, { personId, cause: 'wait_expired', ...about }))
  return (await Promise.all(noted)).flat()
}

function endingOf(booking: BookingRow, isFinal: boolean): Move[] {
  if (booking.status === 'waitlisted') return [{ booking, to: 'expired', why: 'no_place_came_free' }]
  if (booking.status === 'offered') return [{ booking, to: 'expired', why: 'not_answered' }]
  return isFinal ? [{ booking, to: 'missed', why: 'not_ticked', set: { missedCause: 'not_ticked' } }] : []
}

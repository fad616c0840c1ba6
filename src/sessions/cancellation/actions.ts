import type { Actor } from '../../access/actor.ts'
import type { Permit } from '../../access/permit.ts'
import { endingRaces } from '../../bookings/ending/queries.ts'
import { type GroupReads, readsOfGroup, settleGroup } from '../../bookings/settling/group/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import type { Statement } from '../../db/connect.ts'
import type { Recurrence } from '../../lib/recurrence.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { addDays, localDay, startOfDay } from '../../lib/time.ts'
import { groupOf } from '../editing/queries.ts'
import { changeSeries, seriesInScope, sessionInScope } from '../queries.ts'
import { type Dated, weekOf } from '../rules.ts'
import { cancelAll, sessionsAfter } from './queries.ts'

export type CancelRefusal = 'no_such_session' | 'session_cancelled' | 'session_started'

/**
 * Cancels one session: everybody booked or waiting, their buddies and their link workers are told in the same batch. A booking
 * that commits first is cancelled with the others; one that comes later is refused, since a cancelled session holds nobody.
 */
export function cancelSession(
  ctx: Ctx,
  permit: Permit<'session.manage'>,
  input: { sessionId: string; reason: string },
): Promise<Result<{ id: string; groupId: string }, CancelRefusal>> {
  return again(async () => {
    const [[session], ...group] = await ctx.db.batch([
      sessionInScope(ctx.db, permit.orgs, input.sessionId),
      ...readsOfGroup(ctx, groupOf(input)),
    ])
    if (!session) return no('no_such_session')
    if (session.status === 'cancelled') return no('session_cancelled')
    if (session.status === 'held' || session.startsAt <= ctx.now) return no('session_started')
    const { refusedBy } = await commit(ctx.db, endingRaces, callOff(ctx, permit.actor, [session], input.reason, group))
    return refusedBy ? moved : ok({ id: session.id, groupId: session.groupId })
  })
}

export type EndRefusal = 'no_such_series' | 'series_ended'

/** Ends a series after a day. Sessions that were to come later are cancelled, and everybody concerned is told. */
export function endSeries(
  ctx: Ctx,
  permit: Permit<'session.manage'>,
  input: { seriesId: string; lastOn: string; reason: string },
): Promise<Result<{ id: string; groupId: string; cancelled: number }, EndRefusal>> {
  return again(async () => {
    const { timeZone } = ctx.place
    // What has begun is not cancelled, even when the last day lies in the past.
    const after = Math.max(ctx.now, startOfDay(addDays(input.lastOn, 1), timeZone) - 1)
    const [[row], later, ...group] = await ctx.db.batch([
      seriesInScope(ctx.db, permit.orgs, input.seriesId),
      sessionsAfter(ctx.db, input.seriesId, after),
      ...readsOfGroup(ctx, groupOf(input)),
    ])
    if (!row) return no('no_such_series')
    if (row.endedAt !== null) return no('series_ended')

    const rule = row.recurrence as Recurrence
    // To end a series never makes it longer.
    const until = rule.until !== null && rule.until < input.lastOn ? rule.until : input.lastOn
    const recurrence = { ...rule, until }
    // A last day that is still far away is reached by the job, like every other.
    const endedAt = until <= row.extendedTo || until <= localDay(ctx.now, timeZone) ? ctx.now : null
    const { refusedBy } = await commit(ctx.db, endingRaces, [
      ...changeSeries(ctx, permit.actor, row, { action: 'series.end', set: { recurrence, endedAt } }),
      ...callOff(ctx, permit.actor, later, input.reason, group),
    ])
    return refusedBy ? moved : ok({ id: row.id, groupId: row.groupId, cancelled: later.length })
  })
}

type Target = Dated & { id: string; step: number; newcomersTaken: number }

/** Cancels sessions of a group, whose newcomers leave room in their weeks to those who wait in its other sessions. */
const callOff = (ctx: Ctx, actor: Actor, targets: readonly Target[], reason: string, group: GroupReads): Statement[] => [
  ...cancelAll(ctx, actor, targets, reason),
  ...settleGroup(ctx, actor, group, {
    newcomers: targets.map((target) => ({ weekOn: weekOf(target), newcomers: -target.newcomersTaken })),
    become: (one) => (targets.some(({ id }) => id === one.session.id) ? undefined : one),
  }),
]

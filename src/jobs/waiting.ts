// What waits for link workers and for the coordinators of a place, in numbers, now and at instants to come.

import { checksEnding, countsByStatus } from '../buddies/queries.ts'
import { checkEndsSoonDays } from '../buddies/rules.ts'
import { callsWaiting } from '../calls/actions.ts'
import { buddyCallsAt, buddyCallsOf } from '../calls/buddies/actions.ts'
import type { Ctx } from '../ctx.ts'
import { activeWorkers, groupsToCheck, type LocalDay } from '../digests/queries.ts'
import { unconfirmedAhead } from '../digests/rules.ts'
import { addDays, localDay, startOfDay } from '../lib/time.ts'
import { messageFlow } from '../messages/attention/queries.ts'
import { unansweredByTeam } from '../referrals/late/queries.ts'

export type Call = Awaited<ReturnType<typeof callsWaiting>>[number][number]

/** What the call list says, for each link worker. */
export async function callsByWorker(ctx: Ctx): Promise<ReadonlyMap<string, readonly Call[]>> {
  const workers = await activeWorkers(ctx.db)
  const [calls = []] = await callsWaiting(ctx, teamsOf(workers), [ctx.now])
  return new Map(
    workers.flatMap((worker) => {
      const theirs = calls.filter((call) => isTheirs(call, worker, workers))
      return theirs.length > 0 ? [[worker.userId, theirs] as const] : []
    }),
  )
}

type Worker = Awaited<ReturnType<typeof activeWorkers>>[number]
export const teamsOf = (workers: readonly Worker[]) => [...new Set(workers.map(({ orgId }) => orgId))]

/** Link workers ring their own people, and those of the team whose link worker is no more in it. */
export const isTheirs = (
  { teamId, linkWorkerId }: { teamId: string; linkWorkerId: string | null },
  { userId, orgId }: Worker,
  workers: readonly Worker[],
): boolean => orgId === teamId && (userId === linkWorkerId || !workers.some((one) => one.orgId === orgId && one.userId === linkWorkerId))

/** The local day, and as far ahead as bookings should be confirmed by now. */
export function dayOf({ now: at, place: { timeZone } }: Ctx, now = at): LocalDay {
  const today = localDay(now, timeZone)
  return { today, now, until: startOfDay(addDays(today, unconfirmedAhead + 1), timeZone) }
}

/** What waits for the coordinators of the place, by number. */
export async function placeCounts(ctx: Ctx) {
  const { db, now, place } = ctx
  const [calls, byStatus, ending, groups, teams, flow] = await Promise.all([
    buddyCallsOf(ctx),
    countsByStatus(db),
    checksEnding(db, addDays(localDay(now, place.timeZone), checkEndsSoonDays), 100),
    groupsToCheck(db),
    unansweredByTeam(db, now, { areEscalated: true }),
    messageFlow(db, now),
  ])
  const buddies = (status: string) => byStatus.find((row) => row.status === status)?.count ?? 0
  const counts = {
    buddies: calls.length,
    applied: buddies('applied'),
    vetting: buddies('vetting'),
    ending: ending.length,
    groups: groups[0]?.n ?? 0,
    late: teams.reduce((sum, { count }) => sum + count, 0),
    stopped: flow.failed + flow.bounced + flow.complained,
    held: flow.heldBatches,
  }
  // A check that goes on for weeks is shown, and is no reason to write.
  const n = Object.entries(counts).reduce((sum, [item, count]) => (item === 'vetting' ? sum : sum + count), 0)
  return { counts, n }
}

/** Whether anything will wait for them at each of some instants to come, if everything else stays as it is. */
export async function placeWaits(ctx: Ctx, instants: readonly number[]): Promise<boolean[]> {
  const { counts, n } = await placeCounts(ctx)
  // Calls and checks pass with time; the rest waits until somebody looks at it.
  if (n > counts.buddies + counts.ending) return instants.map(() => true)
  const soonAt = (at: number) => addDays(localDay(at, ctx.place.timeZone), checkEndsSoonDays)
  const [calls, ending] = await Promise.all([buddyCallsAt(ctx, instants), checksEnding(ctx.db, soonAt(Math.max(...instants)), 100)])
  return instants.map((at, nth) => {
    const isEnding = (on: string | null) => on !== null && on >= localDay(at, ctx.place.timeZone) && on <= soonAt(at)
    return (calls[nth]?.length ?? 0) > 0 || ending.some(({ checkedUntilOn }) => isEnding(checkedUntilOn))
  })
}

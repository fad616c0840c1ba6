// Whom the summary of each working day ahead goes to, if everything stays as it is now. Whether something waits for them then follows
// also from the calls that come up until then.

import { callsWaiting } from '../calls/actions.ts'
import type { Ctx } from '../ctx.ts'
import { activeWorkers, type DaySummary, digestOfDay, digestOfPlace } from '../digests/queries.ts'
import { digestsUntil, type Occurrence } from '../digests/rules.ts'
import { minutes } from '../lib/time.ts'
import type { Planning } from '../messages/queries.ts'
import type { CalledAhead } from '../rehearsal/queries.ts'
import { clocksOf } from './reminders.ts'
import { dayOf, isTheirs, placeWaits, teamsOf } from './waiting.ts'

/** Both have the same days and hours. */
export const summariesUntil = (ctx: Ctx, until: number) => ({
  workers: digestsUntil('digest.link_worker', clocksOf(ctx), { now: ctx.now, until }),
  place: digestsUntil('digest.coordinator', clocksOf(ctx), { now: ctx.now, until }),
})

/** `called`: whom reminders and questions to come will have to be said to by voice. */
export async function daySummaries(
  ctx: Ctx,
  { workers, place }: ReturnType<typeof summariesUntil>,
  called: readonly CalledAhead[],
): Promise<Planning[]> {
  const ringing = await ringingOn(ctx, workers, called)
  const waiting = await waitingOn(ctx, place, called)
  return [digestOfDay(workers.map((when) => ({ ...when, ...dayOf(ctx, when.dueAt), ringing: ringing(when) }))), digestOfPlace(waiting)]
}

/** The runs that look who has something to be told: every quarter of an hour, until the hour of the summary is over. */
const every = minutes(15)
const runAfter = (at: number, { dueAt }: Occurrence) => (at <= dueAt ? dueAt : Math.ceil(at / every) * every)
function runsOf({ dueAt, usefulUntil }: Occurrence): number[] {
  const runs = [dueAt]
  for (let at = (Math.floor(dueAt / every) + 1) * every; at < usefulUntil; at += every) runs.push(at)
  return runs
}

type Caller = { teamId: string; linkWorkerId: string | null }

/** Who has somebody to ring on the day of a summary, and from when on. */
async function ringingOn(ctx: Ctx, summaries: readonly Occurrence[], called: readonly CalledAhead[]) {
  const staff = await activeWorkers(ctx.db)
  const runs = summaries.flatMap(runsOf)
  const found = runs.length > 0 ? await callsWaiting(ctx, teamsOf(staff), runs) : []
  const callersAt = new Map(runs.map((at, n) => [at, found[n] ?? []]))
  return (when: Occurrence): DaySummary['ringing'] => {
    const toCome = called.filter(({ on, recipientKind }) => on === when.on && recipientKind === 'person')
    const callers = new Map<string, Caller & { from: number }>()
    const note = ({ teamId, linkWorkerId }: Caller, from: number) => {
      const key = `${teamId} ${linkWorkerId}`
      const before = callers.get(key)
      if (from < when.usefulUntil && (!before || from < before.from)) callers.set(key, { teamId, linkWorkerId, from })
    }
    for (const at of runsOf(when)) for (const call of callersAt.get(at) ?? []) note(call, at)
    for (const call of toCome) note(call, runAfter(call.from, when))
    return staff.flatMap((worker) => {
      const froms = [...callers.values()].flatMap((caller) => (isTheirs(caller, worker, staff) ? [caller.from] : []))
      return froms.length > 0 ? [{ userId: worker.userId, from: Math.min(...froms) }] : []
    })
  }
}

/** The summaries of the place in whose hours something waits, each from the run that finds it. */
async function waitingOn(ctx: Ctx, summaries: readonly Occurrence[], called: readonly CalledAhead[]): Promise<Occurrence[]> {
  const runs = summaries.flatMap(runsOf)
  const waits = runs.length > 0 ? await placeWaits(ctx, runs) : []
  const isWaiting = new Map(runs.map((at, n) => [at, waits[n]]))
  return summaries.flatMap((when) => {
    const buddies = called.filter(({ on, recipientKind }) => on === when.on && recipientKind === 'buddy')
    const first = Math.min(...runsOf(when).filter((at) => isWaiting.get(at)), ...buddies.map(({ from }) => runAfter(from, when)))
    return first < when.usefulUntil ? [{ ...when, dueAt: first }] : []
  })
}

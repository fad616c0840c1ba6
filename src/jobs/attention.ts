// What a coordinator must know about what runs by itself: counts, ids and codes, never whom it is about.

import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { hours } from '../lib/time.ts'
import { unreached } from '../messages/attention/actions.ts'
import { messageFlow } from '../messages/attention/queries.ts'
import { providerState } from '../messages/provider/actions.ts'
import { jobHealth } from './health.ts'
import { type JobRun, lastRuns } from './queries.ts'
import { deliverJob } from './schedule.ts'

/** Every tick takes up what is due, so whatever waits for longer than this does not move. */
const stuckAfter = hours(1)

/** What reached nobody, and whether there is a provider to send it. */
export async function outgoing(ctx: Ctx, permit: Permit<'place.run'>, page: { before?: number | undefined } = {}) {
  const [found, runs] = await Promise.all([unreached(ctx, permit, page), lastRuns(ctx.db, deliverJob.name, 3)])
  return { ...found, hasProvider: hasProvider(runs) }
}

export type Outgoing = Awaited<ReturnType<typeof outgoing>>

/** What in the place needs a coordinator today, apart from what people ask of them. */
export async function placeAttention(ctx: Ctx, permit: Permit<'place.run'>) {
  const [health, flow, provider] = await Promise.all([jobHealth(ctx, permit), messageFlow(ctx.db, ctx.now), providerState(ctx, permit)])
  const { waiting, waitingSince, heldBatches, failed, bounced, complained } = flow
  const isStuck = waitingSince !== null && ctx.now - waitingSince > stuckAfter
  return {
    troubled: health.filter(({ state }) => state === 'late' || state === 'failing'),
    hasProvider: hasProvider(health.find(({ job }) => job === deliverJob.name)?.runs ?? []),
    stopped: failed + bounced + complained,
    heldBatches,
    provider,
    waitingTooLong: isStuck ? { messages: waiting, since: waitingSince } : undefined,
  }
}

/** What the last delivery that came to its end found; before the first nobody knows better. */
export const hasProvider = (runs: readonly JobRun[]): boolean =>
  !runs.find(({ endedAt, counts }) => endedAt !== null && counts)?.counts?.no_email_provider

import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { settledByDay, timesToSend } from '../flow/queries.ts'
import { flowOf, lastDays, percentile } from '../flow/rules.ts'
import { stoppedAlike } from '../mending/queries.ts'
import { providerState } from '../provider/actions.ts'
import { stoppedAddresses } from '../suppression/queries.ts'
import { messageFlow, messagesNeedingAttention } from './queries.ts'

const perPage = 25

/** A page of what reached nobody, newest first, with how much waits and how the last two weeks went. No identities. */
export async function unreached(ctx: Ctx, permit: Permit<'place.run'>, { before }: { before?: number | undefined } = {}) {
  const days = lastDays(ctx.now, ctx.place.timeZone)
  const [found, flow, provider, [groups, addresses, byDay, times]] = await Promise.all([
    messagesNeedingAttention(ctx.db, { limit: perPage + 1, before }),
    messageFlow(ctx.db, ctx.now),
    providerState(ctx, permit),
    ctx.db.batch([
      stoppedAlike(ctx.db, ctx.now),
      stoppedAddresses(ctx.db, ctx.now, perPage),
      settledByDay(ctx.db, days),
      timesToSend(ctx.db, days[0]?.from ?? ctx.now),
    ]),
  ])
  const messages = found.messages.slice(0, perPage)
  const waits = times.map(({ ms }) => ms)
  return {
    flow,
    /** Undefined while the provider works. */
    provider,
    messages,
    batches: found.batches,
    /** What stopped for one reason, where that is more than one. */
    groups: groups.filter((group) => group.messages > 1),
    addresses,
    days: flowOf(days, byDay),
    /** Half of what was sent, and nineteen of twenty, went out within so many ms of when they were due. */
    median: percentile(waits, 50),
    most: percentile(waits, 95),
    /** The id before which the next page begins. */
    olderThan: found.messages.length > perPage ? messages.at(-1)?.id : undefined,
  }
}

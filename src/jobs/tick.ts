import type { Ctx } from '../ctx.ts'
import { everyMinute } from './crons.ts'
import { jobStatesOf } from './queries.ts'
import { type Job, jobNamed, jobsAt } from './schedule.ts'

/**
 * The jobs of a tick: those of its cron, and every minute also those of other crons that stopped before all was done, once nothing
 * holds them back. Whichever has waited longest comes first, so that where an invocation may do little, each has its turn.
 */
export async function jobsOfTick(ctx: Ctx, cron: string): Promise<readonly Job[]> {
  const states = await jobStatesOf(ctx.db)
  const goesOn = states.filter(({ hasMore, leasedUntil }) => cron === everyMinute && hasMore && leasedUntil <= ctx.now)
  const left = goesOn.flatMap(({ job }) => jobNamed(job) ?? [])
  const goodAt = new Map(states.map((state) => [state.job, state.goodAt ?? 0]))
  const waitsSince = ({ name }: Job) => goodAt.get(name) ?? 0
  return [...new Set([...jobsAt(cron), ...left])].sort((a, b) => waitsSince(a) - waitsSince(b))
}

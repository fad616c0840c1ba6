import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { type JobRun, lastRuns } from './queries.ts'
import { type Cron, type Job, jobs, lateAfter } from './schedule.ts'

export type JobHealth = { job: string; cron: Cron; state: 'well' | 'late' | 'failing' | 'never_ran'; runs: readonly JobRun[] }

/** Each job with its last runs, and whether it did its work in time. */
export async function jobHealth(ctx: Ctx, _permit: Permit<'place.run'>, runsEach = 5): Promise<JobHealth[]> {
  const [first, ...others] = jobs.map((job) => lastRuns(ctx.db, job.name, runsEach))
  if (!first) return []
  const found = await ctx.db.batch([first, ...others])
  return jobs.map((job, at) => ({ job: job.name, cron: job.cron, state: stateOf(job, found[at] ?? [], ctx.now), runs: found[at] ?? [] }))
}

/** Late is measured from the last run that ended well: a run that was cut off, or that failed, did not do the work. */
export function stateOf(job: Job, runs: readonly JobRun[], now: number): JobHealth['state'] {
  const [last] = runs
  if (!last) return 'never_ran'
  if (last.error) return 'failing'
  const lastGood = runs.find((run) => run.endedAt !== null && !run.error)
  return lastGood && now - lastGood.startedAt <= lateAfter[job.cron] ? 'well' : 'late'
}

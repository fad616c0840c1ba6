import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { type Cron, lateAfter, type Scheduled, scheduled } from './crons.ts'
import { type JobRun, type JobState, jobStatesOf, lastRuns, setUpAt } from './queries.ts'

export type JobHealth = { job: string; cron: Cron; state: 'well' | 'late' | 'failing' | 'never_ran'; runs: readonly JobRun[] }

/** Each job with its last runs, and whether it did its work in time. */
export async function jobHealth(ctx: Ctx, _permit: Permit<'place.run'>, runsEach = 5): Promise<JobHealth[]> {
  const runsOf = scheduled.map((job) => lastRuns(ctx.db, job.name, runsEach))
  const [states, [setUp], ...found] = await ctx.db.batch([jobStatesOf(ctx.db), setUpAt(ctx.db), ...runsOf])
  return scheduled.map((job, at) => {
    const runs = (found[at] ?? []) as JobRun[]
    const state = stateOf(job, runs, ctx.now)
    const isOverdue = state === 'never_ran' && isLate(job, states, setUp?.at ?? undefined, ctx.now)
    return { job: job.name, cron: job.cron, state: isOverdue ? 'late' : state, runs }
  })
}

/** Late is measured from the last run that ended well: a run that was cut off, or that failed, did not do the work. */
export function stateOf(job: Scheduled, runs: readonly JobRun[], now: number): JobHealth['state'] {
  const [last] = runs
  if (!last) return 'never_ran'
  if (last.error) return 'failing'
  const lastGood = runs.find((run) => run.endedAt !== null && !run.error)
  return lastGood && now - lastGood.startedAt <= lateAfter[job.cron] ? 'well' : 'late'
}

/** For a monitor outside the place: the names of jobs that did not do their work in time. Nothing about anybody. */
export async function lateJobs({ db, now }: Ctx): Promise<string[]> {
  const [states, [setUp]] = await db.batch([jobStatesOf(db), setUpAt(db)])
  return scheduled.filter((job) => isLate(job, states, setUp?.at ?? undefined, now)).map(({ name }) => name)
}

/** A job that never ran is late too, once it is known, or the place is there, for longer than it may take. */
function isLate(job: Scheduled, states: readonly JobState[], setUpAt: number | undefined, now: number): boolean {
  const state = states.find((one) => one.job === job.name)
  return now - (state?.goodAt ?? state?.since ?? setUpAt ?? now) > lateAfter[job.cron]
}

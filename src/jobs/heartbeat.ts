import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import { lateAfter } from './crons.ts'
import { beginAnew, type JobState, jobStatesOf, knowJobs, markLate, markWell, tellOfJobs } from './queries.ts'
import type { Job, Tools } from './schedule.ts'

export const heartbeatName = 'heartbeat'

/**
 * Sees whether every job did its work in time. Of those that did not, coordinators are told once, and once more when all run
 * again. Where this job itself stood still, everything did: nobody is woken for that now, and each job is given its time anew. For
 * such hours a monitor outside the place is told every minute that all is well, and misses the word.
 */
export async function heartbeat(
  ctx: Ctx,
  _permit: Permit<'work.scheduled'>,
  { jobs, ping }: Tools & { jobs: readonly Job[] },
): Promise<{ late: number }> {
  const [, states] = await ctx.db.batch([
    knowJobs(
      ctx,
      jobs.map(({ name }) => name),
    ) as never,
    jobStatesOf(ctx.db),
  ])
  const known = new Map(states.map((state) => [state.job, state]))
  const others = jobs.filter(({ name }) => name !== heartbeatName)
  const late = others.filter((job) => isLate(job, known.get(job.name), ctx.now))
  if (late.length === 0) await ping?.()

  if (stoodStill(known.get(heartbeatName), ctx.now)) {
    await commit(ctx.db, [], [beginAnew(ctx)])
    return { late: late.length }
  }
  const alarmed = others.flatMap((job) => known.get(job.name)?.alarmedAt ?? [])
  const fresh = late.filter(({ name }) => known.get(name)?.alarmedAt === null).map(({ name }) => name)
  const mended = others.filter((job) => known.get(job.name)?.alarmedAt && !late.includes(job)).map(({ name }) => name)
  await commit(
    ctx.db,
    [],
    [
      ...(mended.length > 0 ? [markWell(ctx, mended)] : []),
      ...(fresh.length > 0 ? [markLate(ctx, fresh), tellOfJobs(ctx, 'place.job_late', { began: ctx.now })] : []),
      ...(mended.length > 0 ? [tellOfJobs(ctx, 'place.job_well', { began: Math.min(...alarmed) })] : []),
    ],
  )
  return { late: late.length }
}

/** Measured from the last run that did its work, or from when the job was first known, or everything began anew. */
function isLate(job: Job, state: JobState | undefined, now: number): boolean {
  return now - Math.max(state?.goodAt ?? 0, state?.since ?? now) > lateAfter[job.cron]
}

const stoodStill = (own: JobState | undefined, now: number) =>
  own?.goodAt !== null && own?.goodAt !== undefined && now - Math.max(own.goodAt, own.since) > lateAfter['* * * * *']

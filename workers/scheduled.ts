import { runJobs } from '../src/jobs/run.ts'
import { jobsAt } from '../src/jobs/schedule.ts'
import { contextFor } from './context.ts'
import type { Env } from './env.ts'

/** One cron tick: each job of that cron runs with a context of its own, one after another. */
export async function scheduled(event: ScheduledController, env: Env): Promise<void> {
  await runJobs(jobsAt(event.cron), () => contextFor(env))
}

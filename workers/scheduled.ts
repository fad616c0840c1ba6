import { runJobs } from '../src/jobs/run.ts'
import { deliverJob, jobsAt } from '../src/jobs/schedule.ts'
import { contextFor, toolsFor } from './context.ts'
import type { Env } from './env.ts'

/** One cron tick: each job of that cron runs with a context of its own, one after another. */
export const scheduled = (event: ScheduledController, env: Env): Promise<void> =>
  runJobs(jobsAt(event.cron), () => contextFor(env), toolsFor(env))

/** A delivery between ticks, for somebody who sits in front of their mailbox. */
export const deliverNow = (env: Env): Promise<void> => runJobs([deliverJob], () => contextFor(env), toolsFor(env))

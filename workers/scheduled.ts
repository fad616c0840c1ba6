import { runJobs } from '../src/jobs/run.ts'
import { deliverJob } from '../src/jobs/schedule.ts'
import { jobsOfTick } from '../src/jobs/tick.ts'
import { budgetFor, contextFor, toolsFor } from './context.ts'
import { type Env, queueOf } from './env.ts'

/**
 * One cron tick. With a queue, one message for each job, so that each runs in an invocation of its own with all that one may do;
 * without, one job after another here, and what this invocation has no room for is left to the next minute.
 */
export async function scheduled(event: ScheduledController, env: Env): Promise<void> {
  const due = await jobsOfTick(await contextFor(env), event.cron)
  const queue = queueOf(env)
  if (queue) await queue.sendBatch(due.map(({ name }) => ({ body: { job: name } })))
  else await runJobs(due, (budget) => contextFor(env, budget), toolsFor(env), budgetFor(env))
}

/** A delivery between ticks, for somebody who sits in front of their mailbox. */
export const deliverNow = (env: Env): Promise<void> =>
  runJobs([deliverJob], (budget) => contextFor(env, budget), toolsFor(env), budgetFor(env))

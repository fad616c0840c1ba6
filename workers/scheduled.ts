import { runJobs } from '../src/jobs/run.ts'
import { deliverJob, type Job } from '../src/jobs/schedule.ts'
import { jobsOfTick } from '../src/jobs/tick.ts'
import { describeFault, log } from '../src/lib/log.ts'
import { budgetFor, contextFor, toolsFor } from './context.ts'
import { type Env, queueOf } from './env.ts'

/**
 * One cron tick. With a queue, one message for each job, so that each runs in an invocation of its own with all that one may do;
 * without, or when the queue cannot be reached, one job after another here, and what this invocation has no room for is left to the next minute.
 */
export async function scheduled(event: ScheduledController, env: Env): Promise<void> {
  const due = await jobsOfTick(await contextFor(env), event.cron)
  if (await isQueued(due, env)) return
  await runJobs(due, (budget) => contextFor(env, budget), toolsFor(env), budgetFor(env))
}

/** A queue that was deleted or is down keeps no work from being done: some of it may then run twice, which changes nothing. */
async function isQueued(due: readonly Job[], env: Env): Promise<boolean> {
  const queue = queueOf(env)
  if (!queue) return false
  try {
    await queue.sendBatch(due.map(({ name }) => ({ body: { job: name } })))
    return true
  } catch (error) {
    log({ level: 'error', event: 'queue_not_reached', jobs: due.length, ...describeFault(error) })
    return false
  }
}

/** A delivery between ticks, for somebody who sits in front of their mailbox. */
export const deliverNow = (env: Env): Promise<void> =>
  runJobs([deliverJob], (budget) => contextFor(env, budget), toolsFor(env), budgetFor(env))

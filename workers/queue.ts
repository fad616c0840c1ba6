// With Cloudflare Queues bound (see wrangler.toml), a cron tick sends one message for each job, and each is run here by itself: with
// all that one invocation may ask, tried again when it fails, and put before the coordinator when it keeps failing.

import { commit } from '../src/db/commit.ts'
import { recordLost } from '../src/jobs/queries.ts'
import { runJob } from '../src/jobs/run.ts'
import { jobNamed } from '../src/jobs/schedule.ts'
import { log } from '../src/lib/log.ts'
import { budgetFor, contextFor, toolsFor } from './context.ts'
import { type Env, queueOf } from './env.ts'

type Work = { job: string }

/** Of the queue of work each message is one run of one job; of the queue whose name ends in `-dead`, one that failed for good. */
export async function queue(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  const handle = batch.queue.endsWith('-dead') ? writeDown : work
  // One after another, each with its own answer: one that fails has no other tried again.
  for (const message of batch.messages) await handle(message, env)
}

async function work(message: Message<unknown>, env: Env): Promise<void> {
  const job = jobNamed(jobOf(message))
  // Perhaps of a version that is being deployed: another try may find the one that knows it.
  if (!job) return message.retry({ delaySeconds: pause(message.attempts) })
  const outcome = await runJob(job, (budget) => contextFor(env, budget), toolsFor(env), budgetFor(env))
  if (outcome === 'failed') return message.retry({ delaySeconds: pause(message.attempts) })
  // Of a job whose work is shared, every tick begins another run: each that also went on by itself would call the provider at its own
  // full pace beside all the others.
  if (outcome === 'more' && !job.isShared) await goOn({ job: job.name }, env)
  // `busy` too: the run that has the job does its work, and the next tick looks again.
  message.ack()
}

/** The rest of the work in another invocation. When that cannot be sent, the next tick goes on. */
async function goOn(work: Work, env: Env): Promise<void> {
  await queueOf(env)
    ?.send(work)
    .catch(() => log({ level: 'warn', event: 'queue_not_reached', job: work.job }))
}

async function writeDown(message: Message<unknown>, env: Env): Promise<void> {
  const ctx = await contextFor(env)
  const job = jobOf(message)
  log({ level: 'error', event: 'job_given_up', job, requestId: ctx.requestId })
  await commit(ctx.db, [], [recordLost(ctx, job, `given_up ${ctx.requestId}`)])
  message.ack()
}

function jobOf({ body }: Message<unknown>): string {
  const { job } = (body ?? {}) as Partial<Work>
  return typeof job === 'string' && /^[\w-]{1,40}$/.test(job) ? job : 'unknown'
}

/** In seconds: 5, 20, 80 … at most a quarter of an hour; by then the next tick has come. */
const pause = (attempts: number): number => Math.min(5 * 4 ** (attempts - 1), 900)

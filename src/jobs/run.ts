import { permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import { describeFault, log } from '../lib/log.ts'
import { type Budget, OutOfBudget, unlimited } from './budget.ts'
import { everyNight, leases } from './crons.ts'
import { endRun, leaveToNext, startRun } from './queries.ts'
import type { Counts, Job, Tools } from './schedule.ts'

/** A context for one run. With a budget its database counts, and refuses what goes over it. */
export type ContextOf = (budget?: Budget) => Promise<Ctx>
/** `busy`: another run has the job, so this one did nothing. `more`: it stopped before all was done. */
export type Outcome = 'done' | 'more' | 'failed' | 'busy'

/** Taking a job, a first look and a first piece of work. */
const fewest = 8

/**
 * Runs jobs one after another within one budget, each with its own context and record. One that fails does not stop the next;
 * those that the budget has no room for are left to the next tick, and so are those of the night that an invocation which is killed
 * never came to: they would wait for a day.
 */
export async function runJobs(jobs: readonly Job[], context: ContextOf, tools: Tools, budget: Budget = unlimited): Promise<void> {
  const nightly = jobs.filter(({ cron }) => cron === everyNight).map(({ name }) => name)
  if (nightly.length > 0) {
    const ctx = await context()
    await commit(ctx.db, [], [leaveToNext(ctx, nightly)])
  }
  for (const [at, job] of jobs.entries()) {
    if (at > 0 && !budget.hasRoom(fewest)) {
      const left = jobs.slice(at).map(({ name }) => name)
      const ctx = await context()
      log({ level: 'info', event: 'jobs_left', jobs: left.join(' '), requestId: ctx.requestId })
      await commit(ctx.db, [], [leaveToNext(ctx, left)])
      return
    }
    await runJob(job, context, tools, budget)
  }
}

/** One run of a job, unless another has it. What it could not do within the budget is left to the next. */
export async function runJob(job: Job, context: ContextOf, tools: Tools, budget: Budget = unlimited): Promise<Outcome> {
  const granted = permit({ kind: 'system', id: job.name }, 'work.scheduled')
  if (!granted) throw new Error('The policy lets no job work')
  const ctx = await context(budget)
  const run = { id: ctx.newId(), job: job.name, startedAt: ctx.now }
  const told = { job: job.name, requestId: ctx.requestId }
  // The clock of a context stands still, so the end of a run is read from a fresh one, which no budget keeps from writing it down.
  const end = async (ended: Parameters<typeof endRun>[3]) => {
    const { db, now } = await context()
    await endRun(db, run, now, ended)
  }
  try {
    const leasedUntil = ctx.now + leases[job.cron]
    if (!(await startRun(ctx, { id: run.id, job: job.name, leasedUntil, isShared: job.isShared === true }))) return 'busy'
    let soFar: Counts = {}
    const countsIn = (counts: Counts) => {
      soFar = counts
    }
    const counts = await within(
      () => job.run(ctx, granted, { ...tools, hasRoom: budget.hasRoom, countsIn }),
      () => soFar,
    )
    const hasMore = Boolean(counts.more)
    await end({ counts, hasMore })
    // A run that found nothing to do has its row; the log is for what happened.
    if (Object.values(counts).some((count) => count > 0)) log({ level: 'info', event: 'job', ...told, ...counts })
    return hasMore ? 'more' : 'done'
  } catch (error) {
    const fault = describeFault(error)
    log({ level: 'error', event: 'job_failed', ...told, ...fault })
    await end({ error: `${fault.constraint ?? fault.fault} ${ctx.requestId}` }).catch(() => {
      log({ level: 'error', event: 'job_record_lost', ...told })
    })
    return 'failed'
  }
}

/** A job may be cut at any await; where the budget ends, it is, and what it has counted by then stands. */
async function within(work: () => Promise<Counts>, soFar: () => Counts): Promise<Counts> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof OutOfBudget) return { ...soFar(), more: 1 }
    throw error
  }
}

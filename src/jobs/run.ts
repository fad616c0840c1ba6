import { permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { describeFault, log } from '../lib/log.ts'
import { endRun, startRun } from './queries.ts'
import type { Job, Tools } from './schedule.ts'

/** Runs jobs one after another, each with its own context and record. One that fails does not stop the next. */
export async function runJobs(jobs: readonly Job[], context: () => Promise<Ctx>, tools: Tools): Promise<void> {
  for (const job of jobs) await runJob(job, context, tools)
}

async function runJob(job: Job, context: () => Promise<Ctx>, tools: Tools): Promise<void> {
  const granted = permit({ kind: 'system', id: job.name }, 'work.scheduled')
  if (!granted) throw new Error('The policy lets no job work')
  const ctx = await context()
  const runId = ctx.newId()
  // The clock of a context stands still, so the end of a run is read from a fresh one.
  const end = async (outcome: { counts?: Record<string, number>; error?: string }) => endRun(ctx.db, runId, (await context()).now, outcome)
  try {
    await startRun(ctx, runId, job.name)
    const counts = await job.run(ctx, granted, tools)
    await end({ counts })
    // A run that found nothing to do has its row; the log is for what happened.
    if (Object.values(counts).some((count) => count > 0))
      log({ level: 'info', event: 'job', job: job.name, requestId: ctx.requestId, ...counts })
  } catch (error) {
    const fault = describeFault(error)
    log({ level: 'error', event: 'job_failed', job: job.name, requestId: ctx.requestId, ...fault })
    await end({ error: `${fault.constraint ?? fault.fault} ${ctx.requestId}` }).catch(() => {
      log({ level: 'error', event: 'job_record_lost', job: job.name, requestId: ctx.requestId })
    })
  }
}

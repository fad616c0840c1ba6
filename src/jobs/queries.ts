import { eq } from 'drizzle-orm'
import type { Ctx } from '../ctx.ts'
import { jobRuns } from '../db/schema/jobs.ts'

export async function startRun(ctx: Ctx, id: string, job: string): Promise<void> {
  await ctx.db.insert(jobRuns).values({ id, job, startedAt: ctx.now })
}

/** The clock of a run stands still, so the end is told by the caller's next context; what matters is that it ended. */
export async function endRun(ctx: Ctx, id: string, outcome: { counts?: Record<string, number>; error?: string }): Promise<void> {
  await ctx.db
    .update(jobRuns)
    .set({ endedAt: ctx.now, counts: outcome.counts ?? null, error: outcome.error ?? null })
    .where(eq(jobRuns.id, id))
}

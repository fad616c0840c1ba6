import { desc, eq, lt } from 'drizzle-orm'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { jobRuns } from '../db/schema/jobs.ts'

export type JobRun = typeof jobRuns.$inferSelect

export async function startRun(ctx: Ctx, id: string, job: string): Promise<void> {
  await ctx.db.insert(jobRuns).values({ id, job, startedAt: ctx.now })
}

export async function endRun(
  db: Db,
  id: string,
  endedAt: number,
  outcome: { counts?: Record<string, number>; error?: string },
): Promise<void> {
  await db
    .update(jobRuns)
    .set({ endedAt, counts: outcome.counts ?? null, error: outcome.error ?? null })
    .where(eq(jobRuns.id, id))
}

/** The last runs of one job, newest first. */
export const lastRuns = (db: Db, job: string, limit: number) =>
  db.select().from(jobRuns).where(eq(jobRuns.job, job)).orderBy(desc(jobRuns.startedAt)).limit(limit)

export const forgetRuns = (db: Db, before: number): Statement => db.delete(jobRuns).where(lt(jobRuns.startedAt, before))

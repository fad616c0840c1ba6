import { and, desc, eq, isNotNull, isNull, lt } from 'drizzle-orm'
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

/** The last run of a job that did all of its work. */
export const lastGoodRun = (db: Db, job: string) =>
  db
    .select({ startedAt: jobRuns.startedAt })
    .from(jobRuns)
    .where(and(eq(jobRuns.job, job), isNotNull(jobRuns.endedAt), isNull(jobRuns.error)))
    .orderBy(desc(jobRuns.startedAt))
    .limit(1)

export const forgetRuns = (db: Db, before: number): Statement => db.delete(jobRuns).where(lt(jobRuns.startedAt, before))

import { and, desc, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { jobRuns, jobStates } from '../db/schema/jobs.ts'
import { users } from '../db/schema/organisations.ts'
import { days } from '../lib/time.ts'
import { kinds } from '../messages/rules.ts'
import { triedAgainAfter } from './crons.ts'

export type JobRun = typeof jobRuns.$inferSelect

export type JobState = typeof jobStates.$inferSelect

type Start = { id: string; job: string; leasedUntil: number; isShared: boolean }

/**
 * Takes the job for one run and writes the run down; false when another run holds it, and then nothing is written. A job that
 * shares its work by itself is never refused.
 */
export async function startRun({ db, now }: Ctx, { id, job, leasedUntil, isShared }: Start): Promise<boolean> {
  const isFree = sql`${isShared ? 1 : 0} OR ${jobStates.runId} IS NULL OR ${jobStates.leasedUntil} <= ${now}`
  const [taken] = await db.batch([
    db
      .insert(jobStates)
      .values({ job, since: now, runId: id, leasedUntil, hasMore: true })
      .onConflictDoUpdate({ target: jobStates.job, set: { runId: id, leasedUntil, hasMore: true }, setWhere: isFree })
      .returning({ job: jobStates.job }),
    db.run(sql`INSERT INTO job_runs (id, job, started_at) SELECT ${id}, ${job}, CAST(${now} AS INTEGER)
      WHERE EXISTS (SELECT 1 FROM job_states WHERE job = ${job} AND run_id = ${id})`),
  ])
  return taken.length > 0
}

export type Ended = { counts: Record<string, number>; hasMore: boolean } | { error: string }

/** Writes down what became of a run and gives the job up, if it is still this run's. After a failure the ticks leave it alone for a while. */
export async function endRun(db: Db, run: { id: string; job: string; startedAt: number }, endedAt: number, ended: Ended): Promise<void> {
  const ifMine = (value: number | null, otherwise: string) => sql`CASE WHEN run_id = ${run.id} THEN ${value} ELSE ${sql.raw(otherwise)} END`
  const [written, state] =
    'error' in ended
      ? [ended, { runId: ifMine(null, 'run_id'), leasedUntil: ifMine(endedAt + triedAgainAfter, 'leased_until') }]
      : [
          { counts: ended.counts },
          {
            goodAt: sql`max(coalesce(good_at, 0), ${run.startedAt})`,
            hasMore: ifMine(Number(ended.hasMore), 'has_more'),
            leasedUntil: ifMine(0, 'leased_until'),
          },
        ]
  await db.batch([
    db
      .update(jobRuns)
      .set({ endedAt, ...written })
      .where(eq(jobRuns.id, run.id)),
    db.update(jobStates).set(state).where(eq(jobStates.job, run.job)),
  ])
}

/** Leaves jobs to the next tick: an invocation that has used up what it may do begins no more of them. */
export const leaveToNext = ({ db, now }: Ctx, jobs: readonly string[]): Statement =>
  db.run(sql`INSERT INTO job_states (job, since, has_more) SELECT value, CAST(${now} AS INTEGER), 1 FROM json_each(${JSON.stringify(jobs)})
    WHERE true ON CONFLICT (job) DO UPDATE SET has_more = 1`)

/** A run that never was: what the platform gave up before a job could be started, or after its last try. */
export const recordLost = ({ db, now, newId }: Ctx, job: string, error: string): Statement =>
  db.insert(jobRuns).values({ id: newId(), job, startedAt: now, endedAt: now, error })

/** The last runs of one job, newest first. */
export const lastRuns = (db: Db, job: string, limit: number) =>
  db.select().from(jobRuns).where(eq(jobRuns.job, job)).orderBy(desc(jobRuns.startedAt)).limit(limit)

/** The last run of a job that did all of its work, and left nothing to the next. */
export const lastGoodRun = (db: Db, job: string) =>
  db
    .select({ startedAt: jobRuns.startedAt })
    .from(jobRuns)
    .where(and(eq(jobRuns.job, job), isNotNull(jobRuns.endedAt), isNull(jobRuns.error), sql`counts->>'$.more' IS NULL`))
    .orderBy(desc(jobRuns.startedAt))
    .limit(1)

export const forgetRuns = (db: Db, before: number): Statement => db.delete(jobRuns).where(lt(jobRuns.startedAt, before))

/** Makes sure that each job is known, from now on. */
export const knowJobs = ({ db, now }: Ctx, jobs: readonly string[]): Statement =>
  db.run(sql`INSERT INTO job_states (job, since) SELECT value, CAST(${now} AS INTEGER) FROM json_each(${JSON.stringify(jobs)})
    WHERE true ON CONFLICT DO NOTHING`)

export const jobStatesOf = (db: Db) => db.select().from(jobStates)

/** When the place was set up: its first user is made with it. */
export const setUpAt = (db: Db) => db.select({ at: sql<number | null>`min(${users.createdAt})`.as('at') }).from(users)

/** The clock of every job begins anew: the whole place stood still, and each is given its time to catch up. */
export const beginAnew = ({ db, now }: Ctx): Statement => db.update(jobStates).set({ since: now })

/** Notes that coordinators are told of these, or that these run again; what another run noted is left as it is. */
export const markLate = ({ db, now }: Ctx, jobs: readonly string[]): Statement =>
  db
    .update(jobStates)
    .set({ alarmedAt: now })
    .where(sql`${jobStates.job} IN (SELECT value FROM json_each(${JSON.stringify(jobs)})) AND ${jobStates.alarmedAt} IS NULL`)

export const markWell = ({ db }: Ctx, jobs: readonly string[]): Statement =>
  db
    .update(jobStates)
    .set({ alarmedAt: null })
    .where(sql`${jobStates.job} IN (SELECT value FROM json_each(${JSON.stringify(jobs)}))`)

/**
 * Plans one email to every coordinator: of jobs that do not run, where this run was the one to note them; or that all run again,
 * once for each trouble, which is known by its beginning.
 */
export function tellOfJobs(ctx: Ctx, kind: 'place.job_late' | 'place.job_well', { began }: { began: number }): Statement {
  const { db, now, place } = ctx
  const isSo =
    kind === 'place.job_late'
      ? sql`EXISTS (SELECT 1 FROM job_states WHERE alarmed_at = ${began})`
      : sql`NOT EXISTS (SELECT 1 FROM job_states WHERE alarmed_at IS NOT NULL)`
  return db.run(sql`
    INSERT INTO messages (kind, recipient_kind, recipient_id, subject_id, dedupe_key, due_at, useful_until, created_at)
    SELECT DISTINCT ${kind}, ${kinds[kind].to}, u.id, ${place.id}, ${kind} || ':' || ${place.id} || ':' || u.id || ':' || CAST(${began} AS INTEGER),
      CAST(${now} AS INTEGER), CAST(${now + days(1)} AS INTEGER), CAST(${now} AS INTEGER)
    FROM organisations AS o CROSS JOIN memberships AS w ON w.org_id = o.id AND w.role = 'coordinator'
      CROSS JOIN users AS u ON u.id = w.user_id AND u.disabled_at IS NULL
    WHERE o.kind = 'place_office' AND ${isSo} ON CONFLICT DO NOTHING`)
}

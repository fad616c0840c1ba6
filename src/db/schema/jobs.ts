import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** One run of one scheduled job. */
export const jobRuns = sqliteTable(
  'job_runs',
  {
    id: text('id').primaryKey(),
    job: text('job').notNull(),
    startedAt: integer('started_at').notNull(),
    endedAt: integer('ended_at'),
    /** What it did, by name, e.g. { planned: 12 }. */
    counts: text('counts', { mode: 'json' }).$type<Record<string, number>>(),
    /** The class of the fault and the request id, no personal data. */
    error: text('error'),
  },
  (table) => [index('job_runs_job').on(table.job, table.startedAt), index('job_runs_age').on(table.startedAt)],
)

/** What is known of one scheduled job, whatever its runs. */
export const jobStates = sqliteTable('job_states', {
  job: text('job').primaryKey(),
  /** When this place first knew of the job. */
  since: integer('since').notNull(),
  /** The run that holds the job, until `leasedUntil`: one that was cut off gives it up then. Null after a failure: until then no tick takes it up. */
  runId: text('run_id'),
  leasedUntil: integer('leased_until').notNull().default(0),
  /** When the last run began that did its work. */
  goodAt: integer('good_at'),
  /** No run has done all since: it stopped before, failed or was cut off, or is at it. A tick goes on once `leasedUntil` is over. */
  hasMore: integer('has_more', { mode: 'boolean' }).notNull().default(false),
  /** When coordinators were told that it does not run; null while it does. */
  alarmedAt: integer('alarmed_at'),
})

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

// Which job runs when. A test compares the crons with wrangler.toml.

import type { Permit } from '../access/permit.ts'
import { linkEntries } from '../audit/actions.ts'
import type { Ctx } from '../ctx.ts'
import { planReminders } from './reminders.ts'
import { planSurveys } from './surveys.ts'

export type Counts = Record<string, number>
/** Finds what is due and calls the use case that a person would; running it twice changes nothing. */
export type Job = { name: string; cron: Cron; run: (ctx: Ctx, permit: Permit<'work.scheduled'>) => Promise<Counts> }
export type Cron = '* * * * *' | '*/15 * * * *' | '0 3 * * *'

/** How long a job may go without a run before it is shown in red: three of its own intervals. */
export const lateAfter: Record<Cron, number> = { '* * * * *': 5 * 60_000, '*/15 * * * *': 45 * 60_000, '0 3 * * *': 50 * 3_600_000 }

export const jobs: readonly Job[] = [
  { name: 'link-audit', cron: '* * * * *', run: linkEntries },
  { name: 'plan-reminders', cron: '*/15 * * * *', run: planReminders },
  { name: 'plan-surveys', cron: '*/15 * * * *', run: planSurveys },
]

export const jobsAt = (cron: string): readonly Job[] => jobs.filter((job) => job.cron === cron)

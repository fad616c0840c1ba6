// Which job runs when. A test compares the crons with wrangler.toml.

import type { Permit } from '../access/permit.ts'
import { linkEntries } from '../audit/actions.ts'
import { closePastSessions } from '../bookings/closing/actions.ts'
import { mendFirstVisits } from '../bookings/first-visits/actions.ts'
import { passOnPlaces } from '../bookings/passing-on/actions.ts'
import { expireChecks } from '../buddies/vetting/actions.ts'
import type { Ctx } from '../ctx.ts'
import { reopenGroups } from '../groups/actions.ts'
import { type Delivered, deliver } from '../messages/deliver.ts'
import type { Sender } from '../messages/rules.ts'
import { planOutcomes } from '../outcomes/planning/actions.ts'
import { escalateReferrals } from '../referrals/late/actions.ts'
import { tellReferrers } from '../referrals/news/actions.ts'
import { extendSeries } from '../sessions/extension/actions.ts'
import { raiseAlarms } from '../visits/alarms/actions.ts'
import { compareCounters } from './counters.ts'
import { writers } from './letters/writers.ts'
import { planReminders } from './reminders.ts'
import { planSurveys } from './surveys.ts'
import { tidy } from './tidy.ts'

export type Counts = Record<string, number>
/**
 * What a job may use beside its context. `sender` is undefined in a place that has no email provider yet; `texts` sees to it that
 * the texts of letters are there.
 */
export type Tools = { sender: ((ctx: Ctx) => Sender) | undefined; texts?: () => Promise<void> | undefined }
/** Finds what is due and calls the use case that a person would; running it twice changes nothing. */
export type Job = { name: string; cron: Cron; run: (ctx: Ctx, permit: Permit<'work.scheduled'>, tools: Tools) => Promise<Counts> }
export type Cron = '* * * * *' | '*/15 * * * *' | '0 3 * * *'

/** How long a job may go without a good run before it is shown in red. */
export const lateAfter: Record<Cron, number> = { '* * * * *': 5 * 60_000, '*/15 * * * *': 45 * 60_000, '0 3 * * *': 50 * 3_600_000 }

/** Sends what is due. Without a provider everything waits, and the run says so. */
export const deliverJob = {
  name: 'deliver',
  cron: '* * * * *',
  run: async (ctx, permit, { sender, texts }): Promise<Delivered & { no_email_provider?: number }> => {
    if (!sender) return { no_email_provider: 1 }
    await texts?.()
    return deliver(ctx, permit, { writers, sender: sender(ctx) })
  },
} as const satisfies Job

export const jobs = [
  deliverJob,
  { name: 'link-audit', cron: '* * * * *', run: linkEntries },
  { name: 'pass-on-places', cron: '*/15 * * * *', run: passOnPlaces },
  { name: 'mend-first-visits', cron: '*/15 * * * *', run: mendFirstVisits },
  { name: 'reopen-groups', cron: '*/15 * * * *', run: reopenGroups },
  { name: 'plan-reminders', cron: '*/15 * * * *', run: planReminders },
  { name: 'plan-surveys', cron: '*/15 * * * *', run: planSurveys },
  { name: 'plan-outcomes', cron: '*/15 * * * *', run: planOutcomes },
  { name: 'raise-alarms', cron: '*/15 * * * *', run: raiseAlarms },
  { name: 'tell-referrers', cron: '*/15 * * * *', run: tellReferrers },
  { name: 'escalate-referrals', cron: '*/15 * * * *', run: escalateReferrals },
  { name: 'extend-series', cron: '0 3 * * *', run: extendSeries },
  { name: 'close-past-sessions', cron: '0 3 * * *', run: closePastSessions },
  { name: 'expire-checks', cron: '0 3 * * *', run: expireChecks },
  { name: 'check-counters', cron: '0 3 * * *', run: compareCounters },
  { name: 'tidy', cron: '0 3 * * *', run: tidy },
] as const satisfies readonly Job[]

type CountsOf<One> = One extends { run: (...given: never[]) => Promise<infer Counted> } ? keyof Counted : never
/** Everything that some job counts. */
export type CountName = CountsOf<(typeof jobs)[number]>

const all: readonly Job[] = jobs
export const jobsAt = (cron: string): readonly Job[] => all.filter((job) => job.cron === cron)

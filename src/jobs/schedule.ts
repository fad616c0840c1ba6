// Which job runs when. A test compares the crons with wrangler.toml.

import type { Permit } from '../access/permit.ts'
import { linkEntries } from '../audit/actions.ts'
import { closePastSessions } from '../bookings/closing/actions.ts'
import { mendFirstVisits } from '../bookings/first-visits/actions.ts'
import { passOnPlaces } from '../bookings/passing-on/actions.ts'
import { expireChecks } from '../buddies/vetting/actions.ts'
import type { Ctx } from '../ctx.ts'
import { type Delivered, deliver } from '../messages/deliver.ts'
import type { Sender } from '../messages/rules.ts'
import { reopenGroups } from '../organising/actions.ts'
import { planOutcomes } from '../outcomes/planning/actions.ts'
import { escalateReferrals } from '../referrals/late/actions.ts'
import { tellReferrers } from '../referrals/news/actions.ts'
import { extendSeries } from '../sessions/extension/actions.ts'
import { raiseAlarms } from '../visits/alarms/actions.ts'
import { compareCounters } from './counters.ts'
import type { Cron } from './crons.ts'
import { planDigests } from './digests.ts'
import { heartbeat, heartbeatName } from './heartbeat.ts'
import { writers } from './letters/writers.ts'
import { planReminders } from './reminders.ts'
import { planSurveys } from './surveys.ts'
import { tidy } from './tidy.ts'

export type Counts = Record<string, number>
/**
 * What a job may use beside its context. `sender` is undefined in a place that has no email provider yet; `texts` sees to it that
 * the texts of letters are there.
 */
export type Tools = {
  sender: ((ctx: Ctx) => Sender) | undefined
  texts?: () => Promise<void> | undefined
  /** Whether this invocation has room for a piece of work of so many statements. */
  hasRoom?: (statements: number) => boolean
  /** Shows the record what the run goes on counting in, so that nothing is left out where the budget ends it. */
  countsIn?: (counts: Counts) => void
  /** Tells a monitor outside the place that all is well. */
  ping?: () => Promise<void>
}
/**
 * Finds what is due and calls the use case that a person would; running it twice changes nothing. It counts what it did, and as
 * `more` that it stopped before all was done.
 */
export type Job = {
  name: string
  cron: Cron
  /** Several runs at once share its work by themselves, and the next tick does the rest. Of every other job one run at a time is enough. */
  isShared?: true
  run: (ctx: Ctx, permit: Permit<'work.scheduled'>, tools: Tools) => Promise<Counts>
}

/** What one batch of emails asks the database at the most, with letters of many kinds in it. */
const statementsOfBatch = 24
/** About five seconds of processor and, at the provider's two calls a second, twenty of the clock: well within what a run may take. */
const mostBatches = 40

/** Sends what is due. Without a provider everything waits, and the run says so. */
export const deliverJob = {
  name: 'deliver',
  cron: '* * * * *',
  isShared: true,
  run: async (ctx, permit, { sender, texts, hasRoom, countsIn }): Promise<Delivered & { no_email_provider?: number }> => {
    if (!sender) return { no_email_provider: 1 }
    await texts?.()
    const counts: Delivered = { batches: 0, sent: 0 }
    countsIn?.(counts)
    const hasRoomForOne = () => hasRoom?.(statementsOfBatch) ?? true
    return deliver(ctx, permit, { writers, sender: sender(ctx), hasRoom: hasRoomForOne, limit: mostBatches, counts })
  },
} as const satisfies Job

export const jobs = [
  deliverJob,
  { name: 'link-audit', cron: '* * * * *', run: linkEntries },
  { name: heartbeatName, cron: '* * * * *', run: (ctx, permit, tools) => heartbeat(ctx, permit, { ...tools, jobs: all }) },
  { name: 'pass-on-places', cron: '*/15 * * * *', run: passOnPlaces },
  { name: 'mend-first-visits', cron: '*/15 * * * *', run: mendFirstVisits },
  { name: 'reopen-groups', cron: '*/15 * * * *', run: reopenGroups },
  { name: 'plan-reminders', cron: '*/15 * * * *', run: planReminders },
  { name: 'plan-surveys', cron: '*/15 * * * *', run: planSurveys },
  { name: 'plan-outcomes', cron: '*/15 * * * *', run: planOutcomes },
  { name: 'plan-digests', cron: '*/15 * * * *', run: planDigests },
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
export const jobNamed = (name: string): Job | undefined => all.find((job) => job.name === name)

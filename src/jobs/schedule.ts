// What each job of crons.ts does.

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
import { type Cron, cronOf, type JobName } from './crons.ts'
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
  cron: cronOf.deliver,
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

const job = <R extends Job['run']>(name: JobName, run: R) => ({ name, cron: cronOf[name], run })

export const jobs = [
  deliverJob,
  job('link-audit', linkEntries),
  job(heartbeatName, (ctx, permit, tools) => heartbeat(ctx, permit, { ...tools, jobs: all })),
  job('pass-on-places', passOnPlaces),
  job('mend-first-visits', mendFirstVisits),
  job('reopen-groups', reopenGroups),
  job('plan-reminders', planReminders),
  job('plan-surveys', planSurveys),
  job('plan-outcomes', planOutcomes),
  job('plan-digests', planDigests),
  job('raise-alarms', raiseAlarms),
  job('tell-referrers', tellReferrers),
  job('escalate-referrals', escalateReferrals),
  job('extend-series', extendSeries),
  job('close-past-sessions', closePastSessions),
  job('expire-checks', expireChecks),
  job('check-counters', compareCounters),
  job('tidy', tidy),
] as const satisfies readonly Job[]

type CountsOf<One> = One extends { run: (...given: never[]) => Promise<infer Counted> } ? keyof Counted : never
/** Everything that some job counts. */
export type CountName = CountsOf<(typeof jobs)[number]>

const all: readonly Job[] = jobs
export const jobsAt = (cron: string): readonly Job[] => all.filter((job) => job.cron === cron)
export const jobNamed = (name: string): Job | undefined => all.find((job) => job.name === name)

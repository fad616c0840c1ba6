// Which jobs there are, how often they run, and what follows from it, in ms. A test compares the crons with wrangler.toml.

export type Cron = '* * * * *' | '*/15 * * * *' | '0 3 * * *'
export const everyMinute = '* * * * *' satisfies Cron
export const everyNight = '0 3 * * *' satisfies Cron

/** Which job runs when, by UTC, in the order in which a tick takes them; schedule.ts says what each does. */
export const cronOf = {
  deliver: '* * * * *',
  'link-audit': '* * * * *',
  heartbeat: '* * * * *',
  'pass-on-places': '*/15 * * * *',
  'mend-first-visits': '*/15 * * * *',
  'reopen-groups': '*/15 * * * *',
  'plan-reminders': '*/15 * * * *',
  'plan-surveys': '*/15 * * * *',
  'plan-outcomes': '*/15 * * * *',
  'plan-digests': '*/15 * * * *',
  'raise-alarms': '*/15 * * * *',
  'tell-referrers': '*/15 * * * *',
  'escalate-referrals': '*/15 * * * *',
  'extend-series': '0 3 * * *',
  'close-past-sessions': '0 3 * * *',
  'expire-checks': '0 3 * * *',
  'check-counters': '0 3 * * *',
  tidy: '0 3 * * *',
} as const satisfies Record<string, Cron>
export type JobName = keyof typeof cronOf
export type Scheduled = { name: string; cron: Cron }
export const scheduled: readonly Scheduled[] = Object.entries(cronOf).map(([name, cron]) => ({ name, cron }))

/** How long a job may go without a good run before it is shown in red and coordinators are told. */
export const lateAfter: Record<Cron, number> = { '* * * * *': 5 * 60_000, '*/15 * * * *': 45 * 60_000, '0 3 * * *': 50 * 3_600_000 }

/** A job that failed is taken up again after so long, if its cron, or the queue, does not do it before. */
export const triedAgainAfter = 60 * 60_000

/** How long a run keeps others from its job. No run lasts as long; one that was cut off gives it up then. */
export const leases: Record<Cron, number> = { '* * * * *': 2 * 60_000, '*/15 * * * *': 10 * 60_000, '0 3 * * *': 20 * 60_000 }

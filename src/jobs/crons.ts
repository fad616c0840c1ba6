// How often jobs run, and what follows from it. All in ms.

export type Cron = '* * * * *' | '*/15 * * * *' | '0 3 * * *'
export const everyMinute = '* * * * *' satisfies Cron

/** How long a job may go without a good run before it is shown in red and coordinators are told. */
export const lateAfter: Record<Cron, number> = { '* * * * *': 5 * 60_000, '*/15 * * * *': 45 * 60_000, '0 3 * * *': 50 * 3_600_000 }

/** How long a run keeps others from its job. No run lasts as long; one that was cut off gives it up then. */
export const leases: Record<Cron, number> = { '* * * * *': 2 * 60_000, '*/15 * * * *': 10 * 60_000, '0 3 * * *': 20 * 60_000 }

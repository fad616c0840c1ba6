// Whom a link worker should think of today, and why. Pure.

import { addDays, type Day, days, localDay, type Zone } from '../lib/time.ts'

/** In the order in which they are looked after: what was promised, what went wrong, what was said, and who fell silent. */
export type FollowUpReason = 'step_due' | 'missed' | 'not_again' | 'quiet'

export const settlements = ['done', 'in_a_week'] as const
export type Settlement = (typeof settlements)[number]

/** A missed session and a "not again" stay on the list this long. */
export const lookBack = days(28)

/** The instant since which nothing may have happened with somebody who has gone quiet. */
export const quietSince = (now: number, weeks: number): number => now - days(7 * weeks)

/** The day before which a follow-up stays away: whoever has gone quiet and was looked after has the whole time again. */
export const awayUntil = (now: number, zone: Zone, how: Settlement, quietWeeks: number): Day =>
  addDays(localDay(now, zone), how === 'done' ? 7 * quietWeeks : 7)

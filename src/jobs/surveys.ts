import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { spansEnded } from '../letters/planning/queries.ts'
import { caughtUp, correctedFor, type Slot, slotsDue } from '../letters/planning/rules.ts'
import { lastGoodRun } from './queries.ts'
import { clocksOf, planAll } from './reminders.ts'
import type { Tools } from './schedule.ts'

/**
 * Plans "How was it?" two waking hours after each session that ran, once for everybody who had a place in it. What the last
 * good run went through is not gone through again: a busy place would look at thousands of bookings every quarter of an hour.
 */
export async function planSurveys(ctx: Ctx, permit: Permit<'work.scheduled'>, { countsIn }: Pick<Tools, 'countsIn'> = {}) {
  const counts: { surveys: number; more?: number } = { surveys: 0 }
  countsIn?.(counts)
  const [ended, [lastGood]] = await ctx.db.batch([spansEnded(ctx.db, ctx.now - caughtUp, ctx.now), lastGoodRun(ctx.db, permit.actor.id)])
  const due = slotsDue(ended, 'booking.survey', clocksOf(ctx), ctx.now).filter(isStillAsked(lastGood))
  await planAll(ctx, 'booking.survey', due, counts, (added) => {
    counts.surveys += added
  })
  return counts
}

/** Whether a survey of that hour is looked for again, after a good run. */
export const isStillAsked =
  (lastGood: { startedAt: number } | undefined) =>
  ({ idealAt }: Slot): boolean =>
    idealAt > (lastGood ? lastGood.startedAt - correctedFor : 0)

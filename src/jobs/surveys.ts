import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { spansEnded } from '../letters/planning/queries.ts'
import { caughtUp, slotsDue, surveyDue } from '../letters/planning/rules.ts'
import { days } from '../lib/time.ts'
import { lastGoodRun } from './queries.ts'
import { clocksOf, planner } from './reminders.ts'

/** A register that is corrected this long after the surveys went out still brings one to whoever came after all. */
const corrections = days(1)

/**
 * Plans "How was it?" two waking hours after each session that ran, once for everybody who had a place in it. What the last
 * good run went through is not gone through again: a busy place would look at thousands of bookings every quarter of an hour.
 */
export async function planSurveys(ctx: Ctx, permit: Permit<'work.scheduled'>) {
  const [ended, [lastGood]] = await ctx.db.batch([spansEnded(ctx.db, ctx.now - caughtUp, ctx.now), lastGoodRun(ctx.db, permit.actor.id)])
  const since = lastGood ? lastGood.startedAt - corrections : 0
  const due = slotsDue(ended, surveyDue, clocksOf(ctx), ctx.now).filter(({ idealAt }) => idealAt > since)
  const { plan, stoppedEarly } = planner(ctx)
  const surveys = await plan('booking.survey', due)
  return { surveys, ...stoppedEarly() }
}

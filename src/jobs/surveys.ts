import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { spansEnded } from '../letters/planning/queries.ts'
import { caughtUp, slotsDue, surveyDue } from '../letters/planning/rules.ts'
import { clocksOf, planAll } from './reminders.ts'

/** Plans "How was it?" two waking hours after each session that ran, once for everybody who had a place in it. */
export async function planSurveys(ctx: Ctx, _permit: Permit<'work.scheduled'>): Promise<Record<string, number>> {
  const ended = await spansEnded(ctx.db, ctx.now - caughtUp, ctx.now)
  return { surveys: await planAll(ctx, 'booking.survey', slotsDue(ended, surveyDue, clocksOf(ctx), ctx.now)) }
}

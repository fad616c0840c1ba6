import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { type PlannedKind, planMany, spansEnded, spansStarting } from '../letters/planning/queries.ts'
import { type Clocks, caughtUp, onTheDay, registerDue, type Slot, slotsDue, twoDaysBefore } from '../letters/planning/rules.ts'
import { days } from '../lib/time.ts'

/**
 * Plans the reminders of two days before and of the day for attendees and buddies, and asks organisers for a register that is
 * not taken. Counts by kind. Running it twice, or two at once, plans nothing twice; a day without a run is caught up.
 */
export async function planReminders(ctx: Ctx, _permit: Permit<'work.scheduled'>) {
  const { db, now } = ctx
  const clocks = clocksOf(ctx)
  // Two local days can be an hour longer than 48, and quiet hours move a reminder forward, never back.
  const [ahead, ended] = await db.batch([spansStarting(db, now, now + days(3)), spansEnded(db, now - caughtUp, now)])
  const twoDays = slotsDue(ahead, twoDaysBefore, clocks, now)
  const today = slotsDue(ahead, onTheDay, clocks, now)
  const { plan, stoppedEarly } = planner(ctx)
  const planned = {
    attendees_48h: await plan('booking.reminder_48h', twoDays),
    attendees_day: await plan('booking.reminder_day', today),
    buddies_48h: await plan('visit.reminder_48h', twoDays),
    buddies_day: await plan('visit.reminder_day', today),
    registers: await plan('provider.register_due', slotsDue(ended, registerDue, clocks, now)),
  }
  return { ...planned, ...stoppedEarly() }
}

export const clocksOf = ({ place }: Ctx): Clocks => ({
  zone: place.timeZone,
  quiet: { from: place.quietFrom, until: place.quietUntil },
})

// Bounds each statement, and the run as a whole; the next run goes on.
const perStatement = 5_000
const mostStatements = 40

/** Plans kind after kind and answers with how many it planned; afterwards it says whether it stopped before all was planned. */
export function planner(ctx: Ctx) {
  let isLeft = false
  async function plan(kind: PlannedKind, slots: readonly Slot[]): Promise<number> {
    let planned = 0
    for (let round = 0; slots.length > 0; round++) {
      if (round === mostStatements) {
        isLeft = true
        break
      }
      const rows = await planMany(ctx, kind, slots, perStatement)
      planned += rows.length
      if (rows.length < perStatement) break
    }
    return planned
  }
  return { plan, stoppedEarly: (): { more?: number } => (isLeft ? { more: 1 } : {}) }
}

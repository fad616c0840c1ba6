import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { rowsChanged } from '../db/connect.ts'
import { planMany, spansEnded, spansStarting } from '../letters/planning/queries.ts'
import { type Clocks, caughtUp, type PlannedKind, portions, type Slot, slotsDue } from '../letters/planning/rules.ts'
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
  const { plan, stoppedEarly } = planner(ctx)
  const due = (kind: PlannedKind, spans: typeof ahead) => plan(kind, slotsDue(spans, kind, clocks, now))
  const planned = {
    attendees_48h: await due('booking.reminder_48h', ahead),
    attendees_day: await due('booking.reminder_day', ahead),
    buddies_48h: await due('visit.reminder_48h', ahead),
    buddies_day: await due('visit.reminder_day', ahead),
    registers: await due('provider.register_due', ended),
  }
  return { ...planned, ...stoppedEarly() }
}

export const clocksOf = ({ place }: Ctx): Clocks => ({
  zone: place.timeZone,
  quiet: { from: place.quietFrom, until: place.quietUntil },
})

// Bounds each statement, and the run as a whole; the next run goes on.
const perStatement = 10_000
const mostStatements = 20

/** Plans kind after kind and answers with how many it planned; afterwards it says whether it stopped before all was planned. */
export function planner(ctx: Ctx) {
  let isLeft = false
  async function plan(kind: PlannedKind, slots: readonly (Slot & { places: number })[]): Promise<number> {
    let planned = 0
    let statements = 0
    for (const portion of portions(slots, perStatement)) {
      for (let added = perStatement; added >= perStatement; planned += added) {
        if (statements++ === mostStatements) {
          isLeft = true
          return planned
        }
        const [, [changed]] = await ctx.db.batch([planMany(ctx, kind, portion, perStatement), rowsChanged(ctx.db)])
        added = changed?.n ?? 0
      }
    }
    return planned
  }
  return { plan, stoppedEarly: (): { more?: number } => (isLeft ? { more: 1 } : {}) }
}

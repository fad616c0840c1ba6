import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { rowsChanged } from '../db/connect.ts'
import { planMany, spansEnded, spansStarting } from '../letters/planning/queries.ts'
import { type Clocks, caughtUp, type PlannedKind, portions, type Slot, slotsDue } from '../letters/planning/rules.ts'
import { days } from '../lib/time.ts'
import type { Tools } from './schedule.ts'

const none = { attendees_48h: 0, attendees_day: 0, buddies_48h: 0, buddies_day: 0, registers: 0 }

/**
 * Plans the reminders of two days before and of the day for attendees and buddies, and asks organisers for a register that is
 * not taken. Counts by kind. Running it twice, or two at once, plans nothing twice; a day without a run is caught up.
 */
export async function planReminders(ctx: Ctx, _permit: Permit<'work.scheduled'>, { countsIn }: Pick<Tools, 'countsIn'> = {}) {
  const { db, now } = ctx
  const clocks = clocksOf(ctx)
  const counts: typeof none & { more?: number } = { ...none }
  countsIn?.(counts)
  // Two local days can be an hour longer than 48, and quiet hours move a reminder forward, never back.
  const [ahead, ended] = await db.batch([spansStarting(db, now, now + days(3)), spansEnded(db, now - caughtUp, now)])
  const plan = (what: keyof typeof none, kind: PlannedKind, spans: typeof ahead) =>
    planAll(ctx, kind, slotsDue(spans, kind, clocks, now), counts, (added) => {
      counts[what] += added
    })
  await plan('attendees_48h', 'booking.reminder_48h', ahead)
  await plan('attendees_day', 'booking.reminder_day', ahead)
  await plan('buddies_48h', 'visit.reminder_48h', ahead)
  await plan('buddies_day', 'visit.reminder_day', ahead)
  await plan('registers', 'provider.register_due', ended)
  return counts
}

export const clocksOf = ({ place }: Ctx): Clocks => ({
  zone: place.timeZone,
  quiet: { from: place.quietFrom, until: place.quietUntil },
})

// Bounds each statement, and the run as a whole; the next run goes on.
const perStatement = 10_000
const mostStatements = 20

/** Plans all that is due of one kind, and counts it as it goes; says in `more` that some is left. */
export async function planAll(
  ctx: Ctx,
  kind: PlannedKind,
  slots: readonly (Slot & { places: number })[],
  stopped: { more?: number },
  count: (added: number) => void,
): Promise<void> {
  let statements = 0
  for (const portion of portions(slots, perStatement)) {
    for (let added = perStatement; added >= perStatement; count(added)) {
      if (statements++ === mostStatements) {
        stopped.more = 1
        return
      }
      const [, [changed]] = await ctx.db.batch([planMany(ctx, kind, portion, perStatement), rowsChanged(ctx.db)])
      added = changed?.n ?? 0
    }
  }
}

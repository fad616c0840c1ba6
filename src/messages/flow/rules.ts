// How the email of the last two weeks went, for a chart and its table.

import type { MessageStatus } from '../../db/schema/messages.ts'
import { addDays, localDay, startOfDay } from '../../lib/time.ts'

export const daysShown = 14

export type Stretch = { day: string; from: number; until: number }
export type DayOfFlow = { day: string; sent: number; delivered: number; failed: number; suppressed: number }

/** The place's last days, today included, each from midnight to midnight whatever the clocks do. */
export function lastDays(now: number, timeZone: string): Stretch[] {
  const today = localDay(now, timeZone)
  const days = Array.from({ length: daysShown }, (_, back) => addDays(today, back - daysShown + 1))
  return days.map((day) => ({ day, from: startOfDay(day, timeZone), until: startOfDay(addDays(day, 1), timeZone) }))
}

/** `sent` is everything that was handed over, whatever became of it; `cancelled` was no longer true and is no news. */
export function flowOf(
  days: readonly Stretch[],
  counted: readonly { day: string; status: MessageStatus; messages: number }[],
): DayOfFlow[] {
  const of = (day: string, ...statuses: MessageStatus[]) =>
    counted.filter((row) => row.day === day && statuses.includes(row.status)).reduce((sum, row) => sum + row.messages, 0)
  return days.map(({ day }) => ({
    day,
    sent: of(day, 'sent', 'delivered', 'bounced', 'complained'),
    delivered: of(day, 'delivered'),
    failed: of(day, 'failed', 'bounced', 'complained'),
    suppressed: of(day, 'suppressed'),
  }))
}

/** The value that so many of a hundred lie at or below; undefined of nothing. */
export function percentile(values: readonly number[], percent: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]
}

// What a place may be set to. Pure.

import type { Country } from '../lib/text.ts'
import type { Quiet, Time } from '../lib/time.ts'

/** Countries whose telephone numbers are understood without their plus. */
export const countries = ['GB', 'ID'] as const satisfies readonly Country[]

/** Deadlines run outside quiet hours only, so at least eight hours of a day are not quiet. */
export const leavesWakingHours = ({ from, until }: Quiet): boolean => (minutesOf(until) - minutesOf(from) + 1440) % 1440 <= 16 * 60

function minutesOf(time: Time): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}

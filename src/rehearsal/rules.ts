// What the dry run of the next two weeks covers. Pure.

import { type Clocks, plannedKinds } from '../letters/planning/rules.ts'
import { addDays, awakeAt, type Day, days, hours, instantOf, localDay, startOfDay, type Zone } from '../lib/time.ts'
import type { MessageKind } from '../messages/rules.ts'

/** Local days that are rehearsed: what is left of today, and these. */
export const daysRehearsed = 14
export const pageSize = 25

/** What follows from how things stand; everything else follows from what people do meanwhile, which nobody can rehearse. */
export const rehearsedKinds = [
  ...plannedKinds,
  ...([
    'outcome.asked',
    'outcome.reminder',
    'digest.link_worker',
    'digest.coordinator',
    'digest.organiser',
    'digest.buddy',
    'buddy.check_ends',
  ] as const),
] as const satisfies readonly MessageKind[]

/** How a message will reach somebody, or why it will not. */
export const ways = ['email', 'call', 'stopped', 'withdrawn', 'bounced'] as const
export type Way = (typeof ways)[number]
export const unsentWays: readonly Way[] = ['stopped', 'withdrawn', 'bounced']

export type Stretch = { from: number; until: number }

/** The local days from today on, each with its instants: a day of a clock change is an hour shorter or longer. */
export function daysFrom(now: number, zone: Zone): ({ day: Day } & Stretch)[] {
  const today = localDay(now, zone)
  return Array.from({ length: daysRehearsed + 1 }, (_, n) => {
    const day = addDays(today, n)
    return { day, from: startOfDay(day, zone), until: startOfDay(addDays(day, 1), zone) }
  })
}

/** When the jobs of the night run, by UTC as crons do: jobs/crons.ts. */
export function nightlyRuns({ now, until }: { now: number; until: number }): number[] {
  const first = Math.ceil((now - hours(3)) / days(1)) * days(1) + hours(3)
  return Array.from({ length: Math.max(0, Math.ceil((until - first) / days(1))) }, (_, n) => first + n * days(1))
}

/** The quiet hours that touch these days: whatever is due in one goes out at its end. */
export function nightsOf(all: readonly { day: Day }[], { zone, quiet }: Clocks): Stretch[] {
  const [first] = all
  if (!first || quiet.from === quiet.until) return []
  // The night that began yesterday may still run.
  return [addDays(first.day, -1), ...all.map(({ day }) => day)].map((day) => {
    const { at: from } = instantOf(day, quiet.from, zone)
    return { from, until: awakeAt(from, zone, quiet) }
  })
}

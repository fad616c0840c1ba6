// When the summaries of a day or a week go out, on the clocks of the place. Pure.

import type { Clocks } from '../letters/planning/rules.ts'
import { addDays, awakeAt, type Day, instantOf, localDay, type Time, weekdayOf } from '../lib/time.ts'

export type DigestKind = 'digest.link_worker' | 'digest.organiser' | 'digest.buddy' | 'digest.coordinator'
/** `on` names the summary: there is one a day, or one a week, for everybody. `beganAt` is its hour, `dueAt` when it goes out. */
export type Occurrence = { on: Day; beganAt: number; dueAt: number; usefulUntil: number }

/** A summary of a week is still sent so many days later, when the hour was missed. */
const longest = 2

/** The working day of staff; the week of whoever runs groups, on Monday; what buddies could do, on Thursday for the week to come. */
const rhythms = {
  'digest.link_worker': { every: 'working_day', at: '07:30', until: '14:00' },
  'digest.coordinator': { every: 'working_day', at: '07:30', until: '14:00' },
  'digest.organiser': { every: 'week', weekday: 1, at: '08:00', days: longest },
  'digest.buddy': { every: 'week', weekday: 4, at: '10:00', days: longest },
} as const satisfies Record<DigestKind, Rhythm>
type Rhythm =
  | { every: 'working_day'; at: Time; until: Time }
  | { every: 'week'; weekday: 1 | 2 | 3 | 4 | 5 | 6 | 7; at: Time; days: number }

/** The summary whose hour has come and is not over; undefined when there is none just now. */
export const digestDue = (kind: DigestKind, clocks: Clocks, now: number): Occurrence | undefined =>
  digestsUntil(kind, clocks, { now, until: now }).at(-1)

/** Those whose hour will have come by then, each sent by the first run after it. */
export function digestsUntil(kind: DigestKind, clocks: Clocks, { now, until }: { now: number; until: number }): Occurrence[] {
  const found: Occurrence[] = []
  const last = localDay(until, clocks.zone)
  for (let on = addDays(localDay(now, clocks.zone), -longest); on <= last; on = addDays(on, 1)) {
    const window = windowOf(kind, on, clocks)
    if (!window || window.beganAt > until) continue
    const dueAt = awakeAt(Math.max(now, window.beganAt), clocks.zone, clocks.quiet)
    if (dueAt < window.usefulUntil) found.push({ on, dueAt, ...window })
  }
  return found
}

/** From when until when the summary of a day goes out; undefined on a day that has none. */
function windowOf(kind: DigestKind, on: Day, { zone, quiet }: Clocks): Omit<Occurrence, 'on' | 'dueAt'> | undefined {
  const rhythm: Rhythm = rhythms[kind]
  if (rhythm.every === 'week' ? weekdayOf(on) !== rhythm.weekday : weekdayOf(on) > 5) return undefined
  const beganAt = awakeAt(instantOf(on, rhythm.at, zone).at, zone, quiet)
  const usefulUntil =
    rhythm.every === 'week'
      ? instantOf(addDays(on, rhythm.days), rhythm.at, zone).at
      : // Where a place sleeps long there are still hours left.
        Math.max(instantOf(on, rhythm.until, zone).at, beganAt + leastHours)
  return { beganAt, usefulUntil }
}

const leastHours = 3 * 3_600_000

/** What waits for a link worker, by number: nobody is named. */
export const countsOfDay = ['to_ring', 'steps', 'unconfirmed', 'reports', 'untaken'] as const
export const countsOfPlace = ['buddies', 'applied', 'vetting', 'ending', 'groups', 'late', 'stopped', 'held'] as const
export type DigestCount = (typeof countsOfDay)[number] | (typeof countsOfPlace)[number]

/** How far ahead each looks. */
export const unconfirmedAhead = 3
export const weekAhead = 7
export const visitsAhead = 14
/** A summary is short; the pages have all of it. */
export const mostLines = 12

// When the summaries of a day or a week go out, on the clocks of the place. Pure.

import type { Clocks } from '../letters/planning/rules.ts'
import { addDays, awakeAt, type Day, instantOf, localDay, mondayOf, type Time, weekdayOf } from '../lib/time.ts'

export type DigestKind = 'digest.link_worker' | 'digest.organiser' | 'digest.buddy' | 'digest.coordinator'
/** `on` names the summary: there is one a day, or one a week, for everybody. */
export type Occurrence = { on: Day; dueAt: number; usefulUntil: number }

/** The working day of staff; the week of whoever runs groups, on Monday; what buddies could do, on Thursday for the week to come. */
const rhythms = {
  'digest.link_worker': { every: 'working_day', at: '07:30', until: '14:00' },
  'digest.coordinator': { every: 'working_day', at: '07:30', until: '14:00' },
  'digest.organiser': { every: 'week', weekday: 1, at: '08:00', days: 2 },
  'digest.buddy': { every: 'week', weekday: 4, at: '10:00', days: 2 },
} as const satisfies Record<DigestKind, Rhythm>
type Rhythm =
  | { every: 'working_day'; at: Time; until: Time }
  /** Still sent so many days later, when the hour was missed. */
  | { every: 'week'; weekday: 1 | 2 | 3 | 4 | 5 | 6 | 7; at: Time; days: number }

/** The summary whose hour has come and is not over; undefined when there is none just now. */
export function digestDue(kind: DigestKind, clocks: Clocks, now: number): Occurrence | undefined {
  const rhythm: Rhythm = rhythms[kind]
  const today = localDay(now, clocks.zone)
  const on = rhythm.every === 'week' ? addDays(mondayOf(today), rhythm.weekday - 1) : today
  if (rhythm.every === 'working_day' && weekdayOf(today) > 5) return undefined

  const awake = (at: number) => awakeAt(at, clocks.zone, clocks.quiet)
  const begins = awake(instantOf(on, rhythm.at, clocks.zone).at)
  const ends =
    rhythm.every === 'week'
      ? instantOf(addDays(on, rhythm.days), rhythm.at, clocks.zone).at
      : // Where a place sleeps long there are still hours left.
        Math.max(instantOf(on, rhythm.until, clocks.zone).at, begins + leastHours)
  const dueAt = awake(now)
  return now >= begins && dueAt < ends ? { on, dueAt, usefulUntil: ends } : undefined
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

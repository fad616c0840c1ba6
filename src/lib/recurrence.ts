// The rule of a series and the dates it gives. Pure: the same rule always gives the same dates.
// What happens at a local time that a clock change skips: docs/decisions/0003-times-that-do-not-exist.md
import {
  type Adjusted,
  addDays,
  addMonths,
  type Day,
  daysBetween,
  instantOf,
  isDay,
  isTime,
  isZone,
  localDay,
  startOfDay,
  type Time,
  type Weekday,
  weekdayOf,
  type Zone,
} from './time.ts'

/** Every n weeks, counted in ISO weeks from that of `startsOn`, on each of these days. */
export type Weekly = { readonly every: 'week'; readonly interval: number; readonly weekdays: readonly Weekday[] }
/** Every n months, counted from that of `startsOn`, on its first … fourth or last (-1) such weekday. */
export type Monthly = { readonly every: 'month'; readonly interval: number; readonly ordinal: Ordinal; readonly weekday: Weekday }
export type Ordinal = 1 | 2 | 3 | 4 | -1

/** `startsOn` and `until` are both included; `startsOn` itself counts only where the pattern meets it. `exceptions` are left out. */
export type Recurrence = (Weekly | Monthly) & {
  readonly startsOn: Day
  readonly time: Time
  readonly until: Day | null
  readonly exceptions: readonly Day[]
}

export type Occurrence = { day: Day; startsAt: number; adjusted: Adjusted }

export const longestInterval = 52
export const mostOccurrences = 1000

/** Whether every part is in range. The types say the same of a literal; this asks it of data. */
export function isRecurrence(rule: Recurrence): boolean {
  if (!isDay(rule.startsOn) || !isTime(rule.time) || !(rule.until === null || isDay(rule.until))) return false
  if (!isWholeNumber(rule.interval, 1, longestInterval)) return false
  if (rule.every === 'week') return rule.weekdays.length > 0 && rule.weekdays.every((day) => isWholeNumber(day, 1, 7))
  return rule.every === 'month' && isWholeNumber(rule.weekday, 1, 7) && [1, 2, 3, 4, -1].includes(rule.ordinal)
}

/** The occurrences from one day to another, both included, in order; at most `mostOccurrences`. An unsound rule, zone or day gives none. */
export function occurrences(rule: Recurrence, zone: Zone, fromDay: Day, toDay: Day): Occurrence[] {
  if (!isRecurrence(rule) || !isZone(zone) || !isDay(fromDay) || !isDay(toDay)) return []
  const first = fromDay > rule.startsOn ? fromDay : rule.startsOn
  const last = rule.until !== null && rule.until < toDay ? rule.until : toDay
  const exceptions = new Set(rule.exceptions)

  const found: Occurrence[] = []
  for (const day of rule.every === 'week' ? weekly(rule, first) : monthly(rule, first)) {
    if (day > last || found.length === mostOccurrences) break
    if (day < first || exceptions.has(day)) continue
    const { at, adjusted } = instantOf(day, rule.time, zone)
    // Samoa had no 30 December 2011 at all: a day that does not exist has no session.
    if (adjusted === 'gap' && localDay(startOfDay(day, zone), zone) !== day) continue
    found.push({ day, startsAt: at, adjusted })
  }
  return found
}

/** The days of the pattern in order, beginning at or a little before `first`, without end. */
function* weekly(rule: Weekly & { startsOn: Day }, first: Day): Generator<Day> {
  const anchor = addDays(rule.startsOn, 1 - weekdayOf(rule.startsOn))
  const weekdays = [...new Set(rule.weekdays)].sort((a, b) => a - b)
  const passed = Math.floor(daysBetween(anchor, first) / (7 * rule.interval))
  for (let week = addDays(anchor, 7 * rule.interval * passed); ; week = addDays(week, 7 * rule.interval))
    for (const weekday of weekdays) yield addDays(week, weekday - 1)
}

function* monthly(rule: Monthly & { startsOn: Day }, first: Day): Generator<Day> {
  const anchor = `${rule.startsOn.slice(0, 7)}-01`
  const passed = Math.floor((monthsOf(first) - monthsOf(anchor)) / rule.interval)
  for (let month = addMonths(anchor, rule.interval * passed); ; month = addMonths(month, rule.interval))
    yield weekdayInMonth(month, rule.ordinal, rule.weekday)
}

function weekdayInMonth(monthStart: Day, ordinal: Ordinal, weekday: Weekday): Day {
  const next = ordinal === -1 ? addMonths(monthStart, 1) : monthStart
  const firstOfIts = addDays(next, (weekday - weekdayOf(next) + 7) % 7)
  return addDays(firstOfIts, ordinal === -1 ? -7 : 7 * (ordinal - 1))
}

const monthsOf = (day: Day): number => 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7))
const isWholeNumber = (n: number, least: number, most: number): boolean => Number.isInteger(n) && n >= least && n <= most

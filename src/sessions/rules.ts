// What a session is, which dates a series gives, and how full a session is. Pure.

import { type Occurrence, type Ordinal, occurrences, type Recurrence } from '../lib/recurrence.ts'
import { addDays, type Day, localDay, localTime, minutes, mondayOf, type Weekday, weekdayOf, type Zone } from '../lib/time.ts'
import { keptPlacesReleasedBefore } from '../waiting-list/rules.ts'

/** Series become sessions this many days ahead: 12 weeks. */
export const daysAhead = 84
/** No series goes on for longer without being looked at again, and no session is planned further ahead. */
export const furthestDays = 2 * 366
export const furthestDay = (now: number, zone: Zone): Day => addDays(localDay(now, zone), furthestDays)

/** The day of a session, and the Monday of another week where it moved to one. */
export type Dated = { occursOn: Day; movedToWeek: Day | null }
/** The Monday of the week in which it takes place. */
export const weekOf = ({ occursOn, movedToWeek }: Dated): Day => movedToWeek ?? mondayOf(occursOn)

/** What every session of a series has in common. */
export type Details = {
  venueId: string
  minutes: number
  capacity: number
  newcomerLimit: number | null
  newcomerPlaces: number
  bookingClosesMinutes: number
  buddyForFirstVisit: boolean
  meetingPoint: string
}

type DetailFields = Omit<Details, 'minutes' | 'newcomerLimit' | 'newcomerPlaces'> & {
  startsTime: string
  endsTime: string
  newcomerLimit?: number | undefined
  newcomerPlaces?: number | undefined
}

export const detailsOf = (fields: DetailFields): Details => ({
  venueId: fields.venueId,
  minutes: minutesOf(fields.endsTime) - minutesOf(fields.startsTime),
  capacity: fields.capacity,
  newcomerLimit: fields.newcomerLimit ?? null,
  newcomerPlaces: fields.newcomerPlaces ?? 0,
  bookingClosesMinutes: fields.bookingClosesMinutes,
  buddyForFirstVisit: fields.buddyForFirstVisit,
  meetingPoint: fields.meetingPoint,
})

const minutesOf = (time: string): number => 60 * Number(time.slice(0, 2)) + Number(time.slice(3))

/** The same of a series as it is stored. */
export function detailsOfRow(row: Details): Details {
  const { venueId, minutes: length, capacity, newcomerLimit, newcomerPlaces, bookingClosesMinutes, buddyForFirstVisit, meetingPoint } = row
  return { venueId, minutes: length, capacity, newcomerLimit, newcomerPlaces, bookingClosesMinutes, buddyForFirstVisit, meetingPoint }
}

type RuleFields = {
  every: 'week' | 'month'
  interval: number
  weekdays: readonly number[]
  ordinal: number | string
  weekday: number | string
  startsOn: Day
  startsTime: string
  until?: Day | undefined
  exceptions: readonly Day[]
}

/** What was left open comes from the first date: a series that begins on the second Tuesday goes on on second Tuesdays. */
export function recurrenceOf(fields: RuleFields): Recurrence {
  const { interval, startsOn, startsTime: time, exceptions } = fields
  const common = { interval, startsOn, time, until: fields.until ?? null, exceptions }
  if (fields.every === 'week') {
    const weekdays = fields.weekdays.length ? ([...fields.weekdays].sort() as Weekday[]) : [weekdayOf(startsOn)]
    return { every: 'week', weekdays, ...common }
  }
  const weekday = fields.weekday === '' ? weekdayOf(startsOn) : (Number(fields.weekday) as Weekday)
  const ordinal = (fields.ordinal === '' ? ordinalOf(startsOn) : Number(fields.ordinal)) as Ordinal
  return { every: 'month', ordinal, weekday, ...common }
}

/** A fifth such weekday is the last one. */
function ordinalOf(day: Day): Ordinal {
  const nth = Math.ceil(Number(day.slice(8)) / 7)
  return nth === 5 ? -1 : (nth as Ordinal)
}

export type PreviewDate = Occurrence & {
  endsAt: number
  /** Left out by the organiser. */
  isLeftOut: boolean
  /** The first date after the clocks changed; the local time stays the same. */
  isAfterClockChange: boolean
}

/** Every date of half a year from the first one on, those left out included, so that they can be put back. */
export function previewOf(rule: Recurrence, length: number, zone: Zone, now: number): PreviewDate[] {
  const today = localDay(now, zone)
  const from = later(today, rule.startsOn)
  const leftOut = new Set(rule.exceptions)
  const all = occurrences({ ...rule, exceptions: [] }, zone, from, addDays(from, 182)).filter(({ startsAt }) => startsAt > now)
  return all.map((date, at) => {
    const before = all[at - 1]
    return {
      ...date,
      endsAt: date.startsAt + minutes(length),
      isLeftOut: leftOut.has(date.day),
      isAfterClockChange: before !== undefined && offsetAt(before.startsAt, zone) !== offsetAt(date.startsAt, zone),
    }
  })
}

/** How far the clocks of the zone are ahead of UTC, in milliseconds. */
const offsetAt = (at: number, zone: Zone): number => Date.parse(`${localDay(at, zone)}T${localTime(at, zone)}Z`) - at

export type NewSession = {
  seriesId: string | null
  occursOn: Day
  startsAt: number
  endsAt: number
  bookingClosesAt: number
} & Omit<Details, 'minutes' | 'bookingClosesMinutes'>

export function sessionOn(details: Details, { day, startsAt }: Pick<Occurrence, 'day' | 'startsAt'>, seriesId: string | null, now: number) {
  const { minutes: length, bookingClosesMinutes, ...rest } = details
  return {
    ...rest,
    seriesId,
    occursOn: day,
    startsAt,
    endsAt: startsAt + minutes(length),
    bookingClosesAt: startsAt - minutes(bookingClosesMinutes),
    newcomerPlaces: startsAt - now <= keptPlacesReleasedBefore ? 0 : details.newcomerPlaces,
  } satisfies NewSession
}

type Room = {
  status: string
  startsAt: number
  bookingClosesAt: number
  capacity: number
  placesTaken: number
  newcomersTaken: number
  newcomerLimit: number | null
  newcomerPlaces: number
  weekLeft: number | null
  waiting: number
}
export type PlacesLeft =
  | { kind: 'cancelled' | 'over' | 'closed' | 'full' | 'waiting' }
  /** `anyone` of the free places can go to anybody; the others are kept for newcomers. */
  | { kind: 'free'; free: number; anyone: number; newcomers: number }

/** How full a session is, as the pages say it in words. Somebody who waits has the first claim on a free place. */
export function placesLeft(session: Room, now: number): PlacesLeft {
  if (session.status === 'cancelled') return { kind: 'cancelled' }
  if (now >= session.startsAt) return { kind: 'over' }
  if (now >= session.bookingClosesAt) return { kind: 'closed' }
  const free = session.capacity - session.placesTaken
  if (free <= 0) return { kind: 'full' }
  if (session.waiting > 0) return { kind: 'waiting' }
  const regulars = session.placesTaken - session.newcomersTaken
  const limit = session.newcomerLimit === null ? free : session.newcomerLimit - session.newcomersTaken
  return {
    kind: 'free',
    free,
    anyone: session.newcomerPlaces === 0 ? free : Math.max(0, Math.min(free, session.capacity - session.newcomerPlaces - regulars)),
    newcomers: Math.max(0, Math.min(free, limit, session.weekLeft ?? free)),
  }
}

export const later = (a: Day, b: Day): Day => (a > b ? a : b)

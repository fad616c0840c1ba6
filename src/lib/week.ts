// The parts of a week, as people say when they can: 'tue_morning'.

import { days, hours, localDay, localTime, wallClock, weekdayOf, type Zone } from './time.ts'

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export const dayParts = ['morning', 'afternoon', 'evening'] as const
export type PartOfWeek = `${(typeof weekdays)[number]}_${(typeof dayParts)[number]}`
export const partsOfWeek = weekdays.flatMap((weekday) => dayParts.map((part): PartOfWeek => `${weekday}_${part}`))

/** The part of the week in which an instant falls on the clocks of the place. Noon begins the afternoon, five the evening. */
export function partOfWeek(at: number, zone: Zone): PartOfWeek {
  const weekday = weekdays[weekdayOf(localDay(at, zone)) - 1] as (typeof weekdays)[number]
  const time = localTime(at, zone)
  return `${weekday}_${time < '12:00' ? 'morning' : time < '17:00' ? 'afternoon' : 'evening'}`
}

/** The same for many instants at once. */
export function partsOf(zone: Zone): (at: number) => PartOfWeek {
  const clock = wallClock(zone)
  return (at) => {
    const local = clock(at)
    const day = Math.floor(local / days(1))
    const hour = (local - days(day)) / hours(1)
    // 1 January 1970 was a Thursday.
    return partsOfWeek[((day + 3) % 7) * 3 + (hour < 12 ? 0 : hour < 17 ? 1 : 2)] as PartOfWeek
  }
}

/** The parts that come between one and another in the order of the week, the other included; none when they are the same. */
export function partsAfter(first: PartOfWeek, last: PartOfWeek): readonly PartOfWeek[] {
  if (first === last) return none
  const [from, to] = [partsOfWeek.indexOf(first) + 1, partsOfWeek.indexOf(last) + 1]
  return from < to ? partsOfWeek.slice(from, to) : [...partsOfWeek.slice(from), ...partsOfWeek.slice(0, to)]
}
const none: readonly PartOfWeek[] = []

// What somebody looks for, made from what stands in the address. Pure.

import { type Activity, activities, activityFamilies, type Family } from '../../groups/rules.ts'
import { addDays, localDay, startOfDay, weekdayOf, type Zone } from '../../lib/time.ts'
import { daysAhead } from '../rules.ts'

type Typed = {
  family: string
  activity: string
  area: string
  weekday: string
  access: string
  language: string
  from: string
  after: string
}

export const cardsPerPage = 12

/** The wish that a query string means; what it does not know it leaves out, so that an old link still shows something. */
export function wishOf(typed: Typed, zone: Zone, now: number) {
  const today = localDay(now, zone)
  const from = typed.from > today ? startOfDay(typed.from, zone) : now
  return {
    from,
    activities: activitiesOf(typed),
    area: typed.area,
    access: typed.access,
    language: typed.language,
    stretches: typed.weekday === '' ? undefined : stretchesOf(Number(typed.weekday), localDay(from, zone), zone),
    after: cursorOf(typed.after),
    limit: cardsPerPage,
  }
}

function activitiesOf({ family, activity }: Typed): readonly string[] | undefined {
  if ((activities as readonly string[]).includes(activity)) return [activity as Activity]
  return Object.hasOwn(activityFamilies, family) ? activityFamilies[family as Family] : undefined
}

/** Each such weekday of the next 12 weeks, from its first instant to the next day's: 23, 24 or 25 hours. */
function stretchesOf(weekday: number, fromDay: string, zone: Zone): [number, number][] {
  const first = addDays(fromDay, (weekday - weekdayOf(fromDay) + 7) % 7)
  return Array.from({ length: daysAhead / 7 + 2 }, (_, week) => {
    const day = addDays(first, 7 * week)
    return [startOfDay(day, zone), startOfDay(addDays(day, 1), zone)]
  })
}

/** The page after a session: its start and id. */
export const cursorAfter = (last: { startsAt: number; id: string } | undefined): string => (last ? `${last.startsAt}_${last.id}` : '')

function cursorOf(typed: string): { startsAt: number; id: string } | undefined {
  const [, startsAt, id] = /^(\d{1,15})_([0-9a-f-]{36})$/.exec(typed) ?? []
  return startsAt && id ? { startsAt: Number(startsAt), id } : undefined
}

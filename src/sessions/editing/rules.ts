// What an edit means for each session: which date becomes which, what cannot be, and which buddies can still come. Pure.

import type { Occurrence, Recurrence } from '../../lib/recurrence.ts'
import { type Day, instantOf, localDay, localTime, mondayOf, type Zone } from '../../lib/time.ts'
import { isCheckedOn, slotsOf } from '../../visits/rules.ts'
import { type Details, type NewSession, sessionOn } from '../rules.ts'

/** A session as the database has it. */
export type Current = {
  id: string
  step: number
  seriesId: string | null
  venueId: string
  occursOn: Day
  /** The Monday of another week than that of `occursOn`. */
  movedToWeek: Day | null
  startsAt: number
  endsAt: number
  bookingClosesAt: number
  capacity: number
  placesTaken: number
  newcomerLimit: number | null
  newcomersTaken: number
  newcomerPlaces: number
  waiting: number
  buddyForFirstVisit: boolean
  meetingPoint: string
}

/** A session as it will be. */
export type Change = Omit<NewSession, 'seriesId'> & {
  id: string
  step: number
  movedToWeek: Day | null
  /** The time, the venue or the meeting point is another one, so that everybody concerned is told. */
  isMoved: boolean
}

export type Misfit = 'capacity_below_taken' | 'newcomer_limit_below_taken' | 'kept_places_taken'

/** Why a session cannot be so, since people hold places in it; undefined when it can. Nobody is dropped by an edit. */
export function misfitOf(current: Current, change: Pick<Change, 'capacity' | 'newcomerLimit' | 'newcomerPlaces'>): Misfit | undefined {
  const { placesTaken, newcomersTaken } = current
  if (placesTaken > change.capacity) return 'capacity_below_taken'
  if (change.newcomerLimit !== null && newcomersTaken > change.newcomerLimit) return 'newcomer_limit_below_taken'
  if (change.newcomerPlaces > 0 && placesTaken - newcomersTaken > change.capacity - change.newcomerPlaces) return 'kept_places_taken'
  return undefined
}

/** What people know of a session from their letters, and would set out by. */
const told = ['startsAt', 'endsAt', 'venueId', 'meetingPoint'] as const

/** One session, said anew. A session of a series keeps the name of its occurrence when it moves to another day. */
export function changeOf(current: Current, details: Details, date: Pick<Occurrence, 'day' | 'startsAt'>, now: number): Change {
  const { seriesId, ...next } = sessionOn(details, date, current.seriesId, now)
  const occursOn = seriesId === null ? date.day : current.occursOn
  const week = mondayOf(date.day)
  return {
    ...next,
    id: current.id,
    step: current.step,
    occursOn,
    movedToWeek: week === mondayOf(occursOn) ? null : week,
    isMoved: told.some((part) => next[part] !== current[part]),
  }
}

/** Whether anything is to be written at all. */
export const isDifferent = (current: Current, change: Change): boolean =>
  Object.entries(change).some(([part, value]) => part !== 'isMoved' && value !== current[part as keyof Current])

export type Paired<S> = { pairs: { session: S; date: Occurrence }[]; added: Occurrence[]; dropped: S[] }

/** Which session takes which date: its own day if it is still there, else another free one of the same week, or month. */
export function pairDates<S extends Pick<Current, 'occursOn'>>(
  sessions: readonly S[],
  dates: readonly Occurrence[],
  every: 'week' | 'month',
): Paired<S> {
  const free = new Map(dates.map((date) => [date.day, date]))
  const pairs: Paired<S>['pairs'] = []
  const take = (session: S, date: Occurrence | undefined): boolean => {
    if (!date) return false
    free.delete(date.day)
    pairs.push({ session, date })
    return true
  }
  const period = (day: Day) => (every === 'week' ? mondayOf(day) : day.slice(0, 7))

  const moving = sessions.filter((session) => !take(session, free.get(session.occursOn)))
  const dropped = moving.filter(
    (session) =>
      !take(
        session,
        [...free.values()].find((date) => period(date.day) === period(session.occursOn)),
      ),
  )
  return { pairs, added: [...free.values()], dropped }
}

/** What an edit of a series leaves as it is in a session that was changed by itself, since the series did not say anything else. */
export function detailsFor(current: Current, before: Details, after: Details): Details {
  const own: Details = {
    venueId: current.venueId,
    minutes: (current.endsAt - current.startsAt) / 60_000,
    capacity: current.capacity,
    newcomerLimit: current.newcomerLimit,
    newcomerPlaces: current.newcomerPlaces,
    bookingClosesMinutes: (current.startsAt - current.bookingClosesAt) / 60_000,
    buddyForFirstVisit: current.buddyForFirstVisit,
    meetingPoint: current.meetingPoint,
  }
  const changed = Object.entries(after).filter(([part, value]) => value !== before[part as keyof Details])
  return { ...own, ...Object.fromEntries(changed) }
}

/** The rule of a series before and after an edit. */
export type Rules = { before: Recurrence; after: Recurrence; now: number; zone: Zone }
type Starting = Pick<Current, 'occursOn' | 'startsAt'>
type Start = Pick<Occurrence, 'day' | 'startsAt'>

/** Postponed by itself, and past the hour that its rule gave it: a new rule is about dates to come, so nothing drops this one. */
export function isPostponed({ occursOn, startsAt }: Starting, { before, after, now, zone }: Rules): boolean {
  const hasPassed = ({ time }: Recurrence) => instantOf(occursOn, time, zone).at <= now
  return hasPassed(before) || (localDay(startsAt, zone) !== occursOn && hasPassed(after))
}

/** When the session of a date begins. One that was moved by itself keeps its day while its date stays, its hour while the rule's does. */
export function startFor({ occursOn, startsAt }: Starting, date: Start, { before, after, now, zone }: Rules): Start {
  if (startsAt === instantOf(occursOn, before.time, zone).at) return date
  const own = { day: localDay(startsAt, zone), startsAt }
  const isSameDate = date.day === occursOn
  const day = isSameDate ? own.day : date.day
  const { at } = instantOf(day, before.time === after.time ? localTime(startsAt, zone) : after.time, zone)
  if (at > now) return { day, startsAt: at }
  return isSameDate ? own : date
}

type Claimed = { id: string; buddyId: string; sessionId: string; checkedUntilOn: string | null }
type Slot = { buddyId: string; slotAt: number; visitId: string }

/**
 * The claimed visits whose buddy has promised the new time to somebody else, or whose check ends before the new day. `slots` is all
 * that these buddies have promised.
 */
export function clashesOf<V extends Claimed>(
  visits: readonly V[],
  slots: readonly Slot[],
  moved: readonly Pick<Change, 'id' | 'startsAt' | 'endsAt'>[],
  zone: Zone,
): V[] {
  const times = new Map(moved.map((change) => [change.id, change]))
  const ours = new Set(visits.map((visit) => visit.id))
  const taken = new Set(slots.filter((slot) => !ours.has(slot.visitId)).map((slot) => `${slot.buddyId} ${slot.slotAt}`))
  return visits.filter((visit) => {
    const time = times.get(visit.sessionId)
    if (!time) return false
    if (!isCheckedOn(visit, time.startsAt, zone)) return true
    const wanted = slotsOf(time).map((at) => `${visit.buddyId} ${at}`)
    if (wanted.some((slot) => taken.has(slot))) return true
    for (const slot of wanted) taken.add(slot)
    return false
  })
}

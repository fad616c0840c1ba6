// A routine: several dates of one group for one person, booked at once. Pure.

import { fits, type Room, type WaitReason, whyWaiting } from '../../waiting-list/rules.ts'
import { type BookRefusal, bookingRefusal } from '../rules.ts'

export const fewestDates = 2
export const mostDates = 12
export const modes = ['all', 'as_many'] as const
export type Mode = (typeof modes)[number]

export type DateFacts = Room & {
  id: string
  startsAt: number
  endsAt: number
  bookingClosesAt: number
  status: string
  groupStatus: string
  waiting: number
}

/** What became, or would become, of one date. `already`: the person has a place or waits there; it stays as it is. */
export type DateAnswer = { sessionId: string; startsAt: number; endsAt: number } & (
  | { state: 'booked' }
  | { state: 'waitlisted'; number: number; why: WaitReason }
  | { state: 'already' }
  | { state: 'closed'; why: BookRefusal }
)
export type Planned = { answer: DateAnswer; isFirstVisit: boolean }

type Party = { places: number; hasBeenBefore: boolean }

/**
 * What each date of a routine would be, in the order of time. Somebody new is a newcomer on every date up to the first with a
 * place, since nobody knows yet which of them will be the first they go to; a place that others wait for is theirs.
 */
export function planRoutine(
  dates: readonly DateFacts[],
  booked: ReadonlySet<string>,
  { places, hasBeenBefore }: Party,
  now: number,
): Planned[] {
  let isNew = !hasBeenBefore
  return dates.map((date): Planned => {
    const when = { sessionId: date.id, startsAt: date.startsAt, endsAt: date.endsAt }
    if (booked.has(date.id)) return { answer: { ...when, state: 'already' }, isFirstVisit: false }
    const refusal = bookingRefusal(date, now)
    if (refusal) return { answer: { ...when, state: 'closed', why: refusal }, isFirstVisit: false }
    const party = { places, isFirstVisit: isNew }
    if (date.waiting > 0 || !fits(date, party))
      return { answer: { ...when, state: 'waitlisted', number: date.waiting + 1, why: whyWaiting(date, party) }, isFirstVisit: isNew }
    isNew = false
    return { answer: { ...when, state: 'booked' }, isFirstVisit: party.isFirstVisit }
  })
}

export type RoutineRefusal = 'too_few_dates' | 'some_full' | 'nothing_new'

/** Whether the routine can be booked as it was asked for; undefined is yes. */
export function routineRefusal(planned: readonly Planned[], asked: number, mode: Mode): RoutineRefusal | undefined {
  const states = planned.map(({ answer }) => answer.state)
  if (!states.some((state) => state === 'booked' || state === 'waitlisted')) return 'nothing_new'
  if (mode === 'as_many') return undefined
  if (planned.length < asked) return 'too_few_dates'
  return states.every((state) => state === 'booked' || state === 'already') ? undefined : 'some_full'
}

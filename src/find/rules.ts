// What a session would be like for one person: would they get a place, and what does not fit. Pure.

import { type AccessNeed, unmetNeeds } from '../people/rules.ts'
import { fits, type Room, type WaitReason, whyWaiting } from '../waiting-list/rules.ts'

export type Outlook =
  | { kind: 'place'; left: number }
  /** The number on the waiting list that somebody who joins now gets, and why they would wait. */
  | { kind: 'waiting'; number: number; why: WaitReason }

/** What booking one person now would lead to. Whoever books in the meantime can change it; the booking itself says what it became. */
export function outlookFor(room: Room & { waiting: number }, isFirstVisit: boolean): Outlook {
  const alone = { places: 1, isFirstVisit }
  return room.waiting === 0 && fits(room, alone)
    ? { kind: 'place', left: room.capacity - room.placesTaken }
    : { kind: 'waiting', number: room.waiting + 1, why: whyWaiting(room, alone) }
}

export type Misfit = { kind: 'missing' | 'to_arrange'; need: AccessNeed } | { kind: 'other_language' } | { kind: 'other_area' }

type Wishes = { accessNeeds: readonly string[]; language: string; area: string }
type Offer = { accessFeatures: readonly string[]; languages: readonly string[]; area: string }

/** Everything that does not fit, said instead of hidden: what is missing can often be arranged by asking. */
export function misfitsOf(person: Wishes, session: Offer): Misfit[] {
  const { missing, toArrange } = unmetNeeds(person.accessNeeds, session.accessFeatures)
  return [
    ...missing.map((need) => ({ kind: 'missing' as const, need })),
    ...toArrange.map((need) => ({ kind: 'to_arrange' as const, need })),
    ...(session.languages.includes(person.language) ? [] : [{ kind: 'other_language' as const }]),
    ...(person.area === '' || person.area === session.area ? [] : [{ kind: 'other_area' as const }]),
  ]
}

export const isSameMisfit = (one: Misfit, other: Misfit): boolean => JSON.stringify(one) === JSON.stringify(other)

export const isSerious = ({ kind }: Misfit): boolean => kind === 'missing' || kind === 'other_language'

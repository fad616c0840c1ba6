// What is never traded away: whom a session cannot take, and what stands in somebody's way. Pure.

import { outlookFor } from '../../find/rules.ts'
import type { PartOfWeek } from '../../lib/week.ts'
import { type AccessNeed, unmetNeeds } from '../../people/rules.ts'
import { fits, type WaitReason } from '../../waiting-list/rules.ts'
import type { Dated, GroupFacts, Seeker } from '../rules.ts'

export type Obstacle =
  | { kind: 'missing'; need: AccessNeed }
  | { kind: 'language' }
  | { kind: 'too_young'; age: number }
  | { kind: 'too_old'; age: number }
  | { kind: 'gender'; only: 'women' | 'men' }
  | { kind: 'too_far'; metres: number }
  | { kind: 'said_not_again' }
  | { kind: 'time'; part: PartOfWeek }
  | { kind: 'clash' }
  | { kind: 'booking_closed' }
  | { kind: 'full'; number: number; why: WaitReason }

/** What does not stand in the way, but somebody has to ask or arrange. */
export type Hint =
  | { kind: 'to_arrange'; need: AccessNeed }
  | { kind: 'age_unknown'; minAge: number | null; maxAge: number | null }
  | { kind: 'gender_unknown'; only: 'women' | 'men' }
  | { kind: 'other_language' }
  | { kind: 'distance_unknown' }
  | { kind: 'buddy_wanted' }

/** Sessions that are not shown at all: nothing that anybody could arrange would make them fit. */
export const isOut = (person: Seeker, session: Dated, now: number): boolean =>
  session.status !== 'scheduled' || session.startsAt <= now || session.group.status !== 'verified' || person.bookedSessions.has(session.id)

/** What of a group stands in this person's way, whatever the day. */
export function obstaclesOfGroup(person: Seeker, group: GroupFacts, metres: number | undefined): Obstacle[] {
  const { missing } = unmetNeeds(person.accessNeeds, group.accessFeatures)
  const { age } = person
  return [
    ...missing.map((need): Obstacle => ({ kind: 'missing', need })),
    ...(person.languageRequired && !speaksTogether(person, group) ? [{ kind: 'language' as const }] : []),
    ...(age !== undefined && group.minAge !== null && age < group.minAge ? [{ kind: 'too_young' as const, age: group.minAge }] : []),
    ...(age !== undefined && group.maxAge !== null && age > group.maxAge ? [{ kind: 'too_old' as const, age: group.maxAge }] : []),
    ...(isWrongGender(person, group) ? [{ kind: 'gender' as const, only: group.gender as 'women' | 'men' }] : []),
    ...(metres !== undefined && person.reachKm !== null && metres > person.reachKm * 1000 ? [{ kind: 'too_far' as const, metres }] : []),
    ...(person.refusedGroups.has(group.id) ? [{ kind: 'said_not_again' as const }] : []),
  ]
}

/** What of this one date stands in the way, beside what of its group does. */
export function obstaclesOfDate(person: Seeker, session: Dated, now: number, ofGroup: readonly Obstacle[]): readonly Obstacle[] {
  // Ten thousand sessions pass here: nothing is made for one that fits.
  const isFirstVisit = !person.knownGroups.has(session.group.id)
  const isClosed = now >= session.bookingClosesAt
  const isFree = session.waiting === 0 && fits(session, isFirstVisit ? newcomer : knownThere)
  const impossible = impossiblePart(person.cannot, session)
  const clashes = person.busy.some(({ startsAt, endsAt }) => startsAt < session.endsAt && session.startsAt < endsAt)
  if (!isClosed && isFree && !impossible && !clashes) return ofGroup

  const found = [...ofGroup]
  if (impossible) found.push({ kind: 'time', part: impossible })
  if (clashes) found.push({ kind: 'clash' })
  if (isClosed) found.push({ kind: 'booking_closed' })
  else if (!isFree) {
    const outlook = outlookFor(session, isFirstVisit)
    if (outlook.kind === 'waiting') found.push({ kind: 'full', number: outlook.number, why: outlook.why })
  }
  return found
}

/** Whoever cannot come in the afternoon cannot stay for one either. */
const impossiblePart = (cannot: Seeker['cannot'], { part, laterParts }: Dated): PartOfWeek | undefined =>
  cannot.has(part) ? part : laterParts.find((later) => cannot.has(later))

const newcomer = { places: 1, isFirstVisit: true }
const knownThere = { places: 1, isFirstVisit: false }

/** What of a group is to be asked or arranged for this person. */
export function hintsOfGroup(person: Seeker, group: GroupFacts, metres: number | undefined): Hint[] {
  const { toArrange } = unmetNeeds(person.accessNeeds, group.accessFeatures)
  const { minAge, maxAge } = group
  return [
    ...toArrange.map((need): Hint => ({ kind: 'to_arrange', need })),
    ...(person.age === undefined && (minAge !== null || maxAge !== null) ? [{ kind: 'age_unknown' as const, minAge, maxAge }] : []),
    ...(group.gender !== 'anyone' && (person.gender === undefined || person.gender === 'other')
      ? [{ kind: 'gender_unknown' as const, only: group.gender }]
      : []),
    ...(!person.languageRequired && !speaksTogether(person, group) ? [{ kind: 'other_language' as const }] : []),
    ...(person.reachKm !== null && metres === undefined ? [{ kind: 'distance_unknown' as const }] : []),
  ]
}

export const speaksTogether = (person: Pick<Seeker, 'languages'>, group: Pick<GroupFacts, 'languages'>): boolean =>
  person.languages.some((language) => group.languages.includes(language))

/** A man is no woman and a woman no man; of everybody else the group is asked first. */
const isWrongGender = ({ gender }: Seeker, group: GroupFacts): boolean =>
  (group.gender === 'women' && gender === 'man') || (group.gender === 'men' && gender === 'woman')

/** Whole years on a day, both 'YYYY-MM-DD'. Whoever was born on 29 February is a year older on 1 March. */
export const ageOn = (bornOn: string, on: string): number =>
  Number(on.slice(0, 4)) - Number(bornOn.slice(0, 4)) - (on.slice(5) < bornOn.slice(5) ? 1 : 0)

// The upcoming sessions that fit one person, best first, each with its reasons. Pure.
//
// What a session scores depends on the person, the session, its own group and the weights, and on nothing else: a session that comes
// or goes changes the order of no two others.

import type { GroupStatus } from '../db/schema/groups.ts'
import type { SessionStatus } from '../db/schema/sessions.ts'
import { metresBetween, type Point } from '../lib/geo.ts'
import { days } from '../lib/time.ts'
import type { PartOfWeek } from '../lib/week.ts'
import { type AccessNeed, unmetNeeds } from '../people/rules.ts'
import { type Hint, hintsOfGroup, isOut, type Obstacle, obstaclesOfDate, obstaclesOfGroup } from './limits/rules.ts'
import { type Liking, likingOf } from './taxonomy/rules.ts'
import { type Criterion, criteria, type Weights } from './weights/rules.ts'

export type Span = { startsAt: number; endsAt: number }

export type Seeker = {
  interests: readonly string[]
  suits: ReadonlySet<string>
  cannot: ReadonlySet<string>
  /** The language they are written to first, then what else they can take part in. */
  languages: readonly string[]
  /** Whether a session in none of their languages is out of the question. */
  languageRequired: boolean
  accessNeeds: readonly string[]
  /** Years; undefined when nobody wrote it down. */
  age: number | undefined
  gender: 'woman' | 'man' | 'other' | undefined
  point: Point | undefined
  /** Kilometres; null for no limit. */
  reachKm: number | null
  area: string
  /** Groups where they have been or are going: there they are no newcomers. */
  knownGroups: ReadonlySet<string>
  /** Groups to which they said they would not go again. */
  refusedGroups: ReadonlySet<string>
  bookedSessions: ReadonlySet<string>
  /** What they are booked into already. */
  busy: readonly Span[]
}

/** A group at one venue. One object for all of its sessions: what is worked out for it is worked out once. */
export type GroupFacts = {
  id: string
  status: GroupStatus
  activities: readonly string[]
  languages: readonly string[]
  accessFeatures: readonly string[]
  minAge: number | null
  maxAge: number | null
  gender: 'anyone' | 'women' | 'men'
  area: string
  point: Point | undefined
  /** Newcomers in the weeks around now, so that equal groups share the load. */
  newcomersLately: number
}

export type Dated = Span & {
  id: string
  status: SessionStatus
  bookingClosesAt: number
  /** The part of the week, on the clocks of the place, in which it starts. */
  part: PartOfWeek
  /** The parts that it goes on into, in the order of time; mostly none. */
  laterParts: readonly PartOfWeek[]
  capacity: number
  placesTaken: number
  newcomerLimit: number | null
  newcomersTaken: number
  newcomerPlaces: number
  /** How many more newcomers the group welcomes in that week; null for no limit. */
  weekLeft: number | null
  waiting: number
  buddyForFirstVisit: boolean
  /** Whether a buddy who fits could come along then. */
  hasBuddy: boolean
  group: GroupFacts
}

export type Reason =
  | { kind: 'distance'; metres: number }
  | { kind: 'own_area' }
  | { kind: 'likes'; liking: Liking }
  | { kind: 'access'; need: AccessNeed }
  | { kind: 'language'; language: string }
  | { kind: 'time'; part: PartOfWeek }
  | { kind: 'places'; left: number }
  | { kind: 'buddy' }
  | { kind: 'been_before' }
  | { kind: 'few_newcomers' }

export type Parts = Readonly<Record<Criterion, number>>
/** `score` is 0 to 1000; `parts` says for each criterion how well it fits, 0 to 1. */
export type Match<S extends Dated = Dated> = { session: S; score: number; parts: Parts; reasons: Reason[]; hints: Hint[] }
export type NearMiss<S extends Dated = Dated> = Match<S> & { obstacles: readonly Obstacle[] }

/** Sessions that fit, best first, and those that almost do, with what stands in the way: fewest obstacles first. */
export function matchesFor<S extends Dated>(
  person: Seeker,
  sessions: readonly S[],
  weights: Weights,
  now: number,
): { matches: Match<S>[]; nearMisses: NearMiss<S>[] } {
  const { fitting, almost, explained } = rank(person, sessions, weights, now)
  return { matches: fitting.sort(byOrder).map(explained), nearMisses: almost.sort(byOrder).map(explained) }
}

/** The same for whoever shows only some of it: in no order yet, each with its key; `explained` gives the reasons of one. */
export function rank<S extends Dated>(person: Seeker, sessions: readonly S[], weights: Weights, now: number) {
  const groups = new Map<GroupFacts, GroupFit>()
  const fitOf = (group: GroupFacts) => {
    const known = groups.get(group)
    if (known) return known
    const fit = fitOfGroup(person, group)
    groups.set(group, fit)
    return fit
  }
  const fitting: Ranked<S>[] = []
  const almost: Ranked<S>[] = []
  for (const session of sessions) {
    if (isOut(person, session, now)) continue
    const fit = fitOf(session.group)
    const obstacles = obstaclesOfDate(person, session, now, fit.obstacles)
    if (obstacles.length > mostObstacles) continue
    const key = orderOf(weighted(partsOfFit(person, session, fit, now), weights), session.startsAt, obstacles.length)
    ;(obstacles.length === 0 ? fitting : almost).push({ session, obstacles, key })
  }
  const explained = ({ session, obstacles }: Ranked<S>): NearMiss<S> => {
    const fit = fitOf(session.group)
    const parts = partsOfFit(person, session, fit, now)
    return { session, score: weighted(parts, weights), parts, ...explain(person, session, fit), obstacles }
  }
  return { fitting, almost, explained }
}

/** With more than two things in the way it is no near miss. */
const mostObstacles = 2

export type Ranked<S> = { session: S; obstacles: readonly Obstacle[]; key: number }

/** One number that sorts: fewer obstacles, then the better score, then the sooner start. Exact below 2^53. */
const orderOf = (score: number, startsAt: number, obstacles = 0): number => (obstacles * 1001 + 1000 - score) * 2 ** 41 + startsAt

export const byOrder = (a: Ranked<Dated>, b: Ranked<Dated>): number => a.key - b.key || (a.session.id < b.session.id ? -1 : 1)

/** What is the same for every session of a group at one venue. */
type GroupFit = {
  obstacles: Obstacle[]
  metres: number | undefined
  liking: Liking | undefined
  interest: number
  distance: number
  language: number
  load: number
}

function fitOfGroup(person: Seeker, group: GroupFacts): GroupFit {
  const metres = person.point && group.point ? metresBetween(person.point, group.point) : undefined
  const liking = likingOf(person.interests, group.activities)
  return {
    obstacles: obstaclesOfGroup(person, group, metres),
    metres,
    liking,
    interest: liking === undefined ? 0 : liking.kind === 'named' ? 1 : 0.5,
    // Half as good at two kilometres as next door; without a position the neighbourhood has to say it.
    distance: metres !== undefined ? 1 / (1 + metres / 2000) : person.area !== '' && person.area === group.area ? 0.6 : 0.2,
    language: languageFit(person, group),
    load: 1 / (1 + group.newcomersLately / 4),
  }
}

function languageFit({ languages: [own, ...others] }: Seeker, { languages }: GroupFacts): number {
  if (own !== undefined && languages.includes(own)) return 1
  return others.some((language) => languages.includes(language)) ? 0.7 : 0
}

function partsOfFit(person: Seeker, session: Dated, fit: GroupFit, now: number): Parts {
  const { interest, distance, language, load } = fit
  const isKnown = person.knownGroups.has(session.group.id)
  return {
    interest,
    distance,
    time: person.suits.has(session.part) ? 1 : person.suits.size === 0 ? 0.5 : 0,
    language,
    buddy: isKnown || session.hasBuddy ? 1 : session.buddyForFirstVisit ? 0 : 0.5,
    soon: Math.max(0, 1 - (session.startsAt - now) / days(56)),
    places: Math.max(0, Math.min(session.capacity - session.placesTaken, 4)) / 4,
    load,
  }
}

/** The weighted mean in thousandths: a whole number, so that equal fits are equal. */
function weighted(parts: Parts, weights: Weights): number {
  let [sum, all] = [0, 0]
  for (const criterion of criteria) {
    sum += parts[criterion] * weights[criterion]
    all += weights[criterion]
  }
  return all === 0 ? 0 : Math.round((1000 * sum) / all)
}

function explain(person: Seeker, session: Dated, { metres, liking }: GroupFit): { reasons: Reason[]; hints: Hint[] } {
  const { group } = session
  const isKnown = person.knownGroups.has(group.id)
  const { missing, toArrange } = unmetNeeds(person.accessNeeds, group.accessFeatures)
  const met = person.accessNeeds.filter((need): need is AccessNeed => ![...missing, ...toArrange].some((one) => one === need))
  const spoken = person.languages.find((language) => group.languages.includes(language))
  const left = session.capacity - session.placesTaken
  const reasons: (Reason | false)[] = [
    metres !== undefined ? { kind: 'distance', metres } : person.area !== '' && person.area === group.area && { kind: 'own_area' },
    liking !== undefined && { kind: 'likes', liking },
    ...met.map((need): Reason => ({ kind: 'access', need })),
    spoken !== undefined && { kind: 'language', language: spoken },
    person.suits.has(session.part) && { kind: 'time', part: session.part },
    left > 0 && { kind: 'places', left },
    !isKnown && session.hasBuddy && { kind: 'buddy' },
    isKnown && { kind: 'been_before' },
    !isKnown && group.newcomersLately === 0 && { kind: 'few_newcomers' },
  ]
  const hints = hintsOfGroup(person, group, metres)
  if (!isKnown && session.buddyForFirstVisit && !session.hasBuddy) hints.push({ kind: 'buddy_wanted' })
  return { reasons: reasons.filter((reason) => reason !== false), hints }
}

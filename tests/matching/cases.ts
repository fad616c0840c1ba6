// What must come first and what must never appear, written by hand from the rules: hard limits are never traded away, soft fit is
// weighed. Nobody derived a line of this from what the program said.

import { days, hours } from '../../src/lib/time.ts'
import type { Dated, GroupFacts, Seeker } from '../../src/matching/rules.ts'
import type { Weights } from '../../src/matching/weights/rules.ts'
import { noon } from '../world.ts'

export const home = { latitude: 51.5, longitude: -0.12 }
/** So many kilometres north of home: a degree of latitude is 111.2 km. */
const north = (km: number) => ({ latitude: home.latitude + km / 111.195, longitude: home.longitude })

const seeker: Seeker = {
  interests: [],
  suits: new Set(),
  cannot: new Set(),
  languages: ['en'],
  languageRequired: false,
  accessNeeds: [],
  age: 70,
  gender: 'woman',
  point: home,
  reachKm: null,
  area: 'Northfield',
  knownGroups: new Set(),
  refusedGroups: new Set(),
  bookedSessions: new Set(),
  busy: [],
}
export const person = (is: Partial<Seeker> = {}): Seeker => ({ ...seeker, ...is })

type Seed = Omit<Partial<Dated>, 'group'> & { group?: Partial<GroupFacts> }
/** A choir a kilometre away on a Tuesday morning in a week, with places; whatever is said otherwise. */
export function session(id: string, { group = {}, ...date }: Seed = {}): Dated {
  const startsAt = date.startsAt ?? noon + days(8) - hours(2)
  return {
    id,
    startsAt,
    endsAt: startsAt + hours(2),
    status: 'scheduled',
    bookingClosesAt: startsAt - hours(2),
    part: 'tue_morning',
    laterParts: [],
    capacity: 10,
    placesTaken: 2,
    newcomerLimit: null,
    newcomersTaken: 0,
    newcomerPlaces: 0,
    weekLeft: null,
    waiting: 0,
    buddyForFirstVisit: false,
    hasBuddy: false,
    ...date,
    group: {
      id: `group of ${id}`,
      status: 'verified',
      activities: ['singing'],
      languages: ['en'],
      accessFeatures: ['step_free'],
      minAge: null,
      maxAge: null,
      gender: 'anyone',
      area: 'Northfield',
      point: north(1),
      newcomersLately: 2,
      ...group,
    },
  }
}

type Case = {
  name: string
  is?: Partial<Seeker>
  sessions: Record<string, Seed>
  weights?: Partial<Weights>
  /** Exactly these fit, best first. */
  fits: string[]
  /** Exactly these nearly fit, and what stands in the way of each. */
  nearly?: Record<string, string[]>
}

const full = { capacity: 5, placesTaken: 5 }

export const cases: Case[] = [
  // Access
  {
    name: 'steps keep a wheelchair out, however much singing is liked',
    is: { accessNeeds: ['step_free'], interests: ['singing'] },
    sessions: { stairs: { group: { accessFeatures: [], point: home } }, ramp: { group: { activities: ['games'], point: north(9) } } },
    fits: ['ramp'],
    nearly: { stairs: ['missing'] },
  },
  {
    name: 'two things missing is still nearly, three is not shown',
    is: { accessNeeds: ['step_free', 'hearing_loop', 'seating'] },
    sessions: { two: { group: { accessFeatures: ['step_free'] } }, three: { group: { accessFeatures: [] } } },
    fits: [],
    nearly: { two: ['missing', 'missing'] },
  },
  {
    name: 'an interpreter is arranged by hand and is no wall',
    is: { accessNeeds: ['interpreter', 'help_to_get_there'] },
    sessions: { choir: {} },
    fits: ['choir'],
  },
  { name: 'a group that offers more than is needed fits', is: { accessNeeds: ['step_free'] }, sessions: { choir: {} }, fits: ['choir'] },
  {
    name: 'no weight opens a door that is too narrow',
    is: { accessNeeds: ['hearing_loop'], interests: ['singing'] },
    weights: { interest: 10, distance: 0, time: 0, language: 0, buddy: 0, soon: 0, places: 0, load: 0 },
    sessions: { choir: {}, games: { group: { activities: ['games'], accessFeatures: ['hearing_loop'] } } },
    fits: ['games'],
    nearly: { choir: ['missing'] },
  },
  // Language
  {
    name: 'a language that is required is a wall',
    is: { languages: ['id'], languageRequired: true },
    sessions: { english: { group: { point: home } }, indonesian: { group: { languages: ['id'], point: north(8) } } },
    fits: ['indonesian'],
    nearly: { english: ['language'] },
  },
  {
    name: 'a second language of the person opens it',
    is: { languages: ['id', 'jv'], languageRequired: true },
    sessions: { javanese: { group: { languages: ['jv', 'su'] } } },
    fits: ['javanese'],
  },
  {
    name: 'their own language before another they speak, and that before one they do not',
    is: { languages: ['id', 'en'] },
    sessions: { polish: { group: { languages: ['pl'] } }, english: {}, indonesian: { group: { languages: ['en', 'id'] } } },
    fits: ['indonesian', 'english', 'polish'],
  },
  // Age and gender
  {
    name: 'too young and too old are out, the bounds themselves are in',
    is: { age: 60 },
    sessions: {
      from60: { group: { minAge: 60, point: north(1) } },
      to60: { group: { maxAge: 60, point: north(2) } },
      from61: { group: { minAge: 61 } },
      to59: { group: { maxAge: 59 } },
    },
    fits: ['from60', 'to60'],
    nearly: { from61: ['too_young'], to59: ['too_old'] },
  },
  {
    name: 'an age that nobody wrote down keeps nobody out',
    is: { age: undefined },
    sessions: { over60: { group: { minAge: 60 } } },
    fits: ['over60'],
  },
  {
    name: 'a group for women takes no man, one for men no woman',
    is: { gender: 'man' },
    sessions: { women: { group: { gender: 'women' } }, men: { group: { gender: 'men' } } },
    fits: ['men'],
    nearly: { women: ['gender'] },
  },
  {
    name: 'of whoever said neither the group is asked first',
    is: { gender: 'other' },
    sessions: { women: { group: { gender: 'women', point: north(1) } }, men: { group: { gender: 'men', point: north(2) } } },
    fits: ['women', 'men'],
  },
  // Times
  {
    name: 'a time that is impossible is impossible for the best choir, too',
    is: { cannot: new Set(['tue_morning']), interests: ['singing'] },
    sessions: { choir: { group: { point: home } }, walk: { part: 'wed_morning', group: { activities: ['walking'], point: north(5) } } },
    fits: ['walk'],
    nearly: { choir: ['time'] },
  },
  {
    name: 'a session that begins when they can and goes on until they cannot is impossible too',
    is: { cannot: new Set(['tue_afternoon']) },
    sessions: {
      lunch: { laterParts: ['tue_afternoon'] },
      day: { laterParts: ['tue_afternoon', 'tue_evening'] },
      night: { part: 'tue_evening', laterParts: ['wed_morning'] },
    },
    fits: ['night'],
    nearly: { day: ['time'], lunch: ['time'] },
  },
  {
    name: 'a time that suits comes before one of which nothing is known',
    is: { suits: new Set(['wed_morning']) },
    sessions: { tuesday: {}, wednesday: { part: 'wed_morning' } },
    fits: ['wednesday', 'tuesday'],
  },
  {
    name: 'nobody is in two places at once',
    is: { busy: [{ startsAt: noon + days(8) - hours(3), endsAt: noon + days(8) - hours(1) }] },
    sessions: { same: {}, after: { startsAt: noon + days(8) - hours(1), part: 'tue_morning' } },
    fits: ['after'],
    nearly: { same: ['clash'] },
  },
  // Places
  {
    name: 'a full session is a waiting list, not a match',
    sessions: { full, choir: { group: { point: north(12) } } },
    fits: ['choir'],
    nearly: { full: ['full'] },
  },
  { name: 'a free place with others waiting is theirs', sessions: { queue: { waiting: 1 } }, fits: [], nearly: { queue: ['full'] } },
  {
    name: 'a group that can welcome no more newcomers that day has no place for one',
    sessions: { welcomed: { newcomerLimit: 2, newcomersTaken: 2 } },
    fits: [],
    nearly: { welcomed: ['full'] },
  },
  {
    name: 'but it has one for whoever has been there',
    is: { knownGroups: new Set(['group of welcomed']) },
    sessions: { welcomed: { newcomerLimit: 2, newcomersTaken: 2 } },
    fits: ['welcomed'],
  },
  {
    name: 'places kept for newcomers are not for whoever has been there',
    is: { knownGroups: new Set(['group of kept']) },
    sessions: { kept: { capacity: 5, placesTaken: 3, newcomerPlaces: 2 } },
    fits: [],
    nearly: { kept: ['full'] },
  },
  { name: 'and they are for a newcomer', sessions: { kept: { capacity: 5, placesTaken: 3, newcomerPlaces: 2 } }, fits: ['kept'] },
  { name: 'more places before the last one', sessions: { last: { placesTaken: 9 }, roomy: { placesTaken: 2 } }, fits: ['roomy', 'last'] },
  // Whether it can be booked at all
  {
    name: 'what has closed can only be asked for by phone',
    sessions: { closed: { bookingClosesAt: noon } },
    fits: [],
    nearly: { closed: ['booking_closed'] },
  },
  { name: 'what has begun is gone', sessions: { begun: { startsAt: noon, bookingClosesAt: noon + hours(1) } }, fits: [], nearly: {} },
  { name: 'what was cancelled is gone', sessions: { cancelled: { status: 'cancelled' } }, fits: [], nearly: {} },
  {
    name: 'a group that nobody has checked is never shown, nor one that pauses or has closed',
    sessions: {
      unchecked: { group: { status: 'awaiting_check' } },
      paused: { group: { status: 'paused' } },
      closed: { group: { status: 'closed' } },
    },
    fits: [],
    nearly: {},
  },
  {
    name: 'what they are booked into is not offered again',
    is: { bookedSessions: new Set(['choir']) },
    sessions: { choir: {}, walk: {} },
    fits: ['walk'],
  },
  {
    name: 'a group to which they would not go again comes with their word for it',
    is: { refusedGroups: new Set(['group of choir']), knownGroups: new Set(['group of choir']), interests: ['singing'] },
    sessions: { choir: {}, walk: { group: { activities: ['walking'], point: north(6) } } },
    fits: ['walk'],
    nearly: { choir: ['said_not_again'] },
  },
  // Distance
  {
    name: 'nearer is better',
    sessions: { far: { group: { point: north(4) } }, near: { group: { point: north(0.3) } } },
    fits: ['near', 'far'],
  },
  {
    name: 'further than they can come is a wall',
    is: { reachKm: 3 },
    sessions: { far: { group: { point: north(3.1) } }, near: { group: { point: north(2.9) } } },
    fits: ['near'],
    nearly: { far: ['too_far'] },
  },
  {
    name: 'without a point the own neighbourhood is nearer than another',
    is: { point: undefined },
    sessions: { other: { group: { area: 'Riverside' } }, own: {} },
    fits: ['own', 'other'],
  },
  {
    name: 'a venue without a position is no wall even when reach is short',
    is: { reachKm: 1 },
    sessions: { somewhere: { group: { point: undefined } } },
    fits: ['somewhere'],
  },
  // Interests
  {
    name: 'just what they like, then something like it, then the rest',
    is: { interests: ['singing'] },
    sessions: { games: { group: { activities: ['games'] } }, music: { group: { activities: ['music'] } }, choir: {} },
    fits: ['choir', 'music', 'games'],
  },
  {
    name: 'a whole family of interests means each of its activities',
    is: { interests: ['growing'] },
    sessions: { choir: {}, cooking: { group: { activities: ['cooking'] } } },
    fits: ['cooking', 'choir'],
  },
  {
    name: 'the OpenActive list’s own name for it is understood',
    is: { interests: ['Tai Chi'] },
    sessions: { swimming: { group: { activities: ['swimming'] } }, gentle: { group: { activities: ['gentle_exercise'] } } },
    fits: ['gentle', 'swimming'],
  },
  {
    name: 'a new parent is not led to the bereaved because both are peer support',
    is: { interests: ['parents'] },
    sessions: {
      loss: { group: { activities: ['bereavement'], point: north(1.2) } },
      choir: {},
      parents: { group: { activities: ['parents'] } },
    },
    fits: ['parents', 'choir', 'loss'],
  },
  {
    name: 'what they like an hour’s walk away before what they do not next door',
    is: { interests: ['gardening'] },
    sessions: { next: { group: { point: north(0.2) } }, garden: { group: { activities: ['gardening'], point: north(4) } } },
    fits: ['garden', 'next'],
  },
  // Buddies, soonness, sharing
  {
    name: 'a first visit with a buddy before one without',
    sessions: { alone: { buddyForFirstVisit: true }, together: { buddyForFirstVisit: true, hasBuddy: true } },
    fits: ['together', 'alone'],
  },
  { name: 'sooner is better', sessions: { later: { startsAt: noon + days(36) - hours(2) }, soon: {} }, fits: ['soon', 'later'] },
  {
    name: 'of equal groups the one that has welcomed fewer lately',
    sessions: { busy: { group: { newcomersLately: 9 } }, quiet: { group: { newcomersLately: 0 } } },
    fits: ['quiet', 'busy'],
  },
  { name: 'equal in everything: by id, always the same', sessions: { b: {}, a: {}, c: {} }, fits: ['a', 'b', 'c'] },
  // Weights
  {
    name: 'a place that weighs nearness more has the near one first',
    is: { interests: ['gardening'] },
    weights: { interest: 1, distance: 10 },
    sessions: { next: { group: { point: north(0.2) } }, garden: { group: { activities: ['gardening'], point: north(4) } } },
    fits: ['next', 'garden'],
  },
  {
    name: 'a place that weighs nothing has the soonest first',
    weights: { interest: 0, distance: 0, time: 0, language: 0, buddy: 0, soon: 0, places: 0, load: 0 },
    sessions: { later: { startsAt: noon + days(9), group: { point: home } }, soon: { group: { point: north(20) } } },
    fits: ['soon', 'later'],
  },
  {
    name: 'fewer things in the way come first among those that nearly fit',
    is: { accessNeeds: ['hearing_loop'], cannot: new Set(['tue_morning']) },
    sessions: { both: { group: { point: home } }, one: { part: 'wed_morning', group: { point: north(9) } } },
    fits: [],
    nearly: { one: ['missing'], both: ['missing', 'time'] },
  },
]

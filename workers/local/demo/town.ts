// The shape of a demo town: what its files northfield.json and jakarta.json fill in.

import type { ReferralSource } from '../../../src/db/schema/referrals.ts'
import type { Weekday } from '../../../src/lib/time.ts'

export type Town = {
  /** Names of organisations: six providers, two referral teams, one volunteer hub. */
  providers: readonly string[]
  teams: readonly string[]
  hub: string
  venues: readonly TownVenue[]
  groups: readonly TownGroup[]
  /** Described the day before, so that nobody has looked at it yet. */
  groupToCheck: TownGroup
  /** Names of staff and buddies, in the order in which they are taken. */
  organisers: readonly string[]
  linkWorkers: readonly string[]
  buddies: readonly string[]
  /** Who asks to be a buddy today. */
  applicant: string
  people: readonly TownPerson[]
  /** Who sends people: typed as on the form, with addresses that nobody has. */
  referrers: readonly {
    source: ReferralSource
    referrerName: string
    referrerJob: string
    referrerOrganisation: string
    referrerEmail: string
  }[]
  /** What came in by the public form, and what became of it; most of it waits in the inbox. */
  waiting: readonly TownReferral[]
  words: {
    /** What a referrer reads when somebody needs another service first. */
    sentOn: string
    consent: readonly string[]
    notes: readonly string[]
    /** One for each buddy, in their order, and the last for the applicant. */
    buddyAbout: readonly string[]
    surveyNotes: { good: readonly string[]; mixed: readonly string[]; absent: readonly string[] }
    /** Why a buddy asks that somebody rings. */
    visitNotes: readonly string[]
    /** What link workers hear and write down: the first time, later, and once the person has been somewhere. */
    firstTalks: readonly string[]
    talks: readonly string[]
    talksAfterwards: readonly string[]
    notReached: readonly string[]
    /** The next step after nobody answered, and the others. */
    tryAgain: string
    steps: readonly string[]
    matters: readonly string[]
    strengths: readonly string[]
    goals: readonly string[]
    /** An activity, and what link workers miss about it. */
    missing: readonly (readonly [string, readonly string[]])[]
  }
  domain: string
  /** Made-up numbers begin with this; four figures follow. */
  phonePrefix: string
}

/** Given name, family name, how old they are, and the language that they read when it is not the town's. */
export type TownPerson = readonly [string, string, 'woman' | 'man', number, ('en' | 'id')?]

export type TownReferral = {
  name: string
  story: string
  reasons: readonly string[]
  daysAgo: number
  referrer: number
  then?: 'reached' | 'no_answer' | 'moved_away'
}

export type TownVenue = {
  name: string
  address: string
  postcode: string
  area: string
  latitude: number
  longitude: number
  howToFind: string
  access: readonly string[]
}

export type TownGroup = {
  /** Which provider and venue, by their place in the lists. */
  of: number
  at: number
  name: string
  summary: string
  description: string
  activities: readonly string[]
  languages: readonly string[]
  whoItIsFor: string
  cost: string
  whatToBring: string
  /** Weekly on this weekday, every second week, or monthly on the nth weekday. */
  rule: readonly ['week', Weekday] | readonly ['fortnight', Weekday] | readonly ['month', 1 | 2 | 3 | 4 | -1, Weekday]
  time: string
  minutes: number
  capacity: number
  newcomerLimit?: number
  newcomerPlaces?: number
  buddy: boolean
  meetingPoint: string
}

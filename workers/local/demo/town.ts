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
  /** Names of referred people: given name and family name. */
  people: readonly (readonly [string, string])[]
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
    consent: string
    notes: readonly string[]
    buddyAbout: readonly string[]
    surveyNotes: readonly string[]
    /** What link workers hear and write down. */
    talks: readonly string[]
    notReached: string
    steps: readonly string[]
    matters: readonly string[]
    strengths: readonly string[]
    goals: readonly string[]
    cancelReason: string
    /** An activity, and what link workers miss about it. */
    missing: readonly (readonly [string, string])[]
  }
  domain: string
  /** Made-up numbers begin with this; four figures follow. */
  phonePrefix: string
}

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

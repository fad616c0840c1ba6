// What a group is made of: the one taxonomy of activities, access features and languages, and the states of a group. Pure.

import type { GroupStatus } from '../db/schema/groups.ts'
import { addDays, type Day } from '../lib/time.ts'

/** Nine families, each with its emblem in web/components/activity.tsx; the types under a family are what a group chooses from. */
export const activityFamilies = {
  arts: ['singing', 'music', 'art', 'crafts', 'dance', 'drama'],
  movement: ['walking', 'gentle_exercise', 'light_sport', 'swimming', 'cycling'],
  growing: ['gardening', 'cooking', 'shared_meals', 'nature'],
  helping: ['volunteering', 'repair', 'discussion'],
  peer: ['peer_support', 'bereavement', 'carers', 'parents', 'living_with_illness'],
  learning: ['older_people', 'digital_skills', 'language_learning', 'money_and_benefits'],
  books: ['book_corner', 'reading', 'writing'],
  faith: ['faith', 'reflection'],
  hobby: ['games', 'local_history', 'photography', 'coffee_and_chat'],
} as const

export type Family = keyof typeof activityFamilies
export type Activity = (typeof activityFamilies)[Family][number]

export const families = Object.keys(activityFamilies) as Family[]
export const activities: readonly Activity[] = Object.values(activityFamilies).flat()

/** The family of a stored code; a code that has left the taxonomy counts as a hobby. */
export const familyOf = (activity: string | undefined): Family =>
  families.find((family) => (activityFamilies[family] as readonly string[]).includes(activity ?? '')) ?? 'hobby'

export const accessFeatures = [
  'step_free',
  'accessible_toilet',
  'hearing_loop',
  'quiet_space',
  'seating',
  'accessible_parking',
  'near_bus_stop',
  'carers_welcome',
  'large_print',
  'sign_language',
  'assistance_dogs',
  'prayer_room',
] as const

/** Whom a group takes. */
export const genders = ['anyone', 'women', 'men'] as const

/** BCP 47; `bfi` and `inl` are the sign languages of Britain and Indonesia. */
export const languages = [
  ...['en', 'id', 'jv', 'su', 'cy', 'ar', 'bn', 'es', 'fa', 'fr', 'gu', 'hi'],
  ...['pa', 'pl', 'pt', 'ro', 'so', 'ta', 'tr', 'uk', 'ur', 'zh', 'bfi', 'inl'],
] as const

/** The only place where a group's transitions are written; docs/states.md explains them. */
export const transitions = {
  awaiting_check: ['verified', 'closed'],
  verified: ['paused', 'closed'],
  paused: ['verified', 'closed'],
  closed: [],
} as const satisfies Record<GroupStatus, readonly GroupStatus[]>

export const canBecome = (from: GroupStatus, to: GroupStatus): boolean => (transitions[from] as readonly GroupStatus[]).includes(to)

/** A pause ends on a day to come, within two years. */
export const isReturnDay = (day: Day, today: Day): boolean => day > today && day <= addDays(today, 2 * 366)

import type { GoalStatus } from '../../../src/db/schema/listening.ts'
import type { AddGoalRefusal, MoveGoalRefusal, RateGoalRefusal } from '../../../src/goals/actions.ts'
import { type Family, families } from '../../../src/groups/rules.ts'
import { dayParts } from '../../../src/lib/week.ts'
import { groupOfNeed, groupsOfNeeds, type NeedGroup, needCodes, needGroups } from '../../../src/needs/rules.ts'
import type { SaveProfileRefusal } from '../../../src/profiles/actions.ts'
import { type Gender, interestsOf } from '../../../src/profiles/rules.ts'
import { rowsOf } from '../../buddies/wording.ts'
import type { Option } from '../../components/field.tsx'
import type { Tone } from '../../components/tag.tsx'
import { activityName } from '../../groups/wording.ts'
import type { T, TextKey } from '../../render.tsx'

export const doneCodes = ['saved', 'goal_set', 'rated', 'moved'] as const
export type Done = (typeof doneCodes)[number]
export const doneText = {
  saved: 'profiles.done.saved',
  goal_set: 'profiles.done.goal_set',
  rated: 'profiles.done.rated',
  moved: 'profiles.done.moved',
} as const satisfies Record<Done, TextKey>

export const saveRefusal = {
  no_such_person: ['form', 'profiles.refusals.no_such_person'],
  no_such_spot: ['near', 'profiles.refusals.no_such_spot'],
  changed_meanwhile: ['form', 'profiles.refusals.changed_meanwhile'],
} as const satisfies Record<SaveProfileRefusal, readonly [field: string, text: TextKey]>

export const goalRefusal = {
  no_such_person: 'profiles.refusals.no_such_person',
  no_such_goal: 'profiles.refusals.no_such_person',
  id_taken: 'profiles.refusals.id_taken',
  not_active: 'profiles.refusals.not_active',
  before_it_was_set: 'profiles.refusals.before_it_was_set',
  not_from_here: 'profiles.refusals.not_from_here',
  changed_meanwhile: 'profiles.refusals.goal_changed',
} as const satisfies Record<AddGoalRefusal | RateGoalRefusal | MoveGoalRefusal, TextKey>

export const goalText = {
  active: 'profiles.goal_states.active',
  reached: 'profiles.goal_states.reached',
  set_aside: 'profiles.goal_states.set_aside',
} as const satisfies Record<GoalStatus, TextKey>
export const goalTones = { active: 'going', reached: 'good', set_aside: 'quiet' } as const satisfies Record<GoalStatus, Tone>

/** What a press does to a goal, in words for its button. */
export const moveText = {
  active: 'profiles.moves.active',
  reached: 'profiles.moves.reached',
  set_aside: 'profiles.moves.set_aside',
} as const satisfies Record<GoalStatus, TextKey>

export const genderText = {
  woman: 'profiles.genders.woman',
  man: 'profiles.genders.man',
  other: 'profiles.genders.other',
} as const satisfies Record<Gender, TextKey>

const isFamily = (code: string): code is Family => (families as readonly string[]).includes(code)
export const interestName = (t: T, code: string): string =>
  isFamily(code) ? t(`components.families.${code}` as TextKey) : activityName(t, code)

/** All of a family first, then each of its activities. */
export const interestOptions = (t: T, family: Family): Option[] =>
  interestsOf(family).map((code) => ({
    value: code,
    label: code === family ? t('profiles.all_of', { family: interestName(t, family) }) : activityName(t, code),
  }))

// A stored code that has left the list shows as it is, rather than breaking the page.
export const needName = (t: T, code: string): string =>
  (needCodes as readonly string[]).includes(code) ? t(`profiles.needs.${code}` as TextKey) : code.replaceAll('_', ' ')
export const needOptions = (t: T, group: NeedGroup): Option[] =>
  needGroups[group].map((code) => ({ value: code, label: needName(t, code) }))

type Stored = { interests: readonly string[]; suits: readonly string[]; cannot: readonly string[]; open: readonly string[] }

/** The rows of the form from the lists of codes that are kept. */
export function rowsFrom({ interests, suits, cannot, open }: Stored): Record<string, string[]> {
  const [good, bad] = [rowsOf(suits), rowsOf(cannot)]
  const row = (code: string) => families.find((family) => (interestsOf(family) as readonly string[]).includes(code))
  return Object.fromEntries([
    ...families.map((family) => [`interests_${family}`, interests.filter((code) => row(code) === family)]),
    ...groupsOfNeeds.map((group) => [`needs_${group}`, open.filter((code) => groupOfNeed(code) === group)]),
    ...dayParts.map((part) => [`suits_${part}`, good[part] ?? []]),
    ...dayParts.map((part) => [`cannot_${part}`, bad[part] ?? []]),
  ])
}

/** What a field is called where it stands without its label, in the error summary. */
export const fieldText: Readonly<Record<string, TextKey>> = {
  matters: 'profiles.form.matters',
  strengths: 'profiles.form.strengths',
  cannot_morning: 'profiles.form.cannot',
  cannot_afternoon: 'profiles.form.cannot',
  cannot_evening: 'profiles.form.cannot',
  near: 'profiles.form.near',
  reachKm: 'profiles.form.reach',
  gender: 'profiles.form.gender',
  words: 'profiles.goals.words',
  rating: 'profiles.goals.rating',
  ratedOn: 'profiles.goals.rated_on',
}

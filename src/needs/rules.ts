// What stands in the way of a good life, coded from one list in seven groups, so that needs can be counted and matched. Pure.

import type { AccessNeed } from '../people/rules.ts'

/** The codes of each group, in the order in which a link worker asks. Names are in web/locales under profiles.needs. */
export const needGroups = {
  social: ['lonely', 'few_contacts', 'bereaved', 'caring', 'family_strain', 'new_here', 'no_purpose'],
  access: ['mobility', 'hearing', 'sight', 'memory', 'long_term_condition', 'step_free_only'],
  language: ['other_language', 'interpreter', 'reading_writing'],
  money: ['debt', 'benefits', 'food', 'energy', 'housing', 'work'],
  transport: ['no_transport', 'fares', 'too_far', 'afraid_to_travel'],
  digital: ['no_device', 'no_internet', 'digital_skills'],
  confidence: ['going_alone', 'meeting_people', 'leaving_home', 'low_mood', 'crowds'],
} as const

/** What a need means at a session, where that has a code of its own: it limits what fits like one that was asked for. */
export const accessMeant = { step_free_only: 'step_free', interpreter: 'interpreter' } as const satisfies Partial<Record<Need, AccessNeed>>

export type NeedGroup = keyof typeof needGroups
export type Need = (typeof needGroups)[NeedGroup][number]

export const groupsOfNeeds = Object.keys(needGroups) as NeedGroup[]
export const needCodes: readonly Need[] = Object.values(needGroups).flat()

export const groupOfNeed = (code: string): NeedGroup | undefined =>
  groupsOfNeeds.find((group) => (needGroups[group] as readonly string[]).includes(code))

import type { ApplyRefusal } from '../../src/buddies/actions.ts'
import type { BreakRefusal, ReturnRefusal } from '../../src/buddies/pausing/actions.ts'
import type { ProfileRefusal } from '../../src/buddies/profile/actions.ts'
import type { VetRefusal } from '../../src/buddies/vetting/actions.ts'
import type { BuddyTopic } from '../../src/calls/buddies/rules.ts'
import type { BuddyStatus, DeclineReason } from '../../src/db/schema/buddies.ts'
import { dayParts, type PartOfWeek, weekdays } from '../../src/lib/week.ts'
import type { Why } from '../../src/messages/voice/rules.ts'
import { whyText } from '../calls/wording.ts'
import type { T, TextKey } from '../render.tsx'

/** What the fields are called in the error summary, in the order of the page. */
export const fieldText = {
  name: 'buddies.apply.name',
  email: 'buddies.apply.email',
  phone: 'buddies.apply.phone',
  about: 'buddies.apply.about',
  locale: 'buddies.apply.locale',
  hubId: 'buddies.apply.hub',
  areas: 'buddies.apply.areas',
  families: 'buddies.apply.activities',
  languages: 'buddies.apply.languages',
  morning: 'buddies.apply.when',
  agreesToCheck: 'buddies.apply.agree_check',
  agreesToPrivacy: 'buddies.apply.agree_privacy',
  checkedUntilOn: 'buddies.decisions.checked_until',
  reason: 'buddies.decisions.reason',
} as const satisfies Record<string, TextKey>

/** What a buddy has just done to their own profile. */
export const profileDoneWords = {
  saved: 'buddies.profile.saved',
  on_break: 'buddies.break.done',
  back: 'buddies.break.back',
} as const satisfies Record<string, TextKey>
export type ProfileDone = keyof typeof profileDoneWords
export const profileDones = Object.keys(profileDoneWords) as ProfileDone[]

export const pausingRefusal = {
  not_approved: 'buddies.break.refusals.not_approved',
  not_paused: 'buddies.break.refusals.not_paused',
  paused_by_coordinator: 'buddies.break.by_coordinator',
  check_ran_out: 'buddies.break.refusals.check_ran_out',
} as const satisfies Record<Exclude<BreakRefusal | ReturnRefusal, 'no_such_buddy'>, TextKey>

export const callTopic = {
  off: 'buddies.calls.topics.off',
  freed: 'buddies.calls.topics.freed',
  changed: 'calls.topics.changed',
  reminder: 'calls.topics.reminder',
} as const satisfies Record<BuddyTopic, TextKey>

export const callWhy: Partial<Record<Why, TextKey>> = { ...whyText, stopped: 'buddies.calls.stopped' }

/** The field that a refusal is about; '' for the form as a whole. */
type Refused = readonly [field: string, text: TextKey]

export const applyRefusal = {
  phone: ['phone', 'buddies.apply_refusals.phone'],
  areas: ['areas', 'buddies.apply_refusals.areas'],
  choose_hub: ['hubId', 'buddies.apply_refusals.choose_hub'],
  no_hub: ['', 'buddies.apply_refusals.no_hub'],
  too_many_tries: ['form', 'buddies.apply_refusals.too_many_tries'],
} as const satisfies Record<ApplyRefusal, Refused>

export const profileRefusal = {
  no_such_buddy: ['', 'buddies.profile_refusals.no_such_buddy'],
  phone: ['phone', 'buddies.profile_refusals.phone'],
  areas: ['areas', 'buddies.profile_refusals.areas'],
} as const satisfies Record<ProfileRefusal, Refused>

export const vetRefusal = {
  no_such_buddy: ['', 'buddies.vet_refusals.no_such_buddy'],
  not_in_this_state: ['', 'buddies.vet_refusals.not_in_this_state'],
  check_date: ['checkedUntilOn', 'buddies.vet_refusals.check_date'],
  account_taken: ['', 'buddies.vet_refusals.account_taken'],
} as const satisfies Record<VetRefusal, Refused>

export const stateWords = {
  applied: 'components.states.buddy.applied',
  vetting: 'components.states.buddy.vetting',
  approved: 'components.states.buddy.approved',
  paused: 'components.states.buddy.paused',
  expired: 'components.states.buddy.expired',
  declined: 'components.states.buddy.declined',
} as const satisfies Record<BuddyStatus, TextKey>

export const declineWords = {
  check_not_passed: 'buddies.declined_because.check_not_passed',
  could_not_reach: 'buddies.declined_because.could_not_reach',
  not_the_right_time: 'buddies.declined_because.not_the_right_time',
  enough_for_now: 'buddies.declined_because.enough_for_now',
  asked_to_stop: 'buddies.declined_because.asked_to_stop',
} as const satisfies Record<DeclineReason, TextKey>

/** What a decision has just done, as the address of a page may say it. */
export const doneWords = {
  vetting: 'buddies.done.vetting',
  approved: 'buddies.done.approved',
  paused: 'buddies.done.paused',
  declined: 'buddies.done.declined',
} as const satisfies Record<string, TextKey>
export type Done = keyof typeof doneWords
export const dones = Object.keys(doneWords) as Done[]

export const weekdayWord = (t: T, weekday: string): string =>
  t(`components.weekdays.${(weekdays as readonly string[]).indexOf(weekday) + 1}` as TextKey)

/** 'Monday mornings, Tuesday evenings' */
export const weekOf = (t: T, availability: readonly string[]): string =>
  (availability as readonly PartOfWeek[])
    .map((code) => {
      const [weekday = '', part = ''] = code.split('_')
      return t('buddies.week.on', { weekday: weekdayWord(t, weekday), part: t(`buddies.day_parts.${part}` as TextKey) })
    })
    .join(', ')

/** The days of each part of the day, as the three rows of the form have them. */
export const rowsOf = (availability: readonly string[]): Record<string, string[]> =>
  Object.fromEntries(
    dayParts.map((part) => [part, availability.filter((code) => code.endsWith(`_${part}`)).map((code) => code.slice(0, 3))]),
  )

import type { Form } from '../../src/http/input.ts'
import { clock } from '../../src/lib/dates.ts'
import type { Recurrence } from '../../src/lib/recurrence.ts'
import { instantOf } from '../../src/lib/time.ts'
import type { CancelRefusal, EndRefusal } from '../../src/sessions/cancellation/actions.ts'
import type { EditRefusal } from '../../src/sessions/editing/actions.ts'
import type { PublishRefusal } from '../../src/sessions/publishing/actions.ts'
import { placesLeft } from '../../src/sessions/rules.ts'
import type { Reader } from '../groups/wording.ts'
import { errorsOf, type T, type TextKey } from '../render.tsx'

type Room = Parameters<typeof placesLeft>[0]

/** Places left, in words. */
export function placesInWords(t: T, session: Room, now: number): string {
  const left = placesLeft(session, now)
  if (left.kind !== 'free') return t(`sessions.left.${left.kind}`)
  if (left.anyone === 0) return t('sessions.left.kept', { n: left.free })
  if (left.newcomers === 0) return t('sessions.left.regulars', { n: left.anyone })
  return t('sessions.left.free', { n: left.free })
}

export const hasWaitingList = (session: Room, now: number): boolean => ['full', 'waiting'].includes(placesLeft(session, now).kind)

const ordinals = { 1: 'o1', 2: 'o2', 3: 'o3', 4: 'o4', [-1]: 'olast' } as const

/** 'Every 2 weeks on Tuesday, 10am' */
export function ruleInWords({ t, zone, locale }: Reader, rule: Recurrence): string {
  const time = clock(instantOf(rule.startsOn, rule.time, zone).at, zone, locale)
  if (rule.every === 'month') {
    const which = t(`sessions.publish.${ordinals[rule.ordinal]}`)
    return t('sessions.every.monthly', { which, day: t(`components.weekdays.${rule.weekday}`), n: rule.interval, time })
  }
  return t('sessions.every.weekly', {
    n: rule.interval,
    days: rule.weekdays.map((day) => t(`components.weekdays.${day}`)).join(', '),
    time,
  })
}

type Refusal = PublishRefusal | EditRefusal | CancelRefusal | EndRefusal

export const sessionRefusals = {
  no_such_group: 'sessions.refusals.no_such_group',
  no_such_session: 'sessions.refusals.no_such_session',
  no_such_series: 'sessions.refusals.no_such_series',
  no_such_venue: 'sessions.refusals.no_such_venue',
  group_closed: 'sessions.refusals.group_closed',
  in_the_past: 'sessions.refusals.in_the_past',
  too_far_ahead: 'sessions.refusals.too_far_ahead',
  no_dates: 'sessions.refusals.no_dates',
  published_otherwise: 'sessions.refusals.published_otherwise',
  session_cancelled: 'sessions.refusals.session_cancelled',
  session_started: 'sessions.refusals.session_started',
  series_ended: 'sessions.refusals.series_ended',
  capacity_below_taken: 'sessions.refusals.capacity_below_taken',
  newcomer_limit_below_taken: 'sessions.refusals.newcomer_limit_below_taken',
  kept_places_taken: 'sessions.refusals.kept_places_taken',
  people_on_dropped_dates: 'sessions.refusals.people_on_dropped_dates',
} as const satisfies Record<Refusal, TextKey>

/** The field that a refusal is about; '' is the form as a whole. */
export const sessionRefusalFields = {
  no_such_group: '',
  no_such_session: '',
  no_such_series: '',
  no_such_venue: 'venueId',
  group_closed: '',
  in_the_past: 'startsOn',
  too_far_ahead: 'startsOn',
  no_dates: '',
  published_otherwise: '',
  session_cancelled: '',
  session_started: '',
  series_ended: '',
  capacity_below_taken: 'capacity',
  newcomer_limit_below_taken: 'newcomerLimit',
  kept_places_taken: 'newcomerPlaces',
  people_on_dropped_dates: '',
} as const satisfies Record<Refusal, string>

const labels: Readonly<Record<string, TextKey>> = {
  every: 'sessions.publish.often',
  startsOn: 'sessions.publish.starts_on',
  startsTime: 'sessions.publish.starts',
  endsTime: 'sessions.publish.ends',
  interval: 'sessions.publish.interval',
  until: 'sessions.publish.until',
  weekdays: 'sessions.publish.weekdays',
  ordinal: 'sessions.publish.ordinal',
  weekday: 'sessions.publish.weekday',
  capacity: 'sessions.publish.capacity',
  newcomerLimit: 'sessions.publish.newcomer_limit',
  newcomerPlaces: 'sessions.publish.newcomer_places',
  bookingClosesMinutes: 'sessions.publish.closes',
  venueId: 'sessions.publish.venue',
  meetingPoint: 'sessions.publish.point',
  lastOn: 'sessions.cancel.last_on',
  reason: 'sessions.cancel.reason',
}

/** `names`: what the page calls a field otherwise. */
export const sessionErrors = (form: Form<unknown>, t: T, names: Readonly<Record<string, TextKey>> = {}) =>
  errorsOf(form, t, { ...labels, ...names })

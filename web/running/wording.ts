import type { PageContext } from '../../src/http/env.ts'
import type { Cron } from '../../src/jobs/crons.ts'
import { clock, relativeDay } from '../../src/lib/dates.ts'
import type { MendRefusal } from '../../src/messages/actions.ts'
import { kinds, type MessageKind } from '../../src/messages/rules.ts'
import { fieldText } from '../people/wording.ts'
import type { T, TextKey } from '../render.tsx'
import { countWords, reasonWords } from './codes/wording.ts'

/** Refusals shown above the list; 'no_such_message' is a 404. */
export const mendRefusal = {
  no_such_message: 'faults.404.title',
  not_stopped: 'running.messages.refusals.not_stopped',
  too_late: 'running.messages.refusals.too_late',
  address_stopped: 'running.messages.mend_address',
  link_gone: 'running.messages.mend_link',
} as const satisfies Record<MendRefusal, TextKey>

export const releaseRefusal = {
  no_such_batch: 'running.messages.refusals.no_such_batch',
} as const satisfies Record<'no_such_batch', TextKey>

export const mendAlikeRefusal = { none_left: 'running.messages.refusals.none_left' } as const satisfies Record<'none_left', TextKey>
export const liftRefusal = { no_such_address: 'running.messages.refusals.no_such_address' } as const satisfies Record<
  'no_such_address',
  TextKey
>

export const doneWords = {
  retry_all: 'running.messages.done.retry_all',
  give_up_all: 'running.messages.done.give_up_all',
  lifted: 'running.messages.done.lifted',
  tried: 'running.messages.done.tried',
  retry: 'running.messages.done.retry',
  give_up: 'running.messages.done.give_up',
  send_again: 'running.messages.done.send_again',
  count_as_sent: 'running.messages.done.count_as_sent',
} as const satisfies Record<string, TextKey>

export const cronNames = { '* * * * *': 'minute', '*/15 * * * *': 'quarter', '0 3 * * *': 'night' } as const satisfies Record<Cron, string>

/** 'today, 10:30am' on the place's clock; a dash for what has not been. */
export function moment(c: PageContext, at: number | null | undefined): string {
  if (at === undefined || at === null) return '–'
  const { now, place } = c.var.ctx
  return `${relativeDay(at, now, place.timeZone, c.var.locale)}, ${clock(at, place.timeZone, c.var.locale)}`
}

export const jobName = (t: T, job: string): string => named(t, 'running.names', job)

export const kindName = (t: T, kind: string): string =>
  Object.hasOwn(kinds, kind) ? t(`running.kinds.${kind as MessageKind}`) : plain(kind)

/** Why a message did not arrive: its own code, else what its status says. */
export function whyStopped(t: T, status: string, outcome: string | null): string {
  const why = 'running.messages.why'
  const code = [outcome ?? '', status].find((one) => t.has(`${why}.${one}`)) ?? 'unknown'
  return named(t, why, code)
}

export const whyHeld = (t: T, code: string | null) => named(t, 'running.messages.held_why', code ?? '')
export const whyRetried = (t: T, code: string | null) => named(t, 'running.messages.retried_why', code ?? '')

/** What a coordinator can do while the provider is left alone. */
export const whatNow = (t: T, reason: string | null): string =>
  t(`running.circuit.what_now.${reason === 'not_allowed' || reason === 'quota_used_up' ? reason : 'other'}`)

/** '40 seconds', '3 minutes', '2 hours' */
export function lasting(t: T, ms: number): string {
  const [unit, size] =
    ms < 90_000 ? (['seconds', 1_000] as const) : ms < 5_400_000 ? (['minutes', 60_000] as const) : (['hours', 3_600_000] as const)
  return t(`running.messages.flow.${unit}`, { n: Math.round(ms / size) })
}

/** 'booking.create' is about its subject, which stands beside it: only the verb is said. */
export const verbOf = (t: T, action: string) => named(t, 'running.log.verbs', action.split('.').at(-1) ?? action)
export const actorOf = (t: T, kind: string) => named(t, 'running.log.actors', kind)
export const subjectOf = (t: T, kind: string) => named(t, 'running.log.subjects', kind)

export function stateOf(t: T, kind: string, state: string | null): string | undefined {
  if (state === null) return undefined
  return named(t, kind === 'group' ? 'groups.states' : `components.states.${kind}`, state)
}

/** A code that has no words yet shows as it is, rather than breaking the page. */
function named(t: T, list: string, code: string): string {
  const key = `${list}.${code}`
  return t.has(key) ? t(key) : plain(code)
}
const plain = (code: string): string => code.replaceAll(/[._]/g, ' ')

export const hasVerb = (t: T, action: string): boolean => t.has(`running.log.verbs.${action.split('.').at(-1)}`)
export const hasReason = (t: T, code: string): boolean => Object.hasOwn(reasonWords, code) || t.has(`running.log.reasons.${code}`)
export const hasField = (t: T, code: string): boolean => Object.hasOwn(fieldText, code) || hasReason(t, code)

/** Why something was done: codes in words; a day, a name of a counter or an old code as it stands. Of a correction, what was put right. */
export const reasonOf = (t: T, codes: string, action = ''): string =>
  codes
    .split(' ')
    .map((code) => (action === 'person.edit' && fieldText[code] ? t(fieldText[code]) : oneReason(t, code)))
    .join(', ')

function oneReason(t: T, code: string): string {
  if (Object.hasOwn(reasonWords, code)) return t(reasonWords[code as keyof typeof reasonWords])
  return /^\d{4}-\d\d-\d\d$/.test(code) ? code : named(t, 'running.log.reasons', code)
}

/** 'Sent: 12' */
export const countOf = (t: T, what: string, n: number): string =>
  t('running.counted', { what: Object.hasOwn(countWords, what) ? t(countWords[what as keyof typeof countWords]) : plain(what), n })

import type { SetStepRefusal } from '../../../src/bookings/accompaniment/actions.ts'
import type { LostReason, Wave } from '../../../src/db/schema/outcomes.ts'
import type { Locale } from '../../../src/lib/dates.ts'
import { type Band, instruments, type MeasureCode } from '../../../src/outcomes/instruments/rules.ts'
import type { TextKey } from '../../render.tsx'

export const waveText = {
  start: 'outcomes.progress.waves.start',
  week_6: 'outcomes.progress.waves.week_6',
  week_12: 'outcomes.progress.waves.week_12',
} as const satisfies Record<Wave, TextKey>

export const lostText = {
  no_answer: 'outcomes.progress.lost.no_answer',
  declined: 'outcomes.progress.lost.declined',
  support_ended: 'outcomes.progress.lost.support_ended',
  consent_withdrawn: 'outcomes.progress.lost.consent_withdrawn',
  not_reachable: 'outcomes.progress.lost.not_reachable',
} as const satisfies Record<LostReason, TextKey>

export const measureText = {
  satisfied: 'outcomes.progress.measures.satisfied',
  worthwhile: 'outcomes.progress.measures.worthwhile',
  happy: 'outcomes.progress.measures.happy',
  anxious: 'outcomes.progress.measures.anxious',
  ucla3: 'outcomes.progress.measures.ucla3',
  confidence: 'outcomes.progress.measures.confidence',
  gp_visits: 'outcomes.progress.measures.gp_visits',
} as const satisfies Record<MeasureCode, TextKey>

/** An answer to the direct question, in the words in which it was given. */
export function lonelyWords(code: number | null, locale: Locale): string | undefined {
  for (const { items } of instruments)
    for (const item of items) if (item.code === 'lonely') return item.answers.options.find((option) => option.code === code)?.[locale]
  return undefined
}

export const bandText = {
  very_low: 'outcomes.progress.bands.very_low',
  low: 'outcomes.progress.bands.low',
  medium: 'outcomes.progress.bands.medium',
  high: 'outcomes.progress.bands.high',
  very_high: 'outcomes.progress.bands.very_high',
} as const satisfies Record<Band, TextKey>

export type Refused = { bookingId: string; reason: SetStepRefusal | 'choose' }
export const stepText = {
  choose: 'outcomes.taper.refusals.choose',
  no_such_booking: 'outcomes.taper.refusals.no_such_booking',
  has_no_place: 'outcomes.taper.refusals.has_no_place',
  no_email: 'outcomes.taper.refusals.no_email',
  booking_cancelled: 'outcomes.taper.refusals.booking_cancelled',
  offer_ended: 'outcomes.taper.refusals.offer_ended',
  session_cancelled: 'outcomes.taper.refusals.session_cancelled',
  session_started: 'outcomes.taper.refusals.session_started',
} as const satisfies Record<Refused['reason'], TextKey>

export const doneText = {
  answered: 'outcomes.progress.done.answered',
  declined: 'outcomes.progress.done.declined',
  step_set: 'outcomes.progress.done.step_set',
} as const satisfies Record<string, TextKey>
export type Done = keyof typeof doneText
export const doneCodes = Object.keys(doneText) as Done[]

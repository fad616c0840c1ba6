// The questions that are asked at the start and after six and twelve weeks: as data, each with its source, its words in both
// languages, and how it is scored. The words of a version never change: another wording is another version. Pure.
//
// ONS4 and the loneliness questions: Government Statistical Service, harmonised standards for personal well-being and for
// loneliness (free to use; order and wording are part of them). No official Indonesian translation of either is known, so ours
// is marked as unofficial, and no British benchmark is set beside an answer that was given in it.

import type { Locale } from '../../lib/dates.ts'

type Words = Readonly<Record<Locale, string>>
export type Translation = 'original' | 'official' | 'unofficial'
/** A scale from `min` to `max` whose ends have words; some answers with a code each; or a number that is typed. */
export type Answers =
  | { is: 'scale'; min: number; max: number; ends: readonly [Words, Words] }
  | { is: 'options'; options: readonly (Words & { code: number })[] }
  | { is: 'count'; min: number; max: number }
export type Item = { code: string; question: Words; answers: Answers }
export type Instrument = {
  code: string
  version: string
  intro?: Words
  items: readonly Item[]
  translation: Readonly<Record<Locale, Translation>>
}

const ours = { en: 'original', id: 'unofficial' } as const
const notAtAll = { en: 'not at all', id: 'sama sekali tidak' }
const completely = { en: 'completely', id: 'sepenuhnya' }
const scale = (low: Words, high: Words): Answers => ({ is: 'scale', min: 0, max: 10, ends: [low, high] })
const howOften: Answers = {
  is: 'options',
  options: [
    { code: 1, en: 'Hardly ever or never', id: 'Hampir tidak pernah atau tidak pernah' },
    { code: 2, en: 'Some of the time', id: 'Kadang-kadang' },
    { code: 3, en: 'Often', id: 'Sering' },
  ],
}

/** In the order in which they are asked. */
export const instruments = [
  {
    code: 'ons4',
    version: '1',
    translation: ours,
    intro: {
      en: 'Next I would like to ask you four questions about your feelings on aspects of your life. There are no right or wrong answers. For each of these questions I’d like you to give an answer on a scale of nought to 10, where nought is ‘not at all’ and 10 is ‘completely’.',
      id: 'Berikut ini saya ingin mengajukan empat pertanyaan tentang perasaan Anda mengenai hidup Anda. Tidak ada jawaban yang benar atau salah. Untuk setiap pertanyaan, mohon jawab dengan angka 0 sampai 10: 0 berarti ‘sama sekali tidak’ dan 10 berarti ‘sepenuhnya’.',
    },
    items: [
      {
        code: 'satisfied',
        question: {
          en: 'Overall, how satisfied are you with your life nowadays?',
          id: 'Secara keseluruhan, seberapa puas Anda dengan hidup Anda saat ini?',
        },
        answers: scale(notAtAll, completely),
      },
      {
        code: 'worthwhile',
        question: {
          en: 'Overall, to what extent do you feel that the things you do in your life are worthwhile?',
          id: 'Secara keseluruhan, sejauh mana Anda merasa hal-hal yang Anda lakukan dalam hidup Anda bermakna?',
        },
        answers: scale(notAtAll, completely),
      },
      {
        code: 'happy',
        question: {
          en: 'Overall, how happy did you feel yesterday?',
          id: 'Secara keseluruhan, seberapa bahagia perasaan Anda kemarin?',
        },
        answers: scale(notAtAll, completely),
      },
      {
        code: 'anxious',
        question: {
          en: 'On a scale where nought is ‘not at all anxious’ and 10 is ‘completely anxious’, overall, how anxious did you feel yesterday?',
          id: 'Pada skala dengan 0 berarti ‘sama sekali tidak cemas’ dan 10 berarti ‘sepenuhnya cemas’, secara keseluruhan, seberapa cemas perasaan Anda kemarin?',
        },
        answers: scale({ en: 'not at all anxious', id: 'sama sekali tidak cemas' }, { en: 'completely anxious', id: 'sepenuhnya cemas' }),
      },
    ],
  },
  {
    code: 'ucla3',
    version: '1',
    translation: ours,
    items: [
      {
        code: 'companionship',
        question: {
          en: 'How often do you feel that you lack companionship?',
          id: 'Seberapa sering Anda merasa kurang memiliki teman?',
        },
        answers: howOften,
      },
      {
        code: 'left_out',
        question: { en: 'How often do you feel left out?', id: 'Seberapa sering Anda merasa tersisih?' },
        answers: howOften,
      },
      {
        code: 'isolated',
        question: { en: 'How often do you feel isolated from others?', id: 'Seberapa sering Anda merasa terasing dari orang lain?' },
        answers: howOften,
      },
    ],
  },
  {
    code: 'lonely',
    version: '1',
    translation: ours,
    items: [
      {
        code: 'lonely',
        question: { en: 'How often do you feel lonely?', id: 'Seberapa sering Anda merasa kesepian?' },
        // Codes name the answers; they are never added up.
        answers: {
          is: 'options',
          options: [
            { code: 1, en: 'Often/always', id: 'Sering/selalu' },
            { code: 2, en: 'Some of the time', id: 'Kadang-kadang' },
            { code: 3, en: 'Occasionally', id: 'Sesekali' },
            { code: 4, en: 'Hardly ever', id: 'Hampir tidak pernah' },
            { code: 5, en: 'Never', id: 'Tidak pernah' },
          ],
        },
      },
    ],
  },
  {
    // A question of our own.
    code: 'confidence',
    version: '1',
    translation: ours,
    items: [
      {
        code: 'confidence',
        question: {
          en: 'Overall, how confident do you feel about doing the things that matter to you?',
          id: 'Secara keseluruhan, seberapa yakin Anda dapat melakukan hal-hal yang penting bagi Anda?',
        },
        answers: scale(notAtAll, completely),
      },
    ],
  },
  {
    // A question of our own: what the person says, not what a record holds.
    code: 'gp_visits',
    version: '1',
    translation: ours,
    items: [
      {
        code: 'gp_visits',
        question: {
          en: 'In the last 3 months, how many times have you seen or spoken to a doctor or nurse at your GP practice about your own health?',
          id: 'Dalam 3 bulan terakhir, berapa kali Anda menemui atau berbicara dengan dokter atau perawat di puskesmas atau klinik tentang kesehatan Anda sendiri?',
        },
        answers: { is: 'count', min: 0, max: 99 },
      },
    ],
  },
] as const satisfies readonly Instrument[]

export type InstrumentCode = (typeof instruments)[number]['code'] | 'goals'
export type ItemCode = (typeof instruments)[number]['items'][number]['code']
export const items: readonly (Item & { code: ItemCode })[] = instruments.flatMap((one) => [...one.items])

/** The person's own goals: their words are theirs, only the question around them is ours. Each is rated 0 to 10. */
export const goalsInstrument = { code: 'goals', version: '1', translation: ours } as const
export const goalScale = scale({ en: 'nowhere near', id: 'masih sangat jauh' }, { en: 'I am there', id: 'sudah tercapai' })

/** Whether a code is one that the item can be answered with. */
export function isAnswer({ answers }: Item, code: number): boolean {
  if (!Number.isInteger(code)) return false
  return answers.is === 'options' ? answers.options.some((option) => option.code === code) : code >= answers.min && code <= answers.max
}

export type Values = Readonly<Record<string, number | null>>

/** The measures that can be charted and compared. ONS4 is four measures and never a sum. */
export const measures = [
  { code: 'satisfied', instrument: 'ons4', min: 0, max: 10, better: 'higher' },
  { code: 'worthwhile', instrument: 'ons4', min: 0, max: 10, better: 'higher' },
  { code: 'happy', instrument: 'ons4', min: 0, max: 10, better: 'higher' },
  { code: 'anxious', instrument: 'ons4', min: 0, max: 10, better: 'lower' },
  { code: 'ucla3', instrument: 'ucla3', min: 3, max: 9, better: 'lower' },
  { code: 'confidence', instrument: 'confidence', min: 0, max: 10, better: 'higher' },
  { code: 'gp_visits', instrument: 'gp_visits', min: 0, max: 99, better: 'lower' },
] as const satisfies readonly { code: string; instrument: InstrumentCode; min: number; max: number; better: 'higher' | 'lower' }[]
export type Measure = (typeof measures)[number]
export type MeasureCode = Measure['code']

/** What is compared between two waves: the measures, the direct question by category, and the person's own goals. */
export const comparables = [...measures.map(({ code }) => code), 'lonely', 'goals'] as const
export type Comparable = (typeof comparables)[number]

/** The instrument of a measure and the answers that it is made of, of which it is the sum; of goals, whichever the person has. */
export function madeOf(code: Comparable): { instrument: InstrumentCode; parts: readonly string[] } {
  const instrument = code === 'lonely' || code === 'goals' ? code : (measures.find((one) => one.code === code)?.instrument ?? 'ons4')
  return { instrument, parts: code === 'goals' ? [] : code === 'ucla3' ? ['companionship', 'left_out', 'isolated'] : [code] }
}

/** An answer or a band of a measure, as it stands beside how many gave it; undefined for one that there is not. */
export function scoresOf(measure: Comparable, code: string): { scores: number[]; isOriginalOnly: boolean } | undefined {
  if (measure === 'goals') return undefined
  const scores = measure === 'lonely' ? [Number(code)] : all.filter((score) => bandOf(measure, score, 'original') === code)
  const isKnown = measure === 'lonely' ? items.some((item) => item.code === 'lonely' && isAnswer(item, Number(code))) : scores.length > 0
  return isKnown ? { scores, isOriginalOnly: measure !== 'lonely' } : undefined
}
const all = Array.from({ length: 11 }, (_, score) => score)

/** A measure's score out of one instrument's answers; null as soon as an answer that it needs is missing. */
export function scoreOf(measure: MeasureCode, values: Values): number | null {
  const { parts } = madeOf(measure)
  const answers = parts.flatMap((part) => values[part] ?? [])
  return answers.length < parts.length ? null : answers.reduce((sum, answer) => sum + answer, 0)
}

export type Band = 'low' | 'medium' | 'high' | 'very_high' | 'very_low'

/** The bands of the ONS for its four questions. They are British thresholds: only for an answer to the original wording. */
export function bandOf(measure: MeasureCode, score: number | null, translation: Translation): Band | undefined {
  if (score === null || translation !== 'original') return undefined
  switch (measure) {
    case 'satisfied':
    case 'worthwhile':
    case 'happy':
      return score <= 4 ? 'low' : score <= 6 ? 'medium' : score <= 8 ? 'high' : 'very_high'
    case 'anxious':
      return score <= 1 ? 'very_low' : score <= 3 ? 'low' : score <= 5 ? 'medium' : 'high'
    default:
      return undefined
  }
}

// What a team's questionnaires and later visits come to, with small numbers hidden. Pure.

import type { LostReason, Wave } from '../../db/schema/outcomes.ts'
import { type Band, bandOf, type Comparable, instruments, type MeasureCode, measures, scoreOf, type Values } from '../instruments/rules.ts'
import { type Change, fewest, hideSmall, type Pair, pairedChange } from '../paired/rules.ts'
import { lostReasons, waves } from '../rules.ts'

/** Counts of one wave; null is hidden because it is small, or would give a small one away. `open` is not answered and not lost yet. */
export type Answering = {
  wave: Wave
  asked: number | null
  answered: number | null
  open: number | null
  lost: Record<LostReason, number | null>
}
/** How many chose what at the start and later, of those who answered both. */
export type Shift<Code extends string> = { code: Code; before: number | null; after: number | null }
export type Paired = {
  wave: 'week_6' | 'week_12'
  measures: { code: MeasureCode; better: 'higher' | 'lower'; change: Change | null; bands: Shift<Band>[] }[]
  /** The direct question, by category. */
  lonely: Shift<string>[]
  /** Each person's mean over the goals that they rated both times. */
  goals: Change | null
}
export type TeamOutcomes = { answering: Answering[]; paired: Paired[]; visits: CameAlone[] }
/** Of those who came a third or sixth time to a group, how many came alone. */
export type CameAlone = { visit: 3 | 6; came: number | null; alone: number | null }

type Facts = { counts: readonly Count[]; pairs: readonly Row[]; came: readonly { visit: number; came: number; alone: number }[] }

/** Paired changes only, beside how many they leave out and why. */
export const outcomesOf = ({ counts, pairs, came }: Facts): TeamOutcomes => ({
  visits: ([3, 6] as const).map((visit) => cameAloneOf(visit, came)),
  answering: waves.map((wave) => answeringOf(wave, counts)),
  paired: (['week_6', 'week_12'] as const).map((wave) =>
    pairedOf(
      wave,
      pairs.filter((row) => row.wave === wave),
    ),
  ),
})

function cameAloneOf(visit: 3 | 6, rows: Facts['came']): CameAlone {
  const { came, alone } = rows.find((row) => row.visit === visit) ?? { came: 0, alone: 0 }
  const [hidden = null, accompanied] = hideSmall([alone, came - alone])
  return { visit, came: (hidden === null || accompanied === null) && came < fewest ? null : came, alone: hidden }
}

/** What was answered at the start or at the later wave: a category of the direct question, or a band. */
export type Said = { when: 'before' | 'after'; code: string }
/** A list of those whom one figure counts. */
export type Counted =
  | {
      of: 'asked' | 'answered' | 'unanswered' | 'lost' | 'both'
      wave: Wave
      measure: Comparable
      reason?: LostReason | undefined
      said?: Said | undefined
    }
  | { of: 'visit_3' | 'visit_3_alone' | 'visit_6' | 'visit_6_alone' }

/** Whether the figure is said. The list behind a figure that is hidden is hidden with it, or its length would tell. */
export function isSaid({ answering, paired, visits }: TeamOutcomes, counted: Counted): boolean {
  if (!('wave' in counted)) {
    const row = visits.find(({ visit }) => counted.of.startsWith(`visit_${visit}`))
    return (counted.of.endsWith('_alone') ? row?.alone : row?.came) != null
  }
  const { of, wave, measure, reason, said } = counted
  if (of === 'both') {
    const found = paired.find((one) => one.wave === wave)
    return said ? shiftsOf(found, measure).some((row) => row.code === said.code && row[said.when] !== null) : isCompared(found, measure)
  }
  const row = answering.find((one) => one.wave === wave)
  if (!row) return false
  if (of === 'lost') return reason ? row.lost[reason] !== null : Object.values(row.lost).every((n) => n !== null)
  return row[of === 'unanswered' ? 'open' : of] !== null
}

/** Whether every part of those who were asked is said. While one is hidden, a list that tells who stands where would tell it. */
export function isBrokenDown({ answering }: TeamOutcomes, wave: Wave): boolean {
  const row = answering.find((one) => one.wave === wave)
  return row !== undefined && ![row.answered, row.open, ...Object.values(row.lost)].includes(null)
}

const shiftsOf = (paired: Paired | undefined, measure: Comparable): readonly Shift<string>[] =>
  (measure === 'lonely' ? paired?.lonely : paired?.measures.find(({ code }) => code === measure)?.bands) ?? []

function isCompared(paired: Paired | undefined, measure: Comparable): boolean {
  if (measure === 'lonely') return (paired?.lonely.length ?? 0) > 0
  if (measure === 'goals') return paired?.goals != null
  return paired?.measures.find(({ code }) => code === measure)?.change != null
}

type Count = { wave: Wave; status: string; lostReason: LostReason | null; n: number }

function answeringOf(wave: Wave, counts: readonly Count[]): Answering {
  const of = (status: string, why: LostReason | null = null) =>
    counts.filter((one) => one.wave === wave && one.status === status && one.lostReason === why).reduce((total, { n }) => total + n, 0)
  // What is only planned is nobody's answer yet and nobody's silence.
  const parts = [of('answered'), of('asked'), ...lostReasons.map((reason) => of('lost', reason))]
  const asked = parts.reduce((total, part) => total + part, 0)
  const [answered = null, open = null, ...lost] = hideSmall(parts)
  return {
    wave,
    asked: asked > 0 && asked < fewest ? null : asked,
    answered,
    open,
    lost: Object.fromEntries(lostReasons.map((reason, at) => [reason, lost[at] ?? null])) as Answering['lost'],
  }
}

type Row = { wave: string; instrument: string; before: Values; after: Values; isOriginal: boolean }

function pairedOf(wave: Paired['wave'], rows: readonly Row[]): Paired {
  return {
    wave,
    measures: measures.map(({ code, instrument, better }) => {
      const scored = rows
        .filter((row) => row.instrument === instrument)
        .flatMap((row) => {
          const [before, after] = [scoreOf(code, row.before), scoreOf(code, row.after)]
          return before === null || after === null ? [] : [{ before, after, isOriginal: row.isOriginal }]
        })
      return { code, better, change: shown(scored), bands: bandsOf(code, scored) }
    }),
    lonely: lonelyOf(rows),
    goals: shown(rows.filter(({ instrument }) => instrument === 'goals').flatMap(goalPair)),
  }
}

const shown = (scored: readonly Pair[]): Change | null => (scored.length < fewest ? null : (pairedChange(scored) ?? null))

/** The mean of the goals that were rated both times; goals that came later, or were reached before, would compare unlike things. */
function goalPair({ before, after }: Row): Pair[] {
  const both = Object.keys(before).filter((id) => typeof before[id] === 'number' && typeof after[id] === 'number')
  const mean = (values: Values) => both.reduce((total, id) => total + (values[id] ?? 0), 0) / both.length
  return both.length === 0 ? [] : [{ before: mean(before), after: mean(after) }]
}

const bandCodes = ['very_low', 'low', 'medium', 'high', 'very_high'] as const satisfies readonly Band[]

/** British bands, so only of answers to the original wording. */
function bandsOf(code: MeasureCode, scored: readonly (Pair & { isOriginal: boolean })[]): Shift<Band>[] {
  const original = scored.filter(({ isOriginal }) => isOriginal)
  const known = bandCodes.filter((band) => Array.from({ length: 11 }, (_, score) => bandOf(code, score, 'original')).includes(band))
  return shift(known, original, (score) => bandOf(code, score, 'original'))
}

const lonelyCodes = instruments.flatMap(({ code, items }) =>
  code === 'lonely' ? items.flatMap(({ answers }) => answers.options.map((option) => String(option.code))) : [],
)

function lonelyOf(rows: readonly Row[]): Shift<string>[] {
  const answered = rows.flatMap(({ instrument, before, after }) => {
    if (instrument !== 'lonely') return []
    const [a, b] = [before.lonely ?? null, after.lonely ?? null]
    return a === null || b === null ? [] : [{ before: a, after: b }]
  })
  return shift(lonelyCodes, answered, String)
}

function shift<Code extends string>(
  codes: readonly Code[],
  scored: readonly Pair[],
  codeOf: (score: number) => string | undefined,
): Shift<Code>[] {
  if (scored.length < fewest) return []
  const count = (side: keyof Pair) => hideSmall(codes.map((code) => scored.filter((pair) => codeOf(pair[side]) === code).length))
  const [before, after] = [count('before'), count('after')]
  return codes.map((code, at) => ({ code, before: before[at] ?? null, after: after[at] ?? null }))
}

import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import type { LostReason, Wave } from '../../db/schema/outcomes.ts'
import { cameAgain } from '../attendance/queries.ts'
import { type Band, bandOf, instruments, type MeasureCode, measures, scoreOf, type Values } from '../instruments/rules.ts'
import { type Change, fewest, hideSmall, type Pair, pairedChange } from '../paired/rules.ts'
import { lostReasons, waves } from '../rules.ts'
import { type Period, pairs, standings } from './queries.ts'

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
export type TeamOutcomes = { period: Period; answering: Answering[]; paired: Paired[]; visits: CameAlone[] }
/** Of those who came a third or sixth time to a group, how many came alone. */
export type CameAlone = { visit: 3 | 6; came: number | null; alone: number | null }

/** What changed for the people whose support began in the period: paired changes only, beside how many they leave out and why. */
export async function teamOutcomes(ctx: Ctx, permit: Permit<'team.lead'>, period: Period): Promise<TeamOutcomes> {
  const [counts, rows, came] = await ctx.db.batch([
    standings(ctx.db, permit.orgs, period),
    pairs(ctx.db, permit.orgs, period),
    cameAgain(ctx.db, permit.orgs, period),
  ])
  const visits = ([3, 6] as const).map((visit): CameAlone => {
    const found = came.find((row) => row.visit === visit) ?? { came: 0, alone: 0 }
    const [alone = null, accompanied] = hideSmall([found.alone, found.came - found.alone])
    return { visit, came: alone === null || accompanied === null ? (found.came < fewest ? null : found.came) : found.came, alone }
  })
  return {
    period,
    visits,
    answering: waves.map((wave) => answeringOf(wave, counts)),
    paired: (['week_6', 'week_12'] as const).map((wave) =>
      pairedOf(
        wave,
        rows.filter((row) => row.wave === wave),
      ),
    ),
  }
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

type Row = { instrument: string; before: Values; after: Values; isOriginal: boolean }

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

import * as v from 'valibot'
import { families, languages } from '../groups/rules.ts'
import { choice, choices, flag, optionalCount, optionalLine, optionalText } from '../lib/inputs.ts'
import { dayParts, type PartOfWeek, partsOfWeek, weekdays } from '../lib/week.ts'
import { groupsOfNeeds, needCodes, needGroups } from '../needs/rules.ts'
import { genders, interestCodes, interestsOf } from './rules.ts'

const words = {
  /** "What matters to me", in the person's own words. */
  matters: optionalText(4000),
  strengths: optionalText(2000),
  /** Languages the person can take part in, beside the one they are written to. */
  languages: choices(languages),
  languageRequired: flag(),
  /** How far the person can come; empty for no limit. */
  reachKm: optionalCount(1, 200),
  gender: v.optional(v.union([v.literal(''), choice(genders)], 'choose'), ''),
  /** A postcode, a neighbourhood, a venue's name or a position: where distances are measured from. */
  near: optionalLine(120),
  /** The step that the form was made from, 0 when there was no profile yet. */
  step: optionalCount(0, 1_000_000),
}

const isOneOrTheOther = ({ suits, cannot }: { suits: readonly string[]; cannot: readonly string[] }) =>
  !suits.some((part) => cannot.includes(part))

export const SaveProfile = v.pipe(
  v.object({
    ...words,
    interests: choices(interestCodes),
    suits: choices(partsOfWeek),
    cannot: choices(partsOfWeek),
    needs: choices(needCodes),
  }),
  v.forward(v.partialCheck([['suits'], ['cannot']], isOneOrTheOther, 'suits_and_cannot'), ['cannot']),
)
export type SaveProfile = v.InferOutput<typeof SaveProfile>

// The form asks family by family, need group by need group and part of the day by part of the day; each row has a name of its own.
const rows = <const Row extends string, S extends v.GenericSchema>(names: readonly Row[], schema: (row: Row) => S) =>
  Object.fromEntries(names.map((name) => [name, schema(name)])) as Record<Row, S>

const interestRows = families.map((family) => `interests_${family}` as const)
const needRows = groupsOfNeeds.map((group) => `needs_${group}` as const)
const suitRows = dayParts.map((part) => `suits_${part}` as const)
const cannotRows = dayParts.map((part) => `cannot_${part}` as const)

const after = (row: string) => row.slice(row.indexOf('_') + 1)

type Days = readonly (typeof weekdays)[number][]
const share = (some: Days, others: Days) => some.some((weekday) => others.includes(weekday))

export const ProfileForm = v.pipe(
  v.object({
    ...words,
    ...rows(interestRows, (row) => choices(interestsOf(after(row) as (typeof families)[number]))),
    ...rows(needRows, (row) => choices(needGroups[after(row) as keyof typeof needGroups])),
    ...rows(suitRows, () => choices(weekdays)),
    ...rows(cannotRows, () => choices(weekdays)),
  }),
  v.forward(
    v.partialCheck([['suits_morning'], ['cannot_morning']], (form) => !share(form.suits_morning, form.cannot_morning), 'suits_and_cannot'),
    ['cannot_morning'],
  ),
  v.forward(
    v.partialCheck(
      [['suits_afternoon'], ['cannot_afternoon']],
      (form) => !share(form.suits_afternoon, form.cannot_afternoon),
      'suits_and_cannot',
    ),
    ['cannot_afternoon'],
  ),
  v.forward(
    v.partialCheck([['suits_evening'], ['cannot_evening']], (form) => !share(form.suits_evening, form.cannot_evening), 'suits_and_cannot'),
    ['cannot_evening'],
  ),
  v.transform((form): SaveProfile => {
    const codes = (names: readonly string[]) => names.flatMap((name) => (form as unknown as Record<string, string[]>)[name] ?? [])
    const week = (kind: 'suits' | 'cannot') =>
      dayParts.flatMap((part) => codes([`${kind}_${part}`]).map((weekday) => `${weekday}_${part}` as PartOfWeek))
    const { matters, strengths, languages: spoken, languageRequired, reachKm, gender, near, step } = form
    return {
      ...{ matters, strengths, languages: spoken, languageRequired, reachKm, gender, near, step },
      interests: codes(interestRows) as SaveProfile['interests'],
      needs: codes(needRows) as SaveProfile['needs'],
      suits: week('suits'),
      cannot: week('cannot'),
    }
  }),
)

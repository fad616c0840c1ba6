// What the ledger of unmet need tells, and what it keeps to itself. Pure.

import type { Family } from '../groups/rules.ts'
import { addMonths, type Day } from '../lib/time.ts'

/** Fewer people than this are never told of as a number. */
export const fewest = 5

/**
 * How many are told: fives, rounded down, and nothing below five. Because every number told stands for five, the difference
 * of two of them, between two filters, two months or a whole and its parts, gives nobody away.
 */
export const told = (counted: number): number | undefined => (counted < fewest ? undefined : counted - (counted % fewest))

/** A need without a kind of activity, because nobody knew the person's interests. */
export const anyActivity = 'any'

export const periods = ['3', '6', '12'] as const
export type Period = (typeof periods)[number]

/** The first day of the month: a day would say too much. */
export const monthOf = (day: Day): Day => `${day.slice(0, 8)}01`
/** The first of the months that a period of so many looks at, this one included. */
export const firstMonth = (today: Day, period: Period): Day => addMonths(monthOf(today), 1 - Number(period))

export type Kind = Family | typeof anyActivity
export type NeedCell = { area: string; family: Kind; needed: number }
export type SupplyCell = { area: string; family: Family; offered: number; filled: number }
export type Row = { area: string; family: Kind; needed: number | undefined; offered: number; filled: number }

/**
 * Need beside supply. A row is there because five people need it or because places are offered, so a row that is or is not
 * there says nothing about a few people either.
 */
export function rowsOf(needs: readonly NeedCell[], supply: readonly SupplyCell[]): Row[] {
  const rows = new Map<string, Row>()
  const rowFor = (area: string, family: Kind): Row => {
    const key = JSON.stringify([area, family])
    const row = rows.get(key) ?? { area, family, needed: undefined, offered: 0, filled: 0 }
    rows.set(key, row)
    return row
  }
  for (const { area, family, offered, filled } of supply) Object.assign(rowFor(area, family), { offered, filled })
  for (const { area, family, needed } of needs) if (told(needed) !== undefined) rowFor(area, family).needed = told(needed)
  return [...rows.values()].sort((a, b) => (b.needed ?? 0) - (a.needed ?? 0) || compare(a.area, b.area) || compare(a.family, b.family))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** How many need one activity in an area, at one part of the week and with one access need; '' for whichever. */
export type Combination = { area: string; activity: string; part: string; need: string; people: number }

/** For each activity in an area the offer that would reach the most people while saying the most, the largest first. */
export function largestOffers(combinations: readonly Combination[], atMost: number): Combination[] {
  const best = new Map<string, Combination>()
  for (const one of combinations) {
    const people = told(one.people)
    if (people === undefined) continue
    const key = JSON.stringify([one.area, one.activity])
    const known = best.get(key)
    const next = { ...one, people }
    if (!known || isBetter(next, known)) best.set(key, next)
  }
  return [...best.values()].sort((a, b) => b.people - a.people || byName(a, b)).slice(0, atMost)
}

/** What is said costs some of the people; a time or an access feature is worth saying while most of them need it. */
const weight = ({ people, part, need }: Combination): number => people * (1 + (part ? 0.4 : 0) + (need ? 0.6 : 0))
const isBetter = (a: Combination, b: Combination): boolean => weight(a) > weight(b) || (weight(a) === weight(b) && byName(a, b) < 0)
const nameOf = ({ area, activity, part, need }: Combination) => JSON.stringify([area, activity, part, need])
const byName = (a: Combination, b: Combination): number => compare(nameOf(a), nameOf(b))

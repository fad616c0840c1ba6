import * as v from 'valibot'
import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import { activities, families, familyOf, languages } from '../groups/rules.ts'
import { choice, choices, text } from '../lib/inputs.ts'
import { no, ok, type Result } from '../lib/result.ts'
import type { Sealed } from '../lib/seal.ts'
import { days, localDay } from '../lib/time.ts'
import { partsOfWeek } from '../lib/week.ts'
import { combinationsOf, needCells, neededInAll, noteUnmetNeed, personInTeam, supplyCells, wordsTold } from './queries.ts'
import { type Combination, firstMonth, largestOffers, type NeedCell, periods, type Row, rowsOf, type SupplyCell, told } from './rules.ts'

export const TellUnmetNeed = v.object({
  /** None for whatever there may be; a form's empty choice is none. */
  activities: v.pipe(choices(['', ...families, ...activities]), v.maxLength(6, 'too_many')),
  words: text(600),
})

/** Nothing fits: what was missing goes to those who can make it, without saying who needed it. */
export async function tellUnmetNeed(
  ctx: Ctx,
  permit: Permit<'person.manage'>,
  { personId, activities: wanted, words }: v.InferOutput<typeof TellUnmetNeed> & { personId: string },
): Promise<Result<{ told: true }, 'no_such_person'>> {
  const [person] = await personInTeam(ctx.db, permit.orgs, personId)
  if (!person) return no('no_such_person')
  await commit(ctx.db, [], await noteUnmetNeed(ctx, { personId, cause: 'told_by_link_worker', activities: wanted.filter(Boolean), words }))
  return ok({ told: true })
}

/** Whether this is a person of an own team for whom something can be told. */
export const canTellFor = async (ctx: Ctx, permit: Permit<'person.manage'>, personId: string): Promise<boolean> =>
  (await personInTeam(ctx.db, permit.orgs, personId)).length > 0

/** An empty choice of a form is no filter. */
const optionalChoice = <const Codes extends readonly string[]>(codes: Codes) =>
  v.optional(v.union([v.literal(''), choice(codes)], 'choose'), '')

export const NeedsQuery = v.object({
  months: v.optional(choice(periods), '12'),
  time: optionalChoice(partsOfWeek),
  /** The code of an access need; one that nobody has finds nothing. */
  access: v.optional(v.pipe(v.string('text'), v.regex(/^[a-z_]{0,40}$/, 'choose')), ''),
  language: optionalChoice(languages),
})
export type NeedsFields = v.InferOutput<typeof NeedsQuery>

export type Seen = {
  rows: Row[]
  /** At least so many people in all of the rows that are told. */
  needed: number
  offers: (Combination & { supply: { offered: number; filled: number } | undefined })[]
  words: { activity: string; words: string; monthOn: string }[]
}

const supplyDays = 28
const mostOffers = 8
const mostWords = 20

/** Need against supply by area and activity, for whoever runs the place. Nothing in it is about fewer than five people. */
export async function seeUnmetNeeds(ctx: Ctx, _permit: Permit<'need.see'>, asked: NeedsFields): Promise<Seen> {
  const { db, now, place, vault } = ctx
  const since = firstMonth(localDay(now, place.timeZone), asked.months)
  const filter = { since, part: asked.time, access: asked.access, language: asked.language }
  const [needs, [inAll], combinations, words, supply] = await db.batch([
    needCells(db, filter),
    neededInAll(db, filter),
    combinationsOf(db, filter),
    wordsTold(db, since, mostWords),
    supplyCells(db, now - days(supplyDays), now),
  ])
  const cells = supply as SupplyCell[]
  return {
    rows: rowsOf(needs as NeedCell[], cells),
    needed: told(inAll?.people ?? 0) ?? 0,
    offers: largestOffers(combinations, mostOffers).map((offer) => {
      const same = cells.find(({ area, family }) => area === offer.area && family === familyFor(offer.activity))
      return { ...offer, supply: same && { offered: same.offered, filled: same.filled } }
    }),
    words: await Promise.all(
      words.map(async ({ id, activity, words: sealed, monthOn }) => ({
        activity,
        monthOn,
        words: await vault.open(sealed as Sealed, { column: 'unmet_needs.words', rowId: id }),
      })),
    ),
  }
}

const familyFor = (code: string): string => ((families as readonly string[]).includes(code) ? code : familyOf(code))

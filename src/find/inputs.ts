import * as v from 'valibot'
import { activities } from '../groups/rules.ts'
import { locales } from '../lib/dates.ts'

/** Filters in the address. What does not fit is left out, so that an old link still works. */
const wish = <S extends v.GenericSchema>(schema: S) => v.fallback(v.optional(schema), undefined as never)

export const SessionWishes = v.object({
  activity: wish(v.picklist(activities)),
  area: wish(v.pipe(v.string(), v.minLength(1), v.maxLength(80))),
  language: wish(v.picklist(locales)),
  weekday: wish(v.pipe(v.picklist(['1', '2', '3', '4', '5', '6', '7']), v.transform(Number))),
  places: wish(v.picklist(['free'])),
  fitting: wish(v.picklist(['yes'])),
  after: wish(v.pipe(v.string(), v.regex(/^\d{1,15}_[0-9a-f-]{36}$/))),
})
export type SessionWishes = v.InferOutput<typeof SessionWishes>

/** The address's filters as the search takes them. */
export const wishesFrom = ({ places, fitting, ...rest }: SessionWishes) => ({
  ...rest,
  hasPlaces: places === 'free',
  fitting: fitting === 'yes',
})

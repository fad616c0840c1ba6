import * as v from 'valibot'
import type { Place } from '../db/schema/place.ts'
import { choice, count, day, optionalCount, text, uuid } from '../lib/inputs.ts'
import { localDay } from '../lib/time.ts'
import { goalStatuses } from './rules.ts'

type Here = { now: number; place: Pick<Place, 'timeZone'> }

const nothing = () =>
  v.pipe(
    v.literal(''),
    v.transform(() => undefined),
  )

export const AddGoal = v.object({
  /** In the person's own words. */
  words: text(500),
  /** The person's own rating today, 0 (nowhere near) to 10 (there); empty when they would rather not say. */
  rating: optionalCount(0, 10),
  /** Made with the form, so that a second click sets no goal twice. */
  id: v.optional(v.union([nothing(), uuid()], 'unknown')),
})
export type AddGoal = v.InferOutput<typeof AddGoal>

export const RateGoal = ({ place, now }: Here) => {
  const today = localDay(now, place.timeZone)
  const pastDay = v.pipe(
    day(),
    v.check((typed) => typed <= today, 'future'),
  )
  return v.object({
    rating: count(0, 10),
    /** Left out or empty means today. */
    ratedOn: v.optional(v.union([nothing(), pastDay], ({ issues }) => issues?.at(-1)?.message ?? 'date')),
  })
}
export type RateGoal = v.InferOutput<ReturnType<typeof RateGoal>>

export const MoveGoal = v.object({ status: choice(goalStatuses) })

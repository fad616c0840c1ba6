import * as v from 'valibot'
import { optionalDay } from '../lib/inputs.ts'
import { kinds, type MessageKind } from '../messages/rules.ts'

export const Wish = v.object({
  /** One local day of the two weeks; all of them by default. */
  day: optionalDay(),
  kind: v.optional(v.picklist(['', ...(Object.keys(kinds) as MessageKind[])]), ''),
  /** The `next` of the page before. */
  after: v.optional(v.pipe(v.string(), v.regex(/^[\w.-]{1,600}$/))),
})
export type Wish = v.InferOutput<typeof Wish>

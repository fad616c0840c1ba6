import * as v from 'valibot'
import { choice, optionalText, uuid } from '../../lib/inputs.ts'
import { allEndReasons } from '../../referrals/rules.ts'

const ids = () =>
  v.optional(
    v.pipe(
      v.union([
        v.pipe(
          v.string(),
          v.transform((one) => (one === '' ? [] : [one])),
        ),
        v.array(v.string()),
      ]),
      v.array(uuid()),
      v.maxLength(20, 'too_many'),
    ),
    [],
  )

/** Why a referral ends, which says how. The referrer reads the reason, the words and what is offered, as far as the person agreed. */
export const EndReferral = v.object({
  reason: choice(allEndReasons),
  words: optionalText(1000),
  /** Groups, and other teams, that may suit them instead. */
  groupIds: ids(),
  teamIds: ids(),
})
export type EndReferral = v.InferOutput<typeof EndReferral>

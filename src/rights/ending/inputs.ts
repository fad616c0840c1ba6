import * as v from 'valibot'
import { choice, optionalText, uuid } from '../../lib/inputs.ts'
import { allEndReasons, type EndRefusal } from '../../referrals/rules.ts'

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

/** Which field a refusal is about. */
export const endFields = {
  withdraw_instead: 'reason',
  not_now: 'reason',
  try_again_first: 'reason',
  still_booked: 'reason',
  nothing_offered: 'words',
  no_such_offer: 'groupIds',
} as const satisfies Record<EndRefusal | 'no_such_offer', keyof EndReferral>

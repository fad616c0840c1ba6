import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import { choices, count } from '../../lib/inputs.ts'
import { sources } from '../../referrals/rules.ts'
import { placeStep, updatePlace } from './queries.ts'

/** Who may refer by the public form, and what is promised to the person and to the referrer. No source closes the form. */
export const SetReferralPromise = v.pipe(
  v.object({ referralSources: choices(sources), contactDays: count(1, 60), answerDays: count(1, 90) }),
  v.forward(
    v.partialCheck([['contactDays'], ['answerDays']], ({ contactDays, answerDays }) => answerDays >= contactDays, 'answer_before_contact'),
    ['answerDays'],
  ),
)

/** Counts from the next referral on: what was promised to somebody stays as it was promised. */
export async function setReferralPromise(
  ctx: Ctx,
  permit: Permit<'place.run'>,
  input: v.InferOutput<typeof SetReferralPromise>,
): Promise<v.InferOutput<typeof SetReferralPromise>> {
  return again(async () => {
    const [last] = await placeStep(ctx.db)
    const entry = { action: 'place.referrals', subjectKind: 'place', subjectId: 'place', step: (last?.step ?? 0) + 1 } as const
    const why = `contact ${input.contactDays}, answer ${input.answerDays}, open: ${input.referralSources.join(' ') || 'none'}`
    const { refusedBy } = await commit(ctx.db, ['stepTaken'], [record(ctx, permit.actor, { ...entry, why }), updatePlace(ctx.db, input)])
    return refusedBy ? moved : input
  })
}

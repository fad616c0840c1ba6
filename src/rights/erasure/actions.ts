import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import { optionalLine } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { openFields, personIn } from '../../people/queries.ts'
import { moveReferral, referralsOf } from '../../referrals/queries.ts'
import { isOpen } from '../../referrals/rules.ts'
import { bookingsAhead } from '../withdrawal/queries.ts'
import { emailsUnderWay, erase, erasureRaces, mergedAway } from './queries.ts'
import { type EraseRefusal, eraseRefusal } from './rules.ts'

export const Erase = v.object({
  /** The person's whole name, typed out: nobody is erased by a slip. */
  name: optionalLine(120),
})

/**
 * Removes everything that could say who somebody was, for good, and keeps what only counts. Refused while they have a booking to
 * come or an email is on its way, and without their name. An open referral ends as withdrawn in the same batch.
 */
export async function erasePerson(
  ctx: Ctx,
  permit: Permit<'person.manage'>,
  { personId, name: typed = '' }: v.InferInput<typeof Erase> & { personId: string },
): Promise<Result<{ id: string }, EraseRefusal | 'no_such_person'>> {
  return again(async () => {
    const { db } = ctx
    const [[person], referrals, ahead, [underWay], merged] = await db.batch([
      personIn(db, permit.orgs, personId),
      referralsOf(db, personId),
      bookingsAhead(db, personId, ctx.now),
      emailsUnderWay(db, [personId]),
      mergedAway(db, [personId]),
    ])
    if (!person) return no('no_such_person')
    const { name } = await openFields(ctx.vault, person, ['name'])
    const refusal = eraseRefusal({ name, typed, bookingsAhead: ahead.length, emailsUnderWay: underWay?.n ?? 0 })
    if (refusal) return no(refusal)
    const { refusedBy } = await commit(db, erasureRaces, [
      ...referrals
        .filter(({ status }) => isOpen(status))
        .flatMap((referral) =>
          moveReferral(ctx, permit.actor, referral, 'withdrawn', { why: 'consent_withdrawn', set: { endReason: 'consent_withdrawn' } }),
        ),
      ...(await erase(ctx, permit.actor, [person, ...merged], 'asked_for')),
    ])
    return refusedBy ? moved : ok({ id: personId })
  })
}

import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import type { Greeting } from '../../db/schema/buddies.ts'
import { choice } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { localDay } from '../../lib/time.ts'
import { plan } from '../../messages/queries.ts'
import { approvedBuddy, buddyOf, claimable } from '../open/queries.ts'
import { moveVisit } from '../queries.ts'
import { type ClaimRefusal, claimRefusal } from '../rules.ts'

export const greetings = ['enjoy', 'thinking_of_you', 'glad_you_go'] as const satisfies readonly Greeting[]
export const SendGreeting = v.object({ greeting: choice(greetings) })
export type GreetingRefusal = 'no_such_visit' | Exclude<ClaimRefusal, 'only_words'>

/**
 * Has a few words sent to somebody who goes without company now. The buddy chooses them from a list and learns nothing of the
 * person, not even a name; of two who send at once one does.
 */
export async function sendGreeting(
  ctx: Ctx,
  permit: Permit<'visit.claim'>,
  { visitId, greeting }: v.InferOutput<typeof SendGreeting> & { visitId: string },
): Promise<Result<{ id: string }, GreetingRefusal>> {
  const { db, now, place } = ctx
  return again(async () => {
    const [[buddy], [visit]] = await db.batch([buddyOf(db, permit.actor.id, permit.orgs), claimable(db, permit.actor.id, visitId)])
    if (!buddy || visit?.kind !== 'message') return no('no_such_visit')
    const refusal = claimRefusal({ ...visit, kind: 'met_there' }, buddy, now, place.timeZone)
    if (refusal && refusal !== 'only_words') return no(refusal)

    const { refusedBy } = await commit(
      db,
      ['stepTaken', 'buddyNotApproved'],
      [
        // Whoever was paused a moment ago is not found here, and all of it is refused.
        ...moveVisit(ctx, permit.actor, visit, 'claimed', {
          set: { buddyId: approvedBuddy(buddy.id, localDay(visit.startsAt, place.timeZone)), claimedAt: now },
        }),
        ...moveVisit(ctx, permit.actor, { ...visit, status: 'claimed', step: visit.step + 1 }, 'accompanied', {
          why: greeting,
          set: { greeting },
        }),
        plan(ctx, { kind: 'visit.greeting', recipientId: visit.personId, subjectId: visit.id, usefulUntil: visit.startsAt }),
      ],
    )
    return refusedBy ? moved : ok({ id: visit.id })
  })
}

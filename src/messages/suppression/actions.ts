import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import type { BlindIndex } from '../../lib/seal.ts'
import { lift, stoppedAddress } from './queries.ts'

export const liftReasons = ['works_again', 'owner_asked', 'by_mistake'] as const
export const LiftSuppression = v.object({
  /** As the list shows it: a keyed hash, from which nobody can tell the address. */
  addressIndex: v.pipe(v.string(), v.regex(/^[\w-]{22}$/)),
  reason: v.picklist(liftReasons),
})

/** Writes to an address again that had bounced or complained. What was kept back meanwhile stays with whoever rings. */
export async function liftSuppression(
  ctx: Ctx,
  permit: Permit<'place.run'>,
  { addressIndex, reason }: v.InferOutput<typeof LiftSuppression>,
): Promise<Result<undefined, 'no_such_address'>> {
  const index = addressIndex as BlindIndex
  const [stopped] = await stoppedAddress(ctx.db, index)
  if (!stopped) return no('no_such_address')
  const { refusedBy } = await commit(
    ctx.db,
    ['stepTaken'],
    [
      lift(ctx.db, index, stopped.since),
      record(ctx, permit.actor, {
        action: 'message.lifted',
        subjectKind: 'message',
        subjectId: addressIndex,
        // An address is stopped once at one moment, and lifted once from it.
        step: stopped.since,
        from: stopped.reason,
        why: reason,
        ...(stopped.recipientKind === 'person' && stopped.recipientId ? { personId: stopped.recipientId } : {}),
      }),
    ],
  )
  return refusedBy ? no('no_such_address') : ok(undefined)
}

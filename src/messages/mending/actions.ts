import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { giveUpEach, recordEach, retryEach } from './queries.ts'

export const MendAlike = v.object({
  kind: v.pipe(v.string(), v.maxLength(60)),
  status: v.picklist(['failed', 'bounced', 'complained']),
  /** '' where there is no code beside the status. */
  outcome: v.optional(v.pipe(v.string(), v.maxLength(60)), ''),
  how: v.picklist(['retry', 'give_up']),
})

/** Sends everything again that stopped for one reason and is still true, or takes all of it off the list; at most 1,000 at once. */
export async function mendAlike(
  ctx: Ctx,
  permit: Permit<'place.run'>,
  { outcome, how, ...of }: v.InferOutput<typeof MendAlike>,
): Promise<Result<{ messages: number }, 'none_left'>> {
  const alike = { ...of, outcome: outcome || null }
  const change = how === 'retry' ? retryEach(ctx, alike) : giveUpEach(ctx, alike)
  const { refusedBy, results } = await commit(ctx.db, ['stepTaken'], [recordEach(ctx, permit.actor, alike, how), change])
  const changed = refusedBy ? 0 : (results[1] as unknown[]).length
  return changed === 0 ? no('none_left') : ok({ messages: changed })
}

// What a coordinator can do about messages that did not go out by themselves.

import * as v from 'valibot'
import type { Permit } from '../access/permit.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { changeRows, changeStopped, closeHeld, heldBatch, rowsOf } from './delivery/queries.ts'
import { toMend, toSendAgain } from './mending/queries.ts'

export const MendMessage = v.object({
  messageId: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** `retry` writes it afresh, from facts as they are then; `give_up` takes it off the list. */
  how: v.picklist(['retry', 'give_up']),
})
export type MendRefusal = 'no_such_message' | 'not_stopped' | 'too_late' | 'address_stopped' | 'link_gone'

/** Sends a failed or bounced message again, or takes it off the list. One that is out of date, whose address takes no email or whose link is erased is only given up. */
export async function mendMessage(
  ctx: Ctx,
  permit: Permit<'place.run'>,
  { messageId, how }: v.InferOutput<typeof MendMessage>,
): Promise<Result<undefined, MendRefusal>> {
  const [message] = await toMend(ctx.db, messageId)
  if (!message) return no('no_such_message')
  if (!['failed', 'bounced', 'complained'].includes(message.status)) return no('not_stopped')
  if (how === 'retry' && message.usefulUntil <= ctx.now) return no('too_late')
  if (how === 'retry' && message.isAddressStopped) return no('address_stopped')
  if (how === 'retry' && message.isLinkGone) return no('link_gone')

  const to = how === 'retry' ? 'planned' : 'cancelled'
  const change = how === 'retry' ? toSendAgain(ctx.now) : { status: 'cancelled' as const, secret: null }
  const { refusedBy } = await commit(
    ctx.db,
    ['stepTaken'],
    [
      changeStopped(ctx.db, messageId, change),
      // Each try counts, so the number tells this decision from those about earlier tries.
      record(ctx, permit.actor, {
        action: `message.${how}`,
        subjectKind: 'message',
        subjectId: String(messageId),
        step: message.attempts,
        from: message.status,
        to,
      }),
    ],
  )
  return refusedBy ? no('not_stopped') : ok(undefined)
}

export const ReleaseHeld = v.object({
  batchId: v.pipe(v.string(), v.uuid()),
  /** `send_again` risks that somebody gets the same email twice; `count_as_sent` that somebody gets none. */
  how: v.picklist(['send_again', 'count_as_sent']),
})

/** Lets a held batch go, as a person who has looked at the provider's record decides. Sent again, it is written afresh. */
export async function releaseHeld(
  ctx: Ctx,
  permit: Permit<'place.run'>,
  { batchId, how }: v.InferOutput<typeof ReleaseHeld>,
): Promise<Result<{ messages: number }, 'no_such_batch'>> {
  const [[batch], rows] = await ctx.db.batch([heldBatch(ctx.db, batchId), rowsOf(ctx.db, batchId)])
  if (!batch) return no('no_such_batch')

  const ids = rows.map(({ id }) => id)
  const change =
    how === 'send_again'
      ? { status: 'planned' as const, dueAt: ctx.now }
      : { status: 'sent' as const, sentAt: batch.firstTriedAt, outcome: 'counted_as_sent', secret: null }
  const { refusedBy } = await commit(
    ctx.db,
    ['stepTaken'],
    [
      changeRows(ctx.db, batch, ids, change),
      closeHeld(ctx.db, batchId),
      // A batch is held once in its life.
      record(ctx, permit.actor, {
        action: `message.${how}`,
        subjectKind: 'message',
        subjectId: batchId,
        step: 1,
        from: 'held',
        to: change.status,
      }),
    ],
  )
  return refusedBy ? no('no_such_batch') : ok({ messages: ids.length })
}

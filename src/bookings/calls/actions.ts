// What somebody said on the phone, carried out as the email's own link would: the answer and the end of the call in one batch.

import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { choice, uuid } from '../../lib/inputs.ts'
import { no, type Result } from '../../lib/result.ts'
import { messageToRing } from '../../messages/replies/queries.ts'
import { type Booked, type BookPersonRefusal, bookPerson } from '../actions.ts'
import { type Confirmed, confirmBooking } from '../answer/actions.ts'
import { type Cancelled, cancelBooking } from '../cancellation/actions.ts'
import { type Moved, moveBookingTo } from '../move/actions.ts'
import { type CancelRefusal, type ConfirmRefusal, type MoveRefusal, reasons } from '../rules.ts'

/** `answered_before`: a colleague, or the person, was faster. */
type Gone = 'no_such_call' | 'answered_before'
type On = { messageId: number }

/** "Yes, I'm coming", to a place that is kept or offered. */
export async function confirmByPhone(
  ctx: Ctx,
  permit: Permit<'booking.answer'>,
  { messageId }: On,
): Promise<Result<Confirmed, Gone | ConfirmRefusal | 'no_such_booking'>> {
  const found = await load(ctx, permit, messageId)
  if (typeof found === 'string') return no(found)
  if (found.isChangedSince) return no('moved_since')
  return confirmBooking(ctx, permit, { bookingId: found.of.id, how: 'phone' }, found.call)
}

export const DeclineByPhone = v.object({ reason: v.optional(v.union([v.literal(''), choice(reasons)])) })

export async function declineByPhone(
  ctx: Ctx,
  permit: Permit<'booking.cancel'>,
  { messageId, reason }: On & v.InferOutput<typeof DeclineByPhone>,
): Promise<Result<Cancelled, Gone | CancelRefusal | 'no_such_booking'>> {
  const found = await load(ctx, permit, messageId)
  if (typeof found === 'string') return no(found)
  return cancelBooking(ctx, permit, { bookingId: found.of.id, ...(reason ? { reason } : {}) }, found.call)
}

export const OtherDateByPhone = v.object({ sessionId: uuid() })
type OtherDate = On & v.InferOutput<typeof OtherDateByPhone>

export async function moveByPhone(
  ctx: Ctx,
  permit: Permit<'booking.move'>,
  { messageId, sessionId }: OtherDate,
): Promise<Result<Moved, Gone | MoveRefusal | 'no_such_booking' | 'no_such_session'>> {
  const found = await load(ctx, permit, messageId)
  return typeof found === 'string' ? no(found) : moveBookingTo(ctx, permit, { bookingId: found.of.id, sessionId }, found.call)
}

/** Another session in place of a booking that was cancelled or whose offer ended; on its waiting list when it is full. */
export async function bookInsteadByPhone(
  ctx: Ctx,
  permit: Permit<'booking.create'>,
  { messageId, sessionId }: OtherDate,
): Promise<Result<Booked, Gone | BookPersonRefusal>> {
  const found = await load(ctx, permit, messageId)
  if (typeof found === 'string') return no(found)
  const { personId, places, buddyWish } = found.of
  return bookPerson(ctx, permit, { sessionId, personId, withCarer: places === 2, buddyWish }, undefined, undefined, found)
}

async function load(ctx: Ctx, permit: Permit, messageId: number) {
  const [found] = await messageToRing(ctx, permit.orgs, messageId)
  if (!found) return 'no_such_call' as const
  if (found.repliedAt !== null) return 'answered_before' as const
  const { bookingId: id, sessionId, personId, places, buddyWish, isChangedSince } = found
  return { of: { id, sessionId, personId, places, buddyWish }, isChangedSince, call: { messageId, taken: 'answered_before' } as const }
}

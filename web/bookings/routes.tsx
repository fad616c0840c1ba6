import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import { permit } from '../../src/access/permit.ts'
import { ChooseBuddy, ConfirmBooking, chooseBuddy, confirmBooking } from '../../src/bookings/answer/actions.ts'
import { cancelBooking } from '../../src/bookings/cancellation/actions.ts'
import { MoveBooking, moveBookingTo } from '../../src/bookings/move/actions.ts'
import { reasons } from '../../src/bookings/rules.ts'
import type { AppEnv, PageContext } from '../../src/http/env.ts'
import { may } from '../../src/http/guard.ts'
import { type Form, form, query } from '../../src/http/input.ts'
import { openBooking, sendLinkAgain } from '../../src/people/bookings/actions.ts'
import { bookingPage } from './page.tsx'
import { type BookingTrouble, type DoneHere, doneHere } from './wording.ts'

const Done = v.object({ done: v.optional(v.picklist(doneHere)) })
/** No choice is posted as an empty text; nobody has to say why. */
const Reason = v.object({ reason: v.optional(v.union([v.literal(''), v.picklist(reasons)], 'choose'), '') })

export const bookings = new Hono<AppEnv>()
  .get('/bookings/:id', may('person.see'), query(Done), async (c) => {
    const booking = await openBooking(c.var.ctx, c.var.permit, c.req.param('id'))
    return booking.ok ? bookingPage(c, booking.value, { done: c.req.valid('query').done }) : nothingHere()
  })

  .post('/bookings/:id/confirmation', may('booking.answer'), form(v.omit(ConfirmBooking, ['bookingId'])), async (c) => {
    const [typed, bookingId] = [c.req.valid('form'), c.req.param('id')]
    if (!typed.ok) return again(c, bookingId, typed)
    const confirmed = await confirmBooking(c.var.ctx, c.var.permit, { ...typed.value, bookingId })
    return confirmed.ok ? seeOther(c, bookingId, 'confirmed') : again(c, bookingId, typed, confirmed.reason)
  })

  .post('/bookings/:id/cancellation', may('booking.cancel'), form(Reason), async (c) => {
    const [typed, bookingId] = [c.req.valid('form'), c.req.param('id')]
    if (!typed.ok) return again(c, bookingId, typed)
    const { reason } = typed.value
    const cancelled = await cancelBooking(c.var.ctx, c.var.permit, { bookingId, ...(reason ? { reason } : {}) })
    return cancelled.ok ? seeOther(c, bookingId, 'cancelled') : again(c, bookingId, typed, cancelled.reason)
  })

  .post('/bookings/:id/move', may('booking.move'), form(v.omit(MoveBooking, ['bookingId'])), async (c) => {
    const [typed, bookingId] = [c.req.valid('form'), c.req.param('id')]
    if (!typed.ok) return again(c, bookingId, typed)
    const moved = await moveBookingTo(c.var.ctx, c.var.permit, { ...typed.value, bookingId })
    return moved.ok ? seeOther(c, moved.value.id, 'moved') : again(c, bookingId, typed, moved.reason)
  })

  .post('/bookings/:id/buddy-choice', may('booking.answer'), form(v.omit(ChooseBuddy, ['bookingId'])), async (c) => {
    const [typed, bookingId] = [c.req.valid('form'), c.req.param('id')]
    if (!typed.ok) return again(c, bookingId, typed)
    const chosen = await chooseBuddy(c.var.ctx, c.var.permit, { wish: typed.value.wish, bookingId })
    return chosen.ok ? seeOther(c, bookingId, `buddy_${chosen.value.wish}`) : again(c, bookingId, typed, chosen.reason)
  })

  .post('/bookings/:id/link', may('booking.answer'), async (c) => {
    const bookingId = c.req.param('id')
    const sent = await sendLinkAgain(c.var.ctx, c.var.permit, bookingId)
    return sent.ok ? seeOther(c, bookingId, 'link_sent') : again(c, bookingId, undefined, sent.reason)
  })

const seeOther = (c: Context, bookingId: string, done: DoneHere) => c.redirect(`/bookings/${bookingId}?done=${done}`, 303)

/** The page once more, with what was wrong; whoever cannot see the booking learns nothing. */
async function again(c: PageContext, bookingId: string, typed?: Form<unknown>, refusal?: BookingTrouble) {
  const held = c.var.actor && permit(c.var.actor, 'person.see')
  const booking = held && (await openBooking(c.var.ctx, held, bookingId))
  return booking?.ok ? bookingPage(c, booking.value, { typed, refusal }) : nothingHere()
}

function nothingHere(): never {
  throw new HTTPException(404)
}

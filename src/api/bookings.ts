import { Hono } from 'hono'
import * as v from 'valibot'
import { BookPerson, bookPerson, readsForBooking } from '../bookings/actions.ts'
import { ChooseBuddy, ConfirmBooking, chooseBuddy, confirmBooking } from '../bookings/answer/actions.ts'
import { CancelBooking, cancelBooking } from '../bookings/cancellation/actions.ts'
import { MoveBooking, moveBookingTo } from '../bookings/move/actions.ts'
import { seeBooking, seeSessionBookings } from '../bookings/reading/actions.ts'
import { TakeRegister, takeRegister } from '../bookings/register/actions.ts'
import type { AppEnv } from '../http/env.ts'
import { may, type ReadAhead } from '../http/guard.ts'
import { idempotencyKey } from '../http/idempotency.ts'
import { json } from '../http/input.ts'
import { bookingProblem } from './booking-problems.ts'

/** Booking is the hottest path: its reads travel with the sign-in, so that all of it is one batch to read and one to write. */
const readsAhead: ReadAhead = async (c, db, reader) => {
  const body: unknown = await c.req.json().catch(() => undefined)
  const personId = typeof body === 'object' && body !== null && 'personId' in body ? String(body.personId) : ''
  return readsForBooking(db, reader, { sessionId: c.req.param('sessionId') ?? '', personId }, c.req.header('idempotency-key'))
}

export const bookings = new Hono<AppEnv>()
  .get('/bookings/:bookingId', may('booking.see'), async (c) => {
    const seen = await seeBooking(c.var.ctx, c.var.permit, c.req.param('bookingId'))
    return seen.ok ? c.json(seen.value) : bookingProblem(c, seen.reason)
  })

  .get('/sessions/:sessionId/bookings', may('booking.see'), async (c) => {
    const seen = await seeSessionBookings(c.var.ctx, c.var.permit, c.req.param('sessionId'))
    return seen.ok ? c.json({ bookings: seen.value }) : bookingProblem(c, seen.reason)
  })

  .post(
    '/sessions/:sessionId/bookings',
    may('booking.create', readsAhead),
    idempotencyKey,
    json(v.omit(BookPerson, ['sessionId'])),
    async (c) => {
      const input = { ...c.req.valid('json'), sessionId: c.req.param('sessionId') }
      const booked = await bookPerson(c.var.ctx, c.var.permit, input, c.req.valid('header').key, c.var.ahead)
      return booked.ok ? c.json(booked.value, 201) : bookingProblem(c, booked.reason)
    },
  )

  .post('/bookings/:bookingId/confirmation', may('booking.answer'), json(v.omit(ConfirmBooking, ['bookingId'])), async (c) => {
    const input = { ...c.req.valid('json'), bookingId: c.req.param('bookingId') }
    const confirmed = await confirmBooking(c.var.ctx, c.var.permit, input)
    return confirmed.ok ? c.json(confirmed.value) : bookingProblem(c, confirmed.reason)
  })

  .post('/bookings/:bookingId/cancellation', may('booking.cancel'), json(v.omit(CancelBooking, ['bookingId'])), async (c) => {
    const input = { ...c.req.valid('json'), bookingId: c.req.param('bookingId') }
    const cancelled = await cancelBooking(c.var.ctx, c.var.permit, input)
    return cancelled.ok ? c.json(cancelled.value) : bookingProblem(c, cancelled.reason)
  })

  .post('/bookings/:bookingId/move', may('booking.move'), json(v.omit(MoveBooking, ['bookingId'])), async (c) => {
    const input = { ...c.req.valid('json'), bookingId: c.req.param('bookingId') }
    const moved = await moveBookingTo(c.var.ctx, c.var.permit, input)
    return moved.ok ? c.json(moved.value) : bookingProblem(c, moved.reason)
  })

  .post('/bookings/:bookingId/buddy-choice', may('booking.answer'), json(v.omit(ChooseBuddy, ['bookingId'])), async (c) => {
    const input = { ...c.req.valid('json'), bookingId: c.req.param('bookingId') }
    const chosen = await chooseBuddy(c.var.ctx, c.var.permit, input)
    return chosen.ok ? c.json(chosen.value) : bookingProblem(c, chosen.reason)
  })

  .post('/sessions/:sessionId/register', may('register.take'), json(v.omit(TakeRegister, ['sessionId'])), async (c) => {
    const input = { ...c.req.valid('json'), sessionId: c.req.param('sessionId') }
    const taken = await takeRegister(c.var.ctx, c.var.permit, input)
    return taken.ok ? c.json(taken.value) : bookingProblem(c, taken.reason)
  })

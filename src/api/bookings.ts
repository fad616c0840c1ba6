import { Hono } from 'hono'
import * as v from 'valibot'
import { BookPerson, bookPerson, readsForBooking } from '../bookings/actions.ts'
import { ChooseBuddy, ConfirmBooking, chooseBuddy, confirmBooking } from '../bookings/answer/actions.ts'
import { CancelBooking, cancelBooking } from '../bookings/cancellation/actions.ts'
import { MoveBooking, moveBookingTo } from '../bookings/move/actions.ts'
import { seeBooking, seeSessionBookings } from '../bookings/reading/actions.ts'
import { TakeRegister, takeRegister } from '../bookings/register/actions.ts'
import { doc, orNull } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may, type ReadAhead } from '../http/guard.ts'
import { idempotencyKey } from '../http/idempotency.ts'
import { json } from '../http/input.ts'
import { bookingProblem, bookingRefusals } from './booking-problems.ts'
import { before, booking, ids } from './examples.ts'

/** Booking is the hottest path: its reads travel with the sign-in, so that all of it is one batch to read and one to write. */
const readsAhead: ReadAhead = async (c, db, reader) => {
  const body: unknown = await c.req.json().catch(() => undefined)
  const personId = typeof body === 'object' && body !== null && 'personId' in body ? String(body.personId) : ''
  return readsForBooking(db, reader, { sessionId: c.req.param('sessionId') ?? '', personId }, c.req.header('idempotency-key'))
}

export const bookings = new Hono<AppEnv>()
  .get(
    '/bookings/:bookingId',
    may('booking.see'),
    doc({
      summary: 'Read a booking',
      description:
        'The organiser of the group sees what they need on the day; `team` is for the link workers of the person’s own team. The read is on record.',
      answers: { 200: booking },
    }),
    async (c) => {
      const seen = await seeBooking(c.var.ctx, c.var.permit, c.req.param('bookingId'))
      return seen.ok ? c.json(seen.value) : bookingProblem(c, seen.reason)
    },
  )

  .get(
    '/sessions/:sessionId/bookings',
    may('booking.see'),
    doc({
      summary: 'List the bookings of a session',
      description: 'All of them for its organiser, those of their own team for a link worker. The reads are on record.',
      answers: { 200: { bookings: [booking] } },
    }),
    async (c) => {
      const seen = await seeSessionBookings(c.var.ctx, c.var.permit, c.req.param('sessionId'))
      return seen.ok ? c.json({ bookings: seen.value }) : bookingProblem(c, seen.reason)
    },
  )

  .post(
    '/sessions/:sessionId/bookings',
    may('booking.create', readsAhead),
    doc({
      summary: 'Book a person into a session, or put them on its waiting list',
      description: 'The answer says at once which of the two, and for the waiting list which number and why.',
      headers: {
        'Idempotency-Key':
          '1 to 255 visible characters. The same key with the same body gets the same answer; with another body it is refused.',
      },
      send: { personId: ids.person, withCarer: false, buddyWish: 'wanted' },
      answers: { 201: { id: ids.booking, status: 'waitlisted', position: orNull(2), why: orNull('session_full') } },
      refusals: () => bookingRefusals.book,
    }),
    idempotencyKey,
    json(v.omit(BookPerson, ['sessionId'])),
    async (c) => {
      const input = { ...c.req.valid('json'), sessionId: c.req.param('sessionId') }
      const booked = await bookPerson(c.var.ctx, c.var.permit, input, c.req.valid('header').key, c.var.ahead)
      return booked.ok ? c.json(booked.value, 201) : bookingProblem(c, booked.reason)
    },
  )

  .post(
    '/bookings/:bookingId/confirmation',
    may('booking.answer'),
    doc({
      summary: 'Confirm that a person is coming',
      description: 'Takes an offered place too. A second time changes nothing and answers with `isRepeated`.',
      send: { how: 'phone' },
      answers: { 200: { id: ids.booking, status: 'confirmed', confirmedAt: before, how: 'phone', isRepeated: false } },
      refusals: () => bookingRefusals.confirm,
    }),
    json(v.omit(ConfirmBooking, ['bookingId'])),
    async (c) => {
      const input = { ...c.req.valid('json'), bookingId: c.req.param('bookingId') }
      const confirmed = await confirmBooking(c.var.ctx, c.var.permit, input)
      return confirmed.ok ? c.json(confirmed.value) : bookingProblem(c, confirmed.reason)
    },
  )

  .post(
    '/bookings/:bookingId/cancellation',
    may('booking.cancel'),
    doc({
      summary: 'Cancel a booking, decline an offer or leave the waiting list',
      description: 'The place goes to whoever is next in the same step. Nobody has to give a reason.',
      send: { reason: 'transport' },
      answers: { 200: { id: ids.booking, status: 'cancelled', by: 'link_worker', isRepeated: false } },
      refusals: () => bookingRefusals.cancel,
    }),
    json(v.omit(CancelBooking, ['bookingId'])),
    async (c) => {
      const input = { ...c.req.valid('json'), bookingId: c.req.param('bookingId') }
      const cancelled = await cancelBooking(c.var.ctx, c.var.permit, input)
      return cancelled.ok ? c.json(cancelled.value) : bookingProblem(c, cancelled.reason)
    },
  )

  .post(
    '/bookings/:bookingId/move',
    may('booking.move'),
    doc({
      summary: 'Move a booking to another session',
      description: 'Takes the new place and frees the old one, both or neither. `id` is the new booking’s.',
      send: { sessionId: ids.otherSession },
      answers: { 200: { id: ids.otherBooking, sessionId: ids.otherSession, status: 'booked', isRepeated: false } },
      refusals: () => bookingRefusals.move,
    }),
    json(v.omit(MoveBooking, ['bookingId'])),
    async (c) => {
      const input = { ...c.req.valid('json'), bookingId: c.req.param('bookingId') }
      const moved = await moveBookingTo(c.var.ctx, c.var.permit, input)
      return moved.ok ? c.json(moved.value) : bookingProblem(c, moved.reason)
    },
  )

  .post(
    '/bookings/:bookingId/buddy-choice',
    may('booking.answer'),
    doc({
      summary: 'Choose whether a buddy comes along',
      send: { wish: 'wanted' },
      answers: { 200: { id: ids.booking, wish: 'wanted', visit: 'wanted' } },
      refusals: () => bookingRefusals.choose,
    }),
    json(v.omit(ChooseBuddy, ['bookingId'])),
    async (c) => {
      const input = { ...c.req.valid('json'), bookingId: c.req.param('bookingId') }
      const chosen = await chooseBuddy(c.var.ctx, c.var.permit, input)
      return chosen.ok ? c.json(chosen.value) : bookingProblem(c, chosen.reason)
    },
  )

  .post(
    '/sessions/:sessionId/register',
    may('register.take'),
    doc({
      summary: 'Take the register of a session',
      description: 'Whoever is not named stays as they are, so it can be taken in several goes; again, it corrects.',
      send: {
        entries: [
          { bookingId: ids.booking, outcome: 'attended' },
          { bookingId: ids.otherBooking, outcome: 'missed', cause: 'person' },
        ],
        walkIns: 1,
      },
      answers: { 200: { sessionId: ids.session, attended: 6, missed: 1, walkIns: 1, isCorrection: false } },
      refusals: () => bookingRefusals.register,
    }),
    json(v.omit(TakeRegister, ['sessionId'])),
    async (c) => {
      const input = { ...c.req.valid('json'), sessionId: c.req.param('sessionId') }
      const taken = await takeRegister(c.var.ctx, c.var.permit, input)
      return taken.ok ? c.json(taken.value) : bookingProblem(c, taken.reason)
    },
  )

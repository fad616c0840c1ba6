import { Hono } from 'hono'
import * as v from 'valibot'
import { BookPerson, type BookPersonRefusal, bookPerson } from '../bookings/actions.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json } from '../http/input.ts'
import { problem } from '../http/problem.ts'

export const bookings = new Hono<AppEnv>().post(
  '/sessions/:sessionId/bookings',
  may('booking.create'),
  json(v.omit(BookPerson, ['sessionId'])),
  async (c) => {
    const input = { ...c.req.valid('json'), sessionId: c.req.param('sessionId') }
    const booked = await bookPerson(c.var.ctx, c.var.permit, input, c.req.header('idempotency-key'))
    if (!booked.ok) return problem(c, statuses[booked.reason], booked.reason, sentences[booked.reason])
    return c.json(booked.value, 201)
  },
)

const statuses = {
  no_such_session: 404,
  no_such_person: 404,
  session_cancelled: 409,
  session_started: 409,
  booking_closed: 409,
  group_not_open: 409,
  already_booked: 409,
  key_used_for_another_request: 409,
} as const satisfies Record<BookPersonRefusal, number>

const sentences = {
  no_such_session: 'There is nothing here.',
  no_such_person: 'There is nothing here.',
  session_cancelled: 'This session is cancelled.',
  session_started: 'This session has started.',
  booking_closed: 'Booking for this session has closed.',
  group_not_open: 'This group does not take bookings at the moment.',
  already_booked: 'This person has a place or is on the waiting list already.',
  key_used_for_another_request: 'This Idempotency-Key was used for another request.',
} as const satisfies Record<BookPersonRefusal, string>

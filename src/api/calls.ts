import { Hono } from 'hono'
import {
  bookInsteadByPhone,
  confirmByPhone,
  DeclineByPhone,
  declineByPhone,
  moveByPhone,
  OtherDateByPhone,
} from '../bookings/calls/actions.ts'
import { listCalls, NoteTry, noteTry, tellByPhone } from '../calls/actions.ts'
import { openCall } from '../calls/one/actions.ts'
import { messageIn } from '../calls/rules.ts'
import { doc, orNull } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json } from '../http/input.ts'
import { bookingProblem, bookingRefusals } from './booking-problems.ts'

const ids = {
  person: '0190a1b2-0000-7000-8000-000000000001',
  booking: '0190a1b2-0000-7000-8000-000000000009',
  session: '0190a1b2-0000-7000-8000-000000000004',
}
const call = {
  id: 1204,
  messageIds: [1204],
  topic: 'offer',
  why: 'by_phone',
  ringBy: 1780340400000,
  personId: ids.person,
  bookingId: ids.booking,
  name: 'Annabel Fairweather',
  preferredName: 'Annie',
  ring: { phone: '+441632960123', carer: '' },
  language: 'en',
  status: 'offered',
  sessionId: ids.session,
  groupName: 'Sing for the joy of it',
  venueName: 'Mill Hall',
  startsAt: 1780653600000,
  say: [
    'Hello, may I speak to Annie?',
    'A place has come free at Sing for the joy of it on Fri 5 June, 11am, at Mill Hall. Would it suit?',
  ],
  whatsapp: null,
  answers: ['yes', 'no'],
  tries: 1,
  lastTry: orNull({ how: 'not_reached', at: 1780311600000, againAt: 1780322400000 }),
}
const about = 'The message that the call stands for. Answered before, by a colleague or by the person, is a 409 and changes nothing.'

export const calls = new Hono<AppEnv>()
  .get(
    '/calls',
    may('person.see'),
    doc({
      summary: 'List whom to ring because no email told them',
      description:
        'Soonest first, one call a booking. `say` is in the person’s language; `whatsapp` has the words of a first message where they agreed to it. What is not true any more is not listed. `isCut` says that there are more, which have more time.',
      answers: { 200: { calls: [call], isCut: false } },
    }),
    async (c) => c.json(await listCalls(c.var.ctx, c.var.permit)),
  )

  .get(
    '/calls/:messageId',
    may('person.see'),
    doc({ summary: 'See one call to make, with other dates to offer', answers: { 200: { ...call, dates: [] } } }),
    async (c) => {
      const found = await openCall(c.var.ctx, c.var.permit, { messageId: messageIn(c.req.param('messageId')) })
      return found.ok ? c.json(found.value) : bookingProblem(c, found.reason)
    },
  )

  .post(
    '/calls/:messageId/confirmation',
    may('booking.answer'),
    doc({
      summary: 'Write down that they said yes on the phone',
      description: about,
      answers: { 200: { id: ids.booking, status: 'confirmed', confirmedAt: 1780311600000, how: 'phone', isRepeated: false } },
      refusals: () => ({ ...bookingRefusals.confirm, ...bookingRefusals.call }),
    }),
    async (c) => {
      const said = await confirmByPhone(c.var.ctx, c.var.permit, { messageId: messageIn(c.req.param('messageId')) })
      return said.ok ? c.json(said.value) : bookingProblem(c, said.reason)
    },
  )

  .post(
    '/calls/:messageId/cancellation',
    may('booking.cancel'),
    doc({
      summary: 'Write down that they said no on the phone',
      description: about,
      send: { reason: 'transport' },
      answers: { 200: { id: ids.booking, status: 'cancelled', by: 'link_worker', isRepeated: false } },
      refusals: () => ({ ...bookingRefusals.cancel, ...bookingRefusals.call }),
    }),
    json(DeclineByPhone),
    async (c) => {
      const input = { ...c.req.valid('json'), messageId: messageIn(c.req.param('messageId')) }
      const said = await declineByPhone(c.var.ctx, c.var.permit, input)
      return said.ok ? c.json(said.value) : bookingProblem(c, said.reason)
    },
  )

  .post(
    '/calls/:messageId/dates',
    may('booking.move'),
    doc({
      summary: 'Write down that another date suits them better',
      description: `${about} The new place is confirmed.`,
      send: { sessionId: ids.session },
      answers: { 200: { id: ids.booking, sessionId: ids.session, status: 'confirmed', isRepeated: false } },
      refusals: () => ({ ...bookingRefusals.move, ...bookingRefusals.call }),
    }),
    json(OtherDateByPhone),
    async (c) => {
      const input = { ...c.req.valid('json'), messageId: messageIn(c.req.param('messageId')) }
      const said = await moveByPhone(c.var.ctx, c.var.permit, input)
      return said.ok ? c.json(said.value) : bookingProblem(c, said.reason)
    },
  )

  .post(
    '/calls/:messageId/booking',
    may('booking.create'),
    doc({
      summary: 'Write down that they take another session instead',
      description: `${about} For a booking that was cancelled or whose offer ended; when the session is full they join its waiting list.`,
      send: { sessionId: ids.session },
      answers: { 201: { id: ids.booking, status: 'booked', position: null, why: null } },
      refusals: () => ({ ...bookingRefusals.book, ...bookingRefusals.call }),
    }),
    json(OtherDateByPhone),
    async (c) => {
      const input = { ...c.req.valid('json'), messageId: messageIn(c.req.param('messageId')) }
      const said = await bookInsteadByPhone(c.var.ctx, c.var.permit, input)
      return said.ok ? c.json(said.value, 201) : bookingProblem(c, said.reason)
    },
  )

  .post(
    '/calls/:messageId/told',
    may('person.manage'),
    doc({
      summary: 'Write down that they were told',
      description: about,
      answers: { 200: { personId: ids.person, bookingId: ids.booking } },
      refusals: () => bookingRefusals.call,
    }),
    async (c) => {
      const told = await tellByPhone(c.var.ctx, c.var.permit, { messageId: messageIn(c.req.param('messageId')) })
      return told.ok ? c.json(told.value) : bookingProblem(c, told.reason)
    },
  )

  .post(
    '/calls/:messageId/tries',
    may('person.manage'),
    doc({
      summary: 'Write down that nobody answered, or that word was left',
      description: 'The call stays on the list and says when to try again, never at night.',
      send: { how: 'not_reached', again: 'in_three_hours' },
      answers: { 201: { personId: ids.person, againAt: 1780322400000 } },
      refusals: () => bookingRefusals.call,
    }),
    json(NoteTry),
    async (c) => {
      const input = { ...c.req.valid('json'), messageId: messageIn(c.req.param('messageId')) }
      const tried = await noteTry(c.var.ctx, c.var.permit, input)
      return tried.ok ? c.json(tried.value, 201) : bookingProblem(c, tried.reason)
    },
  )

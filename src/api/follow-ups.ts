import { Hono } from 'hono'
import * as v from 'valibot'
import { openFollowUps, SettleBooking, SettleQuiet, settleBooking, settleQuiet } from '../follow-ups/actions.ts'
import { doc } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json, query } from '../http/input.ts'
import { problem } from '../http/problem.ts'

const List = v.object({ mine: v.optional(v.picklist(['yes'])) })

const personId = '0190a1b2-0000-7000-8000-000000000001'
const person = {
  personId,
  name: 'Annabel Fairweather',
  preferredName: 'Annie',
  ring: { phone: '+441632960123', carer: '' },
  lastContactAt: 1779703200000,
}
const booked = {
  bookingId: '0190a1b2-0000-7000-8000-000000000009',
  groupName: 'Sing for the joy of it',
  startsAt: 1780308000000,
  missedCause: 'person',
  isFirstVisit: true,
}

export const followUps = new Hono<AppEnv>()
  .get(
    '/follow-ups',
    may('person.see'),
    doc({
      summary: 'List whom to follow up today, by reason',
      description:
        'Next steps that are due (overdue first), sessions missed, answers that they would not go again, and who has gone quiet. At most 50 a reason; `more` names the reasons that have more.',
      answers: {
        200: {
          today: '2026-06-01',
          due: [
            {
              ...person,
              conversationId: '0190a1b2-0000-7000-8000-000000000021',
              nextStep: 'Ring about the allotment',
              dueOn: '2026-06-01',
            },
          ],
          missed: [{ ...person, ...booked }],
          notAgain: [{ ...person, ...booked, missedCause: null, answeredAt: 1780394400000, note: 'Too loud for me' }],
          quiet: [{ ...person, lastSignAt: 1777888800000 }],
          more: [],
        },
      },
    }),
    query(List),
    async (c) => c.json(await openFollowUps(c.var.ctx, c.var.permit, { isMine: c.req.valid('query').mine === 'yes' })),
  )

  .post(
    '/people/:id/follow-up',
    may('person.manage'),
    doc({
      summary: 'Say that somebody who had gone quiet was looked after, or put it off',
      description: '`done` gives them the whole time again, `in_a_week` brings them back a week from today.',
      send: { how: 'done' },
      answers: { 201: { personId } },
    }),
    json(SettleQuiet),
    async (c) => {
      const settled = await settleQuiet(c.var.ctx, c.var.permit, { ...c.req.valid('json'), personId: c.req.param('id') })
      return settled.ok ? c.json(settled.value, 201) : problem(c, 404, 'not_found', 'There is nothing here.')
    },
  )

  .post(
    '/bookings/:id/follow-up',
    may('person.manage'),
    doc({
      summary: 'Say that a missed session or a "not again" was spoken about, or put it off',
      description: '`done` takes it off the call list too.',
      send: { about: 'missed', how: 'done' },
      answers: { 201: { personId } },
    }),
    json(SettleBooking),
    async (c) => {
      const settled = await settleBooking(c.var.ctx, c.var.permit, { ...c.req.valid('json'), bookingId: c.req.param('id') })
      return settled.ok ? c.json(settled.value, 201) : problem(c, 404, 'not_found', 'There is nothing here.')
    },
  )

import { type Context, Hono } from 'hono'
import * as v from 'valibot'
import { permit } from '../../src/access/permit.ts'
import {
  bookInsteadByPhone,
  confirmByPhone,
  DeclineByPhone,
  declineByPhone,
  moveByPhone,
  OtherDateByPhone,
} from '../../src/bookings/calls/actions.ts'
import { listCalls, NoteTry, noteTry, tellByPhone } from '../../src/calls/actions.ts'
import { openCall } from '../../src/calls/one/actions.ts'
import { messageIn } from '../../src/calls/rules.ts'
import type { AppEnv, PageContext } from '../../src/http/env.ts'
import { may } from '../../src/http/guard.ts'
import { form, query } from '../../src/http/input.ts'
import { openToday } from '../../src/people/calls/actions.ts'
import { callPage, callsPage, noSuchCall } from './page.tsx'
import { type Done, doneCodes } from './wording.ts'

const Shown = v.object({ done: v.optional(v.picklist(doneCodes)) })

export const calls = new Hono<AppEnv>()
  .get('/calls', may('person.see'), query(Shown), async (c) =>
    callsPage(c, await listCalls(c.var.ctx, c.var.permit), await openToday(c.var.ctx, c.var.permit), c.req.valid('query').done),
  )

  .get('/calls/:messageId', may('person.see'), async (c) => {
    const call = await openCall(c.var.ctx, c.var.permit, { messageId: idOf(c) })
    return call.ok ? callPage(c, call.value) : gone(c, call.reason)
  })

  .post('/calls/:messageId/confirmation', may('booking.answer'), async (c) => {
    const confirmed = await confirmByPhone(c.var.ctx, c.var.permit, { messageId: idOf(c) })
    return confirmed.ok ? back(c, 'confirmed') : refused(c, confirmed.reason)
  })

  .post('/calls/:messageId/cancellation', may('booking.cancel'), form(DeclineByPhone), async (c) => {
    const typed = c.req.valid('form')
    if (!typed.ok) return refused(c, 'no_such_call')
    const declined = await declineByPhone(c.var.ctx, c.var.permit, { ...typed.value, messageId: idOf(c) })
    return declined.ok ? back(c, 'declined') : refused(c, declined.reason)
  })

  .post('/calls/:messageId/dates', may('booking.move'), form(OtherDateByPhone), async (c) => {
    const typed = c.req.valid('form')
    if (!typed.ok) return refused(c, 'no_such_session')
    const moved = await moveByPhone(c.var.ctx, c.var.permit, { ...typed.value, messageId: idOf(c) })
    return moved.ok ? back(c, 'moved') : refused(c, moved.reason)
  })

  .post('/calls/:messageId/booking', may('booking.create'), form(OtherDateByPhone), async (c) => {
    const typed = c.req.valid('form')
    if (!typed.ok) return refused(c, 'no_such_session')
    const booked = await bookInsteadByPhone(c.var.ctx, c.var.permit, { ...typed.value, messageId: idOf(c) })
    return booked.ok ? back(c, booked.value.status) : refused(c, booked.reason)
  })

  .post('/calls/:messageId/told', may('person.manage'), async (c) => {
    const told = await tellByPhone(c.var.ctx, c.var.permit, { messageId: idOf(c) })
    return told.ok ? back(c, 'told') : refused(c, told.reason)
  })

  .post('/calls/:messageId/tries', may('person.manage'), form(NoteTry), async (c) => {
    const typed = c.req.valid('form')
    if (!typed.ok) return c.redirect(`/calls/${c.req.param('messageId')}`, 303)
    const tried = await noteTry(c.var.ctx, c.var.permit, { ...typed.value, messageId: idOf(c) })
    return tried.ok ? back(c, 'tried') : refused(c, tried.reason)
  })

type Redirecting = Pick<Context, 'redirect'>

const idOf = (c: Pick<Context, 'req'>) => messageIn(c.req.param('messageId') ?? '')
const back = (c: Redirecting, done: Done) => c.redirect(`/calls?done=${done}`, 303)

/** Answered by somebody else meanwhile, or not true any more: the list shows how it stands. */
const gone = (c: Redirecting, reason: 'no_such_call' | 'call_over' | 'answered_before') =>
  reason === 'no_such_call' ? noSuchCall() : back(c, 'over')

/** The call once more, with what was refused; whoever cannot see it learns nothing. */
async function refused(c: PageContext & Redirecting, reason: string) {
  if (reason === 'no_such_booking') return noSuchCall()
  if (reason === 'no_such_call' || reason === 'answered_before') return gone(c, reason)
  const held = c.var.actor && permit(c.var.actor, 'person.see')
  const call = held && (await openCall(c.var.ctx, held, { messageId: idOf(c) }))
  if (!call) return noSuchCall()
  return call.ok ? callPage(c, call.value, reason) : gone(c, call.reason)
}

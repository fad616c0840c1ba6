import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import type { Actor } from '../../src/access/actor.ts'
import { permit } from '../../src/access/permit.ts'
import { sessionDidNotRun, type TakeRegisterRefusal, takeRegister } from '../../src/bookings/register/actions.ts'
import type { AppEnv, PermitEnv } from '../../src/http/env.ts'
import { may } from '../../src/http/guard.ts'
import { form, query } from '../../src/http/input.ts'
import { choice, count, uuid } from '../../src/lib/inputs.ts'
import type { Result } from '../../src/lib/result.ts'
import { WhatsOnQuery } from '../../src/sessions/inputs.ts'
import { reader } from '../groups/wording.ts'
import { errorsOf } from '../render.tsx'
import { ownSessionPage, schedulePage } from './page.tsx'
import { registerPage } from './register/page.tsx'
import { registerRefusals } from './wording.ts'

/** One press at the door. A cause is said only when it was not the person's own. */
const Tick = v.object({ bookingId: uuid(), outcome: choice(['attended', 'missed', 'missed_by_buddy']) })
const WalkIns = v.object({ walkIns: count(0, 1000) })

export const organiser = new Hono<AppEnv>()
  .get('/schedule', may('session.see'), query(WhatsOnQuery), (c) => schedulePage(c, c.var.permit, c.req.valid('query').from))
  .get('/sessions/:id/bookings', may('booking.see'), (c) => ownSessionPage(c, c.var.permit, c.req.param('id')))
  .get('/sessions/:id/register', may('booking.see'), (c) => registerPage(c, c.var.permit, c.req.param('id')))
  .post('/sessions/:id/register', may('register.take'), form(Tick), async (c) => {
    const sessionId = c.req.param('id')
    const fields = c.req.valid('form')
    if (!fields.ok) return sentBack(c, sessionId, { errors: { '': reader(c).t('sessions.register.not_on_register') } })
    const { bookingId } = fields.value
    const taken = await takeRegister(c.var.ctx, c.var.permit, { sessionId, entries: [tickOf(fields.value)] })
    return answer(c, sessionId, taken, `#b-${bookingId}`)
  })
  .post('/sessions/:id/register/did-not-run', may('register.take'), async (c) => {
    const sessionId = c.req.param('id')
    return answer(c, sessionId, await sessionDidNotRun(c.var.ctx, c.var.permit, sessionId), '?done=did_not_run')
  })
  .post('/sessions/:id/walk-ins', may('register.take'), form(WalkIns), async (c) => {
    const sessionId = c.req.param('id')
    const fields = c.req.valid('form')
    if (!fields.ok) {
      const errors = errorsOf(fields, reader(c).t, { walkIns: 'sessions.register.walk_ins_label' })
      return sentBack(c, sessionId, { errors, typed: fields.typed })
    }
    return answer(c, sessionId, await takeRegister(c.var.ctx, c.var.permit, { sessionId, entries: [], ...fields.value }), '')
  })

type Taking = Context<PermitEnv<'register.take'>>

const answer = (c: Taking, sessionId: string, taken: Result<unknown, TakeRegisterRefusal>, to: string) =>
  taken.ok
    ? c.redirect(`/sessions/${sessionId}/register${to}`, 303)
    : sentBack(c, sessionId, { errors: { '': reader(c).t(registerRefusals[taken.reason]) } })

const sentBack = (c: Taking, sessionId: string, sent: Parameters<typeof registerPage>[3]) =>
  registerPage(c, seeing(c.var.permit.actor), sessionId, sent)

/** Whoever takes the register sees who is on it. */
function seeing(actor: Actor) {
  const granted = permit(actor, 'booking.see')
  if (!granted) throw new HTTPException(404)
  return granted
}

const tickOf = ({ bookingId, outcome }: v.InferOutput<typeof Tick>) =>
  outcome === 'attended'
    ? { bookingId, outcome }
    : { bookingId, outcome: 'missed' as const, cause: outcome === 'missed_by_buddy' ? ('buddy' as const) : ('person' as const) }

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import { readLog, verifyChain } from '../../src/audit/actions.ts'
import type { AppEnv } from '../../src/http/env.ts'
import { anyone, may } from '../../src/http/guard.ts'
import { form, query } from '../../src/http/input.ts'
import { outgoing } from '../../src/jobs/attention.ts'
import { jobHealth, lateJobs } from '../../src/jobs/health.ts'
import { rehearse, rehearseForTeam } from '../../src/jobs/rehearsal.ts'
import { optionalCount } from '../../src/lib/inputs.ts'
import { MendMessage, mendMessage, ReleaseHeld, releaseHeld } from '../../src/messages/actions.ts'
import { providerState } from '../../src/messages/provider/actions.ts'
import { Wish } from '../../src/rehearsal/inputs.ts'
import { errorsOf, texts } from '../render.tsx'
import { auditCheckPage, auditPage } from './audit/page.tsx'
import { messagesPage } from './messages/page.tsx'
import { runningPage } from './page.tsx'
import { rehearsalPage } from './rehearsal/page.tsx'
import { mendRefusal, releaseRefusal } from './wording.ts'

const Page = v.object({ before: optionalCount(1, 999_999_999) })

export const running = new Hono<AppEnv>()
  // For a monitor outside the place: which jobs did not do their work in time, and nothing about anybody.
  .get('/health', anyone, async (c) => {
    const late = await lateJobs(c.var.ctx)
    return c.json({ late }, late.length === 0 ? 200 : 503, { 'cache-control': 'no-store' })
  })

  .get('/running', may('place.run'), async (c) => {
    const { ctx, permit } = c.var
    const [health, provider] = await Promise.all([jobHealth(ctx, permit), providerState(ctx, permit)])
    return runningPage(c, health, provider)
  })

  .get('/running/audit', may('place.run'), query(Page), async (c) => {
    const { before } = c.req.valid('query')
    return auditPage(c, await readLog(c.var.ctx, c.var.permit, { before }), before)
  })

  .get('/running/audit/check', may('place.run'), async (c) => auditCheckPage(c, await verifyChain(c.var.ctx, c.var.permit)))

  .get('/running/messages', may('place.run'), query(Page), async (c) => {
    const { before } = c.req.valid('query')
    return messagesPage(c, await outgoing(c.var.ctx, c.var.permit, { before }), { before })
  })

  .get('/running/rehearsal', may('place.run'), query(Wish), async (c) => {
    const wish = c.req.valid('query')
    return rehearsalPage(c, await rehearse(c.var.ctx, c.var.permit, wish), wish)
  })

  .get('/rehearsal', may('person.see'), query(Wish), async (c) => {
    const wish = c.req.valid('query')
    return rehearsalPage(c, await rehearseForTeam(c.var.ctx, c.var.permit, wish), wish)
  })

  .post('/running/messages/:messageId{[0-9]+}/mending', may('place.run'), form(v.pick(MendMessage, ['how'])), async (c) => {
    const fields = c.req.valid('form')
    if (!fields.ok) return messagesPage(c, await outgoing(c.var.ctx, c.var.permit), { errors: errorsOf(fields, texts(c.var.locale)) })
    const mended = await mendMessage(c.var.ctx, c.var.permit, { ...fields.value, messageId: Number(c.req.param('messageId')) })
    if (mended.ok) {
      c.var.deliverNow()
      return c.redirect(`/running/messages?done=${fields.value.how}`, 303)
    }
    if (mended.reason === 'no_such_message') throw new HTTPException(404)
    const errors = { form: texts(c.var.locale)(mendRefusal[mended.reason]) }
    return messagesPage(c, await outgoing(c.var.ctx, c.var.permit), { errors })
  })

  .post('/running/held/:batchId/release', may('place.run'), form(v.pick(ReleaseHeld, ['how'])), async (c) => {
    const fields = c.req.valid('form')
    if (!fields.ok) return messagesPage(c, await outgoing(c.var.ctx, c.var.permit), { errors: errorsOf(fields, texts(c.var.locale)) })
    const released = await releaseHeld(c.var.ctx, c.var.permit, { ...fields.value, batchId: c.req.param('batchId') })
    if (released.ok) {
      c.var.deliverNow()
      return c.redirect(`/running/messages?done=${fields.value.how}`, 303)
    }
    const errors = { form: texts(c.var.locale)(releaseRefusal[released.reason]) }
    return messagesPage(c, await outgoing(c.var.ctx, c.var.permit), { errors })
  })

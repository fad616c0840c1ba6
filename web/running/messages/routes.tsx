import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import type { AppEnv, PageContext } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { form } from '../../../src/http/input.ts'
import { outgoing } from '../../../src/jobs/attention.ts'
import { MendAlike, mendAlike } from '../../../src/messages/mending/actions.ts'
import { tryProvider } from '../../../src/messages/provider/actions.ts'
import { LiftSuppression, liftSuppression } from '../../../src/messages/suppression/actions.ts'
import { errorsOf, texts } from '../../render.tsx'
import { liftRefusal, mendAlikeRefusal } from '../wording.ts'
import { messagesPage } from './page.tsx'

type Held = Parameters<typeof outgoing>[1]
const again = async (c: PageContext, held: Held, errors: Record<string, string>) =>
  messagesPage(c, await outgoing(c.var.ctx, held), { errors })

/** What is decided about many messages, about an address, and about the provider. */
export const mending = new Hono<AppEnv>()
  .post('/running/messages/mending', may('place.run'), form(MendAlike), async (c) => {
    const { permit, locale } = c.var
    const fields = c.req.valid('form')
    if (!fields.ok) return again(c, permit, errorsOf(fields, texts(locale)))
    const mended = await mendAlike(c.var.ctx, permit, fields.value)
    if (!mended.ok) return again(c, permit, { form: texts(locale)(mendAlikeRefusal[mended.reason]) })
    c.var.deliverNow()
    return c.redirect(`/running/messages?done=${fields.value.how}_all`, 303)
  })

  .post('/running/addresses/:addressIndex/lifting', may('place.run'), form(v.pick(LiftSuppression, ['reason'])), async (c) => {
    const { permit, locale } = c.var
    const fields = c.req.valid('form')
    if (!fields.ok) return again(c, permit, errorsOf(fields, texts(locale)))
    const input = v.safeParse(LiftSuppression, { ...fields.value, addressIndex: c.req.param('addressIndex') })
    if (!input.success) throw new HTTPException(404)
    const lifted = await liftSuppression(c.var.ctx, permit, input.output)
    if (!lifted.ok) return again(c, permit, { form: texts(locale)(liftRefusal[lifted.reason]) })
    return c.redirect('/running/messages?done=lifted', 303)
  })

  .post('/running/provider/trial', may('place.run'), async (c) => {
    await tryProvider(c.var.ctx, c.var.permit)
    c.var.deliverNow()
    return c.redirect('/running/messages?done=tried', 303)
  })

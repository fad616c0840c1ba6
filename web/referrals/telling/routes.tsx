import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import type { AppEnv } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { form, query } from '../../../src/http/input.ts'
import { ChangeTelling, changeTelling, openTelling, revokeLinks } from '../../../src/referrals/news/actions.ts'
import { tellingPage } from './page.tsx'
import { doneCodes } from './wording.ts'

const Done = v.object({ done: v.optional(v.picklist(doneCodes)) })

export const telling = new Hono<AppEnv>()
  .get('/referrals/:id/telling', may('referral.see'), query(Done), async (c) => {
    const found = await openTelling(c.var.ctx, c.var.permit, c.req.param('id'))
    return found.ok ? tellingPage(c, found.value, { done: c.req.valid('query').done }) : missing()
  })

  .post('/referrals/:id/telling', may('referral.manage'), form(ChangeTelling), async (c) => {
    const [typed, referralId] = [c.req.valid('form'), c.req.param('id')]
    const changed = typed.ok ? await changeTelling(c.var.ctx, c.var.permit, { ...typed.value, referralId }) : undefined
    if (changed?.ok) return c.redirect(`/referrals/${referralId}/telling?done=changed`, 303)
    const found = await openTelling(c.var.ctx, c.var.permit, referralId)
    return found.ok ? tellingPage(c, found.value, { typed }) : missing()
  })

  .post('/referrals/:id/link-revocation', may('referral.manage'), async (c) => {
    const revoked = await revokeLinks(c.var.ctx, c.var.permit, c.req.param('id'))
    return revoked.ok ? c.redirect(`/referrals/${c.req.param('id')}/telling?done=revoked`, 303) : missing()
  })

function missing(): never {
  throw new HTTPException(404)
}

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { AppEnv } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { form } from '../../../src/http/input.ts'
import { endReferral, openEnding } from '../../../src/rights/ending/actions.ts'
import { EndReferral } from '../../../src/rights/ending/inputs.ts'
import { endingPage } from './page.tsx'

export const ending = new Hono<AppEnv>()
  .get('/referrals/:id/ending', may('referral.manage'), async (c) => {
    const found = await openEnding(c.var.ctx, c.var.permit, c.req.param('id'))
    return found.ok ? endingPage(c, found.value) : missing()
  })

  .post('/referrals/:id/ending', may('referral.manage'), form(EndReferral), async (c) => {
    const [typed, referralId] = [c.req.valid('form'), c.req.param('id')]
    const ended = typed.ok ? await endReferral(c.var.ctx, c.var.permit, { ...typed.value, referralId }) : undefined
    if (ended?.ok) return c.redirect(`/referrals/${referralId}/telling?done=${ended.value.status}`, 303)
    if (ended?.reason === 'no_such_referral') return missing()
    const found = await openEnding(c.var.ctx, c.var.permit, referralId)
    return found.ok ? endingPage(c, found.value, { typed, refusal: ended?.reason }) : missing()
  })

function missing(): never {
  throw new HTTPException(404)
}

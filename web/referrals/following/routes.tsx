// What a referrer sees behind the link of an email. GET shows; a pressed button asks for a new link.

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { AppEnv } from '../../../src/http/env.ts'
import { holds } from '../../../src/http/guard.ts'
import { askForLink, followReferral } from '../../../src/referrals/following/actions.ts'
import { followingPage } from './page.tsx'

export const following = new Hono<AppEnv>()
  .get('/r/:token', holds('referral', 'referral.follow'), async (c) => {
    const page = await followReferral(c.var.ctx, c.var.permit, c.var.link)
    return page ? followingPage(c, page) : missing()
  })

  .post('/r/:token/link', holds('referral', 'referral.follow', { evenExpired: true }), async (c) => {
    const asked = await askForLink(c.var.ctx, c.var.permit)
    return asked.ok ? c.redirect(`/r/${c.req.param('token')}?done=link_sent`, 303) : missing()
  })

function missing(): never {
  throw new HTTPException(404)
}

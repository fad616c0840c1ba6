import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import { addressOf, deviceIn, enter, leave, nonceIn, rememberAsking, sessionSecret } from '../../../src/http/browser.ts'
import type { AppEnv } from '../../../src/http/env.ts'
import { anyone, isSignedIn } from '../../../src/http/guard.ts'
import { form, query } from '../../../src/http/input.ts'
import { ownPath } from '../../../src/lib/paths.ts'
import { AskToSignIn, askToSignIn, RedeemSignIn, redeemSignIn, signInLink, signOut } from '../../../src/sign-in/actions.ts'
import { codeOf } from '../../../src/sign-in/rules.ts'
import { texts } from '../../render.tsx'
import { redeemRefusal } from '../wording.ts'
import { deadLinkPage, linkPage, sentPage, signInPage } from './page.tsx'

const Shown = v.object({ next: v.optional(v.string(), ''), done: v.optional(v.picklist(['signed_out'])) })

export const signIn = new Hono<AppEnv>()
  .get('/sign-in', anyone, query(Shown), async (c) => {
    const { next, done } = c.req.valid('query')
    // Public pages are the same for everybody, so that they offer it to staff too.
    if (await isSignedIn(c)) return c.redirect(ownPath(next, '/today'), 303)
    return signInPage(c, { next: ownPath(next, ''), hasSignedOut: done === 'signed_out' })
  })

  .post('/sign-in', anyone, form(AskToSignIn), async (c) => {
    const fields = c.req.valid('form')
    const next = ownPath(String(fields.typed.next ?? ''), '')
    if (!fields.ok) return signInPage(c, { next, posted: fields })

    const nonce = nonceIn(c) ?? c.var.ctx.newSecret()
    const asked = await askToSignIn(c.var.ctx, { ...fields.value, nonce, address: addressOf(c) })
    if (!asked.ok) throw new HTTPException(429)

    c.var.deliverNow()
    rememberAsking(c, nonce, next)
    return c.redirect('/sign-in/sent', 303)
  })

  .get('/sign-in/sent', anyone, async (c) => {
    const nonce = nonceIn(c)
    return sentPage(c, nonce && (await codeOf(nonce)))
  })

  .get('/sign-in/:token', anyone, async (c) => {
    const token = c.req.param('token')
    return linkPage(c, { token, state: await signInLink(c.var.ctx, token, nonceIn(c)) })
  })

  .post('/sign-in/:token', anyone, form(RedeemSignIn), async (c) => {
    const fields = c.req.valid('form')
    const token = c.req.param('token')
    const entered = await redeemSignIn(c.var.ctx, {
      code: fields.ok ? fields.value.code : '',
      token,
      nonce: nonceIn(c),
      device: deviceIn(c),
      replaces: sessionSecret(c),
    })
    if (entered.ok) return c.redirect(enter(c, entered.value), 303)
    if (entered.reason === 'link_dead') return deadLinkPage(c)
    const errors = { code: texts(c.var.locale)(redeemRefusal[entered.reason]) }
    return linkPage(c, { token, state: 'code_needed', errors, typed: fields.typed })
  })

  .post('/sign-out', anyone, async (c) => {
    await signOut(c.var.ctx, sessionSecret(c))
    leave(c)
    return c.redirect('/sign-in?done=signed_out', 303)
  })

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import { chooseLanguage, leave } from '../../../src/http/browser.ts'
import type { AppEnv } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { form, query } from '../../../src/http/input.ts'
import { EditAccount, editAccount, endMyOtherSignIns, endMySignIn, myAccount } from '../../../src/sign-in/mine/actions.ts'
import { accountPage } from './page.tsx'

const Done = v.object({ done: v.optional(v.picklist(['saved', 'ended', 'ended_others'])) })

export const mine = new Hono<AppEnv>()
  .get('/account', may('account.manage'), query(Done), async (c) =>
    accountPage(c, await myAccount(c.var.ctx, c.var.permit), c.req.valid('query')),
  )

  .post('/account', may('account.manage'), form(EditAccount), async (c) => {
    const fields = c.req.valid('form')
    if (!fields.ok) return accountPage(c, await myAccount(c.var.ctx, c.var.permit), { posted: fields })

    const edited = await editAccount(c.var.ctx, c.var.permit, fields.value)
    if (!edited.ok) throw new HTTPException(404)
    chooseLanguage(c, fields.value.locale)
    return c.redirect('/account?done=saved', 303)
  })

  .post('/account/sign-ins/:signInId/revocation', may('account.manage'), async (c) => {
    const ended = await endMySignIn(c.var.ctx, c.var.permit, { signInId: c.req.param('signInId') })
    if (!ended.ok) throw new HTTPException(404)
    if (!ended.value.isThis) return c.redirect('/account?done=ended', 303)
    leave(c)
    return c.redirect('/sign-in?done=signed_out', 303)
  })

  .post('/account/other-sign-ins/revocation', may('account.manage'), async (c) => {
    const ended = await endMyOtherSignIns(c.var.ctx, c.var.permit)
    if (!ended.ok) throw new HTTPException(404)
    return c.redirect('/account?done=ended_others', 303)
  })

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { AppEnv } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { form } from '../../../src/http/input.ts'
import { ChooseEmails, chooseEmails, myEmails } from '../../../src/messages/choices/actions.ts'
import { emailsPage } from './page.tsx'

export const emails = new Hono<AppEnv>()
  .get('/account/emails', may('account.manage'), async (c) =>
    emailsPage(c, await myEmails(c.var.ctx, c.var.permit), c.req.query('done') === 'saved'),
  )

  .post('/account/emails', may('account.manage'), form(ChooseEmails), async (c) => {
    const fields = c.req.valid('form')
    if (!fields.ok) return c.redirect('/account/emails', 303)
    const chosen = await chooseEmails(c.var.ctx, c.var.permit, fields.value)
    if (!chosen.ok) throw new HTTPException(404)
    return c.redirect('/account/emails?done=saved', 303)
  })

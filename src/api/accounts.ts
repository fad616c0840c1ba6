import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { doc } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json } from '../http/input.ts'
import { ChooseEmails, chooseEmails, myEmails } from '../messages/choices/actions.ts'

export const accounts = new Hono<AppEnv>()
  .get(
    '/account/emails',
    may('account.manage'),
    doc({
      summary: 'List the kinds of email that you get in your roles',
      description: 'Answers to what you do yourself, such as a link to sign in, are not listed: they always come.',
      answers: { 200: { emails: [{ kind: 'digest.link_worker', isStopped: false }] } },
    }),
    async (c) => {
      const emails = await myEmails(c.var.ctx, c.var.permit)
      if (!emails) throw new HTTPException(404)
      return c.json({ emails })
    },
  )

  .put(
    '/account/emails',
    may('account.manage'),
    doc({
      summary: 'Choose the kinds of email that you want',
      description: 'Every kind of yours that is not in `wanted` is stopped.',
      send: { wanted: ['digest.link_worker', 'team.visit_unfilled'] },
      answers: { 204: null },
    }),
    json(ChooseEmails),
    async (c) => {
      const chosen = await chooseEmails(c.var.ctx, c.var.permit, c.req.valid('json'))
      if (!chosen.ok) throw new HTTPException(404)
      return c.body(null, 204)
    },
  )

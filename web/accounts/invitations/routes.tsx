import { Hono } from 'hono'
import { deviceIn, enter, sessionSecret } from '../../../src/http/browser.ts'
import type { AppEnv } from '../../../src/http/env.ts'
import { anyone } from '../../../src/http/guard.ts'
import { form } from '../../../src/http/input.ts'
import { AcceptInvitation, acceptInvitation, invitationLink } from '../../../src/invitations/acceptance/actions.ts'
import { errorsOf, texts } from '../../render.tsx'
import { acceptRefusal } from '../wording.ts'
import { deadInvitationPage, invitationPage } from './page.tsx'

export const invitations = new Hono<AppEnv>()
  .get('/invitations/:token', anyone, async (c) => {
    const token = c.req.param('token')
    const invitation = await invitationLink(c.var.ctx, token)
    return invitation ? invitationPage(c, { token, invitation }) : deadInvitationPage(c)
  })

  .post('/invitations/:token', anyone, form(AcceptInvitation), async (c) => {
    const token = c.req.param('token')
    const fields = c.req.valid('form')
    const accepted = fields.ok
      ? await acceptInvitation(c.var.ctx, { ...fields.value, token, device: deviceIn(c), replaces: sessionSecret(c) })
      : undefined
    if (accepted?.ok) return c.redirect(enter(c, accepted.value), 303)

    const invitation = await invitationLink(c.var.ctx, token)
    if (!invitation) return deadInvitationPage(c)
    const t = texts(invitation.locale)
    const errors = accepted ? { email: t(acceptRefusal[accepted.reason]) } : errorsOf(fields, t)
    return invitationPage(c, { token, invitation, errors, typed: fields.typed })
  })

import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { AppEnv, PermitEnv } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { form } from '../../../src/http/input.ts'
import { Invite, invite, type PendingRefusal, resendInvitation, revokeInvitation } from '../../../src/invitations/actions.ts'
import type { Result } from '../../../src/lib/result.ts'
import { openOrganisation, readOrganisation } from '../../../src/organisations/actions.ts'
import { disableUser, enableUser, openMember, removeMember, SetLead, setTeamLead } from '../../../src/organisations/members/actions.ts'
import type { MemberRefusal } from '../../../src/organisations/rules.ts'
import { texts } from '../../render.tsx'
import { organisationPage } from '../organisations/page.tsx'
import { inviteRefusal, memberRefusal, pendingRefusal } from '../wording.ts'
import { invitePage, memberPage } from './page.tsx'

export const people = new Hono<AppEnv>()
  .get('/organisations/:organisationId/invitations/new', may('organisation.manage'), async (c) =>
    invitePage(c, { organisation: await readOrganisation(c.var.ctx, c.var.permit, c.req.param('organisationId')) }),
  )

  .post('/organisations/:organisationId/invitations', may('organisation.manage'), form(Invite), async (c) => {
    const fields = c.req.valid('form')
    const organisationId = c.req.param('organisationId')
    const invited = fields.ok ? await invite(c.var.ctx, c.var.permit, { ...fields.value, organisationId }) : undefined
    if (invited?.ok) {
      c.var.deliverNow()
      return c.redirect(`/organisations/${organisationId}?done=invited`, 303)
    }
    const organisation = await readOrganisation(c.var.ctx, c.var.permit, organisationId)
    const refused = invited ? { errors: { email: texts(c.var.locale)(inviteRefusal[invited.reason]) } } : {}
    return invitePage(c, { organisation, posted: fields, ...refused })
  })

  .post('/organisations/:organisationId/invitations/:invitationId/revocation', may('organisation.manage'), async (c) =>
    afterInvitation(c, await revokeInvitation(c.var.ctx, c.var.permit, c.req.param()), 'invitation_revoked'),
  )

  .post('/organisations/:organisationId/invitations/:invitationId/resending', may('organisation.manage'), async (c) => {
    const resent = await resendInvitation(c.var.ctx, c.var.permit, c.req.param())
    if (resent.ok) c.var.deliverNow()
    return afterInvitation(c, resent, 'resent')
  })

  .get('/organisations/:organisationId/members/:userId', may('organisation.manage'), async (c) =>
    memberPage(c, await openMember(c.var.ctx, c.var.permit, c.req.param())),
  )

  .post('/organisations/:organisationId/members/:userId/removal', may('organisation.manage'), async (c) =>
    afterMember(c, await removeMember(c.var.ctx, c.var.permit, c.req.param()), c.req.param(), 'removed'),
  )

  .post('/organisations/:organisationId/members/:userId/disabling', may('organisation.manage'), async (c) =>
    afterMember(c, await disableUser(c.var.ctx, c.var.permit, c.req.param()), c.req.param(), 'disabled'),
  )

  .post('/organisations/:organisationId/members/:userId/enabling', may('organisation.manage'), async (c) =>
    afterMember(c, await enableUser(c.var.ctx, c.var.permit, c.req.param()), c.req.param(), 'enabled'),
  )

  .post('/organisations/:organisationId/members/:userId/lead', may('organisation.manage'), form(SetLead), async (c) => {
    const typed = c.req.valid('form')
    const { organisationId, userId } = c.req.param()
    const isLead = typed.ok && typed.value.isLead
    const set = await setTeamLead(c.var.ctx, c.var.permit, { organisationId, userId, isLead })
    if (set.ok) return c.redirect(`/organisations/${organisationId}?done=saved`, 303)
    if (set.reason === 'no_such_member') throw new HTTPException(404)
    return memberPage(c, await openMember(c.var.ctx, c.var.permit, { organisationId, userId }), 'coordinator.member.not_a_link_worker')
  })

type Managing = Context<PermitEnv<'organisation.manage'>>

async function afterInvitation(c: Managing, result: Result<undefined, PendingRefusal>, done: string) {
  const organisationId = c.req.param('organisationId') ?? ''
  if (result.ok) return c.redirect(`/organisations/${organisationId}?done=${done}`, 303)
  if (result.reason === 'no_such_invitation') throw new HTTPException(404)
  return organisationPage(c, await openOrganisation(c.var.ctx, c.var.permit, organisationId), { refused: pendingRefusal[result.reason] })
}

type Member = { organisationId: string; userId: string }

async function afterMember(c: Managing, result: Result<undefined, MemberRefusal>, member: Member, done: string) {
  if (result.ok) return c.redirect(`/organisations/${member.organisationId}?done=${done}`, 303)
  if (result.reason === 'no_such_member') throw new HTTPException(404)
  return memberPage(c, await openMember(c.var.ctx, c.var.permit, member), memberRefusal[result.reason])
}

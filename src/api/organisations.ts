import { Hono } from 'hono'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json } from '../http/input.ts'
import { problem } from '../http/problem.ts'
import { Invite, type InviteRefusal, invite } from '../invitations/actions.ts'
import {
  CreateOrganisation,
  createOrganisation,
  EditOrganisation,
  editOrganisation,
  listOrganisations,
  type OrganisationRefusal,
  readOrganisation,
} from '../organisations/actions.ts'

const nothing = 'There is nothing here.'

export const organisations = new Hono<AppEnv>()
  .get('/organisations', may('organisation.manage'), async (c) =>
    c.json({ organisations: await listOrganisations(c.var.ctx, c.var.permit) }),
  )

  .post('/organisations', may('organisation.manage'), json(CreateOrganisation), async (c) => {
    const created = await createOrganisation(c.var.ctx, c.var.permit, c.req.valid('json'))
    if (!created.ok) return refusedOrganisation(c, created.reason)
    return c.json(created.value, 201)
  })

  .get('/organisations/:organisationId', may('organisation.manage'), async (c) => {
    const organisation = await readOrganisation(c.var.ctx, c.var.permit, c.req.param('organisationId'))
    return organisation ? c.json(organisation) : problem(c, 404, 'not_found', nothing)
  })

  .put('/organisations/:organisationId', may('organisation.manage'), json(EditOrganisation), async (c) => {
    const input = { ...c.req.valid('json'), organisationId: c.req.param('organisationId') }
    const edited = await editOrganisation(c.var.ctx, c.var.permit, input)
    if (!edited.ok) return refusedOrganisation(c, edited.reason)
    return c.body(null, 204)
  })

  .post('/organisations/:organisationId/invitations', may('organisation.manage'), json(Invite), async (c) => {
    const input = { ...c.req.valid('json'), organisationId: c.req.param('organisationId') }
    const invited = await invite(c.var.ctx, c.var.permit, input)
    if (!invited.ok) return problem(c, inviteStatuses[invited.reason], invited.reason, inviteSentences[invited.reason])
    c.var.deliverNow()
    return c.json(invited.value, 201)
  })

const refusedOrganisation = (c: Parameters<typeof problem>[0], reason: OrganisationRefusal) =>
  reason === 'phone'
    ? problem(c, 422, 'invalid', 'Some fields are not right.', { contactPhone: 'phone' })
    : problem(c, 404, 'not_found', nothing)

const inviteStatuses = {
  no_such_organisation: 404,
  already_member: 409,
  already_invited: 409,
  user_disabled: 409,
  too_many_tries: 429,
} as const satisfies Record<InviteRefusal, number>

const inviteSentences = {
  no_such_organisation: nothing,
  already_member: 'This person is a member already.',
  already_invited: 'This person has an open invitation already.',
  user_disabled: 'This person was stopped from signing in.',
  too_many_tries: 'This address was written to several times within the hour. Wait a little.',
} as const satisfies Record<InviteRefusal, string>

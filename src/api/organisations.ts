import { Hono } from 'hono'
import { doc, told } from '../http/doc.ts'
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
import { SetLead, setTeamLead } from '../organisations/members/actions.ts'
import { before, ids } from './examples.ts'

const nothing = 'There is nothing here.'
const details = { name: 'Riverside Trust', contactEmail: 'hello@riverside.example', contactPhone: '01632 960150' }

export const organisations = new Hono<AppEnv>()
  .get(
    '/organisations',
    may('organisation.manage'),
    doc({
      summary: 'List the organisations of the place',
      answers: { 200: { organisations: [{ id: ids.organisation, kind: 'provider', name: 'Riverside Trust', members: 3, invited: 1 }] } },
    }),
    async (c) => c.json({ organisations: await listOrganisations(c.var.ctx, c.var.permit) }),
  )

  .post(
    '/organisations',
    may('organisation.manage'),
    doc({
      summary: 'Create an organisation',
      send: { kind: 'provider', ...details },
      answers: { 201: { id: ids.organisation } },
      refusals: () => told(organisationStatuses, organisationSentences),
    }),
    json(CreateOrganisation),
    async (c) => {
      const created = await createOrganisation(c.var.ctx, c.var.permit, c.req.valid('json'))
      if (!created.ok) return refusedOrganisation(c, created.reason)
      return c.json(created.value, 201)
    },
  )

  .get(
    '/organisations/:organisationId',
    may('organisation.manage'),
    doc({
      summary: 'Read an organisation, without its people',
      answers: { 200: { id: ids.organisation, kind: 'provider', ...details, contactPhone: '+441632960150', createdAt: before } },
    }),
    async (c) => {
      const organisation = await readOrganisation(c.var.ctx, c.var.permit, c.req.param('organisationId'))
      return organisation ? c.json(organisation) : problem(c, 404, 'not_found', nothing)
    },
  )

  .put(
    '/organisations/:organisationId',
    may('organisation.manage'),
    doc({
      summary: 'Replace the name and contact of an organisation',
      send: details,
      answers: { 204: null },
      refusals: () => told(organisationStatuses, organisationSentences),
    }),
    json(EditOrganisation),
    async (c) => {
      const input = { ...c.req.valid('json'), organisationId: c.req.param('organisationId') }
      const edited = await editOrganisation(c.var.ctx, c.var.permit, input)
      if (!edited.ok) return refusedOrganisation(c, edited.reason)
      return c.body(null, 204)
    },
  )

  .post(
    '/organisations/:organisationId/invitations',
    may('organisation.manage'),
    doc({
      summary: 'Invite a person into an organisation',
      description: 'They get the role that the kind of organisation gives. The email goes out at once.',
      send: { name: 'Rosa Lindqvist', email: 'rosa.lindqvist@example.org', locale: 'en' },
      answers: { 201: { id: ids.invitation } },
      refusals: () => told(inviteStatuses, inviteSentences),
    }),
    json(Invite),
    async (c) => {
      const input = { ...c.req.valid('json'), organisationId: c.req.param('organisationId') }
      const invited = await invite(c.var.ctx, c.var.permit, input)
      if (!invited.ok) return problem(c, inviteStatuses[invited.reason], invited.reason, inviteSentences[invited.reason])
      c.var.deliverNow()
      return c.json(invited.value, 201)
    },
  )

  .put(
    '/organisations/:organisationId/members/:userId/lead',
    may('organisation.manage'),
    doc({
      summary: 'Say whether a link worker leads their team',
      send: { isLead: true },
      answers: { 204: null },
      refusals: () => told({ not_a_link_worker: 409 }, { not_a_link_worker: notALinkWorker }),
    }),
    json(SetLead),
    async (c) => {
      const set = await setTeamLead(c.var.ctx, c.var.permit, { ...c.req.param(), ...c.req.valid('json') })
      if (set.ok) return c.body(null, 204)
      return set.reason === 'no_such_member' ? problem(c, 404, 'not_found', nothing) : problem(c, 409, set.reason, notALinkWorker)
    },
  )

const notALinkWorker = 'Only a link worker can lead a team.'

const refusedOrganisation = (c: Parameters<typeof problem>[0], reason: OrganisationRefusal) =>
  reason === 'phone'
    ? problem(c, organisationStatuses.invalid, 'invalid', organisationSentences.invalid, { contactPhone: 'phone' })
    : problem(c, organisationStatuses.not_found, 'not_found', nothing)

const organisationStatuses = { not_found: 404, invalid: 422 } as const
const organisationSentences = { not_found: nothing, invalid: 'Some fields are not right.' } as const

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

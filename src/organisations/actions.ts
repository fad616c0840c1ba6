import * as v from 'valibot'
import type { OrgId } from '../access/actor.ts'
import type { Permit } from '../access/permit.ts'
import { tokensOf } from '../api-tokens/queries.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import { pendingInvitations } from '../invitations/queries.ts'
import { invitationState } from '../invitations/rules.ts'
import { choice, line, optionalEmail, optionalLine } from '../lib/inputs.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { normalisePhone } from '../lib/text.ts'
import { membersOf } from './members/queries.ts'
import { allOrganisations, changeOrganisation, insertOrganisation, organisationIn } from './queries.ts'
import { newKinds } from './rules.ts'

const Details = { name: line(120), contactEmail: optionalEmail(), contactPhone: optionalLine(40) }
export const EditOrganisation = v.object(Details)
export const CreateOrganisation = v.object({ ...Details, kind: choice(newKinds) })
export type OrganisationRefusal = 'no_such_organisation' | 'phone'

export const listOrganisations = (ctx: Ctx, _permit: Permit<'organisation.manage'>) => allOrganisations(ctx.db, ctx.now)

/** An organisation with its members, open invitations and API tokens, in one round trip; undefined when there is none. */
export async function openOrganisation(ctx: Ctx, _permit: Permit<'organisation.manage'>, id: string) {
  const [[organisation], members, invited, tokens] = await ctx.db.batch([
    organisationIn(ctx.db, id),
    membersOf(ctx.db, id),
    pendingInvitations(ctx.db, id),
    tokensOf(ctx.db, id, ctx.now),
  ])
  if (!organisation) return undefined
  const [people, invitations] = await Promise.all([
    Promise.all(
      members.map(async ({ email, ...member }) => ({
        ...member,
        email: await ctx.vault.open(email, { column: 'users.email', rowId: member.id }),
      })),
    ),
    Promise.all(
      invited.map(async (one) => ({
        id: one.id,
        name: one.name,
        email: await ctx.vault.open(one.email, { column: 'invitations.email', rowId: one.id }),
        expiresAt: one.expiresAt,
        state: invitationState(one, ctx.now),
      })),
    ),
  ])
  return { organisation, members: people, invitations, tokens }
}

/** One organisation without its people. */
export async function readOrganisation(ctx: Ctx, _permit: Permit<'organisation.manage'>, id: string) {
  const [organisation] = await organisationIn(ctx.db, id)
  return organisation
}

export async function createOrganisation(
  ctx: Ctx,
  permit: Permit<'organisation.manage'>,
  input: v.InferOutput<typeof CreateOrganisation>,
): Promise<Result<{ id: OrgId }, OrganisationRefusal>> {
  const contact = contactOf(ctx, input)
  if (!contact) return no('phone')
  const id = ctx.newId() as OrgId
  await commit(
    ctx.db,
    [],
    [
      insertOrganisation(ctx, { id, kind: input.kind, name: input.name, ...contact }),
      record(ctx, permit.actor, { action: 'organisation.create', subjectKind: 'organisation', subjectId: id, orgId: id }),
    ],
  )
  return ok({ id })
}

export async function editOrganisation(
  ctx: Ctx,
  permit: Permit<'organisation.manage'>,
  input: v.InferOutput<typeof EditOrganisation> & { organisationId: string },
): Promise<Result<undefined, OrganisationRefusal>> {
  const [organisation] = await organisationIn(ctx.db, input.organisationId)
  if (!organisation) return no('no_such_organisation')
  const contact = contactOf(ctx, input)
  if (!contact) return no('phone')
  const { id } = organisation
  await commit(
    ctx.db,
    [],
    [
      changeOrganisation(ctx, id, { name: input.name, ...contact }),
      record(ctx, permit.actor, { action: 'organisation.edit', subjectKind: 'organisation', subjectId: id, orgId: id }),
    ],
  )
  return ok(undefined)
}

/** A national number is one of this place's country; undefined when it is no number at all. */
function contactOf(ctx: Ctx, input: v.InferOutput<typeof EditOrganisation>) {
  const country = ctx.place.country === 'ID' ? 'ID' : 'GB'
  const contactPhone = input.contactPhone === '' ? '' : normalisePhone(input.contactPhone, country)
  return contactPhone === undefined ? undefined : { contactEmail: input.contactEmail ?? '', contactPhone }
}

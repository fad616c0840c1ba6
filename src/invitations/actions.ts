import * as v from 'valibot'
import { type OrgId, roleOf } from '../access/actor.ts'
import type { Permit } from '../access/permit.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import { locales } from '../lib/dates.ts'
import { sha256 } from '../lib/encoding.ts'
import { choice, email, line } from '../lib/inputs.ts'
import { no, ok, type Result } from '../lib/result.ts'
import type { Sealed } from '../lib/seal.ts'
import { plan } from '../messages/queries.ts'
import { takeTurns } from '../sign-in/limits/queries.ts'
import { mostAnHour } from '../sign-in/limits/rules.ts'
import { redeem } from '../sign-in/queries.ts'
import {
  insertInvitation,
  invitationIn,
  markRevoked,
  organisationById,
  pendingInvitations,
  renewInvitation,
  userByAddress,
} from './queries.ts'
import { invitationLife, invitationState } from './rules.ts'

export const Invite = v.object({ name: line(80), email: email(), locale: choice(locales) })
export type InviteRefusal = 'no_such_organisation' | 'already_member' | 'already_invited' | 'user_disabled' | 'too_many_tries'

/** Invites one person into an organisation, with the role that its kind gives. The email goes out at once. */
export async function invite(
  ctx: Ctx,
  permit: Permit<'organisation.manage'>,
  input: v.InferOutput<typeof Invite> & { organisationId: string },
): Promise<Result<{ id: string }, InviteRefusal>> {
  const emailIndex = await ctx.vault.index('email', input.email)
  const [[organisation], [user], pending] = await ctx.db.batch([
    organisationById(ctx.db, input.organisationId),
    userByAddress(ctx.db, emailIndex, input.organisationId),
    pendingInvitations(ctx.db, input.organisationId),
  ])
  if (!organisation) return no('no_such_organisation')
  if (user?.memberOf) return no('already_member')
  if (user?.disabledAt) return no('user_disabled')
  const open = pending.filter((one) => invitationState(one, ctx.now) === 'open')
  const addresses = await Promise.all(open.map((one) => ctx.vault.open(one.email, { column: 'invitations.email', rowId: one.id })))
  if (addresses.includes(input.email)) return no('already_invited')
  if (!(await mayWriteTo(ctx, emailIndex))) return no('too_many_tries')

  const id = ctx.newId()
  const token = ctx.newSecret()
  const expiresAt = ctx.now + invitationLife
  await commit(
    ctx.db,
    [],
    [
      insertInvitation(ctx, {
        id,
        orgId: organisation.id,
        role: roleOf[organisation.kind],
        name: input.name,
        email: await ctx.vault.seal(input.email, { column: 'invitations.email', rowId: id }),
        locale: input.locale,
        tokenHash: await sha256(token),
        invitedBy: permit.actor.id,
        expiresAt,
      }),
      letter(ctx, id, await sealed(ctx, id, token), expiresAt),
      record(ctx, permit.actor, {
        action: 'invitation.create',
        subjectKind: 'organisation',
        subjectId: organisation.id,
        orgId: organisation.id,
        to: id,
      }),
    ],
  )
  return ok({ id })
}

export type PendingRefusal = 'no_such_invitation' | 'already_accepted' | 'too_many_tries'
type Pending = { organisationId: string; invitationId: string }

/** Takes an invitation back: its link opens nothing from now on. */
export async function revokeInvitation(
  ctx: Ctx,
  permit: Permit<'organisation.manage'>,
  { organisationId, invitationId }: Pending,
): Promise<Result<undefined, PendingRefusal>> {
  const [invitation] = await invitationIn(ctx.db, organisationId, invitationId)
  if (!invitation) return no('no_such_invitation')
  if (invitation.acceptedAt !== null) return no('already_accepted')
  if (invitation.revokedAt !== null) return ok(undefined)
  // The token is used up by the taking back, so that of an acceptance at the same moment exactly one of the two happens.
  const { refusedBy } = await commit(
    ctx.db,
    ['tokenUsed'],
    [redeem(ctx, invitation.tokenHash), markRevoked(ctx, invitation.id), recorded(ctx, permit, 'invitation.revoke', invitation)],
  )
  return refusedBy ? no('already_accepted') : ok(undefined)
}

/** Sends a fresh link, good for another seven days; the old one opens nothing any more. */
export async function resendInvitation(
  ctx: Ctx,
  permit: Permit<'organisation.manage'>,
  { organisationId, invitationId }: Pending,
): Promise<Result<undefined, PendingRefusal>> {
  const [invitation] = await invitationIn(ctx.db, organisationId, invitationId)
  if (!invitation || invitation.revokedAt !== null) return no('no_such_invitation')
  if (invitation.acceptedAt !== null) return no('already_accepted')
  const address = await ctx.vault.open(invitation.email, { column: 'invitations.email', rowId: invitation.id })
  if (!(await mayWriteTo(ctx, await ctx.vault.index('email', address)))) return no('too_many_tries')

  const token = ctx.newSecret()
  const expiresAt = ctx.now + invitationLife
  const { refusedBy } = await commit(
    ctx.db,
    ['tokenUsed'],
    [
      redeem(ctx, invitation.tokenHash),
      renewInvitation(ctx, invitation.id, { tokenHash: await sha256(token), expiresAt }),
      letter(ctx, invitation.id, await sealed(ctx, invitation.id, token), expiresAt),
      recorded(ctx, permit, 'invitation.resend', invitation),
    ],
  )
  return refusedBy ? no('already_accepted') : ok(undefined)
}

async function mayWriteTo(ctx: Ctx, emailIndex: string): Promise<boolean> {
  const granted = await takeTurns(ctx.db, ctx.now, [{ key: `mail:${emailIndex}`, most: mostAnHour.mailToAddress }])
  return granted.length > 0
}

const sealed = (ctx: Ctx, id: string, token: string) => ctx.vault.seal(token, { column: 'messages.secret', rowId: id })

const letter = (ctx: Ctx, id: string, secret: Sealed, expiresAt: number) =>
  plan(ctx, { kind: 'account.invitation', recipientId: id, subjectId: id, about: ctx.now, usefulUntil: expiresAt, secret })

const recorded = (ctx: Ctx, permit: Permit, action: string, invitation: { id: string; orgId: OrgId }) =>
  record(ctx, permit.actor, {
    action,
    subjectKind: 'organisation',
    subjectId: invitation.orgId,
    orgId: invitation.orgId,
    to: invitation.id,
  })

import * as v from 'valibot'
import type { Actor } from '../../access/actor.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import { sha256 } from '../../lib/encoding.ts'
import { email, line } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { takeTurns } from '../../sign-in/limits/queries.ts'
import { mostAnHour } from '../../sign-in/limits/rules.ts'
import { insertSignIn, redeem } from '../../sign-in/queries.ts'
import { insertMembership, insertUser, invitationByToken, markAccepted, userByAddress } from '../queries.ts'
import { invitationState } from '../rules.ts'

export type ShownInvitation = { organisation: string; role: string; inviter: string | null; name: string; locale: 'en' | 'id' }

/** What the page of an emailed link shows; undefined when the link opens nothing (any more). Nothing is used up. */
export async function invitationLink(ctx: Ctx, token: string): Promise<ShownInvitation | undefined> {
  const [found] = await invitationByToken(ctx.db, await sha256(token))
  return found && invitationState(found, ctx.now) === 'open' ? found : undefined
}

/** The address is asked for because a mail scanner that presses buttons does not know it; a person does. */
export const AcceptInvitation = v.object({ email: email(), name: line(80) })

type Accepting = v.InferOutput<typeof AcceptInvitation> & { token: string; device: string; replaces: string | undefined }
export type AcceptRefusal = 'link_dead' | 'wrong_address' | 'already_member' | 'too_many_tries'

/** Makes the user when they are new, makes them a member, and signs this browser in; once. */
export async function acceptInvitation(
  ctx: Ctx,
  accepting: Accepting,
): Promise<Result<{ secret: string; locale: 'en' | 'id' }, AcceptRefusal>> {
  const tokenHash = await sha256(accepting.token)
  return again(async () => {
    const [found] = await invitationByToken(ctx.db, tokenHash)
    if (!found || invitationState(found, ctx.now) !== 'open') return no('link_dead')
    const turns = await takeTurns(ctx.db, ctx.now, [{ key: `invitation:${found.id}`, most: mostAnHour.invitationTries }])
    if (turns.length === 0) return no('too_many_tries')
    const address = await ctx.vault.open(found.email, { column: 'invitations.email', rowId: found.id })
    if (address !== accepting.email) return no('wrong_address')

    const emailIndex = await ctx.vault.index('email', address)
    const [user] = await userByAddress(ctx.db, emailIndex, found.orgId)
    if (user?.disabledAt) return no('link_dead')
    if (user?.memberOf) return no('already_member')

    const userId = user?.id ?? ctx.newId()
    const secret = ctx.newSecret()
    const actor: Actor = { kind: 'user', id: userId, signInId: ctx.newId(), name: accepting.name, memberships: [] }
    const sealed = await ctx.vault.seal(address, { column: 'users.email', rowId: userId })
    const { refusedBy } = await commit(
      ctx.db,
      ['tokenUsed', 'emailTaken', 'alreadyMember'],
      [
        redeem(ctx, tokenHash),
        ...(user ? [] : [insertUser(ctx, { id: userId, name: accepting.name, email: sealed, emailIndex, locale: found.locale })]),
        insertMembership(ctx, { userId, orgId: found.orgId, role: found.role }),
        markAccepted(ctx, found.id),
        ...insertSignIn(
          ctx,
          { id: actor.signInId, tokenHash: await sha256(secret), userId, device: accepting.device },
          accepting.replaces && (await sha256(accepting.replaces)),
        ),
        record(ctx, actor, {
          action: 'invitation.accept',
          subjectKind: 'organisation',
          subjectId: found.orgId,
          orgId: found.orgId,
          to: userId,
          why: found.role,
        }),
      ],
    )
    if (refusedBy) return moved
    return ok({ secret, locale: found.locale })
  })
}

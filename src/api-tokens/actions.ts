import * as v from 'valibot'
import type { Permit } from '../access/permit.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import { sha256 } from '../lib/encoding.ts'
import { choice, line } from '../lib/inputs.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { insertToken, markTokenRevoked, ownerOf, tokenIn } from './queries.ts'
import { tokenExpiry, tokenLives } from './rules.ts'

export const CreateToken = v.object({ name: line(80), allows: choice(['read', 'write']), life: choice(tokenLives) })
export type TokenRefusal = 'no_such_organisation' | 'no_such_token'

/** Makes a token for an organisation's own software. `secret` is given out here and never again: only its hash is kept. */
export async function createToken(
  ctx: Ctx,
  permit: Permit<'organisation.manage'>,
  input: v.InferOutput<typeof CreateToken> & { organisationId: string },
): Promise<Result<{ id: string; secret: string; expiresAt: number }, TokenRefusal>> {
  const [organisation] = await ownerOf(ctx.db, input.organisationId)
  if (!organisation) return no('no_such_organisation')
  const id = ctx.newId()
  const secret = ctx.newSecret()
  const expiresAt = tokenExpiry(ctx.now, input.life)
  await commit(
    ctx.db,
    [],
    [
      insertToken(ctx, {
        id,
        tokenHash: await sha256(secret),
        orgId: organisation.id,
        name: input.name,
        mayWrite: input.allows === 'write',
        createdBy: permit.actor.id,
        expiresAt,
      }),
      record(ctx, permit.actor, {
        action: 'token.create',
        subjectKind: 'organisation',
        subjectId: organisation.id,
        orgId: organisation.id,
        to: id,
        why: input.allows,
      }),
    ],
  )
  return ok({ id, secret, expiresAt })
}

/** Takes a token back; the next request with it is not known. */
export async function revokeToken(
  ctx: Ctx,
  permit: Permit<'organisation.manage'>,
  input: { organisationId: string; tokenId: string },
): Promise<Result<undefined, TokenRefusal>> {
  const [token] = await tokenIn(ctx.db, input.organisationId, input.tokenId)
  if (!token) return no('no_such_token')
  await commit(
    ctx.db,
    [],
    [
      markTokenRevoked(ctx, token.id),
      record(ctx, permit.actor, {
        action: 'token.revoke',
        subjectKind: 'organisation',
        subjectId: token.orgId,
        orgId: token.orgId,
        to: token.id,
      }),
    ],
  )
  return ok(undefined)
}

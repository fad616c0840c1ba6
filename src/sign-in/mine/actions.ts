import * as v from 'valibot'
import type { Actor } from '../../access/actor.ts'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import { locales } from '../../lib/dates.ts'
import { choice, line } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { endOneSignIn, endSignInsOf, openSignIns } from '../queries.ts'
import { changeUser, membershipsOf, userById } from './queries.ts'

export const EditAccount = v.object({ name: line(80), locale: choice(locales) })

/** Everything on a user's own page; undefined for an integration, which has no such page. */
export async function myAccount(ctx: Ctx, permit: Permit<'account.manage'>) {
  const actor = userOf(permit)
  if (!actor) return undefined
  const isStaff = actor.memberships.some(({ role }) => role !== 'buddy')
  const [[user], roles, signIns] = await ctx.db.batch([
    userById(ctx.db, actor.id),
    membershipsOf(ctx.db, actor.id),
    openSignIns(ctx.db, actor.id, ctx.now, isStaff),
  ])
  if (!user) return undefined
  const email = await ctx.vault.open(user.email, { column: 'users.email', rowId: user.id })
  return {
    name: user.name,
    locale: user.locale,
    email,
    roles,
    signIns: signIns.map((one) => ({ ...one, isThis: one.id === actor.signInId })),
  }
}

export type AccountRefusal = 'no_such_sign_in' | 'not_a_user'

export async function editAccount(
  ctx: Ctx,
  permit: Permit<'account.manage'>,
  input: v.InferOutput<typeof EditAccount>,
): Promise<Result<undefined, AccountRefusal>> {
  const actor = userOf(permit)
  if (!actor) return no('not_a_user')
  await commit(
    ctx.db,
    [],
    [changeUser(ctx, actor.id, input), record(ctx, actor, { action: 'account.edit', subjectKind: 'user', subjectId: actor.id })],
  )
  return ok(undefined)
}

/** Ends one of the user's own sign-ins; it opens nothing from the next request on. */
export async function endMySignIn(
  ctx: Ctx,
  permit: Permit<'account.manage'>,
  input: { signInId: string },
): Promise<Result<{ isThis: boolean }, AccountRefusal>> {
  const actor = userOf(permit)
  if (!actor) return no('not_a_user')
  const ended = await endOneSignIn(ctx, actor.id, input.signInId)
  return ended.length === 0 ? no('no_such_sign_in') : ok({ isThis: input.signInId === actor.signInId })
}

/** Ends all of the user's sign-ins but this one. */
export async function endMyOtherSignIns(ctx: Ctx, permit: Permit<'account.manage'>): Promise<Result<undefined, AccountRefusal>> {
  const actor = userOf(permit)
  if (!actor) return no('not_a_user')
  await commit(
    ctx.db,
    [],
    [
      endSignInsOf(ctx, actor.id, actor.signInId),
      record(ctx, actor, { action: 'sign_in.end_others', subjectKind: 'user', subjectId: actor.id }),
    ],
  )
  return ok(undefined)
}

const userOf = (permit: Permit): (Actor & { kind: 'user' }) | undefined => (permit.actor.kind === 'user' ? permit.actor : undefined)

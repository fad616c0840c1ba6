import type { HeldRole } from '../../access/actor.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import { sha256 } from '../../lib/encoding.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { insertSignIn } from '../queries.ts'
import { firstWithRole } from './queries.ts'

/** Signs in as the first user of a role, without an email: for trying the demo, behind a route that exists in local mode only. */
export async function signInAs(ctx: Ctx, role: HeldRole): Promise<Result<{ secret: string }, 'nobody_has_this_role'>> {
  const [user] = await firstWithRole(ctx.db, role)
  if (!user) return no('nobody_has_this_role')
  const secret = ctx.newSecret()
  const signIn = { id: ctx.newId(), tokenHash: await sha256(secret), userId: user.id, device: 'Local demo' }
  await commit(ctx.db, [], insertSignIn(ctx, signIn, undefined))
  return ok({ secret })
}

import type { Permit } from '../access/permit.ts'
import { forgetKeys } from '../bookings/keys/queries.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import { days } from '../lib/time.ts'
import { eraseAfterTerm } from '../rights/retention/actions.ts'
import { tidySignIns } from '../sign-in/actions.ts'
import { forgetRuns } from './queries.ts'

const keysKept = days(7)
const runsKept = days(60)

/** Erases what is past its time. */
export async function tidy(ctx: Ctx, permit: Permit<'work.scheduled'>) {
  await tidySignIns(ctx, permit)
  await commit(ctx.db, [], [forgetKeys(ctx.db, ctx.now - keysKept), forgetRuns(ctx.db, ctx.now - runsKept)])
  return eraseAfterTerm(ctx, permit)
}

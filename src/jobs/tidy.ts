import type { Permit } from '../access/permit.ts'
import { forgetKeys } from '../bookings/keys/queries.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import { days } from '../lib/time.ts'
import { forgetEvents } from '../messages/webhooks/queries.ts'
import { idsKept } from '../messages/webhooks/rules.ts'
import { eraseAfterTerm } from '../rights/retention/actions.ts'
import { tidySignIns } from '../sign-in/actions.ts'
import { forgetRuns } from './queries.ts'

const keysKept = days(7)
const runsKept = days(60)

/** Erases what is past its time. */
export async function tidy(ctx: Ctx, permit: Permit<'work.scheduled'>) {
  await tidySignIns(ctx, permit)
  const { db, now } = ctx
  await commit(db, [], [forgetKeys(db, now - keysKept), forgetRuns(db, now - runsKept), forgetEvents(db, now - idsKept)])
  return eraseAfterTerm(ctx, permit)
}

import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { cameAgain } from '../attendance/queries.ts'
import { type Period, pairs, standings } from './queries.ts'
import { outcomesOf, type TeamOutcomes } from './rules.ts'

/** What changed for the people whose support began in the period. */
export async function teamOutcomes(ctx: Ctx, permit: Permit<'team.lead'>, period: Period): Promise<TeamOutcomes & { period: Period }> {
  const [counts, compared, came] = await ctx.db.batch([
    standings(ctx.db, permit.orgs, period),
    pairs(ctx.db, permit.orgs, period),
    cameAgain(ctx.db, permit.orgs, period),
  ])
  return { period, ...outcomesOf({ counts, pairs: compared, came }) }
}

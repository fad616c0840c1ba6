import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import { awakeAt, days, localDay } from '../../lib/time.ts'
import { stepReferral } from '../queries.ts'
import { mostAtOnce, tellCoordinators, tellTeams, toEscalate, unansweredByTeam } from './queries.ts'

const mostBatches = 25

/**
 * Keeps a referral that nobody answered before somebody's eyes: its team hears of it once a day from the promised day on, and
 * as many days later as the place says the coordinator too, as a number. It stays there until somebody speaks with the person or ends it.
 */
export async function escalateReferrals(
  ctx: Ctx,
  permit: Permit<'work.scheduled'>,
): Promise<{ escalated: number; team_emails: number; coordinator_emails: number }> {
  let escalated = 0
  for (let batch = 0; batch < mostBatches; batch++) {
    const count = await again(() => escalateSome(ctx, permit))
    escalated += count
    if (count < mostAtOnce) break
  }
  const { timeZone, quietFrom, quietUntil } = ctx.place
  const notice = {
    day: localDay(ctx.now, timeZone),
    dueAt: awakeAt(ctx.now, timeZone, { from: quietFrom, until: quietUntil }),
    usefulUntil: ctx.now + days(1),
  }
  const [teams, coordinators] = await ctx.db.batch([
    tellTeams(ctx, { ...notice, kind: 'team.referral_late' }),
    tellCoordinators(ctx, { ...notice, kind: 'place.referral_late' }),
  ])
  return { escalated, team_emails: teams.length, coordinator_emails: coordinators.length }
}

async function escalateSome(ctx: Ctx, permit: Permit<'work.scheduled'>): Promise<number | typeof moved> {
  const late = await toEscalate(ctx.db, ctx.now - days(ctx.place.escalateDays))
  const { refusedBy } = await commit(
    ctx.db,
    ['stepTaken'],
    late.flatMap((referral) =>
      stepReferral(ctx, permit.actor, referral, { action: 'referral.escalated', why: 'not_answered' }, { escalatedAt: ctx.now }),
    ),
  )
  return refusedBy ? moved : late.length
}

/** For coordinators: how many referrals of which team were not answered, days after they were promised to be. Nobody's identity. */
export const unanswered = (ctx: Ctx, _permit: Permit<'place.run'>) => unansweredByTeam(ctx.db, ctx.now, { areEscalated: true })

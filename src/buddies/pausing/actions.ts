import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import { flag } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { localDay } from '../../lib/time.ts'
import { answerable, loseBuddy, promisedVisits, teamsOfBuddy, workersOf } from '../../visits/queries.ts'
import { buddyByUser, changeBuddy } from '../queries.ts'

/** Without `stepBack` the visits already promised stay promised. */
export const TakeBreak = v.object({ stepBack: flag() })
export type BreakRefusal = 'no_such_buddy' | 'not_approved'

/** A buddy pauses of their own accord: they claim nothing new, and can give back all that they have promised. */
export function takeBreak(
  ctx: Ctx,
  permit: Permit<'buddy.profile'>,
  { stepBack }: v.InferOutput<typeof TakeBreak>,
): Promise<Result<{ id: string; visitsFreed: number }, BreakRefusal>> {
  const { db, now } = ctx
  return again(async () => {
    const [buddy] = await buddyByUser(db, permit.actor.id, permit.orgs)
    if (!buddy) return no('no_such_buddy')
    if (buddy.status !== 'approved') return no('not_approved')
    const [visits, workers] = await db.batch([promisedVisits(db, buddy.id, now), workersOf(db, teamsOfBuddy(buddy.id))])
    const freed = stepBack ? visits : []
    const { refusedBy } = await commit(
      db,
      ['stepTaken'],
      [
        ...changeBuddy(ctx, permit.actor, buddy, {
          action: 'buddy.pause',
          to: 'paused',
          why: stepBack ? 'steps_back_from_all' : 'own_break',
          set: { pausedBy: 'buddy' },
        }),
        ...freed.flatMap((visit) => loseBuddy(ctx, permit.actor, visit, { why: 'buddy_stepped_back', alarms: answerable(visit, workers) })),
      ],
    )
    return refusedBy ? moved : ok({ id: buddy.id, visitsFreed: freed.length })
  })
}

export type ReturnRefusal = 'no_such_buddy' | 'not_paused' | 'paused_by_coordinator' | 'check_ran_out'

/** Ends one's own break. A pause by the coordinator, and a check that has run out, are for the coordinator to end. */
export function comeBack(ctx: Ctx, permit: Permit<'buddy.profile'>): Promise<Result<{ id: string }, ReturnRefusal>> {
  return again(async () => {
    const [buddy] = await buddyByUser(ctx.db, permit.actor.id, permit.orgs)
    if (!buddy) return no('no_such_buddy')
    if (buddy.status !== 'paused') return no('not_paused')
    if (buddy.pausedBy !== 'buddy') return no('paused_by_coordinator')
    if ((buddy.checkedUntilOn ?? '') < localDay(ctx.now, ctx.place.timeZone)) return no('check_ran_out')
    const change = { action: 'buddy.return', to: 'approved', set: { pausedBy: null } } as const
    const { refusedBy } = await commit(ctx.db, ['stepTaken'], changeBuddy(ctx, permit.actor, buddy, change))
    return refusedBy ? moved : ok({ id: buddy.id })
  })
}

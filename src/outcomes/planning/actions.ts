import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import type { Statement } from '../../db/connect.ts'
import type { LostReason } from '../../db/schema/outcomes.ts'
import { dueAfter, lostAfter, lostBecause, waves } from '../rules.ts'
import {
  askMany,
  atOnce,
  insertQuestionnaires,
  type Move,
  moveMany,
  remindMany,
  type Standing,
  toAsk,
  toGiveUp,
  toPlan,
} from './queries.ts'

type Job = Permit<'work.scheduled'>
/** A run does no more than this; the next goes on from there. */
const batches = 20

/**
 * Plans the three questionnaires of everybody whose support has begun, asks what is due, reminds once after a week, and gives up
 * after three, with why. People without email are not written to: what is asked of them stands on their link worker's call list.
 */
export async function planOutcomes(ctx: Ctx, permit: Job): Promise<{ planned: number; due: number; lost: number }> {
  const planned = await inBatches(ctx, 'questionnaireExists', toPlan, (rows) =>
    insertQuestionnaires(
      ctx,
      permit.actor,
      rows.flatMap(({ id, teamId, personId, supportingAt }) =>
        waves.map((wave) => ({
          id: ctx.newId(),
          teamId,
          personId,
          referralId: id,
          wave,
          dueAt: supportingAt + dueAfter[wave],
        })),
      ),
    ),
  )
  const due = await inBatches(ctx, 'stepTaken', toAsk, (rows) => {
    const moves = rows.map(askedOrLost(ctx.now))
    const written = rows.filter(({ reachBy }, at) => moves[at]?.to === 'asked' && reachBy !== 'phone')
    return [...moveMany(ctx, permit.actor, moves), askMany(ctx, written)]
  })
  const lost = await inBatches(ctx, 'stepTaken', toGiveUp, (rows) => moveMany(ctx, permit.actor, rows.map(lostNow)))
  await commit(ctx.db, [], [remindMany(ctx)])
  return { planned, due, lost }
}

/** What is due is asked, unless there is a reason not to; a place that stood still for weeks does not ask about what is long over. */
const askedOrLost =
  (now: number) =>
  (row: Standing): Move => {
    const lostReason = lostBecause(row) ?? (now - row.dueAt >= lostAfter ? 'no_answer' : null)
    return moveOf(row, lostReason)
  }

const lostNow = (row: Standing): Move => moveOf(row, lostBecause(row) ?? (row.isUnreached ? 'not_reachable' : 'no_answer'))

const moveOf = ({ id, status, step, teamId, personId }: Standing, lostReason: LostReason | null): Move => ({
  ...{ id, status, step, teamId, personId },
  to: lostReason ? 'lost' : 'asked',
  lostReason,
})

/** Commits what is found, a batch at a time, until nothing is left. */
async function inBatches<Row>(
  ctx: Ctx,
  lock: 'stepTaken' | 'questionnaireExists',
  find: (db: Ctx['db'], now: number) => PromiseLike<readonly Row[]>,
  change: (rows: readonly Row[]) => Statement[],
): Promise<number> {
  let done = 0
  for (let batch = 0; batch < batches; batch++) {
    const count = await again(async () => {
      const rows = await find(ctx.db, ctx.now)
      if (rows.length === 0) return 0
      const { refusedBy } = await commit(ctx.db, [lock], change(rows))
      return refusedBy ? moved : rows.length
    })
    done += count
    if (count < atOnce) break
  }
  return done
}

import type { Permit } from '../access/permit.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import type { GoalStatus } from '../db/schema/listening.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { localDay } from '../lib/time.ts'
import { heldPersonIn } from '../people/queries.ts'
import type { AddGoal, RateGoal } from './inputs.ts'
import { type GoalRow, goalIn, insertGoal, sealGoal, setRating, updateGoal } from './queries.ts'
import { canBecome, isRatable } from './rules.ts'

export type AddGoalRefusal = 'no_such_person' | 'id_taken'

/** Sets a goal in the person's words, with how near they say they are today. The same `id` again sets none. */
export async function addGoal(
  ctx: Ctx,
  permit: Permit<'person.manage'>,
  { personId, ...input }: AddGoal & { personId: string },
): Promise<Result<{ id: string }, AddGoalRefusal>> {
  const { db, now } = ctx
  const id = input.id ?? ctx.newId()
  const [[person], [same]] = await db.batch([heldPersonIn(db, permit.orgs, personId), goalIn(db, permit.orgs, id)])
  if (!person) return no('no_such_person')
  if (same) return same.goal.personId === personId ? ok({ id }) : no('id_taken')

  const { teamId } = person
  const ratedOn = localDay(now, ctx.place.timeZone)
  const { refusedBy } = await commit(
    db,
    ['stepTaken'],
    [
      record(ctx, permit.actor, { ...aboutGoal({ id, personId, teamId }), action: 'goal.set', step: 1, to: 'active' }),
      insertGoal(db, {
        id,
        teamId,
        personId,
        words: await sealGoal(ctx.vault, id, input.words),
        status: 'active',
        step: 1,
        createdAt: now,
      }),
      ...(input.rating === undefined ? [] : [setRating(db, { goalId: id, ratedOn, teamId, rating: input.rating, createdAt: now })]),
    ],
  )
  if (!refusedBy) return ok({ id })
  const [twin] = await goalIn(db, permit.orgs, id)
  return twin?.goal.personId === personId ? ok({ id }) : no('id_taken')
}

export type RateGoalRefusal = 'no_such_goal' | 'not_active' | 'before_it_was_set'

/** Keeps how near the person says they are, on a day; a later rating of the same day replaces it. */
export async function rateGoal(
  ctx: Ctx,
  permit: Permit<'person.manage'>,
  { goalId, rating, ratedOn }: RateGoal & { goalId: string },
): Promise<Result<{ personId: string }, RateGoalRefusal>> {
  const [found] = await goalIn(ctx.db, permit.orgs, goalId)
  if (!found) return no('no_such_goal')
  const { goal } = found
  const { timeZone } = ctx.place
  const on = ratedOn ?? localDay(ctx.now, timeZone)
  if (!isRatable({ status: goal.status, setOn: localDay(goal.createdAt, timeZone) }, on))
    return no(goal.status === 'active' ? 'before_it_was_set' : 'not_active')
  await commit(
    ctx.db,
    [],
    [
      record(ctx, permit.actor, { ...aboutGoal(goal), action: 'goal.rate' }),
      setRating(ctx.db, { goalId, ratedOn: on, teamId: goal.teamId, rating, createdAt: ctx.now }),
    ],
  )
  return ok({ personId: goal.personId })
}

export type MoveGoalRefusal = 'no_such_goal' | 'not_from_here' | 'changed_meanwhile'

/** A goal is reached, set aside, or taken up again. What it is already is no error. */
export async function moveGoal(
  ctx: Ctx,
  permit: Permit<'person.manage'>,
  { goalId, status }: { goalId: string; status: GoalStatus },
): Promise<Result<{ personId: string; status: GoalStatus }, MoveGoalRefusal>> {
  const [found] = await goalIn(ctx.db, permit.orgs, goalId)
  if (!found) return no('no_such_goal')
  const { goal } = found
  const moved = ok({ personId: goal.personId, status })
  if (goal.status === status) return moved
  if (!canBecome(goal.status, status)) return no('not_from_here')
  const step = goal.step + 1
  const { refusedBy } = await commit(
    ctx.db,
    ['stepTaken'],
    [
      record(ctx, permit.actor, { ...aboutGoal(goal), action: 'goal.move', step, from: goal.status, to: status }),
      updateGoal(ctx.db, goalId, { status, step }),
    ],
  )
  return refusedBy ? no('changed_meanwhile') : moved
}

const aboutGoal = ({ id, personId, teamId }: Pick<GoalRow, 'id' | 'personId' | 'teamId'>) =>
  ({ subjectKind: 'goal', subjectId: id, personId, orgId: teamId }) as const

import { Hono } from 'hono'
import { type AddGoalRefusal, addGoal, type MoveGoalRefusal, moveGoal, type RateGoalRefusal, rateGoal } from '../goals/actions.ts'
import { AddGoal, MoveGoal, RateGoal } from '../goals/inputs.ts'
import { doc, told } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json } from '../http/input.ts'
import { problem } from '../http/problem.ts'

/** For the API reference, which is the same for every place: what depends on its clock and today's date. */
const anyPlace = { now: 0, place: { timeZone: 'UTC' } }
const personId = '0190a1b2-0000-7000-8000-000000000001'

export const goals = new Hono<AppEnv>()
  .post(
    '/people/:id/goals',
    may('person.manage'),
    doc({
      summary: 'Set a goal in the words of a person',
      description: '`rating` is how near they say they are today: 0 is nowhere near, 10 is there. The same `id` again sets none.',
      send: { words: 'Go out by myself once a week', rating: 3 },
      answers: { 201: { id: '0190a1b2-0000-7000-8000-000000000022' } },
      refusals: () => told(addStatuses, sentences),
    }),
    json(AddGoal),
    async (c) => {
      const added = await addGoal(c.var.ctx, c.var.permit, { ...c.req.valid('json'), personId: c.req.param('id') })
      if (added.ok) return c.json(added.value, 201)
      return added.reason === 'no_such_person'
        ? problem(c, 404, 'not_found', sentences.no_such_person)
        : problem(c, addStatuses[added.reason], added.reason, sentences[added.reason])
    },
  )

  .post(
    '/goals/:id/ratings',
    may('person.manage'),
    doc({
      summary: 'Keep how near a person says they are to a goal',
      description: 'One rating a day; a later one of the same day replaces it. Without `ratedOn` it is of today.',
      send: { rating: 6 },
      answers: { 201: { personId } },
      refusals: () => told(rateStatuses, sentences),
    }),
    json((c) => RateGoal(c.var.ctx), RateGoal(anyPlace)),
    async (c) => {
      const rated = await rateGoal(c.var.ctx, c.var.permit, { ...c.req.valid('json'), goalId: c.req.param('id') })
      if (rated.ok) return c.json(rated.value, 201)
      return rated.reason === 'no_such_goal'
        ? problem(c, 404, 'not_found', sentences.no_such_goal)
        : problem(c, rateStatuses[rated.reason], rated.reason, sentences[rated.reason])
    },
  )

  .post(
    '/goals/:id/status',
    may('person.manage'),
    doc({
      summary: 'Say that a goal was reached, was set aside, or is taken up again',
      send: { status: 'reached' },
      answers: { 200: { personId, status: 'reached' } },
      refusals: () => told(moveStatuses, sentences),
    }),
    json(MoveGoal),
    async (c) => {
      const moved = await moveGoal(c.var.ctx, c.var.permit, { ...c.req.valid('json'), goalId: c.req.param('id') })
      if (moved.ok) return c.json(moved.value)
      return moved.reason === 'no_such_goal'
        ? problem(c, 404, 'not_found', sentences.no_such_goal)
        : problem(c, moveStatuses[moved.reason], moved.reason, sentences[moved.reason])
    },
  )

const addStatuses = { id_taken: 409 } as const satisfies Record<Exclude<AddGoalRefusal, 'no_such_person'>, number>
const rateStatuses = { not_active: 409, before_it_was_set: 409 } as const satisfies Record<Exclude<RateGoalRefusal, 'no_such_goal'>, number>
const moveStatuses = { not_from_here: 409, changed_meanwhile: 409 } as const satisfies Record<
  Exclude<MoveGoalRefusal, 'no_such_goal'>,
  number
>

const sentences = {
  no_such_person: 'There is nothing here.',
  no_such_goal: 'There is nothing here.',
  id_taken: 'This id is in use. Leave it out to get a fresh one.',
  not_active: 'This goal is not being worked on. Take it up again first.',
  before_it_was_set: 'The goal was set after that day.',
  not_from_here: 'A goal that was reached or set aside is taken up again first.',
  changed_meanwhile: 'Somebody else changed this goal meanwhile. Read it again first.',
} as const satisfies Record<AddGoalRefusal | RateGoalRefusal | MoveGoalRefusal, string>

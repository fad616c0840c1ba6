// What a person wants to reach, and how near they say they are. Pure.

import type { GoalStatus } from '../db/schema/listening.ts'
import type { Day } from '../lib/time.ts'

/** The only place where a goal's transitions are written; docs/states.md explains them. */
export const transitions = {
  active: ['reached', 'set_aside'],
  reached: ['active'],
  set_aside: ['active'],
} as const satisfies Record<GoalStatus, readonly GoalStatus[]>

export const goalStatuses = Object.keys(transitions) as GoalStatus[]

export const canBecome = (from: GoalStatus, to: GoalStatus): boolean => (transitions[from] as readonly GoalStatus[]).includes(to)

/** A goal is rated while it is worked on, on the day or a day since it was set: what was said before is not about it. */
export const isRatable = (goal: { status: GoalStatus; setOn: Day }, on: Day): boolean => goal.status === 'active' && on >= goal.setOn

// Who should be rung about how it went: whoever was not there, and whoever told us something. Pure.

import type { ReachBy } from '../../db/schema/people.ts'
import { days } from '../../lib/time.ts'
import type { Carer } from '../rules.ts'

export const callReasons = ['missed', 'said'] as const
export type CallReason = (typeof callReasons)[number]

/** Calls about a session that is over stay on the list this long. */
export const lookBack = days(14)

export type Contact = { reachBy: ReachBy; carer: Carer | null; hasUndelivered: boolean }

/** Whether an email would get through; if not, everything that waits for an answer becomes a call. */
export function isReachedByEmail({ reachBy, carer, hasUndelivered }: Contact): boolean {
  if (hasUndelivered || reachBy === 'phone') return false
  return reachBy === 'email' || !!carer?.email
}

/** Until when to ring somebody who was not there, whatever way they are reached otherwise. */
export const askAfterBy = (startsAt: number): number => startsAt + days(2)

export type Said = { went: 'yes' | 'no' | 'could_not'; again: 'yes' | 'maybe' | 'no' | null; hasNote: boolean }

/** Whether an answer to the survey wants a call: they did not go, would not go again, or wrote something to us. */
export const wantsCall = ({ went, again, hasNote }: Said): boolean => went !== 'yes' || again === 'no' || hasNote

// Who should be rung about how it went: whoever was not there, and whoever told us something; and who is told nothing else. Pure.

import type { ReachBy } from '../../db/schema/people.ts'
import { days, hours } from '../../lib/time.ts'
import type { Carer } from '../rules.ts'

export const callReasons = ['missed', 'said', 'changed'] as const
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

/** Until when to tell somebody of a change: before they set out, be it for the hour that they know of or for the new one. */
export const tellBy = (knownStartsAt: number, startsAt: number): number => Math.min(knownStartsAt, startsAt) - hours(2)

export type Said = { went: 'yes' | 'no' | 'could_not'; again: 'yes' | 'maybe' | 'no' | null; hasNote: boolean }

/** Whether an answer to the survey wants a call: they did not go, would not go again, or wrote something to us. */
export const wantsCall = ({ went, again, hasNote }: Said): boolean => went !== 'yes' || again === 'no' || hasNote

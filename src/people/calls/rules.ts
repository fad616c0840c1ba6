// Who has to be rung, by when: the same offers, deadlines and reminders that others get by email. Pure.

import type { BookingStatus, CancelledBy } from '../../db/schema/bookings.ts'
import type { ReachBy } from '../../db/schema/people.ts'
import { days, hours } from '../../lib/time.ts'
import type { Carer } from '../rules.ts'

export const callReasons = ['cancelled', 'changed', 'arranged', 'offer', 'confirm', 'reminder', 'missed', 'said'] as const
export type CallReason = (typeof callReasons)[number]

/** Calls about a session that is over stay on the list this long. */
export const lookBack = days(14)
/** Places are confirmed and reminders are given for sessions this near. */
export const lookAhead = days(14)

export type Contact = { reachBy: ReachBy; carer: Carer | null; hasUndelivered: boolean }

/** Whether an email would get through; if not, everything that waits for an answer becomes a call. */
export function isReachedByEmail({ reachBy, carer, hasUndelivered }: Contact): boolean {
  if (hasUndelivered || reachBy === 'phone') return false
  return reachBy === 'email' || !!carer?.email
}

export type CallFacts = {
  status: BookingStatus
  cancelledBy: CancelledBy | null
  startsAt: number
  offerExpiresAt: number | null
  isReachedByEmail: boolean
  wasChanged: boolean
  /** Their link worker has arranged who meets them. */
  wasArranged: boolean
  /** What they were rung about already. */
  rungAbout: readonly string[]
}
export type Call = { reason: CallReason; ringBy: number }

/** The one thing to ring about a booking now, or nothing. */
export function callAbout(facts: CallFacts, now: number, confirmHours: number): Call | undefined {
  const { status, startsAt } = facts
  const isNew = (reason: CallReason) => !facts.rungAbout.includes(reason)
  // A session that ended badly is followed up by voice, whatever way the person is reached otherwise.
  if (status === 'missed')
    return isNew('missed') && startsAt > now - lookBack ? { reason: 'missed', ringBy: startsAt + days(2) } : undefined
  if (facts.isReachedByEmail || startsAt <= now) return undefined

  const beforeTheyLeave = startsAt - hours(2)
  if (status === 'cancelled')
    return facts.cancelledBy === 'organiser' && isNew('cancelled') ? { reason: 'cancelled', ringBy: beforeTheyLeave } : undefined
  if (status === 'offered') return { reason: 'offer', ringBy: facts.offerExpiresAt ?? beforeTheyLeave }
  if (status !== 'booked' && status !== 'confirmed') return undefined
  if (facts.wasChanged && isNew('changed')) return { reason: 'changed', ringBy: beforeTheyLeave }
  if (facts.wasArranged && isNew('arranged')) return { reason: 'arranged', ringBy: beforeTheyLeave }
  if (status === 'booked') return { reason: 'confirm', ringBy: startsAt - hours(confirmHours) }
  return startsAt - hours(48) <= now && isNew('reminder') ? { reason: 'reminder', ringBy: beforeTheyLeave } : undefined
}

export type Said = { went: 'yes' | 'no' | 'could_not'; again: 'yes' | 'maybe' | 'no' | null; hasNote: boolean }

/** Whether an answer to the survey wants a call: they did not go, would not go again, or wrote something to us. */
export const wantsCall = ({ went, again, hasNote }: Said): boolean => went !== 'yes' || again === 'no' || hasNote

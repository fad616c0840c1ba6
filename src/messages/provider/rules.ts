// How fast the provider may be called, and when it is left alone for a while. It says both itself; what it does not say is
// taken at its slowest.

import { hours, minutes } from '../../lib/time.ts'
import type { Answer, HeldBecause } from '../rules.ts'

/** What the answer to one call says about the next: requests a second, how many are left, and when there are more. */
export type Limits = { perSecond?: number | undefined; remaining?: number | undefined; resetMs?: number | undefined }

/** Requests a second on the provider's free plan. */
const slowest = 2
/** A run that would have to wait for longer ends, and the next one goes on. */
export const longestPause = 10_000

/** How long to wait before the next call, so that it is not one too many. */
export function pauseAfter({ perSecond, remaining, resetMs }: Limits): number {
  if (remaining === 0 && resetMs !== undefined) return resetMs
  return Math.ceil(1000 / (perSecond && perSecond > 0 ? perSecond : slowest))
}

export type Trouble = Extract<Answer, { reason: string }>['reason'] | HeldBecause
/** Troubles that say the provider itself is not well, or does not know us: enough of them in a row, and it is left alone. */
const ofProvider: readonly string[] = ['no_answer', 'provider_fault', 'unreadable_answer', 'not_allowed']
export const countsAgainst = (reason: Trouble): boolean => ofProvider.includes(reason)

/** So many in a row open the circuit: nothing is handed over but one batch now and then, to see whether it works again. */
export const opensAfter = 5
export const firstProbe = minutes(5)
export const probeDoublings = 3
/** Whoever takes a probe has it to themselves for so long. */
export const probeLasts = minutes(5)

/**
 * Until when the provider asked to be left alone; undefined when it did not. Quotas start anew at midnight UTC. That of a month
 * is asked about once a day: a place may have moved to a larger plan.
 */
export function pausedUntil(reason: Trouble, now: number, askedMs: number | undefined): number | undefined {
  if (reason === 'quota_used_up')
    return askedMs === undefined ? Math.floor(now / hours(24) + 1) * hours(24) : now + Math.min(askedMs, hours(24))
  return reason === 'rate_limited' && askedMs !== undefined ? now + Math.min(askedMs, hours(6)) : undefined
}

export type Circuit = {
  failures: number
  failingSince: number | null
  openedAt: number | null
  probeAt: number | null
  reason: string | null
}

/** `wait`: nobody calls now. `probe`: one run may, to see. */
export function gateOf(circuit: Circuit | undefined, now: number): 'open' | 'wait' | 'probe' {
  if (circuit?.probeAt == null) return 'open'
  return now < circuit.probeAt ? 'wait' : 'probe'
}

/** A message that would be of no use any more so soon cannot wait for the provider: somebody has to ring. */
export const cannotWaitFor = hours(6)

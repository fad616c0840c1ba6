// How a buddy's company grows less from visit to visit, until the person comes alone. Pure.

import type { VisitKind, VisitReport, VisitStatus } from '../../db/schema/buddies.ts'

/** From most to least company. */
export const steps = ['accompanied', 'met_there', 'message', 'alone'] as const satisfies readonly (VisitKind | 'alone')[]
export type Step = (typeof steps)[number]
/** Visits to one group after which nobody asks any more who comes along. */
export const taperedAfter = 6

/** One visit to the group that is over. `visit` is what was planned for it with a buddy, if anything was. */
export type Past = {
  hasAttended: boolean
  visit: { kind: VisitKind; status: VisitStatus; report: VisitReport | null } | null
  /** Whether they would go again, as they said afterwards. */
  again: 'yes' | 'maybe' | 'no' | null
}

/** Whether somebody was with them: a few words beforehand are a kindness and no company. */
export const hadCompany = ({ visit }: Pick<Past, 'visit'>): boolean => visit?.status === 'accompanied' && visit.kind !== 'message'

/**
 * The step that suits the next visit to a group, from those before, oldest first. One step less after each visit that went well;
 * the same again when they did not come, doubted, or their buddy asked for a call; and what was promised and not kept is due again.
 */
export function proposeStep(past: readonly Past[]): Step {
  const last = past.at(-1)
  if (!last) return 'accompanied'
  if (past.filter(({ hasAttended }) => hasAttended).length >= taperedAfter) return 'alone'
  const { visit } = last
  const had: Step = visit && visit.status !== 'not_needed' ? visit.kind : 'alone'
  const wasKept = visit === null || visit.status === 'accompanied' || visit.status === 'not_needed'
  const wentWell = last.hasAttended && last.again !== 'no' && last.again !== 'maybe' && visit?.report !== 'needs_a_call'
  if (wasKept && wentWell) return steps[Math.min(steps.indexOf(had) + 1, steps.length - 1)] ?? 'alone'
  // Who came alone and would rather not go again is not left to it.
  return had === 'alone' ? 'message' : had
}

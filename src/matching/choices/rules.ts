// From sessions to choices: twelve Tuesdays of one choir are one thing to choose, with twelve dates. Pure.

import type { Dated, Ranked } from '../rules.ts'

export type OtherDate = { id: string; startsAt: number; endsAt: number }
type Choice<S> = { best: Ranked<S>; others: OtherDate[] }

/** Ranked sessions as at most so many choices, one for each group; the order is that of each group's best session. */
export function byGroup<S extends Dated>(ranked: readonly Ranked<S>[], most: number): Choice<S>[] {
  const chosen = new Map<string, Choice<S>>()
  for (const best of ranked) {
    const { id, startsAt, endsAt, group } = best.session
    const known = chosen.get(group.id)
    if (known) known.others.push({ id, startsAt, endsAt })
    else if (chosen.size < most) chosen.set(group.id, { best, others: [] })
  }
  for (const { others } of chosen.values()) others.sort((a, b) => a.startsAt - b.startsAt)
  return [...chosen.values()]
}

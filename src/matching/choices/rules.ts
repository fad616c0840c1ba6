// From sessions to choices: twelve Tuesdays of one choir are one thing to choose, with twelve dates. Pure.

import { byOrder, type Dated, type Ranked } from '../rules.ts'

export type OtherDate = { id: string; startsAt: number; endsAt: number }
type Choice<S> = { best: Ranked<S>; others: OtherDate[] }

/** At most so many choices, one for each group, in the order of each group's best session. Only what is chosen is put in order. */
export function byGroup<S extends Dated>(ranked: readonly Ranked<S>[], most: number): Choice<S>[] {
  const groups = new Map<string, { best: Ranked<S>; all: Ranked<S>[] }>()
  for (const one of ranked) {
    const known = groups.get(one.session.group.id)
    if (known === undefined) groups.set(one.session.group.id, { best: one, all: [one] })
    else {
      known.all.push(one)
      if (byOrder(one, known.best) < 0) known.best = one
    }
  }
  return [...groups.values()]
    .sort((a, b) => byOrder(a.best, b.best))
    .slice(0, most)
    .map(({ best, all }) => ({ best, others: othersOf(best, all) }))
}

const othersOf = <S extends Dated>(best: Ranked<S>, all: readonly Ranked<S>[]): OtherDate[] =>
  all
    .filter((one) => one !== best)
    .map(({ session: { id, startsAt, endsAt } }) => ({ id, startsAt, endsAt }))
    .sort((a, b) => a.startsAt - b.startsAt)

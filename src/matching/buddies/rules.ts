// Whether a buddy could come along to a first visit: only whether, never who. Pure.

import { addDays, startOfDay, type Zone } from '../../lib/time.ts'
import type { PartOfWeek } from '../../lib/week.ts'
import { after, before } from '../../visits/rules.ts'
import type { Span } from '../rules.ts'

export type Volunteer = {
  id: string
  areas: readonly string[]
  activities: readonly string[]
  languages: readonly string[]
  availability: readonly string[]
  /** The local day on which their check runs out. */
  checkedUntilOn: string | null
}
type Wanted = { area: string; activity: string; language: string }

/** Says for a kind of visit, and then for any number of times, whether somebody who wants such a visit is free then and still checked. */
export function buddyFinder(
  volunteers: readonly Volunteer[],
  promised: readonly (Span & { buddyId: string })[],
  zone: Zone,
): (wanted: Wanted) => (part: PartOfWeek, when: Span) => boolean {
  const promises = Map.groupBy(promised, ({ buddyId }) => buddyId)
  const candidates = volunteers.flatMap((one) =>
    one.checkedUntilOn === null
      ? []
      : [{ ...one, until: startOfDay(addDays(one.checkedUntilOn, 1), zone), promises: promises.get(one.id) ?? [] }],
  )
  return (wanted) => {
    const willing = candidates.filter((one) => isWilling(one, wanted))
    const byPart = new Map<PartOfWeek, readonly Candidate[]>()
    return (part, when) => {
      const then = byPart.get(part) ?? willing.filter(({ availability }) => availability.includes(part))
      byPart.set(part, then)
      return then.some((one) => when.startsAt < one.until && !one.promises.some((promise) => collide(promise, when)))
    }
  }
}

type Candidate = Volunteer & { until: number; promises: readonly Span[] }

const isWilling = (one: Volunteer, { area, activity, language }: Wanted): boolean =>
  one.areas.includes(area) && one.activities.includes(activity) && one.languages.includes(language)

/** A buddy is there before the start and free only after the end, for both visits. */
const collide = (a: Span, b: Span): boolean => a.startsAt - before < b.endsAt + after && b.startsAt - before < a.endsAt + after

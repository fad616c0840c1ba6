// How long somebody is kept after it ended. Pure.

import { addMonths, localDay, startOfDay, type Zone } from '../../lib/time.ts'

export type Terms = { keepPeopleMonths: number; keepDeclinedMonths: number; timeZone: Zone }

/** At most so many are erased by one night's run; the next goes on. */
export const atMost = 50
/** How far ahead the preview looks. */
export const previewDays = 30

/** What ended before these instants has been kept for its whole term. */
export const cutoffs = ({ keepPeopleMonths, keepDeclinedMonths, timeZone }: Terms, now: number) => {
  const monthsAgo = (months: number) => startOfDay(addMonths(localDay(now, timeZone), -months), timeZone)
  return { people: monthsAgo(keepPeopleMonths), declined: monthsAgo(keepDeclinedMonths) }
}
export type Cutoffs = ReturnType<typeof cutoffs>

/** The local day on which the term of something that ended then is over. */
export const keptUntil = ({ keepPeopleMonths, keepDeclinedMonths, timeZone }: Terms, ended: { endedAt: number; status: string }) =>
  addMonths(localDay(ended.endedAt, timeZone), ended.status === 'declined' ? keepDeclinedMonths : keepPeopleMonths)

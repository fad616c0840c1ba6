// How long somebody is kept after it ended. Pure.

import { addMonths, type Day, localDay, startOfDay, type Zone } from '../../lib/time.ts'

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

/** Instants: when the last referral ended that was declined, and any other; when something last happened with the person. */
export type Kept = { declinedAt: number | null; endedAt: number | null; lastActiveAt: number }

/**
 * The last local day on which somebody is kept: the latest of the terms of all that ended, and of what happened last. Whoever was
 * only ever declined is kept for the shorter term, also after a conversation.
 */
export function keptUntil({ keepPeopleMonths, keepDeclinedMonths, timeZone }: Terms, { declinedAt, endedAt, lastActiveAt }: Kept): Day {
  const after = (at: number, months: number) => addMonths(localDay(at, timeZone), months)
  const isOnlyDeclined = declinedAt !== null && endedAt === null
  const terms = [
    after(lastActiveAt, isOnlyDeclined ? keepDeclinedMonths : keepPeopleMonths),
    ...(declinedAt === null ? [] : [after(declinedAt, keepDeclinedMonths)]),
    ...(endedAt === null ? [] : [after(endedAt, keepPeopleMonths)]),
  ]
  return terms.toSorted().at(-1) as Day
}

// What the figures of a team mean. Pure.

import { addDays, addMonths, type Day, localDay, startOfDay, type Zone } from '../../lib/time.ts'

export const periods = ['this_month', 'last_month', 'quarter', 'year', 'own'] as const
export type PeriodName = (typeof periods)[number]
/** From the first instant of a local day up to, and without, the first instant of another. */
export type Period = { name: PeriodName; fromOn: Day; toOn: Day; from: number; until: number }

type Wish = { period?: PeriodName | undefined; from?: Day | undefined; to?: Day | undefined }

const longest = 366

/** The last quarter and year end today; own dates are put in order and never reach over more than a year. */
export function periodOf({ period = 'this_month', from, to }: Wish, now: number, zone: Zone): Period {
  const today = localDay(now, zone)
  const first = `${today.slice(0, 7)}-01`
  const between = (name: PeriodName, fromOn: Day, toOn: Day): Period => ({
    ...{ name, fromOn, toOn },
    ...{ from: startOfDay(fromOn, zone), until: startOfDay(addDays(toOn, 1), zone) },
  })
  switch (period) {
    case 'this_month':
      return between(period, first, today)
    case 'last_month':
      return between(period, addMonths(first, -1), addDays(first, -1))
    case 'quarter':
      return between(period, addDays(addMonths(today, -3), 1), today)
    case 'year':
      return between(period, addDays(addMonths(today, -12), 1), today)
    case 'own': {
      const [start, end] = [from ?? first, to ?? today].toSorted() as [Day, Day]
      const [, kept] = [start, addDays(end, 1 - longest)].toSorted() as [Day, Day]
      return between(period, kept, end)
    }
  }
}

/**
 * The nearest rank: the smallest of the values that at least `share` of them do not exceed. Always a wait that somebody had, never
 * one in between; undefined for nobody. The median is the share 0.5, so of an even number the lower one of the middle two.
 */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
}

export type Waits = { n: number; median: number | null; p90: number | null }
export const waitsOf = (values: readonly number[]): Waits => ({
  n: values.length,
  median: percentile(values, 0.5) ?? null,
  p90: percentile(values, 0.9) ?? null,
})

type Referral = {
  receivedAt: number
  contactedAt: number | null
  contactDueAt: number
  endedAt: number | null
  firstAttendedAt: number | null
}

/**
 * How the promise of a first contact was kept: `late` also while it is overdue, `none` when the referral ended without one, and
 * undefined while there is still time.
 */
export function promiseOf({ contactedAt, contactDueAt, endedAt }: Referral, now: number): 'in_time' | 'late' | 'none' | undefined {
  if (contactedAt !== null) return contactedAt <= contactDueAt ? 'in_time' : 'late'
  if (endedAt !== null) return 'none'
  return now > contactDueAt ? 'late' : undefined
}

export type Contacts = { received: number; contacted: Waits; inTime: number; late: number; attended: Waits }

/** Of the referrals received in a period: how long until the first contact and the first time at a session, in milliseconds. */
export function contactsOf(referrals: readonly Referral[], now: number): Contacts {
  const promises = referrals.map((referral) => promiseOf(referral, now))
  const waited = (until: (referral: Referral) => number | null) =>
    referrals.flatMap((referral) => {
      const at = until(referral)
      return at === null ? [] : [Math.max(0, at - referral.receivedAt)]
    })
  return {
    received: referrals.length,
    contacted: waitsOf(waited(({ contactedAt }) => contactedAt)),
    inTime: promises.filter((promise) => promise === 'in_time').length,
    late: promises.filter((promise) => promise === 'late').length,
    attended: waitsOf(waited(({ firstAttendedAt }) => firstAttendedAt)),
  }
}

/** Each figure's list: of referrals received in the period, of those open now, or of places in sessions of the period. */
export const referralLists = ['received', 'contacted', 'in_time', 'late', 'attended_first', 'open', 'waiting'] as const
export const bookingLists = [
  'expected',
  'attended',
  'missed',
  'first_buddy',
  'first_alone',
  'first_buddy_attended',
  'first_alone_attended',
  'first_buddy_again',
  'first_alone_again',
] as const
/** Of people whose support began in the period: the third and the sixth time that they came to a group. */
export const laterVisits = { visit_3: 3, visit_3_alone: 3, visit_6: 6, visit_6_alone: 6 } as const
/** And what was asked of them, in one wave; `both` is of one measure. */
export const askedLists = ['asked', 'answered', 'unanswered', 'lost', 'both'] as const
export type ReferralList = (typeof referralLists)[number]
export type BookingList = (typeof bookingLists)[number]
export type LaterVisits = keyof typeof laterVisits
export type AskedList = (typeof askedLists)[number]
export type ListName = ReferralList | BookingList | LaterVisits | AskedList
export const laterVisitLists = Object.keys(laterVisits) as LaterVisits[]
export const listNames = [...referralLists, ...bookingLists, ...laterVisitLists, ...askedLists] as const
export const isReferralList = (name: ListName): name is ReferralList => (referralLists as readonly string[]).includes(name)
export const isAskedList = (name: ListName): name is AskedList => (askedLists as readonly string[]).includes(name)
export const isLaterVisits = (name: ListName): name is LaterVisits => name in laterVisits

export const listPage = 50
/** What one export holds at most; a longer one says so by its length. */
export const exportMost = 2000

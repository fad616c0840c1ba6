// What of somebody's visits to groups says how much company they still need. Pure.

import type { BookingStatus } from '../../db/schema/bookings.ts'
import type { VisitKind, VisitReport, VisitStatus } from '../../db/schema/buddies.ts'
import { hadCompany, type Past, proposeStep, type Step } from '../../visits/taper/rules.ts'

export type Going = {
  bookingId: string
  groupId: string
  groupName: string
  status: BookingStatus
  startsAt: number
  kind: VisitKind | null
  visitStatus: VisitStatus | null
  report: VisitReport | null
  again: Past['again']
}
export type Company = 'alone' | 'with_company' | 'not_yet'
export type GroupGoing = {
  groupId: string
  groupName: string
  /** How often they came. */
  came: number
  lastCameAt: number | null
  /** Whether somebody was with them the third and the sixth time that they came. */
  visit3: Company
  visit6: Company
  /** The next visit, with the company that is planned for it and the one that would suit. */
  next: { bookingId: string; startsAt: number; step: Step; proposed: Step } | null
}

/** One row a group, whoever is going there next first. `going` is oldest first. */
export function groupsOf(going: readonly Going[], now: number): GroupGoing[] {
  const ids = [...new Set(going.map(({ groupId }) => groupId))]
  return ids
    .map((groupId) => {
      const rows = going.filter((row) => row.groupId === groupId)
      const past = rows.filter(({ status }) => status === 'attended' || status === 'missed')
      const came = past.filter(({ status }) => status === 'attended')
      const ahead = rows.find(({ status, startsAt }) => (status === 'booked' || status === 'confirmed') && startsAt > now)
      return {
        groupId,
        groupName: rows[0]?.groupName ?? '',
        came: came.length,
        lastCameAt: came.at(-1)?.startsAt ?? null,
        visit3: companyOf(came[2]),
        visit6: companyOf(came[5]),
        next: ahead
          ? {
              bookingId: ahead.bookingId,
              startsAt: ahead.startsAt,
              step: ahead.kind ?? ('alone' as const),
              proposed: proposeStep(past.map(asPast)),
            }
          : null,
      }
    })
    .sort((a, b) => (a.next?.startsAt ?? Number.POSITIVE_INFINITY) - (b.next?.startsAt ?? Number.POSITIVE_INFINITY))
}

const companyOf = (row: Going | undefined): Company => (row ? (hadCompany(asPast(row)) ? 'with_company' : 'alone') : 'not_yet')

const asPast = ({ status, kind, visitStatus, report, again }: Going): Past => ({
  hasAttended: status === 'attended',
  visit: kind && visitStatus ? { kind, status: visitStatus, report } : null,
  again,
})

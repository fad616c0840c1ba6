// When somebody is asked how it was, and what their answer means. Pure.

import type { BookingStatus, MissedCause } from '../db/schema/bookings.ts'

export const went = ['yes', 'no', 'could_not'] as const
export const again = ['yes', 'maybe', 'no'] as const

/** States in which somebody may have gone; a register that is not taken yet is no reason not to ask. */
export const askedStates = ['booked', 'confirmed', 'attended', 'missed'] as const satisfies readonly BookingStatus[]

type Asked = { status: BookingStatus; missedCause: MissedCause | null; sessionStatus: string }

/** Whether there is anything to ask: nobody is asked about a session that did not run. */
export const isAskable = ({ status, missedCause, sessionStatus }: Asked): boolean =>
  (askedStates as readonly BookingStatus[]).includes(status) && sessionStatus !== 'cancelled' && missedCause !== 'session_did_not_run'

export type SurveyRefusal = 'link_revoked' | 'nothing_to_ask' | 'not_over_yet'

/** Why a survey cannot be answered now; undefined when it can. `version` is that of the link, for whoever came by one. */
export function surveyRefusal(
  booking: Asked & { linkVersion: number; startsAt: number },
  version: number | undefined,
  now: number,
): SurveyRefusal | undefined {
  // A link carries one byte of the version.
  if (version !== undefined && version !== booking.linkVersion % 256) return 'link_revoked'
  if (!isAskable(booking)) return 'nothing_to_ask'
  return now < booking.startsAt ? 'not_over_yet' : undefined
}

type Given = { went: (typeof went)[number]; rating?: number | undefined; again?: (typeof again)[number] | undefined }

/** How it was says only who was there. */
export const ratingOf = (given: Given): number | null => (given.went === 'yes' ? (given.rating ?? null) : null)

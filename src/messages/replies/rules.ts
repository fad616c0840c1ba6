// How surely somebody has heard what was written to them. Pure.

import type { MessageStatus } from '../../db/schema/messages.ts'
import { hours } from '../../lib/time.ts'

/** News of a session that is off or has moved must be known to have arrived this long before they would set out. */
export const knownBefore = hours(24)

/** Whether somebody who has not replied must be asked by voice by now: they may set out within a day, at the hour that is or that was. */
export const mustKnowBy = (hours: SetsOut, now: number): boolean => hoursOf(hours).some((at) => now < at && now >= at - knownBefore)

/** `movedFrom`: the start before, when it has moved and they may not know. */
export type SetsOut = { startsAt: number; movedFrom: number | null }

/** The next hour at which they may set out; the last, when all are over. */
export function setsOutAt(hours: SetsOut, now: number): number {
  const all = hoursOf(hours)
  return all.find((at) => now < at) ?? Math.max(...all)
}

/** The start beside the one that is spoken of that they may still have in mind, so that it is said of that one too. */
export const otherStart = ({ startsAt, movedFrom }: SetsOut): number | undefined =>
  movedFrom === null || movedFrom === startsAt ? undefined : movedFrom

const hoursOf = ({ startsAt, movedFrom }: SetsOut): number[] => [startsAt, movedFrom ?? startsAt].sort((a, b) => a - b)

export type News = {
  status: MessageStatus
  /** Who replied, and when: by their own link, or somebody of the team who rang. */
  repliedBy: 'link' | 'user' | 'integration' | 'system' | null
  repliedAt: number | null
  triedAt: number | null
  sentAt: number | null
  /** No email tells them, or none did in time: somebody has to ring, until this hour. Null when nobody has to. */
  ringUntil: number | null
}

/** `seen` and `rung` are proof; `to_ring` is on the call list; `nothing` was written, or they wished for none. */
export type Reach = 'seen' | 'rung' | 'arrived' | 'sent' | 'on_its_way' | 'to_ring' | 'not_reached' | 'nothing'

export function reachOf(news: News | undefined, now: number): Reach {
  if (!news) return 'nothing'
  if (news.repliedBy !== null) return news.repliedBy === 'link' ? 'seen' : 'rung'
  if (news.ringUntil !== null) return now < news.ringUntil ? 'to_ring' : 'not_reached'
  switch (news.status) {
    case 'suppressed':
    case 'cancelled':
      return 'nothing'
    case 'bounced':
    case 'complained':
    case 'failed':
      return 'not_reached'
    case 'delivered':
      return 'arrived'
    case 'sent':
      return 'sent'
    default:
      return 'on_its_way'
  }
}

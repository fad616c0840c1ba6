// How surely somebody has heard what was written to them. Pure.

import type { MessageStatus } from '../../db/schema/messages.ts'
import { hours } from '../../lib/time.ts'

/** News of a session that is off or has moved must be known to have arrived this long before they would set out. */
export const knownBefore = hours(24)

export type News = {
  status: MessageStatus
  outcome: string | null
  usefulUntil: number
  /** Who replied, and when: by their own link, or somebody of the team who rang. */
  repliedBy: 'link' | 'user' | 'integration' | 'system' | null
  repliedAt: number | null
  triedAt: number | null
  sentAt: number | null
  /** The session is off or has moved: having been sent is not enough. */
  mustBeSeen: boolean
  /** The hour at which they would set out, also when that is the old one. */
  setsOutAt: number
}

/** `seen` and `rung` are proof; `to_ring` is on the call list; `nothing` was written, or they wished for none. */
export type Reach = 'seen' | 'rung' | 'arrived' | 'sent' | 'on_its_way' | 'to_ring' | 'not_reached' | 'nothing'

export function reachOf(news: News | undefined, now: number): Reach {
  if (!news) return 'nothing'
  if (news.repliedBy !== null) return news.repliedBy === 'link' ? 'seen' : 'rung'
  const isUseful = news.usefulUntil > now
  switch (news.status) {
    case 'suppressed':
      if (news.outcome === 'stopped_by_person' || news.outcome === 'consent_withdrawn') return 'nothing'
      return isUseful ? 'to_ring' : 'not_reached'
    case 'bounced':
    case 'complained':
    case 'failed':
      return isUseful ? 'to_ring' : 'not_reached'
    case 'cancelled':
      return news.outcome === 'no_longer_true' ? 'nothing' : isUseful ? 'to_ring' : 'not_reached'
    default:
      if (news.mustBeSeen && now >= news.setsOutAt - knownBefore) return now < news.setsOutAt ? 'to_ring' : 'not_reached'
      return news.status === 'delivered' ? 'arrived' : news.status === 'sent' ? 'sent' : 'on_its_way'
  }
}

import { sql } from 'drizzle-orm'
import type { MessageStatus } from '../../db/schema/messages.ts'
import { movedFrom } from '../../messages/replies/queries.ts'
import type { News } from '../../messages/replies/rules.ts'

/**
 * The last thing that was written to the person about a booking, and what came back, as JSON; for a statement that reads `bookings`
 * and `sessions`. That the session is off comes first, that it has moved next: those they must know.
 */
export const lastNews = sql<string | null>`(
  SELECT json_array(n.status, n.outcome, n.useful_until, r.actor_kind, r.at, n.sent_at, n.kind,
    (SELECT max(t.at) FROM call_tries AS t WHERE t.message_id = n.id), ${movedFrom(sql`n.kind`, sql`n.subject_id`, sql`n.created_at`)})
  FROM messages AS n LEFT JOIN replies AS r ON r.message_id = n.id
  WHERE n.subject_id = bookings.id AND n.recipient_id = bookings.person_id AND n.kind IN ('booking.confirm_request', 'booking.waitlisted',
    'booking.offered', 'booking.changed', 'booking.cancelled', 'booking.reminder_48h', 'booking.reminder_day')
  ORDER BY n.kind = 'booking.cancelled' DESC, ${movedFrom(sql`n.kind`, sql`n.subject_id`, sql`n.created_at`)} IS NOT NULL DESC, n.id DESC LIMIT 1)`

type Row = [MessageStatus, string | null, number, News['repliedBy'], number | null, number | null, string, number | null, number | null]

export function newsFrom(json: string | null, startsAt: number): News | undefined {
  if (json === null) return undefined
  const [status, outcome, usefulUntil, repliedBy, repliedAt, sentAt, kind, triedAt, before] = JSON.parse(json) as Row
  const mustBeSeen = kind === 'booking.cancelled' || before !== null
  return {
    status,
    outcome,
    usefulUntil,
    repliedBy,
    repliedAt,
    sentAt,
    triedAt,
    mustBeSeen,
    setsOutAt: Math.min(startsAt, before ?? startsAt),
  }
}

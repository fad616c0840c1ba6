import { type SQL, sql } from 'drizzle-orm'
import { bookings } from '../../db/schema/bookings.ts'
import { startBefore } from '../../messages/replies/queries.ts'

const wasHeardOf = sql`(o.confirmed_at IS NOT NULL OR EXISTS (SELECT 1 FROM messages AS m WHERE m.subject_id = o.id AND m.recipient_id = o.person_id
  AND (m.status IN ('sent', 'delivered') OR EXISTS (SELECT 1 FROM replies AS r WHERE r.message_id = m.id))))`

/** The start of the booking `o`, or the one before a move of its session that went out to nobody. */
const startInMind = sql`coalesce((SELECT min(${startBefore}) FROM messages AS m JOIN audit_entries AS moved ON moved.subject_id = o.session_id
  AND moved.action = 'session.move' AND moved.why IS NOT NULL AND moved.at = m.created_at
  WHERE m.subject_id = o.id AND m.recipient_id = o.person_id AND m.kind = 'booking.changed' AND m.status NOT IN ('sending', 'sent', 'delivered')
    AND NOT EXISTS (SELECT 1 FROM replies AS r WHERE r.message_id = m.id)), d.starts_at)`

/**
 * The start that a person has in mind whose link worker moved them to this booking, while it is to come. A move that was put right before
 * anybody heard of it leads further back. Null when nothing was moved.
 */
export const insteadOf = (now: number): SQL<number | null> => sql<number | null>`(
  WITH RECURSIVE back(id, starts_at, made_at, steps, is_known) AS (
    SELECT ${bookings.id}, 0, ${bookings.createdAt}, 0, 0
    UNION ALL
    SELECT o.id, ${startInMind}, o.created_at, back.steps + 1, ${wasHeardOf}
    FROM back CROSS JOIN bookings AS o ON o.person_id = ${bookings.personId} AND o.reason = 'moved' AND o.cancelled_by = 'link_worker'
      JOIN audit_entries AS a ON a.subject_id = o.id AND a.to_state = 'cancelled' AND a.at = back.made_at
      JOIN sessions AS d ON d.id = o.session_id
    WHERE NOT back.is_known AND back.steps < 9)
  SELECT CASE WHEN starts_at > ${now} THEN starts_at END FROM back WHERE steps > 0 ORDER BY steps DESC LIMIT 1)`

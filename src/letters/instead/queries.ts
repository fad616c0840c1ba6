import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { hasUnheardMove, startBefore } from '../../messages/replies/queries.ts'

/** Whether a person knows of a booking, by anything but that it is off: the news of it, or a link worker's own word that they do not come. */
const wasHeardOf = (booking: SQL) => sql`(${booking}.confirmed_at IS NOT NULL OR EXISTS (SELECT 1 FROM messages AS m
  WHERE m.subject_id = ${booking}.id AND m.recipient_id = ${booking}.person_id AND m.kind <> 'booking.cancelled'
    AND (m.status IN ('sent', 'delivered') OR EXISTS (SELECT 1 FROM replies AS r WHERE r.message_id = m.id AND r.how <> 'declined'))))`

const theirs = (old: SQL) => sql`${old}.reason = 'moved' AND ${old}.cancelled_by = 'link_worker'`

/** The start of the booking `o`, or the one before a move of its session that went out to nobody. */
const startInMind = sql`coalesce((SELECT min(${startBefore}) FROM messages AS m JOIN audit_entries AS moved ON moved.subject_id = o.session_id
  AND moved.action = 'session.move' AND moved.why IS NOT NULL AND moved.at = m.created_at
  WHERE m.subject_id = o.id AND m.recipient_id = o.person_id AND m.kind = 'booking.changed' AND m.status NOT IN ('sending', 'sent', 'delivered')
    AND NOT EXISTS (SELECT 1 FROM replies AS r WHERE r.message_id = m.id)), d.starts_at)`

/**
 * The start that a person has in mind whose link worker moved them to this booking, while it is to come. A move that was put right before
 * anybody heard of it leads further back. Null when nothing was moved, and once they knew of a booking that is off since.
 */
export const insteadOf = (now: number): SQL<number | null> => sql<number | null>`CASE
  WHEN ${bookings.status} <> 'cancelled' OR NOT ${wasHeardOf(sql`bookings`)} THEN (
  WITH RECURSIVE back(id, starts_at, made_at, steps, is_known) AS (
    SELECT ${bookings.id}, 0, ${bookings.createdAt}, 0, 0
    UNION ALL
    SELECT o.id, ${startInMind}, o.created_at, back.steps + 1, ${wasHeardOf(sql`o`)}
    FROM back CROSS JOIN bookings AS o ON o.person_id = ${bookings.personId} AND ${theirs(sql`o`)}
      JOIN audit_entries AS a ON a.subject_id = o.id AND a.to_state = 'cancelled' AND a.at = back.made_at
      JOIN sessions AS d ON d.id = o.session_id
    WHERE NOT back.is_known AND back.steps < 9)
  SELECT CASE WHEN starts_at > ${now} THEN starts_at END FROM back WHERE steps > 0 ORDER BY steps DESC LIMIT 1) END`

/** Whether a person may have another hour in mind than that of a booking: its session has moved, or they were, and have not heard of it. */
export const isHourInDoubt = (booking: SQL): SQL => sql`(${hasUnheardMove(booking)} OR NOT ${wasHeardOf(booking)} AND EXISTS (
  SELECT 1 FROM bookings AS old CROSS JOIN audit_entries AS a ON a.subject_id = old.id AND a.to_state = 'cancelled'
  WHERE old.person_id = ${booking}.person_id AND ${theirs(sql`old`)} AND a.at = ${booking}.created_at))`

/** Those of some bookings; `ids` selects them. */
export const hoursInDoubt = (db: Db, ids: SQL) =>
  db
    .select({ id: bookings.id })
    .from(bookings)
    .where(sql`id IN (${ids}) AND ${isHourInDoubt(sql`bookings`)}`)

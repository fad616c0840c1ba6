import { sql } from 'drizzle-orm'
import { sessionOf } from '../../bookings/queries.ts'
import type { Db } from '../../db/connect.ts'
import { messages } from '../../db/schema/messages.ts'
import { isBack, isToldWith, leadOf, movedFrom } from '../../messages/replies/queries.ts'

/**
 * News of the booking that must be known to have arrived: a cancelled session, a change of it. Their own moves are none. `alsoOff`: starts
 * of the other dates to come that the same message calls off, as JSON.
 */
export const newsToSee = (db: Db, bookingId: string, now: number) =>
  db
    .select({
      id: messages.id,
      kind: messages.kind,
      seenAt: sql<number | null>`replies.at`.as('seen_at'),
      alsoOff: sql<string>`(SELECT json_group_array(starts_at) FROM (
        SELECT d.starts_at FROM bookings AS lead CROSS JOIN bookings AS o ON o.person_id = lead.person_id
          CROSS JOIN sessions AS d ON d.id = o.session_id
        WHERE lead.id = ${messages.subjectId} AND ${messages.kind} = 'booking.cancelled' AND o.id <> ${bookingId} AND d.starts_at > ${now}
          AND (o.id = lead.id AND NOT ${isBack(sql`o`)} OR ${isToldWith(sql`o`, sql`lead`)})
        ORDER BY d.starts_at))`.as('also_off'),
      moves: sql<number>`(SELECT calendar_sequence FROM sessions WHERE id = ${sessionOf(bookingId)})`.as('moves'),
    })
    .from(messages)
    .leftJoin(sql`replies`, sql`replies.message_id = ${messages.id}`)
    .where(
      sql`${messages.subjectId} IN (SELECT ${bookingId} UNION ALL ${leadOf(sql`${bookingId}`)})
        AND (${messages.kind} = 'booking.cancelled' OR ${messages.subjectId} = ${bookingId} AND ${movedFrom(sql`${messages}`)} IS NOT NULL)`,
    )
    .orderBy(sql`${messages.id} DESC`)
    .limit(1)

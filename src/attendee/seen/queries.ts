import { sql } from 'drizzle-orm'
import { sessionOf } from '../../bookings/queries.ts'
import type { Db } from '../../db/connect.ts'
import { messages } from '../../db/schema/messages.ts'
import { movedFrom } from '../../messages/replies/queries.ts'

/** News of the booking that must be known to have arrived: a cancelled session, a change of it. Their own moves are none. */
export const newsToSee = (db: Db, bookingId: string) =>
  db
    .select({
      id: messages.id,
      kind: messages.kind,
      seenAt: sql<number | null>`replies.at`.as('seen_at'),
      moves: sql<number>`(SELECT calendar_sequence FROM sessions WHERE id = ${sessionOf(bookingId)})`.as('moves'),
    })
    .from(messages)
    .leftJoin(sql`replies`, sql`replies.message_id = ${messages.id}`)
    .where(
      sql`${messages.subjectId} = ${bookingId} AND (${messages.kind} = 'booking.cancelled' OR ${movedFrom(sql`${messages}`)} IS NOT NULL)`,
    )
    .orderBy(sql`${messages.id} DESC`)
    .limit(1)

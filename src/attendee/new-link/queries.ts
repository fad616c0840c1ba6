import { and, eq, gt } from 'drizzle-orm'
import type { Db } from '../../db/connect.ts'
import { messages } from '../../db/schema/messages.ts'

/** Whether a new link for this booking was planned since that instant. */
export const linksPlannedSince = (db: Db, bookingId: string, since: number) =>
  db
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.subjectId, bookingId), eq(messages.kind, 'booking.link'), gt(messages.createdAt, since)))
    .limit(1)

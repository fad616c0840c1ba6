import { and, asc, eq, gt, inArray } from 'drizzle-orm'
import type { Db } from '../../db/connect.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { sessions } from '../../db/schema/sessions.ts'

/** What a person has ahead of them, soonest first. */
export const bookedAhead = (db: Db, personId: string, now: number, limit: number) =>
  db
    .select({ id: bookings.id })
    .from(bookings)
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .where(
      and(
        eq(bookings.personId, personId),
        inArray(bookings.status, ['offered', 'booked', 'confirmed', 'waitlisted']),
        eq(sessions.status, 'scheduled'),
        gt(sessions.endsAt, now),
      ),
    )
    .orderBy(asc(sessions.startsAt), asc(bookings.id))
    .limit(limit)

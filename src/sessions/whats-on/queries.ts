// What the public sees: only groups that a coordinator has checked, and never a name of anybody booked. One round trip a page.

import { and, asc, eq, gte, lt, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.ts'
import { groups, venues } from '../../db/schema/groups.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { room, weekLeft } from '../../groups/weeks/queries.ts'

export type WhatsOn = {
  /** Instants: from included, to excluded. */
  from: number
  to?: number | undefined
  activities?: readonly string[] | undefined
  area?: string | undefined
  access?: string | undefined
  language?: string | undefined
  /** Stretches of local days, when only some weekdays are wanted. */
  stretches?: readonly (readonly [number, number])[] | undefined
  /** The last session of the page before. */
  after?: { startsAt: number; id: string } | undefined
  limit: number
}

const card = {
  id: sessions.id,
  groupId: sessions.groupId,
  ...room,
  groupName: groups.name,
  summary: groups.summary,
  activities: groups.activities,
  languages: groups.languages,
  accessFeatures: groups.accessFeatures,
  cost: groups.cost,
  venueName: venues.name,
  area: venues.area,
}
export type Card = Awaited<ReturnType<typeof whatsOn>>[number]

const holds = (
  column: SQL.Aliased | typeof groups.activities | typeof groups.languages | typeof groups.accessFeatures,
  codes: readonly string[],
) => sql`EXISTS (SELECT 1 FROM json_each(${column}) AS has JOIN json_each(${JSON.stringify(codes)}) AS wanted ON wanted.value = has.value)`

/** Sessions that are still to come, soonest first; pages by the start and id of the last one. */
export const whatsOn = (db: Db, wish: WhatsOn) =>
  db
    .select(card)
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(
      and(
        eq(sessions.status, 'scheduled'),
        gte(sessions.startsAt, wish.after ? wish.after.startsAt : wish.from),
        wish.to === undefined ? undefined : lt(sessions.startsAt, wish.to),
        wish.after ? sql`(${sessions.startsAt}, ${sessions.id}) > (${wish.after.startsAt}, ${wish.after.id})` : undefined,
        eq(groups.status, 'verified'),
        wish.activities?.length ? holds(groups.activities, wish.activities) : undefined,
        wish.language ? holds(groups.languages, [wish.language]) : undefined,
        wish.access ? holds(groups.accessFeatures, [wish.access]) : undefined,
        wish.area ? eq(venues.area, wish.area) : undefined,
        wish.stretches
          ? sql`EXISTS (SELECT 1 FROM json_each(${JSON.stringify(wish.stretches)})
              WHERE ${sessions.startsAt} >= value->>0 AND ${sessions.startsAt} < value->>1)`
          : undefined,
      ),
    )
    .orderBy(asc(sessions.startsAt), asc(sessions.id))
    .limit(wish.limit)

/** A public group with its next sessions: one row a session, or a single one without a session. */
export const publicGroup = (db: Db, groupId: string, now: number, limit: number) =>
  db
    .select({ group: groups, venue: venues, session: sessions, weekLeft })
    .from(groups)
    .innerJoin(venues, eq(venues.id, groups.venueId))
    .leftJoin(sessions, and(eq(sessions.groupId, groups.id), gte(sessions.startsAt, now), eq(sessions.status, 'scheduled')))
    .where(and(eq(groups.id, groupId), eq(groups.status, 'verified')))
    .orderBy(asc(sessions.startsAt))
    .limit(limit)

/** A session that anybody may look at, whatever has become of it. */
export const publicSession = (db: Db, sessionId: string) =>
  db
    .select({ session: sessions, group: groups, venue: venues, weekLeft })
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(and(eq(sessions.id, sessionId), sql`${groups.status} IN ('verified', 'paused')`))

const eightWeeks = 56 * 24 * 3_600_000

/**
 * The nearest equal sessions to offer to whoever reads that one was cancelled: those of the same group first, then others with
 * an activity and the area in common; with places that nobody waits for, soonest first. `onceCancelled` finds none, and looks
 * at none, while the session is still on; `only` narrows it to what does for whoever asks.
 */
export const alternativesTo = (
  db: Db,
  sessionId: string | SQL,
  now: number,
  limit: number,
  { onceCancelled = false, only }: { onceCancelled?: boolean; only?: SQL } = {},
) =>
  db
    .select(card)
    .from(
      sql`(SELECT s.group_id AS group_id, v.area AS area, g.activities AS activities FROM sessions s JOIN groups g ON g.id = s.group_id
        JOIN venues v ON v.id = s.venue_id WHERE s.id = ${sessionId}${onceCancelled ? sql` AND s.status = 'cancelled'` : sql``}) AS cancelled`,
    )
    // A cross join keeps its order: without a row to compare with, no other session is read.
    .crossJoin(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(
      and(
        eq(sessions.status, 'scheduled'),
        gte(sessions.startsAt, now),
        lt(sessions.startsAt, now + eightWeeks),
        sql`${sessions.id} <> ${sessionId}`,
        sql`${sessions.bookingClosesAt} > ${now}`,
        eq(groups.status, 'verified'),
        sql`${sessions.placesTaken} < ${sessions.capacity} AND ${sessions.waiting} = 0`,
        only,
        sql`(${sessions.groupId} = cancelled.group_id OR (${venues.area} = cancelled.area
          AND EXISTS (SELECT 1 FROM json_each(${groups.activities}) AS a JOIN json_each(cancelled.activities) AS b ON b.value = a.value)))`,
      ),
    )
    .orderBy(sql`${sessions.groupId} = cancelled.group_id DESC`, asc(sessions.startsAt), asc(sessions.id))
    .limit(limit)

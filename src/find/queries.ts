import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from '../db/connect.ts'
import { bookings } from '../db/schema/bookings.ts'
import { groups, venues } from '../db/schema/groups.ts'
import { sessions } from '../db/schema/sessions.ts'
import { room } from '../groups/weeks/queries.ts'
import { arrangedByHand } from '../people/rules.ts'

export const pageSize = 12

export type Wanted = {
  activity?: string | undefined
  area?: string | undefined
  language?: string | undefined
  /** 1 is Monday, 7 is Sunday. */
  weekday?: number | undefined
  hasPlaces?: boolean | undefined
  /** Only groups that offer everything that this person needs. */
  fitsPersonId?: string | undefined
  after?: { startsAt: number; id: string } | undefined
}

const columns = {
  id: sessions.id,
  groupId: sessions.groupId,
  ...room,
  buddyForFirstVisit: sessions.buddyForFirstVisit,
  meetingPoint: sessions.meetingPoint,
  groupName: groups.name,
  groupStatus: groups.status,
  summary: groups.summary,
  activities: groups.activities,
  languages: groups.languages,
  accessFeatures: groups.accessFeatures,
  whoItIsFor: groups.whoItIsFor,
  cost: groups.cost,
  whatToBring: groups.whatToBring,
  contactName: groups.contactName,
  contactPhone: groups.contactPhone,
  venueName: venues.name,
  address: venues.address,
  howToFind: venues.howToFind,
  area: venues.area,
}

/** Sessions that can be booked now, soonest first. Sessions are public, so they are not scoped. */
export const bookableSessions = (db: Db, now: number, wanted: Wanted) =>
  db
    .select(columns)
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(
      and(
        eq(sessions.status, 'scheduled'),
        wanted.after
          ? sql`(${sessions.startsAt}, ${sessions.id}) > (${wanted.after.startsAt}, ${wanted.after.id})`
          : sql`${sessions.startsAt} > ${now}`,
        sql`${sessions.bookingClosesAt} > ${now}`,
        eq(groups.status, 'verified'),
        wanted.activity ? sql`EXISTS (SELECT 1 FROM json_each(${groups.activities}) WHERE value = ${wanted.activity})` : undefined,
        wanted.language ? sql`EXISTS (SELECT 1 FROM json_each(${groups.languages}) WHERE value = ${wanted.language})` : undefined,
        wanted.area ? eq(venues.area, wanted.area) : undefined,
        // SQLite counts from Sunday, which is 0; occurs_on is the local day, so no zone is needed.
        wanted.weekday ? sql`CAST(strftime('%w', ${sessions.occursOn}) AS INTEGER) = ${wanted.weekday % 7}` : undefined,
        wanted.hasPlaces ? sql`${sessions.placesTaken} < ${sessions.capacity} AND ${sessions.waiting} = 0` : undefined,
        wanted.fitsPersonId
          ? sql`NOT EXISTS (
              SELECT 1 FROM people, json_each(people.access_needs) AS need WHERE people.id = ${wanted.fitsPersonId}
              AND need.value NOT IN (SELECT value FROM json_each(${JSON.stringify(arrangedByHand)}))
              AND need.value NOT IN (SELECT value FROM json_each(${groups.accessFeatures}))
            )`
          : undefined,
      ),
    )
    .orderBy(asc(sessions.startsAt), asc(sessions.id))
    .limit(pageSize)

export const oneSession = (db: Db, sessionId: string) =>
  db
    .select(columns)
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(eq(sessions.id, sessionId))
export type SessionFound = Awaited<ReturnType<typeof oneSession>>[number]

/** The sessions and groups that a person has a booking in, or has been to: what makes a visit not the first. */
export const knownTo = (db: Db, personId: string) =>
  db
    .select({ id: bookings.id, sessionId: bookings.sessionId, groupId: bookings.groupId, status: bookings.status })
    .from(bookings)
    .where(and(eq(bookings.personId, personId), inArray(bookings.status, ['waitlisted', 'offered', 'booked', 'confirmed', 'attended'])))
    .limit(500)

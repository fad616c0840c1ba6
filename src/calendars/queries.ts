import { and, asc, eq, gt, inArray, lt, ne, sql } from 'drizzle-orm'
import type { OrgId } from '../access/actor.ts'
import type { Db, Statement } from '../db/connect.ts'
import { visits } from '../db/schema/buddies.ts'
import { calendarFeeds } from '../db/schema/calendars.ts'
import { groups, venues } from '../db/schema/groups.ts'
import { users } from '../db/schema/organisations.ts'
import { sessions } from '../db/schema/sessions.ts'

export type Feed = typeof calendarFeeds.$inferSelect

export const feedOf = (db: Db, userId: string, groupId: string) =>
  db
    .select()
    .from(calendarFeeds)
    .where(and(eq(calendarFeeds.userId, userId), eq(calendarFeeds.groupId, groupId)))

/** A group of an organisation in which the reader is an organiser. */
export const groupIn = (db: Db, orgs: readonly OrgId[], groupId: string) =>
  db
    .select({ id: groups.id, name: groups.name, orgId: groups.orgId })
    .from(groups)
    .where(and(eq(groups.id, groupId), inArray(groups.orgId, [...orgs])))

/** Somebody's feed under a new address: whoever asks at the old one finds nothing from now on. */
export const setFeed = (db: Db, feed: Feed): Statement =>
  db
    .insert(calendarFeeds)
    .values(feed)
    .onConflictDoUpdate({
      target: [calendarFeeds.userId, calendarFeeds.groupId],
      set: { id: feed.id, createdAt: feed.createdAt },
    })

export const deleteFeed = (db: Db, feedId: string): Statement => db.delete(calendarFeeds).where(eq(calendarFeeds.id, feedId))

/** A feed whose owner is still there and still has the role that it came with: it ends with the role. */
export const liveFeed = (db: Db, feedId: string) =>
  db
    .select({
      id: calendarFeeds.id,
      locale: users.locale,
      buddyId: sql<string | null>`(
        SELECT y.id FROM buddies AS y CROSS JOIN memberships AS m ON m.user_id = y.user_id AND m.org_id = y.hub_id AND m.role = 'buddy'
        WHERE ${calendarFeeds.groupId} = '' AND y.user_id = ${calendarFeeds.userId})`.as('buddy_id'),
      groupId: sql<string | null>`(
        SELECT g.id FROM groups AS g CROSS JOIN memberships AS m ON m.org_id = g.org_id AND m.role = 'organiser'
        WHERE g.id = ${calendarFeeds.groupId} AND m.user_id = ${calendarFeeds.userId})`.as('own_group_id'),
    })
    .from(calendarFeeds)
    .innerJoin(users, eq(users.id, calendarFeeds.userId))
    .where(and(eq(calendarFeeds.id, feedId), sql`${users.disabledAt} IS NULL`))

const occasion = {
  startsAt: sessions.startsAt,
  endsAt: sessions.endsAt,
  sessionStatus: sessions.status,
  calendarSequence: sessions.calendarSequence,
  groupName: groups.name,
  venueName: venues.name,
  address: venues.address,
  postcode: venues.postcode,
  howToFind: venues.howToFind,
  meetingPoint: sessions.meetingPoint,
}

/** What a buddy has promised, since then; nothing about whom they meet. */
export const visitsOfBuddy = (db: Db, buddyId: string, since: number) =>
  db
    .select({ ...occasion, id: visits.id, status: visits.status, kind: visits.kind, step: visits.step })
    .from(visits)
    .innerJoin(sessions, eq(sessions.id, visits.sessionId))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(
      and(
        eq(visits.buddyId, buddyId),
        gt(visits.startsAt, since),
        inArray(visits.status, ['claimed', 'accompanied', 'missed', 'not_needed']),
        ne(visits.kind, 'message'),
      ),
    )
    .orderBy(asc(visits.startsAt))
    .limit(200)

/** The dates of a group, with how many come: counts, nobody. */
export const datesOfGroup = (db: Db, groupId: string, since: number, until: number) =>
  db
    .select({
      ...occasion,
      id: sessions.id,
      taken: sessions.placesTaken,
      capacity: sessions.capacity,
      waiting: sessions.waiting,
    })
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(and(eq(sessions.groupId, groupId), gt(sessions.startsAt, since), lt(sessions.startsAt, until)))
    .orderBy(asc(sessions.startsAt))
    .limit(300)

import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Db, Reader } from '../../db/connect.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { buddies, buddySlots, visits } from '../../db/schema/buddies.ts'
import { memberships, users } from '../../db/schema/organisations.ts'
import { people } from '../../db/schema/people.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { isMember } from '../queries.ts'

/** Where a page of open visits goes on: after this one, in the order of time. */
export type After = { startsAt: number; id: string }
export const openVisitsAtOnce = 60

/** The buddy that a signed-in user is, within the hubs in which they may act as one. */
export const buddyOf = (db: Db, userId: Reader['id'], hubs: Reader['orgs']) =>
  db
    .select({
      id: buddies.id,
      status: buddies.status,
      checkedUntilOn: buddies.checkedUntilOn,
      areas: buddies.areas,
      activities: buddies.activities,
      languages: buddies.languages,
      availability: buddies.availability,
    })
    .from(buddies)
    .where(and(eq(buddies.userId, userId), inArray(buddies.hubId, 'getSQL' in hubs ? hubs : [...hubs]), isMember))

/**
 * Visits that nobody has promised yet, soonest first, as a buddy may see them before claiming: never more columns than these.
 * Left out are hours that the buddy has promised elsewhere, and bookings of somebody with the buddy's own address: who in
 * their household sees a link worker is not theirs to learn.
 */
export const openVisits = (db: Db, userId: string, now: number, after?: After) =>
  db
    .select({
      id: visits.id,
      area: visits.area,
      activity: visits.activity,
      language: visits.language,
      kind: visits.kind,
      startsAt: visits.startsAt,
      endsAt: visits.endsAt,
    })
    .from(visits)
    .where(and(sql`${visits.status} = 'wanted'`, later(now, after), isForOthers(userId), isFreeThen(userId)))
    .orderBy(asc(visits.startsAt), asc(visits.id))
    .limit(openVisitsAtOnce + 1)

export const openVisit = (db: Db, userId: string, visitId: string, now: number) =>
  db
    .select({
      id: visits.id,
      area: visits.area,
      activity: visits.activity,
      language: visits.language,
      kind: visits.kind,
      startsAt: visits.startsAt,
      endsAt: visits.endsAt,
    })
    .from(visits)
    .where(and(eq(visits.id, visitId), eq(visits.status, 'wanted'), gt(visits.startsAt, now), isForOthers(userId)))

const later = (now: number, after: After | undefined) =>
  after
    ? and(
        gt(visits.startsAt, now),
        or(gt(visits.startsAt, after.startsAt), and(eq(visits.startsAt, after.startsAt), gt(visits.id, after.id))),
      )
    : gt(visits.startsAt, now)

const isForOthers = (userId: Reader['id']) =>
  sql`NOT EXISTS (
    SELECT 1 FROM ${bookings} INNER JOIN ${people} ON ${people.id} = ${bookings.personId}
    WHERE ${bookings.id} = ${visits.bookingId}
    AND ${people.emailIndex} = (SELECT ${buddies.emailIndex} FROM ${buddies} WHERE ${buddies.userId} = ${userId}))`

/** The same quarter hours as `slotsOf` of rules.ts: from the one in which the half hour before the start lies. */
const isFreeThen = (userId: string) =>
  sql`NOT EXISTS (
    SELECT 1 FROM ${buddySlots}
    WHERE ${buddySlots.buddyId} = (SELECT ${buddies.id} FROM ${buddies} WHERE ${buddies.userId} = ${userId})
    AND ${buddySlots.slotAt} > ${visits.startsAt} - 2700000 AND ${buddySlots.slotAt} < ${visits.endsAt} + 900000)`

/** Everything that decides a claim. A visit of the buddy's own household is not found. */
export const claimable = (db: Db, userId: Reader['id'], visitId: string) =>
  db
    .select({
      id: visits.id,
      kind: visits.kind,
      status: visits.status,
      step: visits.step,
      teamId: visits.teamId,
      providerId: visits.providerId,
      startsAt: visits.startsAt,
      endsAt: visits.endsAt,
      personId: bookings.personId,
      linkWorkerId: people.linkWorkerId,
      holdsPlace: sql<boolean>`${bookings.status} IN ('offered', 'booked', 'confirmed') AND ${sessions.status} = 'scheduled'`
        .mapWith(Boolean)
        .as('holds_place'),
    })
    .from(visits)
    .innerJoin(bookings, eq(bookings.id, visits.bookingId))
    .innerJoin(people, eq(people.id, bookings.personId))
    .innerJoin(sessions, eq(sessions.id, visits.sessionId))
    .where(and(eq(visits.id, visitId), isForOthers(userId)))

/** Who hears of a claim: link workers of the visit's team, organisers of its provider. */
export const staffOf = (db: Db, visitId: string) =>
  db
    .select({ userId: memberships.userId, orgId: memberships.orgId, role: memberships.role })
    .from(memberships)
    .innerJoin(users, and(eq(users.id, memberships.userId), isNull(users.disabledAt)))
    .where(
      and(
        sql`${memberships.orgId} IN (
          SELECT ${visits.teamId} FROM ${visits} WHERE ${visits.id} = ${visitId}
          UNION SELECT ${visits.providerId} FROM ${visits} WHERE ${visits.id} = ${visitId})`,
        inArray(memberships.role, ['link_worker', 'organiser']),
      ),
    )

/** The buddy's id, found only while they are approved and a member and their check is good on that day: else the claim is refused. */
export const approvedBuddy = (buddyId: string, visitOn: string) =>
  sql`(SELECT ${buddies.id} FROM ${buddies} WHERE ${buddies.id} = ${buddyId}
    AND ${buddies.status} = 'approved' AND ${buddies.checkedUntilOn} >= ${visitOn} AND ${isMember})`

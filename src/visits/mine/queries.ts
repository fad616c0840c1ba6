import { and, asc, eq, gt, inArray, isNull, lte, ne, or, sql } from 'drizzle-orm'
import type { OrgId } from '../../access/actor.ts'
import type { Db } from '../../db/connect.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { buddies, buddySlots, visits } from '../../db/schema/buddies.ts'
import { groups, venues } from '../../db/schema/groups.ts'
import { messages } from '../../db/schema/messages.ts'
import { people } from '../../db/schema/people.ts'
import { sessions } from '../../db/schema/sessions.ts'
import type { MessageKind } from '../../messages/rules.ts'
import { isMember, visitFacts } from '../queries.ts'

/** Ids, since a buddy's own row is found by their account and only in hubs where they are one. */
const selfOf = (userId: string, hubs: readonly OrgId[]) =>
  sql`(SELECT ${buddies.id} FROM ${buddies} WHERE ${buddies.userId} = ${userId}
    AND ${buddies.hubId} IN (SELECT value FROM json_each(${JSON.stringify(hubs)})))`

const isMine = (userId: string, hubs: readonly OrgId[]) => sql`${visits.buddyId} = ${selfOf(userId, hubs)}`

/** What a buddy needs on the way to a visit of theirs: nothing about the person but what to call them and what they agreed to share. */
const onTheWay = (db: Db) =>
  db
    .select({
      id: visits.id,
      area: visits.area,
      activity: visits.activity,
      language: visits.language,
      kind: visits.kind,
      startsAt: visits.startsAt,
      endsAt: visits.endsAt,
      status: visits.status,
      report: visits.report,
      reportNote: visits.reportNote,
      teamId: visits.teamId,
      personId: people.id,
      preferredName: people.preferredName,
      accessNeeds: people.accessNeeds,
      sharesAccessNeeds: people.sharesAccessNeeds,
      meetingPoint: sessions.meetingPoint,
      groupName: groups.name,
      contactName: groups.contactName,
      contactPhone: groups.contactPhone,
      venueName: venues.name,
      address: venues.address,
      postcode: venues.postcode,
      howToFind: venues.howToFind,
    })
    .from(visits)
    .innerJoin(bookings, eq(bookings.id, visits.bookingId))
    .innerJoin(people, eq(people.id, bookings.personId))
    .innerJoin(sessions, eq(sessions.id, visits.sessionId))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .$dynamic()

/** One visit of the buddy that is not older than `endedAfter` allows. */
export const myVisit = (db: Db, userId: string, hubs: readonly OrgId[], visitId: string, endedAfter: number) =>
  onTheWay(db).where(
    and(
      eq(visits.id, visitId),
      isMine(userId, hubs),
      inArray(visits.status, ['claimed', 'accompanied', 'missed']),
      ne(visits.kind, 'message'),
      gt(visits.endsAt, endedAfter),
    ),
  )

/** A visit that is not over and that the buddy promised once, as the thanks for it show. */
export const oncePromised = (db: Db, userId: string, hubs: readonly OrgId[], visitId: string, now: number) =>
  db
    .select({ id: messages.id })
    .from(messages)
    .innerJoin(visits, eq(visits.id, messages.subjectId))
    .where(
      and(
        eq(messages.subjectId, visitId),
        gt(visits.endsAt, now),
        eq(messages.kind, 'visit.claimed' satisfies MessageKind),
        sql`${messages.recipientId} = ${selfOf(userId, hubs)}`,
      ),
    )
    .limit(1)

/** The buddy's next visits, soonest first, with everything needed on the way. */
export const nextVisits = (db: Db, userId: string, hubs: readonly OrgId[], now: number, atMost: number) =>
  onTheWay(db)
    .where(and(isMine(userId, hubs), gt(visits.endsAt, now), eq(visits.status, 'claimed')))
    .orderBy(asc(visits.startsAt))
    .limit(atMost)

/** Everything of the buddy's that is ahead, called off lately, or a week old, without anybody's name. */
export const myVisits = (db: Db, userId: string, hubs: readonly OrgId[], endedAfter: number) =>
  db
    .select({
      id: visits.id,
      area: visits.area,
      activity: visits.activity,
      language: visits.language,
      kind: visits.kind,
      startsAt: visits.startsAt,
      endsAt: visits.endsAt,
      status: visits.status,
      report: visits.report,
    })
    .from(visits)
    .where(
      and(isMine(userId, hubs), gt(visits.startsAt, endedAfter - 86_400_000), gt(visits.endsAt, endedAfter), ne(visits.kind, 'message')),
    )
    .orderBy(asc(visits.startsAt))
    .limit(100)

/** Visits of the buddy that have begun and of which nobody has said how they went. */
export const unreported = (db: Db, userId: string, hubs: readonly OrgId[], now: number, endedAfter: number) =>
  db
    .select({ id: visits.id, area: visits.area, activity: visits.activity, startsAt: visits.startsAt, endsAt: visits.endsAt })
    .from(visits)
    .where(
      and(
        isMine(userId, hubs),
        lte(visits.startsAt, now),
        gt(visits.startsAt, endedAfter - 86_400_000),
        gt(visits.endsAt, endedAfter),
        inArray(visits.status, ['claimed', 'accompanied', 'missed']),
        isNull(visits.report),
        ne(visits.kind, 'message'),
      ),
    )
    .orderBy(asc(visits.startsAt))
    .limit(20)

/** A visit of the buddy, with whom to tell when they step back. */
export const promisedVisit = (db: Db, userId: string, hubs: readonly OrgId[], visitId: string) =>
  visitFacts(db).where(and(eq(visits.id, visitId), isMine(userId, hubs)))

/** Other approved buddies who are free at the hours of a visit; whether it is one they ask for is for the rules to say. */
export const othersFreeFor = (db: Db, visitId: string) =>
  db
    .select({
      checkedUntilOn: buddies.checkedUntilOn,
      areas: buddies.areas,
      activities: buddies.activities,
      languages: buddies.languages,
      availability: buddies.availability,
      area: visits.area,
      activity: visits.activity,
      language: visits.language,
      kind: visits.kind,
      startsAt: visits.startsAt,
    })
    .from(visits)
    .innerJoin(
      buddies,
      and(
        sql`${buddies.hubId} IN (SELECT id FROM organisations WHERE kind = 'volunteer_hub')`,
        eq(buddies.status, 'approved'),
        isMember,
        or(isNull(visits.buddyId), ne(buddies.id, visits.buddyId)),
      ),
    )
    .where(
      and(
        eq(visits.id, visitId),
        sql`NOT EXISTS (SELECT 1 FROM ${buddySlots} WHERE ${buddySlots.buddyId} = ${buddies.id}
          AND ${buddySlots.slotAt} > ${visits.startsAt} - 2700000 AND ${buddySlots.slotAt} < ${visits.endsAt} + 900000)`,
      ),
    )
    .limit(300)

export const teamOfVisit = (visitId: string) => sql`(SELECT ${visits.teamId} FROM ${visits} WHERE ${visits.id} = ${visitId})`

// The figures of a team and the lists behind them. Every read is bounded by the period, or by what is open now.

import { and, asc, eq, gte, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { OrgId } from '../../access/actor.ts'
import type { Db } from '../../db/connect.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { groups } from '../../db/schema/groups.ts'
import { users } from '../../db/schema/organisations.ts'
import { people } from '../../db/schema/people.ts'
import { type ReferralStatus, referrals } from '../../db/schema/referrals.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { timesCame } from '../../outcomes/attendance/queries.ts'
import { type BookingList, type LaterVisits, laterVisits, type Period, type ReferralList } from './rules.ts'

type Teams = readonly OrgId[]
const open = ['received', 'contacted', 'supporting'] as const

const receivedIn = (teams: Teams, { from, until }: Period) =>
  and(inArray(referrals.teamId, [...teams]), gte(referrals.receivedAt, from), lt(referrals.receivedAt, until))

export const referralsReceived = (db: Db, teams: Teams, period: Period) =>
  db
    .select({
      receivedAt: referrals.receivedAt,
      contactedAt: referrals.contactedAt,
      contactDueAt: referrals.contactDueAt,
      endedAt: referrals.endedAt,
      firstAttendedAt: referrals.firstAttendedAt,
    })
    .from(referrals)
    .where(receivedIn(teams, period))

/** How many people each link worker looks after now, and with how many nobody has spoken yet. Nobody's own stand under ''. */
export const caseloads = (db: Db, teams: Teams) =>
  db
    .select({
      userId: sql<string>`coalesce(${referrals.assignedTo}, '')`.as('worker'),
      people: sql<number>`count(DISTINCT ${referrals.personId})`.as('people_open'),
      waiting: sql<number>`count(DISTINCT CASE WHEN ${referrals.status} = 'received' THEN ${referrals.personId} END)`.as('people_waiting'),
    })
    .from(referrals)
    .where(and(inArray(referrals.teamId, [...teams]), inArray(referrals.status, [...open])))
    .groupBy(sql`worker`)

/** A buddy was there, or had promised to be. */
const withBuddy = sql`EXISTS (SELECT 1 FROM visits AS v WHERE v.session_id = ${bookings.sessionId} AND v.booking_id = ${bookings.id}
  AND v.buddy_id IS NOT NULL AND v.status IN ('claimed', 'accompanied', 'missed'))`
/** The person came to the same group again later. */
const cameAgain = sql`EXISTS (SELECT 1 FROM bookings AS b JOIN sessions AS s ON s.id = b.session_id
  WHERE b.person_id = ${bookings.personId} AND b.group_id = ${bookings.groupId} AND b.status = 'attended' AND s.starts_at > ${sessions.startsAt})`
/** Who was expected and is known to have come or not. */
const wasExpected = sql`${bookings.status} IN ('attended', 'missed')`

/** The plus sign keeps SQLite from walking all bookings that the team ever had: it starts from the sessions of the period. */
const bookedIn = (teams: Teams, { from, until }: Period) =>
  and(
    inArray(sessions.status, ['scheduled', 'held']),
    gte(sessions.startsAt, from),
    lt(sessions.startsAt, until),
    sql`+${bookings.teamId} IN (SELECT value FROM json_each(${JSON.stringify(teams)}))`,
    wasExpected,
  )

export const attendance = (db: Db, teams: Teams, period: Period) =>
  db
    .select({
      isFirstVisit: bookings.isFirstVisit,
      hasBuddy: sql<number>`CASE WHEN ${bookings.isFirstVisit} THEN ${withBuddy} ELSE 0 END`.as('has_buddy'),
      expected: sql<number>`count(*)`.as('expected'),
      attended: sql<number>`sum(${bookings.status} = 'attended')`.as('attended'),
      again: sql<number>`sum(CASE WHEN ${bookings.isFirstVisit} THEN ${cameAgain} ELSE 0 END)`.as('came_again'),
    })
    .from(sessions)
    .innerJoin(bookings, eq(bookings.sessionId, sessions.id))
    .where(bookedIn(teams, period))
    .groupBy(bookings.isFirstVisit, sql`has_buddy`)

/** Somebody who was referred twice is looked after once: no earlier referral of theirs is in the same hands and of the same list. */
const oncePerPerson = (teams: Teams, statuses: readonly ReferralStatus[]) =>
  sql`NOT EXISTS (SELECT 1 FROM referrals AS r WHERE r.person_id = ${referrals.personId} AND r.assigned_to IS ${referrals.assignedTo}
    AND r.team_id IN (SELECT value FROM json_each(${JSON.stringify(teams)}))
    AND r.status IN (SELECT value FROM json_each(${JSON.stringify(statuses)}))
    AND (r.received_at, r.id) < (${referrals.receivedAt}, ${referrals.id}))`

const promise: Record<ReferralList, (now: number, teams: Teams) => SQL | undefined> = {
  received: () => undefined,
  contacted: () => sql`${referrals.contactedAt} IS NOT NULL`,
  in_time: () => sql`${referrals.contactedAt} <= ${referrals.contactDueAt}`,
  late: (now) => sql`(${referrals.contactedAt} > ${referrals.contactDueAt}
    OR (${referrals.contactedAt} IS NULL AND ${referrals.endedAt} IS NULL AND ${referrals.contactDueAt} < ${now}))`,
  attended_first: () => sql`${referrals.firstAttendedAt} IS NOT NULL`,
  open: (_, teams) => oncePerPerson(teams, open),
  waiting: (_, teams) => sql`${referrals.status} = 'received' AND ${oncePerPerson(teams, ['received'])}`,
}
const isOfNow = (name: ReferralList) => name === 'open' || name === 'waiting'

export type Wanted = {
  period: Period
  after: { at: number; id: string } | undefined
  worker: string | undefined
  now: number
  limit: number
}

/** `worker` '' is nobody; undefined is everybody. `open` and `waiting` are of now, whenever they were received. */
export const referralList = (db: Db, teams: Teams, name: ReferralList, { period, after, worker, now, limit }: Wanted) =>
  db
    .select({
      id: referrals.id,
      personId: people.id,
      preferredName: people.preferredName,
      status: referrals.status,
      worker: users.name,
      at: referrals.receivedAt,
      contactedAt: referrals.contactedAt,
      contactDueAt: referrals.contactDueAt,
      firstAttendedAt: referrals.firstAttendedAt,
    })
    .from(referrals)
    .innerJoin(people, eq(people.id, referrals.personId))
    .leftJoin(users, eq(users.id, referrals.assignedTo))
    .where(
      and(
        isOfNow(name) ? and(inArray(referrals.teamId, [...teams]), inArray(referrals.status, [...open])) : receivedIn(teams, period),
        promise[name](now, teams),
        worker === undefined ? undefined : worker === '' ? isNull(referrals.assignedTo) : eq(referrals.assignedTo, worker),
        after && sql`(${referrals.receivedAt}, ${referrals.id}) > (${after.at}, ${after.id})`,
      ),
    )
    .orderBy(asc(referrals.receivedAt), asc(referrals.id))
    .limit(limit)

const first = (buddy: SQL, more?: SQL) => sql`${bookings.isFirstVisit} = 1 AND ${buddy}${more ? sql` AND ${more}` : sql``}`
const alone = sql`NOT ${withBuddy}`
const came = sql`${bookings.status} = 'attended'`
const which: Record<BookingList, SQL> = {
  expected: sql`1`,
  attended: came,
  missed: sql`${bookings.status} = 'missed'`,
  first_buddy: first(withBuddy),
  first_alone: first(alone),
  first_buddy_attended: first(withBuddy, came),
  first_alone_attended: first(alone, came),
  first_buddy_again: first(withBuddy, cameAgain),
  first_alone_again: first(alone, cameAgain),
}

const listed = {
  id: bookings.id,
  personId: people.id,
  preferredName: people.preferredName,
  status: bookings.status,
  missedCause: bookings.missedCause,
  isFirstVisit: bookings.isFirstVisit,
  groupName: groups.name,
  at: sessions.startsAt,
}
const later = (after: Wanted['after']) => after && sql`(${sessions.startsAt}, ${bookings.id}) > (${after.at}, ${after.id})`

export const bookingList = (db: Db, teams: Teams, name: BookingList, { period, after, limit }: Wanted) =>
  db
    .select(listed)
    .from(sessions)
    .innerJoin(bookings, eq(bookings.sessionId, sessions.id))
    .innerJoin(people, eq(people.id, bookings.personId))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .where(and(bookedIn(teams, period), which[name], later(after)))
    .orderBy(asc(sessions.startsAt), asc(bookings.id))
    .limit(limit)

/** The third or sixth time that somebody came to a group. */
export const laterVisitList = (db: Db, teams: Teams, name: LaterVisits, { period, after, limit }: Wanted) =>
  db
    .select(listed)
    .from(sql`(${timesCame(teams, period)}) AS times`)
    .innerJoin(bookings, sql`${bookings.id} = times.booking_id`)
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .innerJoin(people, eq(people.id, bookings.personId))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .where(and(sql`times.n = ${laterVisits[name]}`, name.endsWith('_alone') ? sql`times.is_alone` : undefined, later(after)))
    .orderBy(asc(sessions.startsAt), asc(bookings.id))
    .limit(limit)

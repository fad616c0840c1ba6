import { and, asc, desc, eq, sql } from 'drizzle-orm'
import type { OrgId } from '../../access/actor.ts'
import type { Db } from '../../db/connect.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { buddies, visits } from '../../db/schema/buddies.ts'
import { groups, venues } from '../../db/schema/groups.ts'
import { conversations } from '../../db/schema/listening.ts'
import { messages } from '../../db/schema/messages.ts'
import { users } from '../../db/schema/organisations.ts'
import { people } from '../../db/schema/people.ts'
import { referrals } from '../../db/schema/referrals.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { responses } from '../../db/schema/surveys.ts'
import { inTeams } from '../queries.ts'

export const pageSize = 25
/** A search by name opens at most this many names a page: about 20 ms of decryption. */
export const namesPerSearch = 400

/** Where a list goes on: after this moment of being added, and this id. */
export type After = { createdAt: number; id: string }

type Range = { teams: readonly OrgId[]; after?: After | undefined; linkWorkerId?: string | undefined }

export const peopleListed = ({ teams, after, linkWorkerId }: Range) =>
  and(
    inTeams(teams),
    after ? sql`(${people.createdAt}, ${people.id}) < (${after.createdAt}, ${after.id})` : undefined,
    linkWorkerId === undefined ? undefined : eq(people.linkWorkerId, linkWorkerId),
  )

/** One page of people, newest first, each with the start of the next session that they look forward to or wait for. */
export const listPeople = (db: Db, range: Range, now: number) =>
  db
    .select({
      id: people.id,
      name: people.name,
      preferredName: people.preferredName,
      area: people.area,
      reachBy: people.reachBy,
      createdAt: people.createdAt,
      linkWorker: users.name,
      nextAt: nextSession(now),
    })
    .from(people)
    .leftJoin(users, eq(users.id, people.linkWorkerId))
    .where(peopleListed(range))
    .orderBy(desc(people.createdAt), desc(people.id))
    .limit(pageSize)
export type Listed = Awaited<ReturnType<typeof listPeople>>[number]

const nextSession = (now: number) =>
  sql<number | null>`(
    SELECT min(ahead.starts_at) FROM bookings AS held JOIN sessions AS ahead ON ahead.id = held.session_id
    WHERE held.person_id = ${people.id} AND held.status IN ('waitlisted', 'offered', 'booked', 'confirmed') AND ahead.starts_at >= ${now}
  )`.as('next_at')

export const peopleByIds = (db: Db, teams: readonly OrgId[], ids: readonly string[], now: number) =>
  db
    .select({
      id: people.id,
      name: people.name,
      preferredName: people.preferredName,
      area: people.area,
      reachBy: people.reachBy,
      createdAt: people.createdAt,
      linkWorker: users.name,
      nextAt: nextSession(now),
    })
    .from(people)
    .leftJoin(users, eq(users.id, people.linkWorkerId))
    .where(and(inTeams(teams), sql`${people.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`))
    .orderBy(desc(people.createdAt), desc(people.id))

export const idsByIndex = (db: Db, teams: readonly OrgId[], column: 'emailIndex' | 'phoneIndex', value: string) =>
  db
    .select({ id: people.id })
    .from(people)
    .where(and(inTeams(teams), sql`${people[column]} = ${value}`))
    .limit(pageSize)

/** The sealed names of a stretch of the team's people, newest first, for a search in memory. */
export const sealedNames = (db: Db, teams: readonly OrgId[], after: After | undefined) =>
  db
    .select({ id: people.id, name: people.name, preferredName: people.preferredName, createdAt: people.createdAt })
    .from(people)
    .where(peopleListed({ teams, after }))
    .orderBy(desc(people.createdAt), desc(people.id))
    .limit(namesPerSearch)

export const usersNamed = (db: Db, personId: string) =>
  db
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(
      sql`${users.id} IN (SELECT link_worker_id FROM people WHERE id = ${personId} UNION SELECT consent_by FROM people WHERE id = ${personId})`,
    )

/** What a person was and is booked into, newest session first. */
export const bookingsOf = (db: Db, personId: string) =>
  db
    .select({
      id: bookings.id,
      sessionId: bookings.sessionId,
      status: bookings.status,
      places: bookings.places,
      isFirstVisit: bookings.isFirstVisit,
      offerExpiresAt: bookings.offerExpiresAt,
      confirmedHow: bookings.confirmedHow,
      cancelledBy: bookings.cancelledBy,
      missedCause: bookings.missedCause,
      startsAt: sessions.startsAt,
      endsAt: sessions.endsAt,
      groupName: groups.name,
      venueName: venues.name,
    })
    .from(bookings)
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(eq(bookings.personId, personId))
    .orderBy(desc(sessions.startsAt), desc(bookings.id))
    .limit(100)

export const visitsOf = (db: Db, personId: string) =>
  db
    .select({
      bookingId: visits.bookingId,
      status: visits.status,
      startsAt: visits.startsAt,
      arrangement: visits.arrangement,
      report: visits.report,
      buddyName: buddies.name,
      id: visits.id,
      reportNote: visits.reportNote,
    })
    .from(bookings)
    .innerJoin(visits, and(eq(visits.sessionId, bookings.sessionId), eq(visits.bookingId, bookings.id)))
    .leftJoin(buddies, eq(buddies.id, visits.buddyId))
    .where(eq(bookings.personId, personId))
    .orderBy(asc(visits.createdAt), asc(visits.id))
    .limit(100)

export const messagesTo = (db: Db, personId: string) =>
  db
    .select({
      id: messages.id,
      kind: messages.kind,
      status: messages.status,
      outcome: messages.outcome,
      dueAt: messages.dueAt,
      sentAt: messages.sentAt,
    })
    .from(messages)
    .where(and(eq(messages.recipientId, personId), eq(messages.recipientKind, 'person')))
    .orderBy(desc(messages.id))
    .limit(50)

export const responsesOf = (db: Db, personId: string) =>
  db
    .select({
      bookingId: responses.bookingId,
      went: responses.went,
      rating: responses.rating,
      again: responses.again,
      note: responses.note,
      answeredBy: responses.answeredBy,
      answeredAt: responses.answeredAt,
    })
    .from(bookings)
    .innerJoin(responses, eq(responses.bookingId, bookings.id))
    .where(eq(bookings.personId, personId))
    .orderBy(desc(responses.answeredAt))
    .limit(50)

export const isOneOf = (teams: readonly OrgId[], personId: string) => and(eq(people.id, personId), inTeams(teams))

/** The next step that stands open the longest: what was promised to the person. */
export const openStepOf = (db: Db, personId: string) =>
  db
    .select({ id: conversations.id, nextStep: conversations.nextStep, dueOn: conversations.nextStepOn })
    .from(conversations)
    .where(and(eq(conversations.personId, personId), sql`next_step_on IS NOT NULL AND next_step_done_at IS NULL`))
    .orderBy(asc(conversations.nextStepOn), asc(conversations.id))
    .limit(1)

/** The referral of the person that still waits for a first contact, the most pressing one. */
export const uncontactedOf = (db: Db, personId: string) =>
  db
    .select({ id: referrals.id, contactDueAt: referrals.contactDueAt })
    .from(referrals)
    .where(and(eq(referrals.personId, personId), eq(referrals.status, 'received')))
    .orderBy(asc(referrals.contactDueAt))
    .limit(1)

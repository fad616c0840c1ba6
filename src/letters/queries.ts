// The facts of letters, loaded afresh for all due rows of one kind in one read. Every list goes as one JSON parameter.

import { eq, type SQL, sql } from 'drizzle-orm'
import type { OrgId } from '../access/actor.ts'
import type { Db } from '../db/connect.ts'
import { bookings } from '../db/schema/bookings.ts'
import { buddies, visits } from '../db/schema/buddies.ts'
import { groups, venues } from '../db/schema/groups.ts'
import { users } from '../db/schema/organisations.ts'
import { questionnaires } from '../db/schema/outcomes.ts'
import { people } from '../db/schema/people.ts'
import { referrals } from '../db/schema/referrals.ts'
import { sessions } from '../db/schema/sessions.ts'
import { responses } from '../db/schema/surveys.ts'
import { isBack, isToldWith } from '../messages/replies/queries.ts'
import { insteadOf } from './instead/queries.ts'

export const among = (ids: readonly string[]): SQL => sql`(SELECT value FROM json_each(${JSON.stringify([...new Set(ids)])}))`

/** What an Occasion is made of. */
const occasion = {
  sessionId: sessions.id,
  providerId: sessions.orgId,
  groupName: groups.name,
  startsAt: sessions.startsAt,
  endsAt: sessions.endsAt,
  sessionStatus: sessions.status,
  registerTakenAt: sessions.registerTakenAt,
  venueName: venues.name,
  address: venues.address,
  postcode: venues.postcode,
  howToFind: venues.howToFind,
  meetingPoint: sessions.meetingPoint,
  whatToBring: groups.whatToBring,
  cost: groups.cost,
  contactName: groups.contactName,
}

/** What a Voice is made of: sealed until a letter needs it. */
export const addressee = {
  personId: people.id,
  preferredName: people.preferredName,
  personEmail: people.email,
  carer: people.carer,
  reachBy: people.reachBy,
  language: people.language,
  remindersStoppedAt: people.remindersStoppedAt,
  surveysStoppedAt: people.surveysStoppedAt,
  wellbeingStoppedAt: people.wellbeingStoppedAt,
  visitsStoppedAt: people.visitsStoppedAt,
  withdrawnAt: people.withdrawnAt,
  erasedAt: people.erasedAt,
}

const booking = {
  id: bookings.id,
  teamId: bookings.teamId,
  status: bookings.status,
  places: bookings.places,
  linkVersion: bookings.linkVersion,
  offerExpiresAt: bookings.offerExpiresAt,
  cancelledBy: bookings.cancelledBy,
  missedCause: bookings.missedCause,
}

/** Dates of the group that the person could still take; libSQL knows no columns from outside in an ORDER BY. */
const otherDates = (now: number) => sql`FROM sessions AS n
  WHERE n.group_id = ${sessions.groupId} AND n.starts_at > ${now} AND +n.status = 'scheduled' AND n.id <> ${bookings.sessionId}
    AND n.booking_closes_at > ${now} AND n.places_taken + ${bookings.places} <= n.capacity AND n.waiting = 0
    AND NOT EXISTS (SELECT 1 FROM bookings AS own WHERE own.session_id = n.id AND own.person_id = ${bookings.personId}
      AND own.status NOT IN ('cancelled', 'expired'))`

export type BookingFacts = Awaited<ReturnType<typeof bookingFacts>>[number]

/** Bookings with their session, their person, and the buddy who will be there. */
export const bookingFacts = (db: Db, ids: readonly string[], now: number) =>
  db
    .select({
      ...booking,
      ...occasion,
      ...addressee,
      cancelReason: sessions.cancelReason,
      visitStatus: visits.status,
      visitKind: visits.kind,
      arrangement: visits.arrangement,
      buddyName: buddies.name,
      isAnswered: sql<number>`${responses.bookingId} IS NOT NULL`.as('is_answered'),
      /** The number on the waiting list as it is now. */
      position: sql<number>`CASE WHEN ${bookings.status} = 'waitlisted' THEN (
        SELECT count(*) FROM bookings AS w
        WHERE w.session_id = ${bookings.sessionId} AND w.status = 'waitlisted' AND w.ticket <= ${bookings.ticket}) END`.as('position'),
      /** Booked again after a cancellation. */
      isBack: sql<number>`${isBack(sql`bookings`)}`.as('is_back'),
      /** The date that the page behind the letter's link offers first. */
      nextAt: sql<number | null>`CASE WHEN ${bookings.status} = 'cancelled' THEN coalesce(
        (SELECT min(n.starts_at) ${otherDates(now)} AND n.starts_at > ${sessions.startsAt}),
        (SELECT max(n.starts_at) ${otherDates(now)} AND n.starts_at <= ${sessions.startsAt})) END`.as('next_at'),
      /** The other dates of the routine that are to come: JSON of [start, state, id]. One that was given up by itself has its own letter. */
      routine:
        sql<string>`(SELECT json_group_array(json_array(d.starts_at, o.status, o.id)) FROM bookings AS o JOIN sessions AS d ON d.id = o.session_id
        WHERE o.person_id = ${bookings.personId} AND o.routine_id = ${bookings.routineId} AND o.id <> ${bookings.id}
          AND d.starts_at > ${now} AND (o.status <> 'cancelled' OR ${isToldWith(sql`o`, sql`bookings`)}))`.as('routine_dates'),
      insteadOf: insteadOf(now).as('instead_of'),
    })
    .from(bookings)
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .innerJoin(people, eq(people.id, bookings.personId))
    // The latest one that says who waits at the door. By the session too, which has an index.
    .leftJoin(
      visits,
      sql`${visits.id} = (SELECT v.id FROM visits AS v WHERE v.session_id = ${bookings.sessionId} AND v.booking_id = ${bookings.id}
        AND v.kind <> 'message' AND (v.status IN ('wanted', 'claimed') OR (v.status = 'not_needed' AND v.arrangement IS NOT NULL))
        ORDER BY v.status = 'not_needed', v.created_at DESC, v.id DESC LIMIT 1)`,
    )
    .leftJoin(buddies, eq(buddies.id, visits.buddyId))
    .leftJoin(responses, eq(responses.bookingId, bookings.id))
    .where(sql`${bookings.id} IN ${among(ids)}`)

export type VisitFacts = Awaited<ReturnType<typeof visitFacts>>[number]

/** Visits with their booking, session, person and buddy. */
export const visitFacts = (db: Db, ids: readonly string[]) =>
  db
    .select({
      ...booking,
      ...occasion,
      ...addressee,
      visitId: visits.id,
      visitStatus: visits.status,
      visitKind: visits.kind,
      greeting: visits.greeting,
      claimedAt: visits.claimedAt,
      arrangement: visits.arrangement,
      buddyId: visits.buddyId,
      buddyName: buddies.name,
      /** Another visit of the same booking stands in its place. */
      isSuperseded: sql<number>`EXISTS (SELECT 1 FROM visits AS other
        WHERE other.booking_id = ${visits.bookingId} AND other.status IN ('wanted', 'claimed') AND other.id <> ${visits.id})`.as(
        'is_superseded',
      ),
      /** Whether a buddy comes with the person: 1 or 0; null when they do not come themselves. */
      isAccompanied: sql<number | null>`(SELECT EXISTS (SELECT 1 FROM visits AS met
          WHERE met.session_id = held.session_id AND met.booking_id = held.id AND met.status = 'claimed')
        FROM bookings AS held WHERE held.session_id = ${bookings.sessionId} AND held.person_id = ${bookings.personId}
          AND held.status IN ('offered', 'booked', 'confirmed') LIMIT 1)`.as('is_accompanied'),
    })
    .from(visits)
    .innerJoin(bookings, eq(bookings.id, visits.bookingId))
    .innerJoin(sessions, eq(sessions.id, visits.sessionId))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .innerJoin(people, eq(people.id, bookings.personId))
    .leftJoin(buddies, eq(buddies.id, visits.buddyId))
    .where(sql`${visits.id} IN ${among(ids)}`)

/** Visits that were taken from these buddies at these moments and have not begun. */
export const freedVisitFacts = (db: Db, taken: readonly { buddyId: string; at: number }[], now: number) =>
  db
    .select({
      freedFrom: sql<string>`${visits.freedFrom}`.as('freed_from'),
      freedAt: visits.freedAt,
      freedWhy: visits.freedWhy,
      buddyId: visits.buddyId,
      groupName: groups.name,
      startsAt: sessions.startsAt,
    })
    .from(sql`json_each(${JSON.stringify(taken)})`)
    .innerJoin(visits, sql`${visits.freedFrom} = json_each.value->>'buddyId' AND ${visits.freedAt} = json_each.value->>'at'`)
    .innerJoin(sessions, eq(sessions.id, visits.sessionId))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .where(sql`${sessions.startsAt} > ${now} AND ${sessions.status} = 'scheduled'`)
    .orderBy(sessions.startsAt)

/** Questionnaires with whom they are asked of. */
export const questionnaireFacts = (db: Db, ids: readonly string[]) =>
  db
    .select({
      ...addressee,
      id: questionnaires.id,
      status: questionnaires.status,
      linkVersion: questionnaires.linkVersion,
      referralStatus: referrals.status,
    })
    .from(questionnaires)
    .innerJoin(referrals, eq(referrals.id, questionnaires.referralId))
    .innerJoin(people, eq(people.id, questionnaires.personId))
    .where(sql`${questionnaires.id} IN ${among(ids)}`)

export type SessionFacts = Awaited<ReturnType<typeof sessionFacts>>[number]

export const sessionFacts = (db: Db, ids: readonly string[]) =>
  db
    .select({
      ...occasion,
      /** Whose people it was cancelled for. */
      teams: sql`(SELECT json_group_array(DISTINCT b.team_id) FROM bookings AS b
        WHERE b.session_id = sessions.id AND b.status = 'cancelled' AND b.reason = 'session_cancelled')`
        .mapWith((list) => JSON.parse(list) as OrgId[])
        .as('teams'),
    })
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(sql`${sessions.id} IN ${among(ids)}`)

export type BuddyFacts = Awaited<ReturnType<typeof buddyFacts>>[number]

export const buddyFacts = (db: Db, ids: readonly string[]) =>
  db
    .select({
      id: buddies.id,
      name: buddies.name,
      email: buddies.email,
      locale: buddies.locale,
      status: buddies.status,
      pausedBy: buddies.pausedBy,
      checkedUntilOn: buddies.checkedUntilOn,
      declineReason: buddies.declineReason,
    })
    .from(buddies)
    .where(sql`${buddies.id} IN ${among(ids)}`)

export type UserFacts = Awaited<ReturnType<typeof userFacts>>[number]

/** Users who can still sign in, with every organisation that they belong to now: whoever left is told nothing more. */
export const userFacts = (db: Db, ids: readonly string[]) =>
  db
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      locale: users.locale,
      orgs: sql`(SELECT json_group_array(m.org_id) FROM memberships AS m WHERE m.user_id = users.id)`
        .mapWith((list) => JSON.parse(list) as OrgId[])
        .as('orgs'),
    })
    .from(users)
    .where(sql`${users.id} IN ${among(ids)} AND ${users.disabledAt} IS NULL`)

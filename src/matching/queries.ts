// What matching reads: one row a group with its dates packed, so that ten thousand sessions cost the Worker one pass.

import { and, eq, inArray, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import type { OrgId } from '../access/actor.ts'
import type { Db } from '../db/connect.ts'
import { bookings } from '../db/schema/bookings.ts'
import { buddies, visits } from '../db/schema/buddies.ts'
import { groups, venues } from '../db/schema/groups.ts'
import { profiles } from '../db/schema/listening.ts'
import { people } from '../db/schema/people.ts'
import { sessions } from '../db/schema/sessions.ts'
import { responses } from '../db/schema/surveys.ts'
import { leftOfWeek, newcomersBetween } from '../groups/weeks/queries.ts'
import { days } from '../lib/time.ts'
import { accessMeantOf } from '../needs/queries.ts'
import type { AccessNeed } from '../people/rules.ts'
import { isMember } from '../visits/queries.ts'

/** Somebody who can be matched: of these teams, not erased and not merged into another. Missing and another team's are the same. */
export const isMatchable = (teams: readonly OrgId[], personId: string): SQL | undefined =>
  and(eq(people.id, personId), inArray(people.teamId, [...teams]), isNull(people.erasedAt), isNull(people.mergedInto))

export const seekerRow = (db: Db, teams: readonly OrgId[], personId: string) =>
  db
    .select({
      id: people.id,
      preferredName: people.preferredName,
      birthDate: people.birthDate,
      language: people.language,
      area: people.area,
      accessNeeds: people.accessNeeds,
      accessMeant: sql`(SELECT json_group_array(code) FROM (${accessMeantOf(people.id)}))`
        .mapWith((codes) => JSON.parse(codes) as AccessNeed[])
        .as('access_meant'),
      withdrawnAt: people.withdrawnAt,
      hasProfile: sql<number>`${profiles.personId} IS NOT NULL`.as('has_profile'),
      point: profiles.point,
      gender: profiles.gender,
      interests: profiles.interests,
      suits: profiles.suits,
      cannot: profiles.cannot,
      languages: profiles.languages,
      languageRequired: profiles.languageRequired,
      reachKm: profiles.reachKm,
    })
    .from(people)
    .leftJoin(profiles, eq(profiles.personId, people.id))
    .where(isMatchable(teams, personId))
export type SeekerRow = Awaited<ReturnType<typeof seekerRow>>[number]

const there = inArray(bookings.status, ['waitlisted', 'offered', 'booked', 'confirmed', 'attended'])

/** Where the person has been or is going, and what they said of it; also of where the register does not know them. */
export const historyOf = (db: Db, personId: string) =>
  db
    .select({
      sessionId: bookings.sessionId,
      groupId: bookings.groupId,
      status: bookings.status,
      isThere: sql`${there}`.mapWith(Boolean).as('is_there'),
      startsAt: sessions.startsAt,
      endsAt: sessions.endsAt,
      again: responses.again,
      answeredAt: responses.answeredAt,
    })
    .from(bookings)
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .leftJoin(responses, eq(responses.bookingId, bookings.id))
    .where(and(eq(bookings.personId, personId), or(there, isNotNull(responses.again))))
    .limit(500)
export type History = Awaited<ReturnType<typeof historyOf>>

/** Newcomers of this long before and after now say how much a group has had to welcome lately. */
const lately = days(28)

/** The columns of one date, in the order in which `dates` packs them. */
const packed = sql`json_array(id, starts_at, ends_at, booking_closes_at, capacity, places_taken, newcomer_limit, newcomers_taken,
  newcomer_places, waiting, buddy_for_first_visit, ${leftOfWeek})`

/**
 * Every session that is to come until `until` at a verified group: a row for each group and venue, with its dates as one JSON text.
 * Sessions are public, so they are not scoped. The plus keeps SQLite on the index of upcoming sessions, and the cross joins keep it
 * from packing the dates again for every group.
 */
export const offersAhead = (db: Db, now: number, until: number) =>
  db
    .select({
      groupId: groups.id,
      name: groups.name,
      summary: groups.summary,
      status: groups.status,
      activities: sql<string>`${groups.activities}`.as('activity_codes'),
      languages: sql<string>`${groups.languages}`.as('language_codes'),
      accessFeatures: sql<string>`${groups.accessFeatures}`.as('access_codes'),
      minAge: groups.minAge,
      maxAge: groups.maxAge,
      gender: groups.gender,
      venueName: venues.name,
      area: venues.area,
      latitude: venues.latitude,
      longitude: venues.longitude,
      newcomersPerWeek: groups.newcomersPerWeek,
      newcomersLately: newcomersBetween(now - lately, now + lately),
      dates: sql<string>`ahead.dates`.as('dates'),
    })
    .from(
      sql`(SELECT group_id, venue_id, json_group_array(${packed}) AS dates FROM sessions
        WHERE status = 'scheduled' AND starts_at > ${now} AND starts_at < ${until} GROUP BY +group_id, +venue_id) AS ahead`,
    )
    .crossJoin(groups)
    .crossJoin(venues)
    .where(and(eq(groups.id, sql`ahead.group_id`), eq(venues.id, sql`ahead.venue_id`), eq(groups.status, 'verified')))
export type OfferRow = Awaited<ReturnType<typeof offersAhead>>[number]

/** Approved buddies, but nobody of the person's own household: who there sees a link worker is not theirs to learn. */
export const volunteersFor = (db: Db, personId: string) =>
  db
    .select({
      id: buddies.id,
      areas: buddies.areas,
      activities: buddies.activities,
      languages: buddies.languages,
      availability: buddies.availability,
      checkedUntilOn: buddies.checkedUntilOn,
    })
    .from(buddies)
    .where(
      and(
        eq(buddies.status, 'approved'),
        isMember,
        or(
          sql`(SELECT email_index FROM people WHERE id = ${personId}) IS NULL`,
          ne(buddies.emailIndex, sql`(SELECT email_index FROM people WHERE id = ${personId})`),
        ),
      ),
    )
    .limit(1000)

/** What these buddies have promised in the weeks to come. Buddy by buddy: a plain join would walk every visit there ever was. */
export const promisedVisits = (db: Db, now: number, until: number) =>
  db
    .select({ buddyId: sql<string>`${visits.buddyId}`.as('buddy_id'), startsAt: visits.startsAt, endsAt: visits.endsAt })
    .from(buddies)
    .crossJoin(visits)
    .where(
      and(
        eq(buddies.status, 'approved'),
        eq(visits.buddyId, buddies.id),
        sql`${visits.startsAt} BETWEEN ${now} AND ${until}`,
        eq(visits.status, 'claimed'),
      ),
    )
    .limit(5000)

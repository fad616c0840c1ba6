import { and, desc, eq, gte, inArray, isNotNull, lt, ne, or, type SQL, sql } from 'drizzle-orm'
import type { OrgId } from '../../access/actor.ts'
import type { Db } from '../../db/connect.ts'
import { auditEntries } from '../../db/schema/audit.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { groups, venues } from '../../db/schema/groups.ts'
import { questionnaires } from '../../db/schema/outcomes.ts'
import { people } from '../../db/schema/people.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { responses } from '../../db/schema/surveys.ts'
import { days } from '../../lib/time.ts'
import { isHeld } from '../queries.ts'
import { lookBack } from './rules.ts'

const most = 100

/** The plus sign keeps SQLite from walking all bookings that the team ever had: these lists start from the few sessions around today. */
const ofTeams = (teams: readonly OrgId[]) => sql`+${bookings.teamId} IN (SELECT value FROM json_each(${JSON.stringify(teams)}))`

/** News of a booking since its person took their consent back, of which nobody noted that they told it. */
const untold = (news: string) => sql`${sql.raw(news)}.at >= ${people.withdrawnAt} AND ${sql.raw(news)}.id > coalesce((
  SELECT max(told.id) FROM audit_entries AS told
  WHERE told.subject_id = ${bookings.id} AND told.action = 'booking.rung' AND told.why = 'changed'), 0)`

/** The start that they know of: that of the session, but for people to whom nothing is written any more. */
const knownStart = sql<number>`coalesce((
  SELECT 1000 * CAST(strftime('%s', substr(moved.why, 1, 16)) AS INTEGER) FROM audit_entries AS moved
  WHERE moved.subject_id = ${sessions.id} AND moved.action = 'session.move' AND ${untold('moved')} ORDER BY moved.id LIMIT 1), ${sessions.startsAt})`

const shown = {
  bookingId: bookings.id,
  status: bookings.status,
  cancelledBy: bookings.cancelledBy,
  missedCause: bookings.missedCause,
  offerExpiresAt: bookings.offerExpiresAt,
  isFirstVisit: bookings.isFirstVisit,
  reason: bookings.reason,
  personId: people.id,
  name: people.name,
  preferredName: people.preferredName,
  reachBy: people.reachBy,
  language: people.language,
  phone: people.phone,
  carer: people.carer,
  sessionId: sessions.id,
  startsAt: sessions.startsAt,
  endsAt: sessions.endsAt,
  groupName: groups.name,
  venueName: venues.name,
  hasUndelivered: sql<number>`EXISTS (
    SELECT 1 FROM messages WHERE messages.subject_id = ${bookings.id} AND messages.recipient_id = ${people.id}
    AND (messages.status IN ('bounced', 'complained', 'failed')
      OR (messages.status = 'suppressed' AND messages.outcome IN ('no_address', 'address_suppressed')))
  )`.as('has_undelivered'),
  rungAbout: sql<string>`(
    SELECT coalesce(group_concat(rung.why), '') FROM audit_entries AS rung WHERE rung.subject_id = ${bookings.id} AND rung.action = 'booking.rung'
  )`.as('rung_about'),
  knownStartsAt: knownStart.as('known_start'),
}

const booked = (db: Db, where: SQL | undefined, order: SQL) =>
  db
    .select(shown)
    .from(sessions)
    .innerJoin(bookings, eq(bookings.sessionId, sessions.id))
    .innerJoin(people, eq(people.id, bookings.personId))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(where)
    .orderBy(order)
    .limit(most)
export type BookedRow = Awaited<ReturnType<typeof booked>>[number]

/** Whoever took their consent back is rung about nothing. */
const isRung = sql`${people.withdrawnAt} IS NULL AND ${isHeld}`

const startsBetween = (from: number, until: number) =>
  and(inArray(sessions.status, ['scheduled', 'cancelled', 'held']), gte(sessions.startsAt, from), lt(sessions.startsAt, until))

/** Who was not there lately, and whom nobody rang about it. */
export const missedLately = (db: Db, teams: readonly OrgId[], now: number) =>
  booked(
    db,
    and(startsBetween(now - lookBack, now), ofTeams(teams), eq(bookings.status, 'missed'), isRung),
    sql`${sessions.startsAt} ASC, ${bookings.id} ASC`,
  )

/** Cancelled by the person or the group since then, and not yet over. */
export const cancelledSince = (db: Db, teams: readonly OrgId[], now: number, since: number) =>
  booked(
    db,
    and(
      startsBetween(now, now + days(84)),
      eq(bookings.status, 'cancelled'),
      ne(bookings.cancelledBy, 'link_worker'),
      // Who took another date (`movedElsewhere` of bookings) has called nothing off.
      sql`${bookings.reason} IS NOT 'moved'`,
      ofTeams(teams),
      isRung,
      sql`EXISTS (SELECT 1 FROM audit_entries AS ended WHERE ended.subject_id = ${bookings.id} AND ended.to_state = 'cancelled'
        AND ended.at >= ${since})`,
    ),
    sql`${sessions.startsAt} ASC, ${bookings.id} ASC`,
  )

/** Who kept a place when they took their consent back hears of a move or that the group called it off from their link worker, or from nobody. */
export const changedUntold = (db: Db, teams: readonly OrgId[], now: number) =>
  booked(
    db,
    and(
      startsBetween(now - lookBack, now + days(84)),
      ofTeams(teams),
      sql`${people.withdrawnAt} IS NOT NULL AND ${isHeld} AND ${knownStart} > ${now}`,
      or(inArray(bookings.status, ['booked', 'confirmed']), and(eq(bookings.status, 'cancelled'), eq(bookings.cancelledBy, 'organiser'))),
      sql`EXISTS (SELECT 1 FROM audit_entries AS news WHERE news.subject_id IN (${sessions.id}, ${bookings.id})
        AND (news.action = 'session.move' OR news.to_state = 'cancelled') AND ${untold('news')})`,
    ),
    sql`${sessions.startsAt} ASC, ${bookings.id} ASC`,
  )

export const waitingNow = (db: Db, teams: readonly OrgId[], now: number) =>
  booked(
    db,
    and(sql`${sessions.waiting} > 0`, gte(sessions.startsAt, now), eq(bookings.status, 'waitlisted'), ofTeams(teams), isRung),
    sql`${sessions.startsAt} ASC, ${bookings.id} ASC`,
  )

export const answersSince = (db: Db, teams: readonly OrgId[], now: number) =>
  db
    .select({
      ...shown,
      went: responses.went,
      again: responses.again,
      note: responses.note,
      answeredAt: responses.answeredAt,
    })
    .from(responses)
    .innerJoin(bookings, eq(bookings.id, responses.bookingId))
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .innerJoin(people, eq(people.id, bookings.personId))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(
      and(
        inArray(responses.teamId, [...teams]),
        gte(responses.answeredAt, now - lookBack),
        isRung,
        or(ne(responses.went, 'yes'), eq(responses.again, 'no'), isNotNull(responses.note)),
      ),
    )
    .orderBy(desc(responses.answeredAt))
    .limit(most)

/** Questions that no email carried to somebody, asked in the last three weeks: for a link worker to go through with them. */
export const questionsToAsk = (db: Db, teams: readonly OrgId[], now: number) =>
  db
    .select({
      questionnaireId: questionnaires.id,
      personId: people.id,
      name: people.name,
      preferredName: people.preferredName,
      phone: people.phone,
      carer: people.carer,
      reachBy: people.reachBy,
      wave: questionnaires.wave,
      askedAt: sql<number>`${questionnaires.askedAt}`.as('asked_at'),
    })
    .from(questionnaires)
    .innerJoin(people, eq(people.id, questionnaires.personId))
    .where(
      and(
        sql`${questionnaires.teamId} IN (SELECT value FROM json_each(${JSON.stringify(teams)}))`,
        // What was asked so lately was due not long before.
        gte(questionnaires.dueAt, now - days(63)),
        eq(questionnaires.status, 'asked'),
        gte(questionnaires.askedAt, now - days(21)),
        sql`${people.withdrawnAt} IS NULL AND ${people.erasedAt} IS NULL AND (${people.reachBy} = 'phone' OR EXISTS (
          SELECT 1 FROM messages AS m WHERE m.subject_id = ${questionnaires.id} AND m.recipient_id = ${people.id}
            AND (m.status IN ('bounced', 'complained', 'failed')
              OR (m.status = 'suppressed' AND m.outcome IN ('no_address', 'address_suppressed')))))`,
      ),
    )
    .orderBy(sql`${questionnaires.askedAt} ASC, ${questionnaires.id} ASC`)
    .limit(most)

/** The booking of an own team that somebody rang about. */
export const bookingOfTeam = (db: Db, teams: readonly OrgId[], bookingId: string) =>
  db
    .select({ id: bookings.id, personId: bookings.personId, teamId: bookings.teamId })
    .from(bookings)
    .where(and(eq(bookings.id, bookingId), inArray(bookings.teamId, [...teams])))

export const rungEntries = (db: Db, bookingId: string, why: string) =>
  db
    .select({ id: auditEntries.id })
    .from(auditEntries)
    .where(and(eq(auditEntries.subjectId, bookingId), eq(auditEntries.action, 'booking.rung'), eq(auditEntries.why, why)))
    .limit(1)

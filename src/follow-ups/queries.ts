// Each list starts from an index of what is open now: next steps that are due, sessions and answers of the last weeks, referrals that
// are being supported. None of them grows with history.

import { and, asc, eq, gte, inArray, isNotNull, isNull, lt, lte, type SQL, sql } from 'drizzle-orm'
import type { OrgId } from '../access/actor.ts'
import type { Db, Statement } from '../db/connect.ts'
import { bookings } from '../db/schema/bookings.ts'
import { groups } from '../db/schema/groups.ts'
import { conversations, followUpPauses } from '../db/schema/listening.ts'
import { people } from '../db/schema/people.ts'
import { sessions } from '../db/schema/sessions.ts'
import { responses } from '../db/schema/surveys.ts'
import type { Day } from '../lib/time.ts'
import { isHeld } from '../people/queries.ts'
import { lookBack } from './rules.ts'

export const mostOfEach = 50

/** Whose people: own teams, or only those that one link worker looks after. */
export type Whose = { teams: readonly OrgId[]; linkWorkerId: string | undefined }

/** The plus sign keeps SQLite from walking everybody whom the team ever had. */
const theirs = ({ teams, linkWorkerId }: Whose) =>
  and(
    sql`+${people.teamId} IN (SELECT value FROM json_each(${JSON.stringify(teams)}))`,
    linkWorkerId === undefined ? undefined : sql`+${people.linkWorkerId} = ${linkWorkerId}`,
    isHeld,
    isNull(people.withdrawnAt),
  )

// Columns are written out where a statement reads from one table: the query builder leaves the table's name away there.
const person = {
  personId: people.id,
  name: people.name,
  preferredName: people.preferredName,
  phone: people.phone,
  carer: people.carer,
  reachBy: people.reachBy,
  /** When somebody last spoke with them. */
  lastContactAt: sql<number | null>`(
    SELECT max(had.happened_at) FROM conversations AS had WHERE had.person_id = people.id AND had.was_reached
  )`.as('last_contact_at'),
}

const spokenSince = (at: SQL) =>
  sql`EXISTS (SELECT 1 FROM conversations AS spoken WHERE spoken.person_id = people.id AND spoken.happened_at > ${at} AND spoken.was_reached)`
const isAway = (about: SQL, today: Day) =>
  sql`EXISTS (SELECT 1 FROM follow_up_pauses AS away WHERE away.person_id = people.id AND away.about = ${about} AND away.until_on > ${today})`
const wasRung = (why: string) =>
  sql`EXISTS (SELECT 1 FROM audit_entries AS rung WHERE rung.subject_id = ${bookings.id} AND rung.action = 'booking.rung' AND rung.why = ${why})`

const isDue = (whose: Whose, today: Day) =>
  and(
    inArray(conversations.teamId, [...whose.teams]),
    isNull(conversations.nextStepDoneAt),
    isNotNull(conversations.nextStepOn),
    lte(conversations.nextStepOn, today),
    theirs(whose),
  )

/** Next steps whose day has come, the longest overdue first. */
export const stepsDue = (db: Db, whose: Whose, today: Day) =>
  db
    .select({ ...person, conversationId: conversations.id, nextStep: conversations.nextStep, dueOn: conversations.nextStepOn })
    .from(conversations)
    .innerJoin(people, eq(people.id, conversations.personId))
    .where(isDue(whose, today))
    .orderBy(asc(conversations.nextStepOn), asc(conversations.id))
    .limit(mostOfEach)

export const countDue = (db: Db, whose: Whose, today: Day) =>
  db
    .select({ due: sql<number>`count(*)`.as('due'), overdue: sql<number>`coalesce(sum(next_step_on < ${today}), 0)`.as('overdue') })
    .from(conversations)
    .innerJoin(people, eq(people.id, conversations.personId))
    .where(isDue(whose, today))

const ofBooking = {
  bookingId: bookings.id,
  groupName: groups.name,
  startsAt: sessions.startsAt,
  missedCause: bookings.missedCause,
  isFirstVisit: bookings.isFirstVisit,
}

/** Who did not come in the last weeks and was not spoken with since, the latest first. */
export const missedLately = (db: Db, whose: Whose, now: number, today: Day) =>
  db
    .select({ ...person, ...ofBooking })
    .from(sessions)
    .innerJoin(bookings, eq(bookings.sessionId, sessions.id))
    .innerJoin(people, eq(people.id, bookings.personId))
    .innerJoin(groups, eq(groups.id, bookings.groupId))
    .where(
      and(
        inArray(sessions.status, ['scheduled', 'cancelled', 'held']),
        gte(sessions.startsAt, now - lookBack),
        lt(sessions.startsAt, now),
        eq(bookings.status, 'missed'),
        theirs(whose),
        sql`NOT ${wasRung('missed')}`,
        sql`NOT ${spokenSince(sql`${sessions.startsAt}`)}`,
        sql`NOT ${isAway(sql`'missed:' || ${bookings.id}`, today)}`,
      ),
    )
    .orderBy(sql`${sessions.startsAt} DESC, ${bookings.id} DESC`)
    .limit(mostOfEach)

/** Who answered lately that they would not go again, and was not spoken with since. */
export const notAgainLately = (db: Db, whose: Whose, now: number, today: Day) =>
  db
    .select({ ...person, ...ofBooking, answeredAt: responses.answeredAt, note: responses.note })
    .from(responses)
    .innerJoin(bookings, eq(bookings.id, responses.bookingId))
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .innerJoin(people, eq(people.id, bookings.personId))
    .innerJoin(groups, eq(groups.id, bookings.groupId))
    .where(
      and(
        inArray(responses.teamId, [...whose.teams]),
        gte(responses.answeredAt, now - lookBack),
        eq(responses.again, 'no'),
        theirs(whose),
        sql`NOT ${wasRung('said')}`,
        sql`NOT ${spokenSince(sql`${responses.answeredAt}`)}`,
        sql`NOT ${isAway(sql`'not_again:' || ${bookings.id}`, today)}`,
      ),
    )
    .orderBy(sql`${responses.answeredAt} DESC, ${bookings.id} DESC`)
    .limit(mostOfEach)

/**
 * Who is being supported, and neither spoke with anybody, nor was booked, nor came, nor is expected since that instant; a next step
 * that is planned is no silence. Starts from the open referrals of the team, each person being looked up by a few index probes.
 */
const isQuiet = (whose: Whose, since: number, today: Day) =>
  and(
    sql`people.id IN (
      SELECT person_id FROM referrals WHERE team_id IN (SELECT value FROM json_each(${JSON.stringify(whose.teams)}))
      AND status IN ('contacted', 'supporting') AND coalesce(contacted_at, received_at) < ${since}
    )`,
    theirs(whose),
    sql`NOT ${spokenSince(sql`${since}`)}`,
    sql`NOT EXISTS (SELECT 1 FROM bookings AS made WHERE made.person_id = people.id AND made.created_at > ${since})`,
    sql`NOT EXISTS (
      SELECT 1 FROM bookings AS held JOIN sessions AS around ON around.id = held.session_id
      WHERE held.person_id = people.id AND around.starts_at > ${since}
      AND held.status IN ('waitlisted', 'offered', 'booked', 'confirmed', 'attended')
    )`,
    sql`NOT EXISTS (
      SELECT 1 FROM conversations AS planned WHERE planned.person_id = people.id
      AND planned.next_step_on IS NOT NULL AND planned.next_step_done_at IS NULL
    )`,
    sql`NOT ${isAway(sql`'quiet'`, today)}`,
  )

/** The last sign of life: a conversation, or a session that they came to; being added, when there was none. */
const lastSignAt = sql<number>`max(
  people.created_at,
  coalesce((SELECT max(said.happened_at) FROM conversations AS said WHERE said.person_id = people.id AND said.was_reached), 0),
  coalesce((
    SELECT max(been.starts_at) FROM bookings AS came JOIN sessions AS been ON been.id = came.session_id
    WHERE came.person_id = people.id AND came.status = 'attended'
  ), 0)
)`

/** Who has gone quiet, the longest silent first. */
export const goneQuiet = (db: Db, whose: Whose, since: number, today: Day) =>
  db
    .select({ ...person, lastSignAt: lastSignAt.as('last_sign_at') })
    .from(people)
    .where(isQuiet(whose, since, today))
    .orderBy(sql`last_sign_at ASC, people.id ASC`)
    .limit(mostOfEach)

export const countQuiet = (db: Db, whose: Whose, since: number, today: Day) =>
  db
    .select({ quiet: sql<number>`count(*)`.as('quiet') })
    .from(people)
    .where(isQuiet(whose, since, today))

/** Keeps a person off the list for one reason until a day; a later word replaces an earlier one. */
export const putAway = (db: Db, row: typeof followUpPauses.$inferInsert): Statement =>
  db
    .insert(followUpPauses)
    .values(row)
    .onConflictDoUpdate({ target: [followUpPauses.personId, followUpPauses.about], set: { untilOn: row.untilOn } })

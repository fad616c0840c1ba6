// Every row about one person. The scope is the person's own row, read in the same batch: without it nothing else is shown.

import { asc, desc, eq, getTableColumns, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.ts'
import { auditEntries } from '../../db/schema/audit.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { buddies, visits } from '../../db/schema/buddies.ts'
import { groups, venues } from '../../db/schema/groups.ts'
import { conversations, followUpPauses, goalRatings, goals, needs, profiles } from '../../db/schema/listening.ts'
import { messages } from '../../db/schema/messages.ts'
import { organisations, users } from '../../db/schema/organisations.ts'
import { outcomes, questionnaires } from '../../db/schema/outcomes.ts'
import { referralNews, referrals } from '../../db/schema/referrals.ts'
import { callTries, replies } from '../../db/schema/replies.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { responses } from '../../db/schema/surveys.ts'

export const everythingAbout = (db: Db, personId: string) =>
  [
    db.select().from(referrals).where(eq(referrals.personId, personId)).orderBy(asc(referrals.receivedAt)),
    db
      .select(getTableColumns(referralNews))
      .from(referrals)
      .innerJoin(referralNews, eq(referralNews.referralId, referrals.id))
      .where(eq(referrals.personId, personId))
      .orderBy(asc(referralNews.at)),
    db.select().from(conversations).where(eq(conversations.personId, personId)).orderBy(asc(conversations.happenedAt)),
    db.select().from(profiles).where(eq(profiles.personId, personId)),
    db.select().from(needs).where(eq(needs.personId, personId)).orderBy(asc(needs.since)),
    db.select().from(goals).where(eq(goals.personId, personId)).orderBy(asc(goals.createdAt)),
    db
      .select(getTableColumns(goalRatings))
      .from(goals)
      .innerJoin(goalRatings, eq(goalRatings.goalId, goals.id))
      .where(eq(goals.personId, personId))
      .orderBy(asc(goalRatings.ratedOn)),
    db.select().from(questionnaires).where(eq(questionnaires.personId, personId)).orderBy(asc(questionnaires.dueAt)),
    db.select().from(outcomes).where(eq(outcomes.personId, personId)).orderBy(asc(outcomes.answeredAt)),
    db
      .select({
        ...getTableColumns(bookings),
        groupName: groups.name,
        venueName: venues.name,
        startsAt: sessions.startsAt,
        endsAt: sessions.endsAt,
      })
      .from(bookings)
      .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
      .innerJoin(groups, eq(groups.id, sessions.groupId))
      .innerJoin(venues, eq(venues.id, sessions.venueId))
      .where(eq(bookings.personId, personId))
      .orderBy(asc(sessions.startsAt)),
    db
      .select({ ...getTableColumns(visits), buddyName: buddies.name })
      .from(bookings)
      .innerJoin(visits, sql`${visits.sessionId} = ${bookings.sessionId} AND ${visits.bookingId} = ${bookings.id}`)
      .leftJoin(buddies, eq(buddies.id, visits.buddyId))
      .where(eq(bookings.personId, personId))
      .orderBy(asc(visits.startsAt)),
    db
      .select(getTableColumns(responses))
      .from(bookings)
      .innerJoin(responses, eq(responses.bookingId, bookings.id))
      .where(eq(bookings.personId, personId))
      .orderBy(asc(responses.answeredAt)),
    db
      .select()
      .from(messages)
      .where(
        sql`${messages.recipientKind} IN ('person', 'referrer')
          AND ${messages.recipientId} IN (SELECT ${personId} UNION ALL SELECT id FROM referrals WHERE person_id = ${personId})`,
      )
      .orderBy(asc(messages.id)),
    db
      .select()
      .from(auditEntries)
      .where(sql`${auditEntries.personId} IN (${everyId(personId)}) AND ${auditEntries.action} <> 'person.read'`)
      .orderBy(asc(auditEntries.id)),
    db
      .select(getTableColumns(replies))
      .from(messages)
      .innerJoin(replies, eq(replies.messageId, messages.id))
      .where(toPerson(personId))
      .orderBy(asc(replies.at)),
    db
      .select(getTableColumns(callTries))
      .from(messages)
      .innerJoin(callTries, eq(callTries.messageId, messages.id))
      .where(toPerson(personId))
      .orderBy(asc(callTries.at)),
    db.select().from(followUpPauses).where(eq(followUpPauses.personId, personId)).orderBy(asc(followUpPauses.untilOn)),
    readsOf(db, personId),
    namesIn(db, personId),
    teamOf(db, personId),
  ] as const

/** The log cannot be written anew, so what was done under a record that was merged into this one stands under that record's id. */
const everyId = (personId: string) => sql`SELECT ${personId} UNION ALL SELECT id FROM people WHERE merged_into = ${personId}`

const toPerson = (personId: string) => sql`${messages.recipientId} = ${personId} AND ${messages.recipientKind} = 'person'`

/** Who looked at the person's record, where, how often, and when first and last: one line for each, however often it was. */
const readsOf = (db: Db, personId: string) =>
  db
    .select({
      actorKind: auditEntries.actorKind,
      actorId: auditEntries.actorId,
      why: auditEntries.why,
      times: sql<number>`count(*)`.as('times'),
      firstAt: sql<number>`min(${auditEntries.at})`.as('first_at'),
      lastAt: sql<number>`max(${auditEntries.at})`.as('last_at'),
    })
    .from(auditEntries)
    .where(sql`${auditEntries.personId} IN (${everyId(personId)}) AND ${auditEntries.action} = 'person.read'`)
    .groupBy(auditEntries.actorKind, auditEntries.actorId, auditEntries.why)
    .orderBy(desc(sql`last_at`))

/** The names of staff who appear anywhere in the file. */
const namesIn = (db: Db, personId: string) =>
  db
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(
      // One condition for each, because D1 takes no more than five parts of a UNION.
      sql`${users.id} IN (SELECT actor_id FROM audit_entries WHERE person_id IN (${everyId(personId)}) AND actor_kind = 'user')
        OR ${users.id} IN (SELECT link_worker_id FROM people WHERE id = ${personId})
        OR ${users.id} IN (SELECT consent_by FROM people WHERE id = ${personId})
        OR ${users.id} IN (SELECT written_by FROM conversations WHERE person_id = ${personId})
        OR ${users.id} IN (SELECT assigned_to FROM referrals WHERE person_id = ${personId})
        OR ${users.id} IN (SELECT booked_by FROM bookings WHERE person_id = ${personId})`,
    )

const teamOf = (db: Db, personId: string) =>
  db
    .select({ name: organisations.name, email: organisations.contactEmail, phone: organisations.contactPhone })
    .from(organisations)
    .where(sql`${organisations.id} = (SELECT team_id FROM people WHERE id = ${personId})`)

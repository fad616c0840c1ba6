// What each area knows of one person, each its newest entries after the same point. A person's own rows are few; where they might
// not be (notes, messages), the index gives the newest first.

import { and, desc, eq, inArray, isNotNull, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { buddies, visits } from '../../db/schema/buddies.ts'
import { groups } from '../../db/schema/groups.ts'
import { conversations } from '../../db/schema/listening.ts'
import { messages } from '../../db/schema/messages.ts'
import { users } from '../../db/schema/organisations.ts'
import { questionnaires } from '../../db/schema/outcomes.ts'
import { type ReplyHow, replies } from '../../db/schema/replies.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { responses } from '../../db/schema/surveys.ts'
import { type After, pageSize } from './rules.ts'

const perSource = pageSize + 1

const before = (at: SQL, key: SQL, after: After | undefined) => (after ? sql`(${at}, ${key}) < (${after.at}, ${after.key})` : undefined)

export function notesBefore(db: Db, personId: string, after: After | undefined) {
  const [at, key] = [sql<number>`${conversations.happenedAt}`, sql<string>`'note:' || ${conversations.id}`]
  return db
    .select({ at: at.as('entry_at'), key: key.as('entry_key'), note: conversations, writer: users.name })
    .from(conversations)
    .leftJoin(users, eq(users.id, conversations.writtenBy))
    .where(
      // The bound on the bare column is what lets the index begin at the right place.
      and(
        eq(conversations.personId, personId),
        after ? sql`${conversations.happenedAt} <= ${after.at}` : undefined,
        before(at, key, after),
      ),
    )
    .orderBy(desc(conversations.happenedAt), desc(conversations.id))
    .limit(perSource)
}

const ofBooking = {
  bookingId: bookings.id,
  status: bookings.status,
  cancelledBy: bookings.cancelledBy,
  missedCause: bookings.missedCause,
  groupName: groups.name,
  startsAt: sessions.startsAt,
}

export function bookedBefore(db: Db, personId: string, after: After | undefined) {
  const [at, key] = [sql<number>`${bookings.createdAt}`, sql<string>`'booked:' || ${bookings.id}`]
  return db
    .select({ at: at.as('entry_at'), key: key.as('entry_key'), ...ofBooking })
    .from(bookings)
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .innerJoin(groups, eq(groups.id, bookings.groupId))
    .where(and(eq(bookings.personId, personId), before(at, key, after)))
    .orderBy(desc(bookings.createdAt), desc(bookings.id))
    .limit(perSource)
}

export function attendedBefore(db: Db, personId: string, after: After | undefined) {
  const [at, key] = [sql<number>`${sessions.startsAt}`, sql<string>`'session:' || ${bookings.id}`]
  return db
    .select({ at: at.as('entry_at'), key: key.as('entry_key'), ...ofBooking })
    .from(bookings)
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .innerJoin(groups, eq(groups.id, bookings.groupId))
    .where(and(eq(bookings.personId, personId), inArray(bookings.status, ['attended', 'missed']), before(at, key, after)))
    .orderBy(desc(sessions.startsAt), desc(bookings.id))
    .limit(perSource)
}

export function visitsBefore(db: Db, personId: string, after: After | undefined) {
  const [at, key] = [sql<number>`${visits.startsAt}`, sql<string>`'visit:' || ${visits.id}`]
  return db
    .select({
      at: at.as('entry_at'),
      key: key.as('entry_key'),
      id: visits.id,
      status: visits.status,
      report: visits.report,
      reportNote: visits.reportNote,
      buddyName: buddies.name,
      groupName: groups.name,
      bookingId: bookings.id,
    })
    .from(bookings)
    .innerJoin(visits, and(eq(visits.sessionId, bookings.sessionId), eq(visits.bookingId, bookings.id)))
    .innerJoin(groups, eq(groups.id, bookings.groupId))
    .leftJoin(buddies, eq(buddies.id, visits.buddyId))
    .where(and(eq(bookings.personId, personId), inArray(visits.status, ['accompanied', 'missed']), before(at, key, after)))
    .orderBy(desc(visits.startsAt), desc(visits.id))
    .limit(perSource)
}

export function sentBefore(db: Db, personId: string, after: After | undefined) {
  const [at, key] = [sql<number>`coalesce(${messages.sentAt}, ${messages.dueAt})`, sql<string>`'message:' || ${messages.id}`]
  return db
    .select({
      at: at.as('entry_at'),
      key: key.as('entry_key'),
      messageKind: messages.kind,
      status: messages.status,
      outcome: messages.outcome,
      /** What it was about; null for what is about no session. */
      groupName: sql<string | null>`${groups.name}`.as('about_group'),
      startsAt: sql<number | null>`${sessions.startsAt}`.as('about_start'),
      replyHow: sql<ReplyHow | null>`${replies.how}`.as('reply_how'),
      repliedAt: sql<number | null>`${replies.at}`.as('replied_at'),
      /** Who rang; null when they replied by themselves. */
      rungBy: sql<string | null>`${users.name}`.as('rung_by'),
      repliedBy: sql<string | null>`${replies.actorKind}`.as('replied_by'),
      tries: sql<number>`(SELECT count(*) FROM call_tries AS t WHERE t.message_id = ${messages.id})`.as('tries'),
    })
    .from(messages)
    .leftJoin(replies, eq(replies.messageId, messages.id))
    .leftJoin(users, and(eq(users.id, replies.actorId), eq(replies.actorKind, 'user')))
    .leftJoin(
      bookings,
      sql`${bookings.id} = coalesce((SELECT v.booking_id FROM visits AS v WHERE v.id = ${messages.subjectId}), ${messages.subjectId})`,
    )
    .leftJoin(sessions, eq(sessions.id, bookings.sessionId))
    .leftJoin(groups, eq(groups.id, bookings.groupId))
    .where(and(eq(messages.recipientId, personId), eq(messages.recipientKind, 'person'), before(at, key, after)))
    .orderBy(sql`entry_at DESC, entry_key DESC`)
    .limit(perSource)
}

export function answersBefore(db: Db, personId: string, after: After | undefined) {
  const [at, key] = [sql<number>`${responses.answeredAt}`, sql<string>`'answer:' || ${responses.bookingId}`]
  return db
    .select({
      at: at.as('entry_at'),
      key: key.as('entry_key'),
      bookingId: responses.bookingId,
      went: responses.went,
      rating: responses.rating,
      again: responses.again,
      note: responses.note,
      answeredBy: responses.answeredBy,
      groupName: groups.name,
    })
    .from(bookings)
    .innerJoin(responses, eq(responses.bookingId, bookings.id))
    .innerJoin(groups, eq(groups.id, bookings.groupId))
    .where(and(eq(bookings.personId, personId), before(at, key, after)))
    .orderBy(desc(responses.answeredAt), desc(responses.bookingId))
    .limit(perSource)
}

export function wavesBefore(db: Db, personId: string, after: After | undefined) {
  const [at, key] = [sql<number>`${questionnaires.answeredAt}`, sql<string>`'wave:' || ${questionnaires.id}`]
  return db
    .select({ at: at.as('entry_at'), key: key.as('entry_key'), wave: questionnaires.wave, answeredBy: questionnaires.answeredBy })
    .from(questionnaires)
    .where(and(eq(questionnaires.personId, personId), isNotNull(questionnaires.answeredAt), before(at, key, after)))
    .orderBy(desc(questionnaires.answeredAt), desc(questionnaires.id))
    .limit(perSource)
}

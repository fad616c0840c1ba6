// What came back on a message: the person pressed "I have seen this" or answered, or a colleague rang and wrote down what they said.

import { eq, type SQL, sql } from 'drizzle-orm'
import type { Actor, OrgId } from '../../access/actor.ts'
import type { Ctx } from '../../ctx.ts'
import type { Statement } from '../../db/connect.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { messages } from '../../db/schema/messages.ts'
import { people } from '../../db/schema/people.ts'
import { type ReplyHow, replies } from '../../db/schema/replies.ts'

/** The call that an answer came by; `taken` is the refusal when somebody else had written down an answer before. */
export type Call<R extends string = string> = { messageId: number; taken: R }

type Reply = {
  booking: { id: string; sessionId: string; personId: string }
  how: ReplyHow
  call?: Call | undefined
  /** Not these kinds: what they ask for was not answered. */
  butNot?: readonly string[]
}

/** That a session is off or has moved: whoever was not told of that has not heard of it, whatever else they were asked. */
export const newsKinds = ['booking.changed', 'booking.cancelled'] as const
const news = sql`(SELECT value FROM json_each(${JSON.stringify(newsKinds)}))`

/**
 * An answer is one to everything that was written about the booking so far, and goes into the batch that carries it out. That of a
 * call is none to news that came after what was spoken of, and is refused by `replied` when the message has an answer already: of two
 * colleagues who rang, one was faster.
 */
export function replied(ctx: Ctx, actor: Actor, { booking, how, call, butNot = [] }: Reply): Statement[] {
  const row = (where: SQL) => sql`
    SELECT m.id, ${how}, ${actor.kind}, ${actor.id}, CAST(${ctx.now} AS INTEGER) FROM messages AS m
    WHERE m.recipient_kind = 'person' AND m.recipient_id = ${booking.personId} AND ${where}`
  const into = sql`INSERT INTO replies (message_id, how, actor_kind, actor_id, at)`
  return [
    ...(call ? [ctx.db.run(sql`${into} ${row(sql`m.id = ${call.messageId}`)}`)] : []),
    ctx.db.run(sql`
      ${into} ${row(sql`m.subject_id IN (${writtenAbout(sql`${booking.id}`, sql`${booking.sessionId}`)})
        AND m.kind NOT IN (SELECT value FROM json_each(${JSON.stringify(butNot)}))
        ${call ? sql`AND (m.id <= ${call.messageId} OR m.kind NOT IN ${news})` : sql``}`)} ON CONFLICT DO NOTHING`),
  ]
}

/** Selects what messages about a booking have as their subject: itself, its visits, and the date with which it was called off. */
export const writtenAbout = (bookingId: SQL, sessionId: SQL): SQL =>
  sql`SELECT ${bookingId} UNION ALL SELECT v.id FROM visits AS v WHERE v.session_id = ${sessionId} AND v.booking_id = ${bookingId}
    UNION ALL ${leadOf(bookingId)}`

/** Selects the booking whose message tells that this one is off too, where they were called off together. */
export const leadOf = (bookingId: SQL): SQL => sql`
  SELECT lead.id FROM bookings AS its CROSS JOIN bookings AS lead ON ${isToldWith(sql`its`, sql`lead`)} WHERE its.id = ${bookingId}`

type Concerned = 'bookings' | 'visits'
const changed = { bookings: sql.raw(`'booking.changed'`), visits: sql.raw(`'visit.changed'`) }
const cancelled = { bookings: sql.raw(`'booking.cancelled'`), visits: sql.raw(`'visit.cancelled'`) }

const moves = (
  m: SQL,
  table: Concerned,
) => sql`${sql.identifier(table)} AS its JOIN audit_entries AS moved ON moved.subject_id = its.session_id
  WHERE its.id = ${m}.subject_id AND moved.action = 'session.move' AND moved.why IS NOT NULL`
/** Of the audit entry `moved`. */
export const startBefore = sql`1000 * CAST(strftime('%s', substr(moved.why, 1, 16)) AS INTEGER)`

/** The start of a session before the change that was made at the very instant of the message `m`; null when none was. */
export const movedAtOnce = (m: SQL, table: Concerned): SQL<number | null> => sql<number | null>`(
  SELECT ${startBefore} FROM ${moves(m, table)} AND moved.at = ${m}.created_at LIMIT 1)`

/**
 * The earliest start that the recipient of the message `m`, news of a change or that it is off, may still have in mind: of this move
 * and of those before it that they were told of and never said they had heard. Null when there is none, and for anything else.
 */
export const movedFrom = (m: SQL, table: Concerned = 'bookings'): SQL<number | null> => sql<number | null>`CASE
  WHEN ${m}.kind = ${cancelled[table]} OR ${m}.kind = ${changed[table]} AND ${movedAtOnce(m, table)} IS NOT NULL THEN (
    SELECT min(${startBefore}) FROM ${moves(m, table)} AND (moved.at = ${m}.created_at OR EXISTS (
      SELECT 1 FROM messages AS told WHERE told.subject_id = ${m}.subject_id AND told.recipient_id = ${m}.recipient_id
        AND told.kind = ${changed[table]} AND told.created_at = moved.at AND told.id <= ${m}.id
        AND NOT EXISTS (SELECT 1 FROM replies AS heard WHERE heard.message_id = told.id)))) END`

/** Whether the person of a cancelled booking is booked into its session again: then nobody should be told not to come. */
export const isBack = (booking: SQL): SQL => sql`EXISTS (SELECT 1 FROM bookings AS again
  WHERE again.session_id = ${booking}.session_id AND again.person_id = ${booking}.person_id AND again.status NOT IN ('cancelled', 'expired'))`

/** Whether the booking `other` was called off in the message about the booking `lead`: of one routine, by the same act, without its own. */
export const isToldWith = (
  other: SQL,
  lead: SQL,
): SQL => sql`${other}.person_id = ${lead}.person_id AND ${other}.routine_id = ${lead}.routine_id
  AND ${other}.id <> ${lead}.id AND ${other}.status = 'cancelled' AND NOT ${isBack(other)}
  AND NOT EXISTS (SELECT 1 FROM messages AS own WHERE own.subject_id = ${other}.id AND own.kind = 'booking.cancelled')
  AND EXISTS (SELECT 1 FROM audit_entries AS act CROSS JOIN audit_entries AS same ON same.subject_id = ${lead}.id
      AND same.to_state = 'cancelled' AND same.at = act.at AND same.request_id IS act.request_id
    WHERE act.subject_id = ${other}.id AND act.to_state = 'cancelled')`

/** Whether the session of a booking has moved, and the person has not said that they know: they may have the hour before in mind. */
export const hasUnheardMove = (booking: SQL): SQL => sql`EXISTS (SELECT 1 FROM messages AS m
  WHERE m.subject_id = ${booking}.id AND m.kind = 'booking.changed' AND ${movedAtOnce(sql`m`, 'bookings')} IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM replies AS r WHERE r.message_id = m.id))`

/**
 * The booking that a message to a person speaks of. Where the date that several were booked with fell away, as in its email, that is the
 * next one of the routine that stands as it did; where several were called off and the first is over, or booked again, the next of them.
 */
export const bookingSpokenOf = (now: number): SQL<string> => sql<string>`CASE
  WHEN ${messages.kind} LIKE 'visit.%' THEN (SELECT booking_id FROM visits WHERE visits.id = ${messages.subjectId})
  WHEN ${messages.kind} = 'booking.confirm_request' THEN ${standing('booked')}
  WHEN ${messages.kind} = 'booking.waitlisted' THEN ${standing('waitlisted')}
  WHEN ${messages.kind} = 'booking.cancelled' THEN coalesce((SELECT next.id FROM bookings AS gone
      CROSS JOIN sessions AS its ON its.id = gone.session_id
      CROSS JOIN bookings AS next ON ${isToldWith(sql`next`, sql`gone`)}
      CROSS JOIN sessions AS date ON date.id = next.session_id AND date.starts_at > ${now}
    WHERE gone.id = ${messages.subjectId} AND (its.starts_at <= ${now} OR ${isBack(sql`gone`)})
    ORDER BY date.starts_at LIMIT 1), ${messages.subjectId})
  ELSE ${messages.subjectId} END`

function standing(status: 'booked' | 'waitlisted'): SQL {
  return sql`coalesce((SELECT next.id FROM bookings AS gone
      CROSS JOIN bookings AS next ON next.person_id = gone.person_id AND next.routine_id = gone.routine_id AND next.status = ${status}
      CROSS JOIN sessions AS date ON date.id = next.session_id AND date.status = 'scheduled'
    WHERE gone.id = ${messages.subjectId} AND gone.status NOT IN (${status}, 'confirmed') ORDER BY date.starts_at LIMIT 1), ${messages.subjectId})`
}

/** The message that somebody of these teams is rung about, and the booking that it speaks of. */
export const messageToRing = ({ db, now }: Pick<Ctx, 'db' | 'now'>, teams: readonly OrgId[], messageId: number) =>
  db
    .select({
      messageId: messages.id,
      kind: messages.kind,
      personId: people.id,
      teamId: people.teamId,
      bookingId: sql<string>`${bookings.id}`.as('booking_id'),
      sessionId: bookings.sessionId,
      places: bookings.places,
      buddyWish: bookings.buddyWish,
      repliedAt: sql<number | null>`${replies.at}`.as('replied_at'),
      /** 1 when the session has changed after that message. */
      isChangedSince: sql<0 | 1>`EXISTS (SELECT 1 FROM messages AS later WHERE later.recipient_id = ${messages.recipientId}
        AND later.subject_id = ${bookings.id} AND later.kind = 'booking.changed' AND later.id > ${messages.id})`.as('is_changed_since'),
    })
    .from(messages)
    .innerJoin(people, eq(people.id, messages.recipientId))
    .innerJoin(bookings, eq(bookings.id, bookingSpokenOf(now)))
    .leftJoin(replies, eq(replies.messageId, messages.id))
    .where(
      sql`${messages.id} = ${messageId} AND ${messages.recipientKind} = 'person'
        AND ${people.teamId} IN (SELECT value FROM json_each(${JSON.stringify(teams)}))
        AND ${people.erasedAt} IS NULL AND ${people.mergedInto} IS NULL AND ${people.withdrawnAt} IS NULL`,
    )

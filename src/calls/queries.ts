// The messages that somebody should say by voice, from the indexes of what matters now: those that reached nobody, those that wait
// or are held up, and news of which nobody said that they had seen it. None of them grows with history.

import { eq, sql } from 'drizzle-orm'
import type { OrgId } from '../access/actor.ts'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { bookings } from '../db/schema/bookings.ts'
import { messages } from '../db/schema/messages.ts'
import { people } from '../db/schema/people.ts'
import { callTries } from '../db/schema/replies.ts'
import { sessions } from '../db/schema/sessions.ts'
import { insteadOf } from '../letters/instead/queries.ts'
import { days, hours } from '../lib/time.ts'
import { bookingSpokenOf, isToldWith, movedFrom } from '../messages/replies/queries.ts'
import { knownBefore } from '../messages/replies/rules.ts'
import { isHeld, unmailed } from '../messages/voice/queries.ts'
import { lateAfter } from '../messages/voice/rules.ts'
import { nearUntil } from './rules.ts'

/** More than a team can ring in a day. */
export const most = 300

/** Where there is no provider nothing is swept up: what has waited longer than anybody books ahead is no news any more. */
const backlog = days(60)

const ofKinds = sql.raw(`(m.kind LIKE 'booking.%' OR m.kind LIKE 'visit.%') AND m.kind <> 'booking.link'`)

const reachedNobody = (now: number) => sql`
  SELECT m.id, m.recipient_id FROM messages AS m
  WHERE m.recipient_kind = 'person' AND m.status IN ('suppressed', 'bounced', 'complained', 'failed', 'cancelled')
    AND m.useful_until > ${now} AND ${ofKinds}`

const isOverdue = (now: number) => sql`m.due_at <= ${now - lateAfter}`
const isWaiting = (now: number) => sql`m.status = 'planned' AND m.due_at > ${now - backlog} AND m.useful_until > ${now} AND ${ofKinds}`

/** What is still not handed over though it was due a while ago. */
export const overdue = (now: number) => sql`
  SELECT m.id, m.recipient_id FROM messages AS m WHERE ${isWaiting(now)} AND ${isOverdue(now)}`

/** What is in a batch that waits for a person, or that has been on its way for a while. */
const heldUp = (now: number) => sql`
  SELECT m.id, m.recipient_id FROM send_batches AS b CROSS JOIN messages AS m ON m.batch_id = b.id AND m.status = 'sending'
  WHERE b.status = 'held' AND m.useful_until > ${now} AND ${ofKinds}
  UNION ALL
  SELECT m.id, m.recipient_id FROM send_batches AS b CROSS JOIN messages AS m ON m.batch_id = b.id AND m.status = 'sending'
  WHERE b.status IN ('claimed', 'frozen') AND ${isOverdue(now)} AND m.useful_until > ${now} AND ${ofKinds}`

/** What a mailbox does not take yet: the provider goes on trying for days. */
const delayed = (now: number) => sql`
  SELECT m.id, m.recipient_id FROM messages AS m
  WHERE m.status = 'sent' AND m.outcome = 'delayed' AND m.useful_until > ${now} AND ${ofKinds}`

/** What is on its way and comes no further. A statement of its own, for D1 takes five in a row. */
export const stalled = (now: number) => sql`SELECT id, recipient_id FROM (${heldUp(now)} UNION ALL ${delayed(now)})`

/**
 * Overdue; or due, and for somebody whom no email reaches: that need not wait until delivery finds it out, which may stand still, or
 * have it in hand at this moment.
 */
const waiting = (now: number, by: number) => sql`
  SELECT id, recipient_id FROM (
    SELECT m.id, m.recipient_id FROM messages AS m CROSS JOIN people AS p ON p.id = m.recipient_id
    WHERE ${isWaiting(now)} AND m.due_at <= ${by} AND (${isOverdue(now)} OR ${unmailed(sql`m.kind`, 'p')} IS NOT NULL)
    UNION ALL
    SELECT m.id, m.recipient_id FROM send_batches AS b CROSS JOIN messages AS m ON m.batch_id = b.id AND m.status = 'sending'
      CROSS JOIN people AS p ON p.id = m.recipient_id
    WHERE b.status IN ('claimed', 'frozen') AND b.status = 'claimed' AND NOT ${isOverdue(now)} AND m.useful_until > ${now} AND ${ofKinds}
      AND ${unmailed(sql`m.kind`, 'p')} IS NOT NULL)`

const unseen = (now: number) => sql`
  SELECT m.id, m.recipient_id FROM messages AS m
  WHERE m.kind IN ('booking.cancelled', 'booking.changed') AND m.useful_until > ${now}
    AND m.status IN ('planned', 'sending', 'sent', 'delivered')`

/** `one` narrows it to what is written to the recipient of that message. */
const which = (now: number, by: number, one: number | undefined) => sql`
  SELECT found.id FROM (${reachedNobody(now)} UNION ALL ${waiting(now, by)} UNION ALL ${stalled(now)} UNION ALL ${unseen(now)}) AS found
  WHERE NOT EXISTS (SELECT 1 FROM replies WHERE replies.message_id = found.id)
  ${one === undefined ? sql`` : sql`AND found.recipient_id = (SELECT recipient_id FROM messages WHERE id = ${one})`}`

/** `one`: only what is written to the recipient of that message. `by`: what there will be to ring about by a later instant as well. */
export type Asked = { one?: number | undefined; atMost?: number; by?: number }

export type ToRing = Awaited<ReturnType<typeof messagesToRing>>[number]

const reminders = sql.raw(`('booking.reminder_48h', 'booking.reminder_day')`)
const moved = movedFrom(sql`${messages}`)
/** Counted from each hour that they may have in mind. */
const setsOutAt = (now: number) => sql`min(sessions.starts_at, coalesce(${moved}, sessions.starts_at),
  CASE WHEN messages.kind IN ('booking.confirm_request', 'booking.cancelled')
    THEN coalesce(${insteadOf(now)}, sessions.starts_at) ELSE sessions.starts_at END)`
const asksToConfirm = sql`(bookings.status = 'booked' AND (messages.kind = 'booking.confirm_request' OR messages.kind IN ${reminders}))`

/** By when to ring, as `ringBy` has it but for the night, which keeps the order; never after the message is of use. */
const ringBy = (now: number, confirmHours: number) => sql<number>`min(messages.useful_until, CASE
  WHEN messages.kind = 'booking.offered' THEN bookings.offer_expires_at
  WHEN messages.kind = 'booking.survey' THEN sessions.ends_at + ${days(2)}
  ELSE min(${setsOutAt(now)} - ${hours(2)}, CASE
    WHEN ${asksToConfirm} AND sessions.starts_at - ${hours(confirmHours)} > messages.created_at THEN sessions.starts_at - ${hours(confirmHours)}
    WHEN messages.kind IN ('booking.waitlisted', 'booking.offer_ended', 'visit.greeting') THEN messages.created_at + ${days(2)}
    ELSE messages.useful_until END) END)`

/** Whether it is still true, as far as the booking and its session tell: `topicOf` looks closer. */
const mayBeTrue = (now: number, by: number) => sql`CASE
  WHEN messages.kind = 'booking.survey' THEN sessions.ends_at <= ${by}
  WHEN sessions.starts_at <= ${now} THEN 0
  WHEN messages.kind = 'booking.cancelled' THEN bookings.status = 'cancelled'
  WHEN sessions.status <> 'scheduled' THEN 0
  WHEN messages.kind = 'booking.confirm_request' THEN bookings.status = 'booked'
  WHEN messages.kind = 'booking.waitlisted' THEN bookings.status = 'waitlisted'
  WHEN messages.kind = 'booking.offered' THEN bookings.status = 'offered'
  WHEN messages.kind = 'booking.offer_ended' THEN bookings.status = 'expired'
  WHEN messages.kind = 'booking.changed' THEN moved_from IS NOT NULL AND bookings.status IN ('waitlisted', 'offered', 'booked', 'confirmed')
  ELSE bookings.status IN ('offered', 'booked', 'confirmed') END`

/** Why it is to be said by voice, as `whyByVoice` and `isRung` have it: what need not be is left out before anything is cut. */
const mayNeedVoice = (now: number, by: number, near: number) => sql`CASE
  WHEN messages.status IN ('suppressed', 'bounced', 'complained', 'failed', 'cancelled') THEN CASE coalesce(messages.outcome, '')
    WHEN 'consent_withdrawn' THEN 0
    WHEN 'no_longer_true' THEN 0
    WHEN 'stopped_by_person' THEN ${asksToConfirm}
    ELSE 1 END
  WHEN messages.status IN ('planned', 'sending') AND unmailed = 'stopped' THEN ${asksToConfirm}
  WHEN messages.status IN ('planned', 'sending') AND unmailed IS NOT NULL THEN 1
  WHEN is_held THEN 1
  WHEN (messages.status IN ('planned', 'sending') OR messages.status = 'sent' AND messages.outcome = 'delayed')
    AND messages.due_at <= ${by - lateAfter} AND ring_by <= ${near} THEN 1
  ELSE (messages.kind = 'booking.changed' OR messages.kind = 'booking.cancelled' AND bookings.cancelled_by = 'organiser')
    AND (sets_out_at > ${now} AND sets_out_at <= ${by + knownBefore} OR sessions.starts_at > ${now} AND sessions.starts_at <= ${by + knownBefore}) END`

/** One more than asked for says that some are left out. */
export const messagesToRing = ({ db, now, place }: Ctx, teams: readonly OrgId[], { one, atMost = most, by = now }: Asked = {}) =>
  db
    .select({
      messageId: messages.id,
      kind: messages.kind,
      status: messages.status,
      outcome: messages.outcome,
      createdAt: messages.createdAt,
      dueAt: messages.dueAt,
      usefulUntil: messages.usefulUntil,
      subjectId: messages.subjectId,
      dedupeKey: messages.dedupeKey,
      personId: people.id,
      linkWorkerId: people.linkWorkerId,
      teamId: people.teamId,
      reachBy: people.reachBy,
      name: people.name,
      phone: people.phone,
      agreesToWhatsapp: people.agreesToWhatsapp,
      bookingId: bookings.id,
      movedFrom: sql<number | null>`${moved}`.as('moved_from'),
      setsOutAt: setsOutAt(now).as('sets_out_at'),
      ringBy: ringBy(now, place.confirmHours).as('ring_by'),
      isHeld: isHeld(sql`${messages.batchId}`).as('is_held'),
      unmailed: unmailed(sql`${messages.kind}`, 'people').as('unmailed'),
      /** The bookings that it calls off too, of which it speaks once the first has begun. */
      together: sql<string>`CASE WHEN ${messages.kind} = 'booking.cancelled' THEN (SELECT json_group_array(o.id) FROM bookings AS o
        WHERE ${isToldWith(sql`o`, sql`bookings`)}) ELSE '[]' END`.as('together'),
      tries: sql<string>`(SELECT json_group_array(json_array(t.how, t.at, t.again_at)) FROM call_tries AS t
        WHERE t.message_id = ${messages.id})`.as('tries'),
    })
    .from(messages)
    .innerJoin(people, eq(people.id, messages.recipientId))
    .innerJoin(bookings, eq(bookings.id, bookingSpokenOf(now)))
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .where(
      sql`${messages.id} IN (${which(now, by, one)}) AND ${messages.recipientKind} = 'person'
        AND +${people.teamId} IN (SELECT value FROM json_each(${JSON.stringify(teams)}))
        AND ${people.withdrawnAt} IS NULL AND ${people.erasedAt} IS NULL AND ${people.mergedInto} IS NULL
        AND ${mayBeTrue(now, by)} AND ${mayNeedVoice(now, by, nearUntil(by, place.timeZone, { from: place.quietFrom, until: place.quietUntil }))}`,
    )
    .orderBy(sql`ring_by, ${messages.id}`)
    .limit(atMost + 1)

export type Tried = [how: 'not_reached' | 'left_word', at: number, againAt: number]

export const noteTries = (db: Db, rows: readonly (typeof callTries.$inferInsert)[]): Statement => db.insert(callTries).values([...rows])

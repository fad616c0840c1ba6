// The messages that somebody should say by voice, from three indexes of what matters now: those that reached nobody, those that are
// held up, and news of which nobody said that they had seen it. None of them grows with history.

import { eq, sql } from 'drizzle-orm'
import type { OrgId } from '../access/actor.ts'
import type { Db, Statement } from '../db/connect.ts'
import { messages } from '../db/schema/messages.ts'
import { people } from '../db/schema/people.ts'
import { callTries } from '../db/schema/replies.ts'
import { days } from '../lib/time.ts'
import { movedFrom } from '../messages/replies/queries.ts'
import { lateAfter, shortOfTime } from './rules.ts'

/** More than a team can ring in a day. */
const most = 300

const ofKinds = sql.raw(`(m.kind LIKE 'booking.%' OR m.kind LIKE 'visit.%') AND m.kind <> 'booking.link'`)

const reachedNobody = (now: number) => sql`
  SELECT m.id, m.recipient_id FROM messages AS m
  WHERE m.recipient_kind = 'person' AND m.status IN ('suppressed', 'bounced', 'complained', 'failed', 'cancelled')
    AND m.useful_until > ${now} AND ${ofKinds}`

export const heldUp = (now: number) => sql`
  SELECT m.id, m.recipient_id FROM messages AS m
  WHERE m.status = 'planned' AND m.due_at <= ${now - lateAfter} AND m.due_at > ${now - days(7)}
    AND m.useful_until > ${now} AND m.useful_until <= ${now + shortOfTime} AND ${ofKinds}
  UNION ALL
  SELECT m.id, m.recipient_id FROM send_batches AS b CROSS JOIN messages AS m ON m.batch_id = b.id AND m.status = 'sending'
  WHERE b.status = 'held' AND m.useful_until > ${now} AND ${ofKinds}
  UNION ALL
  SELECT m.id, m.recipient_id FROM send_batches AS b CROSS JOIN messages AS m ON m.batch_id = b.id AND m.status = 'sending'
  WHERE b.status IN ('claimed', 'frozen') AND m.due_at <= ${now - lateAfter}
    AND m.useful_until > ${now} AND m.useful_until <= ${now + shortOfTime} AND ${ofKinds}`

const unseen = (now: number) => sql`
  SELECT m.id, m.recipient_id FROM messages AS m
  WHERE m.kind IN ('booking.cancelled', 'booking.changed') AND m.useful_until > ${now}
    AND m.status IN ('planned', 'sending', 'sent', 'delivered')`

/** `one` narrows it to what is written to the recipient of that message. */
const which = (now: number, one: number | undefined) => sql`
  SELECT found.id FROM (${reachedNobody(now)} UNION ALL ${heldUp(now)} UNION ALL ${unseen(now)}) AS found
  WHERE NOT EXISTS (SELECT 1 FROM replies WHERE replies.message_id = found.id)
  ${one === undefined ? sql`` : sql`AND found.recipient_id = (SELECT recipient_id FROM messages WHERE id = ${one})`}`

/** `one`: only what is written to the recipient of that message. */
export type Asked = { one?: number | undefined; atMost?: number }

export type ToRing = Awaited<ReturnType<typeof messagesToRing>>[number]

export const messagesToRing = (db: Db, teams: readonly OrgId[], now: number, { one, atMost = most }: Asked = {}) =>
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
      bookingId: sql<string>`CASE WHEN ${messages.kind} LIKE 'visit.%'
        THEN (SELECT booking_id FROM visits WHERE visits.id = ${messages.subjectId}) ELSE ${messages.subjectId} END`.as('booking'),
      movedFrom: sql<number | null>`${movedFrom(sql`${messages.kind}`, sql`${messages.subjectId}`, sql`${messages.createdAt}`)}`.as(
        'moved_from',
      ),
      isHeld: sql<number>`EXISTS (SELECT 1 FROM send_batches AS held WHERE held.id = ${messages.batchId} AND held.status = 'held')`.as(
        'is_held',
      ),
      tries: sql<string>`(SELECT json_group_array(json_array(t.how, t.at, t.again_at)) FROM call_tries AS t
        WHERE t.message_id = ${messages.id})`.as('tries'),
    })
    .from(messages)
    .innerJoin(people, eq(people.id, messages.recipientId))
    .where(
      sql`${messages.id} IN (${which(now, one)}) AND ${messages.recipientKind} = 'person'
        AND +${people.teamId} IN (SELECT value FROM json_each(${JSON.stringify(teams)}))
        AND ${people.withdrawnAt} IS NULL AND ${people.erasedAt} IS NULL AND ${people.mergedInto} IS NULL`,
    )
    .orderBy(sql`${messages.usefulUntil}, ${messages.id}`)
    .limit(atMost)

export type Tried = [how: 'not_reached' | 'left_word', at: number, againAt: number]

export const noteTries = (db: Db, rows: readonly (typeof callTries.$inferInsert)[]): Statement => db.insert(callTries).values([...rows])

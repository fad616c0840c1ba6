// Letters that reached no buddy and still matter, from the index of those and from what is held up, and news that no buddy said they had
// seen, from the sessions ahead; none grows with history.

import { eq, type SQL, sql } from 'drizzle-orm'
import type { Actor, OrgId } from '../../access/actor.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { buddies } from '../../db/schema/buddies.ts'
import { messages } from '../../db/schema/messages.ts'
import { type ReplyHow, replies } from '../../db/schema/replies.ts'
import { movedAtOnce, movedFrom } from '../../messages/replies/queries.ts'
import { knownBefore } from '../../messages/replies/rules.ts'
import { isHeld } from '../../messages/voice/queries.ts'
import { shortOfTime } from '../../messages/voice/rules.ts'
import { overdue, stalled } from '../queries.ts'
import { topicOfKind } from './rules.ts'

const most = 100

const rung = sql`(SELECT value FROM json_each(${JSON.stringify(Object.keys(topicOfKind))}))`

const unreached = (now: number) => sql`
  SELECT m.id, m.recipient_id FROM messages AS m
  WHERE m.recipient_kind = 'buddy' AND m.status IN ('suppressed', 'bounced', 'complained', 'failed', 'cancelled')
    AND m.useful_until > ${now}`

const news = sql.raw(`('visit.cancelled', 'visit.changed')`)
const movedBefore = (m: string) => movedFrom(sql.raw(m), 'visits')
const hours = {
  movedFrom: movedBefore('messages').as('moved_from'),
  lostFrom: movedAtOnce(sql`${messages}`, 'visits').as('lost_from'),
}

/** Of visits to which their buddy would set out within a day: at the hour of the session, or at the old one, wherever it has moved. */
const unseen = (now: number, near: number) => sql`
  SELECT m.id, m.recipient_id FROM (
    SELECT id, starts_at FROM sessions WHERE status IN ('scheduled', 'cancelled') AND starts_at > ${now} AND starts_at <= ${near}
    UNION ALL SELECT id, starts_at FROM sessions WHERE status IN ('scheduled', 'cancelled') AND starts_at > ${near} AND calendar_sequence > 0
  ) AS ahead CROSS JOIN visits AS v ON v.session_id = ahead.id CROSS JOIN messages AS m ON m.subject_id = v.id
  WHERE m.recipient_kind = 'buddy' AND m.kind IN ${news} AND m.status IN ('planned', 'sending', 'sent', 'delivered')
    AND m.useful_until > ${now}
    AND (ahead.starts_at BETWEEN ${now + 1} AND ${near} OR ${movedBefore('m')} BETWEEN ${now + 1} AND ${near})`

/** `by`: what there will be to ring about by a later instant as well. */
export const buddyMessagesToRing = (db: Db, now: number, by = now) =>
  db
    .select({
      id: messages.id,
      kind: messages.kind,
      status: messages.status,
      outcome: messages.outcome,
      createdAt: messages.createdAt,
      dueAt: messages.dueAt,
      usefulUntil: messages.usefulUntil,
      subjectId: messages.subjectId,
      recipientId: messages.recipientId,
      dedupeKey: messages.dedupeKey,
      name: buddies.name,
      phone: buddies.phone,
      locale: buddies.locale,
      ...hours,
      isHeld: isHeld(sql`${messages.batchId}`).as('is_held'),
    })
    .from(messages)
    .innerJoin(buddies, eq(buddies.id, messages.recipientId))
    .where(
      sql`${messages.id} IN (SELECT found.id FROM (${unreached(now)} UNION ALL ${overdue(now)} UNION ALL ${stalled(now)} UNION ALL ${unseen(now, by + knownBefore)}) AS found
          WHERE NOT EXISTS (SELECT 1 FROM replies WHERE replies.message_id = found.id))
        AND ${messages.recipientKind} = 'buddy' AND ${messages.kind} IN ${rung}
        AND (${messages.status} NOT IN ('planned', 'sending', 'sent') OR is_held OR ${messages.usefulUntil} <= ${by + shortOfTime}
          OR ${messages.kind} IN ${news})`,
    )
    .orderBy(sql`coalesce(moved_from, ${messages.usefulUntil}), ${messages.id}`)
    .limit(most)

/** A letter to a buddy that somebody rings about. */
export const buddyMessage = (db: Db, id: number) =>
  db
    .select({ id: messages.id, buddyId: buddies.id, hubId: buddies.hubId, subjectId: messages.subjectId })
    .from(messages)
    .innerJoin(buddies, eq(buddies.id, messages.recipientId))
    .where(sql`${messages.id} = ${id} AND ${messages.recipientKind} = 'buddy' AND ${messages.kind} IN ${rung}`)

type Heard = { id: number; buddyId: string; subjectId: string }

/** They know what was written about this visit until then. Of two colleagues who rang, the first to say so is the one who did. */
export const toldBuddy = (ctx: Ctx, actor: Actor, heard: Heard): Statement[] => [
  reply(ctx, actor, 'told', sql`m.id = ${heard.id}`),
  reply(ctx, actor, 'told', sql`${toBuddy(heard)} AND m.id <= ${heard.id} ON CONFLICT DO NOTHING`),
]

/** They saw this and what was written before it; what came later they have not. */
export const seenByBuddy = (ctx: Ctx, actor: Actor, heard: Heard): Statement =>
  reply(ctx, actor, 'seen', sql`${toBuddy(heard)} AND m.id <= ${heard.id} ON CONFLICT DO NOTHING`)

const toBuddy = ({ buddyId, subjectId }: Heard) =>
  sql`m.recipient_kind = 'buddy' AND m.recipient_id = ${buddyId} AND m.subject_id = ${subjectId}`

const reply = ({ db, now }: Ctx, actor: Actor, how: ReplyHow, where: SQL) =>
  db.run(sql`INSERT INTO replies (message_id, how, actor_kind, actor_id, at)
    SELECT m.id, ${how}, ${actor.kind}, ${actor.id}, CAST(${now} AS INTEGER) FROM messages AS m WHERE ${where}`)

/** What this buddy must know of their visits, the latest first, with when they said that they had seen it: from among their own letters. */
export const newsOf = (db: Db, userId: string, hubs: readonly OrgId[], now: number) =>
  db
    .select({
      id: messages.id,
      kind: messages.kind,
      subjectId: messages.subjectId,
      recipientId: messages.recipientId,
      dedupeKey: messages.dedupeKey,
      hubId: buddies.hubId,
      ...hours,
      seenAt: sql<number | null>`${replies.at}`.as('seen_at'),
    })
    .from(buddies)
    .innerJoin(messages, eq(messages.recipientId, buddies.id))
    .leftJoin(replies, eq(replies.messageId, messages.id))
    .where(
      sql`${buddies.userId} = ${userId} AND ${buddies.hubId} IN (SELECT value FROM json_each(${JSON.stringify(hubs)}))
        AND ${messages.recipientKind} = 'buddy' AND ${messages.kind} IN ${news} AND ${messages.usefulUntil} > ${now}`,
    )
    .orderBy(sql`${messages.id} DESC`)
    .limit(most)

// Letters that reached no buddy and still matter, from the index of those and from what is held up; none grows with history.

import { eq, type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../../access/actor.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { buddies } from '../../db/schema/buddies.ts'
import { messages } from '../../db/schema/messages.ts'
import { movedFrom } from '../../messages/replies/queries.ts'
import { isHeld } from '../../messages/voice/queries.ts'
import { shortOfTime } from '../../messages/voice/rules.ts'
import { heldUp, overdue } from '../queries.ts'
import { topicOfKind } from './rules.ts'

const most = 100

const rung = sql`(SELECT value FROM json_each(${JSON.stringify(Object.keys(topicOfKind))}))`

const unreached = (now: number) => sql`
  SELECT m.id, m.recipient_id FROM messages AS m
  WHERE m.recipient_kind = 'buddy' AND m.status IN ('suppressed', 'bounced', 'complained', 'failed', 'cancelled')
    AND m.useful_until > ${now}`

export const buddyMessagesToRing = (db: Db, now: number) =>
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
      movedFrom: movedFrom(sql`${messages.kind}`, sql`${messages.subjectId}`, sql`${messages.createdAt}`, {
        of: 'visit.changed',
        table: 'visits',
      }).as('moved_from'),
      isHeld: isHeld(sql`${messages.batchId}`).as('is_held'),
    })
    .from(messages)
    .innerJoin(buddies, eq(buddies.id, messages.recipientId))
    .where(
      sql`${messages.id} IN (SELECT found.id FROM (${unreached(now)} UNION ALL ${overdue(now)} UNION ALL ${heldUp(now)}) AS found
          WHERE NOT EXISTS (SELECT 1 FROM replies WHERE replies.message_id = found.id))
        AND ${messages.recipientKind} = 'buddy' AND ${messages.kind} IN ${rung}
        AND (${messages.status} NOT IN ('planned', 'sending') OR is_held OR ${messages.usefulUntil} <= ${now + shortOfTime})`,
    )
    .orderBy(sql`${messages.usefulUntil}, ${messages.id}`)
    .limit(most)

/** A letter to a buddy that somebody rings about. */
export const buddyMessage = (db: Db, id: number) =>
  db
    .select({ id: messages.id, buddyId: buddies.id, hubId: buddies.hubId, subjectId: messages.subjectId })
    .from(messages)
    .innerJoin(buddies, eq(buddies.id, messages.recipientId))
    .where(sql`${messages.id} = ${id} AND ${messages.recipientKind} = 'buddy' AND ${messages.kind} IN ${rung}`)

type Told = { id: number; buddyId: string; subjectId: string }

/** They know what was written about this visit so far. Of two colleagues who rang, the first to say so is the one who did. */
export function toldBuddy({ db, now }: Ctx, actor: Actor, { id, buddyId, subjectId }: Told): Statement[] {
  const row = (where: SQL) => sql`INSERT INTO replies (message_id, how, actor_kind, actor_id, at)
    SELECT m.id, 'told', ${actor.kind}, ${actor.id}, CAST(${now} AS INTEGER) FROM messages AS m WHERE ${where}`
  return [
    db.run(row(sql`m.id = ${id}`)),
    db.run(row(sql`m.recipient_kind = 'buddy' AND m.recipient_id = ${buddyId} AND m.subject_id = ${subjectId} ON CONFLICT DO NOTHING`)),
  ]
}

// What people look at to know whether everybody was told. Only rows that are still open or in trouble are read, never history.

import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.ts'
import { messages, sendBatches } from '../../db/schema/messages.ts'
import { inOpenBatches } from '../delivery/queries.ts'
import { isLinkGone } from '../mending/queries.ts'
import { isAtStoppedAddress } from '../suppression/queries.ts'

/** From this many tries on, an open batch is a sign of trouble that does not mend itself. */
const triesToNotice = 5

/**
 * Newest first, at most `limit` of each: messages that failed, bounced or were complained about, and batches that wait for a
 * decision (`held`) or were tried again and again. No personal data: ids, kinds and codes.
 */
export async function messagesNeedingAttention(db: Db, { limit = 50, before }: { limit?: number; before?: number | undefined } = {}) {
  const [stopped, held, retried] = await db.batch([
    db
      .select({
        id: messages.id,
        kind: messages.kind,
        recipientKind: messages.recipientKind,
        recipientId: messages.recipientId,
        subjectId: messages.subjectId,
        status: messages.status,
        outcome: messages.outcome,
        attempts: messages.attempts,
        dueAt: messages.dueAt,
        usefulUntil: messages.usefulUntil,
        isAddressStopped: sql`${isAtStoppedAddress}`.mapWith(Boolean).as('is_address_stopped'),
        isLinkGone: sql`${isLinkGone}`.mapWith(Boolean).as('is_link_gone'),
      })
      .from(messages)
      .where(sql`status IN ('failed', 'bounced', 'complained') ${before === undefined ? sql`` : sql`AND id < ${before}`}`)
      .orderBy(sql`id DESC`)
      .limit(limit),
    batchesThat(db, sql`status = 'held'`, limit),
    batchesThat(db, sql`status IN ('claimed', 'frozen') AND attempts >= ${triesToNotice}`, limit),
  ])
  return { messages: stopped, batches: [...held, ...retried] }
}

// One condition a query: with OR between them SQLite reads the whole table instead of the two partial indexes.
const batchesThat = (db: Db, are: SQL, limit: number) =>
  db
    .select({
      id: sendBatches.id,
      status: sendBatches.status,
      why: sendBatches.lastError,
      attempts: sendBatches.attempts,
      firstTriedAt: sendBatches.firstTriedAt,
      nextTryAt: sendBatches.nextTryAt,
      createdAt: sendBatches.createdAt,
      messages: sql<number>`(SELECT count(*) FROM messages WHERE batch_id = send_batches.id AND status = 'sending')`.as('message_count'),
    })
    .from(sendBatches)
    .where(are)
    .orderBy(sql`created_at DESC`)
    .limit(limit)

/** How much waits and how much is stuck now. What was sent is in the counts of the job's runs. */
export async function messageFlow(db: Db, now: number) {
  const count = (name: string) => sql<number>`count(*)`.as(name)
  const [[due], [ahead], stopped, [open], [held]] = await db.batch([
    db
      .select({ waiting: count('waiting'), since: sql<number | null>`min(due_at)`.as('since') })
      .from(
        sql`(SELECT due_at FROM messages WHERE status = 'planned' AND due_at <= ${now} UNION ALL SELECT m.due_at FROM ${inOpenBatches})`,
      ),
    db
      .select({ planned: count('planned') })
      .from(messages)
      .where(sql`status = 'planned' AND due_at > ${now}`),
    db
      .select({ status: messages.status, messages: count('messages') })
      .from(messages)
      .where(sql`status IN ('failed', 'bounced', 'complained')`)
      .groupBy(messages.status),
    db
      .select({ batches: count('batches') })
      .from(sendBatches)
      .where(sql`status IN ('claimed', 'frozen')`),
    db
      .select({ batches: count('batches') })
      .from(sendBatches)
      .where(sql`status = 'held'`),
  ])
  const stoppedBy = (status: string) => stopped.find((row) => row.status === status)?.messages ?? 0
  return {
    /** Due and not handed over yet, nor left to a person, and since when the oldest waits. */
    waiting: due?.waiting ?? 0,
    waitingSince: due?.since ?? null,
    ahead: ahead?.planned ?? 0,
    openBatches: open?.batches ?? 0,
    heldBatches: held?.batches ?? 0,
    failed: stoppedBy('failed'),
    bounced: stoppedBy('bounced'),
    complained: stoppedBy('complained'),
  }
}

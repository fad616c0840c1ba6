// The statements of delivery. What is true of a row is asked in the statement that changes it, so that no two runs can both
// act on it. Conditions on status are the very words of the partial indexes: SQLite uses such an index for nothing else.

import { and, asc, eq, notExists, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { SQLiteUpdateSetSource } from 'drizzle-orm/sqlite-core'
import type { Db, Statement } from '../../db/connect.ts'
import { messages, sendBatches } from '../../db/schema/messages.ts'
import type { Sealed } from '../../lib/seal.ts'
import { days } from '../../lib/time.ts'
import { type HeldBecause, kindsOfNews, kindsSentAtNight } from '../rules.ts'

export type BatchRow = typeof sendBatches.$inferSelect
/** A batch as one runner took it: `attempts` counts the takings, so it tells this runner's writes from those of a later one. */
export type Taken = Pick<BatchRow, 'id' | 'attempts'>
type Change = SQLiteUpdateSetSource<typeof messages>

/** What was due and can be sent no more: shown to people, unless it was never to be sent in time. */
export const sweep = (db: Db, now: number): Statement[] => [
  db
    .update(messages)
    .set({ status: sql`CASE WHEN due_at < useful_until THEN 'failed' ELSE 'cancelled' END`, outcome: 'too_late', secret: null })
    .where(sql`status = 'planned' AND due_at <= ${now} AND useful_until <= ${now}`),
  db
    .update(messages)
    .set({ secret: null })
    .where(sql`status IN ('failed', 'bounced', 'complained') AND secret IS NOT NULL AND useful_until <= ${now}`),
]

const isOpen = (now: number) => sql`status IN ('claimed', 'frozen') AND next_try_at <= ${now} AND leased_until <= ${now}`

/** Takes over the open batch that has waited longest and that nobody holds a lease on. */
const takeOpen = (db: Db, now: number, leasedUntil: number) =>
  db
    .update(sendBatches)
    .set({ leasedUntil, attempts: sql`attempts + 1` })
    .where(sql`id = (SELECT id FROM send_batches WHERE ${isOpen(now)} ORDER BY next_try_at, id LIMIT 1)`)
    .returning()

type NewBatch = { id: string; now: number; leasedUntil: number; atMost: number; isNight: boolean; morning: number }

/**
 * The next batch, in one round trip: an open one if there is any, which the third statement returns; else what is due goes into a
 * new one, oldest first, whose rows the second returns. Neither when nothing is to be done.
 */
export function takeNext(db: Db, { id, now, leasedUntil, atMost, isNight, morning }: NewBatch) {
  const due = sql`status = 'planned' AND due_at <= ${now} AND useful_until > ${now}${isNight ? sql` AND ${goesAtNight(morning)}` : sql``}`
  const noneOpen = sql`NOT EXISTS (SELECT 1 FROM send_batches WHERE ${isOpen(now)})`
  // What is useless by tomorrow travels apart: a batch in doubt is held when one of its letters is out of date. So does what goes
  // out at night too: a batch in doubt in the evening is tried again at night with all that is in it.
  const sort = sql`(useful_until <= ${now + days(1)}) + 2 * ${goesAtNight(morning)}`
  const first = sql`SELECT ${sort} FROM messages WHERE ${due} ORDER BY due_at, id LIMIT 1`
  return [
    db
      .insert(sendBatches)
      .select(
        sql`SELECT ${id}, NULL, 'claimed', 1, NULL, ${now}, ${leasedUntil}, NULL, ${now} WHERE ${noneOpen} AND EXISTS (SELECT 1 FROM messages WHERE ${due})`,
      ),
    db
      .update(messages)
      .set({ status: 'sending', batchId: id, attempts: sql`attempts + 1` })
      .where(
        sql`${noneOpen} AND id IN (SELECT id FROM messages WHERE ${due} AND (${sort}) = (${first}) ORDER BY due_at, id LIMIT ${atMost})`,
      )
      .returning(),
    takeOpen(db, now, leasedUntil),
  ] as const
}

/** `isSentAtNight` of the rules, for a row. */
const goesAtNight = (morning: number): SQL =>
  sql`(kind IN (${listed(kindsSentAtNight)}) OR useful_until <= ${morning} AND kind IN (${listed(kindsOfNews)}))`
const listed = (kinds: readonly string[]): SQL => sql.raw(kinds.map((kind) => `'${kind}'`).join())

// What was taken up and is not done: still on its way, or left to a person. With OR between the two SQLite reads every batch.
export const inOpenBatches = sql.raw(`send_batches AS b CROSS JOIN messages AS m ON m.batch_id = b.id AND m.status = 'sending'
  WHERE b.status IN ('claimed', 'frozen')`)
export const inHeldBatches = sql.raw(`send_batches AS b CROSS JOIN messages AS m ON m.batch_id = b.id AND m.status = 'sending'
  WHERE b.status = 'held'`)

export const rowsOf = (db: Db, batchId: string) =>
  db
    .select()
    .from(messages)
    .where(and(eq(messages.batchId, batchId), sql`status = 'sending'`))
    .orderBy(asc(messages.id))

/**
 * From here on the batch may have been tried. Returns nothing when another runner has taken it, or when something in it is unwanted:
 * one of the reads of what is.
 */
export const freeze = (db: Db, batch: Taken, payload: Sealed, now: number, unwanted: readonly SQLWrapper[]) =>
  db
    .update(sendBatches)
    .set({ payload, status: 'frozen', firstTriedAt: now })
    .where(and(isMine(batch), sql`status = 'claimed'`, ...unwanted.map((read) => notExists(read))))
    .returning({ id: sendBatches.id })

/** Changes rows of a batch that are still being sent, as long as the batch is this runner's. */
export const changeRows = (db: Db, batch: Taken, ids: readonly number[], change: Change): Statement =>
  db
    .update(messages)
    .set(change)
    .where(
      and(
        among(ids),
        eq(messages.batchId, batch.id),
        sql`status = 'sending'`,
        sql`EXISTS (SELECT 1 FROM send_batches WHERE ${isMine(batch)})`,
      ),
    )

/** The provider has these, whoever of two runners heard it: no condition on the lease. */
export const markSent = (db: Db, batchId: string, providerIds: Readonly<Record<number, string>>, now: number): Statement => {
  const json = JSON.stringify(providerIds)
  return db
    .update(messages)
    .set({ status: 'sent', providerId: sql`json_extract(${json}, '$."' || id || '"')`, sentAt: now, outcome: null, secret: null })
    .where(and(sql`id IN (SELECT CAST(key AS INTEGER) FROM json_each(${json}))`, eq(messages.batchId, batchId), sql`status = 'sending'`))
}

export const markRefused = (db: Db, batchId: string, ids: readonly number[]): Statement =>
  db
    .update(messages)
    .set({ status: 'failed', outcome: 'refused_by_provider' })
    .where(and(among(ids), eq(messages.batchId, batchId), sql`status = 'sending'`))

export const closeSent = (db: Db, batchId: string): Statement =>
  db
    .update(sendBatches)
    .set({ status: 'done', payload: null })
    .where(and(eq(sendBatches.id, batchId), sql`status = 'frozen'`))

/** Nothing of it is left to send. Returns nothing when another runner has taken it. */
export const closeEmpty = (db: Db, batch: Taken) =>
  db
    .update(sendBatches)
    .set({ status: 'done' })
    .where(and(isMine(batch), sql`status = 'claimed'`))
    .returning({ id: sendBatches.id })

export const closeHeld = (db: Db, batchId: string): Statement =>
  db
    .update(sendBatches)
    .set({ status: 'done' })
    .where(and(eq(sendBatches.id, batchId), sql`status = 'held'`))

export const heldBatch = (db: Db, batchId: string) =>
  db
    .select()
    .from(sendBatches)
    .where(and(eq(sendBatches.id, batchId), sql`status = 'held'`))

/** A message that a person decides about: whoever changes it writes the audit entry whose step only one can write. */
export const changeStopped = (db: Db, id: number, change: Change): Statement =>
  db
    .update(messages)
    .set(change)
    .where(and(eq(messages.id, id), sql`status IN ('failed', 'bounced', 'complained')`))

/** Tries the same bytes again later. */
export const putOff = (db: Db, batch: Taken, nextTryAt: number, why: string): Statement =>
  db
    .update(sendBatches)
    .set({ nextTryAt, leasedUntil: 0, lastError: why })
    .where(and(isMine(batch), sql`status = 'frozen'`))

/** Certain that the provider has nothing of it: it is written afresh next time, under another key. */
export const thaw = (db: Db, batch: Taken, nextTryAt: number, why: string): Statement =>
  db
    .update(sendBatches)
    .set({ status: 'claimed', payload: null, firstTriedAt: null, nextTryAt, leasedUntil: 0, lastError: why })
    .where(and(isMine(batch), sql`status = 'frozen'`))

/** Moves some rows of a batch into one of their own. Goes before `thaw`, which ends this runner's hold on the batch. */
export const splitOff = (db: Db, batch: Taken, ids: readonly number[], intoId: string, now: number): Statement[] => [
  db.insert(sendBatches).select(
    sql`SELECT ${intoId}, NULL, 'claimed', 0, NULL, ${now}, 0, NULL, ${now} WHERE EXISTS
      (SELECT 1 FROM send_batches WHERE ${isMine(batch)} AND status = 'frozen')`,
  ),
  db
    .update(messages)
    .set({ batchId: intoId })
    .where(and(among(ids), eq(messages.batchId, batch.id), sql`EXISTS (SELECT 1 FROM send_batches WHERE id = ${intoId})`)),
]

/** Leaves the batch to a person, unless a webhook has meanwhile told of every letter in it. */
export const hold = (db: Db, batch: Taken, why: HeldBecause): Statement =>
  db
    .update(sendBatches)
    .set({
      status: sql`CASE WHEN EXISTS (SELECT 1 FROM messages WHERE batch_id = ${batch.id} AND status = 'sending') THEN 'held' ELSE 'done' END`,
      payload: null,
      lastError: why,
    })
    .where(and(isMine(batch), sql`status = 'frozen'`))

const isMine = (batch: Taken): SQL => sql`send_batches.id = ${batch.id} AND send_batches.attempts = ${batch.attempts}`
const among = (ids: readonly number[]): SQL => sql`messages.id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`

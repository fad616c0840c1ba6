// Only a stretch of days is read, by the index of what is settled, never history.

import { sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.ts'
import { type MessageStatus, messages } from '../../db/schema/messages.ts'
import type { Stretch } from './rules.ts'

// The words of the partial index: SQLite uses it for nothing else.
const settled = sql`messages.status NOT IN ('planned', 'sending')`

/** What became of the messages that were due on each day. */
export const settledByDay = (db: Db, days: readonly Stretch[]) =>
  db
    .select({
      day: sql<string>`d.value->>'day'`.as('flow_day'),
      status: sql<MessageStatus>`messages.status`.as('flow_status'),
      messages: sql<number>`count(*)`.as('messages'),
    })
    .from(sql`json_each(${JSON.stringify(days)}) AS d CROSS JOIN messages`)
    .where(sql`messages.due_at >= d.value->>'from' AND messages.due_at < d.value->>'until' AND ${settled}`)
    .groupBy(sql`d.value->>'day', messages.status`)

/** How long the newest of them took from when they were due until they were handed over, in ms. */
export const timesToSend = (db: Db, from: number, limit = 1_000) =>
  db
    .select({ ms: sql<number>`max(0, sent_at - due_at)`.as('ms') })
    .from(messages)
    .where(sql`${settled} AND due_at >= ${from} AND sent_at IS NOT NULL`)
    .orderBy(sql`due_at DESC`)
    .limit(limit)

import { desc, eq, lt, type SQL, sql } from 'drizzle-orm'
import type { SQLiteInsertValue } from 'drizzle-orm/sqlite-core'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { mailbox, messages, suppressedAddresses } from '../db/schema/messages.ts'
import type { BlindIndex, Sealed } from '../lib/seal.ts'
import { awakeAt } from '../lib/time.ts'
import { isSentAtNight, kinds, type MessageKind } from './rules.ts'

export type Planned = {
  kind: MessageKind
  recipientId: string
  subjectId: string
  /** Tells this message from others of its kind about the same subject, e.g. the start it speaks of. */
  about?: string | number | SQL
  /** When it should go at the earliest; now by default. Quiet hours may move it. */
  dueAt?: number
  /** From this instant on it would be untrue or useless. */
  usefulUntil: number
  secret?: Sealed
}

/** The statement that plans one email; it goes into the same batch as the fact that causes it. A second one of the same is no error. */
export const plan = (ctx: Ctx, message: Planned): Statement => ctx.db.insert(messages).values(rowFor(ctx, message)).onConflictDoNothing()

/** The same for many, in few statements: a statement of D1 takes 100 values, and a message is fourteen. */
export const planAll = (ctx: Ctx, planned: readonly Planned[]): Statement[] =>
  Array.from({ length: Math.ceil(planned.length / 7) }, (_, at) =>
    ctx.db
      .insert(messages)
      .values(planned.slice(7 * at, 7 * at + 7).map((message) => rowFor(ctx, message)))
      .onConflictDoNothing(),
  )

function rowFor(ctx: Ctx, message: Planned): SQLiteInsertValue<typeof messages> {
  const { to } = kinds[message.kind]
  const { about = '' } = message
  const key = `${message.kind}:${message.subjectId}:${message.recipientId}:`
  const dueAt = message.dueAt ?? ctx.now
  const morning = awakeAt(dueAt, ctx.place.timeZone, { from: ctx.place.quietFrom, until: ctx.place.quietUntil })
  return {
    kind: message.kind,
    recipientKind: to,
    recipientId: message.recipientId,
    subjectId: message.subjectId,
    dedupeKey: typeof about === 'object' ? sql`${key} || ${about}` : `${key}${about}`,
    secret: message.secret ?? null,
    dueAt: isSentAtNight(message, morning) ? dueAt : morning,
    usefulUntil: message.usefulUntil,
    createdAt: ctx.now,
  }
}

/** What of each row of `from` one message is made of. `dueAt` is outside quiet hours where the kind asks for it. */
export type Planning = {
  kind: MessageKind
  recipient: SQL
  subject: SQL
  about: SQL
  from: SQL
  dueAt: number | SQL
  usefulUntil: number | SQL
}

/** Of a source those that are not planned yet and are wanted. */
function toPlan({ kind, recipient, subject, about, from }: Planning) {
  const key = sql`${kind} || ':' || ${subject} || ':' || ${recipient} || ':' || ${about}`
  const rows = sql`FROM ${from}
    WHERE NOT EXISTS (SELECT 1 FROM stopped_emails AS x WHERE x.recipient_id = ${recipient} AND x.kind = ${kind})
      AND NOT EXISTS (SELECT 1 FROM messages AS m WHERE m.dedupe_key = ${key})`
  return { key, rows }
}

/** The statement that plans a message for each row of a source, of those that are not planned yet and are wanted; it answers with a row for each. */
export function planEach(ctx: Ctx, planning: Planning) {
  const { kind, recipient, subject, dueAt, usefulUntil } = planning
  const { key, rows } = toPlan(planning)
  return ctx.db
    .insert(messages)
    .select(
      // The columns of `messages` in their order.
      sql`SELECT NULL AS id, ${kind} AS kind, ${kinds[kind].to} AS recipient_kind, ${recipient} AS recipient_id, ${subject} AS subject_id,
          ${key} AS dedupe_key, NULL AS secret, 'planned' AS status, CAST(${dueAt} AS INTEGER) AS due_at,
          CAST(${usefulUntil} AS INTEGER) AS useful_until, 0 AS attempts, NULL AS batch_id, NULL AS provider_id, NULL AS outcome,
          NULL AS sent_at, CAST(${ctx.now} AS INTEGER) AS created_at ${rows}`,
    )
    .onConflictDoNothing()
    .returning({ id: messages.id })
}

/** The same messages, only read: what `planEach` would plan of this source. */
export function wouldPlanEach(planning: Planning): SQL {
  const { kind, recipient, dueAt, usefulUntil } = planning
  const { key, rows } = toPlan(planning)
  return sql`SELECT ${dueAt} AS at, ${kind} AS kind, ${kinds[kind].to} AS recipient_kind, ${recipient} AS recipient_id, NULL AS org_id,
    ${usefulUntil} AS useful_until, ${key} AS key ${rows}`
}

/**
 * What still waits to be sent to a link worker who goes is planned for everybody else in that team, or in all of theirs, who has not
 * got the same: else the news of their people reaches nobody. One about another team is found untrue when it is written.
 */
export const handOver = (ctx: Ctx, userId: string, teamId?: string): Statement =>
  ctx.db.run(sql`
    INSERT INTO messages (kind, recipient_kind, recipient_id, subject_id, dedupe_key, due_at, useful_until, created_at)
    SELECT DISTINCT l.kind, 'user', w.user_id, l.subject_id, l.kind || ':' || l.subject_id || ':' || w.user_id
        || substr(l.dedupe_key, length(l.kind) + length(l.subject_id) + length(l.recipient_id) + 3), l.due_at, l.useful_until, l.created_at
    FROM messages AS l JOIN memberships AS w ON w.org_id IN (${teamId ?? sql`SELECT org_id FROM memberships WHERE user_id = ${userId}`}) AND w.role = 'link_worker' AND w.user_id <> l.recipient_id
      JOIN users AS u ON u.id = w.user_id AND u.disabled_at IS NULL
    WHERE l.recipient_id = ${userId} AND l.status IN ('planned', 'sending') AND l.kind LIKE 'team.%' ON CONFLICT DO NOTHING`)

/** Which of these addresses must not be written to again. */
export const suppressedAmong = (db: Db, addresses: readonly BlindIndex[]) =>
  db
    .select({ addressIndex: suppressedAddresses.addressIndex })
    .from(suppressedAddresses)
    .where(sql`address_index IN (SELECT value FROM json_each(${JSON.stringify(addresses)}))`)

export const newestInMailbox = (db: Db, limit: number, before?: number) =>
  db
    .select()
    .from(mailbox)
    .where(before === undefined ? undefined : lt(mailbox.id, before))
    .orderBy(desc(mailbox.id))
    .limit(limit)

export const mailboxRow = (db: Db, id: number) => db.select().from(mailbox).where(eq(mailbox.id, id))

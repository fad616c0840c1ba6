// Many stopped messages at once, by kind and reason. The audit entries and the change choose the same rows in one batch.

import { eq, type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../../access/actor.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { messages } from '../../db/schema/messages.ts'
import { isAtStoppedAddress } from '../suppression/queries.ts'

export type Alike = { kind: string; status: 'failed' | 'bounced' | 'complained'; outcome: string | null }

const stopped = sql`status IN ('failed', 'bounced', 'complained')`
/** Whether its link is erased, as it is when an email goes out: only a new one, from whoever makes it, leads anywhere. */
export const isLinkGone = sql`(messages.recipient_kind IN ('invitation', 'sign_in') AND messages.secret IS NULL)`
/** Bounds one statement; what is left is there for the next press of the button. */
const atOnce = 1_000

/** What stopped for the same reason, the most first: how many, and how many of them can be sent again. */
export const stoppedAlike = (db: Db, now: number) =>
  db
    .select({
      kind: messages.kind,
      status: sql<Alike['status']>`status`.as('stopped_status'),
      outcome: messages.outcome,
      messages: sql<number>`count(*)`.as('messages'),
      sendable: sql<number>`sum(useful_until > ${now} AND NOT ${isAtStoppedAddress} AND NOT ${isLinkGone})`.as('sendable'),
    })
    .from(messages)
    .where(stopped)
    .groupBy(sql`kind, status, outcome`)
    .orderBy(sql`count(*) DESC, kind, status, outcome`)
    .limit(20)

const chosen = ({ kind, status, outcome }: Alike, also: SQL) =>
  sql`${stopped} AND status = ${status} AND kind = ${kind} AND outcome IS ${outcome} ${also} ORDER BY id LIMIT CAST(${atOnce} AS INTEGER)`

/** A message that a person may decide about, and what keeps it from being sent again. */
export const toMend = (db: Db, id: number) =>
  db
    .select({
      status: messages.status,
      attempts: messages.attempts,
      usefulUntil: messages.usefulUntil,
      isAddressStopped: sql`${isAtStoppedAddress}`.mapWith(Boolean).as('is_address_stopped'),
      isLinkGone: sql`${isLinkGone}`.mapWith(Boolean).as('is_link_gone'),
    })
    .from(messages)
    .where(eq(messages.id, id))

/** One entry for each, with the step that only one decision about this try can write. */
export const recordEach = (ctx: Ctx, actor: Actor, alike: Alike, how: 'retry' | 'give_up'): Statement =>
  ctx.db.run(sql`
    INSERT INTO audit_entries (at, actor_kind, actor_id, action, subject_kind, subject_id, step, from_state, to_state, request_id)
    SELECT CAST(${ctx.now} AS INTEGER), ${actor.kind}, ${actor.id}, ${`message.${how}`}, 'message', CAST(id AS TEXT), attempts, status,
      ${how === 'retry' ? 'planned' : 'cancelled'}, ${ctx.requestId}
    FROM messages WHERE ${chosen(alike, stillUseful(ctx, how))}`)

export const retryEach = (ctx: Ctx, alike: Alike) =>
  ctx.db
    .update(messages)
    .set(toSendAgain(ctx.now))
    .where(sql`id IN (SELECT id FROM messages WHERE ${chosen(alike, stillUseful(ctx, 'retry'))})`)
    .returning({ id: messages.id })

export const giveUpEach = (ctx: Ctx, alike: Alike) =>
  ctx.db
    .update(messages)
    .set({ status: 'cancelled', secret: null })
    .where(sql`id IN (SELECT id FROM messages WHERE ${chosen(alike, sql``)})`)
    .returning({ id: messages.id })

const stillUseful = ({ now }: Ctx, how: 'retry' | 'give_up'): SQL =>
  how === 'retry' ? sql`AND useful_until > ${now} AND NOT ${isAtStoppedAddress} AND NOT ${isLinkGone}` : sql``

/**
 * Written afresh. The provider's id stays until the next try has one: by it, what is told late of this try is known to be old.
 * The decision counts as a try, so that the next one about the same message has a step of its own.
 */
export const toSendAgain = (now: number) => ({
  status: 'planned' as const,
  outcome: null,
  batchId: null,
  sentAt: null,
  dueAt: now,
  attempts: sql`attempts + 1`,
})

/** What did not reach a person because of their address, and still matters, goes to the one that was just put in. */
export const sendToNewAddress = (db: Db, personId: string, now: number): Statement =>
  db
    .update(messages)
    .set(toSendAgain(now))
    .where(
      sql`recipient_id = ${personId} AND recipient_kind = 'person' AND useful_until > ${now} AND (status = 'bounced'
        OR (status = 'failed' AND outcome IN ('bad_address', 'refused_by_provider'))
        OR (status = 'suppressed' AND outcome = 'address_suppressed'))`,
    )

// What is asked of a message stands in the statement that changes it: two events about the same one may come at once.

import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { Db, Statement } from '../../db/connect.ts'
import { messages, sendBatches, suppressedAddresses, webhookEvents } from '../../db/schema/messages.ts'
import { memberships, organisations, users } from '../../db/schema/organisations.ts'
import { people } from '../../db/schema/people.ts'
import type { BlindIndex } from '../../lib/seal.ts'
import { type Effect, type ProviderEvent, ranks } from './rules.ts'

export const insertEvent = (db: Db, { id, kind }: ProviderEvent, now: number): Statement =>
  db.insert(webhookEvents).values({ id, kind, receivedAt: now })

export const forgetEvents = (db: Db, before: number): Statement => db.delete(webhookEvents).where(sql`received_at < ${before}`)

/** What was told since then, by kind. */
export const eventsSince = (db: Db, since: number) =>
  db
    .select({ kind: webhookEvents.kind, events: sql<number>`count(*)`.as('events') })
    .from(webhookEvents)
    .where(sql`received_at >= ${since}`)
    .groupBy(webhookEvents.kind)

const about = {
  id: messages.id,
  kind: messages.kind,
  status: messages.status,
  recipientKind: messages.recipientKind,
  recipientId: messages.recipientId,
  batchId: messages.batchId,
}
export type Subject = { [Column in keyof typeof about]: (typeof messages.$inferSelect)[Column] }

export const messageOfProvider = (db: Db, providerId: string) => db.select(about).from(messages).where(eq(messages.providerId, providerId))

/** By the email's own tags. Its batch must be one of ours: several places may share an account, and their messages count alike. */
export const messageOfTags = (db: Db, messageId: number, batchId: string) =>
  db
    .select(about)
    .from(messages)
    .where(and(eq(messages.id, messageId), sql`EXISTS (SELECT 1 FROM send_batches WHERE send_batches.id = ${batchId})`))

const rank = sql`CASE ${sql.join(
  ranks.map(({ status, outcome, rank }) =>
    outcome ? sql`WHEN status = ${status} AND outcome = ${outcome} THEN ${rank}` : sql`WHEN status = ${status} THEN ${rank}`,
  ),
  sql` `,
)} ELSE 0 END`

/**
 * Which try the event is about. One that was answered has its id. One that was not has none yet, and the event settles it, also
 * when it was released meanwhile and waits to be sent again. Sent anew after a mending, a message keeps the id of its last try
 * until the new one is known: what is told of that one is old, and the new one is known by its batch, which it keeps when released.
 */
const isThisTry = ({ providerId, batchId }: ProviderEvent): SQL => sql`(
  provider_id IS NULL
  OR batch_id = ${batchId ?? ''}
  OR (provider_id = ${providerId ?? ''} AND status NOT IN ('planned', 'sending') AND outcome IS NOT 'counted_as_sent'))`

/** Moves a message up to what the event says, never down. */
export const settle = (db: Db, messageId: number, event: ProviderEvent, effect: Effect): Statement =>
  db
    .update(messages)
    .set({
      status: effect.status,
      outcome: effect.outcome,
      providerId: event.providerId ?? null,
      sentAt: sql`CASE WHEN status IN ('planned', 'sending') OR sent_at IS NULL THEN ${event.happenedAt} ELSE sent_at END`,
      // One that came back may be sent again, and needs it then.
      ...(effect.status === 'sent' || effect.status === 'delivered' ? { secret: null } : {}),
    })
    .where(and(eq(messages.id, messageId), isThisTry(event), sql`${rank} < ${effect.rank}`))

/** A batch that nobody could be sure of is done as soon as the provider has told of each letter in it. */
export const closeTold = (db: Db, batchId: string): Statement =>
  db
    .update(sendBatches)
    .set({ status: 'done', payload: null })
    .where(
      and(
        eq(sendBatches.id, batchId),
        sql`status IN ('frozen', 'held') AND NOT EXISTS (SELECT 1 FROM messages WHERE batch_id = ${batchId} AND status = 'sending')`,
      ),
    )

type Suppression = { addressIndex: BlindIndex; reason: 'bounced' | 'complained' | 'refused'; since: number; messageId: number }

/** A complaint outweighs a bounce; the first time counts. */
export const suppress = (db: Db, suppression: Suppression): Statement =>
  db
    .insert(suppressedAddresses)
    .values(suppression)
    .onConflictDoUpdate({
      target: suppressedAddresses.addressIndex,
      set: {
        reason: sql`CASE WHEN 'complained' IN (reason, excluded.reason) THEN 'complained' WHEN 'bounced' IN (reason, excluded.reason) THEN 'bounced' ELSE 'refused' END`,
        since: sql`min(since, excluded.since)`,
      },
    })

/** Names this stop of an address, read in the statement that writes it: one that was lifted and stops again is another. */
export const sinceStopped = (addressIndex: BlindIndex, prefix: string): SQL =>
  sql`${prefix} || (SELECT since FROM suppressed_addresses WHERE address_index = ${addressIndex})`

/**
 * Whoever the message was for, and everybody else who reads the same mailbox, each with the active link workers of their team.
 * Goes from the few teams to their people: that is what the index of addresses begins with.
 */
export const readersAt = (db: Db, personId: string, addressIndex: BlindIndex) =>
  db
    .select({ personId: people.id, teamId: people.teamId, linkWorkerId: people.linkWorkerId, userId: users.id })
    .from(people)
    .innerJoin(memberships, sql`${memberships.orgId} = ${people.teamId} AND ${memberships.role} = 'link_worker'`)
    .innerJoin(users, sql`${users.id} = ${memberships.userId} AND ${users.disabledAt} IS NULL`)
    .where(
      sql`${people.id} IN (
        SELECT ${personId} UNION
        SELECT p.id FROM organisations AS o CROSS JOIN people AS p ON p.team_id = o.id AND p.email_index = ${addressIndex}
        WHERE o.kind = 'referral_team' AND p.email_index IS NOT NULL)
      AND ${people.withdrawnAt} IS NULL AND ${people.erasedAt} IS NULL`,
    )

export const userAt = (db: Db, addressIndex: BlindIndex) =>
  db.select({ userId: users.id }).from(users).where(eq(users.emailIndex, addressIndex))

export const coordinators = (db: Db) =>
  db
    .select({ userId: users.id })
    .from(organisations)
    .innerJoin(memberships, sql`${memberships.orgId} = ${organisations.id} AND ${memberships.role} = 'coordinator'`)
    .innerJoin(users, sql`${users.id} = ${memberships.userId} AND ${users.disabledAt} IS NULL`)
    .where(eq(organisations.kind, 'place_office'))

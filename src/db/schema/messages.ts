import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { BlindIndex, Sealed } from '../../lib/seal.ts'

export type MessageStatus = 'planned' | 'sending' | 'sent' | 'delivered' | 'bounced' | 'complained' | 'suppressed' | 'cancelled' | 'failed'
export type RecipientKind = 'person' | 'user' | 'buddy' | 'invitation' | 'sign_in' | 'referrer'

/** One outgoing email: what it is about and whom it is for, never its words. Ids count up in the order of commits. */
export const messages = sqliteTable(
  'messages',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    kind: text('kind').notNull(),
    recipientKind: text('recipient_kind').$type<RecipientKind>().notNull(),
    recipientId: text('recipient_id').notNull(),
    /** The booking, visit, session, invitation … that the message is about. */
    subjectId: text('subject_id').notNull(),
    /** What makes this message the only one of its kind, e.g. 'booking.reminder_48h:<booking>:<starts at>'. */
    dedupeKey: text('dedupe_key').notNull(),
    /** A single-use secret that the message carries; erased when the message is done. */
    secret: text('secret').$type<Sealed>(),
    status: text('status').$type<MessageStatus>().notNull().default('planned'),
    dueAt: integer('due_at').notNull(),
    /** After this instant it would no longer be true or useful, and is cancelled instead of sent. */
    usefulUntil: integer('useful_until').notNull(),
    attempts: integer('attempts').notNull().default(0),
    batchId: text('batch_id').references(() => sendBatches.id),
    providerId: text('provider_id'),
    /** Why it was suppressed, cancelled or failed: a code, no personal data. */
    outcome: text('outcome'),
    sentAt: integer('sent_at'),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('messages_dedupe').on(table.dedupeKey),
    index('messages_due').on(table.dueAt, table.id).where(sql`status = 'planned'`),
    index('messages_batch').on(table.batchId).where(sql`batch_id IS NOT NULL`),
    index('messages_subject').on(table.subjectId),
    index('messages_recipient').on(table.recipientId),
    index('messages_provider').on(table.providerId).where(sql`provider_id IS NOT NULL`),
    index('messages_settled').on(table.dueAt, table.status, table.sentAt).where(sql`status NOT IN ('planned', 'sending')`),
    index('messages_to_ring')
      .on(table.usefulUntil)
      .where(sql`recipient_kind = 'person' AND status IN ('suppressed', 'bounced', 'complained', 'failed', 'cancelled')`),
    index('messages_buddies_to_ring')
      .on(table.usefulUntil)
      .where(sql`recipient_kind = 'buddy' AND status IN ('suppressed', 'bounced', 'complained', 'failed', 'cancelled')`),
    index('messages_delayed').on(table.usefulUntil).where(sql`status = 'sent' AND outcome = 'delayed'`),
    index('messages_to_acknowledge').on(table.usefulUntil).where(sql`kind IN ('booking.cancelled', 'booking.changed')`),
    index('messages_attention').on(table.status, table.id).where(sql`status IN ('failed', 'bounced', 'complained')`),
    check(
      'messages_status_known',
      sql`status IN ('planned', 'sending', 'sent', 'delivered', 'bounced', 'complained', 'suppressed', 'cancelled', 'failed')`,
    ),
  ],
)

/** A frozen batch: its rendered bytes are stored before the first call, and every try sends the same under the same key. */
export const sendBatches = sqliteTable(
  'send_batches',
  {
    id: text('id').primaryKey(),
    /** The rendered request, sealed; erased when the batch is done. */
    payload: text('payload').$type<Sealed>(),
    status: text('status').$type<'claimed' | 'frozen' | 'done' | 'held'>().notNull(),
    attempts: integer('attempts').notNull().default(0),
    firstTriedAt: integer('first_tried_at'),
    nextTryAt: integer('next_try_at').notNull(),
    /** One runner at a time: nobody else touches the batch before this instant. */
    leasedUntil: integer('leased_until').notNull(),
    lastError: text('last_error'),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    index('send_batches_open').on(table.nextTryAt).where(sql`status IN ('claimed', 'frozen')`),
    index('send_batches_held').on(table.createdAt).where(sql`status = 'held'`),
    check('send_batches_status_known', sql`status IN ('claimed', 'frozen', 'done', 'held')`),
  ],
)

/** Addresses that must not be written to again, by keyed HMAC. */
export const suppressedAddresses = sqliteTable(
  'suppressed_addresses',
  {
    addressIndex: text('address_index').$type<BlindIndex>().primaryKey(),
    /** `refused`: the provider itself keeps it on its own list and takes no email to it. */
    reason: text('reason').$type<'bounced' | 'complained' | 'refused'>().notNull(),
    since: integer('since').notNull(),
    /** The message that found it out. */
    messageId: integer('message_id'),
  },
  (table) => [index('suppressed_addresses_since').on(table.since)],
)

/** What the provider told, by the id of its telling: the same one again has no effect. */
export const webhookEvents = sqliteTable(
  'webhook_events',
  {
    id: text('id').primaryKey(),
    kind: text('kind').notNull(),
    receivedAt: integer('received_at').notNull(),
  },
  (table) => [index('webhook_events_received').on(table.receivedAt)],
)

/** How the provider is doing: one row, so that all isolates know. */
export const providerCircuit = sqliteTable('provider_circuit', {
  id: text('id').$type<'provider'>().primaryKey(),
  /** Troubles in a row. */
  failures: integer('failures').notNull().default(0),
  failingSince: integer('failing_since'),
  /** Since when nothing is handed over; null while it works. */
  openedAt: integer('opened_at'),
  /** When one batch is tried, to see whether it works again. */
  probeAt: integer('probe_at'),
  reason: text('reason'),
})

/** Kinds of email that a user, a buddy, somebody invited or the referrer of one referral does not want; a person's choices stand with them. */
export const stoppedEmails = sqliteTable(
  'stopped_emails',
  {
    /** As in `messages`. */
    recipientId: text('recipient_id').notNull(),
    kind: text('kind').notNull(),
    since: integer('since').notNull(),
  },
  (table) => [primaryKey({ columns: [table.recipientId, table.kind] })],
)

/** Emails that were "sent" in local mode, where no provider is configured. */
export const mailbox = sqliteTable(
  'mailbox',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    idempotencyKey: text('idempotency_key').notNull(),
    position: integer('position').notNull(),
    /** JSON of the whole email, sealed. */
    letter: text('letter').$type<Sealed>().notNull(),
    receivedAt: integer('received_at').notNull(),
  },
  (table) => [uniqueIndex('mailbox_once').on(table.idempotencyKey, table.position)],
)

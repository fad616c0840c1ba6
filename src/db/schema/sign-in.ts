import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { OrgId } from '../../access/actor.ts'
import type { BlindIndex } from '../../lib/seal.ts'
import { organisations, users } from './organisations.ts'

/** A browser that is signed in. The cookie holds the secret, this table its hash. */
export const signIns = sqliteTable(
  'sign_ins',
  {
    id: text('id').primaryKey(),
    tokenHash: text('token_hash').notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    /** What the person will recognise in the list of their sign-ins, e.g. "Firefox on Android". */
    device: text('device').notNull(),
    createdAt: integer('created_at').notNull(),
    lastSeenAt: integer('last_seen_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    revokedAt: integer('revoked_at'),
  },
  (table) => [
    uniqueIndex('sign_ins_token').on(table.tokenHash),
    index('sign_ins_user').on(table.userId),
    index('sign_ins_expiry').on(table.expiresAt),
  ],
)

/** A request to sign in, made whether or not the address is known, so that both cost the same. */
export const signInRequests = sqliteTable(
  'sign_in_requests',
  {
    id: text('id').primaryKey(),
    tokenHash: text('token_hash').notNull(),
    /** The hash of the nonce cookie of the browser that asked; the link works only there. */
    browserHash: text('browser_hash').notNull(),
    /** The hash of the short code that another browser asks for. */
    codeHash: text('code_hash').notNull(),
    codeTries: integer('code_tries').notNull().default(0),
    emailIndex: text('email_index').$type<BlindIndex>().notNull(),
    userId: text('user_id').references(() => users.id),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [
    uniqueIndex('sign_in_requests_token').on(table.tokenHash),
    index('sign_in_requests_expiry').on(table.expiresAt),
    index('sign_in_requests_email').on(table.emailIndex, table.createdAt),
  ],
)

/** The use of a single-use token: its primary key lets exactly one of many parallel tries through. */
export const redemptions = sqliteTable(
  'redemptions',
  {
    tokenHash: text('token_hash').primaryKey(),
    redeemedAt: integer('redeemed_at').notNull(),
  },
  (table) => [index('redemptions_age').on(table.redeemedAt)],
)

/** Tries per key (a hashed address or network) and window, for limits that hold across every location of the edge. */
export const rateCounts = sqliteTable(
  'rate_counts',
  {
    key: text('key').notNull(),
    windowAt: integer('window_at').notNull(),
    count: integer('count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.key, table.windowAt] }), index('rate_counts_window').on(table.windowAt)],
)

/** An organisation's token for its own software: it may do what the organisation's role may do. */
export const apiTokens = sqliteTable(
  'api_tokens',
  {
    id: text('id').primaryKey(),
    tokenHash: text('token_hash').notNull(),
    orgId: text('org_id')
      .$type<OrgId>()
      .notNull()
      .references(() => organisations.id),
    name: text('name').notNull(),
    mayWrite: integer('may_write', { mode: 'boolean' }).notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    revokedAt: integer('revoked_at'),
  },
  (table) => [uniqueIndex('api_tokens_token').on(table.tokenHash), index('api_tokens_org').on(table.orgId)],
)

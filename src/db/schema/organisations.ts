import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { OrgId, OrgKind, Role } from '../../access/actor.ts'
import type { BlindIndex, Sealed } from '../../lib/seal.ts'

export const organisations = sqliteTable(
  'organisations',
  {
    id: text('id').$type<OrgId>().primaryKey(),
    kind: text('kind').$type<OrgKind>().notNull(),
    name: text('name').notNull(),
    contactEmail: text('contact_email').notNull().default(''),
    contactPhone: text('contact_phone').notNull().default(''),
    createdAt: integer('created_at').notNull(),
  },
  () => [check('organisations_kind', sql`kind IN ('provider', 'referral_team', 'volunteer_hub', 'place_office')`)],
)

/** Staff and buddies: people who sign in. Their addresses are sealed too; their names are shown to those they work with. */
export const users = sqliteTable(
  'users',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    email: text('email').$type<Sealed>().notNull(),
    emailIndex: text('email_index').$type<BlindIndex>().notNull(),
    locale: text('locale').$type<'en' | 'id'>().notNull(),
    disabledAt: integer('disabled_at'),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [uniqueIndex('users_email').on(table.emailIndex)],
)

export const memberships = sqliteTable(
  'memberships',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    orgId: text('org_id')
      .$type<OrgId>()
      .notNull()
      .references(() => organisations.id),
    role: text('role').$type<Role>().notNull(),
    /** Leads the team: sees its figures as a whole. */
    isLead: integer('is_lead', { mode: 'boolean' }).notNull().default(false),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.orgId] }),
    index('memberships_org').on(table.orgId),
    check('memberships_role', sql`role IN ('coordinator', 'organiser', 'link_worker', 'buddy')`),
  ],
)

export const invitations = sqliteTable(
  'invitations',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id')
      .$type<OrgId>()
      .notNull()
      .references(() => organisations.id),
    role: text('role').$type<Role>().notNull(),
    name: text('name').notNull(),
    email: text('email').$type<Sealed>().notNull(),
    locale: text('locale').$type<'en' | 'id'>().notNull(),
    tokenHash: text('token_hash').notNull(),
    invitedBy: text('invited_by').notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    acceptedAt: integer('accepted_at'),
    revokedAt: integer('revoked_at'),
  },
  (table) => [uniqueIndex('invitations_token').on(table.tokenHash), index('invitations_org').on(table.orgId)],
)

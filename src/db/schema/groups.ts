import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { OrgId } from '../../access/actor.ts'
import { organisations } from './organisations.ts'

export type GroupStatus = 'awaiting_check' | 'verified' | 'paused' | 'closed'

export const venues = sqliteTable(
  'venues',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id')
      .$type<OrgId>()
      .notNull()
      .references(() => organisations.id),
    name: text('name').notNull(),
    address: text('address').notNull(),
    postcode: text('postcode').notNull().default(''),
    area: text('area').notNull(),
    latitude: real('latitude'),
    longitude: real('longitude'),
    /** How to find the door, in the words one would use on the phone. */
    howToFind: text('how_to_find').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('venues_org').on(table.orgId)],
)

export const groups = sqliteTable(
  'groups',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id')
      .$type<OrgId>()
      .notNull()
      .references(() => organisations.id),
    venueId: text('venue_id')
      .notNull()
      .references(() => venues.id),
    name: text('name').notNull(),
    /** What it is in plain words: one line, then more. */
    summary: text('summary').notNull(),
    description: text('description').notNull(),
    /** Codes of `groups/rules.ts`: activity types, access features; languages as BCP 47. */
    activities: text('activities', { mode: 'json' }).$type<string[]>().notNull(),
    languages: text('languages', { mode: 'json' }).$type<string[]>().notNull(),
    accessFeatures: text('access_features', { mode: 'json' }).$type<string[]>().notNull(),
    whoItIsFor: text('who_it_is_for').notNull(),
    cost: text('cost').notNull(),
    whatToBring: text('what_to_bring').notNull(),
    contactName: text('contact_name').notNull(),
    contactPhone: text('contact_phone').notNull(),
    contactEmail: text('contact_email').notNull(),
    /** Whom the group takes: ages in years, null for no limit. */
    minAge: integer('min_age'),
    maxAge: integer('max_age'),
    gender: text('gender').$type<'anyone' | 'women' | 'men'>().notNull().default('anyone'),
    /** How many newcomers the group can welcome in one week, over all its sessions; null for no limit. */
    newcomersPerWeek: integer('newcomers_per_week'),
    status: text('status').$type<GroupStatus>().notNull(),
    /** The local day on which a paused group opens again by itself; null when nobody knows yet. */
    pausedUntilOn: text('paused_until_on'),
    /** Number of the last step on the audit log. */
    step: integer('step').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    index('groups_org').on(table.orgId, table.id),
    index('groups_status').on(table.status, table.id),
    check('groups_status_known', sql`status IN ('awaiting_check', 'verified', 'paused', 'closed')`),
  ],
)

/**
 * The newcomers of a group in one week, over all its sessions: whoever holds a place for a first visit, or came to it. A limit
 * that was lowered below what was promised stands at what was promised.
 */
export const groupWeeks = sqliteTable(
  'group_weeks',
  {
    groupId: text('group_id')
      .notNull()
      .references(() => groups.id),
    /** The Monday. */
    weekOn: text('week_on').notNull(),
    newcomersTaken: integer('newcomers_taken').notNull().default(0),
    newcomerLimit: integer('newcomer_limit'),
  },
  (table) => [
    primaryKey({ columns: [table.groupId, table.weekOn] }),
    index('group_weeks_week').on(table.weekOn, table.groupId),
    check('group_week_newcomers_within_limit', sql`newcomer_limit IS NULL OR newcomers_taken <= newcomer_limit`),
  ],
)

import { sql } from 'drizzle-orm'
import { check, index, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { OrgId } from '../../access/actor.ts'
import type { BlindIndex, Sealed } from '../../lib/seal.ts'

export type UnmetCause = 'no_match' | 'referral_declined' | 'wait_expired' | 'no_buddy' | 'told_by_link_worker'

/**
 * What somebody needed and nobody offered: need by area, time, access and language, and no name. `once` is a keyed HMAC over the
 * person, the need and the month, so that the same person who looks ten times is kept once.
 */
export const unmetNeeds = sqliteTable(
  'unmet_needs',
  {
    id: text('id').primaryKey(),
    once: text('once').$type<BlindIndex>().notNull(),
    /** A keyed HMAC over the person alone, so that numbers are of people; null for what was noted before there was one. */
    who: text('who').$type<BlindIndex>(),
    cause: text('cause').$type<UnmetCause>().notNull(),
    teamId: text('team_id').$type<OrgId>().notNull(),
    /** An activity, a family of activities, or 'any'. */
    activity: text('activity').notNull(),
    area: text('area').notNull(),
    /** Parts of the week that would have suited; empty for any. */
    times: text('times', { mode: 'json' }).$type<string[]>().notNull(),
    accessNeeds: text('access_needs', { mode: 'json' }).$type<string[]>().notNull(),
    language: text('language').notNull(),
    /** What was missing in the link worker's words. */
    words: text('words').$type<Sealed>(),
    /** The first day of the month: a day would say too much. */
    monthOn: text('month_on').notNull(),
  },
  (table) => [
    uniqueIndex('unmet_needs_once').on(table.once),
    index('unmet_needs_month').on(table.monthOn, table.area),
    index('unmet_needs_who').on(table.who),
    check('unmet_cause_known', sql`cause IN ('no_match', 'referral_declined', 'wait_expired', 'no_buddy', 'told_by_link_worker')`),
  ],
)

import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { OrgId } from '../../access/actor.ts'
import { people } from './people.ts'
import { referrals } from './referrals.ts'

export type Wave = 'start' | 'week_6' | 'week_12'
export type QuestionnaireStatus = 'planned' | 'asked' | 'answered' | 'lost'
/** Why a questionnaire was never answered. */
export type LostReason = 'no_answer' | 'declined' | 'support_ended' | 'consent_withdrawn' | 'not_reachable'

/** The questions asked of one person at one time in their support: at the start, six and twelve weeks on. */
export const questionnaires = sqliteTable(
  'questionnaires',
  {
    id: text('id').primaryKey(),
    teamId: text('team_id').$type<OrgId>().notNull(),
    personId: text('person_id')
      .notNull()
      .references(() => people.id),
    referralId: text('referral_id')
      .notNull()
      .references(() => referrals.id),
    wave: text('wave').$type<Wave>().notNull(),
    status: text('status').$type<QuestionnaireStatus>().notNull(),
    dueAt: integer('due_at').notNull(),
    askedAt: integer('asked_at'),
    answeredAt: integer('answered_at'),
    /** By the person alone, or together with their link worker. */
    answeredBy: text('answered_by').$type<'person' | 'together'>(),
    lostReason: text('lost_reason').$type<LostReason>(),
    linkVersion: integer('link_version').notNull().default(0),
    step: integer('step').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('questionnaires_once').on(table.referralId, table.wave),
    index('questionnaires_due').on(table.dueAt).where(sql`status = 'planned'`),
    index('questionnaires_open').on(table.askedAt).where(sql`status = 'asked'`),
    index('questionnaires_team').on(table.teamId, table.dueAt),
    index('questionnaires_person').on(table.personId, table.dueAt),
    check('questionnaire_status_known', sql`status IN ('planned', 'asked', 'answered', 'lost')`),
  ],
)

/** The answers to one instrument: raw codes as the instrument has them, null for "prefer not to say". */
export const outcomes = sqliteTable(
  'outcomes',
  {
    questionnaireId: text('questionnaire_id')
      .notNull()
      .references(() => questionnaires.id),
    instrument: text('instrument').notNull(),
    version: text('version').notNull(),
    language: text('language').$type<'en' | 'id'>().notNull(),
    translation: text('translation').$type<'original' | 'official' | 'unofficial'>().notNull(),
    teamId: text('team_id').$type<OrgId>().notNull(),
    personId: text('person_id').notNull(),
    values: text('item_values', { mode: 'json' }).$type<Record<string, number | null>>().notNull(),
    answeredAt: integer('answered_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.questionnaireId, table.instrument] }),
    index('outcomes_team').on(table.teamId, table.instrument, table.answeredAt),
    index('outcomes_person').on(table.personId, table.answeredAt),
  ],
)

import { sql } from 'drizzle-orm'
import { check, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { OrgId } from '../../access/actor.ts'
import type { BlindIndex, Sealed } from '../../lib/seal.ts'
import { organisations } from './organisations.ts'

export type ReachBy = 'email' | 'phone' | 'carer'

/** A referred person. Everything that names or reaches them is sealed; what is left says nothing about who they are. */
export const people = sqliteTable(
  'people',
  {
    id: text('id').primaryKey(),
    teamId: text('team_id')
      .$type<OrgId>()
      .notNull()
      .references(() => organisations.id),
    /** The link worker who looks after them; '' while a referral waits for somebody to take it. */
    linkWorkerId: text('link_worker_id').notNull(),
    name: text('name').$type<Sealed>().notNull(),
    preferredName: text('preferred_name').$type<Sealed>().notNull(),
    /** 'YYYY-MM-DD'. */
    birthDate: text('birth_date').$type<Sealed>(),
    email: text('email').$type<Sealed>(),
    phone: text('phone').$type<Sealed>(),
    /** JSON: { name, relation, email, phone }. */
    carer: text('carer').$type<Sealed>(),
    notes: text('notes').$type<Sealed>(),
    emailIndex: text('email_index').$type<BlindIndex>(),
    phoneIndex: text('phone_index').$type<BlindIndex>(),
    nameBirthIndex: text('name_birth_index').$type<BlindIndex>(),
    reachBy: text('reach_by').$type<ReachBy>().notNull(),
    /** They agreed that we may write to their number, or their carer's, by WhatsApp. */
    agreesToWhatsapp: integer('agrees_to_whatsapp', { mode: 'boolean' }).notNull().default(false),
    language: text('language').$type<'en' | 'id'>().notNull(),
    area: text('area').notNull().default(''),
    accessNeeds: text('access_needs', { mode: 'json' }).$type<string[]>().notNull(),
    /** Whether the person agreed that organisers and buddies are told the access needs. */
    sharesAccessNeeds: integer('shares_access_needs', { mode: 'boolean' }).notNull(),
    consentAt: integer('consent_at').notNull(),
    consentBy: text('consent_by').notNull(),
    /** What the person agreed to, in the words that were used. */
    consentWords: text('consent_words').$type<Sealed>().notNull(),
    /** The person asked us to stop writing: reminders, how a session was, how they are, or of visits at all, and is rung instead. */
    remindersStoppedAt: integer('reminders_stopped_at'),
    surveysStoppedAt: integer('surveys_stopped_at'),
    wellbeingStoppedAt: integer('wellbeing_stopped_at'),
    visitsStoppedAt: integer('visits_stopped_at'),
    /** Consent to hold and use this was taken back: nothing is sent any more. */
    withdrawnAt: integer('withdrawn_at'),
    /** Everything that could say who this was is gone; the row stays, so that counts stay true. */
    erasedAt: integer('erased_at'),
    /** The same person under another id, who took over everything that belonged to this one. */
    mergedInto: text('merged_into'),
    step: integer('step').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    index('people_team').on(table.teamId, table.createdAt, table.id),
    index('people_email').on(table.teamId, table.emailIndex).where(sql`email_index IS NOT NULL`),
    index('people_phone').on(table.teamId, table.phoneIndex).where(sql`phone_index IS NOT NULL`),
    index('people_name_birth').on(table.teamId, table.nameBirthIndex).where(sql`name_birth_index IS NOT NULL`),
    index('people_kept').on(table.createdAt).where(sql`erased_at IS NULL AND merged_into IS NULL`),
    index('people_merged').on(table.mergedInto).where(sql`merged_into IS NOT NULL`),
    check('people_reach_known', sql`reach_by IN ('email', 'phone', 'carer')`),
  ],
)

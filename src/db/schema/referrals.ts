import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { OrgId } from '../../access/actor.ts'
import type { BlindIndex, Sealed } from '../../lib/seal.ts'
import { organisations } from './organisations.ts'
import { people } from './people.ts'

export type ReferralStatus = 'received' | 'contacted' | 'supporting' | 'completed' | 'declined' | 'unreachable' | 'withdrawn'
export type ReferralSource = 'gp_practice' | 'hospital' | 'social_care' | 'school' | 'employer' | 'community' | 'self'
export type ReferralVia = 'form' | 'integration' | 'link_worker'
/** What a referrer may be told, each only when the person agreed to it. */
export type Stage = 'contacted' | 'booked' | 'first_attended' | 'continuing' | 'ended'

/** One request to support a person. The person is there from its first moment, so that nothing about them lies anywhere else. */
export const referrals = sqliteTable(
  'referrals',
  {
    id: text('id').primaryKey(),
    teamId: text('team_id')
      .$type<OrgId>()
      .notNull()
      .references(() => organisations.id),
    personId: text('person_id')
      .notNull()
      .references(() => people.id),
    source: text('source').$type<ReferralSource>().notNull(),
    via: text('via').$type<ReferralVia>().notNull(),
    /** Codes of referrals/rules.ts: why the person is referred. */
    reasons: text('reasons', { mode: 'json' }).$type<string[]>().notNull(),
    /** What the referrer wrote about it. */
    story: text('story').$type<Sealed>(),
    /** JSON: { name, job, organisation, email, phone }. Null when people refer themselves. */
    referrer: text('referrer').$type<Sealed>(),
    /** The person's consent to be referred: when, who asked for it, and in what words. Null where the link worker's own record says it. */
    consentAt: integer('consent_at').notNull(),
    consentBy: text('consent_by').$type<Sealed>(),
    consentWords: text('consent_words').$type<Sealed>(),
    /** The stages that the person agreed the referrer may learn. */
    tells: text('tells', { mode: 'json' }).$type<Stage[]>().notNull(),
    status: text('status').$type<ReferralStatus>().notNull(),
    /** Why it ended: a code of referrals/rules.ts, read by the referrer as far as the person agreed. */
    endReason: text('end_reason'),
    /** What the referrer reads beside the reason: what else there is. */
    endWords: text('end_words').$type<Sealed>(),
    /** Groups and other teams that the referrer is shown instead, by id: what is open is looked up when it is read. */
    endOffers: text('end_offers', { mode: 'json' }).$type<string[]>().notNull().default([]),
    /** The link worker whose turn it is; null while nobody took it. */
    assignedTo: text('assigned_to'),
    receivedAt: integer('received_at').notNull(),
    /** Instants by which the place promises the first contact, and an answer to the referrer. */
    contactDueAt: integer('contact_due_at').notNull(),
    answerDueAt: integer('answer_due_at').notNull(),
    contactedAt: integer('contacted_at'),
    supportingAt: integer('supporting_at'),
    /** The day on which somebody first came to a session. */
    firstAttendedAt: integer('first_attended_at'),
    endedAt: integer('ended_at'),
    /** Shown to the coordinator because the team had not answered in time. */
    escalatedAt: integer('escalated_at'),
    /** Its person was erased, and with them everything in it that could say who that was. */
    erasedAt: integer('erased_at'),
    /** The sender's own number, so that the same referral sent twice is one. */
    externalId: text('external_id'),
    sentBy: text('sent_by'),
    /** Keyed HMAC of what was sent under that number: the same number with other words is refused. */
    sentIndex: text('sent_index').$type<BlindIndex>(),
    /** Raised to revoke every link that the referrer was sent. */
    linkVersion: integer('link_version').notNull().default(0),
    step: integer('step').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    index('referrals_inbox').on(table.teamId, table.status, table.contactDueAt),
    index('referrals_team').on(table.teamId, table.receivedAt, table.id),
    index('referrals_person').on(table.personId),
    index('referrals_worker').on(table.assignedTo, table.status),
    index('referrals_supporting').on(table.supportingAt).where(sql`status = 'supporting'`),
    index('referrals_to_erase').on(table.endedAt).where(sql`ended_at IS NOT NULL AND erased_at IS NULL`),
    index('referrals_unanswered').on(table.answerDueAt).where(sql`status = 'received'`),
    index('referrals_ended').on(table.endedAt).where(sql`ended_at IS NOT NULL`),
    uniqueIndex('referrals_external').on(table.sentBy, table.externalId),
    check(
      'referral_status_known',
      sql`status IN ('received', 'contacted', 'supporting', 'completed', 'declined', 'unreachable', 'withdrawn')`,
    ),
    check('referral_end_has_reason', sql`status NOT IN ('completed', 'declined', 'unreachable', 'withdrawn') OR ended_at IS NOT NULL`),
  ],
)

/** What a referrer has been told, stage by stage: each stage once. */
export const referralNews = sqliteTable(
  'referral_news',
  {
    referralId: text('referral_id')
      .notNull()
      .references(() => referrals.id),
    stage: text('stage').$type<Stage>().notNull(),
    at: integer('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.referralId, table.stage] }), index('referral_news_at').on(table.at)],
)

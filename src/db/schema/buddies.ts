import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { OrgId } from '../../access/actor.ts'
import type { BlindIndex, Sealed } from '../../lib/seal.ts'
import { bookings } from './bookings.ts'
import { organisations, users } from './organisations.ts'
import { sessions } from './sessions.ts'

export type BuddyStatus = 'applied' | 'vetting' | 'approved' | 'paused' | 'expired' | 'declined'
export type DeclineReason = 'check_not_passed' | 'could_not_reach' | 'not_the_right_time' | 'enough_for_now' | 'asked_to_stop'
export type VisitStatus = 'wanted' | 'claimed' | 'accompanied' | 'missed' | 'not_needed'
export type Arrangement = 'link_worker_goes' | 'someone_else_goes' | 'person_goes_alone' | 'moved'
/** Why a visit was taken back from the buddy who had promised it. */
export type FreedWhy = 'buddy_paused' | 'buddy_declined' | 'buddy_expired' | 'buddy_approved' | 'buddy_not_checked' | 'buddy_stopped'
/** How much of a buddy a visit asks for: the whole session, a familiar face there, or a few words beforehand. */
export type VisitKind = 'accompanied' | 'met_there' | 'message'
/** The words that a buddy chooses to have sent; there are no others, so that nothing about a person travels in them. */
export type Greeting = 'enjoy' | 'thinking_of_you' | 'glad_you_go'
export type VisitReport = 'went_well' | 'needs_a_call' | 'did_not_come' | 'could_not_go'

export const buddies = sqliteTable(
  'buddies',
  {
    id: text('id').primaryKey(),
    hubId: text('hub_id')
      .$type<OrgId>()
      .notNull()
      .references(() => organisations.id),
    /** From approval on: the account they sign in with. */
    userId: text('user_id').references(() => users.id),
    name: text('name').notNull(),
    email: text('email').$type<Sealed>().notNull(),
    emailIndex: text('email_index').$type<BlindIndex>().notNull(),
    phone: text('phone').$type<Sealed>().notNull(),
    locale: text('locale').$type<'en' | 'id'>().notNull(),
    about: text('about').$type<Sealed>().notNull(),
    areas: text('areas', { mode: 'json' }).$type<string[]>().notNull(),
    activities: text('activities', { mode: 'json' }).$type<string[]>().notNull(),
    languages: text('languages', { mode: 'json' }).$type<string[]>().notNull(),
    /** Parts of the week such as 'tue_morning'. */
    availability: text('availability', { mode: 'json' }).$type<string[]>().notNull(),
    status: text('status').$type<BuddyStatus>().notNull(),
    /** The local day on which the background check runs out. */
    checkedUntilOn: text('checked_until_on'),
    /** Who paused them; a break of their own is theirs to end. Null is the coordinator. */
    pausedBy: text('paused_by').$type<'buddy'>(),
    /** Why the application was declined: a code of buddies/rules.ts, which the applicant reads in kind words. */
    declineReason: text('decline_reason').$type<DeclineReason>(),
    step: integer('step').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    index('buddies_hub').on(table.hubId, table.status, table.id),
    uniqueIndex('buddies_email').on(table.emailIndex),
    uniqueIndex('buddies_user').on(table.userId),
    check('buddies_status_known', sql`status IN ('applied', 'vetting', 'approved', 'paused', 'expired', 'declined')`),
  ],
)

/** A buddy's accompaniment of one booking. What a buddy may see before claiming is copied here; nothing else is. */
export const visits = sqliteTable(
  'visits',
  {
    id: text('id').primaryKey(),
    bookingId: text('booking_id')
      .notNull()
      .references(() => bookings.id),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id),
    providerId: text('provider_id').$type<OrgId>().notNull(),
    teamId: text('team_id').$type<OrgId>().notNull(),
    area: text('area').notNull(),
    activity: text('activity').notNull(),
    language: text('language').notNull(),
    startsAt: integer('starts_at').notNull(),
    endsAt: integer('ends_at').notNull(),
    status: text('status').$type<VisitStatus>().notNull(),
    buddyId: text('buddy_id').references(() => buddies.id),
    claimedAt: integer('claimed_at'),
    /** Put before the link worker because no buddy may come in time. */
    alarmedAt: integer('alarmed_at'),
    /** The link worker's answer to the alarm: going themselves, another arrangement, or the person goes alone knowingly. */
    arrangement: text('arrangement').$type<Arrangement>(),
    report: text('report').$type<VisitReport>(),
    reportNote: text('report_note').$type<Sealed>(),
    reportedAt: integer('reported_at'),
    /** When the link worker had done what the report asked of them. */
    reportAnsweredAt: integer('report_answered_at'),
    kind: text('kind').$type<VisitKind>().notNull().default('accompanied'),
    /** What the buddy of a `message` had sent. */
    greeting: text('greeting').$type<Greeting>(),
    /** The buddy from whom it was taken last by anybody but themselves, for the letter that tells them. */
    freedFrom: text('freed_from').references(() => buddies.id),
    freedAt: integer('freed_at'),
    freedWhy: text('freed_why').$type<FreedWhy>(),
    step: integer('step').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('visits_active').on(table.bookingId).where(sql`status IN ('wanted', 'claimed')`),
    index('visits_open').on(table.startsAt, table.id).where(sql`status = 'wanted'`),
    index('visits_buddy').on(table.buddyId, table.startsAt),
    index('visits_freed').on(table.freedFrom, table.freedAt).where(sql`freed_from IS NOT NULL`),
    index('visits_session').on(table.sessionId),
    index('visits_team').on(table.teamId, table.startsAt),
    check('visits_status_known', sql`status IN ('wanted', 'claimed', 'accompanied', 'missed', 'not_needed')`),
    check('visits_claimed_by_someone', sql`status <> 'claimed' OR buddy_id IS NOT NULL`),
  ],
)

/** The quarter hours a buddy has promised: two visits at once collide on the primary key. */
export const buddySlots = sqliteTable(
  'buddy_slots',
  {
    buddyId: text('buddy_id')
      .notNull()
      .references(() => buddies.id),
    slotAt: integer('slot_at').notNull(),
    visitId: text('visit_id')
      .notNull()
      .references(() => visits.id),
  },
  (table) => [primaryKey({ columns: [table.buddyId, table.slotAt] }), index('buddy_slots_visit').on(table.visitId)],
)

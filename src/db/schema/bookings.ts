import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { OrgId } from '../../access/actor.ts'
import { organisations } from './organisations.ts'
import { people } from './people.ts'
import { sessions } from './sessions.ts'

export type BookingStatus = 'waitlisted' | 'offered' | 'booked' | 'confirmed' | 'attended' | 'missed' | 'cancelled' | 'expired'
export type ConfirmedHow = 'person' | 'link_worker' | 'phone'
export type CancelledBy = 'attendee' | 'link_worker' | 'organiser'
/** Why somebody was not there, kept apart from the reason they give. */
export type MissedCause = 'person' | 'buddy' | 'session_did_not_run' | 'not_ticked'
export type BuddyWish = 'wanted' | 'not_wanted' | 'unasked'

export const bookings = sqliteTable(
  'bookings',
  {
    id: text('id').primaryKey(),
    /** The provider whose session it is, and the team that looks after the person. */
    providerId: text('provider_id')
      .$type<OrgId>()
      .notNull()
      .references(() => organisations.id),
    teamId: text('team_id')
      .$type<OrgId>()
      .notNull()
      .references(() => organisations.id),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id),
    groupId: text('group_id').notNull(),
    personId: text('person_id')
      .notNull()
      .references(() => people.id),
    bookedBy: text('booked_by').notNull(),
    /** 2 for a person and their carer: both places or none. */
    places: integer('places').notNull(),
    isFirstVisit: integer('is_first_visit', { mode: 'boolean' }).notNull(),
    buddyWish: text('buddy_wish').$type<BuddyWish>().notNull(),
    status: text('status').$type<BookingStatus>().notNull(),
    /** The answer given at once, kept so that the same request always gets the same answer. */
    answeredStatus: text('answered_status').$type<'booked' | 'waitlisted'>().notNull(),
    answeredPosition: integer('answered_position'),
    answeredWhy: text('answered_why'),
    /** Number on the session's waiting list; lower is first. Null for a booking that never waited. */
    ticket: integer('ticket'),
    offerExpiresAt: integer('offer_expires_at'),
    confirmedAt: integer('confirmed_at'),
    confirmedHow: text('confirmed_how').$type<ConfirmedHow>(),
    cancelledBy: text('cancelled_by').$type<CancelledBy>(),
    reason: text('reason'),
    missedCause: text('missed_cause').$type<MissedCause>(),
    /** Bookings made together for the same person: their routine. */
    routineId: text('routine_id'),
    /** Raised to revoke every link that was sent for this booking. */
    linkVersion: integer('link_version').notNull().default(0),
    step: integer('step').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('bookings_live').on(table.sessionId, table.personId).where(sql`status NOT IN ('cancelled', 'expired')`),
    index('bookings_session').on(table.sessionId, table.status, table.ticket),
    // The waiting list by kind of party, so that its head is found however long it is.
    index('bookings_line').on(table.sessionId, table.places, table.isFirstVisit, table.ticket).where(sql`status = 'waitlisted'`),
    index('bookings_person').on(table.personId, table.createdAt),
    index('bookings_person_group').on(table.personId, table.groupId),
    index('bookings_team').on(table.teamId, table.id),
    index('bookings_provider').on(table.providerId, table.id),
    index('bookings_offers').on(table.offerExpiresAt).where(sql`status = 'offered'`),
    check('booking_places', sql`places BETWEEN 1 AND 2`),
    check(
      'booking_status_known',
      sql`status IN ('waitlisted', 'offered', 'booked', 'confirmed', 'attended', 'missed', 'cancelled', 'expired')`,
    ),
    check('booking_waits_with_ticket', sql`status NOT IN ('waitlisted', 'offered') OR ticket IS NOT NULL`),
    check('booking_offer_ends', sql`status <> 'offered' OR offer_expires_at IS NOT NULL`),
  ],
)

/** What a request with an Idempotency-Key led to. Written in the same batch as the booking itself. */
export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    ownerId: text('owner_id').notNull(),
    key: text('key').notNull(),
    /** SHA-256 of the request's body: the same key with another body is an error. */
    fingerprint: text('fingerprint').notNull(),
    bookingId: text('booking_id')
      .notNull()
      .references(() => bookings.id),
    createdAt: integer('created_at').notNull(),
    /** JSON of what was answered of each date of a routine: some were booked before, and sessions move. */
    answered: text('answered'),
  },
  (table) => [primaryKey({ columns: [table.ownerId, table.key] }), index('idempotency_keys_age').on(table.createdAt)],
)

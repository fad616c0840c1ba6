import { sql } from 'drizzle-orm'
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { OrgId } from '../../access/actor.ts'
import { groups, venues } from './groups.ts'
import { organisations } from './organisations.ts'

export type SessionStatus = 'scheduled' | 'cancelled' | 'held'

/** The recurring rule. `recurrence` is a Recurrence of lib/recurrence.ts. */
export const series = sqliteTable(
  'series',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id')
      .$type<OrgId>()
      .notNull()
      .references(() => organisations.id),
    groupId: text('group_id')
      .notNull()
      .references(() => groups.id),
    venueId: text('venue_id')
      .notNull()
      .references(() => venues.id),
    recurrence: text('recurrence', { mode: 'json' }).$type<unknown>().notNull(),
    minutes: integer('minutes').notNull(),
    capacity: integer('capacity').notNull(),
    newcomerLimit: integer('newcomer_limit'),
    newcomerPlaces: integer('newcomer_places').notNull().default(0),
    bookingClosesMinutes: integer('booking_closes_minutes').notNull(),
    buddyForFirstVisit: integer('buddy_for_first_visit', { mode: 'boolean' }).notNull(),
    meetingPoint: text('meeting_point').notNull(),
    /** Local days up to this one have become sessions. */
    extendedTo: text('extended_to').notNull(),
    endedAt: integer('ended_at'),
    step: integer('step').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('series_group').on(table.groupId), index('series_extend').on(table.extendedTo).where(sql`ended_at IS NULL`)],
)

export const sessions = sqliteTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    orgId: text('org_id')
      .$type<OrgId>()
      .notNull()
      .references(() => organisations.id),
    groupId: text('group_id')
      .notNull()
      .references(() => groups.id),
    seriesId: text('series_id').references(() => series.id),
    venueId: text('venue_id')
      .notNull()
      .references(() => venues.id),
    /** The local day; with a series it names the occurrence, even after the session is moved by a few hours. */
    occursOn: text('occurs_on').notNull(),
    /** The Monday of the week it takes place in, when it was moved out of the week of `occursOn`. */
    movedToWeek: text('moved_to_week'),
    startsAt: integer('starts_at').notNull(),
    endsAt: integer('ends_at').notNull(),
    bookingClosesAt: integer('booking_closes_at').notNull(),
    status: text('status').$type<SessionStatus>().notNull(),
    cancelReason: text('cancel_reason'),
    capacity: integer('capacity').notNull(),
    /** Places of bookings that are offered, booked or confirmed; a booking for two counts twice. */
    placesTaken: integer('places_taken').notNull().default(0),
    /** How many newcomers the group can welcome; null for no limit. */
    newcomerLimit: integer('newcomer_limit'),
    newcomersTaken: integer('newcomers_taken').notNull().default(0),
    /** Places kept for newcomers until they are released; 0 afterwards. */
    newcomerPlaces: integer('newcomer_places').notNull().default(0),
    /** Bookings on the waiting list. */
    waiting: integer('waiting').notNull().default(0),
    /** Numbers handed out to the waiting list so far: its order is the order in which people joined. */
    tickets: integer('tickets').notNull().default(0),
    buddyForFirstVisit: integer('buddy_for_first_visit', { mode: 'boolean' }).notNull(),
    meetingPoint: text('meeting_point').notNull(),
    /** People who came without a booking. */
    walkIns: integer('walk_ins').notNull().default(0),
    registerTakenAt: integer('register_taken_at'),
    /** iCalendar SEQUENCE: raised by every change of time, place or state. */
    calendarSequence: integer('calendar_sequence').notNull().default(0),
    step: integer('step').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    index('sessions_upcoming').on(table.status, table.startsAt, table.id),
    index('sessions_org').on(table.orgId, table.startsAt, table.id),
    index('sessions_group').on(table.groupId, table.startsAt),
    uniqueIndex('sessions_occurrence').on(table.seriesId, table.occursOn),
    index('sessions_waiting').on(table.startsAt).where(sql`waiting > 0`),
    check('session_status_known', sql`status IN ('scheduled', 'cancelled', 'held')`),
    check('session_capacity_positive', sql`capacity BETWEEN 1 AND 10000`),
    check('session_ends_after_start', sql`ends_at > starts_at`),
    check('session_counts_not_negative', sql`newcomers_taken >= 0 AND waiting >= 0 AND newcomers_taken <= places_taken`),
    check('session_within_capacity', sql`places_taken BETWEEN 0 AND capacity`),
    check('session_newcomers_within_limit', sql`newcomer_limit IS NULL OR newcomers_taken <= newcomer_limit`),
    check('session_keeps_newcomer_places', sql`newcomer_places = 0 OR places_taken - newcomers_taken <= capacity - newcomer_places`),
    check('session_cancelled_holds_nobody', sql`status <> 'cancelled' OR (places_taken = 0 AND waiting = 0)`),
  ],
)

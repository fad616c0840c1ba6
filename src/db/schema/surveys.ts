import { sql } from 'drizzle-orm'
import { check, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { OrgId } from '../../access/actor.ts'
import type { Sealed } from '../../lib/seal.ts'
import { bookings } from './bookings.ts'

/** The answer to the survey after a session. One a booking; a later answer replaces it. */
export const responses = sqliteTable(
  'responses',
  {
    bookingId: text('booking_id')
      .primaryKey()
      .references(() => bookings.id),
    teamId: text('team_id').$type<OrgId>().notNull(),
    personId: text('person_id').notNull(),
    went: text('went').$type<'yes' | 'no' | 'could_not'>().notNull(),
    /** 1 to 5; null when the person did not go or would rather not say. */
    rating: integer('rating'),
    again: text('again').$type<'yes' | 'maybe' | 'no'>(),
    note: text('note').$type<Sealed>(),
    language: text('language').$type<'en' | 'id'>().notNull(),
    answeredBy: text('answered_by').$type<'person' | 'link_worker'>().notNull(),
    answeredAt: integer('answered_at').notNull(),
    step: integer('step').notNull(),
  },
  (table) => [
    index('responses_team').on(table.teamId, table.answeredAt),
    check('responses_rating', sql`rating IS NULL OR rating BETWEEN 1 AND 5`),
  ],
)

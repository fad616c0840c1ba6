import { sql } from 'drizzle-orm'
import { check, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** The one row that says what this place is: each place has a database of its own. */
export const places = sqliteTable(
  'places',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    timeZone: text('time_zone').notNull(),
    locale: text('locale').$type<'en' | 'id'>().notNull(),
    country: text('country').notNull(),
    /** Who to ring when a link or an email does not help. */
    phone: text('phone').notNull(),
    replyTo: text('reply_to').notNull(),
    /** Neighbourhoods, as people here call them. */
    areas: text('areas', { mode: 'json' }).$type<string[]>().notNull(),
    /** Local times 'HH:MM' between which nothing but urgent changes is sent. */
    quietFrom: text('quiet_from').notNull().default('21:00'),
    quietUntil: text('quiet_until').notNull().default('08:00'),
    /** Waking hours that an offered place is held for somebody. */
    offerHours: integer('offer_hours').notNull().default(24),
    /** Hours before the start by which a place should be confirmed when others are waiting. */
    confirmHours: integer('confirm_hours').notNull().default(24),
  },
  () => [check('places_is_one', sql`id = 'place'`)],
)

export type Place = typeof places.$inferSelect

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
    /** '#rrggbb', dark enough for white words on it: buttons and links of emails. */
    colour: text('colour').notNull().default('#0b5c5e'),
    /** What stands below every email, such as who runs the place and its address. */
    footerEn: text('footer_en').notNull().default(''),
    footerId: text('footer_id').notNull().default(''),
    /** Neighbourhoods, as people here call them. */
    areas: text('areas', { mode: 'json' }).$type<string[]>().notNull(),
    /** Local times 'HH:MM' between which nothing but urgent changes is sent. */
    quietFrom: text('quiet_from').notNull().default('21:00'),
    quietUntil: text('quiet_until').notNull().default('08:00'),
    /** Waking hours that an offered place is held for somebody. */
    offerHours: integer('offer_hours').notNull().default(24),
    /** Hours before the start by which a place should be confirmed when others are waiting. */
    confirmHours: integer('confirm_hours').notNull().default(24),
    /** Who may send referrals by the public form. */
    referralSources: text('referral_sources', { mode: 'json' })
      .$type<string[]>()
      .notNull()
      .default(['gp_practice', 'hospital', 'social_care', 'school', 'employer', 'community', 'self']),
    /** Days in which a referred person is promised the first contact, and a referrer an answer. */
    contactDays: integer('contact_days').notNull().default(5),
    answerDays: integer('answer_days').notNull().default(10),
    /** Days after the promised answer on which a referral without one is put before the coordinator. */
    escalateDays: integer('escalate_days').notNull().default(3),
    /** Weeks without a conversation, a booking or a session after which somebody counts as having gone quiet. */
    quietWeeks: integer('quiet_weeks').notNull().default(3),
    /** How much each soft reason counts in matching, by its code in matching/rules.ts; what is left out counts as usual. */
    matchWeights: text('match_weights', { mode: 'json' }).$type<Record<string, number>>().notNull().default({}),
    /** Months that a person is kept after their support ended, and a declined referral after its answer. */
    keepPeopleMonths: integer('keep_people_months').notNull().default(24),
    keepDeclinedMonths: integer('keep_declined_months').notNull().default(6),
  },
  () => [check('places_is_one', sql`id = 'place'`)],
)

export type Place = typeof places.$inferSelect

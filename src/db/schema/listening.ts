import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { OrgId } from '../../access/actor.ts'
import type { Sealed } from '../../lib/seal.ts'
import { people } from './people.ts'

export type Channel = 'phone' | 'in_person' | 'home_visit' | 'video' | 'message' | 'email' | 'letter'
export type GoalStatus = 'active' | 'reached' | 'set_aside'

/** A link worker's contact note: one point on a person's timeline, with what comes next. */
export const conversations = sqliteTable(
  'conversations',
  {
    id: text('id').primaryKey(),
    teamId: text('team_id').$type<OrgId>().notNull(),
    personId: text('person_id')
      .notNull()
      .references(() => people.id),
    happenedAt: integer('happened_at').notNull(),
    channel: text('channel').$type<Channel>().notNull(),
    minutes: integer('minutes').notNull(),
    /** Whether the person was reached: three tries without one are what makes a referral unreachable. */
    wasReached: integer('was_reached', { mode: 'boolean' }).notNull(),
    words: text('words').$type<Sealed>().notNull(),
    nextStep: text('next_step').$type<Sealed>(),
    /** The local day of the next step; null when there is none. */
    nextStepOn: text('next_step_on'),
    nextStepDoneAt: integer('next_step_done_at'),
    writtenBy: text('written_by').notNull(),
    step: integer('step').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    index('conversations_person').on(table.personId, table.happenedAt),
    index('conversations_due').on(table.teamId, table.nextStepOn).where(sql`next_step_done_at IS NULL AND next_step_on IS NOT NULL`),
    check('conversation_minutes', sql`minutes BETWEEN 0 AND 1440`),
  ],
)

/** What a link worker learnt by listening, and what matching needs. What could say who somebody is, is sealed. */
export const profiles = sqliteTable('profiles', {
  personId: text('person_id')
    .primaryKey()
    .references(() => people.id),
  teamId: text('team_id').$type<OrgId>().notNull(),
  /** "What matters to me", in the person's own words. */
  matters: text('matters').$type<Sealed>(),
  strengths: text('strengths').$type<Sealed>(),
  /** JSON: { latitude, longitude, label }: the point on a postcode or place name from which distances are measured. */
  point: text('point').$type<Sealed>(),
  gender: text('gender').$type<Sealed>(),
  /** Codes of the groups' taxonomy: activities or whole families. */
  interests: text('interests', { mode: 'json' }).$type<string[]>().notNull(),
  /** Parts of the week such as 'tue_morning': when it suits, and when the person cannot. */
  suits: text('suits', { mode: 'json' }).$type<string[]>().notNull(),
  cannot: text('cannot', { mode: 'json' }).$type<string[]>().notNull(),
  /** Languages the person can take part in, beside the one they are written to. */
  languages: text('languages', { mode: 'json' }).$type<string[]>().notNull(),
  /** Whether a session in none of these languages is out of the question. */
  languageRequired: integer('language_required', { mode: 'boolean' }).notNull(),
  /** How far the person can come, in kilometres; null for no limit. */
  reachKm: real('reach_km'),
  step: integer('step').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

/** Needs coded from one list; closed when met. */
export const needs = sqliteTable(
  'needs',
  {
    personId: text('person_id')
      .notNull()
      .references(() => people.id),
    code: text('code').notNull(),
    teamId: text('team_id').$type<OrgId>().notNull(),
    since: integer('since').notNull(),
    metAt: integer('met_at'),
  },
  (table) => [primaryKey({ columns: [table.personId, table.code] }), index('needs_team').on(table.teamId, table.code)],
)

export const goals = sqliteTable(
  'goals',
  {
    id: text('id').primaryKey(),
    teamId: text('team_id').$type<OrgId>().notNull(),
    personId: text('person_id')
      .notNull()
      .references(() => people.id),
    words: text('words').$type<Sealed>().notNull(),
    status: text('status').$type<GoalStatus>().notNull(),
    step: integer('step').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    index('goals_person').on(table.personId, table.createdAt),
    check('goal_status_known', sql`status IN ('active', 'reached', 'set_aside')`),
  ],
)

/** The person's own rating of a goal on a day, 0 (nowhere near) to 10 (there). One a day; a later one replaces it. */
export const goalRatings = sqliteTable(
  'goal_ratings',
  {
    goalId: text('goal_id')
      .notNull()
      .references(() => goals.id),
    ratedOn: text('rated_on').notNull(),
    teamId: text('team_id').$type<OrgId>().notNull(),
    rating: integer('rating').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.goalId, table.ratedOn] }), check('goal_rating_scale', sql`rating BETWEEN 0 AND 10`)],
)

/** Follow-ups that a link worker put off: the person is not on the list for this reason before the day. */
export const followUpPauses = sqliteTable(
  'follow_up_pauses',
  {
    personId: text('person_id')
      .notNull()
      .references(() => people.id),
    /** 'quiet', or a reason with the booking that it is about: 'missed:<booking>'. */
    about: text('about').notNull(),
    teamId: text('team_id').$type<OrgId>().notNull(),
    untilOn: text('until_on').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.about] })],
)

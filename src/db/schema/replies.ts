import { sql } from 'drizzle-orm'
import { check, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { messages } from './messages.ts'

export type ReplyHow = 'seen' | 'confirmed' | 'declined' | 'moved' | 'booked' | 'told'
export type TryHow = 'not_reached' | 'left_word'

/** What came back on a message: the person pressed or answered, or somebody rang them. One a message, whoever was faster. */
export const replies = sqliteTable(
  'replies',
  {
    messageId: integer('message_id')
      .primaryKey()
      .references(() => messages.id),
    how: text('how').$type<ReplyHow>().notNull(),
    actorKind: text('actor_kind').$type<'user' | 'integration' | 'link' | 'system'>().notNull(),
    actorId: text('actor_id').notNull(),
    at: integer('at').notNull(),
  },
  () => [check('reply_known', sql`how IN ('seen', 'confirmed', 'declined', 'moved', 'booked', 'told')`)],
)

/** Somebody rang about a message and did not get through. */
export const callTries = sqliteTable(
  'call_tries',
  {
    id: text('id').primaryKey(),
    messageId: integer('message_id')
      .notNull()
      .references(() => messages.id),
    how: text('how').$type<TryHow>().notNull(),
    userId: text('user_id').notNull(),
    at: integer('at').notNull(),
    againAt: integer('again_at').notNull(),
  },
  (table) => [index('call_tries_message').on(table.messageId, table.at), check('call_try_known', sql`how IN ('not_reached', 'left_word')`)],
)

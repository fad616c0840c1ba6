import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { users } from './organisations.ts'

/** A secret address that somebody's calendar program asks by itself. A renewed one is another row, so that the old address is gone. */
export const calendarFeeds = sqliteTable(
  'calendar_feeds',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    /** The group whose dates it shows; '' for a buddy's own visits. */
    groupId: text('group_id').notNull().default(''),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [uniqueIndex('calendar_feeds_own').on(table.userId, table.groupId)],
)

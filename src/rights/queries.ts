import { type SQL, sql } from 'drizzle-orm'

/** Selects these ids: the people that a statement is about, one or a night's worth of them, as one parameter. */
export const among = (ids: readonly string[]): SQL => sql`SELECT value FROM json_each(${JSON.stringify(ids)})`

import { lt, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.ts'
import { rateCounts } from '../../db/schema/sign-in.ts'
import { windowLength, windowsInAnHour } from './rules.ts'

/** Something that is counted under a key (hashed where it is an address), and how often an hour may see it. */
export type Turn = { key: string; most: number }

/**
 * Counts one try under every key, or under none when any of them has had its hour's worth: then nothing is returned. One
 * statement, so that of any number of parallel tries exactly `most` pass, and a refused try uses up nobody else's turns.
 */
export function takeTurns(db: Db, now: number, turns: readonly Turn[]) {
  const windowAt = now - (now % windowLength)
  const since = windowAt - windowsInAnHour * windowLength
  const list = JSON.stringify(turns)
  return db
    .insert(rateCounts)
    .select(
      sql`SELECT json_extract(wanted.value, '$.key'), CAST(${windowAt} AS INTEGER), 1 FROM json_each(${list}) AS wanted
          WHERE NOT EXISTS (
            SELECT 1 FROM json_each(${list}) AS other
            WHERE (SELECT coalesce(sum(counted.count), 0) FROM rate_counts AS counted
                   WHERE counted.key = json_extract(other.value, '$.key') AND counted.window_at > ${since})
                  >= json_extract(other.value, '$.most'))`,
    )
    .onConflictDoUpdate({ target: [rateCounts.key, rateCounts.windowAt], set: { count: sql`${rateCounts.count} + 1` } })
    .returning({ key: rateCounts.key })
}

export const forgetTurnsBefore = (db: Db, before: number) => db.delete(rateCounts).where(lt(rateCounts.windowAt, before))

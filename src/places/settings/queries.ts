import { sql } from 'drizzle-orm'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { type Place, places } from '../../db/schema/place.ts'

// The least id instead of any row: this is one step down an index, however many sessions there are.
const isBegun = sql<number>`(SELECT min(sessions.id) FROM sessions) IS NOT NULL`

/** The settings as they are now, and whether there ever was a session. */
export const settingsNow = (db: Db) =>
  db
    .select({ place: places, isBegun: isBegun.as('is_begun') })
    .from(places)
    .limit(1)

/** The times of sessions were reckoned in the place's zone, so that it stays as it is once there is one, whatever is asked at that moment. */
export function changeSettings(ctx: Ctx, { timeZone, ...change }: Omit<Place, 'id' | 'locale' | 'matchWeights'>): Statement {
  const zone = sql`CASE WHEN ${isBegun} THEN ${places.timeZone} ELSE ${timeZone} END`
  return ctx.db.update(places).set({ ...change, timeZone: zone })
}

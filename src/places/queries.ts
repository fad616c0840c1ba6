import type { Db } from '../db/connect.ts'
import { type Place, places } from '../db/schema/place.ts'

/** The place that this database is for; undefined before it was set up. */
export async function currentPlace(db: Db): Promise<Place | undefined> {
  const [place] = await db.select().from(places).limit(1)
  return place
}

import type { OrgId } from '../access/actor.ts'
import type { Db, Statement } from '../db/connect.ts'
import { memberships, organisations, users } from '../db/schema/organisations.ts'
import { type Place, places } from '../db/schema/place.ts'

/** The place that this database is for; undefined before it was set up. */
export async function currentPlace(db: Db): Promise<Place | undefined> {
  const [place] = await db.select().from(places).limit(1)
  return place
}

export const insertPlace = (db: Db, place: Omit<typeof places.$inferInsert, 'id'>): Statement =>
  db.insert(places).values({ id: 'place', ...place })

/** The organisation whose members are the place's coordinators. */
export const insertOffice = (db: Db, office: { id: OrgId; name: string; createdAt: number }): Statement =>
  db.insert(organisations).values({ kind: 'place_office', ...office })

export function insertFirstCoordinator(db: Db, user: typeof users.$inferInsert & { officeId: OrgId }): Statement[] {
  const { officeId, ...row } = user
  return [
    db.insert(users).values(row),
    db.insert(memberships).values({ userId: row.id, orgId: officeId, role: 'coordinator', createdAt: row.createdAt }),
  ]
}

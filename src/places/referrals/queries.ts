import { desc, eq } from 'drizzle-orm'
import type { Db, Statement } from '../../db/connect.ts'
import { auditEntries } from '../../db/schema/audit.ts'
import { type Place, places } from '../../db/schema/place.ts'

/** The last step of the place on the audit log: the next change takes the one after it. */
export const placeStep = (db: Db) =>
  db
    .select({ step: auditEntries.step })
    .from(auditEntries)
    .where(eq(auditEntries.subjectId, 'place'))
    .orderBy(desc(auditEntries.step))
    .limit(1)

export const updatePlace = (db: Db, set: Partial<Place>): Statement => db.update(places).set(set).where(eq(places.id, 'place'))

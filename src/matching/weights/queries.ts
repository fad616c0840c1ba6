import { eq, sql } from 'drizzle-orm'
import type { Db, Statement } from '../../db/connect.ts'
import { auditEntries } from '../../db/schema/audit.ts'
import { places } from '../../db/schema/place.ts'
import type { Weights } from './rules.ts'

/** Read with every match, since what a coordinator tunes counts at once. */
export const weightsSet = (db: Db) => db.select({ matchWeights: places.matchWeights }).from(places).limit(1)

/** The last step of the place on the audit log. */
export const placeStep = (db: Db) =>
  db
    .select({ step: sql<number | null>`max(${auditEntries.step})`.as('last_step') })
    .from(auditEntries)
    .where(eq(auditEntries.subjectId, 'place'))

export const setWeights = (db: Db, weights: Weights): Statement => db.update(places).set({ matchWeights: weights })

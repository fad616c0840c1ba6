import { and, asc, eq, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { OrgId } from '../access/actor.ts'
import type { Db, Statement } from '../db/connect.ts'
import { needs } from '../db/schema/listening.ts'
import { accessMeant } from './rules.ts'

/** Every need that a person has or had; the list of codes bounds it. */
export const needsOf = (db: Db, personId: string) =>
  db
    .select({ code: needs.code, since: needs.since, metAt: needs.metAt })
    .from(needs)
    .where(eq(needs.personId, personId))
    .orderBy(asc(needs.since), asc(needs.code))

/** The access needs that a person's open needs mean, as rows of `code`. */
export const accessMeantOf = (personId: SQLWrapper): SQL =>
  sql`SELECT meant.value AS code FROM needs AS n INNER JOIN json_each(${JSON.stringify(accessMeant)}) AS meant ON meant.key = n.code
    WHERE n.person_id = ${personId} AND n.met_at IS NULL`

/** Makes these the person's open needs: new ones begin now, those that are gone were met now, one that comes back begins again. */
export function setNeeds(
  db: Db,
  now: number,
  { personId, teamId }: { personId: string; teamId: OrgId },
  codes: readonly string[],
): Statement[] {
  const open = JSON.stringify(codes)
  return [
    db
      .insert(needs)
      .select(
        sql`SELECT ${personId} AS person_id, value AS code, ${teamId} AS team_id, CAST(${now} AS INTEGER) AS since, NULL AS met_at
            FROM json_each(${open}) WHERE true`,
      )
      .onConflictDoUpdate({
        target: [needs.personId, needs.code],
        set: { since: sql`excluded.since`, metAt: sql`NULL` },
        setWhere: sql`needs.met_at IS NOT NULL`,
      }),
    db
      .update(needs)
      .set({ metAt: now })
      .where(and(eq(needs.personId, personId), sql`met_at IS NULL AND code NOT IN (SELECT value FROM json_each(${open}))`)),
  ]
}

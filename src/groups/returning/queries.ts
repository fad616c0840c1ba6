import { and, asc, eq, lte } from 'drizzle-orm'
import type { Db } from '../../db/connect.ts'
import { groups } from '../../db/schema/groups.ts'

/** Paused groups whose day of return has come. */
export const groupsReturning = (db: Db, today: string, atMost: number) =>
  db
    .select({ id: groups.id, orgId: groups.orgId, status: groups.status, step: groups.step })
    .from(groups)
    .where(and(eq(groups.status, 'paused'), lte(groups.pausedUntilOn, today)))
    .orderBy(asc(groups.id))
    .limit(atMost)

/** One of them, unless it is open again already. */
export const groupReturning = (db: Db, today: string, groupId: string) =>
  db
    .select({ id: groups.id, orgId: groups.orgId, status: groups.status, step: groups.step })
    .from(groups)
    .where(and(eq(groups.id, groupId), eq(groups.status, 'paused'), lte(groups.pausedUntilOn, today)))

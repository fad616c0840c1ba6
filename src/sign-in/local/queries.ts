import { and, asc, eq } from 'drizzle-orm'
import type { HeldRole } from '../../access/actor.ts'
import type { Db } from '../../db/connect.ts'
import { memberships } from '../../db/schema/organisations.ts'

/** Whoever came first; of a team's link workers, somebody who does not lead it. */
export const firstWithRole = (db: Db, role: HeldRole) =>
  db
    .select({ id: memberships.userId })
    .from(memberships)
    .where(role === 'team_lead' ? and(eq(memberships.role, 'link_worker'), memberships.isLead) : eq(memberships.role, role))
    .orderBy(asc(memberships.isLead), asc(memberships.createdAt), asc(memberships.userId))
    .limit(1)

import { asc, eq } from 'drizzle-orm'
import type { Role } from '../../access/actor.ts'
import type { Db } from '../../db/connect.ts'
import { memberships } from '../../db/schema/organisations.ts'

export const firstWithRole = (db: Db, role: Role) =>
  db
    .select({ id: memberships.userId })
    .from(memberships)
    .where(eq(memberships.role, role))
    .orderBy(asc(memberships.createdAt), asc(memberships.userId))
    .limit(1)

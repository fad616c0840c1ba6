import { and, count, eq, isNull, max, sql } from 'drizzle-orm'
import type { OrgId } from '../../access/actor.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { auditEntries } from '../../db/schema/audit.ts'
import { memberships, users } from '../../db/schema/organisations.ts'
import { signIns } from '../../db/schema/sign-in.ts'

export const membersOf = (db: Db, orgId: string) =>
  db
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      role: memberships.role,
      isLead: memberships.isLead,
      disabledAt: users.disabledAt,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(eq(memberships.orgId, orgId as OrgId))
    .orderBy(users.name)
    .limit(500)

export const memberIn = (db: Db, orgId: string, userId: string) =>
  db
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      role: memberships.role,
      isLead: memberships.isLead,
      orgId: memberships.orgId,
      disabledAt: users.disabledAt,
      lastSeenAt: sql<number | null>`(${db
        .select({ at: max(signIns.lastSeenAt) })
        .from(signIns)
        .where(eq(signIns.userId, users.id))})`.as('last_seen'),
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.orgId, orgId as OrgId), eq(memberships.userId, userId)))

/** The coordinators who can sign in. */
export const activeCoordinators = (db: Db) =>
  db
    .select({ n: count() })
    .from(memberships)
    .innerJoin(users, and(eq(users.id, memberships.userId), isNull(users.disabledAt)))
    .where(eq(memberships.role, 'coordinator'))

/** How often the coordinators of the place were made fewer; the next such change takes the next number, and only one can. */
export const coordinatorSteps = (db: Db) =>
  db
    .select({ step: max(auditEntries.step) })
    .from(auditEntries)
    .where(eq(auditEntries.subjectId, 'place'))

/** The office that a user coordinates from, if any. */
export const officeOf = (db: Db, userId: string) =>
  db
    .select({ orgId: memberships.orgId })
    .from(memberships)
    .where(and(eq(memberships.userId, userId), eq(memberships.role, 'coordinator')))

export const deleteMembership = (ctx: Ctx, orgId: OrgId, userId: string): Statement =>
  ctx.db.delete(memberships).where(and(eq(memberships.orgId, orgId), eq(memberships.userId, userId)))

export const setLead = (ctx: Ctx, orgId: OrgId, userId: string, isLead: boolean): Statement =>
  ctx.db
    .update(memberships)
    .set({ isLead })
    .where(and(eq(memberships.orgId, orgId), eq(memberships.userId, userId)))

export const setDisabled = (ctx: Ctx, userId: string, disabledAt: number | null): Statement =>
  ctx.db.update(users).set({ disabledAt }).where(eq(users.id, userId))

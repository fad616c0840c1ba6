import { and, count, eq, gt, isNull, sql } from 'drizzle-orm'
import type { OrgId } from '../access/actor.ts'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { invitations, memberships, organisations } from '../db/schema/organisations.ts'

export type OrganisationRow = typeof organisations.$inferSelect

/** Every organisation of the place with its counts; a place has dozens of them, not thousands. */
export const allOrganisations = (db: Db, now: number) =>
  db
    .select({
      id: organisations.id,
      kind: organisations.kind,
      name: organisations.name,
      members: sql<number>`(${db.select({ n: count() }).from(memberships).where(eq(memberships.orgId, organisations.id))})`.as('members'),
      // Written by the builder: it names the tables, and in bare words the `id` here would be the invitation's own.
      invited: sql<number>`(${db
        .select({ n: count() })
        .from(invitations)
        .where(
          and(
            eq(invitations.orgId, organisations.id),
            isNull(invitations.acceptedAt),
            isNull(invitations.revokedAt),
            gt(invitations.expiresAt, now),
          ),
        )})`.as('invited'),
    })
    .from(organisations)
    .orderBy(organisations.kind, organisations.name)
    .limit(500)

export const organisationIn = (db: Db, id: string) =>
  db
    .select()
    .from(organisations)
    .where(eq(organisations.id, id as OrgId))

export const insertOrganisation = (ctx: Ctx, organisation: Omit<typeof organisations.$inferInsert, 'createdAt'>): Statement =>
  ctx.db.insert(organisations).values({ ...organisation, createdAt: ctx.now })

export const changeOrganisation = (ctx: Ctx, id: OrgId, change: { name: string; contactEmail: string; contactPhone: string }): Statement =>
  ctx.db.update(organisations).set(change).where(eq(organisations.id, id))

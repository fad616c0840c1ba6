import { count, eq, sql } from 'drizzle-orm'
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
      invited: sql<number>`(SELECT count(*) FROM ${invitations} WHERE ${invitations.orgId} = ${organisations.id}
        AND ${invitations.acceptedAt} IS NULL AND ${invitations.revokedAt} IS NULL AND ${invitations.expiresAt} > ${now})`.as('invited'),
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

import { eq } from 'drizzle-orm'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { memberships, organisations, users } from '../../db/schema/organisations.ts'

export const userById = (db: Db, id: string) =>
  db.select({ id: users.id, name: users.name, email: users.email, locale: users.locale }).from(users).where(eq(users.id, id))

export const membershipsOf = (db: Db, userId: string) =>
  db
    .select({ role: memberships.role, organisation: organisations.name })
    .from(memberships)
    .innerJoin(organisations, eq(organisations.id, memberships.orgId))
    .where(eq(memberships.userId, userId))
    .orderBy(organisations.name)

export const changeUser = (ctx: Ctx, id: string, change: { name: string; locale: 'en' | 'id' }): Statement =>
  ctx.db.update(users).set(change).where(eq(users.id, id))

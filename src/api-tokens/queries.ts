import { and, desc, eq, gt, isNull } from 'drizzle-orm'
import type { OrgId } from '../access/actor.ts'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { organisations } from '../db/schema/organisations.ts'
import { apiTokens } from '../db/schema/sign-in.ts'

/** An organisation's tokens that work, the newest first. Never their hashes. */
export const tokensOf = (db: Db, orgId: string, now: number) =>
  db
    .select({
      id: apiTokens.id,
      name: apiTokens.name,
      mayWrite: apiTokens.mayWrite,
      createdAt: apiTokens.createdAt,
      expiresAt: apiTokens.expiresAt,
    })
    .from(apiTokens)
    .where(and(eq(apiTokens.orgId, orgId as OrgId), isNull(apiTokens.revokedAt), gt(apiTokens.expiresAt, now)))
    .orderBy(desc(apiTokens.id))
    .limit(100)

export const tokenIn = (db: Db, orgId: string, id: string) =>
  db
    .select({ id: apiTokens.id, orgId: apiTokens.orgId })
    .from(apiTokens)
    .where(and(eq(apiTokens.id, id), eq(apiTokens.orgId, orgId as OrgId), isNull(apiTokens.revokedAt)))

export const ownerOf = (db: Db, orgId: string) =>
  db
    .select({ id: organisations.id })
    .from(organisations)
    .where(eq(organisations.id, orgId as OrgId))

export const insertToken = (ctx: Ctx, token: Omit<typeof apiTokens.$inferInsert, 'createdAt'>): Statement =>
  ctx.db.insert(apiTokens).values({ ...token, createdAt: ctx.now })

export const markTokenRevoked = (ctx: Ctx, id: string): Statement =>
  ctx.db.update(apiTokens).set({ revokedAt: ctx.now }).where(eq(apiTokens.id, id))

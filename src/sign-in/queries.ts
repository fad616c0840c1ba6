import { and, eq, gt, isNull } from 'drizzle-orm'
import type { Actor, Membership } from '../access/actor.ts'
import { roleOf } from '../access/actor.ts'
import type { Db } from '../db/connect.ts'
import { memberships, organisations, users } from '../db/schema/organisations.ts'
import { apiTokens, signIns } from '../db/schema/sign-in.ts'

/** Who a sign-in cookie belongs to, with the roles that they hold at this moment; one round trip, nothing cached. */
export async function signedInUser(db: Db, tokenHash: string, now: number): Promise<(Actor & { kind: 'user' }) | undefined> {
  const rows = await db
    .select({ signInId: signIns.id, userId: users.id, name: users.name, orgId: memberships.orgId, role: memberships.role })
    .from(signIns)
    .innerJoin(users, and(eq(users.id, signIns.userId), isNull(users.disabledAt)))
    .leftJoin(memberships, eq(memberships.userId, users.id))
    .where(and(eq(signIns.tokenHash, tokenHash), isNull(signIns.revokedAt), gt(signIns.expiresAt, now)))
  const [first] = rows
  if (!first) return undefined
  const held = rows.flatMap(({ orgId, role }): Membership[] => (orgId && role ? [{ orgId, role }] : []))
  return { kind: 'user', id: first.userId, signInId: first.signInId, name: first.name, memberships: held }
}

/** The organisation that an API token speaks for: it may do what the organisation's role may do. */
export async function integrationOf(db: Db, tokenHash: string, now: number): Promise<(Actor & { kind: 'integration' }) | undefined> {
  const [row] = await db
    .select({ id: apiTokens.id, orgId: apiTokens.orgId, mayWrite: apiTokens.mayWrite, kind: organisations.kind })
    .from(apiTokens)
    .innerJoin(organisations, eq(organisations.id, apiTokens.orgId))
    .where(and(eq(apiTokens.tokenHash, tokenHash), isNull(apiTokens.revokedAt), gt(apiTokens.expiresAt, now)))
  if (!row) return undefined
  return { kind: 'integration', id: row.id, mayWrite: row.mayWrite, memberships: [{ orgId: row.orgId, role: roleOf[row.kind] }] }
}

import { and, desc, eq, isNull } from 'drizzle-orm'
import type { OrgId } from '../access/actor.ts'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { invitations, memberships, organisations, users } from '../db/schema/organisations.ts'
import { redemptions } from '../db/schema/sign-in.ts'
import type { BlindIndex } from '../lib/seal.ts'

const columns = {
  id: invitations.id,
  orgId: invitations.orgId,
  role: invitations.role,
  name: invitations.name,
  email: invitations.email,
  locale: invitations.locale,
  tokenHash: invitations.tokenHash,
  createdAt: invitations.createdAt,
  expiresAt: invitations.expiresAt,
  acceptedAt: invitations.acceptedAt,
  revokedAt: invitations.revokedAt,
}

/** What an emailed link invites to, and by whom. */
export const invitationByToken = (db: Db, tokenHash: string) =>
  db
    .select({ ...columns, organisation: organisations.name, inviter: users.name, redeemedAt: redemptions.redeemedAt })
    .from(invitations)
    .innerJoin(organisations, eq(organisations.id, invitations.orgId))
    .leftJoin(users, eq(users.id, invitations.invitedBy))
    .leftJoin(redemptions, eq(redemptions.tokenHash, invitations.tokenHash))
    .where(eq(invitations.tokenHash, tokenHash))

export const invitationIn = (db: Db, orgId: string, id: string) =>
  db
    .select({ ...columns, redeemedAt: redemptions.redeemedAt })
    .from(invitations)
    .leftJoin(redemptions, eq(redemptions.tokenHash, invitations.tokenHash))
    .where(and(eq(invitations.id, id), eq(invitations.orgId, orgId as OrgId)))

/** Invitations that nobody has accepted or taken back, the newest first. */
export const pendingInvitations = (db: Db, orgId: string) =>
  db
    .select({ ...columns, redeemedAt: redemptions.redeemedAt })
    .from(invitations)
    .leftJoin(redemptions, eq(redemptions.tokenHash, invitations.tokenHash))
    .where(and(eq(invitations.orgId, orgId as OrgId), isNull(invitations.acceptedAt), isNull(invitations.revokedAt)))
    .orderBy(desc(invitations.id))
    .limit(200)

/** Who has this address, and whether they belong to this organisation already. */
export const userByAddress = (db: Db, emailIndex: BlindIndex, orgId: string) =>
  db
    .select({ id: users.id, name: users.name, disabledAt: users.disabledAt, memberOf: memberships.orgId })
    .from(users)
    .leftJoin(memberships, and(eq(memberships.userId, users.id), eq(memberships.orgId, orgId as OrgId)))
    .where(eq(users.emailIndex, emailIndex))

export const insertInvitation = (ctx: Ctx, invitation: Omit<typeof invitations.$inferInsert, 'createdAt'>): Statement =>
  ctx.db.insert(invitations).values({ ...invitation, createdAt: ctx.now })

export const renewInvitation = (ctx: Ctx, id: string, renewed: { tokenHash: string; expiresAt: number }): Statement =>
  ctx.db.update(invitations).set(renewed).where(eq(invitations.id, id))

export const markRevoked = (ctx: Ctx, id: string): Statement =>
  ctx.db.update(invitations).set({ revokedAt: ctx.now }).where(eq(invitations.id, id))

export const markAccepted = (ctx: Ctx, id: string): Statement =>
  ctx.db.update(invitations).set({ acceptedAt: ctx.now }).where(eq(invitations.id, id))

export const insertUser = (ctx: Ctx, user: Omit<typeof users.$inferInsert, 'createdAt'>): Statement =>
  ctx.db.insert(users).values({ ...user, createdAt: ctx.now })

export const insertMembership = (ctx: Ctx, membership: Omit<typeof memberships.$inferInsert, 'createdAt'>): Statement =>
  ctx.db.insert(memberships).values({ ...membership, createdAt: ctx.now })

export const organisationById = (db: Db, id: string) =>
  db
    .select({ id: organisations.id, kind: organisations.kind, name: organisations.name })
    .from(organisations)
    .where(eq(organisations.id, id as OrgId))

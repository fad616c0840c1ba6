// The facts of letters that carry a single-use secret.

import { eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.ts'
import { invitations, organisations, users } from '../../db/schema/organisations.ts'
import { redemptions, signInRequests } from '../../db/schema/sign-in.ts'
import { among } from '../queries.ts'

/** Requests to sign in by users who may, and whether the link was used. */
export const signInFacts = (db: Db, ids: readonly string[]) =>
  db
    .select({
      id: signInRequests.id,
      expiresAt: signInRequests.expiresAt,
      redeemedAt: redemptions.redeemedAt,
      userId: users.id,
      name: users.name,
      email: users.email,
      locale: users.locale,
    })
    .from(signInRequests)
    .innerJoin(users, eq(users.id, signInRequests.userId))
    .leftJoin(redemptions, eq(redemptions.tokenHash, signInRequests.tokenHash))
    .where(sql`${signInRequests.id} IN ${among(ids)} AND ${users.disabledAt} IS NULL`)

export const invitationFacts = (db: Db, ids: readonly string[]) =>
  db
    .select({
      id: invitations.id,
      name: invitations.name,
      email: invitations.email,
      locale: invitations.locale,
      role: invitations.role,
      tokenHash: invitations.tokenHash,
      expiresAt: invitations.expiresAt,
      acceptedAt: invitations.acceptedAt,
      revokedAt: invitations.revokedAt,
      organisation: organisations.name,
      inviter: users.name,
    })
    .from(invitations)
    .innerJoin(organisations, eq(organisations.id, invitations.orgId))
    .leftJoin(users, eq(users.id, invitations.invitedBy))
    .where(sql`${invitations.id} IN ${among(ids)}`)

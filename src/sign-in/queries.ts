import { and, eq, gt, inArray, isNull, lt, ne, type SQL, sql } from 'drizzle-orm'
import type { Actor, Membership, Role } from '../access/actor.ts'
import { roleOf } from '../access/actor.ts'
import type { Ctx } from '../ctx.ts'
import { builtOnce } from '../db/built-once.ts'
import type { Db, Statement } from '../db/connect.ts'
import { messages } from '../db/schema/messages.ts'
import { memberships, organisations, users } from '../db/schema/organisations.ts'
import { apiTokens, redemptions, signInRequests, signIns } from '../db/schema/sign-in.ts'
import type { BlindIndex, Sealed } from '../lib/seal.ts'
import { idleLife, isIdle, linkLife, signInLife } from './rules.ts'

export type SignedIn = { actor: Actor & { kind: 'user' }; lastSeenAt: number }

/** A sign-in and the roles that its user holds at this moment, for `signedIn` to judge; one row a membership. */
export const signInRows = builtOnce((db, { tokenHash, now }: Record<'tokenHash' | 'now', SQL>) =>
  db
    .select({
      signInId: signIns.id,
      lastSeenAt: signIns.lastSeenAt,
      userId: users.id,
      name: users.name,
      orgId: memberships.orgId,
      role: memberships.role,
      isLead: memberships.isLead,
    })
    .from(signIns)
    .innerJoin(users, and(eq(users.id, signIns.userId), isNull(users.disabledAt)))
    .leftJoin(memberships, eq(memberships.userId, users.id))
    .where(and(eq(signIns.tokenHash, tokenHash), isLive(now))),
)

/** Who a sign-in cookie belongs to; undefined when it was ended, ran out, was left idle by staff, or its user was disabled. */
export function signedIn(rows: Awaited<ReturnType<typeof signInRows>>, now: number): SignedIn | undefined {
  const [first] = rows
  if (!first) return undefined
  const held = rows.flatMap(({ orgId, role, isLead }): Membership[] => {
    if (!orgId || !role) return []
    return isLead && role === 'link_worker'
      ? [
          { orgId, role },
          { orgId, role: 'team_lead' },
        ]
      : [{ orgId, role }]
  })
  const roles = rows.flatMap(({ role }) => role ?? [])
  if (isIdle(first.lastSeenAt, roles, now)) return undefined
  const actor = { kind: 'user', id: first.userId, signInId: first.signInId, name: first.name, memberships: held } as const
  return { actor, lastSeenAt: first.lastSeenAt }
}

/** The same in one round trip, nothing cached. */
export const signedInUser = async (db: Db, tokenHash: string, now: number): Promise<SignedIn | undefined> =>
  signedIn(await signInRows(db, { tokenHash, now }), now)

/**
 * The organisations in which the holder of a cookie has one of these roles, as SQL: it scopes a read that travels in the same
 * batch as the sign-in itself. A cookie that is worth nothing has none.
 */
export const orgsOfSignIn = (tokenHash: string, roles: readonly Role[], now: number): SQL =>
  sql`(SELECT m.org_id FROM sign_ins s JOIN users u ON u.id = s.user_id AND u.disabled_at IS NULL
      JOIN memberships m ON m.user_id = u.id AND m.role IN (SELECT value FROM json_each(${JSON.stringify(roles)}))
      WHERE s.token_hash = ${tokenHash} AND s.revoked_at IS NULL AND s.expires_at > ${now})`

export const userOfSignIn = (tokenHash: string): SQL => sql`(SELECT user_id FROM sign_ins WHERE token_hash = ${tokenHash})`

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

const isLive = (now: number | SQL) => and(isNull(signIns.revokedAt), gt(signIns.expiresAt, now))

/** A person who may sign in: not disabled, and a member of something. */
const mayEnter = (emailIndex: BlindIndex) =>
  sql`SELECT users.id FROM users WHERE users.email_index = ${emailIndex} AND users.disabled_at IS NULL
      AND EXISTS (SELECT 1 FROM memberships WHERE memberships.user_id = users.id)`

type Asked = { id: string; tokenHash: string; browserHash: string; codeHash: string; emailIndex: BlindIndex; secret: Sealed }

/**
 * A request to sign in, and its email where the address is known. The database finds out whether it is, so that nothing
 * here takes another path, sends another statement or waits longer for an address that is not.
 */
export function askForSignIn(ctx: Ctx, asked: Asked): Statement[] {
  const { secret, ...columns } = asked
  const expiresAt = ctx.now + linkLife
  return [
    ctx.db.insert(signInRequests).values({ ...columns, userId: sql`(${mayEnter(asked.emailIndex)})`, createdAt: ctx.now, expiresAt }),
    // The columns of `messages` in their order: id, kind, recipient_kind, recipient_id, subject_id, dedupe_key, secret, status,
    // due_at, useful_until, attempts, batch_id, provider_id, outcome, sent_at, created_at.
    ctx.db.insert(messages).select(
      sql`SELECT NULL, 'account.sign_in', 'sign_in', ${asked.id}, ${asked.id}, ${`account.sign_in:${asked.id}:${asked.id}:`}, ${secret}, 'planned',
          CAST(${ctx.now} AS INTEGER), CAST(${expiresAt} AS INTEGER), 0, NULL, NULL, NULL, NULL, CAST(${ctx.now} AS INTEGER)
          FROM (${mayEnter(asked.emailIndex)})`,
    ),
  ]
}

const request = (db: Db) =>
  db
    .select({
      id: signInRequests.id,
      browserHash: signInRequests.browserHash,
      codeHash: signInRequests.codeHash,
      expiresAt: signInRequests.expiresAt,
      redeemedAt: redemptions.redeemedAt,
      userId: users.id,
      name: users.name,
      locale: users.locale,
    })
    .from(signInRequests)
    .leftJoin(redemptions, eq(redemptions.tokenHash, signInRequests.tokenHash))
    .leftJoin(users, and(eq(users.id, signInRequests.userId), isNull(users.disabledAt)))

/** What a sign-in link was made for; its user is null when the address was unknown or was disabled since. */
export const requestByToken = (db: Db, tokenHash: string) => request(db).where(eq(signInRequests.tokenHash, tokenHash))

/** Counts one try of the short code; nothing is returned once all tries are used, however many come at once. */
export const takeCodeTry = (db: Db, tokenHash: string, most: number) =>
  db
    .update(signInRequests)
    .set({ codeTries: sql`${signInRequests.codeTries} + 1` })
    .where(and(eq(signInRequests.tokenHash, tokenHash), lt(signInRequests.codeTries, most)))
    .returning({ id: signInRequests.id })

/** Uses a single-use token up. Its primary key lets exactly one of many parallel batches through (`tokenUsed`). */
export const redeem = (ctx: Ctx, tokenHash: string): Statement => ctx.db.insert(redemptions).values({ tokenHash, redeemedAt: ctx.now })

/** A browser is signed in; the sign-in that it held before, if any, ends in the same batch. */
export function insertSignIn(
  ctx: Ctx,
  signIn: { id: string; tokenHash: string; userId: string; device: string },
  replacedHash: string | undefined,
): Statement[] {
  const times = { createdAt: ctx.now, lastSeenAt: ctx.now, expiresAt: ctx.now + signInLife }
  return [ctx.db.insert(signIns).values({ ...signIn, ...times }), ...(replacedHash ? [endSignIn(ctx, replacedHash)] : [])]
}

export const endSignIn = (ctx: Ctx, tokenHash: string): Statement =>
  ctx.db
    .update(signIns)
    .set({ revokedAt: ctx.now })
    .where(and(eq(signIns.tokenHash, tokenHash), isNull(signIns.revokedAt)))

export const touchSignIn = (db: Db, signInId: string, now: number) =>
  db.update(signIns).set({ lastSeenAt: now }).where(eq(signIns.id, signInId))

/** Ends every sign-in of a user, but for one. */
export const endSignInsOf = (ctx: Ctx, userId: string, exceptId?: string) =>
  ctx.db
    .update(signIns)
    .set({ revokedAt: ctx.now })
    .where(and(eq(signIns.userId, userId), isNull(signIns.revokedAt), exceptId ? ne(signIns.id, exceptId) : undefined))
    .returning({ id: signIns.id })

/** A user's open sign-ins, the latest seen first. Staff's that were left idle no longer open anything, and are not shown. */
export const openSignIns = (db: Db, userId: string, now: number, isStaff: boolean) =>
  db
    .select({ id: signIns.id, device: signIns.device, createdAt: signIns.createdAt, lastSeenAt: signIns.lastSeenAt })
    .from(signIns)
    .where(and(eq(signIns.userId, userId), isLive(now), isStaff ? gt(signIns.lastSeenAt, now - idleLife - 1) : undefined))
    .orderBy(sql`${signIns.lastSeenAt} DESC`, sql`${signIns.id} DESC`)
    .limit(100)

export const endOneSignIn = (ctx: Ctx, userId: string, signInId: string) =>
  ctx.db
    .update(signIns)
    .set({ revokedAt: ctx.now })
    .where(and(eq(signIns.id, signInId), eq(signIns.userId, userId), isLive(ctx.now)))
    .returning({ id: signIns.id })

/** What no longer opens anything is forgotten, a thousand of each a run. */
export function forgetOld(db: Db, before: { requests: number; redemptions: number; signIns: number }): Statement[] {
  const requests = db.select({ id: signInRequests.id }).from(signInRequests).where(lt(signInRequests.expiresAt, before.requests))
  const used = db
    .select({ tokenHash: redemptions.tokenHash })
    .from(redemptions)
    .where(lt(redemptions.redeemedAt, before.redemptions))
    .orderBy(redemptions.redeemedAt)
  return [
    db.delete(signInRequests).where(inArray(signInRequests.id, requests.orderBy(signInRequests.expiresAt).limit(1000))),
    db.delete(redemptions).where(inArray(redemptions.tokenHash, used.limit(1000))),
    db.delete(signIns).where(
      // Everybody's latest stays: it says when they were last here.
      sql`${signIns.id} IN (SELECT old.id FROM sign_ins AS old WHERE old.expires_at < ${before.signIns}
          AND EXISTS (SELECT 1 FROM sign_ins AS later WHERE later.user_id = old.user_id AND later.last_seen_at > old.last_seen_at)
          ORDER BY old.expires_at LIMIT 1000)`,
    ),
  ]
}

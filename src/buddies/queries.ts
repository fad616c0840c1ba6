import { and, asc, desc, eq, inArray, lt, lte, sql } from 'drizzle-orm'
import type { Actor, OrgId } from '../access/actor.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { type BuddyStatus, buddies, visits } from '../db/schema/buddies.ts'
import { memberships, organisations, users } from '../db/schema/organisations.ts'
import type { BlindIndex } from '../lib/seal.ts'
import type { Planning } from '../messages/queries.ts'
import { isMemberAs } from '../visits/queries.ts'
import type { Reminded } from './rules.ts'

export type BuddyRow = typeof buddies.$inferSelect
export type NewBuddy = typeof buddies.$inferInsert

/** The place's volunteer hubs, by name: a person who applies chooses one. */
export const volunteerHubs = (db: Db) =>
  db
    .select({ id: organisations.id, name: organisations.name })
    .from(organisations)
    .where(eq(organisations.kind, 'volunteer_hub'))
    .orderBy(asc(organisations.name), asc(organisations.id))

/** The statuses of rows count little, so every list is found by hub and status. */
const inHubs = sql`${buddies.hubId} IN (SELECT id FROM organisations WHERE kind = 'volunteer_hub')`

export const buddyByEmail = (db: Db, emailIndex: BlindIndex) =>
  db.select({ id: buddies.id }).from(buddies).where(eq(buddies.emailIndex, emailIndex))

export const buddyById = (db: Db, buddyId: string) =>
  db
    .select()
    .from(buddies)
    .where(and(eq(buddies.id, buddyId), inHubs))

export const buddyByUser = (db: Db, userId: string, hubs: readonly OrgId[]) =>
  db
    .select()
    .from(buddies)
    .where(and(eq(buddies.userId, userId), inArray(buddies.hubId, [...hubs])))

export const buddiesAtOnce = 50

/** Buddies in one state, the newest first; `before` is the last id of the page before. */
export const buddiesWith = (db: Db, status: BuddyStatus, before: string | undefined) =>
  db
    .select({
      id: buddies.id,
      name: buddies.name,
      hubName: organisations.name,
      status: buddies.status,
      areas: buddies.areas,
      languages: buddies.languages,
      checkedUntilOn: buddies.checkedUntilOn,
      createdAt: buddies.createdAt,
    })
    .from(buddies)
    .innerJoin(organisations, eq(organisations.id, buddies.hubId))
    .where(and(inHubs, eq(buddies.status, status), before === undefined ? undefined : lt(buddies.id, before)))
    .orderBy(desc(buddies.id))
    .limit(buddiesAtOnce + 1)

export const countsByStatus = (db: Db) =>
  db
    .select({ status: buddies.status, count: sql<number>`count(*)`.as('count') })
    .from(buddies)
    .where(inHubs)
    .groupBy(buddies.status)

/** Approved buddies whose check runs out by a day, the first to run out first. */
export const checksEnding = (db: Db, byOn: string, atMost: number) =>
  db
    .select({ id: buddies.id, name: buddies.name, checkedUntilOn: buddies.checkedUntilOn })
    .from(buddies)
    .where(and(inHubs, eq(buddies.status, 'approved'), lte(buddies.checkedUntilOn, byOn)))
    .orderBy(asc(buddies.checkedUntilOn))
    .limit(atMost)

/** Buddies who may still go out although their check has run out. */
export const checksRunOut = (db: Db, today: string, atMost: number) =>
  db
    .select()
    .from(buddies)
    .where(and(inHubs, inArray(buddies.status, ['approved', 'paused']), sql`coalesce(${buddies.checkedUntilOn}, '') < ${today}`))
    .limit(atMost)

/** A letter for each buddy whose check ends on one of these days; one for each reminder and each check. */
export const endsOfChecks = (when: readonly Reminded[]): Planning => ({
  kind: 'buddy.check_ends',
  from: sql`(SELECT b.id AS id, b.checked_until_on || (e.value->>'$.mark') AS mark, min(e.value->>'$.dueAt') AS due_at,
      e.value->>'$.usefulUntil' AS useful_until
    FROM json_each(${JSON.stringify(when)}) AS e CROSS JOIN organisations AS o CROSS JOIN buddies AS b ON b.hub_id = o.id
      AND o.kind = 'volunteer_hub' AND b.status IN ('approved', 'paused') AND b.checked_until_on > e.value->>'$.after'
      AND b.checked_until_on <= e.value->>'$.by' AND ${isMemberAs('b')}
    GROUP BY 1, 2) AS ending`,
  recipient: sql`ending.id`,
  subject: sql`ending.id`,
  about: sql`ending.mark`,
  dueAt: sql`ending.due_at`,
  usefulUntil: sql`ending.useful_until`,
})

/** How many visits a buddy has promised and not yet made. */
export const visitsAhead = (db: Db, buddyId: string, now: number) =>
  db
    .select({ count: sql<number>`count(*)`.as('count') })
    .from(visits)
    .where(and(eq(visits.buddyId, buddyId), sql`${visits.startsAt} > ${now}`, eq(visits.status, 'claimed')))

export const userByEmail = (db: Db, emailIndex: BlindIndex) =>
  db.select({ id: users.id }).from(users).where(eq(users.emailIndex, emailIndex))

export function insertBuddy(ctx: Ctx, buddy: NewBuddy): Statement[] {
  return [
    ctx.db.insert(buddies).values(buddy),
    record(ctx, 'public', {
      action: 'buddy.apply',
      subjectKind: 'buddy',
      subjectId: buddy.id,
      step: buddy.step,
      to: buddy.status,
      orgId: buddy.hubId,
      why: 'agreed_to_check_and_privacy',
    }),
  ]
}

/** Moves a buddy on, or changes what is known of them; the audit step is the lock. */
export function changeBuddy(
  ctx: Ctx,
  actor: Actor,
  buddy: Pick<BuddyRow, 'id' | 'status' | 'step' | 'hubId'>,
  { action, to = buddy.status, why, set = {} }: { action: string; to?: BuddyStatus; why?: string | undefined; set?: Partial<BuddyRow> },
): Statement[] {
  const step = buddy.step + 1
  return [
    record(ctx, actor, { action, subjectKind: 'buddy', subjectId: buddy.id, step, from: buddy.status, to, orgId: buddy.hubId, why }),
    ctx.db
      .update(buddies)
      .set({ ...set, status: to, step })
      .where(eq(buddies.id, buddy.id)),
  ]
}

export const insertUser = (ctx: Ctx, user: typeof users.$inferInsert): Statement => ctx.db.insert(users).values(user)

/** A membership that is there already stays as it is. */
export const joinHub = (ctx: Ctx, userId: string, hubId: OrgId): Statement =>
  ctx.db.insert(memberships).values({ userId, orgId: hubId, role: 'buddy', createdAt: ctx.now }).onConflictDoNothing()

export const leaveHub = (ctx: Ctx, userId: string, hubId: OrgId): Statement =>
  ctx.db.delete(memberships).where(and(eq(memberships.userId, userId), eq(memberships.orgId, hubId), eq(memberships.role, 'buddy')))

import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Actor, OrgId } from '../access/actor.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { type GroupStatus, groups, venues } from '../db/schema/groups.ts'
import { organisations } from '../db/schema/organisations.ts'
import { series, sessions } from '../db/schema/sessions.ts'

export type GroupRow = typeof groups.$inferSelect
export type VenueRow = typeof venues.$inferSelect

export const groupInScope = (db: Db, orgs: readonly OrgId[], groupId: string) =>
  db
    .select({ group: groups, venue: venues })
    .from(groups)
    .innerJoin(venues, eq(venues.id, groups.venueId))
    .where(and(inArray(groups.orgId, [...orgs]), eq(groups.id, groupId)))

/** For the coordinator, who checks the groups of every organisation in the place. */
export const groupToCheck = (db: Db, groupId: string) =>
  db
    .select({ group: groups, venue: venues, organisation: organisations.name })
    .from(groups)
    .innerJoin(venues, eq(venues.id, groups.venueId))
    .innerJoin(organisations, eq(organisations.id, groups.orgId))
    .where(eq(groups.id, groupId))

export const groupsToCheck = (db: Db, limit: number) =>
  db
    .select({
      id: groups.id,
      name: groups.name,
      summary: groups.summary,
      activities: groups.activities,
      organisation: organisations.name,
      createdAt: groups.createdAt,
    })
    .from(groups)
    .innerJoin(organisations, eq(organisations.id, groups.orgId))
    .where(eq(groups.status, 'awaiting_check'))
    .orderBy(asc(groups.id))
    .limit(limit)

/** An organiser's groups, newest first, each with when it next meets and what waits there. At most 200: nobody runs more. */
export const groupsOf = (db: Db, orgs: readonly OrgId[], now: number) =>
  db
    .select({
      group: groups,
      venueName: venues.name,
      area: venues.area,
      nextAt: sql<
        number | null
      >`(SELECT min(starts_at) FROM sessions WHERE group_id = ${groups.id} AND starts_at > ${now} AND status = 'scheduled')`.as('next_at'),
    })
    .from(groups)
    .innerJoin(venues, eq(venues.id, groups.venueId))
    .where(inArray(groups.orgId, [...orgs]))
    .orderBy(desc(groups.id))
    .limit(200)

export const venuesOf = (db: Db, orgs: readonly OrgId[]) =>
  db
    .select()
    .from(venues)
    .where(inArray(venues.orgId, [...orgs]))
    .orderBy(asc(venues.name))
    .limit(200)

export const venueInScope = (db: Db, orgs: readonly OrgId[], venueId: string) =>
  db
    .select()
    .from(venues)
    .where(and(inArray(venues.orgId, [...orgs]), eq(venues.id, venueId)))

export const organisationsNamed = (db: Db, orgs: readonly OrgId[]) =>
  db
    .select({ id: organisations.id, name: organisations.name })
    .from(organisations)
    .where(inArray(organisations.id, [...orgs]))

/** Whether anything lies ahead in a group: a running series, or a session that is still to come. */
export const aheadOf = (db: Db, groupId: string, now: number) =>
  db
    .select({
      series: sql<number>`(SELECT count(*) FROM series WHERE group_id = ${groupId} AND ended_at IS NULL)`.as('running_series'),
      sessions: sql<number>`count(*)`.as('coming'),
    })
    .from(sessions)
    .where(and(eq(sessions.groupId, groupId), sql`${sessions.startsAt} > ${now}`, eq(sessions.status, 'scheduled')))

/** The running series of a group. */
export const seriesOf = (db: Db, groupId: string) =>
  db
    .select()
    .from(series)
    .where(and(eq(series.groupId, groupId), sql`ended_at IS NULL`))

export const insertVenue = (db: Db, venue: typeof venues.$inferInsert): Statement => db.insert(venues).values(venue)

export const updateVenue = (db: Db, venueId: string, set: Partial<VenueRow>): Statement =>
  db.update(venues).set(set).where(eq(venues.id, venueId))

export function insertGroup(ctx: Ctx, actor: Actor, group: typeof groups.$inferInsert & { orgId: OrgId }): Statement[] {
  return [
    record(ctx, actor, {
      action: 'group.create',
      subjectKind: 'group',
      subjectId: group.id,
      step: group.step,
      to: group.status,
      orgId: group.orgId,
    }),
    ctx.db.insert(groups).values(group),
  ]
}

/** Moves a group on, or changes what it says of itself; its audit entry is the lock. */
export function changeGroup(
  ctx: Ctx,
  actor: Actor,
  group: Pick<GroupRow, 'id' | 'orgId' | 'status' | 'step'>,
  change: { action: string; to?: GroupStatus; set?: Partial<GroupRow>; why?: string },
): Statement[] {
  const step = group.step + 1
  const to = change.to ?? group.status
  return [
    record(ctx, actor, {
      action: change.action,
      subjectKind: 'group',
      subjectId: group.id,
      step,
      from: group.status,
      to,
      orgId: group.orgId,
      why: change.why,
    }),
    ctx.db
      .update(groups)
      .set({ ...change.set, status: to, step })
      .where(eq(groups.id, group.id)),
  ]
}

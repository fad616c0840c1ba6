import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Actor, OrgId } from '../access/actor.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { groups, venues } from '../db/schema/groups.ts'
import { series, sessions } from '../db/schema/sessions.ts'
import type { NewSession } from './rules.ts'

export type SessionRow = typeof sessions.$inferSelect
export type SeriesRow = typeof series.$inferSelect

/** A group in which sessions can be published, and the venue for them, both inside the scope. */
export const groupAndVenue = (db: Db, orgs: readonly OrgId[], groupId: string, venueId: string) =>
  db
    .select({ id: groups.id, orgId: groups.orgId, status: groups.status, name: groups.name, venueId: venues.id, area: venues.area })
    .from(groups)
    .leftJoin(venues, and(eq(venues.orgId, groups.orgId), eq(venues.id, venueId)))
    .where(and(inArray(groups.orgId, [...orgs]), eq(groups.id, groupId)))

export const sessionInScope = (db: Db, orgs: readonly OrgId[], sessionId: string) =>
  db
    .select()
    .from(sessions)
    .where(and(inArray(sessions.orgId, [...orgs]), eq(sessions.id, sessionId)))

export const seriesInScope = (db: Db, orgs: readonly OrgId[], seriesId: string) =>
  db
    .select()
    .from(series)
    .where(and(inArray(series.orgId, [...orgs]), eq(series.id, seriesId)))

export const seriesWithGroup = (db: Db, orgs: readonly OrgId[], seriesId: string) =>
  db
    .select({ series, groupName: groups.name })
    .from(series)
    .innerJoin(groups, eq(groups.id, series.groupId))
    .where(and(inArray(series.orgId, [...orgs]), eq(series.id, seriesId)))

/** The lists go as one parameter, since D1 binds at most a hundred. */
export const asJson = (rows: readonly object[]) => sql`${JSON.stringify(rows)}`

/** Series and sessions that are born in this batch; a date that its series has already, cancelled or not, is left alone. */
export function insertSessions(ctx: Ctx, actor: Actor, rows: readonly (NewSession & { id: string; orgId: OrgId; groupId: string })[]) {
  if (rows.length === 0) return []
  const inserted = ctx.db.run(sql`
    INSERT INTO sessions (id, org_id, group_id, series_id, venue_id, occurs_on, starts_at, ends_at, booking_closes_at, status, capacity,
      newcomer_limit, newcomer_places, buddy_for_first_visit, meeting_point, step, created_at)
    SELECT value->>'id', value->>'orgId', value->>'groupId', value->>'seriesId', value->>'venueId', value->>'occursOn', value->>'startsAt',
      value->>'endsAt', value->>'bookingClosesAt', 'scheduled', value->>'capacity', value->>'newcomerLimit', value->>'newcomerPlaces',
      value->>'buddyForFirstVisit', value->>'meetingPoint', 1, CAST(${ctx.now} AS INTEGER)
    FROM json_each(${asJson(rows)}) WHERE true
    ON CONFLICT DO NOTHING`)
  return [inserted, recordNew(ctx, actor, rows)]
}

const recordNew = (ctx: Ctx, actor: Actor, rows: readonly { id: string }[]): Statement =>
  ctx.db.run(sql`
    INSERT INTO audit_entries (at, actor_kind, actor_id, action, subject_kind, subject_id, step, to_state, org_id, request_id)
    SELECT CAST(${ctx.now} AS INTEGER), ${actor.kind}, ${actor.id}, 'session.publish', 'session', s.id, 1, s.status, s.org_id, ${ctx.requestId}
    FROM json_each(${JSON.stringify(rows.map(({ id }) => id))}) AS new JOIN sessions AS s ON s.id = new.value`)

/** Changes a series; its audit entry is the lock against any other change of it, its extension included. */
export function changeSeries(
  ctx: Ctx,
  actor: Actor,
  row: Pick<SeriesRow, 'id' | 'orgId' | 'step'>,
  change: { action: string; set: Partial<SeriesRow> },
): Statement[] {
  const step = row.step + 1
  return [
    record(ctx, actor, { action: change.action, subjectKind: 'series', subjectId: row.id, step, orgId: row.orgId }),
    ctx.db
      .update(series)
      .set({ ...change.set, step })
      .where(eq(series.id, row.id)),
  ]
}

export function insertSeries(ctx: Ctx, actor: Actor, row: typeof series.$inferInsert & { orgId: OrgId }): Statement[] {
  return [
    record(ctx, actor, { action: 'series.publish', subjectKind: 'series', subjectId: row.id, step: row.step, orgId: row.orgId }),
    ctx.db.insert(series).values(row),
  ]
}

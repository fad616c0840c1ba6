import { eq, sql } from 'drizzle-orm'
import type { Actor } from '../access/actor.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import type { Statement } from '../db/connect.ts'
import { buddySlots, type VisitStatus, visits } from '../db/schema/buddies.ts'

export type VisitRow = typeof visits.$inferSelect
export type NewVisit = typeof visits.$inferInsert

export function insertVisit(ctx: Ctx, actor: Actor, visit: NewVisit): Statement[] {
  return [
    ctx.db.insert(visits).values(visit),
    record(ctx, actor, {
      action: 'visit.want',
      subjectKind: 'visit',
      subjectId: visit.id,
      step: visit.step,
      to: visit.status,
      orgId: visit.teamId,
    }),
  ]
}

/** Moves a visit on. Leaving `claimed` gives the buddy their time back. */
export function moveVisit(
  ctx: Ctx,
  actor: Actor,
  visit: Pick<VisitRow, 'id' | 'status' | 'step' | 'teamId'>,
  to: VisitStatus,
  { why, set = {} }: { why?: string; set?: Partial<VisitRow> } = {},
): Statement[] {
  const step = visit.step + 1
  return [
    record(ctx, actor, {
      action: `visit.${to}`,
      subjectKind: 'visit',
      subjectId: visit.id,
      step,
      from: visit.status,
      to,
      orgId: visit.teamId,
      why,
    }),
    ctx.db
      .update(visits)
      .set({ ...set, status: to, step })
      .where(eq(visits.id, visit.id)),
    ...(visit.status === 'claimed' && to !== 'accompanied' ? [releaseSlots(ctx, visit.id)] : []),
  ]
}

export const releaseSlots = (ctx: Ctx, visitId: string): Statement => ctx.db.delete(buddySlots).where(eq(buddySlots.visitId, visitId))

/** Takes a buddy's quarter hours; one that is taken already refuses the whole batch as `buddyBusy`. */
export const takeSlots = (ctx: Ctx, visitId: string, buddyId: string, slots: readonly number[]): Statement =>
  ctx.db
    .insert(buddySlots)
    .select(
      sql`SELECT ${buddyId} AS buddy_id, CAST(value AS INTEGER) AS slot_at, ${visitId} AS visit_id FROM json_each(${JSON.stringify(slots)})`,
    )

export const activeVisitsOf = (ctx: Ctx, bookingId: string) =>
  ctx.db.select().from(visits).where(sql`${visits.bookingId} = ${bookingId} AND ${visits.status} IN ('wanted', 'claimed')`)

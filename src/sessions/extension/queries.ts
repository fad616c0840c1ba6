import { asc, inArray, sql } from 'drizzle-orm'
import type { Actor } from '../../access/actor.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { series } from '../../db/schema/sessions.ts'
import type { Day } from '../../lib/time.ts'

/** Running series that reach less far than `day`, those that lag most first. */
export const seriesToExtend = (db: Db, day: Day, limit: number) =>
  db
    .select()
    .from(series)
    .where(sql`ended_at IS NULL AND ${series.extendedTo} < ${day}`)
    .orderBy(asc(series.extendedTo), asc(series.id))
    .limit(limit)

type Extended = { id: string; step: number; orgId: string }

/** Each series reaches `day` from now on. The audit entry's step lets only one of two runs, or of a run and an edit, through. */
export const reach = (ctx: Ctx, actor: Actor, rows: readonly Extended[], day: Day): Statement[] => [
  ctx.db.run(sql`
    INSERT INTO audit_entries (at, actor_kind, actor_id, action, subject_kind, subject_id, step, org_id, request_id)
    SELECT CAST(${ctx.now} AS INTEGER), ${actor.kind}, ${actor.id}, 'series.extend', 'series', value->>'id', (value->>'step') + 1,
      value->>'orgId', ${ctx.requestId}
    FROM json_each(${JSON.stringify(rows)})`),
  ctx.db
    .update(series)
    .set({ extendedTo: day, step: sql`step + 1` })
    .where(
      inArray(
        series.id,
        rows.map(({ id }) => id),
      ),
    ),
]

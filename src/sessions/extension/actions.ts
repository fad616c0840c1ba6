import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import { occurrences, type Recurrence } from '../../lib/recurrence.ts'
import { addDays, type Day, localDay } from '../../lib/time.ts'
import { insertSessions, type SeriesRow } from '../queries.ts'
import { daysAhead, detailsOfRow, sessionOn } from '../rules.ts'
import { reach, seriesToExtend } from './queries.ts'

const seriesPerBatch = 25
const batchesPerRun = 40

/**
 * Makes sessions of every running series 12 weeks ahead. Once a series is behind it gets a week more than it needs, so that
 * a series costs one write a week. A run does at most a thousand series; the next one goes on where this one stopped.
 */
export async function extendSeries(
  ctx: Ctx,
  permit: Permit<'work.scheduled'>,
): Promise<{ series: number; sessions: number; left: number }> {
  const needed = addDays(localDay(ctx.now, ctx.place.timeZone), daysAhead)
  const counts = { series: 0, sessions: 0, left: 0 }
  for (let batch = 0; batch < batchesPerRun; batch++) {
    const done = await again(() => extendSome(ctx, permit, needed))
    counts.series += done.series
    counts.sessions += done.sessions
    if (done.series < seriesPerBatch) return counts
  }
  return { ...counts, left: (await seriesToExtend(ctx.db, needed, seriesPerBatch)).length }
}

async function extendSome(ctx: Ctx, permit: Permit<'work.scheduled'>, needed: Day) {
  const due = await seriesToExtend(ctx.db, needed, seriesPerBatch)
  if (due.length === 0) return { series: 0, sessions: 0 }
  const to = addDays(needed, 7)
  const sessions = due.flatMap((row) => datesBetween(ctx, row, to))
  const { refusedBy } = await commit(
    ctx.db,
    ['stepTaken'],
    [...reach(ctx, permit.actor, due, to), ...insertSessions(ctx, permit.actor, sessions)],
  )
  return refusedBy ? moved : { series: due.length, sessions: sessions.length }
}

function datesBetween(ctx: Ctx, row: SeriesRow, to: Day) {
  return occurrences(row.recurrence as Recurrence, ctx.place.timeZone, addDays(row.extendedTo, 1), to)
    .filter(({ startsAt }) => startsAt > ctx.now)
    .map((date) => ({ id: ctx.newId(), orgId: row.orgId, groupId: row.groupId, ...sessionOn(detailsOfRow(row), date, row.id, ctx.now) }))
}

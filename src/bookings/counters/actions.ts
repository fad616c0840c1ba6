import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import { days } from '../../lib/time.ts'
import { countersAndRows, type Drift, reportDrift } from './queries.ts'

const page = 500
/** Sessions older than this have no more live bookings: the books are closed after seven days. */
const lookBack = days(14)

/** Compares every recent and coming session's counters with its bookings. A drift is reported and put on the log, never repaired here. */
export async function checkCounters(ctx: Ctx, permit: Permit<'work.scheduled'>): Promise<{ checked: number; drifted: Drift[] }> {
  const drifted: Drift[] = []
  let checked = 0
  for (let after = ''; ; ) {
    const rows = await countersAndRows(ctx, ctx.now - lookBack, after, page)
    checked += rows.length
    drifted.push(...rows.flatMap(driftsOf))
    const last = rows.at(-1)
    if (!last || rows.length < page) break
    after = last.id
  }
  await commit(
    ctx.db,
    [],
    drifted.map((drift) => reportDrift(ctx, permit.actor, drift)),
  )
  return { checked, drifted }
}

type Row = Awaited<ReturnType<typeof countersAndRows>>[number]

const driftsOf = (row: Row): Drift[] =>
  [
    { sessionId: row.id, counter: 'placesTaken' as const, counted: row.placesTaken, rows: row.rowsTaken },
    { sessionId: row.id, counter: 'newcomersTaken' as const, counted: row.newcomersTaken, rows: row.rowsNewcomers },
    { sessionId: row.id, counter: 'waiting' as const, counted: row.waiting, rows: row.rowsWaiting },
  ].filter(({ counted, rows }) => counted !== rows)

import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import { days, localDay } from '../../lib/time.ts'
import { countersAndRows, type Drift, reportDrift, weeksAndRows } from './queries.ts'

const page = 500
/** Sessions older than this have no more live bookings: the books are closed after seven days. */
const lookBack = days(14)

/** Compares every recent and coming session's counters with its bookings. A drift is reported and put on the log, never repaired here. */
export async function checkCounters(ctx: Ctx, permit: Permit<'work.scheduled'>): Promise<{ checked: number; drifted: Drift[] }> {
  const drifted: Drift[] = []
  const since = ctx.now - lookBack
  const checked = await eachPage(
    (last: Session | undefined) => countersAndRows(ctx, since, last?.id ?? '', page),
    (rows) => drifted.push(...rows.flatMap(driftsOf)),
  )
  const from = localDay(since, ctx.place.timeZone)
  await eachPage(
    (last: Week | undefined) => weeksAndRows(ctx, from, last ?? { weekOn: '', groupId: '' }, page),
    (rows) => drifted.push(...rows.flatMap(driftOfWeek)),
  )
  await commit(
    ctx.db,
    [],
    drifted.map((drift) => reportDrift(ctx, permit.actor, drift)),
  )
  return { checked, drifted }
}

async function eachPage<Row>(read: (last: Row | undefined) => PromiseLike<Row[]>, compare: (rows: Row[]) => unknown): Promise<number> {
  let count = 0
  for (let last: Row | undefined; ; ) {
    const rows = await read(last)
    compare(rows)
    count += rows.length
    last = rows.at(-1)
    if (rows.length < page) return count
  }
}

type Session = Awaited<ReturnType<typeof countersAndRows>>[number]
type Week = Awaited<ReturnType<typeof weeksAndRows>>[number]

const driftsOf = ({ id, ...row }: Session): Drift[] =>
  [
    { kind: 'session' as const, id, counter: 'placesTaken' as const, counted: row.placesTaken, rows: row.rowsTaken },
    { kind: 'session' as const, id, counter: 'newcomersTaken' as const, counted: row.newcomersTaken, rows: row.rowsNewcomers },
    { kind: 'session' as const, id, counter: 'waiting' as const, counted: row.waiting, rows: row.rowsWaiting },
  ].filter(({ counted, rows }) => counted !== rows)

const driftOfWeek = ({ groupId, newcomersTaken: counted, rowsNewcomers: rows }: Week): Drift[] =>
  counted === rows ? [] : [{ kind: 'group', id: groupId, counter: 'newcomersInWeek', counted, rows }]

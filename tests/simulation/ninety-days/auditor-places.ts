// Counters say what the rows say, nobody is over anything, turns are kept, and no place stays free beside somebody who waits for it.

import type { Evidence, Report } from './auditor.ts'
import { look } from './engine/engine.ts'
import type { Change, History } from './history.ts'
import type { Fault } from './life.ts'

const hour = 3_600_000
const holding = `('offered', 'booked', 'confirmed')`

type Counted = {
  id: string
  capacity: number
  status: string
  starts_at: number
  newcomer_places: number
  newcomer_limit: number | null
  places_taken: number
  newcomers_taken: number
  waiting: number
  rows_taken: number
  rows_newcomers: number
  rows_waiting: number
  per_week: number | null
}

/** At a moment when nothing is under way. */
export async function auditPlaces(now: number): Promise<Fault[]> {
  const faults: Fault[] = []
  const fault = (what: string, about: string) => faults.push({ what, about, at: now })
  const rows =
    await look<Counted>(`SELECT s.id, s.capacity, s.status, s.starts_at, s.newcomer_places, s.newcomer_limit, s.places_taken, s.newcomers_taken, s.waiting,
      g.newcomers_per_week AS per_week,
      coalesce(sum(CASE WHEN b.status IN ${holding} THEN b.places END), 0) AS rows_taken,
      coalesce(sum(CASE WHEN b.status IN ${holding} AND b.is_first_visit THEN b.places END), 0) AS rows_newcomers,
      coalesce(sum(b.status = 'waitlisted'), 0) AS rows_waiting
    FROM sessions AS s JOIN groups AS g ON g.id = s.group_id LEFT JOIN bookings AS b ON b.session_id = s.id GROUP BY s.id`)
  for (const row of rows) {
    const counters = [row.places_taken, row.newcomers_taken, row.waiting]
    const counted = [row.rows_taken, row.rows_newcomers, row.rows_waiting]
    if (counters.join() !== counted.join()) fault('counters_differ', `session ${row.id} says ${counters}, rows say ${counted}`)
    if (row.rows_taken > row.capacity) fault('overbooked', `session ${row.id}: ${row.rows_taken} of ${row.capacity}`)
    if (row.status === 'cancelled' && row.rows_taken + row.rows_waiting > 0) fault('booked_on_cancelled', `session ${row.id}`)
  }
  const twice = await look<{ n: number }>(
    `SELECT count(*) AS n FROM bookings WHERE status NOT IN ('cancelled', 'expired') GROUP BY session_id, person_id HAVING count(*) > 1`,
  )
  if (twice.length > 0) fault('booked_twice', `${twice.length} people`)
  faults.push(...(await besideWaiting(rows, now)))
  return faults
}

/** Only after a tick with nothing since: between an act and the next tick a place may wait. */
async function besideWaiting(rows: readonly Counted[], now: number): Promise<Fault[]> {
  const [tick] = await look<{ seq: number; hand: number; at: number }>(
    `SELECT c.seq, c.hand, c.at FROM sim_changes AS c JOIN job_runs AS r ON r.id = c.id
     WHERE c.kind = 'run' AND r.job = 'pass-on-places' AND r.ended_at IS NOT NULL AND r.error IS NULL ORDER BY r.started_at DESC, c.seq LIMIT 1`,
  )
  if (!tick) return []
  const [since] = await look<{ n: number }>(
    `SELECT count(*) AS n FROM sim_changes WHERE kind IN ('booking', 'session') AND seq > ${tick.seq} AND hand <> ${tick.hand}`,
  )
  if (since?.n) return []
  const waiting = await look<{ session_id: string; places: number; is_first_visit: number }>(
    `SELECT session_id, places, is_first_visit FROM bookings WHERE status = 'waitlisted'`,
  )
  return rows.flatMap((row) => {
    if (row.status !== 'scheduled' || row.starts_at - now < 16 * hour || row.starts_at - tick.at < 16 * hour) return []
    const fits = waiting.some((one) => one.session_id === row.id && hasRoom(row, one))
    return fits ? [{ what: 'free_beside_waiting', about: `session ${row.id}`, at: now }] : []
  })
}

function hasRoom(row: Counted, { places, is_first_visit }: { places: number; is_first_visit: number }): boolean {
  if (row.rows_taken + places > row.capacity) return false
  // The week's newcomers are counted over several sessions; there a tick may have good reason to wait.
  if (is_first_visit) return row.per_week === null && (row.newcomer_limit === null || row.rows_newcomers + places <= row.newcomer_limit)
  return row.newcomer_places === 0 || row.rows_taken - row.rows_newcomers + places <= row.capacity - row.newcomer_places
}

/** Whether the same step ended another booking of the same person. */
const movedHere = (history: History, { fact, at }: Change): boolean =>
  history.ofKind('booking').some((one) => one.at === at && one.fact.person_id === fact.person_id && one.fact.status === 'cancelled')

/** Of two of a kind on one list, the one who came first is served first. */
export function auditTurns({ history }: Evidence, report: Report): void {
  const tickets = Map.groupBy(
    history.ofKind('booking').filter((one) => one.fact.ticket !== null),
    (one) => String(one.fact.session_id),
  )
  for (const change of history.ofKind('booking')) {
    const { fact, seq, at } = change
    const was = history.before(change)?.status
    const isServed = (was === 'waitlisted' && fact.status === 'offered') || (was === undefined && fact.status === 'booked')
    const session = history.at(String(fact.session_id), seq)
    // So late that nobody could answer an offer, a place is for whoever asks.
    if (!isServed || Number(session?.starts_at) - at < 16 * hour) continue
    if (was === 'waitlisted') report.saw('a waiting person was served')
    // A newcomer who moves is among the newcomers of that week already; one who waits for the week to have room is not.
    if (fact.is_first_visit && was === undefined && movedHere(history, change)) continue
    const ahead = new Set((tickets.get(String(fact.session_id)) ?? []).filter((one) => one.seq < seq).map(({ id }) => id))
    for (const id of ahead) {
      // As it was when the whole batch had been written: a place is taken and another offered in one.
      const other = history.of(id).findLast((one) => one.seq <= seq || one.at === at)?.fact
      const isAlike = other?.places === fact.places && other?.is_first_visit === fact.is_first_visit
      const isBefore = fact.ticket === null || Number(other?.ticket) < Number(fact.ticket)
      if (id !== change.id && other?.status === 'waitlisted' && isAlike && isBefore)
        report.fault('turn_not_kept', `${change.id} before ${id}`, at)
    }
  }
}

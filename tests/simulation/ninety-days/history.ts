// What happened to each row, in order, written down by triggers of the test's own database: no code of the product takes part.

import { change, look, memory } from './engine/engine.ts'

export type Kind = 'booking' | 'session' | 'visit' | 'person' | 'batch' | 'message' | 'run' | 'response'
export type Fact = Record<string, string | number | null>
/** `seq` counts every change of the life; `hand` is whose step it was. */
export type Change = { seq: number; at: number; hand: number; kind: Kind; id: string; fact: Fact }

const watched: Record<Kind, { table: string; columns: readonly string[] }> = {
  booking: {
    table: 'bookings',
    columns: [
      'status',
      'session_id',
      'person_id',
      'places',
      'is_first_visit',
      'ticket',
      'offer_expires_at',
      'reason',
      'cancelled_by',
      'missed_cause',
    ],
  },
  session: { table: 'sessions', columns: ['status', 'starts_at', 'ends_at', 'capacity', 'register_taken_at'] },
  visit: { table: 'visits', columns: ['status', 'buddy_id', 'booking_id', 'session_id', 'kind', 'arrangement', 'alarmed_at'] },
  person: { table: 'people', columns: ['reminders_stopped_at', 'surveys_stopped_at', 'withdrawn_at', 'reach_by'] },
  batch: { table: 'send_batches', columns: ['status', 'attempts'] },
  message: {
    table: 'messages',
    columns: ['status', 'batch_id', 'outcome', 'kind', 'subject_id', 'recipient_id', 'due_at', 'useful_until'],
  },
  run: { table: 'job_runs', columns: ['job', 'ended_at', 'error', 'counts'] },
  response: { table: 'responses', columns: ['booking_id'] },
}

export async function writeHistory(): Promise<void> {
  const [known] = await look<{ n: number }>(`SELECT count(*) AS n FROM sqlite_schema WHERE name = 'sim_changes'`)
  if (known?.n) return
  // The memory engine asks the clock itself; the others have it in a table.
  memory?.raw.function('sim_now', () => clock.now)
  memory?.raw.function('sim_hand', () => clock.hand)
  const [now, hand] = memory ? ['sim_now()', 'sim_hand()'] : ['(SELECT now FROM sim_clock)', '(SELECT hand FROM sim_clock)']
  await change(
    'CREATE TABLE sim_clock (id INTEGER PRIMARY KEY, now INTEGER NOT NULL, hand INTEGER NOT NULL)',
    'INSERT INTO sim_clock VALUES (1, 0, 0)',
    'CREATE TABLE sim_changes (seq INTEGER PRIMARY KEY, at INTEGER, hand INTEGER, kind TEXT, id TEXT, fact TEXT)',
    ...Object.entries(watched).flatMap(([kind, { table, columns }]) =>
      (['INSERT', 'UPDATE'] as const).map(
        (what) => `CREATE TRIGGER sim_${table}_${what.toLowerCase()} AFTER ${what} ON ${table} BEGIN
          INSERT INTO sim_changes (at, hand, kind, id, fact) SELECT ${now}, ${hand}, '${kind}', ${kind === 'response' ? `'response ' || NEW.booking_id` : 'NEW.id'},
            json_object(${columns.map((column) => `'${column}', NEW.${column}`).join(', ')}); END`,
      ),
    ),
  )
}

export const clearHistory = () => change('DELETE FROM sim_changes', 'DELETE FROM sqlite_sequence')

const clock = { now: 0, hand: 0 }

/** From here on changes are this piece of work's, at this instant. */
export async function noteStep(now: number, hand: number): Promise<void> {
  Object.assign(clock, { now, hand })
  if (!memory) await change(`UPDATE sim_clock SET now = ${now}, hand = ${hand}`)
}

export type History = ReturnType<typeof historyOf>

function historyOf(all: readonly Change[]) {
  const byId = Map.groupBy(all, ({ id }) => id)
  const byKind = Map.groupBy(all, ({ kind }) => kind)
  const facts = all.filter(({ kind }) => kind !== 'run' && kind !== 'batch')
  const bookingsIn = Map.groupBy(byKind.get('booking') ?? [], ({ fact }) => String(fact.session_id))
  const of = (id: string): readonly Change[] => byId.get(id) ?? []
  /** The row as it was after the change `seq`. */
  const at = (id: string, seq: number): Fact | undefined => of(id).findLast((one) => one.seq <= seq)?.fact
  return {
    all,
    of,
    at,
    ofKind: (kind: Kind): readonly Change[] => byKind.get(kind) ?? [],
    /** Every change of a booking while it was in a session. */
    inSession: (sessionId: string): readonly Change[] => bookingsIn.get(sessionId) ?? [],
    /** What changed in a stretch, apart from batches and records of runs. */
    between(after: number, until: number): readonly Change[] {
      let [low, high] = [0, facts.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if ((facts[middle]?.seq ?? 0) <= after) low = middle + 1
        else high = middle
      }
      let end = low
      while (end < facts.length && (facts[end]?.seq ?? 0) <= until) end++
      return facts.slice(low, end)
    },
    before: (one: Change) => at(one.id, one.seq - 1),
  }
}

export async function readHistory(): Promise<History> {
  const rows = await look<Omit<Change, 'fact'> & { fact: string }>('SELECT seq, at, hand, kind, id, fact FROM sim_changes ORDER BY seq')
  return historyOf(rows.map((row) => ({ ...row, id: String(row.id), fact: JSON.parse(row.fact) })))
}

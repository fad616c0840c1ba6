// A database with as many bookings as asked for, written by SQL: the benchmark is about reading and writing beside them.

import { createHash } from 'node:crypto'

const day = 86_400_000
/** Sessions that a request books into; each takes as many as a session may. */
export const openSession = id('5', 0)
export const token = 'bench-sign-in-token-of-the-link-worker'

/** An id that says what it is and counts: kind is one hexadecimal digit. */
export function id(kind: string, n: number): string {
  return `${kind}0000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
}

export async function fill(database: D1Database, bookings: number, newcomers: number, report: (line: string) => void): Promise<void> {
  const now = Date.now()
  const run = (sql: string) => database.prepare(sql).run()
  const count = (from: number, to: number) => `WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${to - 1})`
  const made = (kind: string, n = 'i') => `printf('${kind}0000000-0000-7000-8000-%012x', ${n})`
  const sessions = Math.max(1, Math.ceil(bookings / 20))
  const people = Math.max(1, Math.ceil(bookings / 10)) + newcomers

  await run(
    `INSERT INTO places (id, name, time_zone, locale, country, phone, reply_to, areas) VALUES ('place', 'Bench', 'Europe/London', 'en', 'GB', '+441632960000', 'a@b.example', '["North"]')`,
  )
  await run(
    `INSERT INTO organisations (id, kind, name, created_at) VALUES ('${id('1', 1)}', 'provider', 'P', 0), ('${id('1', 2)}', 'referral_team', 'T', 0)`,
  )
  await run(`INSERT INTO users (id, name, email, email_index, locale, created_at) VALUES ('${id('2', 1)}', 'U', 'x', 'x', 'en', 0)`)
  await run(`INSERT INTO memberships (user_id, org_id, role, created_at) VALUES ('${id('2', 1)}', '${id('1', 2)}', 'link_worker', 0)`)
  const hash = createHash('sha256').update(token).digest('base64url')
  await run(
    `INSERT INTO sign_ins (id, token_hash, user_id, device, created_at, last_seen_at, expires_at) VALUES ('${id('3', 1)}', '${hash}', '${id('2', 1)}', 'bench', ${now}, ${now + day}, ${now + 10 * day})`,
  )
  await run(
    `INSERT INTO venues (id, org_id, name, address, area, how_to_find, created_at) VALUES ('${id('4', 1)}', '${id('1', 1)}', 'Hall', '1 Lane', 'North', 'Door', 0)`,
  )
  await run(`INSERT INTO groups (id, org_id, venue_id, name, summary, description, activities, languages, access_features, who_it_is_for, cost, what_to_bring, contact_name, contact_phone, contact_email, status, step, created_at)
    VALUES ('${id('4', 2)}', '${id('1', 1)}', '${id('4', 1)}', 'Choir', 'Sing', 'Songs', '["singing"]', '["en"]', '["step_free"]', 'All', 'Free', 'Nothing', 'Sam', '1', 'a@b.example', 'verified', 1, 0)`)
  const insertSessions = (kind: string, from: number, to: number, startsAt: string, capacity: number, status: string) =>
    run(`INSERT INTO sessions (id, org_id, group_id, venue_id, occurs_on, starts_at, ends_at, booking_closes_at, status, capacity, buddy_for_first_visit, meeting_point, step, created_at)
      ${count(from, to)} SELECT ${made(kind)}, '${id('1', 1)}', '${id('4', 2)}', '${id('4', 1)}', '2026-01-01', ${startsAt}, ${startsAt} + 3600000, ${startsAt}, '${status}', ${capacity}, 0, 'Door', 1, 0 FROM n`)
  await insertSessions('5', 0, 1, `${now + 7 * day}`, 10_000, 'scheduled')
  // The sessions of the coming weeks are as many at every size; what grows is the past.
  await insertSessions('5', 1, 201, `${now} + (i % 60 + 1) * ${day}`, 20, 'scheduled')
  await inParts(sessions, 50_000, (from, to) => insertSessions('6', from, to, `${now} - (i % 700 + 1) * ${day}`, 20, 'held'))
  await inParts(people, 50_000, (from, to) =>
    run(`INSERT INTO people (id, team_id, link_worker_id, name, preferred_name, reach_by, language, access_needs, shares_access_needs, consent_at, consent_by, consent_words, step, created_at)
      ${count(from, to)} SELECT ${made('7')}, '${id('1', 2)}', '${id('2', 1)}', 'k1.x.y', 'k1.x.y', 'email', 'en', '[]', 1, 0, 'u', 'k1.x.y', 1, i FROM n`),
  )
  const spreadOver = Math.max(1, people - newcomers)
  await inParts(bookings, 50_000, async (from, to) => {
    await run(`INSERT INTO bookings (id, provider_id, team_id, session_id, group_id, person_id, booked_by, places, is_first_visit, buddy_wish, status, answered_status, link_version, step, created_at)
      ${count(from, to)} SELECT ${made('8')}, '${id('1', 1)}', '${id('1', 2)}', ${made('6', '(i / 20)')}, '${id('4', 2)}', ${made('7', `(${newcomers} + i % ${spreadOver})`)},
      '${id('2', 1)}', 1, 0, 'unasked', 'attended', 'booked', 0, 3, i FROM n`)
    await run(`INSERT INTO messages (kind, recipient_kind, recipient_id, subject_id, dedupe_key, status, due_at, useful_until, created_at)
      ${count(from, to)} SELECT 'booking.reminder_48h', 'person', ${made('7', `(${newcomers} + i % ${spreadOver})`)}, ${made('8')}, 'booking.reminder_48h:' || i, 'delivered', i, i, i FROM n`)
    if (bookings > 100_000) report(`  ${to.toLocaleString('en-GB')} of ${bookings.toLocaleString('en-GB')} bookings`)
  })
  await run('ANALYZE').catch(() => undefined)
}

async function inParts(total: number, size: number, work: (from: number, to: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < total; from += size) await work(from, Math.min(total, from + size))
}

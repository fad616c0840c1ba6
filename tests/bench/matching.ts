// Ten thousand upcoming sessions for one person: the whole use case with a database that answers from memory, in CPU time of this
// process. What the engine itself takes is not the Worker's, and is shown as rows.

import type { OrgId } from '../../src/access/actor.ts'
import { permit } from '../../src/access/permit.ts'
import type { Ctx } from '../../src/ctx.ts'
import { connect } from '../../src/db/connect.ts'
import { activities } from '../../src/groups/rules.ts'
import { toBase64Url } from '../../src/lib/encoding.ts'
import { openVault } from '../../src/lib/seal.ts'
import { matchPerson } from '../../src/matching/actions.ts'
import { currentPlace } from '../../src/places/queries.ts'
import { counting } from './counting.ts'
import { fill, id } from './fill.ts'
import type { BenchPlace } from './place.ts'
import { type Spread, shown, spread } from './statistics.ts'

const day = 86_400_000
const sizes = [100, 1_000, 10_000]
const groupsFor = (size: number) => Math.max(1, Math.round(size / 40))
const rounds = 60

type Figures = Record<number, { cpu: Spread; rowsRead: number; roundTrips: number; matches: number }>

export async function matching(start: () => Promise<BenchPlace>, say: (line: string) => void): Promise<Figures> {
  const figures: Figures = {}
  say('\nMatching one person (aim: under 20 ms of CPU at 10,000 sessions, one round trip)')
  say('Sessions    CPU ms              rows read  round trips  shown')
  for (const size of sizes) {
    const place = await start()
    await fill(place.database, 1_000, 10, say)
    const found = await measured(place.database, size)
    figures[size] = found
    const { cpu, rowsRead, roundTrips, matches } = found
    say(
      `${size.toLocaleString('en-GB').padStart(8)}    ${shown(cpu).padEnd(20)}${String(rowsRead).padStart(9)}${String(roundTrips).padStart(13)}${String(matches).padStart(7)}`,
    )
    await place.close()
  }
  return figures
}

async function measured(database: D1Database, size: number) {
  const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))
  const vault = await openVault({
    sealing: [{ id: 'b', key: toBase64Url(randomBytes(32)) }],
    indexing: toBase64Url(randomBytes(32)),
    randomBytes,
  })
  const now = Date.now()
  const personId = id('7', 0)
  await addOffers(database, size, now)
  await addProfile(database, personId, vault)

  const counted = counting(database)
  const remembered = remembering(counted.database)
  const place = await currentPlace(connect({ kind: 'd1', database }))
  const team = id('1', 2) as OrgId
  const held = permit(
    { kind: 'user', id: id('2', 1), signInId: '', name: 'U', memberships: [{ orgId: team, role: 'link_worker' }] },
    'session.find',
  )
  if (!place || !held) throw new Error('no place to measure')
  const ctx = { db: connect({ kind: 'd1', database: remembered }), now, vault, place, requestId: 'bench' } as unknown as Ctx
  const once = async () => {
    const found = await matchPerson(ctx, held, personId)
    if (!found.ok) throw new Error(found.reason)
    return found.value.matches.length
  }
  const matches = await once()
  const { rowsRead, roundTrips } = { ...counted.read() }
  for (let n = 0; n < 15; n++) await once()
  const times: number[] = []
  for (let n = 0; n < rounds; n++) {
    const since = process.cpuUsage()
    await once()
    const { user, system } = process.cpuUsage(since)
    times.push((user + system) / 1000)
  }
  return { cpu: spread(times), rowsRead, roundTrips, matches }
}

/** A database that asks once and then answers the same from memory, as JSON that is read anew: so do workerd and D1. */
function remembering(database: D1Database): D1Database {
  let answer: string | undefined
  const nothing = { bind: () => nothing } as unknown as D1PreparedStatement
  const batch = async (statements: D1PreparedStatement[]) => {
    answer ??= JSON.stringify(await database.batch(statements))
    return JSON.parse(answer)
  }
  return { prepare: (sql: string) => (answer === undefined ? database.prepare(sql) : nothing), batch } as unknown as D1Database
}

/** Sessions of the coming eight weeks over groups of every kind, a few kilometres around, with buddies for some. */
async function addOffers(database: D1Database, size: number, now: number): Promise<void> {
  const groups = groupsFor(size)
  const statements: D1PreparedStatement[] = []
  const list = (...codes: string[]) => JSON.stringify(codes)
  for (let n = 0; n < groups; n++) {
    const activity = activities[n % activities.length] ?? 'singing'
    statements.push(
      database
        .prepare(
          `INSERT INTO venues (id, org_id, name, address, area, latitude, longitude, how_to_find, created_at) VALUES (?, ?, 'Hall', '1 Lane', ?, ?, ?, 'Door', 0)`,
        )
        .bind(id('a', n), id('1', 1), `Area ${n % 9}`, 51.5 + (n % 17) / 100, -0.1 + (n % 13) / 100),
      database
        .prepare(
          `INSERT INTO groups (id, org_id, venue_id, name, summary, description, activities, languages, access_features, who_it_is_for, cost,
             what_to_bring, contact_name, contact_phone, contact_email, status, step, created_at)
           VALUES (?, ?, ?, ?, 'In one line', 'D', ?, ?, ?, 'All', 'Free', '', 'Sam', '1', 'a@b.example', 'verified', 1, 0)`,
        )
        .bind(
          id('b', n),
          id('1', 1),
          id('a', n),
          `Group ${n}`,
          list(activity),
          list(n % 5 ? 'en' : 'id'),
          list(...(n % 4 ? ['step_free', 'seating'] : [])),
        ),
    )
  }
  for (let n = 0; n < 100; n++)
    statements.push(
      database
        .prepare(
          `INSERT INTO buddies (id, hub_id, user_id, name, email, email_index, phone, locale, about, areas, activities, languages, availability, status, checked_until_on, step, created_at)
           VALUES (?, ?, ?, 'B', 'x', ?, 'x', 'en', 'x', ?, ?, '["en"]', '["mon_morning","tue_morning","thu_afternoon"]', 'approved', '2099-01-01', 1, 0)`,
        )
        .bind(
          id('c', n),
          id('1', 1),
          n === 0 ? id('2', 1) : id('d', n),
          `x${n}`,
          list(`Area ${n % 9}`),
          list(...activities.slice(n % 9, (n % 9) + 8)),
        ),
    )
  for (let n = 1; n < 100; n++)
    statements.unshift(
      database
        .prepare(`INSERT INTO users (id, name, email, email_index, locale, created_at) VALUES (?, 'B', 'x', ?, 'en', 0)`)
        .bind(id('d', n), `u${n}`),
    )
  for (let from = 0; from < statements.length; from += 100) await database.batch(statements.slice(from, from + 100))
  await database
    .prepare(
      `INSERT INTO sessions (id, org_id, group_id, venue_id, occurs_on, starts_at, ends_at, booking_closes_at, status, capacity, places_taken, newcomers_taken, buddy_for_first_visit, meeting_point, step, created_at)
       WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${size - 1})
       SELECT printf('e0000000-0000-7000-8000-%012x', i), '${id('1', 1)}', printf('b0000000-0000-7000-8000-%012x', i % ${groups}),
         printf('a0000000-0000-7000-8000-%012x', i % ${groups}), '2026-01-01', ${now} + (i % 55 + 1) * ${day} + (i % 11) * 3600000, ${now} + (i % 55 + 1) * ${day} + (i % 11 + 2) * 3600000,
         ${now} + (i % 55 + 1) * ${day}, 'scheduled', 12, i % 13, i % 3 * (i % 13 > 2), i % 2, 'Door', 1, 0 FROM n`,
    )
    .run()
}

async function addProfile(database: D1Database, personId: string, vault: Ctx['vault']): Promise<void> {
  const seal = (text: string, column: string) => vault.seal(text, { column, rowId: personId })
  const [name, birth, point, gender] = await Promise.all([
    seal('Ann', 'people.preferred_name'),
    seal('1950-05-05', 'people.birth_date'),
    seal(JSON.stringify({ latitude: 51.55, longitude: -0.05, label: 'B1' }), 'profiles.point'),
    seal('woman', 'profiles.gender'),
  ])
  await database.batch([
    database
      .prepare(`UPDATE people SET preferred_name = ?, birth_date = ?, access_needs = '["step_free"]' WHERE id = ?`)
      .bind(name, birth, personId),
    database
      .prepare(
        `INSERT INTO profiles (person_id, team_id, point, gender, interests, suits, cannot, languages, language_required, reach_km, step, updated_at)
         VALUES (?, ?, ?, ?, '["arts","walking"]', '["tue_morning","wed_morning"]', '["sun_evening"]', '[]', 1, 12, 1, 0)`,
      )
      .bind(personId, id('1', 2), point, gender),
  ])
}

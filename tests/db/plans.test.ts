// No statement's cost grows with history: every statement that any route or job sends is explained, and none may walk a table
// that grows. A new route or job is covered by being there.

import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { permit } from '../../src/access/permit.ts'
import { jobs } from '../../src/jobs/schedule.ts'
import { mailboxSender } from '../../src/messages/mailbox.ts'
import { fixture } from '../access/fixtures.ts'
import { actionOf, addressOf, ask, holdersOf, nameOf, routesOf } from '../access/matrix.ts'

const growing = [
  ...['audit_entries', 'audit_links', 'bookings', 'buddy_slots', 'calendar_feeds', 'call_tries', 'conversations', 'follow_up_pauses'],
  ...['goal_ratings', 'goals', 'group_weeks', 'idempotency_keys', 'invitations', 'job_runs', 'messages', 'needs', 'outcomes', 'people'],
  ...['profiles', 'questionnaires', 'rate_counts', 'redemptions', 'referral_news', 'referrals', 'replies', 'responses', 'send_batches'],
  ...['series', 'sessions', 'sign_in_requests', 'sign_ins', 'stopped_emails', 'suppressed_addresses', 'unmet_needs', 'users'],
  ...['visits', 'webhook_events'],
]
/** Indexes that hold only what is open now, so that walking all of one is no walk through history. */
const ofOpenOnly = [
  ...[
    'bookings_line',
    'bookings_offers',
    'messages_attention',
    'messages_delayed',
    'messages_due',
    'questionnaires_due',
    'questionnaires_open',
  ],
  ...['referrals_ended', 'referrals_to_erase', 'send_batches_held', 'send_batches_open', 'series_extend', 'sessions_waiting'],
  ...['visits_active', 'visits_open'],
]

type Seen = { sql: string; values: unknown[]; by: string }

it.runIf(env.TEST_ENGINE === 'd1')('no statement walks a table that grows', { timeout: 240_000 }, async () => {
  const seen = new Map<string, Seen>()
  let by = 'the fixture'
  const prepare = env.DB.prepare.bind(env.DB)
  env.DB.prepare = (sql: string) => {
    const statement = prepare(sql)
    const bind = statement.bind.bind(statement)
    statement.bind = (...values: unknown[]) => {
      if (by !== 'the fixture' && !seen.has(sql)) seen.set(sql, { sql, values, by })
      return bind(...values)
    }
    return statement
  }

  const made = await fixture()
  const { place } = made
  for (const route of routesOf(place.app)) {
    by = nameOf(route)
    const action = actionOf(route.guard)
    const purpose = route.guard.startsWith('holds ') ? route.guard.split(' ')[1] : undefined
    const token = purpose ? await made.linkTo(made.subjectOf(purpose as 'booking'), purpose as 'booking') : undefined
    const people = action ? holdersOf(made, action) : [undefined]
    for (const one of people) {
      const path = addressOf(made, route, 'own', { ...(token ? { token } : {}), ...(one ? { who: one.name } : {}) })
      await ask(place.app, route.method, path, one?.cookie, made.bodies[nameOf(route)])
    }
  }
  for (const job of jobs) {
    by = job.name
    const granted = permit({ kind: 'system', id: job.name }, 'work.scheduled')
    if (granted) await job.run(place.ctx(), granted, { sender: (ctx) => mailboxSender(ctx, 'a@b.example') })
  }
  env.DB.prepare = prepare

  expect(seen.size).toBeGreaterThan(100)
  const walks: string[] = []
  for (const statement of seen.values()) for (const walk of await walksOf(prepare, statement)) walks.push(walk)
  expect(walks).toEqual([])
})

it.runIf(env.TEST_ENGINE === 'd1')('sees a walk when there is one', async () => {
  const prepare = env.DB.prepare.bind(env.DB)
  const careless = { sql: 'SELECT * FROM bookings b WHERE b.reason = ?', values: ['x'], by: 'this test' }
  expect(await walksOf(prepare, careless)).toHaveLength(1)
})

async function walksOf(prepare: D1Database['prepare'], { sql, values, by }: Seen): Promise<string[]> {
  if (!/^\s*(select|insert|update|delete|with)\b/i.test(sql)) return []
  const { results } = await prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .bind(...values)
    .all<{ detail: string }>()
  return results.flatMap(({ detail }) => {
    const [, name, index] = /^SCAN (\w+)(?:.*USING (?:COVERING )?INDEX (\w+))?/.exec(detail) ?? []
    if (name === undefined) return []
    const table = tableOf(name, sql)
    const isWalk = growing.includes(table) && !(index && ofOpenOnly.includes(index))
    return isWalk ? [`${by}: ${detail}: ${sql.replace(/\s+/g, ' ').slice(0, 300)}`] : []
  })
}

/** The table behind an alias, as the statement names it. */
function tableOf(alias: string, sql: string): string {
  if (growing.includes(alias)) return alias
  const named = new RegExp(`"?(\\w+)"?\\s+(?:as\\s+)?"?${alias}"?\\b`, 'gi')
  return [...sql.matchAll(named)].map(([, table = '']) => table.toLowerCase()).find((table) => growing.includes(table)) ?? alias
}

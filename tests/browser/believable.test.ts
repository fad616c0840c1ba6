// What the demo tells must not contradict itself: whoever tries it out takes it for what the product does.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { startDemo } from './demo.ts'

let place: Awaited<ReturnType<typeof startDemo>>

beforeAll(async () => {
  place = await startDemo()
}, 120_000)
afterAll(() => place?.close())

const count = async (of: string) => (await place.query<{ n: number }>(`SELECT count(*) AS n FROM ${of}`))[0]?.n

it.each([
  ['talks', 'conversations WHERE was_reached = 1 AND minutes >= 5'],
  ['calls that nobody answered', 'conversations WHERE was_reached = 0'],
  ['reports', 'visits WHERE report IS NOT NULL'],
  ['answers', 'responses'],
])('has %s', async (_, of) => expect(await count(of)).toBeGreaterThan(0))

it.each([
  ['a long talk with somebody who was not reached', 'conversations WHERE was_reached = 0 AND minutes > 2'],
  [
    'a buddy who waited in vain for somebody who came',
    `visits v JOIN bookings b ON b.id = v.booking_id WHERE v.report = 'did_not_come' AND b.status = 'attended'`,
  ],
  [
    'a visit that went well with somebody who stayed away',
    `visits v JOIN bookings b ON b.id = v.booking_id WHERE v.report IN ('went_well', 'needs_a_call') AND b.status = 'missed'`,
  ],
  ['praise from somebody who would not go again', `responses WHERE again = 'no' AND rating > 3`],
  [
    'an answer about a session that they were not at',
    `responses r JOIN bookings b ON b.id = r.booking_id WHERE r.went = 'yes' AND b.status = 'missed'`,
  ],
  [
    'an answer before the session',
    'responses r JOIN bookings b ON b.id = r.booking_id JOIN sessions s ON s.id = b.session_id WHERE r.answered_at < s.starts_at',
  ],
])('does not have %s', async (_, of) => expect(await count(of)).toBe(0))

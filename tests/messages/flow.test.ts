import { expect, it } from 'vitest'
import { days, hours, minutes } from '../../src/lib/time.ts'
import { flowOf, lastDays, percentile } from '../../src/messages/flow/rules.ts'
import { runningPlace } from '../running/place.ts'

it('the last fourteen days go from midnight to midnight in the place, also when the clocks change', () => {
  const found = lastDays(Date.UTC(2026, 9, 31, 12), 'Europe/London')
  expect([found.length, found[0]?.day, found.at(-1)?.day]).toEqual([14, '2026-10-18', '2026-10-31'])
  expect(found.map(({ from, until }) => (until - from) / hours(1))).toEqual([24, 24, 24, 24, 24, 24, 24, 25, 24, 24, 24, 24, 24, 24])
  expect(found.slice(1).map(({ from }) => from)).toEqual(found.slice(0, -1).map(({ until }) => until))
  expect(lastDays(Date.UTC(2026, 9, 31, 18), 'Asia/Jakarta').at(-1)?.day).toBe('2026-11-01')
})

it('each day counts what was handed over and what became of it', () => {
  const [day] = lastDays(0, 'UTC').slice(-1)
  if (!day) throw new Error('no day')
  const counted = (['sent', 'delivered', 'bounced', 'complained', 'failed', 'suppressed', 'cancelled'] as const).map((status, at) => ({
    day: day.day,
    status,
    messages: 10 ** at,
  }))
  expect(flowOf([day], counted)).toEqual([{ day: day.day, sent: 1_111, delivered: 10, failed: 11_100, suppressed: 100_000 }])
})

it.each<[number[], number, number | undefined]>([
  [[], 50, undefined],
  [[7], 95, 7],
  [[4, 1, 3, 2], 50, 2],
  [[5, 1, 3], 50, 3],
  [Array.from({ length: 100 }, (_, n) => n + 1), 95, 95],
])('of %j, %i in a hundred are at or below %s', (values, percent, expected) => {
  expect(percentile(values, percent)).toBe(expected)
})

it.each(['en', 'id'])('the page draws them, with the same numbers in a table, in %s', async (language) => {
  const place = await runningPlace()
  const { now } = place.clock
  const done = { outcome: null, dueAt: now - days(2), sentAt: now - days(2) + minutes(3) }
  for (let n = 0; n < 7; n++) await place.message({ ...done, status: 'delivered' })
  for (let n = 0; n < 3; n++) await place.message({ ...done, status: 'sent' })
  await place.message({ status: 'suppressed', dueAt: now - days(2) })
  await place.message({ ...done, status: 'delivered', dueAt: now - days(15) })
  const { text } = await place.page('/running/messages', { 'accept-language': language })
  expect(text).toContain(language === 'en' ? '70% of what was handed over has arrived' : '70% dari yang diserahkan sudah sampai')
  expect(text).toContain(language === 'en' ? 'within 3 minutes' : 'dalam 3 menit')
  expect([...text.matchAll(/<rect class="al-chart__part--good"/g)].length).toBeGreaterThanOrEqual(2)
  const row = /<th scope="row"[^>]*><div>[^<]*30[^<]*<\/div><\/th>(.*?)<\/tr>/s.exec(text)?.[1] ?? ''
  expect([...row.matchAll(/<td[^>]*>(?:<[^>]*>)*(\d+)/g)].map(([, n]) => Number(n))).toEqual([7, 10, 0, 1])
})

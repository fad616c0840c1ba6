import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contactsOf, percentile, periodOf, promiseOf } from '../../src/reports/team/rules.ts'

describe('a percentile', () => {
  it.each([
    [[], 0.5, undefined],
    [[7], 0.5, 7],
    [[7], 0.9, 7],
    [[1, 2, 3, 4], 0.5, 2],
    [[5, 1, 4, 2, 3], 0.5, 3],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9, 9],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 0.9, 10],
    [[10, 9, 100], 0.9, 100],
  ])('of %j at %d is %s', (values, share, expected) => expect(percentile(values, share)).toBe(expected))

  it('is one of the values, and the smallest that so many do not exceed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1 }), fc.constantFrom(0.5, 0.9), (values, share) => {
        const found = percentile(values, share) as number
        const upTo = (bound: number) => values.filter((value) => value <= bound).length
        expect(values).toContain(found)
        expect(upTo(found)).toBeGreaterThanOrEqual(share * values.length)
        for (const smaller of values.filter((value) => value < found)) expect(upTo(smaller)).toBeLessThan(share * values.length)
      }),
    )
  })
})

describe('a period', () => {
  const now = Date.UTC(2026, 5, 15, 12)
  it.each([
    [{}, '2026-06-01', '2026-06-15'],
    [{ period: 'last_month' as const }, '2026-05-01', '2026-05-31'],
    [{ period: 'quarter' as const }, '2026-03-16', '2026-06-15'],
    [{ period: 'year' as const }, '2025-06-16', '2026-06-15'],
    [{ period: 'own' as const, from: '2026-02-01', to: '2026-02-28' }, '2026-02-01', '2026-02-28'],
    [{ period: 'own' as const, from: '2026-02-28', to: '2026-02-01' }, '2026-02-01', '2026-02-28'],
    [{ period: 'own' as const, from: '2020-01-01', to: '2026-02-28' }, '2025-02-28', '2026-02-28'],
  ])('%j is from %s to %s', (wish, fromOn, toOn) => expect(periodOf(wish, now, 'Europe/London')).toMatchObject({ fromOn, toOn }))

  it('begins and ends with local days, also where the clocks change', () => {
    const { from, until } = periodOf({ period: 'own', from: '2026-03-29', to: '2026-03-29' }, now, 'Europe/London')
    expect(until - from).toBe(23 * 3_600_000)
  })
})

describe('the promise of a first contact', () => {
  const referral = {
    receivedAt: 0,
    contactedAt: null as number | null,
    contactDueAt: 100,
    endedAt: null as number | null,
    firstAttendedAt: null,
  }
  it.each([
    [{ contactedAt: 100 }, 500, 'in_time'],
    [{ contactedAt: 101 }, 500, 'late'],
    [{}, 101, 'late'],
    [{}, 100, undefined],
    [{ endedAt: 50 }, 500, 'none'],
  ])('%j at %d: %s', (change, now, expected) => expect(promiseOf({ ...referral, ...change }, now)).toBe(expected))

  it('is counted with the waits', () => {
    const contacts = contactsOf([{ ...referral, contactedAt: 20 }, { ...referral, contactedAt: 300, firstAttendedAt: 400 }, referral], 90)
    expect(contacts).toEqual({
      received: 3,
      contacted: { n: 2, median: 20, p90: 300 },
      inTime: 1,
      late: 1,
      attended: { n: 1, median: 400, p90: 400 },
    })
  })
})

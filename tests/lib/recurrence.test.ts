import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Monthly, mostOccurrences, type Occurrence, occurrences, type Recurrence, type Weekly } from '../../src/lib/recurrence.ts'
import { addDays, type Weekday } from '../../src/lib/time.ts'
import { hostile } from '../hostile.ts'

const london = 'Europe/London'
const newYork = 'America/New_York'
const jakarta = 'Asia/Jakarta'

const rest = { startsOn: '2026-01-01', time: '10:00', until: null, exceptions: [] }
const weekly = (more: Partial<Weekly & Recurrence> = {}): Recurrence => ({ every: 'week', interval: 1, weekdays: [7], ...rest, ...more })
const monthly = (more: Partial<Monthly & Recurrence> = {}): Recurrence => ({
  every: 'month',
  interval: 1,
  ordinal: -1,
  weekday: 5,
  ...rest,
  ...more,
})
const on = (found: Occurrence[]) => found.map(({ day }) => day)
const starts = (found: Occurrence[]) => found.map(({ startsAt }) => new Date(startsAt).toISOString().slice(0, 16))

describe('ten o’clock stays ten o’clock', () => {
  it.each([
    [london, '2026-03-22', '2026-04-05', ['2026-03-22T10:00', '2026-03-29T09:00', '2026-04-05T09:00']],
    [london, '2026-10-18', '2026-11-01', ['2026-10-18T09:00', '2026-10-25T10:00', '2026-11-01T10:00']],
    [newYork, '2026-03-01', '2026-03-15', ['2026-03-01T15:00', '2026-03-08T14:00', '2026-03-15T14:00']],
    [newYork, '2026-10-25', '2026-11-08', ['2026-10-25T14:00', '2026-11-01T15:00', '2026-11-08T15:00']],
    [jakarta, '2026-03-22', '2026-04-05', ['2026-03-22T03:00', '2026-03-29T03:00', '2026-04-05T03:00']],
  ])('on Sundays in %s from %s', (zone, from, to, expected) => {
    const found = occurrences(weekly(), zone, from, to)
    expect(starts(found)).toEqual(expected)
    expect(found.every(({ adjusted }) => adjusted === 'none')).toBe(true)
  })
})

describe('times that come never or twice', () => {
  it.each([
    ['01:30', london, '2026-03-29', '2026-03-29T01:30', 'gap'],
    ['01:30', london, '2026-10-25', '2026-10-25T00:30', 'overlap'],
    ['02:30', newYork, '2026-03-08', '2026-03-08T07:30', 'gap'],
    ['01:30', newYork, '2026-11-01', '2026-11-01T05:30', 'overlap'],
    ['02:30', jakarta, '2026-03-08', '2026-03-07T19:30', 'none'],
  ])('%s in %s on %s', (time, zone, day, start, adjusted) => {
    const found = occurrences(weekly({ time }), zone, day, day)
    expect(starts(found)).toEqual([start])
    expect(found[0]?.adjusted).toBe(adjusted)
  })

  it('may fall after midnight when the clocks change in the evening', () => {
    const found = occurrences(weekly({ weekdays: [6], time: '23:30', startsOn: '2024-03-01' }), 'America/Nuuk', '2024-03-30', '2024-03-30')
    expect(found).toEqual([{ day: '2024-03-30', startsAt: Date.parse('2024-03-31T01:30Z'), adjusted: 'gap' }])
  })

  it('a day that never was has no session', () => {
    const rule = weekly({ weekdays: [5], startsOn: '2011-12-01' })
    expect(on(occurrences(rule, 'Pacific/Apia', '2011-12-23', '2012-01-06'))).toEqual(['2011-12-23', '2012-01-06'])
  })
})

describe('weeks', () => {
  it('are counted from the week of the first day, even when that is a Sunday', () => {
    // 4 January 2026 is the Sunday of ISO week 1; the Monday after it is in week 2, which an interval of 2 leaves out.
    const rule = weekly({ interval: 2, weekdays: [1, 7], startsOn: '2026-01-04' })
    expect(on(occurrences(rule, london, '2026-01-01', '2026-02-01'))).toEqual([
      '2026-01-04',
      '2026-01-12',
      '2026-01-18',
      '2026-01-26',
      '2026-02-01',
    ])
  })

  it('keep their count wherever one looks from', () => {
    const rule = weekly({ interval: 3, weekdays: [3], startsOn: '2026-01-07' })
    const all = on(occurrences(rule, london, '2026-01-01', '2027-12-31'))
    expect(all.slice(0, 3)).toEqual(['2026-01-07', '2026-01-28', '2026-02-18'])
    for (let day = '2026-01-01'; day < '2026-04-01'; day = addDays(day, 1))
      expect(on(occurrences(rule, london, day, '2027-12-31'))).toEqual(all.filter((found) => found >= day))
  })

  it('take their days in order, each once, across a new year with week 53', () => {
    const rule = weekly({ interval: 2, weekdays: [5, 2, 5], startsOn: '2026-12-21' })
    expect(on(occurrences(rule, london, '2026-12-01', '2027-01-12'))).toEqual(['2026-12-22', '2026-12-25', '2027-01-05', '2027-01-08'])
  })

  it('begin on the first day that fits, and end with the last', () => {
    const rule = weekly({ weekdays: [2], startsOn: '2026-11-25', until: '2026-12-15' })
    expect(on(occurrences(rule, london, '2026-01-01', '2027-12-31'))).toEqual(['2026-12-01', '2026-12-08', '2026-12-15'])
  })

  it('leave out exceptions', () => {
    const rule = weekly({ weekdays: [2], startsOn: '2026-12-01', exceptions: ['2026-12-08', '2026-12-09', 'nonsense'] })
    expect(on(occurrences(rule, london, '2026-12-01', '2026-12-15'))).toEqual(['2026-12-01', '2026-12-15'])
  })
})

describe('months', () => {
  it('have a last Friday, the fifth where there are five', () => {
    expect(on(occurrences(monthly(), london, '2026-01-01', '2026-06-30'))).toEqual([
      '2026-01-30',
      '2026-02-27',
      '2026-03-27',
      '2026-04-24',
      '2026-05-29',
      '2026-06-26',
    ])
  })

  it('have a fourth Friday, which is not always the last', () => {
    expect(on(occurrences(monthly({ ordinal: 4 }), london, '2026-01-01', '2026-03-31'))).toEqual(['2026-01-23', '2026-02-27', '2026-03-27'])
  })

  it('are counted from the month of the first day', () => {
    const rule = monthly({ interval: 2, ordinal: 1, weekday: 3, startsOn: '2026-01-31' })
    expect(on(occurrences(rule, london, '2026-01-01', '2026-08-31'))).toEqual(['2026-03-04', '2026-05-06', '2026-07-01'])
    expect(on(occurrences(rule, london, '2026-06-10', '2026-08-31'))).toEqual(['2026-07-01'])
  })

  it('meet 29 February', () => {
    expect(on(occurrences(monthly({ weekday: 2 }), london, '2028-02-01', '2028-02-29'))).toEqual(['2028-02-29'])
    expect(on(occurrences(weekly({ weekdays: [2], startsOn: '2028-02-29' }), london, '2028-02-01', '2028-03-07'))).toEqual([
      '2028-02-29',
      '2028-03-07',
    ])
  })
})

describe('absurd input', () => {
  it.each([
    weekly({ interval: 0 }),
    weekly({ interval: -1 }),
    weekly({ interval: 1.5 }),
    weekly({ interval: Number.NaN }),
    weekly({ interval: 1e9 }),
    weekly({ weekdays: [] }),
    weekly({ weekdays: [8 as Weekday] }),
    weekly({ startsOn: '2026-02-30' }),
    weekly({ time: '25:00' }),
    weekly({ until: 'soon' }),
    monthly({ ordinal: 5 as 4 }),
    monthly({ ordinal: 0 as 1 }),
    monthly({ weekday: 0 as Weekday }),
    { ...weekly(), every: 'year' } as unknown as Recurrence,
  ])('gives nothing, and throws nothing: %o', (rule) => expect(occurrences(rule, london, '2026-01-01', '2026-12-31')).toEqual([]))

  it('is bounded', () => {
    expect(occurrences(weekly({ weekdays: [1, 2, 3, 4, 5, 6, 7] }), london, '1900-01-01', '2199-12-31')).toHaveLength(mostOccurrences)
    expect(on(occurrences(weekly({ startsOn: '2199-12-30', weekdays: [1, 2] }), london, '2199-01-01', '2199-12-31'))).toEqual([
      '2199-12-30',
      '2199-12-31',
    ])
    expect(on(occurrences(monthly({ startsOn: '2199-11-30', interval: 52 }), london, '2199-01-01', '2199-12-31'))).toEqual([])
    expect(occurrences(weekly({ until: '2025-01-01' }), london, '2026-01-01', '2026-12-31')).toEqual([])
    expect(occurrences(weekly(), london, '2026-12-31', '2026-01-01')).toEqual([])
  })

  it('of a hostile kind too', () => {
    for (const { text } of hostile) {
      expect(occurrences(weekly({ startsOn: text, time: text, until: text }), london, '2026-01-01', '2026-12-31')).toEqual([])
      expect(occurrences(weekly(), text, '2026-01-01', '2026-12-31')).toEqual([])
      expect(occurrences(weekly(), london, text, text)).toEqual([])
    }
  })
})

describe('ten thousand occurrences, against a plain count of days and Intl alone', () => {
  const day = fc.integer({ min: Date.UTC(2000, 0, 1) / 86_400_000, max: Date.UTC(2060, 0, 1) / 86_400_000 })
  const iso = (n: number) => new Date(n * 86_400_000).toISOString().slice(0, 10)
  const weekday = fc.integer({ min: 1, max: 7 }) as fc.Arbitrary<Weekday>
  const interval = fc.integer({ min: 1, max: 6 })
  const pattern = fc.oneof(
    // Clocks change on Saturdays or Sundays, so this one meets every change.
    fc.constant({ every: 'week' as const, interval: 1, weekdays: [6, 7] as const }),
    fc.record({ every: fc.constant('week' as const), interval, weekdays: fc.array(weekday, { minLength: 1, maxLength: 3 }) }),
    fc.record({
      every: fc.constant('month' as const),
      interval,
      weekday,
      ordinal: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const, -1 as const),
    }),
  )
  // Half of the times lie where clocks change.
  const time = fc.oneof(
    fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 })),
    fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom(0, 15, 30, 45)),
  )
  const zone = fc.constantFrom(london, newYork, jakarta, 'Australia/Lord_Howe', 'America/Nuuk', 'Africa/Casablanca', 'Asia/Tehran')

  it('the clocks in the zone show the promised time, unless that time does not exist', () => {
    let seen = { none: 0, gap: 0, overlap: 0 }
    fc.assert(
      fc.property(pattern, day, time, zone, fc.integer({ min: 0, max: 400 }), (pattern, start, [hour, minute], zone, later) => {
        const promised = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
        const rule: Recurrence = { ...pattern, startsOn: iso(start), time: promised, until: null, exceptions: [] }
        const from = start + later
        const found = occurrences(rule, zone, iso(from), iso(from + 400))

        const expected = []
        for (let n = from; n <= from + 400; n++) if (fits(rule, start, n)) expected.push(iso(n))
        expect(on(found)).toEqual(expected)
        for (const { day, startsAt, adjusted } of found) {
          seen = { ...seen, [adjusted]: seen[adjusted] + 1 }
          const showing = instantsShowing(`${day} ${promised}`, zone)
          expect(adjusted).toBe((['gap', 'none', 'overlap'] as const)[showing.length])
          if (adjusted !== 'gap') expect(startsAt).toBe(showing[0])
          else expect(shown(startsAt, zone) > `${day} ${promised}` && startsAt - Date.parse(`${day}T${promised}Z`) < 86_400_000).toBe(true)
        }
      }),
      { numRuns: 450 },
    )
    expect(seen.none).toBeGreaterThan(10_000)
    expect(Math.min(seen.gap, seen.overlap)).toBeGreaterThan(0)
  }, 30_000)

  const clocks = new Map<string, Intl.DateTimeFormat>()
  function shown(at: number, zone: string): string {
    const clock = clocks.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
    clocks.set(zone, clock)
    return clock.format(at)
  }

  /** Every instant at which clocks show this, earliest first: tries each offset in use within a day and a half. */
  function instantsShowing(local: string, zone: string): number[] {
    const naive = Date.parse(`${local.replace(' ', 'T')}Z`)
    const offsets = [-36, -12, 0, 12, 36].map((n) => {
      const at = naive + n * 3_600_000
      return Date.parse(`${shown(at, zone).replace(' ', 'T')}Z`) - at
    })
    return [...new Set(offsets)]
      .map((offset) => naive - offset)
      .filter((at) => shown(at, zone) === local)
      .sort((a, b) => a - b)
  }

  /** Days as numbers since 1970, a Thursday. */
  function fits(rule: Recurrence, start: number, n: number): boolean {
    const weekday = (((n + 3) % 7) + 1) as Weekday
    if (rule.every === 'week') {
      const weeks = Math.floor((n + 3) / 7) - Math.floor((start + 3) / 7)
      return weeks % rule.interval === 0 && rule.weekdays.includes(weekday)
    }
    const [date, first] = [new Date(n * 86_400_000), new Date(start * 86_400_000)]
    const months = 12 * (date.getUTCFullYear() - first.getUTCFullYear()) + date.getUTCMonth() - first.getUTCMonth()
    const isLast = new Date((n + 7) * 86_400_000).getUTCMonth() !== date.getUTCMonth()
    const ordinal = Math.ceil(date.getUTCDate() / 7)
    return months % rule.interval === 0 && weekday === rule.weekday && (rule.ordinal === -1 ? isLast : ordinal === rule.ordinal)
  }
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  addMonths,
  afterAwakeHours,
  awakeAt,
  days,
  daysBetween,
  hours,
  instantOf,
  isDay,
  isTime,
  isZone,
  localDay,
  localTime,
  minutes,
  startOfDay,
  weekdayOf,
} from '../../src/lib/time.ts'
import { hostile } from '../hostile.ts'

const london = 'Europe/London'
const newYork = 'America/New_York'
const jakarta = 'Asia/Jakarta'
const utc = (text: string) => Date.parse(`${text}Z`)

describe('what is typed', () => {
  it.each(['2026-11-24', '2028-02-29', '1900-01-01', '2199-12-31'])('%s is a day', (text) => expect(isDay(text)).toBe(true))
  it.each([
    '2026-02-29',
    '2100-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '26-1-1',
    '0206-01-01',
    '2026-11-24 ',
    '2026-11-24T10:00',
    '',
  ])('%j is not a day', (text) => expect(isDay(text)).toBe(false))
  it.each(['00:00', '09:30', '23:59'])('%s is a time', (text) => expect(isTime(text)).toBe(true))
  it.each(['24:00', '9:30', '10:60', '10.30', '10:30:00', '10:30\n', ''])('%j is not a time', (text) => expect(isTime(text)).toBe(false))
  it.each([london, newYork, jakarta, 'Asia/Makassar', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])('%s is a zone', (text) =>
    expect(isZone(text)).toBe(true),
  )
  it.each([
    '',
    'Foo/Bar',
    'europe/london',
    '+07:00',
    'Z',
    '__proto__',
    '2026-01-01T00:00[Europe/London]',
    'Europe/London[u-ca=hebrew]',
    'Europe/London\n',
  ])('%j is not a zone', (text) => expect(isZone(text)).toBe(false))
  it('no hostile text is a day, a time or a zone', () => {
    expect(hostile.filter(({ text }) => isDay(text) || isTime(text) || isZone(text))).toEqual([])
  })
})

describe('a local time as an instant', () => {
  it.each([
    ['2026-03-28', '10:00', london, '2026-03-28T10:00', 'none'],
    ['2026-03-29', '10:00', london, '2026-03-29T09:00', 'none'],
    ['2026-03-29', '00:59', london, '2026-03-29T00:59', 'none'],
    ['2026-03-29', '01:00', london, '2026-03-29T01:00', 'gap'], // shown as 02:00
    ['2026-03-29', '01:30', london, '2026-03-29T01:30', 'gap'], // shown as 02:30
    ['2026-03-29', '02:00', london, '2026-03-29T01:00', 'none'],
    ['2026-10-25', '01:30', london, '2026-10-25T00:30', 'overlap'], // still summer time
    ['2026-10-25', '02:00', london, '2026-10-25T02:00', 'none'],
    ['2026-03-08', '02:30', newYork, '2026-03-08T07:30', 'gap'],
    ['2026-11-01', '01:30', newYork, '2026-11-01T05:30', 'overlap'],
    ['2026-03-29', '01:30', jakarta, '2026-03-28T18:30', 'none'],
    ['2026-04-05', '01:45', 'Australia/Lord_Howe', '2026-04-04T14:45', 'overlap'], // half an hour of change
    ['2028-02-29', '10:00', london, '2028-02-29T10:00', 'none'],
  ])('%s %s in %s is %s, %s', (day, time, zone, at, adjusted) => {
    expect(instantOf(day, time, zone)).toEqual({ at: utc(at), adjusted })
  })

  it.each(['25:00', 'ten', ''])('refuses %j', (time) => expect(() => instantOf('2026-03-29', time, london)).toThrow(RangeError))

  it('goes there and back', () => {
    const zones = [london, newYork, jakarta, 'Asia/Kathmandu', 'Pacific/Apia', 'America/Nuuk']
    const at = fc.integer({ min: utc('2000-01-01T00:00') / 60_000, max: utc('2100-01-01T00:00') / 60_000 }).map((n) => n * 60_000)
    fc.assert(
      fc.property(at, fc.constantFrom(...zones), (at, zone) => {
        const found = instantOf(localDay(at, zone), localTime(at, zone), zone)
        expect(found.adjusted).not.toBe('gap') // the clocks did show it
        expect(found.adjusted === 'overlap' ? [at, at - hours(1)] : [at]).toContain(found.at)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('local days', () => {
  it('are those of the zone, not of the machine', () => {
    expect(localDay(utc('2026-11-24T23:30'), london)).toBe('2026-11-24')
    expect(localDay(utc('2026-11-24T23:30'), jakarta)).toBe('2026-11-25')
    expect(localDay(utc('2026-06-30T23:30'), london)).toBe('2026-07-01')
    expect(localTime(utc('2026-11-24T23:30'), jakarta)).toBe('06:30')
    expect(localTime(utc('2026-11-24T04:05:59.999'), newYork)).toBe('23:05')
  })

  it('begin when the clocks allow', () => {
    expect(startOfDay('2026-03-29', london)).toBe(utc('2026-03-29T00:00'))
    expect(startOfDay('2026-07-01', london)).toBe(utc('2026-06-30T23:00'))
    expect(localTime(startOfDay('2018-11-04', 'America/Sao_Paulo'), 'America/Sao_Paulo')).toBe('01:00')
  })

  it('are 23 or 25 hours long when clocks change', () => {
    const length = (day: string) => startOfDay(addDays(day, 1), london) - startOfDay(day, london)
    expect([length('2026-03-29'), length('2026-06-01'), length('2026-10-25')]).toEqual([hours(23), days(1), hours(25)])
  })

  it('add up', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31')
    expect(addMonths('2028-01-31', 1)).toBe('2028-02-29')
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(addMonths('2026-01-15', -13)).toBe('2024-12-15')
    expect(daysBetween('2028-02-01', '2028-03-01')).toBe(29)
    expect(daysBetween('2026-03-30', '2026-03-28')).toBe(-2)
    expect([weekdayOf('2026-11-23'), weekdayOf('2026-11-29'), weekdayOf('2028-02-29')]).toEqual([1, 7, 2])
    expect([minutes(15), hours(2), days(7)]).toEqual([900_000, 7_200_000, 604_800_000])
  })
})

describe('quiet hours', () => {
  const night = { from: '21:00', until: '08:00' }

  it.each([
    ['2026-11-24T20:59:59', '2026-11-24T20:59:59'],
    ['2026-11-24T21:00', '2026-11-25T08:00'],
    ['2026-11-25T03:00', '2026-11-25T08:00'],
    ['2026-11-25T07:59:59', '2026-11-25T08:00'],
    ['2026-11-25T08:00', '2026-11-25T08:00'],
    ['2026-03-28T23:00', '2026-03-29T07:00'], // clocks go forward in this night
    ['2026-10-24T22:00', '2026-10-25T08:00'], // and back in this one
  ])('in London %s waits until %s', (at, until) => expect(awakeAt(utc(at), london, night)).toBe(utc(until)))

  it('may lie within one day, or not exist', () => {
    const siesta = { from: '13:00', until: '15:00' }
    expect(awakeAt(utc('2026-11-24T12:59'), london, siesta)).toBe(utc('2026-11-24T12:59'))
    expect(awakeAt(utc('2026-11-24T13:00'), london, siesta)).toBe(utc('2026-11-24T15:00'))
    expect(awakeAt(utc('2026-11-24T23:00'), london, { from: '21:00', until: '21:00' })).toBe(utc('2026-11-24T23:00'))
    expect(afterAwakeHours(utc('2026-11-24T23:00'), hours(3), london, { from: '00:00', until: '00:00' })).toBe(utc('2026-11-25T02:00'))
  })

  it.each([
    ['2026-11-24T10:00', 3, '2026-11-24T13:00'],
    ['2026-11-24T20:00', 1, '2026-11-24T21:00'],
    ['2026-11-24T20:00', 2, '2026-11-25T09:00'],
    ['2026-11-24T23:00', 2, '2026-11-25T10:00'],
    ['2026-11-24T23:00', 0, '2026-11-25T08:00'],
    ['2026-11-24T10:00', 26, '2026-11-26T10:00'], // two days of 13 waking hours
    ['2026-03-28T20:00', 2, '2026-03-29T08:00'], // 09:00 summer time: the night was an hour shorter
    ['2026-10-24T19:00', 2, '2026-10-25T09:00'], // from 20:00 summer time: the night was an hour longer
  ])('in London %s and %i waking hours make %s', (at, n, until) => {
    expect(afterAwakeHours(utc(at), hours(n), london, night)).toBe(utc(until))
  })

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY, days(367)])('refuses to wait %s ms', (duration) =>
    expect(() => afterAwakeHours(0, duration, london, night)).toThrow(RangeError),
  )

  it('lets exactly the waking minutes pass, whatever the clocks do (counting quarter hours agrees)', () => {
    const time = fc.integer({ min: 0, max: 95 }).map((n) => `${String(n >> 2).padStart(2, '0')}:${String((n % 4) * 15).padStart(2, '0')}`)
    // Ten days around each clock change. Edges inside the changed hour are left to the tables above: a wall clock alone cannot tell them.
    const around = fc
      .constantFrom('2026-03-24T00:00', '2026-10-20T00:00')
      .chain((day) => fc.integer({ min: 0, max: 600 }).map((n) => utc(day) + minutes(15 * n)))
    const clear = time.filter((text) => text < '01:00' || text > '03:00')
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: london, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    fc.assert(
      fc.property(around, clear, clear, fc.integer({ min: 1, max: 80 }), (at, from, until, quarters) => {
        const isQuiet = (at: number) => {
          const now = clock.format(at)
          return from < until ? now >= from && now < until : from > until && (now >= from || now < until)
        }
        let expected = at
        for (let left = quarters; left > 0; expected += minutes(15)) if (!isQuiet(expected)) left--
        expect(afterAwakeHours(at, minutes(15 * quarters), london, { from, until })).toBe(expected)
      }),
      { numRuns: 150 },
    )
  })

  it('survives a quiet stretch that the clocks swallow', () => {
    const swallowed = { from: '01:30', until: '02:15' }
    for (let at = utc('2026-03-29T00:00'); at < utc('2026-03-29T03:00'); at += minutes(5)) {
      expect(awakeAt(at, london, swallowed)).toBe(at)
      expect(afterAwakeHours(at, hours(1), london, swallowed)).toBe(at + hours(1))
    }
  })
})

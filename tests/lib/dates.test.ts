import { describe, expect, it } from 'vitest'
import {
  briefDate,
  clock,
  dayDate,
  isLocale,
  locales,
  longDate,
  month,
  relativeDay,
  shortDate,
  timeRange,
  weekdayName,
} from '../../src/lib/dates.ts'
import { days, hours } from '../../src/lib/time.ts'

const london = 'Europe/London'
const jakarta = 'Asia/Jakarta'
const utc = (text: string) => Date.parse(`${text}Z`)

describe('dates', () => {
  const late = utc('2026-11-24T23:30')

  it('are written out in the place’s zone', () => {
    expect(longDate(late, london, 'en')).toBe('Tuesday 24 November 2026')
    expect(longDate(late, jakarta, 'en')).toBe('Wednesday 25 November 2026')
    expect(longDate(late, london, 'id')).toBe('Selasa, 24 November 2026')
    expect(longDate(late, jakarta, 'id')).toBe('Rabu, 25 November 2026')
  })

  it('have a short form with the year', () => {
    expect(shortDate(late, london, 'en')).toBe('Tue 24 Nov 2026')
    expect(shortDate(late, jakarta, 'id')).toBe('Rab, 25 Nov 2026')
    expect(briefDate(late, london, 'en')).toBe('Tue 24 Nov')
    expect(briefDate(late, jakarta, 'id')).toBe('Rab, 25 Nov')
  })

  it('may be a day, a month or a weekday alone', () => {
    expect(dayDate('1948-02-29', 'en')).toBe('29 February 1948')
    expect(dayDate('1948-02-29', 'id')).toBe('29 Februari 1948')
    expect(month(utc('2026-11-30T23:30'), jakarta, 'en')).toBe('December 2026')
    expect(month(utc('2026-11-30T23:30'), london, 'id')).toBe('November 2026')
    expect(([1, 2, 3, 4, 5, 6, 7] as const).map((n) => weekdayName(n, 'en')).join()).toBe(
      'Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday',
    )
    expect([weekdayName(1, 'id'), weekdayName(7, 'id')]).toEqual(['Senin', 'Minggu'])
  })
})

describe('times of day', () => {
  it.each([
    ['00:00', 'midnight', 'pukul 00.00'],
    ['00:05', '12:05am', 'pukul 00.05'],
    ['09:00', '9am', 'pukul 09.00'],
    ['10:30', '10:30am', 'pukul 10.30'],
    ['12:00', 'midday', 'pukul 12.00'],
    ['12:30', '12:30pm', 'pukul 12.30'],
    ['13:00', '1pm', 'pukul 13.00'],
    ['23:59', '11:59pm', 'pukul 23.59'],
  ])('%s is %s, %s', (time, english, indonesian) => {
    expect(clock(utc(`2026-11-24T${time}`), london, 'en')).toBe(english)
    expect(clock(utc(`2026-11-24T${time}`), london, 'id')).toBe(indonesian)
  })

  it('say which Indonesian time is meant', () => {
    const at = utc('2026-11-24T03:00')
    expect(clock(at, jakarta, 'id')).toBe('pukul 10.00 WIB')
    expect(clock(at, 'Asia/Pontianak', 'id')).toBe('pukul 10.00 WIB')
    expect(clock(at, 'Asia/Makassar', 'id')).toBe('pukul 11.00 WITA')
    expect(clock(at, 'Asia/Jayapura', 'id')).toBe('pukul 12.00 WIT')
    expect(clock(at, 'Asia/Singapore', 'id')).toBe('pukul 11.00')
    expect(clock(at, jakarta, 'en')).toBe('10am')
  })

  it('follow the clock changes', () => {
    expect(clock(utc('2026-03-28T10:00'), london, 'en')).toBe('10am')
    expect(clock(utc('2026-03-29T09:00'), london, 'en')).toBe('10am')
  })

  it('make a range', () => {
    const at = utc('2026-11-24T10:00')
    expect(timeRange(at, at + hours(1.5), london, 'en')).toBe('10am to 11:30am')
    expect(timeRange(at, at + hours(2), london, 'en')).toBe('10am to midday')
    expect(timeRange(at, at + hours(1.5), london, 'id')).toBe('pukul 10.00–11.30')
    expect(timeRange(utc('2026-11-24T03:00'), utc('2026-11-24T04:30'), jakarta, 'id')).toBe('pukul 10.00–11.30 WIB')
  })

  it('name the day when a range ends on another one', () => {
    expect(timeRange(utc('2026-11-24T22:00'), utc('2026-11-25T00:00'), london, 'en')).toBe('10pm to midnight')
    expect(timeRange(utc('2026-11-24T22:00'), utc('2026-11-25T02:00'), london, 'en')).toBe('10pm to 2am on Wed 25 Nov 2026')
    expect(timeRange(utc('2026-11-24T15:00'), utc('2026-11-24T19:00'), jakarta, 'id')).toBe(
      'pukul 22.00 WIB sampai Rab, 25 Nov 2026 pukul 02.00 WIB',
    )
  })
})

describe('near days', () => {
  const now = utc('2026-11-24T18:00') // already Wednesday in Jakarta

  it.each([
    [-2, 'Sunday 22 November 2026', 'Minggu, 22 November 2026'],
    [-1, 'yesterday', 'kemarin'],
    [0, 'today', 'hari ini'],
    [1, 'tomorrow', 'besok'],
    [2, 'Thursday', 'Kamis'],
    [6, 'Monday', 'Senin'],
    [7, 'Tuesday 1 December 2026', 'Selasa, 1 Desember 2026'],
  ])('%i days ahead is %s', (ahead, english, indonesian) => {
    expect(relativeDay(now + days(ahead), now, london, 'en')).toBe(english)
    expect(relativeDay(now + days(ahead), now, london, 'id')).toBe(indonesian)
  })

  it('count local days, not 24 hours', () => {
    expect(relativeDay(utc('2026-11-25T00:10'), utc('2026-11-24T23:50'), london, 'en')).toBe('tomorrow')
    expect(relativeDay(utc('2026-11-25T00:10'), utc('2026-11-24T23:50'), jakarta, 'en')).toBe('today')
  })
})

it('nothing written holds an unbreakable space or a mark that cannot be seen', () => {
  const at = utc('2026-09-01T03:00')
  for (const locale of locales)
    for (const zone of [london, jakarta, 'America/New_York']) {
      const all = [longDate, shortDate, clock, month].map((write) => write(at, zone, locale)).join(' ')
      expect(`${all} ${timeRange(at, at + hours(30), zone, locale)} ${relativeDay(at, at, zone, locale)}`).toMatch(/^[\w .,:–]+$/)
    }
})

it('knows its locales', () => {
  expect(['en', 'id', 'fr', 'en-GB', ''].filter(isLocale)).toEqual(['en', 'id'])
})

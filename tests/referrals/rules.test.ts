import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, instantOf, localDay } from '../../src/lib/time.ts'
import { dueAfter, endedStatuses, endReasons, lateBecause, lightestCaseload, reasonCodes, transitions } from '../../src/referrals/rules.ts'

const zones = ['Europe/London', 'Asia/Jakarta', 'America/Santiago'] as const

describe('a promise in days', () => {
  it.each([
    ['2026-06-01', '09:00', 'Europe/London', 5, '2026-06-06T22:59:59.999Z'],
    ['2026-06-01', '23:59', 'Asia/Jakarta', 5, '2026-06-06T16:59:59.999Z'],
    // Summer time ends in between: the day is still the fifth one.
    ['2026-10-23', '12:00', 'Europe/London', 5, '2026-10-28T23:59:59.999Z'],
    // The clocks of this zone jump over midnight on 6 September 2026.
    ['2026-09-04', '12:00', 'America/Santiago', 1, '2026-09-06T03:59:59.999Z'],
  ])('%s %s in %s and %i days last until %s', (day, time, zone, days, until) => {
    expect(new Date(dueAfter(instantOf(day, time, zone).at, days, zone)).toISOString()).toBe(until)
  })

  it('is the last instant of that local day, wherever and whenever', () => {
    const instants = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2035, 0, 1) })
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 90 }), fc.constantFrom(...zones), (at, days, zone) => {
        const due = dueAfter(at, days, zone)
        const wanted = addDays(localDay(at, zone), days)
        expect(localDay(due, zone)).toBe(wanted)
        expect(localDay(due + 1, zone)).toBe(addDays(wanted, 1))
      }),
    )
  })
})

it('counts as late only while nobody has spoken with the person, and names the promise that is broken', () => {
  const due = { contactDueAt: 10, answerDueAt: 20 }
  expect([5, 10, 11, 21].map((now) => lateBecause({ status: 'received', ...due }, now))).toEqual([
    undefined,
    undefined,
    'contact',
    'answer',
  ])
  expect(lateBecause({ status: 'contacted', ...due }, 99)).toBeUndefined()
})

it('suggests whoever looks after the fewest, and always the same one of equals', () => {
  const worker = (name: string, openPeople: number) => ({ id: name, name, openPeople })
  expect(lightestCaseload([worker('Zoe', 2), worker('Ann', 3), worker('Ben', 2)])?.name).toBe('Ben')
  expect(lightestCaseload([])).toBeUndefined()
})

it('has a reason for every way of ending, and the reasons to refer that the place must know', () => {
  expect(Object.keys(endReasons)).toEqual([...endedStatuses])
  for (const status of endedStatuses) expect(transitions[status].filter((to) => to !== 'contacted')).toEqual([])
  const least = [
    'loneliness',
    'student_stress',
    'carer_burnout',
    'parent_burnout',
    'everyday_anxiety',
    'bereavement',
    'long_term_condition',
  ]
  for (const code of [...least, 'low_activity', 'money_or_housing', 'new_to_area', 'older_living_alone'])
    expect(reasonCodes).toContain(code)
})

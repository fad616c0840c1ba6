import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Combination, firstMonth, largestOffers, rowsOf, told } from '../../src/unmet-needs/rules.ts'

describe('a number that is told', () => {
  it.each([
    [0, undefined],
    [4, undefined],
    [5, 5],
    [9, 5],
    [14, 10],
    [15, 15],
  ])('%i people are told as %s', (counted, expected) => expect(told(counted)).toBe(expected))

  it('gives nobody away by a difference: one person more or less in any of two numbers could have led to the same', () => {
    const count = fc.integer({ min: 0, max: 40 })
    fc.assert(
      fc.property(count, count, (whole, part) => {
        fc.pre(part <= whole)
        const [a, b] = [told(whole), told(part)]
        // Everybody who reads both, e.g. with a filter and without, is left with more than one possible difference.
        const differences = new Set<number>()
        for (let w = 0; w <= 45; w++) for (let p = 0; p <= w; p++) if (told(w) === a && told(p) === b) differences.add(w - p)
        expect(differences.size).toBeGreaterThan(1)
      }),
    )
  })

  it('gives nobody away by a row that is there: it is the same whatever is hidden', () => {
    const hidden = fc.integer({ min: 0, max: 4 })
    const cells = (few: number) => [
      { area: 'Northfield', family: 'arts' as const, needed: 12 },
      { area: 'Riverside', family: 'arts' as const, needed: few },
    ]
    const supply = [{ area: 'Riverside', family: 'arts' as const, offered: 8, filled: 3 }]
    fc.assert(
      fc.property(hidden, hidden, (one, other) => {
        expect(rowsOf(cells(one), supply)).toEqual(rowsOf(cells(other), supply))
      }),
    )
  })
})

it('shows a row where five need something or where there are places, the most needed first', () => {
  const rows = rowsOf(
    [
      { area: 'A', family: 'arts', needed: 4 },
      { area: 'A', family: 'books', needed: 6 },
      { area: 'B', family: 'any', needed: 22 },
    ],
    [{ area: 'C', family: 'faith', offered: 10, filled: 9 }],
  )
  expect(rows).toEqual([
    { area: 'B', family: 'any', needed: 20, offered: 0, filled: 0 },
    { area: 'A', family: 'books', needed: 5, offered: 0, filled: 0 },
    { area: 'C', family: 'faith', needed: undefined, offered: 10, filled: 9 },
  ])
})

describe('the largest offers', () => {
  const one = (more: Partial<Combination>): Combination => ({ area: 'A', activity: 'singing', part: '', need: '', people: 0, ...more })

  it('say the time and the access feature while most of the people need them', () => {
    const all = [
      one({ people: 16 }),
      one({ people: 14, part: 'tue_morning' }),
      one({ people: 14, need: 'step_free' }),
      one({ people: 14, part: 'tue_morning', need: 'step_free' }),
    ]
    expect(largestOffers(all, 5)).toEqual([one({ people: 10, part: 'tue_morning', need: 'step_free' })])
  })

  it('do not say what few of them need, and never what fewer than five do', () => {
    expect(largestOffers([one({ people: 30 }), one({ people: 6, need: 'step_free' })], 5)).toEqual([one({ people: 30 })])
    expect(largestOffers([one({ people: 4 }), one({ people: 4, part: 'tue_morning' })], 5)).toEqual([])
  })

  it('do not depend on the order in which they are found', () => {
    const found = fc.array(
      fc.record({
        area: fc.constantFrom('A', 'B'),
        activity: fc.constantFrom('singing', 'any'),
        part: fc.constantFrom('', 'tue_morning', 'wed_evening'),
        need: fc.constantFrom('', 'step_free'),
        people: fc.nat(30),
      }),
    )
    fc.assert(
      fc.property(found, (rows) => {
        const unique = [...new Map(rows.map((row) => [JSON.stringify({ ...row, people: 0 }), row])).values()]
        expect(largestOffers([...unique].reverse(), 9)).toEqual(largestOffers(unique, 9))
      }),
    )
  })
})

it('looks at whole months', () => {
  expect(firstMonth('2026-06-30', '3')).toBe('2026-04-01')
  expect(firstMonth('2026-01-15', '12')).toBe('2025-02-01')
})

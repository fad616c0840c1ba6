import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hideSmall, pairedChange, tQuantile } from '../../src/outcomes/paired/rules.ts'

const pairs = (before: number[], after: number[]) => before.map((value, at) => ({ before: value, after: after[at] ?? 0 }))

describe('the paired change', () => {
  it('is what a pencil gives', () => {
    // Changes 1, 2, 3, 2, 2: mean 2, squares 1+0+1+0+0 = 2, variance 2/4, s = 0.70711, s/√5 = 0.31623, t(4) = 2.7764: ± 0.8780.
    const change = pairedChange(pairs([4, 3, 5, 6, 2], [5, 5, 8, 8, 4]))
    expect(change?.n).toBe(5)
    expect(change?.mean).toBe(2)
    expect(change?.low).toBeCloseTo(1.122, 2)
    expect(change?.high).toBeCloseTo(2.878, 2)
  })

  it('is what a pencil gives for ten, too', () => {
    // Student's own sleep data (1908, ten patients, two drugs): mean 1.58, 95 % interval 0.700 to 2.460, as R's t.test prints it.
    const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]
    const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    const change = pairedChange(pairs(first, second))
    expect(change?.mean).toBeCloseTo(1.58, 10)
    expect(change?.low).toBeCloseTo(0.7001, 3)
    expect(change?.high).toBeCloseTo(2.4599, 3)
  })

  it('does not exist for one person', () => {
    expect(pairedChange([])).toBeUndefined()
    expect(pairedChange(pairs([1], [2]))).toBeUndefined()
  })

  it('turns round when before and after change places, and does not move when both do', () => {
    const score = fc.integer({ min: 0, max: 10 })
    fc.assert(
      fc.property(fc.array(fc.record({ before: score, after: score }), { minLength: 2, maxLength: 60 }), (some) => {
        const change = pairedChange(some)
        const back = pairedChange(some.map(({ before, after }) => ({ before: after, after: before })))
        const moved = pairedChange(some.map(({ before, after }) => ({ before: before + 3, after: after + 3 })))
        expect(change?.mean).toBeCloseTo(-(back?.mean ?? 0), 9)
        expect(change?.low).toBeCloseTo(-(back?.high ?? 0), 9)
        expect(moved?.mean).toBeCloseTo(change?.mean ?? 0, 9)
        expect((change?.low ?? 0) <= (change?.mean ?? 0) && (change?.mean ?? 0) <= (change?.high ?? 0)).toBe(true)
      }),
    )
  })
})

describe('the point of Student’s t', () => {
  // Printed tables, for example NIST/SEMATECH e-Handbook 1.3.6.7.2.
  it.each([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [5, 2.571],
    [9, 2.262],
    [14, 2.145],
    [29, 2.045],
    [60, 2],
    [100, 1.984],
  ])('with %i degrees of freedom is that of the tables', (freedom, point) => {
    expect(Math.abs(tQuantile(freedom) - point)).toBeLessThan(0.0015)
  })

  it.each([4, 7, 19, 200])('with %i degrees of freedom leaves 2.5 %% above it, by adding up the curve', (freedom) => {
    // Simpson's rule over (1 + x²/ν)^(−(ν+1)/2), and the same over everything: no formula of the code is used.
    const curve = (x: number) => (1 + x ** 2 / freedom) ** (-(freedom + 1) / 2)
    const area = (from: number, to: number) => {
      const n = 40_000
      const h = (to - from) / n
      let total = curve(from) + curve(to)
      for (let i = 1; i < n; i++) total += curve(from + i * h) * (i % 2 === 0 ? 2 : 4)
      return (total * h) / 3
    }
    const whole = area(0, 2_000)
    expect(0.5 - area(0, tQuantile(freedom)) / whole / 2).toBeCloseTo(0.025, 4)
  })
})

describe('small numbers', () => {
  it.each([
    [
      [20, 0, 7],
      [20, 0, 7],
    ],
    [
      [20, 3, 7],
      [20, null, null],
    ],
    [
      [20, 3, 2],
      [20, null, null],
    ],
    [[20, 2, 1, 6], [null, null, null, null].map((_, at) => (at === 0 ? 20 : null))],
    [[3], [null]],
    [
      [2, 0],
      [null, 0],
    ],
  ])('of %o shows %o', (counts, shown) => {
    expect(hideSmall(counts)).toEqual(shown)
  })

  it('never shows one below five, nor lets one be worked out from the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 2, maxLength: 7 }), (counts) => {
        const shown = hideSmall(counts)
        for (const [at, count] of counts.entries()) {
          if (count > 0 && count < 5) expect(shown[at]).toBeNull()
          expect(shown[at] === null || shown[at] === count).toBe(true)
        }
        const hidden = counts.filter((_, at) => shown[at] === null)
        const hasMore = counts.some((count, at) => count >= 5 && shown[at] !== null)
        if (hasMore && hidden.length > 0) {
          expect(hidden.length).toBeGreaterThan(1)
          expect(hidden.reduce((total, count) => total + count, 0)).toBeGreaterThanOrEqual(5)
        }
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPoint, metresBetween } from '../../src/lib/geo.ts'

const point = (latitude: number, longitude: number) => ({ latitude, longitude })
const bigBen = point(51.5007, -0.1246)

describe('the distance between two points', () => {
  it.each([
    ['Tower Bridge', bigBen, point(51.5055, -0.0754), 3_450],
    ['Monas to Kota Tua', point(-6.1754, 106.8272), point(-6.1352, 106.8133), 4_727],
    ['Big Ben to Monas', bigBen, point(-6.1754, 106.8272), 11_717_000],
    ['a degree of the equator', point(0, 0), point(0, 1), 111_195],
    ['over the date line', point(0, 179.5), point(0, -179.5), 111_195],
    ['half around', point(0, 0), point(0, 180), 20_015_114],
    ['pole to pole', point(90, 0), point(-90, 77), 20_015_114],
  ])('%s', (_, a, b, metres) => expect(Math.abs(metresBetween(a, b) / metres - 1)).toBeLessThan(0.003))

  it('is nought to itself, the same both ways, and never more than half around', () => {
    const any = fc.record({
      latitude: fc.double({ min: -90, max: 90, noNaN: true }),
      longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    })
    fc.assert(
      fc.property(any, any, (a, b) => {
        expect(metresBetween(a, a)).toBe(0)
        expect(metresBetween(a, b)).toBeCloseTo(metresBetween(b, a), 3)
        expect(metresBetween(a, b)).toBeLessThanOrEqual(20_015_115)
      }),
    )
  })
})

it('knows what is on Earth', () => {
  expect([point(90, 180), point(-90, -180), bigBen].every(isPoint)).toBe(true)
  const astray = [point(90.01, 0), point(0, -180.01), point(Number.NaN, 0), point(0, Number.POSITIVE_INFINITY)]
  expect(astray.some(isPoint)).toBe(false)
})

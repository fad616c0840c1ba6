import { expect, it } from 'vitest'
import { darkEnough, isReadable, normaliseColour, usualColour } from '../../src/lib/colour.ts'

it.each([
  ['#0B5C5E', '#0b5c5e'],
  [' 0b5c5e ', '#0b5c5e'],
  ['#abc', '#aabbcc'],
  ['mauve', undefined],
  ['#12345', undefined],
  ['#0b5c5e;background:url(x)', undefined],
])('reads %s', (typed, expected) => expect(normaliseColour(typed)).toBe(expected))

// WCAG 2.2: the grey #767676 is the lightest that white can be read on.
it.each([
  ['#767676', true],
  ['#777777', false],
  ['#ffffff', false],
  ['#000000', true],
  ['#0066cc', true],
  ['#ffdd00', false],
  [usualColour, true],
])('white can be read on %s: %s', (colour, expected) => expect(isReadable(colour)).toBe(expected))

it.each(['#ffee00', '#ffffff', '#ff6600', '#00ccff', '#888888'])('proposes a darker %s that can be read', (colour) => {
  const proposed = darkEnough(colour)
  expect(isReadable(proposed)).toBe(true)
  expect(proposed).toMatch(/^#[0-9a-f]{6}$/)
})

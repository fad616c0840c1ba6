import { expect, it } from 'vitest'
import { hostile } from '../hostile.ts'

it('the hostile corpus is large, and no text stands in it twice', () => {
  expect(hostile.length).toBeGreaterThanOrEqual(220)
  expect(new Set(hostile.map(({ text }) => text)).size).toBe(hostile.length)
})

it.each([
  'html',
  'attribute',
  'url',
  'header',
  'calendar',
  'formula',
  'template',
  'sql',
  'path',
  'direction',
  'control',
  'surrogate',
  'emoji',
  'zalgo',
  'long',
])('it has a family %s', (family) => expect(hostile.filter((entry) => entry.family === family).length).toBeGreaterThanOrEqual(5))

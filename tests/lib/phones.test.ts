import { expect, it } from 'vitest'
import { asDialled } from '../../src/lib/phones.ts'
import { normalisePhone } from '../../src/lib/text.ts'

const written = [
  ['+441632960001', '01632 960001', 'GB'],
  ['+447700900123', '07700 900123', 'GB'],
  ['+442079460123', '020 7946 0123', 'GB'],
  ['+441144960123', '0114 496 0123', 'GB'],
  ['+441614960123', '0161 496 0123', 'GB'],
  ['+443069990123', '0306 999 0123', 'GB'],
  ['+44169771234', '01697 71234', 'GB'],
  ['+6281234567890', '0812 3456 7890', 'ID'],
  ['+62215550101', '021 555 0101', 'ID'],
  ['+622155501234', '021 5550 1234', 'ID'],
  ['+628123456789', '0812 3456 789', 'ID'],
] as const

it.each(written)('%s is written %s', (stored, shown) => expect(asDialled(stored)).toBe(shown))
it.each(written)('%s is read back from %s', (stored, shown, country) => expect(normalisePhone(shown, country)).toBe(stored))
it.each([
  ['', ''],
  ['+4930901820', '+493 090 1820'],
])('another one, %j, is %j and keeps its digits', (stored, shown) => {
  expect(asDialled(stored)).toBe(shown)
  expect(asDialled(stored).replaceAll(' ', '')).toBe(stored)
})

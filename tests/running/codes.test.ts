import { expect, it } from 'vitest'
import { texts } from '../../web/render.tsx'
import { countOf, reasonOf } from '../../web/running/wording.ts'

it('says why and how many in words, in both languages; a day and an old code stay as they are', () => {
  expect(reasonOf(texts('en'), 'steps_back_from_all')).toBe('Gave all visits back')
  expect(reasonOf(texts('id'), 'steps_back_from_all')).toBe('Mengembalikan semua kunjungan')
  expect(reasonOf(texts('en'), '2027-06-01')).toBe('2027-06-01')
  expect(reasonOf(texts('en'), 'an_old_code')).toBe('an old code')
  expect(countOf(texts('en'), 'visitsFreed', 1200)).toBe('Visits taken back: 1,200')
  expect(countOf(texts('id'), 'reopened', 2)).toBe('Kelompok dibuka kembali: 2')
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { flat, localeFaults, placeholdersOf } from './messages.ts'

const root = join(import.meta.dirname, '../..')

describe.each(['web/locales', 'src/messages/locales'])('%s', (folder) => {
  const read = (language: string) => JSON.parse(readFileSync(join(root, folder, `${language}.json`), 'utf8'))

  it('says the same things in English and in Indonesian', () => {
    expect(localeFaults({ en: read('en'), id: read('id') })).toEqual([])
  })
})

// Words for one thing that were once mixed: a second one makes people look for a difference that is not there.
const oneWordEach: [RegExp, string][] = [
  [/\bsesi(nya)?\b/i, 'kegiatan'],
  [/\bpengasuh|pendamping keluarga\b/i, 'orang yang merawat'],
  [/\bpekerja penghubung\b/i, 'petugas penghubung'],
  [/\bpendatang baru\b/i, 'orang baru'],
  [/\bsurel\b/i, 'email'],
  [/\byang bersangkutan\b/i, 'orangnya'],
  [/\btitik (ber)?temu\b/i, 'tempat bertemu'],
  [/(?<!\bteman )\bpendamping(nya)?\b/i, 'teman pendamping'],
]

it('has one Indonesian word for one thing', () => {
  const texts = ['web', 'src/messages'].flatMap((part) => [...flat(JSON.parse(readFileSync(join(root, part, 'locales/id.json'), 'utf8')))])
  const strays = texts.flatMap(([key, text]) =>
    oneWordEach.filter(([word]) => word.test(text)).map(([, better]) => `${key}: say "${better}" in "${text}"`),
  )
  expect(strays).toEqual([])
})

describe('a fault', () => {
  it.each([
    [{ a: 'Hello' }, {}, 'id: a is missing'],
    [{}, { a: { b: 'Halo' } }, 'en: a.b is missing'],
    [{ a: 'Hello' }, { a: '  ' }, 'id: a is empty'],
    [{ a: 'Hello {name' }, { a: 'Halo {name}' }, 'en: a is no ICU message'],
    [{ a: '{n, plural, one {day}}' }, { a: '{n} hari' }, 'en: a is no ICU message'],
    [{ a: 'Hello {name}' }, { a: 'Halo {nama}' }, 'other placeholders'],
    [{ a: 'Hello {name}' }, { a: 'Halo' }, 'other placeholders'],
    [{ a: 'Read <link>this</link>' }, { a: 'Baca ini' }, 'other placeholders'],
    [{ a: '{who, select, buddy {B} other {O}}' }, { a: '{who, select, carer {C} other {O}}' }, 'other placeholders'],
  ])('%o %o', (en, id, why) => {
    expect(localeFaults({ en, id }).join()).toContain(why)
  })

  it('is a value that is no text', () => {
    expect(() => flat({ a: ['x'] } as never)).toThrow('a is not a text')
  })
})

it('takes a plural and its plain form in the other language for the same number', () => {
  const en = '{n, plural, one {# day} other {# days}} for {name}'
  expect(placeholdersOf(en, 'en')).toEqual(['n:number', 'name:text'])
  expect(localeFaults({ en: { a: en }, id: { a: '{n, number} hari untuk {name}' } })).toEqual([])
})

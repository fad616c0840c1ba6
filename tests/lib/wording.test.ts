import { describe, expect, expectTypeOf, it } from 'vitest'
import { type Key, type Translate, translator, type Wording } from '../../src/lib/wording.ts'
import { hostile } from '../hostile.ts'

const en = {
  greeting: 'Hello {name}',
  booking: {
    title: 'Your booking',
    cannot: "I can't come",
    waiting: '{n, plural, one {# person waits} other {# people wait}}',
    place: '{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}} in the queue',
    by: '{who, select, person {You confirmed} other {{name} confirmed}}',
    deep: { plain: '<b>bold</b> & "quoted"', tagged: '<b>{name}</b>', braces: "'{'literal'}' isn''t a parameter" },
  },
  doubled: "It''s free",
  on: 'on {at, date, long}',
  broken: 'Hello {name',
}
const id: Wording<typeof en> = {
  ...en,
  greeting: 'Halo {name}',
  booking: { ...en.booking, title: 'Pemesanan Anda', waiting: '{n, plural, other {# orang menunggu}}' },
}

const t = translator('en', en)
const tId = translator<typeof en>('id', id)

describe('a message', () => {
  it('is found by its dotted key, in its language', () => {
    expect([t('booking.title'), tId('booking.title')]).toEqual(['Your booking', 'Pemesanan Anda'])
    expect([t('greeting', { name: 'Ann' }), tId('greeting', { name: 'Ann' })]).toEqual(['Hello Ann', 'Halo Ann'])
  })

  it('counts as its language does', () => {
    expect([t('booking.waiting', { n: 1 }), t('booking.waiting', { n: 1500 })]).toEqual(['1 person waits', '1,500 people wait'])
    expect(tId('booking.waiting', { n: 1500 })).toBe('1.500 orang menunggu')
    expect([1, 2, 3, 4, 11, 21].map((n) => t('booking.place', { n }).split(' ')[0])).toEqual(['1st', '2nd', '3rd', '4th', '11th', '21st'])
  })

  it('chooses', () => {
    expect(t('booking.by', { who: 'person', name: 'Ann' })).toBe('You confirmed')
    expect(t('booking.by', { who: 'phone', name: 'Ann' })).toBe('Ann confirmed')
  })

  it('is text, whatever it looks like', () => {
    expect(t('booking.cannot')).toBe("I can't come")
    expect(t('doubled')).toBe("It's free")
    expect(t('booking.deep.plain')).toBe('<b>bold</b> & "quoted"')
    expect(t('booking.deep.tagged', { name: '<i>x</i>' })).toBe('<b><i>x</i></b>')
    expect(t('booking.deep.braces')).toBe("{literal} isn't a parameter")
  })

  it('takes any parameter as it is', () => {
    for (const { text } of hostile) expect(t('greeting', { name: text })).toBe(`Hello ${text}`)
  })
})

describe('what is wrong throws', () => {
  it.each([
    'nothing',
    'booking',
    'booking.none',
    'greeting.length',
    'greeting.0',
    'constructor',
    'constructor.name',
    '__proto__',
    'booking.toString',
    '',
  ])('the key %j', (key) => expect(() => t(key as 'greeting')).toThrow(`no message ${key}`))
  it('a text that the catalogue only inherits', () => {
    expect(() => translator('en', Object.create({ late: 'x' }) as { late: string })('late')).toThrow('no message late')
  })
  it('a parameter left out', () => expect(() => t('greeting')).toThrow(/name/))
  it('a broken message', () => expect(() => t('broken')).toThrow(SyntaxError))
  it('a date, which would be written in the wrong zone', () => expect(() => t('on', { at: 0 })).toThrow('time zone'))
})

it('one catalogue serves two languages without mixing them', () => {
  const both = { n: '{n, number}' }
  expect([translator('en', both)('n', { n: 1234.5 }), translator('id', both)('n', { n: 1234.5 })]).toEqual(['1,234.5', '1.234,5'])
})

it('keys are checked by the compiler', () => {
  expectTypeOf<Key<{ a: string; b: { c: string; d: { e: string } } }>>().toEqualTypeOf<'a' | 'b.c' | 'b.d.e'>()
  expectTypeOf(tId).toEqualTypeOf<Translate<typeof en>>()
  // @ts-expect-error: no such key
  expect(() => t('booking.titel')).toThrow()
  // @ts-expect-error: a group of texts is not a text
  expect(() => t('booking')).toThrow()
  // @ts-expect-error: a language without a key
  const partial: Wording<typeof en> = { greeting: 'Halo' }
  expect(() => translator<typeof en>('id', partial as typeof en)('on')).toThrow()
})

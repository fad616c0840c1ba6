import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normaliseEmail, normaliseName, normalisePhone, tidyLine, tidyText } from '../../src/lib/text.ts'
import { hostile } from '../hostile.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.constantFrom(' ', '\n', '\r', '\t', '\0', 'a', 'e', '\u0301', '\u202e', '\u200b', '\u2028', '\u00a0', '\ud83d'), {
      maxLength: 20,
    })
    .map((all) => all.join('')),
  fc.constantFrom(...hostile.map(({ text }) => text)),
)

describe('a line', () => {
  it.each([
    ['  Ann   Smith ', 'Ann Smith'],
    ['two\r\nlines', 'two lines'],
    ['tab\tand\u00a0hard\u3000space', 'tab and hard space'],
    ['e\u0301', '\u00e9'],
    ['a\0b\u0007c\u009bd', 'abcd'],
    ['\u202egpj.exe', 'gpj.exe'],
    ['ad\u200bm\u2060i\ufeffn\u00ad', 'admin'],
    ['a\ud800b', 'a\ufffdb'],
    ['\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645', '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645'], // Persian needs its non-joiner
    ['\u{1f468}\u200d\u{1f467}', '\u{1f468}\u200d\u{1f467}'],
    ['', ''],
    [' \u200b\n', ''],
  ])('%j becomes %j', (text, tidy) => expect(tidyLine(text)).toBe(tidy))
})

describe('a text', () => {
  it.each([
    ['one\r\ntwo\rthree\u2028four', 'one\ntwo\nthree\nfour'],
    ['  one  \n\n\n\n  two\t\tthree ', 'one\n\ntwo three'],
    ['\n\nalone\n\n', 'alone'],
    ['a\0\nb\u202e', 'a\nb'],
  ])('%j becomes %j', (text, tidy) => expect(tidyText(text)).toBe(tidy))
})

it.each([
  ['line', tidyLine, /[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]|^\s|\s$|\s\s/u],
  ['text', tidyText, /[\p{Cc}--\n]|[\u202a-\u202e\u2066-\u2069\u2028\u2029]|^\s|\s$|\n{3}/v],
] as const)('whatever is typed, a tidy %s is well formed, holds nothing hidden, and stays as it is', (_, tidy, hidden) => {
  fc.assert(
    fc.property(anyText, (text) => {
      const once = tidy(text)
      expect(once).not.toMatch(hidden)
      expect(once.isWellFormed()).toBe(true)
      expect(tidy(once)).toBe(once)
    }),
    { numRuns: 2000 },
  )
})

describe('an email address', () => {
  it.each([
    [' Ann.Smith@Example.ORG ', 'ann.smith@example.org'],
    ['\uff41\uff4e\uff4e@example.org', 'ann@example.org'],
    ["o'brien+choir@mail.example.co.uk", "o'brien+choir@mail.example.co.uk"],
    ['\u200bann@example.org\u202c', 'ann@example.org'],
    ['a@xn--bcher-kva.example', 'a@xn--bcher-kva.example'],
    [`${'a'.repeat(64)}@example.org`, `${'a'.repeat(64)}@example.org`],
  ])('%j is %s', (text, address) => expect(normaliseEmail(text)).toBe(address))

  it.each([
    '',
    'ann',
    '@example.org',
    'ann@',
    'ann@localhost',
    'ann@@example.org',
    'ann smith@example.org',
    '.ann@example.org',
    'ann.@example.org',
    'a..b@example.org',
    'ann@-example.org',
    'ann@example..org',
    'ann@example.org.',
    'ann@example.1',
    'ann@127.0.0.1',
    '"ann smith"@example.org',
    'Ann <ann@example.org>',
    'ann@example.org, bob@example.org',
    'ann@example.org\r\nBcc: bob@example.org',
    'm\u0131ke@example.org', // a Turkish i without its dot is another address
    '\u0430nn@example.org', // so is a Cyrillic a
    `${'a'.repeat(65)}@example.org`,
    `a@${'b.'.repeat(130)}org`,
  ])('%j is none', (text) => expect(normaliseEmail(text)).toBeUndefined())

  it('is never anything but plain', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.emailAddress(),
          anyText,
          fc.tuple(anyText, fc.emailAddress()).map((both) => both.join('')),
        ),
        (text) => {
          const address = normaliseEmail(text)
          if (address === undefined) return
          expect(address).toMatch(/^[!#-'*+\-./0-9=?^-~]+@[a-z0-9.-]+$/)
          expect(normaliseEmail(address)).toBe(address)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('is judged at once, however long', () => {
    for (const long of [`a@${'b.'.repeat(100_000)}`, 'a.'.repeat(100_000), `${'a'.repeat(200_000)}@`])
      expect(normaliseEmail(long)).toBeUndefined()
  }, 1_000)
})

describe('a phone number', () => {
  it.each([
    ['020 7946 0958', 'GB', '+442079460958'],
    ['(0115) 496-0123', 'GB', '+441154960123'],
    ['07700 900123', 'GB', '+447700900123'],
    ['+44 (0)7700 900123', 'GB', '+447700900123'],
    ['+44 07700 900123', 'ID', '+447700900123'],
    ['0044 7700 900123', 'GB', '+447700900123'],
    ['447700900123', 'GB', '+447700900123'],
    ['\u202a+44 7700 900123\u202c', 'GB', '+447700900123'], // as copied from a contact card
    ['\uff10\uff17\uff17\uff10\uff10 900123', 'GB', '+447700900123'],
    ['07700\u2013900\u2013123', 'GB', '+447700900123'],
    ['0812-3456-7890', 'ID', '+6281234567890'],
    ['(021) 3456789', 'ID', '+62213456789'],
    ['62 812 3456 7890', 'ID', '+6281234567890'],
    ['+6281234567890', 'GB', '+6281234567890'],
    ['+33 1 23 45 67 89', 'GB', '+33123456789'],
    ['+33 (0)1 23 45 67 89', 'GB', '+33123456789'],
    ['0800 1111', 'GB', '+448001111'],
  ] as const)('%j in %s is %s', (text, country, number) => expect(normalisePhone(text, country)).toBe(number))

  it.each([
    ['', 'GB'],
    ['999', 'GB'],
    ['7700 900123', 'GB'], // without its 0 it could be anybody's
    ['07700 90012345', 'GB'],
    ['0000000000', 'GB'],
    ['0812', 'ID'],
    ['0112345678', 'ID'],
    ['+44', 'GB'],
    ['+0123456789', 'GB'],
    ['+1234567890123456', 'GB'],
    ['07700 900123 ext 4', 'GB'],
    ['07700+900123', 'GB'],
    ['call me', 'GB'],
    ['tel:+447700900123', 'GB'],
  ] as const)('%j in %s is none', (text, country) => expect(normalisePhone(text, country)).toBeUndefined())

  it('is E.164 or nothing', () => {
    const dialled = fc.array(fc.constantFrom(...'0123456789+() -.'), { maxLength: 20 }).map((all) => all.join(''))
    fc.assert(
      fc.property(fc.oneof(dialled, anyText), fc.constantFrom('GB' as const, 'ID' as const), (text, country) => {
        const number = normalisePhone(text, country)
        if (number === undefined) return
        expect(number).toMatch(/^\+[1-9]\d{7,14}$/)
        expect(normalisePhone(number, country)).toBe(number)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a name, for finding duplicates', () => {
  it.each([
    ['Zo\u00eb', 'ZOE\u0308'],
    ['O\u2019Brien', "o'brien"],
    ['OBrien', 'O\u02bcBrien'],
    ['Mary-Jane  Smith', 'mary jane smith'],
    ['Smith, J.', 'smith j'],
    ['Stra\u00dfe', 'STRASSE'],
    ['STRA\u1e9eE', 'Strasse'],
    ['\u0141ukasz S\u00f8rensen', 'lukasz sorensen'],
    ['\u00c6sa \u00deor', 'Aesa Thor'],
    ['\uff21\uff2e\uff2e', 'ann'],
    ['I\u0307pek', '\u0131pek'],
    ['\u03a0\u03ad\u03c4\u03c1\u03bf\u03c2', '\u03a0\u0395\u03a4\u03a1\u039f\u03a3'],
    ['\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f', '\u0645\u062d\u0645\u062f'], // with and without vowel points
    ['An\u200bn', 'Ann'],
    ["Nur'aini", 'Nuraini'],
  ])('%s and %s are one', (a, b) => expect(normaliseName(a)).toBe(normaliseName(b)))

  it.each([
    ['Ann', 'Anna'],
    ['\u0930\u093e\u092e', '\u0930\u092e\u093e'], // Ram and Rama differ in a vowel sign alone
    ['\u0e40\u0e01\u0e48\u0e07', '\u0e40\u0e01\u0e07'],
    ['Jos\u00e9 Li', 'Joseli'],
  ])('%s and %s are two', (a, b) => expect(normaliseName(a)).not.toBe(normaliseName(b)))

  it('settles', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(normaliseName(normaliseName(text))).toBe(normaliseName(text))
      }),
      { numRuns: 2000 },
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csv } from '../../src/lib/csv.ts'
import { hostile } from '../hostile.ts'

const bom = '\ufeff'
const one = (value: string) => csv(['x'], [[value]]).slice(`${bom}x\r\n`.length, -2)

describe('a file', () => {
  it('has a header, a line each, and ends every line', () => {
    expect(
      csv(
        ['Group', 'Places', 'Note'],
        [
          ['Choir', 12, null],
          ['Walk', -3, undefined],
        ],
      ),
    ).toBe(`${bom}Group,Places,Note\r\nChoir,12,\r\nWalk,-3,\r\n`)
  })

  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    [' padded ', '" padded "'],
    ['Zoë', 'Zoë'],
  ])('%j is written %j', (text, written) => expect(one(text)).toBe(written))
})

describe('a formula', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+44 20 7946 0000', `"'+44 20 7946 0000"`],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', `"'\tx"`],
    ['\rx', `"'\rx"`],
    ['\0=1', "'=1"],
    ['  =1', `"'  =1"`],
    ['\u00a0=1', `"'\u00a0=1"`],
    ['\u200b=1', "'\u200b=1"],
    ['\uff1d1', "'\uff1d1"],
    ['\uff0b1', "'\uff0b1"],
    ['x;=1+1;y', `"x;'=1+1;y"`],
    ['x;"=1+1;', '"x;\'""=1+1;"'],
    ['x\n=1', `"x\n'=1"`],
  ])('%j is written %j', (text, written) => expect(one(text)).toBe(written))

  it.each(['a-b', 'a=b', 'me@example.org', '1+1', "it's"])('%j is left alone', (text) => expect(one(text)).toBe(text))
})

it('takes no longer than the text is long', () => expect(one('\n "'.repeat(200_000)).length).toBeGreaterThan(600_000), 2_000)

describe('hostile text', () => {
  /** A reader as strict as RFC 4180: what is not a whole file of cells does not come back whole. */
  function parse(text: string): string[][] {
    const rows: string[][] = [[]]
    const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy
    for (const [, quoted, plain, end] of text.matchAll(cell)) {
      rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
      if (end === '\r\n') rows.push([])
    }
    return rows.slice(0, -1)
  }
  const runs = (cell: string) => /^[\s\p{Cc}\p{Cf}]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u.test(cell) || /^[\t\r\n]/.test(cell)
  const bare = (cell: string) => cell.toWellFormed().replaceAll("'", '').replaceAll('\0', '')

  function breaksNothing(text: string) {
    const file = csv(
      ['head', text],
      [
        [text, 'next'],
        ['after', 7],
      ],
    ).slice(1)
    const rows = parse(file)
    expect(rows.map((row) => row.map(bare))).toEqual([
      ['head', bare(text)],
      [bare(text), 'next'],
      ['after', '7'],
    ])
    expect(rows.flat().filter(runs)).toEqual([])
    // Excel in a country of decimal commas cuts at semicolons, and sees a quotation mark only where a cell begins.
    expect(file.split(/[;\r\n]/).filter((cell) => /^[\s\p{Cc}\p{Cf}"]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u.test(cell))).toEqual([])
    expect(file).not.toContain('\0')
  }

  it('of the corpus stays in its cell, and no cell runs', () => {
    for (const { text } of hostile) breaksNothing(text)
  })

  it('put together at random stays in its cell, and no cell runs', () => {
    const piece = fc.oneof(
      fc.constantFrom('=', '+', '-', '@', '"', ',', ';', '\r', '\n', '\t', '\0', ' ', '\u00a0', '\uff1d', "'", 'a', '\ufeff', '\ud800'),
      fc.constantFrom(...hostile.map(({ text }) => text).filter((text) => text.length < 100)),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => breaksNothing(pieces.join(''))),
      { numRuns: 2000 },
    )
  })
})

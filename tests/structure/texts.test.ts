import { readFileSync } from 'node:fs'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { describe, expect, it, vi } from 'vitest'
import { locales } from '../../src/lib/dates.ts'
import { type Params, parsed, translator } from '../../src/lib/wording.ts'
import { compiledTexts } from '../../workers/local/texts.ts'
import { writtenTexts } from '../texts.ts'
import { flat, placeholdersOf } from './messages.ts'

const parts = ['pages', 'letters'] as const

describe.each(locales.flatMap((locale) => parts.map((part) => ({ locale, part }))))('what $part say in $locale', ({ locale, part }) => {
  const written = writtenTexts[locale][part]
  const said = translator(locale, written)
  const saidInWorker = translator(locale, compiledTexts()[locale][part]) as typeof said

  it('is the same as it is written and as the Worker reads it', () => {
    for (const [key, text] of flat(written)) {
      for (const params of paramsFor(text, locale)) expect(saidInWorker(key as never, params)).toBe(said(key as never, params))
    }
  })

  it('needs no parser in the Worker', () => {
    const strings = (value: unknown): string[] =>
      typeof value === 'string' ? [value] : Array.isArray(value) ? [] : Object.values(value as object).flatMap(strings)
    expect(strings(compiledTexts()[locale][part]).filter((text) => /[{}]|''/.test(text))).toEqual([])
  })
})

/** Enough to go through every branch: each number that a plural may treat apart, each way a choice can go. */
function paramsFor(text: string, locale: string): Params[] {
  const kinds = placeholdersOf(text, locale).map((placeholder) => /^(.*?):(\w+)(?:\((.*)\))?$/.exec(placeholder) ?? [])
  const most = Math.max(6, ...kinds.map(([, , , options]) => options?.split(',').length ?? 0))
  return Array.from({ length: most }, (_, at) =>
    Object.fromEntries(
      kinds.map(([, name = '', kind, options]) => [
        name,
        kind === 'number' ? ([0, 1, 2, 3, 5, 1234][at] ?? at) : (options?.split(',').at(at % options.split(',').length) ?? `<b>${at}</b>`),
      ]),
    ),
  )
}

it('is parsed once: a parsed message that is parsed again would be lost', () => {
  expect(parsed({ a: 'Hello {name}', b: { c: 'Plain' } }, 'en')).toEqual({
    a: [
      { type: 0, value: 'Hello ' },
      { type: 1, value: 'name' },
    ],
    b: { c: 'Plain' },
  })
})

describe('a Worker that cannot read its texts', () => {
  it('says so in both languages, and draws the page once it can', async () => {
    // A fresh isolate: nothing was learnt yet.
    vi.resetModules()
    vi.spyOn(console, 'log').mockImplementation(() => undefined)
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const { createApp } = await import('../../web/app.tsx')
    const { hasTexts, learnTexts } = await import('../../src/lib/texts.ts')
    let isReachable = false
    const texts = async () => {
      if (!isReachable) throw new HTTPException(503)
      learnTexts(compiledTexts())
    }
    const context = async () => ({ place: { locale: 'en', name: 'Testford', phone: '01632 960001' }, requestId: 'r1' }) as never
    const app = createApp({ context, isLocal: () => false, texts: () => (hasTexts() ? undefined : texts()) })
    expect(app).toBeInstanceOf(Hono)

    const refused = await app.request('https://alongside.test/sign-in')
    expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('content-security-policy') !== null]).toEqual([
      503,
      '5',
      true,
    ])
    expect(await refused.text()).toMatch(/Please try again.*Coba lagi/s)

    isReachable = true
    const shown = await app.request('https://alongside.test/sign-in')
    expect([shown.status, (await shown.text()).includes('<h1')]).toEqual([200, true])
  })
})

it('is in the assets that the stylesheet is in, under the address that the Worker knows', () => {
  const [, address] = /textsAddress = '(.*)'/.exec(readFileSync('web/assets.generated.ts', 'utf8')) ?? []
  expect(JSON.parse(readFileSync(`web/assets${address}`, 'utf8'))).toEqual(JSON.parse(JSON.stringify(compiledTexts())))
})

// Writes what pages and letters say in every language as one static asset, with the messages parsed, and answers with its address: a hash
// of the bytes, so that a Worker never reads the texts of another deploy.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { locales } from '../../src/lib/dates.ts'
import type { Texts } from '../../src/lib/texts.ts'
import { parsed } from '../../src/lib/wording.ts'

export function buildTexts(): string {
  const json = JSON.stringify(compiledTexts())
  const address = `/texts/${createHash('sha256').update(json).digest('hex').slice(0, 10)}.json`
  rmSync('web/assets/texts', { recursive: true, force: true })
  mkdirSync('web/assets/texts', { recursive: true })
  writeFileSync(`web/assets${address}`, json)
  console.log(`web/assets${address} ${json.length} characters, ${gzipSync(json).length} bytes gzipped`)
  return address
}

export function compiledTexts(): Texts {
  const read = (folder: string, locale: (typeof locales)[number]) =>
    parsed(JSON.parse(readFileSync(`${folder}/${locale}.json`, 'utf8')), locale)
  const each = locales.map((locale) => [locale, { pages: read('web/locales', locale), letters: read('src/messages/locales', locale) }])
  return Object.fromEntries(each)
}

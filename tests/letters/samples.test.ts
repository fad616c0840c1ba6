import { describe, expect, it } from 'vitest'
import { sampleLetter } from '../../src/jobs/letters/samples.ts'
import { locales } from '../../src/lib/dates.ts'
import { kinds, stopOf } from '../../src/messages/rules.ts'
import { noon, world } from '../world.ts'
import { allKinds } from './town.ts'

const origin = 'https://alongside.test'
const sample = (kind: (typeof allKinds)[number], locale: 'en' | 'id', to: 'person' | 'carer' = 'person') =>
  sampleLetter({ kind, locale, to, now: noon, origin })
const linksOf = (html: string) => [...html.matchAll(/href="([^"]+)"/g)].map((match) => (match[1] ?? '').replaceAll('&amp;', '&'))

describe.each(locales)('the gallery in %s', (locale) => {
  it.each(allKinds)('shows %s whole, with one main action', (kind) => {
    for (const to of kinds[kind].to === 'person' ? (['person', 'carer'] as const) : (['person'] as const)) {
      const { subject, html, text } = sample(kind, locale, to)
      expect(`${subject}${html}${text}`).not.toMatch(/undefined|NaN|\[object|\{\w/)
      expect(subject).not.toBe('')
      // The button is the only thing that looks like one.
      expect(html.match(/padding:16px 28px/g)).toHaveLength(1)
      expect(html.match(/<h1/g)).toHaveLength(1)
      expect(new Set(linksOf(html))).toEqual(new Set(text.match(/https:\/\/\S+/g)))
      expect(text.includes('/emails/') || text.includes('/unsubscribe/')).toBe(stopOf(kind) !== undefined)
    }
  })
})

it('says another thing in each language', () => {
  for (const kind of allKinds) expect(sample(kind, 'en').text, kind).not.toBe(sample(kind, 'id').text)
})

it('shows each at both widths in both languages', async () => {
  const place = await world()
  const list = await (await place.get('/dev/emails')).text()
  for (const kind of allKinds) expect(list).toContain(`href="/dev/emails/${kind}"`)
  const page = await (await place.get('/dev/emails/digest.organiser')).text()
  const frames = [...page.matchAll(/<iframe src="([^"]+)" width="(\d+)"/g)].map((match) => [match[1], match[2]])
  expect(frames).toEqual([
    ['/dev/emails/digest.organiser/en/html', '360'],
    ['/dev/emails/digest.organiser/en/html', '680'],
    ['/dev/emails/digest.organiser/id/html', '360'],
    ['/dev/emails/digest.organiser/id/html', '680'],
  ])
})

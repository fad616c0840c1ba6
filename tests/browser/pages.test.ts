// Every page of the demo that somebody can reach by its links: no dead end, nothing that axe finds, at both widths, in both languages.

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, phone } from './browser.ts'
import { crawl } from './crawl.ts'
import { startDemo } from './demo.ts'
import { lettersOf, signInAs } from './visitors.ts'

let place: Awaited<ReturnType<typeof startDemo>>
let browser: Awaited<ReturnType<typeof openBrowser>>
const seen = new Map<string, string[]>()
/** What anybody can see is looked at once in each language, not once more by everybody who signs in. */
const forAnybody = { en: new Set<string>(), id: new Set<string>() }

beforeAll(async () => {
  place = await startDemo()
  browser = await openBrowser()
})
afterAll(async () => {
  for (const [who, patterns] of seen) console.log(`${who}, ${patterns.length} kinds of page:\n  ${patterns.join('\n  ')}`)
  await browser?.close()
  await place?.close()
})

const languages = { en: 'English', id: 'Bahasa Indonesia' } as const
type Language = keyof typeof languages
const staff = ['link_worker', 'organiser', 'buddy', 'coordinator'] as const

/** Crawls as one visitor in one language, after `arrive` has brought them in; the language is chosen by pressing its button. */
async function visit(who: string, language: Language, starts: readonly string[], arrive?: (page: Page) => Promise<void>) {
  const page = await browser.page({ viewport: phone, locale: language === 'en' ? 'en-GB' : 'id-ID' })
  await arrive?.(page)
  await page.goto(place.url + starts[0])
  if ((await page.locator('html').getAttribute('lang')) !== language) await page.getByRole('button', { name: languages[language] }).click()
  expect(await page.locator('html').getAttribute('lang')).toBe(language)
  const { visited, faults } = await crawl(place, page, starts, forAnybody[language])
  seen.set(`${who} (${language})`, [...visited.keys()].sort())
  await page.context().close()
  expect(faults).toEqual([])
  return visited
}

describe.each(['en', 'id'] as const)('in %s', { timeout: 400_000 }, (language) => {
  it('anybody', async () => {
    const visited = await visit('public', language, ['/', '/privacy'])
    for (const pattern of visited.keys()) forAnybody[language].add(pattern)
    for (const pattern of ['/week', '/whats-on/:id', '/buddies/apply', '/sign-in']) expect(visited.keys()).toContain(pattern)
  })

  it('the reader of the local mailbox', async () => {
    // A letter on its own is shown without any script, axe's included.
    forAnybody[language].add('/dev/mailbox/:id/html')
    const visited = await visit('mailbox', language, ['/dev/mailbox'])
    expect(visited.keys()).toContain('/dev/mailbox/:id')
  })

  it('an attendee, from the links in their emails', async () => {
    const letters = await lettersOf(place)
    const linkTo = (path: string) => letters.flatMap(({ links }) => links).find((link) => link.startsWith(path)) ?? ''
    const visited = await visit('attendee', language, [linkTo('/b/'), linkTo('/survey/'), linkTo('/unsubscribe/')].filter(Boolean))
    for (const pattern of ['/b/:id', '/b/:id/cancellation', '/b/:id/emails']) expect(visited.keys()).toContain(pattern)
  })

  it.each(staff)('a %s', async (role) => {
    const visited = await visit(role, language, ['/today'], (page) => signInAs(place, page, role))
    expect(visited.size).toBeGreaterThan(4)
  })
})

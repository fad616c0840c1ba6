// Every page that there is, seen by those who may open it: no dead end, nothing that axe finds, at both widths, in both languages.

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axe, openBrowser, phone } from './browser.ts'
import { crawl, faultsOf, linksOf, type Seen } from './crawl.ts'
import { startDemo } from './demo.ts'
import { pagePatterns } from './patterns.ts'
import { refuseForms } from './refusals.ts'
import { type Language, languages, staff, startsOf, type Visitor } from './starts.ts'
import { lettersOf, signInAs } from './visitors.ts'

/** Letters on their own forbid scripts, those of axe as well, so they are looked at by tests of their own. */
const letters = ['/dev/mailbox/:id/html', '/dev/emails/:kind/:locale/html', '/place/letter']
/** Routes under which no page is opened, with what they answer instead. */
const noPages = {
  '/b/:token/calendar.ics': 'text/calendar; method=PUBLISH; charset=utf-8',
  '/feeds/:token/calendar.ics': 'text/calendar; charset=utf-8',
  '/dev/components': '303',
  '/health': 'application/json',
  '/needs/table.csv': 'text/csv; charset=utf-8',
  '/people/:id/data/file.json': 'application/json',
  '/team/figures.csv': 'text/csv; charset=utf-8',
  '/team/list.csv': 'text/csv; charset=utf-8',
}
/** Pages that need no link on another page: an email has it, or they come after a form was sent. */
const withoutLink = [
  ...['/b/:token', '/survey/:token', '/how-are-you/:token', '/unsubscribe/:token', '/sign-in/:token', '/invitations/:token', '/r/:token'],
  '/emails/:token/about/:kind',
  ...['/buddies/apply/done', '/refer/:source/thanks', '/sign-in/sent'],
]

let place: Awaited<ReturnType<typeof startDemo>>
let browser: Awaited<ReturnType<typeof openBrowser>>
let starts: Awaited<ReturnType<typeof startsOf>>
const walks: { who: Visitor; language: Language; seen: Seen }[] = []

beforeAll(async () => {
  place = await startDemo()
  browser = await openBrowser()
  starts = await startsOf(place)
  // What anybody can see is looked at once in each language, not once more by everybody who signs in.
  await Promise.all([walk('public', 'en'), walk('public', 'id')])
}, 300_000)
afterAll(async () => {
  for (const { who, language, seen } of walks)
    console.log(`${who} (${language}), ${seen.visited.size}: ${[...seen.visited.keys()].sort().join(' ')}`)
  await browser?.close()
  await place?.close()
})

/** Whoever leads a team sees what its link workers see, and the pages of the team. */
const isOfLinkWorkers = (who: Visitor, kind: string) => who === 'team_lead' && !kind.startsWith('/team')

const walkOf = (who: Visitor, language: Language) => walks.find((walk) => walk.who === who && walk.language === language)?.seen

/** A browser of one visitor; the language is chosen by pressing its button. */
async function arrive(who: Visitor, language: Language): Promise<Page> {
  const page = await browser.page({ viewport: phone, locale: language === 'en' ? 'en-GB' : 'id-ID' })
  if ((staff as readonly string[]).includes(who)) await signInAs(place, page, who)
  await page.goto(place.url + starts(who, language)[0])
  if ((await page.locator('html').getAttribute('lang')) !== language) await page.getByRole('button', { name: languages[language] }).click()
  expect(await page.locator('html').getAttribute('lang')).toBe(language)
  return page
}

async function walk(who: Visitor, language: Language): Promise<Seen> {
  const page = await arrive(who, language)
  const known = new Set(who === 'public' ? [] : walkOf('public', language)?.visited.keys())
  const isKnown = (kind: string) => known.has(kind) || letters.some((pattern) => kind.startsWith(pattern)) || isOfLinkWorkers(who, kind)
  const seen = await crawl(place, page, starts(who, language), isKnown)
  walks.push({ who, language, seen })
  await page.context().close()
  return seen
}

describe.each(['en', 'id'] as const)('in %s', { timeout: 400_000, concurrent: true }, (language) => {
  it('anybody', () => expect(walkOf('public', language)?.faults).toEqual([]))

  it.each(['local', 'attendee', 'referrer', ...staff] as const)('%s', async (who) => {
    expect((await walk(who, language)).faults).toEqual([])
  })
})

describe('all of them together', () => {
  it.each(['en', 'id'] as const)('have opened every page there is, in %s', (language) => {
    const mine = walks.filter((walk) => walk.language === language).map(({ seen }) => seen)
    const opened = new Set([...letters, ...mine.flatMap(({ patterns }) => [...patterns])])
    expect(pagePatterns.filter((pattern) => !opened.has(pattern)).sort()).toEqual(Object.keys(noPages).sort())
    const answered = new Map(mine.flatMap(({ noPages }) => [...noPages]))
    for (const [pattern, answer] of Object.entries(noPages)) expect([pattern, answered.get(pattern)]).toEqual([pattern, answer])
  })

  it('were led to each of them by a page of the place itself', () => {
    const linked = new Set(walks.filter(({ who }) => who !== 'local').flatMap(({ seen }) => [...seen.linked]))
    const expected = pagePatterns.filter((pattern) => !pattern.startsWith('/dev/') && !withoutLink.includes(pattern))
    expect(expected.filter((pattern) => !linked.has(pattern) && !(pattern in noPages))).toEqual([])
  })
})

describe('every email', { timeout: 400_000 }, () => {
  it('of every kind, in both languages, has no fault', async () => {
    const page = await browser.page()
    await page.goto(`${place.url}/dev/emails`)
    const samples = (await linksOf(page, place.url)).flatMap((path) =>
      ['en', 'id'].map((locale) => path.replace(/(\?|$)/, `/${locale}/html$1`)),
    )
    expect(samples.length).toBeGreaterThan(40)
    const faults: string[] = []
    const look = async (paths: readonly string[]) => {
      const letter = await browser.page()
      for (const path of paths) {
        await letter.goto(place.url + path)
        faults.push(...(await faultsOf(letter)).map((fault) => `${path}: ${fault}`))
      }
    }
    await Promise.all([look(samples.filter((_, at) => at % 2 === 0)), look(samples.filter((_, at) => at % 2 === 1))])
    expect(faults).toEqual([])
  })

  it('that was sent is shown without a script, and has no fault', async () => {
    const [letter] = await lettersOf(place)
    const address = `${place.url}/dev/mailbox/${letter?.id}/html`
    const page = await browser.page()
    await page.goto(address)
    await expect(axe(page, 1000)).rejects.toThrow('with JavaScript')
    // The same bytes without the policy that forbids scripts, axe's included.
    await page.route(address, async (route) => {
      const answer = await route.fetch()
      const { 'content-security-policy': _, ...headers } = answer.headers()
      await route.fulfill({ response: answer, headers })
    })
    await page.goto(address)
    expect(await page.locator('a').count()).toBeGreaterThan(0)
    expect(await faultsOf(page)).toEqual([])
  })
})

// Last, because what a form takes after all changes the town.
describe.each(['en', 'id'] as const)('a form sent empty, in %s,', { timeout: 400_000 }, (language) => {
  // A team lead has no form that the link workers do not have, and a referrer none.
  it.each(['public', 'attendee', ...staff.filter((who) => who !== 'team_lead')] as const)('tells the %s what is missing', async (who) => {
    const page = await arrive(who, language)
    const { refused, faults } = await refuseForms(place, page, walkOf(who, language)?.withForms ?? [])
    await page.context().close()
    expect(faults).toEqual([])
    expect(refused.length).toBeGreaterThan(0)
  })
})

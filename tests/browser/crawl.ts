import type { Page } from 'playwright-core'
import { axe, desktop, phone, scrollsSideways } from './browser.ts'
import type { Place } from './place.ts'

/** How many links of one pattern are tried; one of them is opened and looked at. */
const triedOfEach = 3

/** What was seen: each pattern with the address that stood for it, and every fault in one line. */
export type Seen = { visited: ReadonlyMap<string, string>; faults: readonly string[] }

/**
 * Follows every link from `starts` as the person that `page` belongs to, opens one page of each pattern at both widths,
 * and tells of dead ends, what axe finds, what scrolls sideways, what comes from elsewhere and what the console complains about.
 * Patterns in `known` have been seen by others already: their links must lead somewhere, and that is all.
 */
export async function crawl(
  place: Pick<Place, 'url' | 'fetch'>,
  page: Page,
  starts: readonly string[],
  known: ReadonlySet<string> = new Set(),
): Promise<Seen> {
  const visited = new Map<string, string>()
  const tried = new Map<string, Set<string>>()
  const faults: string[] = []
  const complaints = listen(page, place.url)
  const queue = starts.map((path) => ({ path, from: 'the start' }))

  for (let next = queue.shift(); next; next = queue.shift()) {
    const { path, from } = next
    const pattern = patternOf(path)
    const siblings = tried.get(pattern) ?? new Set()
    if (siblings.has(path) || siblings.size >= triedOfEach) continue
    tried.set(pattern, siblings.add(path))

    const answer = await place.fetch(path, { headers: { cookie: await cookiesOf(page) } })
    if (answer.status !== 200 && answer.status !== 303) faults.push(`${path}, linked from ${from}: ${answer.status}`)
    if (answer.status === 303) queue.push({ path: insideOf(place.url, answer.headers.get('location') ?? '/') ?? '/', from: path })
    const isPage = answer.headers.get('content-type')?.startsWith('text/html')
    await answer.body?.cancel()
    if (answer.status !== 200 || !isPage || visited.has(pattern) || known.has(pattern)) continue

    visited.set(pattern, path)
    await page.goto(place.url + path)
    for (const fault of await faultsOf(page)) faults.push(`${path}: ${fault}`)
    for (const complaint of complaints.splice(0)) faults.push(`${path}: ${complaint}`)
    for (const link of await linksOf(page, place.url)) queue.push({ path: link, from: path })
  }
  return { visited, faults }
}

/** Ids, tokens and days are what differs between pages of one kind. */
export const patternOf = (path: string): string => {
  const { pathname, searchParams } = new URL(path, 'http://place')
  const segments = pathname.split('/').map((segment) => (/^([\da-f-]{36}|[\w-]{40,}|\d+)$/.test(segment) ? ':id' : segment))
  return [segments.join('/'), [...new Set(searchParams.keys())].sort().join('&')].filter(Boolean).join('?')
}

async function faultsOf(page: Page): Promise<string[]> {
  const faults: string[] = []
  for (const viewport of [phone, desktop]) {
    await page.setViewportSize(viewport)
    const found = await axe(page)
    if (await scrollsSideways(page)) found.push('scrolls sideways')
    faults.push(...found.map((fault) => `${viewport.width} px: ${fault}`))
  }
  return faults
}

function listen(page: Page, origin: string): string[] {
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(`console: ${message.text()}`))
  page.on('request', (request) => {
    if (insideOf(origin, request.url()) === undefined && !request.url().startsWith('data:')) complaints.push(`asks ${request.url()}`)
  })
  return complaints
}

async function linksOf(page: Page, origin: string): Promise<string[]> {
  const targets = await page.locator('a[href]').evaluateAll((links) => links.map((link) => (link as unknown as { href: string }).href))
  return [...new Set(targets.flatMap((target) => insideOf(origin, target) ?? []))]
}

/** The path of an address of this place, without its fragment; undefined for any other address. */
function insideOf(origin: string, address: string): string | undefined {
  const url = new URL(address, origin)
  return url.origin === origin ? url.pathname + url.search : undefined
}

/** Asked by hand, because a browser does not show a redirect to the script that drives it. */
const cookiesOf = async (page: Page) => (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')

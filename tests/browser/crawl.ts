import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import ICAL from 'ical.js'
import type { Page } from 'playwright-core'
import { axe, desktop, phone, scrollsSideways, whatIsWide } from './browser.ts'
import { patternOf } from './patterns.ts'
import type { Place } from './place.ts'

/** How many links of one kind are tried; one of them is opened and looked at. */
const triedOfEach = 3
/** `SCREENSHOTS=DIR` keeps what was seen. */
const album = process.env.SCREENSHOTS

/** What was seen: each kind of page with the address that stood for it, what was no page, and every fault in one line. */
export type Seen = {
  visited: ReadonlyMap<string, string>
  patterns: ReadonlySet<string>
  /** Patterns that a page links to; the others were only opened because the walk began there. */
  linked: ReadonlySet<string>
  noPages: ReadonlyMap<string, string>
  /** Addresses of pages on which a form can be filled in. */
  withForms: readonly string[]
  faults: readonly string[]
}

/**
 * Follows every link from `starts` as the person that `page` belongs to, opens one page of each kind at both widths,
 * and tells of dead ends, what axe finds, what scrolls sideways, what comes from elsewhere and what the console complains about.
 * Kinds that are `known` are seen by others: their links must lead somewhere, and that is all. A file must be what it says.
 */
export async function crawl(
  place: Pick<Place, 'url' | 'fetch'>,
  page: Page,
  starts: readonly string[],
  isKnown: (kind: string) => boolean = () => false,
): Promise<Seen> {
  const visited = new Map<string, string>()
  const patterns = new Set<string>()
  const linked = new Set<string>()
  const noPages = new Map<string, string>()
  const tried = new Map<string, Set<string>>()
  const withForms: string[] = []
  const faults: string[] = []
  const complaints = listen(page, place.url)
  const queue = starts.map((path) => ({ path, from: 'the start' }))

  for (let next = queue.shift(); next; next = queue.shift()) {
    const { path, from } = next
    const kind = kindOf(path)
    const siblings = tried.get(kind) ?? new Set()
    if (siblings.has(path) || siblings.size >= triedOfEach) continue
    tried.set(kind, siblings.add(path))

    const answer = await place.fetch(path, { headers: { cookie: await cookiesOf(page) } })
    const type = answer.headers.get('content-type') ?? ''
    const body = await answer.text()
    if (answer.status !== 200 && answer.status !== 303) faults.push(`${path}, linked from ${from}: ${answer.status}`)
    if (answer.status === 303) queue.push({ path: insideOf(place.url, answer.headers.get('location') ?? '/') ?? '/', from: path })
    if (answer.status !== 200 || !type.startsWith('text/html')) {
      noPages.set(patternOf(path), answer.status === 200 ? type : `${answer.status}`)
      faults.push(...fileFaults(type, body).map((fault) => `${path}: ${fault}`))
      continue
    }
    if (visited.has(kind) || isKnown(kind)) continue

    visited.set(kind, path)
    patterns.add(patternOf(path))
    await page.goto(place.url + path)
    for (const fault of await faultsOf(page)) faults.push(`${path}: ${fault}`)
    if ((await fillableForms(page)) > 0) withForms.push(path)
    for (const complaint of complaints.splice(0)) faults.push(`${path}: ${complaint}`)
    for (const link of await linksOf(page, place.url)) {
      queue.push({ path: link, from: path })
      // The skip link of a page leads to itself.
      if (link !== path) linked.add(patternOf(link))
    }
  }
  return { visited, patterns, linked, noPages, withForms, faults }
}

/** What differs between pages of one route is its parameters, and whether there is a filter. */
function kindOf(path: string): string {
  const { searchParams } = new URL(path, 'http://place')
  return [patternOf(path), [...new Set(searchParams.keys())].sort().join('&')].filter(Boolean).join('?')
}

// Forms of which something can be filled in: a lone button has nothing that could be missing.
export const fillable = `[...document.querySelectorAll('main form[method="post"]')].filter((form) =>
  [...form.elements].some((field) => field.matches('input:not([type=hidden]), textarea, select')))`

export const fillableForms = (page: Page) => page.evaluate<number>(`${fillable}.length`)

/** Whether a file can be read as what its type says; whatever is no file has no fault. */
function fileFaults(type: string, body: string): string[] {
  try {
    if (type.startsWith('application/json')) JSON.parse(body)
    if (type.startsWith('text/calendar')) ICAL.parse(body)
    return type.startsWith('text/csv') ? csvFaults(body) : []
  } catch (error) {
    return [`cannot be read as ${type}: ${error}`]
  }
}

/** RFC 4180: every line ends, and has as many cells as the header. */
function csvFaults(body: string): string[] {
  const lines = body.replace(/"(?:[^"]|"")*"/g, 'quoted').split('\r\n')
  const cells = lines.slice(0, -1).map((line) => line.split(',').length)
  const widths = new Set(cells)
  return lines.at(-1) === '' && widths.size === 1 && cells.length > 0 ? [] : [`has lines of ${[...widths].join(', ')} cells`]
}

/** What axe finds and what scrolls sideways, at both widths. */
export async function faultsOf(page: Page): Promise<string[]> {
  const faults: string[] = []
  for (const viewport of [phone, desktop]) {
    await page.setViewportSize(viewport)
    if (album) await keepPicture(page, album)
    const found = await axe(page)
    if (await scrollsSideways(page)) found.push(`scrolls sideways: ${await whatIsWide(page)}`)
    faults.push(...found.map((fault) => `${viewport.width} px: ${fault}`))
  }
  return faults
}

async function keepPicture(page: Page, folder: string) {
  mkdirSync(folder, { recursive: true })
  const language = await page.locator('html').getAttribute('lang')
  const name = [patternOf(page.url()).replaceAll('/', '_'), language, page.viewportSize()?.width].join('-')
  const isRefused = (await page.title()).includes(': ')
  await page.screenshot({ path: join(folder, `${name}${isRefused ? '-refused' : ''}.png`), fullPage: true })
}

function listen(page: Page, origin: string): string[] {
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(`console: ${message.text()}`))
  page.on('request', (request) => {
    if (insideOf(origin, request.url()) === undefined && !request.url().startsWith('data:')) complaints.push(`asks ${request.url()}`)
  })
  return complaints
}

/** Where the page leads, and what it shows in a frame. */
export async function linksOf(page: Page, origin: string): Promise<string[]> {
  const targets = await page.locator('a[href], iframe[src]').evaluateAll((all) => {
    const addresses = all as unknown as { href?: string; src?: string }[]
    return addresses.map(({ href, src }) => href ?? src ?? '')
  })
  return [...new Set(targets.flatMap((target) => insideOf(origin, target) ?? []))]
}

/** The path of an address of this place, without its fragment; undefined for any other address. */
function insideOf(origin: string, address: string): string | undefined {
  const url = new URL(address, origin)
  return url.origin === origin ? url.pathname + url.search : undefined
}

/** Asked by hand, because a browser does not show a redirect to the script that drives it. */
const cookiesOf = async (page: Page) => (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')

import { mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Gallery, type GalleryView, galleryViews } from '../../web/dev/page.tsx'
import { axe, desktop, openBrowser, phone, scrollsSideways } from './browser.ts'

// Every component in every state, without a database: what a page may be made of is sound before a page is made of it.
const views = Object.keys(galleryViews) as GalleryView[]
const pages = new Map(views.map((view) => [`/${view}`, `<!DOCTYPE html>${Gallery({ view })}`]))
const types: Record<string, string> = { css: 'text/css', svg: 'image/svg+xml', woff2: 'font/woff2' }
/** `SCREENSHOTS=DIR` keeps what was seen. */
const album = process.env.SCREENSHOTS

const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  const page = pages.get(path)
  // As strict as the real pages, without data: images too; a style attribute would show as a fault in the console.
  response.setHeader('content-security-policy', "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'")
  response.setHeader('content-type', page ? 'text/html; charset=utf-8' : (types[path.split('.').at(-1) ?? ''] ?? 'text/plain'))
  response.end(page ?? asset(path))
})
const asset = (path: string) => readFileSync(`web/assets${path}`)

let browser: Awaited<ReturnType<typeof openBrowser>>
beforeAll(async () => {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  browser = await openBrowser()
  if (album) mkdirSync(album, { recursive: true })
})
afterAll(async () => {
  await browser?.close()
  server.close()
})

describe.each([
  ['a phone', phone],
  ['a desktop', desktop],
])('on %s', (_, viewport) => {
  it.each(views)('%s has no fault', async (view) => {
    const page = await browser.page({ viewport, javaScriptEnabled: true })
    const complaints: string[] = []
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('requestfailed', (request) => complaints.push(request.url()))
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${view}`)
    if (album) await page.screenshot({ path: `${album}/${view}-${viewport.width}.png`, fullPage: true })
    expect(
      await page.evaluate('document.fonts.ready.then(() => document.fonts.check("16px Atkinson Hyperlegible") && document.fonts.size)'),
    ).toBe(2)
    expect(await axe(page)).toEqual([])
    expect(await scrollsSideways(page)).toBe(false)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

it('puts the focus on what is wrong, without a script', async () => {
  const page = await browser.page({ javaScriptEnabled: false })
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/every`)
  expect(await page.locator('.nhsuk-error-summary:focus').count()).toBe(1)
  expect(await page.title()).toMatch(/^Error: /)
  for (const link of await page.locator('.nhsuk-error-summary a').all())
    expect(await page.locator(`[id="${(await link.getAttribute('href'))?.slice(1)}"]`).count()).toBe(1)
  await page.context().close()
})

it('has targets of 48 pixels for the people we send a link to', async () => {
  const page = await browser.page({ viewport: phone })
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/attendee`)
  for (const target of await page.locator('main button, main summary').all())
    expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(48)
  expect(await page.evaluate('parseFloat(getComputedStyle(document.body).fontSize)')).toBeGreaterThanOrEqual(19)
  await page.context().close()
})

it.each(['public', 'attendee', 'attendee-done'] as const)('%s weighs 40 KB at most with everything it loads', (view) => {
  const fonts = ['400', '700'].map((weight) => asset(`/fonts/atkinson-hyperlegible-${weight}.v1.woff2`).length)
  const texts = [pages.get(`/${view}`) ?? '', asset('/app.css'), asset('/favicon.svg')].map((text) => gzipSync(text).length)
  expect(fonts.concat(texts).reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(40 * 1024)
})

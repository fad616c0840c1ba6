import { afterAll, beforeAll, expect, it } from 'vitest'
import { axe, desktop, openBrowser, phone, scrollsSideways } from './browser.ts'
import { type Place, startPlace } from './place.ts'

let place: Place
let browser: Awaited<ReturnType<typeof openBrowser>>

beforeAll(async () => {
  place = await startPlace()
  await place.query(
    `INSERT INTO places (id, name, time_zone, locale, country, phone, reply_to, areas)
     VALUES ('place', 'Testford', 'Europe/London', 'en', 'GB', '+441632960001', 'hello@testford.example', '["Riverside"]')`,
  )
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await place?.close()
})

it.each([
  ['phone', phone],
  ['desktop', desktop],
])('shows the built Worker on its own database, on a %s', async (_, viewport) => {
  const page = await browser.page({ viewport })
  expect((await page.goto(place.url))?.status()).toBe(200)
  expect(await page.locator('h1').count()).toBe(1)
  expect(await axe(page)).toEqual([])
  expect(await scrollsSideways(page)).toBe(false)
})

it('sees faults when there are some', async () => {
  const page = await browser.page({ viewport: phone })
  await page.setContent('<main><img src="data:,"><p style="width: 900px">wide</p></main>')
  expect((await axe(page)).join()).toContain('image-alt')
  expect(await scrollsSideways(page)).toBe(true)
})

it('reads and writes the database of the place', async () => {
  await place.query('CREATE TABLE harness_probe (id TEXT PRIMARY KEY) STRICT')
  await place.query('INSERT INTO harness_probe (id) VALUES (?)', 'a')
  expect(await place.query('SELECT id AS id FROM harness_probe')).toEqual([{ id: 'a' }])
})

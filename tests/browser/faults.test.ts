// Pages for what went wrong are pages as well: plain, sound, and in the reader's language even when the database is away.

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from './browser.ts'
import { faultsOf } from './crawl.ts'
import { startDemo } from './demo.ts'
import { type Place, startPlace } from './place.ts'

let place: Awaited<ReturnType<typeof startDemo>>
let unreachable: Place
let browser: Awaited<ReturnType<typeof openBrowser>>

beforeAll(async () => {
  ;[place, unreachable, browser] = await Promise.all([
    startDemo(),
    // Nothing listens there.
    startPlace({ settings: { LIBSQL_URL: 'http://127.0.0.1:9' } }),
    openBrowser(),
  ])
})
afterAll(async () => {
  await browser?.close()
  await Promise.all([place?.close(), unreachable?.close()])
})

/** Sends the form of another page, as a browser does. */
async function askToSignIn(page: Page, email: string) {
  const action = `${place.url}/sign-in`
  await page.goto(`${place.url}/privacy`)
  await page.evaluate(`(() => {
    const form = Object.assign(document.createElement('form'), { method: 'post', action: ${JSON.stringify(action)} })
    form.append(Object.assign(document.createElement('input'), { name: 'email', value: ${JSON.stringify(email)} }))
    document.body.append(form)
    form.submit()
  })()`)
  await page.waitForURL(/\/sign-in/)
}

const reached: Record<string, (page: Page) => Promise<unknown>> = {
  // Another site sends a form of this one.
  403: async (page) => {
    await page.goto(`data:text/html,<form method="post" action="${place.url}/sign-in"><button>Go</button></form>`)
    await page.getByRole('button').click()
    await page.waitForURL(/\/sign-in/)
  },
  404: (page) => page.goto(`${place.url}/nothing-here`),
  413: (page) => askToSignIn(page, 'x'.repeat(300_000)),
  429: async (page) => {
    await askToSignIn(page, 'somebody@mail.example')
    await place.query('UPDATE rate_counts SET count = 99')
    await askToSignIn(page, 'somebody@mail.example')
    await place.query('DELETE FROM rate_counts')
  },
  503: (page) => page.goto(unreachable.url),
  500: async (page) => {
    await place.query('ALTER TABLE groups RENAME TO lost')
    await page.goto(place.url)
    await place.query('ALTER TABLE lost RENAME TO groups')
  },
}

describe.each([
  ['en', 'en-GB'],
  ['id', 'id-ID'],
] as const)('in %s', (language, locale) => {
  it.each(Object.keys(reached))('%s', async (status) => {
    const page = await browser.page({ locale })
    const statuses: number[] = []
    page.on('response', (answer) => answer.request().isNavigationRequest() && statuses.push(answer.status()))
    await reached[status]?.(page)
    expect(statuses.at(-1)).toBe(Number(status))
    expect(await page.locator('html').getAttribute('lang')).toBe(language)
    expect(await page.locator('h1').count()).toBe(1)
    // No sentence has a hole where a number would be.
    expect(await page.locator('main').textContent()).not.toMatch(/ [.,]|none|undefined|\{/)
    expect(await faultsOf(page)).toEqual([])
    await page.context().close()
  })
})

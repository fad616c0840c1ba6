// The gestures that every journey shares: what people press, follow and fill in, by the words that they read.

import type { Page } from 'playwright-core'

export const press = (page: Page, name: string | RegExp) => page.locator('main').getByRole('button', { name }).first().click()
export const follow = (page: Page, name: string | RegExp) => page.locator('main').getByRole('link', { name }).first().click()
export const menu = (page: Page, name: string) => page.locator('header').getByRole('link', { name }).click()
export const fill = (page: Page, label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text)
export const textOf = (page: Page) => page.locator('main').textContent()
export const headingOf = (page: Page) => page.locator('h1').textContent()

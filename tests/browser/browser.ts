import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { findChromium, howToInstall } from './chromium.ts'

export const phone = { width: 360, height: 740 }
export const desktop = { width: 1280, height: 900 }

// Nothing but loopback is spoken to: Chromium's own background traffic is switched off.
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** One headless Chromium. `page` opens a page with its own cookies; say `javaScriptEnabled: false` to be a person without scripts. */
export async function openBrowser() {
  const executablePath = findChromium()
  if (!executablePath) throw new Error(howToInstall)
  const browser = await chromium.launch({ executablePath, headless: true, args })
  return {
    page: async (options: BrowserContextOptions = {}): Promise<Page> => {
      const context = await browser.newContext({ viewport: desktop, locale: 'en-GB', ...options })
      return context.newPage()
    },
    close: () => browser.close(),
  }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What axe finds on the page as it is shown now, one line a fault; an empty list is the only good answer.
 * Takes a page with scripts: where they are off axe cannot run, and this throws after `patience` ms instead of waiting for ever.
 */
export async function axe(page: Page, patience = 20_000): Promise<string[]> {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('axe did not answer: open the page with JavaScript for this check')), patience)
  })
  return Promise.race([axeFaults(page), tooLong]).finally(() => clearTimeout(timer))
}

async function axeFaults(page: Page): Promise<string[]> {
  // Through the debugger, which a strict Content-Security-Policy does not stop.
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axeSource)
  const { violations } = await page.evaluate<AxeResults>(
    'axe.run(document, { iframes: false, resultTypes: ["violations"], rules: { "target-size": { enabled: true } } })',
  )
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, target }) => `${id}: ${help}: ${target.join(' ')}: ${html.slice(0, 200)}`),
  )
}

/** Whether the page scrolls sideways, which WCAG 1.4.10 (reflow) forbids at phone width. */
export const scrollsSideways = (page: Page) =>
  page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth')

/** What is wider than the page, for whoever has to mend it: each element that begins within it and ends outside, the outermost first. */
export const whatIsWide = (page: Page) =>
  page.evaluate<string>(`[...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
    .slice(0, 5)
    .map((one) => one.tagName.toLowerCase() + (one.className ? '.' + (one.className.baseVal ?? one.className) : '') + ' ' + Math.round(one.getBoundingClientRect().right))
    .join(', ')`)

import type { Page } from 'playwright-core'
import { faultsOf, fillable, fillableForms } from './crawl.ts'
import { patternOf } from './patterns.ts'
import type { Place } from './place.ts'

/**
 * Sends every form of these pages with nothing filled in. What is refused must be a page that says so in a summary and is as sound
 * as any other; what is taken after all (a form of which nothing is required) leads on. `refused` names each action once.
 */
export async function refuseForms(place: Pick<Place, 'url'>, page: Page, paths: readonly string[]) {
  const faults: string[] = []
  const refused = new Set<string>()
  for (const path of paths) {
    const open = () => page.goto(place.url + path)
    await open()
    for (let at = 0, all = await fillableForms(page); at < all; at++) {
      if (at > 0) await open()
      const answered = page.waitForResponse((answer) => answer.request().method() === 'POST')
      const [answer] = await Promise.all([answered, page.waitForEvent('load'), sendEmpty(page, at)])
      const action = `POST ${patternOf(answer.url())} from ${path}`
      if (answer.status() === 303) continue
      if (answer.status() !== 422) faults.push(`${action}: ${answer.status()}`)
      if (answer.status() !== 422 || refused.has(action)) continue
      refused.add(action)
      if ((await page.locator('.nhsuk-error-summary').count()) !== 1) faults.push(`${action}: no summary of what is wrong`)
      for (const fault of await faultsOf(page)) faults.push(`${action}: ${fault}`)
    }
  }
  return { refused: [...refused], faults }
}

const sendEmpty = (page: Page, at: number) =>
  page.evaluate(`(() => {
    const form = ${fillable}[${at}]
    for (const field of form.elements) {
      if (field.type === 'checkbox' || field.type === 'radio') field.checked = false
      else if (field.matches('select')) field.selectedIndex = -1
      else if (field.matches('input:not([type=hidden]), textarea')) field.value = ''
    }
    form.noValidate = true
    form.requestSubmit()
  })()`)

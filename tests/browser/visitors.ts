import type { Page } from 'playwright-core'
import type { Place } from './place.ts'

export type Letter = { id: string; subject: string; to: string; links: string[] }

/** Signs in as the first demo user of a role, by the button that local mode has for this. */
export async function signInAs(place: Pick<Place, 'url'>, page: Page, role: string): Promise<void> {
  await page.goto(`${place.url}/dev/sign-in/${role}`)
  await page.locator('main button').click()
}

type Fields = Record<string, string | readonly string[]>

/** Sends forms as the first demo user of a role, and tells where each led; what is refused throws. */
export async function actAs(place: Pick<Place, 'url' | 'fetch'>, role: string, language = 'en') {
  const post = (path: string, fields: Fields, cookie = '') =>
    place.fetch(path, {
      method: 'POST',
      body: new URLSearchParams(Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one]))),
      headers: { origin: place.url, cookie, 'accept-language': language },
    })
  const entered = await post(`/dev/sign-in/${role}`, {})
  const cookie = entered.headers.getSetCookie().map((line) => line.split(';')[0])
  return async (path: string, fields: Fields): Promise<string> => {
    const answer = await post(path, fields, cookie.join('; '))
    if (answer.status !== 303) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.headers.get('location') ?? ''
  }
}

/** The newest letters in the local mailbox, newest first, with the paths that their links lead to, whatever the origin. */
export async function lettersOf(place: Pick<Place, 'fetch'>): Promise<Letter[]> {
  const list = await (await place.fetch('/dev/mailbox', { headers: { 'accept-language': 'en' } })).text()
  const rows = [...list.matchAll(/<a href="\/dev\/mailbox\/(\d+)">(.*?)<\/a>.*?<td[^>]*>(.*?)<\/td>/gs)]
  return Promise.all(
    rows.map(async ([, id = '', subject = '', to = '']) => {
      const html = await (await place.fetch(`/dev/mailbox/${id}/html`)).text()
      const links = [...html.matchAll(/href="(https?:[^"]+)"/g)].map(([, link = '']) => new URL(link.replaceAll('&amp;', '&')))
      return { id, subject, to: to.replace(/<[^>]+>/g, '').trim(), links: links.map(({ pathname, search }) => pathname + search) }
    }),
  )
}

/** Reads the newest email to an address in the local mailbox, and presses one of its buttons or links, as its reader would. */
export async function openLetter(
  place: Pick<Place, 'url'>,
  page: Page,
  { to, press }: { to: string; press: string | RegExp },
): Promise<void> {
  const link = page.frameLocator('iframe').getByRole('link', { name: press }).first()
  // Newest first; a letter about something else may have come since.
  for (let at = 0; at < 5; at++) {
    await page.goto(`${place.url}/dev/mailbox`)
    await page.getByRole('row').filter({ hasText: to }).nth(at).getByRole('link').click()
    if (
      await link.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      )
    )
      break
  }
  const letter = page.url()
  await link.click()
  await page.waitForURL((url) => url.href !== letter)
}

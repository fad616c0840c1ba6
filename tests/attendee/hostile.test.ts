import { expect, it } from 'vitest'
import { hostile } from '../hostile.ts'
import { stage } from './stage.ts'

/** Every element of a page in its order, with the names of its attributes: hostile text must not add, take away or change one. */
async function elements(response: Response): Promise<string[]> {
  const found: string[] = []
  const rewriter = new HTMLRewriter().on('*', {
    element: (element) => {
      found.push(`${element.tagName} ${[...element.attributes].map(([name]) => name).join(' ')}`)
    },
  })
  await rewriter.transform(response).text()
  return found
}

it('shows hostile texts as texts, on every page', { timeout: 240_000 }, async () => {
  const on = await stage()
  await on.date(1)
  const paths = ['', '/cancellation', '/dates']
  await on.say('harmless')
  const harmless = await Promise.all(paths.map(async (path) => elements(await on.page(on.home + path))))
  for (const [n, { text }] of hostile.entries()) {
    // Every input is made well-formed before it is stored.
    await on.say(text.toWellFormed())
    // The smaller pages show the same few texts through the same components.
    for (const [at, path] of paths.slice(0, n % 5 === 0 ? 3 : 1).entries()) {
      const page = await on.page(on.home + path)
      expect(page.status).toBe(200)
      expect(await elements(page)).toEqual(harmless[at])
    }
  }
})

it('shows what an organiser wrote who cancelled as a text', { timeout: 60_000 }, async () => {
  const on = await stage()
  await on.cancelSession()
  await on.say('harmless')
  const harmless = await elements(await on.page())
  for (const { text } of new Map(hostile.map((one) => [one.family, one])).values()) {
    await on.say(text.toWellFormed())
    expect(await elements(await on.page())).toEqual(harmless)
  }
})

it('ignores what an address carries along', async () => {
  const on = await stage()
  const plain = await on.text()
  for (const { text } of hostile) expect(await on.text(`${on.home}?done=${encodeURIComponent(text.toWellFormed())}`)).toBe(plain)
})

it('sees an element that gets in', async () => {
  const page = (inside: string) => new Response(`<p class="a">${inside}</p>`)
  expect(await elements(page('x'))).not.toEqual(await elements(page('<b>x</b>')))
  expect(await elements(new Response('<p class="a" onclick="b">x</p>'))).not.toEqual(await elements(page('x')))
})

import { describe, expect, it } from 'vitest'
import { type Mail, renderMail } from '../../src/lib/email.tsx'
import type { Letter, MessageKind } from '../../src/messages/rules.ts'
import { hostile } from '../hostile.ts'
import { allKinds, makeTrue, type Town, town } from './town.ts'

/** The elements and attributes that a parser finds, in order: what a text must not be able to change. */
async function shape(html: string): Promise<string[]> {
  const found: string[] = []
  const rewriter = new HTMLRewriter().on('*', {
    element: (element) => {
      const names = [...element.attributes].map(([name]) => name)
      found.push(`${element.tagName} ${names.join(' ')}`)
    },
    comments: () => {
      found.push('comment')
    },
  })
  await rewriter.transform(new Response(html)).text()
  return found
}

/** Half a surrogate pair cannot be stored on every engine; lib/inputs mends it before anything is. */
const everywhere = async ({ place, personId, set }: Town, typed: string) => {
  const text = typed.toWellFormed()
  const preferredName = await place.vault.seal(text, { column: 'people.preferred_name', rowId: personId })
  await place.db.batch([
    set.group({ name: text, whatToBring: text, cost: text, contactName: text }),
    set.venue({ name: text, address: text, postcode: text, howToFind: text }),
    set.session({ meetingPoint: text }),
    set.person({ preferredName }),
    set.buddy({ name: text }),
    set.invitation({ name: text }),
  ])
}

const oneLine = (letter: Letter) => {
  expect(letter.subject).not.toMatch(/[\r\n\0\u0085\u2028\u2029]/)
  for (const value of Object.values(letter.headers ?? {})) expect(value).not.toMatch(/[\r\n]/)
  expect(letter.to).toMatch(/^\S+@\S+$/)
}

// Every kind with one text of each family, and one kind with every text.
const families = [...new Map(hostile.map((one) => [one.family, one.text])).values(), '"'.repeat(5_000), '\u{1f600}'.repeat(1_000)]
const mostTexts: MessageKind = 'booking.reminder_48h'

describe('hostile texts in every field', () => {
  it.each(allKinds)('cannot add an element or an attribute to %s', async (kind) => {
    const here = await town()
    await makeTrue(here, kind)
    await everywhere(here, 'Plain')
    const expected = await shape((await here.letter(kind)).html)
    for (const text of families) {
      await everywhere(here, `x${text}`)
      const letter = await here.letter(kind)
      expect(await shape(letter.html), JSON.stringify(text.slice(0, 80))).toEqual(expected)
      expect(new TextEncoder().encode(letter.html).length).toBeLessThanOrEqual(25_000)
      oneLine(letter)
    }
  })

  it('cannot, whichever of the corpus it is', { timeout: 60_000 }, async () => {
    const here = await town()
    await everywhere(here, 'Plain')
    const expected = await shape((await here.letter(mostTexts)).html)
    for (const { text } of hostile) {
      await everywhere(here, `x${text}`)
      const letter = await here.letter(mostTexts)
      expect(await shape(letter.html), JSON.stringify(text.slice(0, 80))).toEqual(expected)
      oneLine(letter)
    }
  })
})

describe('the frame alone', () => {
  const mail = (text: string): Mail => ({
    subject: text,
    preheader: text,
    blocks: [
      { is: 'heading', text },
      { is: 'paragraph', text },
      { is: 'facts', facts: [{ label: text, value: text, note: text }] },
      { is: 'button', label: text, href: 'https://alongside.test/b/1' },
      { is: 'link', label: text, href: 'https://alongside.test/b/2' },
      { is: 'small', text },
      { is: 'address', label: text, href: 'https://alongside.test/b/1' },
    ],
  })
  const rendered = (text: string) =>
    renderMail(mail(text), {
      ...{ locale: 'en', brand: { name: text, colour: text, footer: text } },
      stop: { label: text, href: 'https://alongside.test/emails/1' },
    })

  it('keeps its shape', async () => {
    const expected = await shape(rendered('Plain').html)
    for (const { text } of hostile) expect(await shape(rendered(`x${text}`).html), text.slice(0, 80)).toEqual(expected)
  })

  it('keeps one line a block in the text part', () => {
    const expected = rendered('Plain').text.split('\n').length
    for (const { text } of hostile) expect(rendered(`x${text}`).text.split('\n'), text.slice(0, 80)).toHaveLength(expected)
  })

  it('shortens what is too long, and leaves what people write in earnest', () => {
    const door = 'Past the bakery and up the ramp. '.repeat(18).trim()
    expect(rendered(door).text).toContain(door)
    expect(rendered('"'.repeat(9_000)).html.length).toBeLessThanOrEqual(25_000)
    expect([...rendered('w'.repeat(500)).subject]).toHaveLength(151)
  })

  it('sees an element when there is one', async () => {
    expect(await shape('<p>a</p>')).not.toEqual(await shape('<p>a<b>c</b></p>'))
    expect(await shape('<p>a</p>')).not.toEqual(await shape('<p title="x">a</p>'))
  })
})

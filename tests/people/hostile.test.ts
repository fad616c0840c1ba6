import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { people } from '../../src/db/schema/people.ts'
import { tidyLine, tidyText } from '../../src/lib/text.ts'
import { carerOf, openFields } from '../../src/people/queries.ts'
import { hostile } from '../hostile.ts'
import { type World, world } from '../world.ts'
import { team, typed } from './world.ts'

const limits = { name: 120, preferredName: 60, carerName: 120, carerRelation: 60, notes: 4000, consentWords: 1000 }
type Field = keyof typeof limits
const tidy = (field: Field, text: string) => (field === 'notes' || field === 'consentWords' ? tidyText(text) : tidyLine(text))
const must: Field[] = ['name', 'consentWords']

/** The names of elements and of attributes that a page has: what breaks out of a text adds one. */
async function shape(response: Response): Promise<string[]> {
  const found = new Set<string>()
  const seen = new HTMLRewriter().on('*', {
    element(element) {
      for (const [name = '', value = ''] of element.attributes) found.add(name === 'href' ? `href ${value.split(/[:?#/]/)[0]}:` : name)
      found.add(`<${element.tagName}>`)
    },
  })
  await seen.transform(response).text()
  return [...found].sort()
}

async function answers(place: World, as: { cookie: string }, body: Record<string, string>) {
  const response = await place.postForm('/people', { ...typed, ...body, evenIfDuplicate: 'yes' }, { as })
  return { response, id: /\/people\/([0-9a-f-]{36})/.exec(response.headers.get('location') ?? '')?.[1] }
}

describe('hostile text', () => {
  it('comes back from every text field as it was tidied, and adds nothing to any page', { timeout: 120_000 }, async () => {
    const place = await world()
    const { linkWorker: as } = await team(place)
    const plain = await answers(place, as, { notes: 'two\nlines', consentWords: 'two\nlines' })
    const usual = await shape(await place.get(`/people/${plain.id}`, { as }))
    const usualRefusal = await shape((await answers(place, as, { email: 'wrong' })).response)

    for (const { family, text } of hostile) {
      const fields = Object.keys(limits) as Field[]
      const body = Object.fromEntries(fields.map((field) => [field, text]))
      const isTaken = fields.every(
        (field) =>
          tidy(field, text).length <= limits[field] && (tidy(field, text) !== '' || (!must.includes(field) && field !== 'carerName')),
      )
      const { response, id } = await answers(place, as, body)
      const what = `${family}: ${text.slice(0, 60)}`
      if (!isTaken) {
        expect(response.status, what).toBe(422)
        for (const name of await shape(response)) expect(usualRefusal, what).toContain(name)
        continue
      }
      expect(response.status, what).toBe(303)
      const [row] = await place.db
        .select()
        .from(people)
        .where(eq(people.id, id ?? ''))
      if (!row) throw new Error(what)
      const stored = await openFields(place.vault, row, ['name', 'notes', 'consentWords', 'carer'])
      expect(stored, what).toMatchObject({ name: tidyLine(text), notes: tidyText(text), consentWords: tidyText(text) })
      expect(carerOf(stored.carer), what).toMatchObject({ name: tidyLine(text), relation: tidyLine(text) })
      for (const name of await shape(await place.get(`/people/${id}`, { as }))) expect(usual, what).toContain(name)
    }
  })

  it('in a form that is sent back, choices and numbers included, is shown again escaped', { timeout: 120_000 }, async () => {
    const place = await world()
    const { linkWorker: as } = await team(place)
    const usual = await shape((await answers(place, as, { email: 'wrong' })).response)
    const fields = [
      'email',
      'phone',
      'carerEmail',
      'carerPhone',
      'birthDate-year',
      'consentOn-day',
      'area',
      'language',
      'reachBy',
      'accessNeeds',
    ]
    for (const { family, text } of hostile) {
      if (text.trim() === '' || tidyLine(text) === '') continue
      // So many fields of the longest would be refused as a whole, by size.
      const { response } = await answers(place, as, Object.fromEntries(fields.map((field) => [field, text.slice(0, 900)])))
      expect(response.status, `${family}: ${text}`).toBe(422)
      for (const name of await shape(response)) expect(usual, `${family}: ${text}`).toContain(name)
    }
    expect(await place.db.select().from(people)).toEqual([])
  })
})

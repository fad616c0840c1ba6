import { describe, expect, it } from 'vitest'
import { people } from '../../src/db/schema/people.ts'
import { world } from '../world.ts'
import { addTyped, team, typed } from './world.ts'

const others = {
  name: 'Clara Other',
  preferredName: 'Clara',
  email: 'clara@other.example',
  phone: '01632 960555',
  'birthDate-year': '1950',
}

describe('adding somebody who may be known already', () => {
  it.each([
    ['email', { ...others, email: 'ANNABEL@home.example ' }, 'Same email address'],
    ['phone', { ...others, phone: '+44 (0)1632 960123' }, 'Same phone number'],
    ['name and birth date', { ...others, name: 'fairweather-free ANNABEL' }, undefined],
    ['name and birth date', { ...others, name: 'ANNABEL  fairweather', 'birthDate-year': '1941' }, 'Same name and birth date'],
  ])('compares the %s', async (_, more, why) => {
    const place = await world()
    const { linkWorker } = await team(place)
    await addTyped(place, linkWorker)
    const response = await place.postForm('/people', { ...typed, ...more }, { as: linkWorker })
    expect(response.status).toBe(why ? 409 : 303)
    if (why) expect(await response.text()).toContain(why)
  })

  it('shows preferred name, area and when; nothing else of the known one, and everything that was typed', async () => {
    const place = await world()
    const { linkWorker } = await team(place)
    const known = await addTyped(place, linkWorker)
    const response = await place.postForm(
      '/people',
      { ...typed, ...others, email: typed.email, notes: 'Met at the library' },
      { as: linkWorker },
    )
    const page = await response.text()
    for (const shown of ['Annie', 'Riverside', 'Added Mon 1 Jun 2026', `/people/${known}`]) expect(page).toContain(shown)
    for (const kept of ['Clara Other', 'Met at the library', 'Bertram Fairweather', 'Said yes to me on the phone'])
      expect(page).toContain(kept)
    expect(page).not.toContain('Annabel Fairweather')
    expect(page).not.toContain('Loves hymns')
    expect(await place.db.select().from(people)).toHaveLength(1)
    expect(await place.rows.audit()).toContainEqual(
      expect.objectContaining({ action: 'person.read', why: 'may_be_the_same', subjectId: known }),
    )
  })

  it('adds a new person all the same when told to', async () => {
    const place = await world()
    const { linkWorker } = await team(place)
    const known = await addTyped(place, linkWorker)
    expect(await addTyped(place, linkWorker, { evenIfDuplicate: 'yes' })).not.toBe(known)
  })

  it('never looks into another team', async () => {
    const place = await world()
    await addTyped(place, (await team(place)).linkWorker)
    await addTyped(place, (await team(place)).linkWorker)
    expect(await place.db.select().from(people)).toHaveLength(2)
  })

  it('answers the API with 409 and the candidates, unless evenIfDuplicate', async () => {
    const place = await world()
    const { linkWorker } = await team(place)
    const known = await addTyped(place, linkWorker)
    const { name, language, reachBy, email, consentWords } = typed
    const body = { name, language, reachBy, email, consentWords, accessNeeds: ['step_free'] }
    const asked = await place.post('/api/people/likely-duplicates', body, { as: linkWorker })
    expect(await asked.json()).toMatchObject({ candidates: [{ id: known }] })
    const refused = await place.post('/api/people', body, { as: linkWorker })
    expect(refused.status).toBe(409)
    const problem: Record<string, unknown> = await refused.json()
    expect(problem).toMatchObject({ reason: 'may_be_the_same', candidates: [{ id: known, preferredName: 'Annie', alike: ['email'] }] })
    expect(JSON.stringify(problem)).not.toContain('Fairweather')
    const added = await place.post('/api/people', { ...body, evenIfDuplicate: true }, { as: linkWorker })
    expect(added.status).toBe(201)
    const { id } = await added.json<{ id: string }>()
    expect(await (await place.get(`/api/people/${id}`, { as: linkWorker })).json()).toMatchObject({ name, email, preferredName: 'Annabel' })
  })
})

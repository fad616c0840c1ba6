import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { people } from '../../src/db/schema/people.ts'
import { world } from '../world.ts'
import { addTyped, team, typed } from './world.ts'

describe('adding a person', () => {
  it('keeps what was typed, records who did it, and shows it', async () => {
    const place = await world()
    const { linkWorker, orgId } = await team(place)
    const id = await addTyped(place, linkWorker)
    const page = await (await place.get(`/people/${id}?done=added`, { as: linkWorker })).text()
    for (const shown of [
      'Annabel Fairweather',
      'Annie',
      '7 March 1941',
      'annabel@home.example',
      '+441632960123',
      'Bertram Fairweather',
      'Son',
    ])
      expect(page).toContain(shown)
    expect(page).toContain('Said yes to me on the phone')
    expect(await place.rows.audit()).toMatchObject([
      { action: 'person.add', subjectId: id, step: 1, personId: id, orgId, actorId: linkWorker.id },
      { action: 'referral.received', step: 1, personId: id, orgId, actorId: linkWorker.id, toState: 'contacted' },
      { action: 'person.read', subjectId: id, personId: id, orgId, why: 'page', step: null },
    ])
  })

  it('adds nobody twice when the button is pressed twice', async () => {
    const place = await world()
    const { linkWorker } = await team(place)
    const id = place.ctx().newId()
    const presses = await Promise.all([1, 2, 3].map(() => place.postForm('/people', { ...typed, id }, { as: linkWorker })))
    expect(presses.map(({ status }) => status)).toEqual([303, 303, 303])
    expect(await place.db.select().from(people)).toHaveLength(1)
  })

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 'x'.repeat(121) }, 'name'],
    [{ language: 'fr' }, 'language'],
    [{ reachBy: 'pigeon' }, 'reachBy'],
    [{ email: '' }, 'email'],
    [{ email: 'annabel@home' }, 'email'],
    [{ reachBy: 'phone', phone: '' }, 'phone'],
    [{ phone: '12' }, 'phone'],
    [{ reachBy: 'carer', carerPhone: '', carerEmail: '' }, 'carerPhone'],
    [{ reachBy: 'carer', carerName: '' }, 'carerName'],
    [{ carerName: '', carerRelation: '', carerEmail: '' }, 'carerName'],
    [{ carerEmail: 'bertram' }, 'carerEmail'],
    [{ area: 'Atlantis' }, 'area'],
    [{ accessNeeds: 'a_pony' }, 'accessNeeds'],
    [{ consentWords: '' }, 'consentWords'],
    [{ 'consentOn-day': '2' }, 'consentOn'],
    [{ 'birthDate-day': '31', 'birthDate-month': '2' }, 'birthDate'],
    [{ 'birthDate-year': '2031' }, 'birthDate'],
    [{ notes: 'x'.repeat(4001) }, 'notes'],
    [{ linkWorkerId: 'me' }, 'linkWorkerId'],
  ])('with %o names the field %s and keeps everything typed', async (wrong: Record<string, string>, field) => {
    const place = await world()
    const { linkWorker } = await team(place)
    const response = await place.postForm('/people', { ...typed, ...wrong }, { as: linkWorker })
    expect(response.status).toBe(422)
    const page = await response.text()
    expect(page).toContain('<title>Error: ')
    expect(page).toContain(`href="#${field}"`)
    for (const [name, value] of Object.entries({ ...typed, ...wrong }))
      if (value.length > 3 && value.length < 100 && !['pigeon', 'Atlantis', 'a_pony', 'me'].includes(value))
        expect(page, name).toContain(value)
    expect(await place.db.select().from(people)).toEqual([])
  })

  it('names every faulty field at once', async () => {
    const place = await world()
    const { linkWorker } = await team(place)
    const page = await (await place.postForm('/people', { reachBy: 'carer' }, { as: linkWorker })).text()
    for (const field of ['name', 'language', 'carerName', 'carerPhone', 'consentWords']) expect(page).toContain(`href="#${field}"`)
  })

  it('reads a national number as one of the place', async () => {
    const place = await world({ country: 'ID', timeZone: 'Asia/Jakarta', locale: 'id' })
    const { linkWorker } = await team(place)
    const id = await addTyped(place, linkWorker, { phone: '0812-3456-7890', carerPhone: '' })
    expect(await (await place.get(`/people/${id}`, { as: linkWorker })).text()).toContain('tel:+6281234567890')
  })

  it('lets several people share one address', async () => {
    const place = await world()
    const { linkWorker } = await team(place)
    await addTyped(place, linkWorker)
    await addTyped(place, linkWorker, { name: 'Bertram Fairweather', phone: '', 'birthDate-year': '1970', evenIfDuplicate: 'yes' })
    expect(await place.db.select().from(people)).toHaveLength(2)
  })

  it('refuses a team and a link worker that are not of the own team', async () => {
    const place = await world()
    const { linkWorker } = await team(place)
    const other = await team(place)
    expect((await place.postForm('/people', { ...typed, teamId: other.orgId }, { as: linkWorker })).status).toBe(422)
    expect((await place.postForm('/people', { ...typed, linkWorkerId: other.linkWorker.id }, { as: linkWorker })).status).toBe(422)
    expect(await place.db.select().from(people)).toEqual([])
  })
})

describe('editing a person', () => {
  it('replaces what is known, and finds them by the new address only', async () => {
    const place = await world()
    const { linkWorker } = await team(place)
    const id = await addTyped(place, linkWorker)
    const edited = await place.postForm(`/people/${id}`, { ...typed, email: 'new@home.example', step: '1' }, { as: linkWorker })
    expect(edited.headers.get('location')).toBe(`/people/${id}?done=edited`)
    const found = async (q: string) => (await place.postForm('/people/search', { q }, { as: linkWorker })).text()
    expect(await found('NEW@home.example')).toContain('Annabel Fairweather')
    expect(await found('annabel@home.example')).not.toContain('Annabel Fairweather')
    const [row] = await place.db.select().from(people).where(eq(people.id, id))
    expect(row).toMatchObject({ step: 2, consentBy: linkWorker.id })
  })

  it('overwrites no change by somebody else, and keeps what was typed', async () => {
    const place = await world()
    const { linkWorker } = await team(place)
    const id = await addTyped(place, linkWorker)
    await place.postForm(`/people/${id}`, { ...typed, notes: 'First', step: '1' }, { as: linkWorker })
    const late = await place.postForm(`/people/${id}`, { ...typed, notes: 'Second', step: '1' }, { as: linkWorker })
    expect(late.status).toBe(422)
    const page = await late.text()
    expect(page).toContain('Somebody else changed this person')
    expect(page).toContain('Second')
    expect(page).toContain('name="step" value="2"')
  })

  it('records who took new consent', async () => {
    const place = await world()
    const { linkWorker, orgId } = await team(place)
    const id = await addTyped(place, linkWorker)
    const colleague = await place.signIn('link_worker', orgId)
    await place.postForm(`/people/${id}`, { ...typed, consentWords: 'Yes, once more' }, { as: colleague })
    const [row] = await place.db.select().from(people).where(eq(people.id, id))
    expect(row?.consentBy).toBe(colleague.id)
    expect((await place.rows.audit()).find(({ action }) => action === 'person.edit')?.why).toBe('consent_recorded')
  })
})

import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { people } from '../../src/db/schema/people.ts'
import { type World, world } from '../world.ts'
import { addTyped, team, typed } from './world.ts'

const nobody = '01890000-0000-7000-8000-000000000000'
const asked = (id: string): [string, string, Record<string, string> | undefined][] => [
  ['GET', `/people/${id}`, undefined],
  ['GET', `/people/${id}/edit`, undefined],
  ['POST', `/people/${id}`, typed],
  ['GET', `/api/people/${id}`, undefined],
]

async function answer(place: World, as: { cookie: string }, [method, path, body]: ReturnType<typeof asked>[number]) {
  const response = method === 'GET' ? await place.get(path, { as }) : await place.postForm(path, body ?? {}, { as })
  return { status: response.status, body: (await response.text()).replaceAll(/[0-9a-f-]{36}/g, 'ID') }
}

describe('a person of another team', () => {
  it('is answered byte for byte like one who does not exist', async () => {
    const place = await world()
    const { linkWorker } = await team(place)
    const foreign = await addTyped(place, (await team(place)).linkWorker)
    for (const [at, request] of asked(foreign).entries()) {
      const theirs = await answer(place, linkWorker, request)
      expect(theirs.status, request.join(' ')).toBe(404)
      expect(theirs).toEqual(await answer(place, linkWorker, asked(nobody)[at] as typeof request))
      expect(theirs).toEqual(
        await answer(place, linkWorker, asked('nonsense')[at] as typeof request).then((one) => ({
          ...one,
          body: one.body.replace('nonsense', 'ID'),
        })),
      )
    }
    expect((await place.rows.audit()).filter(({ action }) => action !== 'person.add' && action !== 'referral.received')).toEqual([])
  })

  it('is in no list and no search', async () => {
    const place = await world()
    const { linkWorker } = await team(place)
    await addTyped(place, (await team(place)).linkWorker)
    expect(await (await place.get('/people', { as: linkWorker })).text()).not.toContain('Annabel')
    for (const q of ['Annabel', 'annabel@home.example', '01632 960123'])
      expect(await (await place.postForm('/people/search', { q }, { as: linkWorker })).text()).not.toContain('Fairweather')
  })

  it.each(['coordinator', 'organiser', 'buddy'] as const)('and any person is nothing to a %s', async (role) => {
    const place = await world()
    const { linkWorker, orgId } = await team(place)
    const id = await addTyped(place, linkWorker)
    const as = await place.signIn(role, orgId)
    for (const request of [...asked(id), ['GET', '/people', undefined] as never, ['GET', '/people/new', undefined] as never])
      expect((await answer(place, as, request)).status).toBe(404)
  })
})

describe('the list', () => {
  it('goes on where the page before ended, and logs exactly who was shown', async () => {
    const place = await world()
    const { linkWorker, orgId } = await team(place)
    for (let n = 0; n < 30; n++) await place.person(orgId, { called: `P${n}` })
    const first: { people: { id: string }[]; next: string } = await (await place.get('/api/people', { as: linkWorker })).json()
    const second: typeof first = await (await place.get(`/api/people?after=${first.next}`, { as: linkWorker })).json()
    expect([first.people.length, second.people.length, second.next]).toEqual([25, 5, undefined])
    const shown = [...first.people, ...second.people].map(({ id }) => id)
    expect(new Set(shown).size).toBe(30)
    expect((await place.rows.audit()).map(({ subjectId }) => subjectId).sort()).toEqual(shown.sort())
  })

  it('shows only my own people when asked', async () => {
    const place = await world()
    const { linkWorker, orgId } = await team(place)
    await addTyped(place, linkWorker)
    await place.person(orgId, { called: 'Dorothy' })
    const page = await (await place.get('/people?mine=yes', { as: linkWorker })).text()
    expect(page).toContain('Annabel')
    expect(page).not.toContain('Dorothy')
  })
})

describe('a search', () => {
  it.each(['annab', 'FAIRWEATHER', 'annie', 'fair anna', 'Annabel@Home.example', '+44 1632 960123', '01632960123'])(
    'finds her by %s',
    async (q) => {
      const place = await world()
      const { linkWorker } = await team(place)
      await addTyped(place, linkWorker)
      const found = await place.post('/api/people/search', { q }, { as: linkWorker })
      expect(await found.json()).toMatchObject({ people: [{ name: 'Annabel Fairweather' }] })
    },
  )

  it.each(['nabel', 'bertram', 'annabel@home.exampl', '%', '*', 'anna x'])('does not find her by %s', async (q) => {
    const place = await world()
    const { linkWorker } = await team(place)
    await addTyped(place, linkWorker)
    expect(await (await place.post('/api/people/search', { q }, { as: linkWorker })).json()).toMatchObject({ people: [] })
  })

  it('goes through all of a large team, a stretch at a time', async () => {
    const place = await world()
    const { linkWorker, orgId } = await team(place)
    const oldest = await place.person(orgId, { called: 'Zebedee' })
    place.clock.now += 1000
    const common = await place.person(orgId, { called: 'Common' })
    const [row] = await place.db.select().from(people).where(eq(people.id, common))
    if (!row) throw new Error('nobody')
    for (let n = 0; n < 420; n++) {
      const id = place.ctx().newId()
      const seal = (column: string) => place.vault.seal('Common Name', { column: `people.${column}`, rowId: id })
      await place.db.insert(people).values({ ...row, id, name: await seal('name'), preferredName: await seal('preferred_name') })
    }
    const search = async (after?: string) =>
      (await place.post('/api/people/search', { q: 'zebedee', ...(after ? { after } : {}) }, { as: linkWorker })).json<{
        people: { id: string }[]
        next?: string
      }>()
    const first = await search()
    expect(first).toMatchObject({ people: [] })
    expect((await search(first.next)).people).toMatchObject([{ id: oldest }])
  })
})

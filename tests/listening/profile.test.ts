import { describe, expect, it } from 'vitest'
import { venues } from '../../src/db/schema/groups.ts'
import { goalRatings, goals, needs, profiles } from '../../src/db/schema/listening.ts'
import { tidyText } from '../../src/lib/text.ts'
import { days } from '../../src/lib/time.ts'
import { needCodes, needGroups } from '../../src/needs/rules.ts'
import { type Known, spotNear } from '../../src/profiles/rules.ts'
import { hostile } from '../hostile.ts'
import { noon, type World } from '../world.ts'
import { heard } from './world.ts'

const told = {
  matters: 'My garden, and being useful',
  strengths: 'Patient',
  interests: ['growing', 'singing'],
  suits: ['tue_morning'],
  cannot: ['fri_evening'],
  languages: ['cy'],
  languageRequired: true,
  reachKm: 3,
  gender: 'woman',
  near: 'NF1 2AB',
  needs: ['lonely', 'debt'],
}

async function onMap() {
  const all = await heard()
  const { provider } = await all.place.scene()
  await all.place.db.insert(venues).values({
    ...{ id: all.place.ctx().newId(), orgId: provider, name: 'Mill Hall', address: '1 Mill Lane', postcode: 'NF1 2AB', area: 'Riverside' },
    ...{ latitude: 51.5, longitude: -0.1, howToFind: 'The blue door', createdAt: noon },
  })
  return all
}
const put = (place: World, as: { cookie: string }, personId: string, body: Record<string, unknown>) =>
  place.request('PUT', `/api/people/${personId}/profile`, { as, body: { ...told, ...body } })
const read = async (place: World, as: { cookie: string }, personId: string) =>
  (await place.get(`/api/people/${personId}/profile`, { as })).json() as Promise<Record<string, unknown>>

describe('what matters', () => {
  it('is sealed, with the point, and opens again; codes stay codes', async () => {
    const { place, linkWorker: as, personId } = await onMap()
    expect((await put(place, as, personId, {})).status).toBe(200)
    const [row] = await place.db.select().from(profiles)
    expect(row).toMatchObject({ interests: ['growing', 'singing'], suits: ['tue_morning'], cannot: ['fri_evening'], reachKm: 3, step: 1 })
    expect(JSON.stringify(row)).not.toMatch(/garden|Patient|woman|NF1|51\.5/)
    if (!row?.point) throw new Error('no point')
    expect(JSON.parse(await place.vault.open(row.point, { column: 'profiles.point', rowId: personId }))).toEqual({
      ...{ latitude: 51.5, longitude: -0.1, label: 'NF1 2AB' },
    })
    expect(await read(place, as, personId)).toMatchObject({ ...told, needs: [{ code: 'debt' }, { code: 'lonely' }] })
    const page = await (await place.get(`/people/${personId}/profile`, { as })).text()
    for (const words of ['My garden, and being useful', 'Feels lonely', 'Gardening and cooking', 'Only English, Welsh', 'Tuesday mornings'])
      expect(page).toContain(words)
    const languages = async (body: Record<string, unknown>) => {
      await put(place, as, personId, { languageRequired: false, ...body })
      return (await place.get(`/people/${personId}/profile`, { as })).text()
    }
    expect(await languages({})).toMatch(/Other languages they feel at home in<\/dt><dd[^>]*>Welsh</)
    expect(await languages({ languages: [] })).not.toContain('Other languages')
  })

  it('is not overwritten by who started from an older one', async () => {
    const { place, linkWorker: as, personId } = await onMap()
    expect((await put(place, as, personId, { step: 0 })).status).toBe(200)
    expect(await (await put(place, as, personId, { step: 0, matters: 'Other' })).json()).toMatchObject({ reason: 'changed_meanwhile' })
    const both = await Promise.all([1, 2].map(() => put(place, as, personId, { step: 1 })))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await read(place, as, personId)).toMatchObject({ step: 2, matters: told.matters })
  })

  it('closes a need that is unticked, and begins it anew when it comes back', async () => {
    const { place, linkWorker: as, personId } = await onMap()
    await put(place, as, personId, {})
    place.clock.now = noon + days(10)
    await put(place, as, personId, { needs: ['lonely'] })
    const kept = async () => (await place.db.select().from(needs)).map(({ code, since, metAt }) => [code, since, metAt]).sort()
    expect(await kept()).toEqual([
      ['debt', noon, noon + days(10)],
      ['lonely', noon, null],
    ])
    place.clock.now = noon + days(20)
    await put(place, as, personId, {})
    expect(await kept()).toEqual([
      ['debt', noon + days(20), null],
      ['lonely', noon, null],
    ])
  })

  it('goes through the form as through the API, and comes back ticked', async () => {
    const { place, linkWorker: as, personId } = await onMap()
    const form: [string, string][] = [
      ...([
        ['matters', 'Sea'],
        ['near', 'riverside'],
        ['interests_faith', 'faith'],
        ['interests_arts', 'singing'],
      ] as [string, string][]),
      ...([
        ['needs_money', 'debt'],
        ['suits_morning', 'mon'],
        ['suits_morning', 'tue'],
        ['cannot_evening', 'mon'],
      ] as [string, string][]),
    ]
    const saved = await place.postForm(`/people/${personId}/profile`, form, { as })
    expect(saved.headers.get('location')).toBe(`/people/${personId}/profile?done=saved`)
    expect(await read(place, as, personId)).toMatchObject({
      ...{
        matters: 'Sea',
        interests: ['singing', 'faith'],
        suits: ['mon_morning', 'tue_morning'],
        cannot: ['mon_evening'],
        near: 'riverside',
      },
    })
    const again = await (await place.get(`/people/${personId}/profile/edit`, { as })).text()
    expect(again.match(/ checked/g)).toHaveLength(7)
  })

  it('says which spot is not known, and which day is both, with everything typed still there', async () => {
    const { place, linkWorker: as, personId } = await onMap()
    const wrong = await place.postForm(`/people/${personId}/profile`, { near: 'Atlantis', matters: 'Kept words' }, { as })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toMatch(/We know no venue there.*Kept words/s)
    const both = await place.postForm(
      `/people/${personId}/profile`,
      { suits_morning: 'mon', cannot_morning: 'mon', matters: 'Kept words' },
      { as },
    )
    expect(both.status).toBe(422)
    expect(await both.text()).toMatch(/href="#cannot_morning".*Kept words/s)
    expect(await place.db.select().from(profiles)).toEqual([])
  })
})

describe('a spot', () => {
  const known: Known[] = [
    { name: 'Mill Hall', postcode: 'NF1 2AB', area: 'Riverside', latitude: 51, longitude: 0 },
    { name: 'The Café', postcode: 'nf1 9zz', area: 'Riverside', latitude: 53, longitude: 2 },
    { name: 'Balai Warga', postcode: '12430', area: 'Cilandak', latitude: -6.3, longitude: 106.8 },
  ]
  it.each([
    ['NF1 2AB', 51, 0],
    ['nf12ab', 51, 0],
    ['  riverside ', 52, 1],
    ['the cafe', 53, 2],
    ['NF1', 52, 1],
    ['NF1 7XY', 52, 1],
    ['12430', -6.3, 106.8],
    ['51.2, -0.5', 51.2, -0.5],
  ])('%s is found', (typed, latitude, longitude) => {
    expect(spotNear(typed, known)).toMatchObject({ latitude, longitude, label: typed.trim() })
  })
  it.each(['', 'NF2 1AA', 'NF', '12', 'Atlantis', '91, 0', '%'])('%j is not', (typed) => {
    expect(spotNear(typed, known)).toBeUndefined()
  })
})

it('has each need once, in one of the seven groups', () => {
  expect(Object.keys(needGroups)).toEqual(['social', 'access', 'language', 'money', 'transport', 'digital', 'confidence'])
  expect(new Set(needCodes).size).toBe(needCodes.length)
})

describe('a goal', () => {
  it('is rated by day, drawn with its table, reached and taken up again', async () => {
    const { place, linkWorker: as, personId } = await heard()
    const { id } = (await (await place.post(`/api/people/${personId}/goals`, { words: 'Go out alone', rating: 2 }, { as })).json()) as {
      id: string
    }
    place.clock.now = noon + days(14)
    await place.postForm(`/goals/${id}/ratings`, { rating: '4' }, { as })
    await place.postForm(`/goals/${id}/ratings`, { rating: '6' }, { as })
    expect((await place.db.select().from(goalRatings)).map(({ ratedOn, rating }) => [ratedOn, rating])).toEqual([
      ['2026-06-01', 2],
      ['2026-06-15', 6],
    ])
    const page = await (await place.get(`/people/${personId}/profile`, { as })).text()
    expect(page).toContain('al-chart__line')
    expect(page).toMatch(/15 June 2026[\s\S]*<td[^>]*>\s*<div>6/)
    const move = async (status: string) => (await place.post(`/api/goals/${id}/status`, { status }, { as })).status
    expect([await move('reached'), await move('reached'), await move('set_aside'), await move('active')]).toEqual([200, 200, 409, 200])
    const [row] = await place.db.select().from(goals)
    expect(row).toMatchObject({ status: 'active', step: 3 })
    expect(JSON.stringify(row)).not.toContain('alone')
  })

  it.each([
    [{ rating: 11 }, 422],
    [{ rating: -1 }, 422],
    [{ rating: 5, ratedOn: '2026-06-02' }, 422],
    [{ rating: 5, ratedOn: '2026-05-31' }, 409],
    [{ rating: 0 }, 201],
  ])('takes %j with %i', async (body, status) => {
    const { place, linkWorker: as, personId } = await heard()
    const { id } = (await (await place.post(`/api/people/${personId}/goals`, { words: 'Go out' }, { as })).json()) as { id: string }
    expect((await place.post(`/api/goals/${id}/ratings`, body, { as })).status).toBe(status)
  })
})

it('shows every hostile text as text, on all three pages', { timeout: 120_000 }, async () => {
  const { place, linkWorker: as, personId } = await heard()
  const shape = async (path: string) => {
    const found = new Set<string>()
    const seen = new HTMLRewriter().on('*', {
      element(element) {
        for (const [name = '', value = ''] of element.attributes) found.add(name === 'href' ? `href ${value.split(/[:?#/]/)[0]}:` : name)
        found.add(`<${element.tagName}>`)
      },
    })
    await seen.transform(await place.get(path, { as })).text()
    return [...found]
  }
  const pages = [`/people/${personId}/timeline`, `/people/${personId}/profile`, `/people/${personId}/profile/edit`, '/follow-ups']
  const write = async (text: string) => {
    const line = text.slice(0, 300)
    const note = {
      channel: 'phone',
      wasReached: 'yes',
      words: text,
      nextStep: line,
      'nextStepOn-day': '1',
      'nextStepOn-month': '6',
      'nextStepOn-year': '2026',
    }
    await place.postForm(`/people/${personId}/conversations`, note, { as })
    await place.postForm(`/people/${personId}/profile`, { matters: text, strengths: text.slice(0, 1000) }, { as })
    await place.postForm(`/people/${personId}/goals`, { words: text.slice(0, 400) }, { as })
  }
  await write('two\nlines')
  const usual = await Promise.all(pages.map(shape))
  const texts = hostile.filter(({ text }) => tidyText(text) !== '' && text.length < 4000)
  for (let n = 0; n < texts.length; n += 12) {
    for (const { text } of texts.slice(n, n + 12)) await write(text)
    for (const [at, page] of pages.entries())
      for (const name of await shape(page))
        expect([...(usual[at] ?? []), 'rel', 'href people:', '<nav>'], `${page} ${texts[n]?.text}`).toContain(name)
  }
})

import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { permit } from '../../src/access/permit.ts'
import { commit } from '../../src/db/commit.ts'
import { profiles } from '../../src/db/schema/listening.ts'
import { people } from '../../src/db/schema/people.ts'
import { unmetNeeds } from '../../src/db/schema/unmet-needs.ts'
import { days } from '../../src/lib/time.ts'
import type { Seen } from '../../src/unmet-needs/actions.ts'
import { noteUnmetNeed, type Unmet } from '../../src/unmet-needs/queries.ts'
import { raiseAlarms } from '../../src/visits/alarms/actions.ts'
import { type Stage, stage } from '../bookings/stage.ts'

let place: Stage
let coordinator: Awaited<ReturnType<Stage['signIn']>>

beforeEach(async () => {
  place = await stage({ capacity: 1 })
  coordinator = await place.signIn('coordinator', await place.organisation('place_office'))
})

const note = async (unmet: Unmet) => commit(place.db, [], await noteUnmetNeed(place.ctx(), unmet))
const ledger = () => place.db.select().from(unmetNeeds)
const somebody = async (suits: string[] = [], more: Parameters<Stage['person']>[0] = {}) => {
  const id = await place.person({ area: 'Northfield', accessNeeds: ['step_free'], ...more })
  await place.db.insert(profiles).values({
    personId: id,
    teamId: place.scene.team,
    interests: [],
    suits,
    cannot: [],
    languages: [],
    languageRequired: false,
    step: 1,
    updatedAt: place.clock.now,
  })
  return id
}
const seen = async (filter = '') => (await (await place.get(`/api/needs${filter}`, { as: coordinator })).json()) as Seen
const page = async (path: string) => {
  const response = await place.get(path, { as: coordinator })
  expect(response.status).toBe(200)
  return response.text()
}

describe('the ledger', () => {
  it('counts ten searches of one person once a month, and knows neither who nor which day', async () => {
    const personId = await somebody(['tue_morning'])
    for (let n = 0; n < 10; n++) await note({ personId, cause: 'no_match', activities: ['singing'] })
    const [row, ...more] = await ledger()
    expect(more).toEqual([])
    expect(row).toMatchObject({
      cause: 'no_match',
      activity: 'singing',
      area: 'Northfield',
      times: ['tue_morning'],
      accessNeeds: ['step_free'],
    })
    expect(row?.monthOn).toBe('2026-06-01')
    expect(JSON.stringify(row)).not.toContain(personId)
    // A UUIDv7 would begin with the instant.
    expect(row?.id).not.toContain(place.ctx().newId().slice(0, 8))
    place.clock.now += days(31)
    await note({ personId, cause: 'no_match', activities: ['singing'] })
    await note({ personId, cause: 'no_match', activities: ['walking'] })
    expect(await ledger()).toHaveLength(3)
  })

  it('says which rows are of one person, and not of whom', async () => {
    const [one, other] = [await somebody(), await somebody()]
    for (const activities of [['singing', 'walking'], ['cooking']]) await note({ personId: one, cause: 'no_match', activities })
    await note({ personId: other, cause: 'no_match', activities: ['singing'] })
    const rows = await ledger()
    expect([rows.length, new Set(rows.map(({ who }) => who)).size]).toEqual([4, 2])
    expect(rows.map(({ who }) => who)).not.toContain(null)
    for (const personId of [one, other]) expect(JSON.stringify(rows)).not.toContain(personId)
  })

  it('has nothing of somebody who was erased', async () => {
    const personId = await somebody()
    await place.db.update(people).set({ erasedAt: place.clock.now }).where(eq(people.id, personId))
    await note({ personId, cause: 'no_match' })
    expect(await ledger()).toEqual([])
  })

  it('takes in who waited until the session began', async () => {
    const waiting = [await place.book(), await place.book()][1]
    expect(waiting?.status).toBe('waitlisted')
    place.clock.now = (await place.session()).startsAt
    await place.close()
    await place.close()
    expect(await ledger()).toMatchObject([{ cause: 'wait_expired', activity: 'singing', area: 'Northfield', times: ['mon_afternoon'] }])
  })

  it('takes in first visits without a buddy', async () => {
    place = await stage({ buddyForFirstVisit: true })
    const held = permit({ kind: 'system', id: 'test' }, 'work.scheduled')
    if (!held) throw new Error('no job may work')
    await place.book({ buddyWish: 'wanted' })
    place.clock.now = (await place.session()).startsAt + days(2)
    expect(await raiseAlarms(place.ctx(), held)).toMatchObject({ closed: 1 })
    expect(await ledger()).toMatchObject([{ cause: 'no_buddy', activity: 'singing' }])
  })

  it('takes in who goes alone because no buddy was found', async () => {
    place = await stage({ buddyForFirstVisit: true })
    await place.book({ buddyWish: 'wanted' })
    const [visit] = await place.rows.visits()
    await place.say(`/api/visits/${visit?.id}/arrangement`, { arrangement: 'person_goes_alone' })
    expect(await ledger()).toMatchObject([{ cause: 'no_buddy' }])
  })
})

describe('telling what was missing', () => {
  it('is sealed, replaces what was told before, and is refused for another team', async () => {
    const personId = await somebody()
    const tell = (words: string) => place.say(`/api/people/${personId}/unmet-needs`, { activities: ['walking'], words })
    expect(await tell('A slow walk')).toMatchObject({ code: 201 })
    expect(await tell('A slow walk with benches')).toMatchObject({ code: 201 })
    const rows = await ledger()
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain('slow')
    expect((await seen()).words).toEqual([{ activity: 'walking', monthOn: '2026-06-01', words: 'A slow walk with benches' }])
    const stranger = await place.signIn('link_worker', await place.organisation('referral_team'))
    expect((await place.post(`/api/people/${personId}/unmet-needs`, { words: 'x' }, { as: stranger })).status).toBe(404)
  })

  it('works on the page, and keeps what was typed when something is missing', async () => {
    const personId = await somebody()
    const path = `/people/${personId}/unmet-need`
    const as = place.scene.linkWorker
    expect((await place.get(path, { as })).status).toBe(200)
    expect((await place.postForm(path, { activities: 'singing', words: '' }, { as })).status).toBe(422)
    const sent = await place.postForm(path, { activities: '', words: 'Somewhere warm' }, { as })
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `${path}?done=told`])
    expect(await page('/needs')).toContain('Somewhere warm')
  })
})

describe('the coordinator', () => {
  it('sees the first words of many, and the others on request', async () => {
    for (let n = 0; n < 7; n++)
      await place.say(`/api/people/${await somebody()}/unmet-needs`, { activities: ['walking'], words: `Wish ${n}` })
    const html = await page('/needs')
    const [seen, folded] = html.slice(html.indexOf('In the words')).split('<details') as [string, string]
    expect([seen.split('Wish').length - 1, folded.split('Wish').length - 1]).toEqual([5, 2])
    expect(folded).toContain('2 more')
    expect(seen).toContain('June 2026')
  })

  const fourteen = async () => {
    for (let n = 0; n < 14; n++)
      await note({ personId: await somebody(n < 11 ? ['tue_morning', 'wed_evening'] : []), cause: 'no_match', activities: ['singing'] })
    for (let n = 0; n < 4; n++)
      await note({ personId: await somebody([], { area: 'Riverside' }), cause: 'no_match', activities: ['walking'] })
  }

  it('reads what would have been offered to how many, with supply beside, and nothing about four people', async () => {
    await fourteen()
    await place.book()
    place.clock.now = (await place.session()).endsAt
    const { rows, needed, offers } = await seen()
    expect(offers).toEqual([
      expect.objectContaining({
        area: 'Northfield',
        activity: 'singing',
        part: 'tue_morning',
        need: 'step_free',
        people: 10,
        supply: { offered: 1, filled: 1 },
      }),
    ])
    expect(rows).toEqual([{ area: 'Northfield', family: 'arts', needed: 10, offered: 1, filled: 1 }])
    expect(needed).toBe(10)
    const html = await page('/needs')
    expect(html).toContain('A step-free group (Singing) on a Tuesday morning in Northfield would have been offered to 10 people or more.')
    expect(html).toContain('Places offered in the last 4 weeks: 1, filled: 1.')
    const indonesian = await place.get('/needs', { as: coordinator, headers: { 'accept-language': 'id' } })
    expect(await indonesian.text()).toContain(
      'Kelompok tanpa tangga (Bernyanyi) pada Selasa pagi di Northfield dapat ditawarkan kepada 10 orang atau lebih.',
    )
    expect(html).not.toContain('Riverside</')
  })

  it('is told of people, and not of how much one person needs or how often', async () => {
    const walker = await somebody()
    await note({
      personId: walker,
      cause: 'no_match',
      activities: ['walking', 'gentle_exercise', 'light_sport', 'swimming', 'cycling'],
    })
    const singer = await somebody()
    for (let month = 0; month < 5; month++) {
      await note({ personId: singer, cause: 'no_match', activities: ['singing'] })
      place.clock.now += days(31)
    }
    coordinator = await place.signIn('coordinator', await place.organisation('place_office'))
    expect(await ledger()).toHaveLength(10)
    expect(await seen()).toMatchObject({ rows: [], offers: [], needed: 0 })

    // Four more who sing are five people.
    for (let n = 0; n < 4; n++) await note({ personId: await somebody(), cause: 'no_match', activities: ['singing'] })
    expect(await seen()).toMatchObject({
      rows: [{ area: 'Northfield', family: 'arts', needed: 5 }],
      offers: [{ activity: 'singing', people: 5 }],
      needed: 5,
    })
  })

  it('is told of one person where two records were merged', async () => {
    const singers = await Promise.all(Array.from({ length: 5 }, () => somebody()))
    for (const personId of singers) await note({ personId, cause: 'no_match', activities: ['singing'] })
    coordinator = await place.signIn('coordinator', await place.organisation('place_office'))
    expect((await seen()).needed).toBe(5)
    const merged = await place.post(`/api/people/${singers[0]}/merging`, { intoId: singers[1] }, { as: place.scene.linkWorker })
    expect(merged.status).toBe(200)
    expect(await seen()).toMatchObject({ rows: [], offers: [], needed: 0 })
  })

  it('is told a total that counts each person once, and nobody who is hidden', async () => {
    const both = await Promise.all(Array.from({ length: 6 }, () => somebody()))
    for (const personId of both) await note({ personId, cause: 'no_match', activities: ['singing', 'walking'] })
    expect((await seen()).rows.map(({ needed }) => needed)).toEqual([5, 5])
    expect((await seen()).needed).toBe(5)
    for (let n = 0; n < 4; n++) {
      await note({ personId: await somebody([], { area: 'Riverside' }), cause: 'no_match', activities: ['singing'] })
      expect((await seen()).needed).toBe(5)
    }
    expect(await page('/needs')).toContain('Together at least 5 people, each counted once')
  })

  it('is told of a row that is older than the hash as one person', async () => {
    for (let n = 0; n < 5; n++) await note({ personId: await somebody(), cause: 'no_match', activities: ['singing'] })
    await place.db.update(unmetNeeds).set({ who: null })
    expect((await seen()).needed).toBe(5)
  })

  it('filters by time, access, language and period', async () => {
    await fourteen()
    const needed = async (filter: string) => (await seen(filter)).needed
    // Whom nothing holds to a time, every time suits.
    expect(await needed('?time=tue_morning')).toBe(10)
    expect(await needed('?time=fri_morning')).toBe(0)
    expect(await needed('?access=hearing_loop')).toBe(0)
    expect(await needed('?access=step_free&language=en')).toBe(10)
    expect(await needed('?language=id')).toBe(0)
    place.clock.now += days(100)
    expect(await needed('?months=3')).toBe(0)
    expect(await needed('?months=6')).toBe(10)
  })

  it('downloads the same table', async () => {
    await fourteen()
    expect(await page('/needs/table.csv')).toBe(
      'Area,Activity,People,"Places offered","Places filled"\r\nNorthfield,"Art and music","10 or more",0,0\r\n',
    )
  })

  it('alone sees it', async () => {
    for (const as of [place.scene.linkWorker, place.scene.organiser]) expect((await place.get('/api/needs', { as })).status).toBe(404)
  })
})

import { eq, ne, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { buddies } from '../../src/db/schema/buddies.ts'
import { users } from '../../src/db/schema/organisations.ts'
import { people } from '../../src/db/schema/people.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { responses } from '../../src/db/schema/surveys.ts'
import { unmetNeeds } from '../../src/db/schema/unmet-needs.ts'
import { days, hours } from '../../src/lib/time.ts'
import { half } from '../access/halves.ts'
import { world } from '../world.ts'
import { changeGroup, profile, venueAt } from './stage.ts'

/** Monday 8 June 2026, 1pm in London. */
async function stage(seed: Parameters<Awaited<ReturnType<typeof world>>['scene']>[0] = {}) {
  const place = await world()
  const scene = await place.scene(seed)
  await venueAt(place, scene.venueId, 0.2)
  const ann = await place.person(scene.team, { called: 'Ann', accessNeeds: ['step_free'] })
  const page = async (id = ann, as = scene.linkWorker) => (await place.get(`/people/${id}/matches`, { as })).text()
  const api = async (id = ann, as = scene.linkWorker) => (await place.get(`/api/people/${id}/matches`, { as })).json() as Promise<Found>
  return { place, scene, ann, page, api }
}
type Entry = {
  session: { id: string; group: { name: string } }
  score: number
  obstacles: { kind: string }[]
  hints: object[]
  reasons: { kind: string }[]
  others: { id: string }[]
}
type Found = { matches: Entry[]; nearMisses: Entry[] }

describe('what fits somebody', () => {
  it('comes with its reasons in words', async () => {
    const { place, scene, ann, page } = await stage()
    await profile(place, scene.team, ann)
    const text = await page()
    expect(text).toContain(
      '4 minutes on foot from home · they like this: Singing · step-free · in English · Monday afternoons suit · 10 places',
    )
    expect(text).toContain(`href="/people/${ann}/sessions/${scene.sessionId}"`)
    expect(text).toContain('How this was worked out')
  })

  it('and in Indonesian', async () => {
    const { place, scene, ann } = await stage()
    await profile(place, scene.team, ann)
    const text = await (
      await place.get(`/people/${ann}/matches`, {
        as: scene.linkWorker,
        headers: { cookie: `${scene.linkWorker.cookie}; __Host-language=id`, 'accept-language': 'id' },
      })
    ).text()
    expect(text).toContain('menit jalan kaki dari rumah')
    expect(text).toContain('Senin siang cocok')
  })

  it.each([
    ['cannot come then', { cost: 'Free' }, { cannot: ['mon_afternoon'], suits: [] }, 'you wrote that Monday afternoons are not possible'],
    ['too young', { minAge: 18 }, {}, 'from 18 years'],
    ['a man at a group for women', { gender: 'women' as const }, { who: 'man' }, 'for women only'],
    ['steps', { accessFeatures: [] }, {}, 'not step-free'],
    ['another language', { languages: ['pl'] }, { languageRequired: true }, 'not in a language they can take part in'],
  ])('%s stands in the way', async (_, group, seed, words) => {
    const { place, scene, ann, page, api } = await stage()
    await changeGroup(place, scene.groupId, group)
    await profile(place, scene.team, ann, seed)
    const birthDate = await place.vault.seal('2010-01-01', { column: 'people.birth_date', rowId: ann })
    if ('minAge' in group) await place.db.update(people).set({ birthDate }).where(eq(people.id, ann))
    expect(await page()).toContain(words)
    expect((await api()).matches).toEqual([])
    expect((await api()).nearMisses).toHaveLength(1)
  })

  it.each([
    ['and is in the way by the part that it goes on into', hours(7), ['mon_evening'], [{ kind: 'time', part: 'mon_evening' }]],
    // One to five: over when the evening begins.
    ['and is in no way when it is over by then', hours(4), ['mon_evening'], undefined],
  ])('takes its whole time %s', async (_, long, cannot, obstacles) => {
    const { place, scene, ann, api } = await stage()
    await profile(place, scene.team, ann, { cannot, suits: [] })
    await place.db.update(sessions).set({ endsAt: sql`starts_at + ${long}` })
    const { matches, nearMisses } = await api()
    expect([matches.length, nearMisses[0]?.obstacles]).toEqual([obstacles ? 0 : 1, obstacles])
  })

  it('keeps stairs from whoever was heard to be unable to climb them, for as long as that need is open', async () => {
    const { place, scene, ann, api, page } = await stage({})
    const ben = await place.person(scene.team, { called: 'Ben' })
    await changeGroup(place, scene.groupId, { accessFeatures: [] })
    for (const id of [ann, ben]) await profile(place, scene.team, id)
    await place.db.update(people).set({ accessNeeds: [] })
    const hear = async (...codes: string[]) =>
      (await place.request('PUT', `/api/people/${ann}/profile`, { as: scene.linkWorker, body: { needs: codes } })).status
    expect([await hear('step_free_only', 'lonely'), (await api()).nearMisses.map(({ obstacles }) => obstacles)]).toEqual([
      200,
      [[{ kind: 'missing', need: 'step_free' }]],
    ])
    expect((await api(ben)).matches).toHaveLength(1)
    // What was missing is told as what they need, not as whatever there may be.
    expect(await place.db.select({ accessNeeds: unmetNeeds.accessNeeds }).from(unmetNeeds)).toEqual([{ accessNeeds: ['step_free'] }])
    expect([await hear('lonely'), (await api()).matches.length]).toEqual([200, 1])
    // An interpreter is arranged by hand: no wall, but somebody has to see to it.
    expect([await hear('interpreter'), (await api()).matches[0]?.hints]).toEqual([
      200,
      expect.arrayContaining([{ kind: 'to_arrange', need: 'interpreter' }]),
    ])
    expect(await page()).toContain('interpreter')
  })

  it('full is a number on the waiting list', async () => {
    const { page, api } = await stage({ capacity: 2, placesTaken: 2, waiting: 2 })
    expect(await page()).toContain('all places are taken: they would be number 3 on the waiting list')
    expect((await api()).nearMisses[0]?.obstacles).toEqual([{ kind: 'full', number: 3, why: 'session_full' }])
  })

  it('is one choice a group, with its other dates and a routine', async () => {
    const { place, scene, ann, page, api } = await stage()
    for (const week of [2, 3])
      await place.session(scene.provider, scene.groupId, scene.venueId, { startsAt: place.clock.now + days(7 * week) })
    const { matches } = await api()
    expect(matches.map(({ others }) => others.length)).toEqual([2])
    const text = await page()
    expect(text).toContain('2 other dates')
    expect(text).toContain(`/people/${ann}/sessions/${scene.sessionId}/routine`)
  })

  it.each(['attended', 'missed'] as const)('is not where they said that they would not go again, marked as %s', async (status) => {
    const { place, scene, ann, api } = await stage()
    const before = await place.session(scene.provider, scene.groupId, scene.venueId, {
      startsAt: place.clock.now + hours(3),
      bookingClosesAt: place.clock.now + hours(2),
    })
    const booked = await place.post(`/api/sessions/${before}/bookings`, { personId: ann }, { as: scene.linkWorker })
    const { id } = (await booked.json()) as { id: string }
    const said = {
      bookingId: id,
      teamId: scene.team,
      personId: ann,
      language: 'en' as const,
      answeredBy: 'person' as const,
      answeredAt: place.clock.now,
      step: 1,
    }
    await place.db.insert(responses).values({ ...said, went: 'yes', again: 'no' })
    await place.db.update(bookings).set({ status, missedCause: status === 'missed' ? 'not_ticked' : null })
    expect((await api()).nearMisses[0]?.obstacles).toEqual([{ kind: 'said_not_again' }])
    // Whoever was nowhere is still new there.
    expect((await api()).nearMisses[0]?.reasons.some(({ kind }) => kind === 'been_before')).toBe(status === 'attended')
  })

  it('knows whether a buddy is free, and says nothing of who', async () => {
    const place = await world()
    const mine = await half(place)
    const ann = await place.person(mine.team, { called: 'Ann' })
    const read = async () => (await place.get(`/people/${ann}/matches`, { as: mine.linkWorker })).text()
    // The half's buddy goes with somebody else to that very session.
    expect(await read()).not.toContain('a buddy is free')
    const at = place.clock.now + days(14)
    await place.session(mine.provider, mine.groupId, mine.venueId, { startsAt: at })
    const { matches } = (await (await place.get(`/api/people/${ann}/matches`, { as: mine.linkWorker })).json()) as {
      matches: { session: { hasBuddy: boolean } }[]
    }
    expect(matches[0]?.session.hasBuddy).toBe(true)
    const text = await read()
    expect(text).toContain('a buddy is free')
    expect(text).toContain('?buddy=wanted')
    expect(text).not.toContain('Tom')
    await place.db.update(buddies).set({ status: 'paused' })
    expect(await read()).not.toContain('a buddy is free')
    await place.db.update(buddies).set({ status: 'approved' })
    expect(await read()).toContain('a buddy is free')
    await place.db.update(users).set({ disabledAt: 1 }).where(ne(users.id, mine.linkWorker.id))
    expect(await read()).not.toContain('a buddy is free')
  })
})

describe('whom it is for', () => {
  it('knows nobody of another team, nor who was erased or merged, and looks for nothing once consent was taken back', async () => {
    const { place, scene, ann } = await stage()
    const other = await place.signIn('link_worker', await place.organisation('referral_team'))
    const status = async (as = scene.linkWorker) => (await place.get(`/people/${ann}/matches`, { as })).status
    expect([await status(), await status(other)]).toEqual([200, 404])
    await place.db.update(people).set({ withdrawnAt: place.clock.now }).where(eq(people.id, ann))
    const found = (await (await place.get(`/api/people/${ann}/matches`, { as: scene.linkWorker })).json()) as Found
    expect([found.matches, found.nearMisses]).toEqual([[], []])
    for (const set of [{ erasedAt: place.clock.now }, { erasedAt: null, mergedInto: 'x' }]) {
      await place.db.update(people).set(set).where(eq(people.id, ann))
      expect(await status()).toBe(404)
    }
  })

  it('changes with an edit of the person for themselves, and for nobody else', async () => {
    const { place, scene, ann, api } = await stage()
    const ben = await place.person(scene.team, { called: 'Ben' })
    for (const id of [ann, ben]) await profile(place, scene.team, id)
    const [before, beside] = [await api(ann), await api(ben)]
    expect(before.matches).toHaveLength(1)
    const body = { interests: ['walking'], cannot: ['mon_afternoon'], languageRequired: true, reachKm: 1 }
    expect((await place.request('PUT', `/api/people/${ann}/profile`, { as: scene.linkWorker, body })).status).toBe(200)
    expect((await api(ann)).matches).toEqual([])
    expect(await api(ben)).toEqual(beside)
  })

  it('leaves a trace of the read that says nothing of what was found', async () => {
    const { place, ann, page } = await stage()
    await page()
    const reads = (await place.rows.audit()).filter(({ personId }) => personId === ann)
    expect(reads).toMatchObject([{ action: 'person.read', why: 'match' }])
    expect(JSON.stringify(await place.rows.audit())).not.toMatch(/51\.|minutes|metres/)
  })
})

describe('what counts', () => {
  it('is for the coordinator to say, and counts at once', async () => {
    const { place, scene, ann, api } = await stage()
    await profile(place, scene.team, ann)
    const far = await place.group(scene.provider, { name: 'Far walk', activities: ['walking'] })
    await place.session(scene.provider, far.groupId, far.venueId)
    await venueAt(place, scene.venueId, 9)
    await venueAt(place, far.venueId, 0.1)
    const names = async () => (await api()).matches.map(({ session }) => session.group.name)
    expect(await names()).toEqual(['Choir', 'Far walk'])
    const coordinator = await place.signIn('coordinator', await place.organisation('place_office'))
    const weights = { interest: '0', distance: '10', time: '0', language: '0', buddy: '0', soon: '0', places: '0', load: '0' }
    const saved = await place.postForm('/running/matching', weights, { as: coordinator })
    expect([saved.status, saved.headers.get('location')]).toEqual([303, '/running/matching?done=saved'])
    expect(await names()).toEqual(['Far walk', 'Choir'])
    const page = await (await place.get('/running/matching?done=saved', { as: coordinator })).text()
    expect(page).toContain('Saved. It counts from now on.')
    const wrong = await place.postForm('/running/matching', { ...weights, soon: '11' }, { as: coordinator })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('Type 10 or less')
    expect((await place.get('/running/matching', { as: scene.linkWorker })).status).not.toBe(200)
    expect((await place.rows.audit()).filter(({ action }) => action === 'place.tune_matching')).toHaveLength(1)
  })
})

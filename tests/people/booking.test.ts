import { describe, expect, it } from 'vitest'
import { hours } from '../../src/lib/time.ts'
import { readable } from '../attendee/stage.ts'
import { type World, world } from '../world.ts'

type Scene = Awaited<ReturnType<World['scene']>>

async function book(place: World, scene: Scene, personId: string, more: Record<string, string> = {}) {
  const response = await place.postForm(
    `/people/${personId}/sessions/${scene.sessionId}`,
    { buddyWish: 'unasked', key: place.ctx().newId(), ...more },
    { as: scene.linkWorker },
  )
  const location = response.headers.get('location') ?? ''
  return { response, location, id: /bookings\/([0-9a-f-]{36})/.exec(location)?.[1] ?? '' }
}

describe('finding a session for somebody', () => {
  it('says what does not fit instead of hiding it, and hides it only when asked', async () => {
    const place = await world()
    const scene = await place.scene()
    const ann = await place.person(scene.team, {
      called: 'Ann',
      area: 'Riverside',
      language: 'id',
      accessNeeds: ['hearing_loop', 'step_free', 'interpreter'],
    })
    const list = async (filters = '') => (await place.get(`/people/${ann}/sessions${filters}`, { as: scene.linkWorker })).text()
    const page = await list()
    expect(page).toContain('Choir')
    expect(page).toContain('the group does not promise it: A hearing loop')
    expect(page).toContain('needs this arranged: An interpreter')
    expect(page).not.toContain('does not promise it: A way in without steps')
    expect(page).toContain('language')
    expect(page).toContain('Outside Ann’s area')
    expect(await list('?fitting=yes')).not.toContain('Choir')
  })

  it('says once what fits nowhere, and on each session only what is its own', async () => {
    const place = await world()
    const scene = await place.scene()
    await place.session(scene.provider, scene.groupId, scene.venueId, { startsAt: place.clock.now + hours(30) })
    const ann = await place.person(scene.team, { called: 'Ann', area: 'Northfield', accessNeeds: ['hearing_loop'] })
    const page = await (await place.get(`/people/${ann}/sessions`, { as: scene.linkWorker })).text()
    expect(page).toContain('The same for all of these')
    expect(page.split('does not promise it: A hearing loop')).toHaveLength(2)
  })

  it.each([
    ['?activity=singing', true],
    ['?activity=walking', false],
    ['?area=Northfield', true],
    ['?area=Riverside', false],
    ['?language=en', true],
    ['?language=id', false],
    ['?weekday=1', true], // Monday 8 June 2026
    ['?weekday=7', false],
    ['?places=free', true],
    ['?activity=nonsense&weekday=9&after=x', true],
  ])('with %s shows the choir: %s', async (filters, isShown) => {
    const place = await world()
    const scene = await place.scene()
    const ann = await place.person(scene.team)
    for (const path of [`/people/${ann}/sessions`, '/find'])
      expect((await (await place.get(`${path}${filters}`, { as: scene.linkWorker })).text()).includes('Choir')).toBe(isShown)
  })

  it('shows none that cannot be booked', async () => {
    for (const seed of [{ status: 'cancelled' as const }, { startsAt: 0 }, { bookingClosesAt: 1 }]) {
      const place = await world()
      const scene = await place.scene(seed)
      const ann = await place.person(scene.team)
      expect(await (await place.get(`/people/${ann}/sessions`, { as: scene.linkWorker })).text()).not.toContain('Choir')
    }
  })

  it('goes on page by page without losing or repeating one', async () => {
    const place = await world()
    const scene = await place.scene()
    for (let n = 0; n < 44; n++)
      await place.session(scene.provider, scene.groupId, scene.venueId, { startsAt: place.clock.now + hours(24 + (n % 9)) })
    const seen: string[] = []
    for (let after = ''; ; ) {
      const page: { sessions: { id: string }[]; next?: string } = await (
        await place.get(`/api/sessions/bookable${after}`, { as: scene.linkWorker })
      ).json()
      seen.push(...page.sessions.map(({ id }) => id))
      if (!page.next) break
      after = `?after=${page.next}`
    }
    expect([seen.length, new Set(seen).size]).toEqual([45, 45])
  })
})

describe('booking somebody', () => {
  it('answers at once: booked, and what happens next', async () => {
    const place = await world()
    const scene = await place.scene({ capacity: 1 })
    const ann = await place.person(scene.team, { called: 'Ann' })
    const { location } = await book(place, scene, ann)
    const page = await (await place.get(location, { as: scene.linkWorker })).text()
    expect(page).toContain('Ann has a place')
    expect(page).toContain('a button to say that they are coming')
  })

  it('or waiting list, number n, because', async () => {
    const place = await world()
    const scene = await place.scene({ capacity: 1 })
    await book(place, scene, await place.person(scene.team))
    await book(place, scene, await place.person(scene.team))
    const bob = await place.person(scene.team, { called: 'Bob', reachBy: 'phone' })
    const before = await (await place.get(`/people/${bob}/sessions/${scene.sessionId}`, { as: scene.linkWorker })).text()
    expect(before).toContain('They would be number 2 on the waiting list, because all places are taken.')
    const { location } = await book(place, scene, bob)
    const page = await (await place.get(location, { as: scene.linkWorker })).text()
    expect(page).toContain('Bob is on the waiting list')
    expect(page).toContain('Number 2 on the waiting list, because all places are taken.')
    expect(page).toContain('your call list says by when to ring')
    const next = await (await place.get(`/people/${bob}`, { as: scene.linkWorker })).text()
    expect(next).toContain('They wait for a place at Choir')
    expect(next).not.toContain('They go to Choir')
  })

  it('counts the line of its own session, not the lines of others', async () => {
    const place = await world()
    const scene = await place.scene({ capacity: 1 })
    const elsewhere = await place.session(scene.provider, scene.groupId, scene.venueId, {
      capacity: 1,
      startsAt: place.clock.now + hours(24 * 14),
    })
    const numbers: (string | undefined)[] = []
    for (const sessionId of [scene.sessionId, scene.sessionId, scene.sessionId, elsewhere, elsewhere]) {
      const { location } = await book(place, { ...scene, sessionId }, await place.person(scene.team))
      const page = await (await place.get(location, { as: scene.linkWorker })).text()
      numbers.push(/Number (\d) on the waiting list/.exec(page)?.[1])
    }
    expect(numbers).toEqual([undefined, '1', '2', undefined, '1'])
  })

  it('books once when the button is pressed twice, and two people who come together once for both', async () => {
    const place = await world()
    const scene = await place.scene({ capacity: 5 })
    const ann = await place.person(scene.team)
    const key = place.ctx().newId()
    const pressed = await Promise.all([1, 2, 3].map(() => book(place, scene, ann, { key, withCarer: 'yes' })))
    expect(new Set(pressed.map(({ location }) => location)).size).toBe(1)
    expect(await place.rows.bookings()).toMatchObject([{ places: 2, personId: ann }])
  })

  it('shows a refusal on the page, with what was chosen still there', async () => {
    const place = await world()
    const scene = await place.scene()
    const ann = await place.person(scene.team)
    await book(place, scene, ann)
    const { response } = await book(place, scene, ann, { buddyWish: 'wanted' })
    expect(response.status).toBe(422)
    expect(await response.text()).toContain('They have a place or are on the waiting list already')
  })

  it('knows no person of another team and no session that is not there', async () => {
    const place = await world()
    const scene = await place.scene()
    const stranger = await place.person(await place.organisation('referral_team'))
    expect((await book(place, scene, stranger)).response.status).toBe(404)
    const ann = await place.person(scene.team)
    expect((await book(place, { ...scene, sessionId: place.ctx().newId() }, ann)).response.status).toBe(404)
    for (const path of [`/people/${stranger}/sessions`, `/people/${stranger}/sessions/${scene.sessionId}`])
      expect((await place.get(path, { as: scene.linkWorker })).status).toBe(404)
  })
})

describe('the page of a booking', () => {
  it('answers for the person: confirm by phone, move, no buddy, call it off; each with its why', async () => {
    const place = await world()
    const scene = await place.scene({ buddyForFirstVisit: true })
    const later = await place.session(scene.provider, scene.groupId, scene.venueId, { startsAt: place.clock.now + hours(24 * 14) })
    const { id } = await book(place, scene, await place.person(scene.team, { called: 'Ann' }))
    const act = async (path: string, body: Record<string, string>) => {
      const response = await place.postForm(`/bookings/${path}`, body, { as: scene.linkWorker })
      expect(response.status, path).toBe(303)
      return response.headers.get('location') ?? ''
    }
    const confirmed = await (await place.get(await act(`${id}/confirmation`, { how: 'phone' }), { as: scene.linkWorker })).text()
    expect(confirmed).toContain('Confirmed: Ann is coming')
    expect(confirmed).toContain('by phone')
    await act(`${id}/buddy-choice`, { wish: 'not_wanted' })
    const inIndonesian = { as: { cookie: `${scene.linkWorker.cookie}; __Host-language=id` } }
    const noted = readable(await (await place.get(`/bookings/${id}`, inIndonesian)).text())
    expect(noted).toContain('Siapa yang menemani Tidak ingin teman pendamping')
    expect(noted).not.toContain('not wanted')
    const moved = await act(`${id}/move`, { sessionId: later })
    expect(moved).not.toContain(id)
    const gone = await act(`${moved.split('/')[2]?.split('?')[0]}/cancellation`, { reason: 'ill' })
    const page = await (await place.get(gone, { as: scene.linkWorker })).text()
    expect(page).toContain('Called off')
    expect(page).toContain('Not well')
    expect(page).toContain(scene.linkWorker.name)
    const left = await (await place.get(`/bookings/${id}`, { as: scene.linkWorker })).text()
    expect(left).toContain('They took another date, which stands on their page.')
  })

  it('does not take whoever gave a place back for the one who offered it', async () => {
    const place = await world()
    const scene = await place.scene({ capacity: 1 })
    const [first, second] = [
      await book(place, scene, await place.person(scene.team)),
      await book(place, scene, await place.person(scene.team)),
    ]
    await place.postForm(`/bookings/${first.id}/cancellation`, { reason: 'ill' }, { as: scene.linkWorker })
    const page = readable(await (await place.get(`/bookings/${second.id}`, { as: scene.linkWorker })).text())
    expect(page).toContain('They were first on the list The waiting list or a schedule')
  })

  it('sends the link again, but not twice within five minutes', async () => {
    const place = await world()
    const scene = await place.scene()
    const { id } = await book(place, scene, await place.person(scene.team))
    const send = () => place.postForm(`/bookings/${id}/link`, {}, { as: scene.linkWorker })
    const links = async () => (await place.rows.messages()).filter(({ kind }) => kind === 'booking.link').length
    expect([(await send()).status, (await send()).status, await links()]).toEqual([303, 422, 1])
    place.clock.now += 5 * 60_000
    expect([(await send()).status, await links()]).toEqual([303, 2])
  })

  it('is nothing to another team, whatever is asked of it', async () => {
    const place = await world()
    const scene = await place.scene()
    const { id } = await book(place, scene, await place.person(scene.team))
    const stranger = await place.signIn('link_worker', await place.organisation('referral_team'))
    const before = JSON.stringify(await place.rows.bookings())
    // The page names the address that was asked for, and nothing else.
    const read = async (response: Response) => [response.status, (await response.text()).replaceAll(/\/bookings\/[^"]*/g, 'HERE')]
    const missing = await read(await place.get(`/bookings/${place.ctx().newId()}`, { as: stranger }))
    expect(missing[0]).toBe(404)
    expect(await read(await place.get(`/bookings/${id}`, { as: stranger }))).toEqual(missing)
    for (const [path, body] of [
      ['confirmation', { how: 'phone' }],
      ['cancellation', {}],
      ['move', { sessionId: scene.sessionId }],
      ['buddy-choice', { wish: 'wanted' }],
      ['link', {}],
      ['calls', { about: 'reminder' }],
    ] as const)
      expect(await read(await place.postForm(`/bookings/${id}/${path}`, body, { as: stranger })), path).toEqual(missing)
    expect(JSON.stringify(await place.rows.bookings())).toBe(before)
  })
})

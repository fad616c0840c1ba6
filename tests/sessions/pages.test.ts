import { describe, expect, it } from 'vitest'
import { sessions } from '../../src/db/schema/sessions.ts'
import { days, hours } from '../../src/lib/time.ts'
import { readable } from '../attendee/stage.ts'
import { type World, world } from '../world.ts'
import { book, details, publish, sessionsOf, weekly } from './series.ts'

const typed = (venueId: string): Record<string, string> => ({
  every: 'week',
  'startsOn-day': '2',
  'startsOn-month': '6',
  'startsOn-year': '2026',
  startsTime: '10:00',
  endsTime: '11:30',
  interval: '1',
  'until-day': '',
  'until-month': '',
  'until-year': '',
  capacity: '8',
  newcomerLimit: '3',
  newcomerPlaces: '',
  bookingClosesMinutes: '60',
  venueId,
  meetingPoint: 'By the blue door',
  buddyForFirstVisit: 'yes',
})

/** What a page would post when its form is sent as it stands. */
function fieldsOf(page: string): [string, string][] {
  const form = page.slice(page.indexOf('<form', page.indexOf('<main')))
  return [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value])
}

describe('publishing, through the pages', () => {
  it('goes from the form to the dates, leaves one out, and publishes once', async () => {
    const place = await world()
    const scene = await place.scene()
    expect((await place.get(`/groups/${scene.groupId}/sessions/new`, { as: scene.organiser })).status).toBe(200)
    const preview = await place.postForm(`/groups/${scene.groupId}/sessions/preview`, typed(scene.venueId), { as: scene.organiser })
    expect(preview.status).toBe(200)
    const page = await preview.text()
    expect(page).toContain('Tuesday 2 June 2026, 10am to 11:30am')
    expect(page).toContain('The clocks have changed. It stays at 10am here.')
    expect((await place.rows.sessions()).filter(({ seriesId }) => seriesId)).toEqual([])

    const fields = [...fieldsOf(page), ['exceptions', '2026-06-09'] as [string, string]]
    const draft = await place.postForm(`/groups/${scene.groupId}/sessions/draft`, fields, { as: scene.organiser })
    expect(await draft.text()).toContain('value="By the blue door"')
    for (const press of [1, 2]) {
      const published = await place.postForm(`/groups/${scene.groupId}/sessions`, fields, { as: scene.organiser })
      expect([press, published.status, published.headers.get('location')]).toEqual([press, 303, `/groups/${scene.groupId}?done=published`])
    }
    const sessions = (await place.rows.sessions()).filter(({ seriesId }) => seriesId)
    expect(sessions).toHaveLength(11)
    expect(sessions.map(({ occursOn }) => occursOn)).not.toContain('2026-06-09')
  })

  it('publishes a single session', async () => {
    const place = await world()
    const scene = await place.scene()
    const once = { ...typed(scene.venueId), every: 'once' }
    const page = await (await place.postForm(`/groups/${scene.groupId}/sessions/preview`, once, { as: scene.organiser })).text()
    await place.postForm(`/groups/${scene.groupId}/sessions`, fieldsOf(page), { as: scene.organiser })
    const made = (await place.rows.sessions()).filter(({ id }) => id !== scene.sessionId)
    expect(made).toMatchObject([{ seriesId: null, occursOn: '2026-06-02', capacity: 8, buddyForFirstVisit: true }])
  })

  it.each([
    [{ capacity: '0' }, 'capacity'],
    [{ endsTime: '9:00' }, 'endsTime'],
    [{ 'startsOn-month': '13' }, 'startsOn'],
    [{ 'startsOn-year': '2020' }, 'startsOn'],
    [{ every: '' }, 'every'],
    [{ venueId: '' }, 'venueId'],
    [{ meetingPoint: '' }, 'meetingPoint'],
  ])('sends %o back with the field named and everything typed', async (wrong, field) => {
    const place = await world()
    const scene = await place.scene()
    const body = { ...typed(scene.venueId), ...wrong }
    const response = await place.postForm(`/groups/${scene.groupId}/sessions/preview`, body, { as: scene.organiser })
    const page = await response.text()
    expect(response.status).toBe(422)
    expect(page).toContain(`href="#${field}"`)
    expect(page).toContain('value="10:00"')
  })
})

describe('the public pages', () => {
  it('show what is on, by activity, area, weekday, access and language, from the address alone', async () => {
    const place = await world()
    const scene = await place.scene()
    const garden = await place.group(scene.provider, {
      activities: ['gardening'],
      languages: ['id'],
      accessFeatures: [],
      name: 'Allotment',
    })
    await place.session(scene.provider, garden.groupId, garden.venueId, { startsAt: place.clock.now + days(1) })
    const shown = async (query: string) => {
      const page = await (await place.get(`/?${query}`)).text()
      return [page.includes('>Choir<'), page.includes('>Allotment<')]
    }
    expect(await shown('')).toEqual([true, true])
    expect(await shown('family=growing')).toEqual([false, true])
    expect(await shown('family=arts&activity=singing')).toEqual([true, false])
    expect(await shown('access=step_free')).toEqual([true, false])
    expect(await shown('language=id')).toEqual([false, true])
    expect(await shown('weekday=2')).toEqual([false, true])
    expect(await shown('area=Riverside')).toEqual([false, false])
    expect(await shown('area=Northfield&weekday=nonsense&after=nonsense&from=2026-99-99')).toEqual([true, true])
  })

  it('go on page by page without showing anything twice', async () => {
    const place = await world()
    const scene = await place.scene()
    const at = place.clock.now + days(2)
    for (let n = 0; n < 30; n++) await place.session(scene.provider, scene.groupId, scene.venueId, { startsAt: at })
    const ids = (page: string) => [...page.matchAll(/href="\/sessions\/([0-9a-f-]{36})"/g)].map(([, id]) => id)
    const first = await (await place.get('/')).text()
    const more = /href="(\/\?[^"]*after=[^"]+)"/.exec(first)?.[1] ?? ''
    const second = await (await place.get(more)).text()
    const last = /href="(\/\?[^"]*after=[^"]+)" rel="next"/.exec(second)?.[1] ?? ''
    const third = await (await place.get(last)).text()
    expect([first, second, third].map((page) => ids(page).length)).toEqual([12, 12, 7])
    expect(new Set([first, second, third].flatMap(ids)).size).toBe(31)
    expect(third).not.toContain('rel="next"')
  })

  it('say how full a session is, the waiting list rule, and who meets a newcomer', async () => {
    const place = await world()
    const scene = await place.scene({ capacity: 2, newcomerPlaces: 1, buddyForFirstVisit: true })
    const page = async () => (await place.get(`/sessions/${scene.sessionId}`)).text()
    expect(await page()).toContain('2 places free')
    expect(await page()).toContain('First come, first served.')
    expect(await page()).toContain('1 place is kept for people who come for the first time')
    expect(await page()).toContain('A buddy, a friendly volunteer')
    for (let n = 0; n < 3; n++) await book(place, scene, scene.sessionId)
    expect(await page()).toContain('Full. There is a waiting list.')
    expect(await page()).not.toContain('Person')
    place.clock.now += days(7)
    for (const words of ['Coming for the first time?', 'First come, first served.'])
      expect(await page(), 'it has begun').not.toContain(words)
    place.clock.now -= days(7)
    const other = await place.session(scene.provider, scene.groupId, scene.venueId, { startsAt: place.clock.now + days(9) })
    await place.postForm(`/sessions/${scene.sessionId}/cancellation`, { reason: 'The hall is flooded' }, { as: scene.organiser })
    expect(await page()).toContain('The group says: The hall is flooded')
    expect(await page()).toContain(`href="/sessions/${other}"`)
  })

  it('show the week, day by day', async () => {
    const place = await world()
    const scene = await place.scene({ startsAt: place.clock.now + days(1) })
    const page = await (await place.get('/week')).text()
    expect(page).toContain(`href="/sessions/${scene.sessionId}"`)
    expect(page).toContain('Tue 2 Jun 2026')
    expect(await (await place.get('/week?from=2026-06-08')).text()).not.toContain(scene.sessionId)
  })

  it('are there for nobody else: a group that is not checked has no session page', async () => {
    const place = await world()
    const scene = await place.scene()
    const hidden = await place.group(scene.provider, { status: 'awaiting_check' })
    const id = await place.session(scene.provider, hidden.groupId, hidden.venueId)
    expect((await place.get(`/sessions/${id}`)).status).toBe(404)
    expect((await place.get(`/api/sessions/${id}`)).status).toBe(404)
  })
})

describe("an organiser's session", () => {
  const open = async (seed: Parameters<World['scene']>[0] = {}) => {
    const place = await world()
    const scene = await place.scene({ capacity: 3, ...seed })
    const personId = await place.person(scene.team, { called: 'Maria', accessNeeds: ['step_free'] })
    await place.post(`/api/sessions/${scene.sessionId}/bookings`, { personId }, { as: scene.linkWorker })
    return { place, scene, personId, at: (await place.rows.sessions())[0]?.startsAt ?? 0 }
  }

  it('shows the preferred name and agreed access needs, nothing else, and records the reading', async () => {
    const { place, scene, personId } = await open()
    const page = await (await place.get(`/sessions/${scene.sessionId}/bookings`, { as: scene.organiser })).text()
    expect(page).toContain('Maria')
    expect(page).toContain('Step-free')
    expect(page).toContain('First visit')
    expect(page).not.toContain('Surname')
    expect(page).not.toContain('@example.org"')
    const reads = (await place.rows.audit()).filter(({ action, actorId }) => action === 'person.read' && actorId === scene.organiser.id)
    expect(reads).toMatchObject([{ personId }])
    const response = await place.get(`/sessions/${scene.sessionId}/bookings`, { as: scene.organiser })
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('has a register of one press a person, and a number for those who came unannounced', async () => {
    const { place, scene, at } = await open()
    const [booking] = await place.rows.bookings()
    const press = (outcome: string) =>
      place.postForm(`/sessions/${scene.sessionId}/register`, { bookingId: booking?.id ?? '', outcome }, { as: scene.organiser })
    const early = await press('attended')
    expect(early.status).toBe(422)
    expect(await early.text()).toContain('half an hour before')
    const closed = await (await place.get(`/sessions/${scene.sessionId}/register`, { as: scene.organiser })).text()
    expect(closed).toContain('The register opens on Monday 8 June 2026 at 12:30pm')
    for (const form of [`/sessions/${scene.sessionId}/register`, `/sessions/${scene.sessionId}/walk-ins`])
      expect(closed).not.toContain(`action="${form}"`)

    place.clock.now = at
    const page = await (await place.get(`/sessions/${scene.sessionId}/register`, { as: scene.organiser })).text()
    expect(fieldsOf(page)).toContainEqual(['bookingId', booking?.id])
    const came = await press('attended')
    expect([came.status, came.headers.get('location')]).toEqual([303, `/sessions/${scene.sessionId}/register#b-${booking?.id}`])
    expect(await place.rows.bookings()).toMatchObject([{ status: 'attended' }])
    await press('missed')
    expect(await place.rows.bookings()).toMatchObject([{ status: 'missed', missedCause: 'person' }])
    expect(await (await place.get('/schedule', { as: scene.organiser })).text()).toContain('Took place')
    const walkIns = (n: string) => place.postForm(`/sessions/${scene.sessionId}/walk-ins`, { walkIns: n }, { as: scene.organiser })
    const many = await walkIns('minus five')
    expect(many.status).toBe(422)
    const back = await many.text()
    expect(back).toContain('value="minus five"')
    expect(back).toContain('How many came without being booked? Type a whole number')
    expect((await walkIns('2')).status).toBe(303)
    expect(await place.rows.sessions()).toMatchObject([{ walkIns: 2, status: 'held' }])
    const week = await (await place.get('/schedule', { as: scene.organiser })).text()
    expect(week).toContain('Took place')
    expect(week).not.toContain('places taken')
  })

  it('has a register to take until everybody on it is marked', async () => {
    const { place, scene, at } = await open()
    const personId = await place.person(scene.team)
    await place.post(`/api/sessions/${scene.sessionId}/bookings`, { personId }, { as: scene.linkWorker })
    const ids = (await place.rows.bookings()).map(({ id }) => id)
    const today = async () => (await place.get('/today', { as: scene.organiser })).text()
    const mark = (bookingId = '') =>
      place.postForm(`/sessions/${scene.sessionId}/register`, { bookingId, outcome: 'attended' }, { as: scene.organiser })
    expect(await today()).toContain('<strong>0</strong> registers to take')
    place.clock.now = at + hours(3)
    expect(await today()).toContain('2 people still to mark')
    await mark(ids[0])
    expect(await today()).toContain('<strong>1</strong> register to take')
    expect(await today()).toContain('1 person still to mark')
    await mark(ids[1])
    expect(await today()).toContain('<strong>0</strong> registers to take')
  })

  it('can be said not to have run: whoever is not marked yet missed it, and not by their own doing', async () => {
    const { place, scene, at } = await open()
    const personId = await place.person(scene.team)
    await place.post(`/api/sessions/${scene.sessionId}/bookings`, { personId }, { as: scene.linkWorker })
    const [maria] = await place.rows.bookings()
    const path = `/sessions/${scene.sessionId}/register`
    const page = async () => (await place.get(path, { as: scene.organiser })).text()
    const press = (as = scene.organiser) => place.postForm(`${path}/did-not-run`, {}, { as })
    place.clock.now = at - 60_000
    expect(await page()).not.toContain('The session did not run')
    place.clock.now = at
    expect(await page()).toContain('The session did not run')
    await place.postForm(path, { bookingId: maria?.id ?? '', outcome: 'attended' }, { as: scene.organiser })
    expect((await press(await place.signIn('organiser', await place.organisation('provider')))).status).toBe(404)
    const said = await press()
    expect([said.status, said.headers.get('location')]).toEqual([303, `${path}?done=did_not_run`])
    expect((await place.rows.bookings()).map(({ status, missedCause }) => [status, missedCause]).sort()).toEqual([
      ['attended', null],
      ['missed', 'session_did_not_run'],
    ])
    expect(await (await place.get(`${path}?done=did_not_run`, { as: scene.organiser })).text()).toContain('Noted: the session did not run')
    expect(await page()).not.toContain('The session did not run')
    await press()
    expect(await place.rows.bookings()).toHaveLength(2)

    const states = async () => {
      const pages = ['/schedule', `/sessions/${scene.sessionId}/bookings`].map(async (at) =>
        (await place.get(at, { as: scene.organiser })).text(),
      )
      return (await Promise.all(pages)).map((html) => ['Took place', 'Did not run'].filter((words) => html.includes(words)))
    }
    expect(await states(), 'somebody came').toEqual([['Took place'], ['Took place']])
    const other = (await place.rows.bookings()).find(({ id }) => id !== maria?.id)
    await place.postForm(path, { bookingId: other?.id ?? '', outcome: 'missed' }, { as: scene.organiser })
    expect(await page(), 'somebody came').not.toContain('did-not-run"')
    await place.postForm(path, { bookingId: maria?.id ?? '', outcome: 'missed' }, { as: scene.organiser })
    // As long as nobody came, it may be said of those as well who were marked one by one.
    expect(await page()).toContain('did-not-run"')
    await press()
    expect((await place.rows.bookings()).map(({ missedCause }) => missedCause)).toEqual(['session_did_not_run', 'session_did_not_run'])
    expect(await page()).toMatch(/<p role="status"><strong>The session did not run/)
    expect(await page()).not.toContain('did-not-run"')
    expect(await states()).toEqual([['Did not run'], ['Did not run']])
    await place.postForm(`/sessions/${scene.sessionId}/walk-ins`, { walkIns: '1' }, { as: scene.organiser })
    expect(await states()).toEqual([['Took place'], ['Took place']])
  })

  it('say why somebody waits beside free places', async () => {
    const { place, scene } = await open({ capacity: 10, newcomerLimit: 1 })
    const page = async () => readable(await (await place.get(`/sessions/${scene.sessionId}/bookings`, { as: scene.organiser })).text())
    expect(await page()).toContain('1 of 10 places taken Where')
    await book(place, scene, scene.sessionId)
    expect(await page()).toContain('1 of 10 places taken, the place for newcomers is taken, 1 waiting')
    await place.db.update(sessions).set({ capacity: 1 })
    expect(await page()).toContain('1 of 1 places taken, 1 waiting')
  })

  it('says before it is cancelled who will be told and what they will be offered', async () => {
    const { place, scene } = await open()
    const other = await place.session(scene.provider, scene.groupId, scene.venueId, { startsAt: place.clock.now + days(10) })
    const page = await (await place.get(`/sessions/${scene.sessionId}/cancellation`, { as: scene.organiser })).text()
    expect(page).toContain('1 person is told at once')
    expect(page).toContain('1 link worker is told')
    expect(page).toContain('Thu 11 Jun 2026')
    expect(other).not.toBe('')
    const empty = await place.postForm(`/sessions/${scene.sessionId}/cancellation`, { reason: '' }, { as: scene.organiser })
    expect(empty.status).toBe(422)
    expect(await empty.text()).toContain('Why? Fill this in')
    expect((await place.rows.sessions())[0]?.status).toBe('scheduled')
  })

  it('is edited alone, or with its series, and says whom that concerns', async () => {
    const place = await world()
    const scene = await place.scene()
    const { id, sessions } = await publish(place, scene, weekly(scene.venueId))
    await book(place, scene, sessions[0]?.id ?? '')
    const page = await (await place.get(`/series/${id}/edit`, { as: scene.organiser })).text()
    expect(page).toContain('1 person is booked.')
    const ending = await (await place.get(`/series/${id}/ending`, { as: scene.organiser })).text()
    for (const said of ['Choir: Every week on', '1 person is booked.', 'We stop for the summer']) expect(ending).toContain(said)
    const body = { ...typed(scene.venueId), startsOn: '2026-06-02', startsTime: '14:00', endsTime: '15:00' }
    const preview = await (await place.postForm(`/series/${id}/preview`, body, { as: scene.organiser })).text()
    expect(preview).toContain('12 sessions move')
    expect(preview).toContain('1 person is told at once')
    expect(preview).toContain('Tuesday 2 June 2026, 10am to 11:30am')
    expect(preview).toContain('Tuesday 2 June 2026, 2pm to 3pm')
    expect((await sessionsOf(place, id))[0]?.startsAt).toBe(sessions[0]?.startsAt)
    const draft = await place.postForm(`/series/${id}/draft`, fieldsOf(preview), { as: scene.organiser })
    expect(await draft.text()).toContain('value="14:00"')
    const edited = await place.postForm(`/series/${id}`, fieldsOf(preview), { as: scene.organiser })
    expect(edited.headers.get('location')).toBe(`/groups/${scene.groupId}?done=changed`)
    expect((await sessionsOf(place, id))[0]?.startsAt).toBe((sessions[0]?.startsAt ?? 0) + hours(4))
    const refused = await place.postForm(
      `/series/${id}`,
      { ...body, 'until-day': '1', 'until-month': '6', 'until-year': '2026' },
      { as: scene.organiser },
    )
    expect(refused.status).toBe(422)
    const alone = { ...details(scene.venueId), buddyForFirstVisit: 'yes', capacity: '1', newcomerLimit: '', startsOn: '2026-06-03' }
    const one = await place.postForm(`/sessions/${sessions[1]?.id}`, { ...alone, bookingClosesMinutes: '0' }, { as: scene.organiser })
    expect(one.headers.get('location')).toBe(`/sessions/${sessions[1]?.id}/bookings?done=changed`)
  })

  it('shows the week and the groups, and refuses nobody else a look by accident', async () => {
    const { place, scene } = await open()
    expect(await (await place.get('/schedule?from=2026-06-08', { as: scene.organiser })).text()).toContain(scene.sessionId)
    expect((await place.get('/schedule', { as: scene.linkWorker })).status).toBe(404)
    expect((await place.get(`/sessions/${scene.sessionId}/bookings`, { as: scene.linkWorker })).status).toBe(404)
    expect((await place.get('/schedule')).headers.get('location')).toContain('/sign-in')
  })
})

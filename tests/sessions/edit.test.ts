import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { permit } from '../../src/access/permit.ts'
import { buddySlots } from '../../src/db/schema/buddies.ts'
import { users } from '../../src/db/schema/organisations.ts'
import { series } from '../../src/db/schema/sessions.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { days, hours, localTime, weekdayOf } from '../../src/lib/time.ts'
import { extendSeries } from '../../src/sessions/extension/actions.ts'
import { slotsOf } from '../../src/visits/rules.ts'
import { type World, world } from '../world.ts'
import { book, buddy, claimAll, details, publish, sessionsOf, weekly } from './series.ts'

type Scene = Awaited<ReturnType<World['scene']>>
const put = (place: World, scene: Scene, path: string, body: object) =>
  place.app.request(
    new Request(`${place.origin}/api${path}`, {
      method: 'PUT',
      headers: { origin: place.origin, cookie: scene.organiser.cookie, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )

async function start() {
  const place = await world()
  const scene = await place.scene()
  return { place, scene, ...(await publish(place, scene, weekly(scene.venueId))) }
}

describe('editing a series', () => {
  it('moves its future sessions, keeps the bookings and tells the people, their buddies follow', async () => {
    const { place, scene, id, sessions } = await start()
    const booked = await book(place, scene, sessions[1]?.id ?? '')
    await claimAll(place)
    const response = await put(
      place,
      scene,
      `/series/${id}`,
      weekly(scene.venueId, '2026-06-02', { startsTime: '14:00', endsTime: '15:00' }),
    )
    expect(await response.json()).toMatchObject({ changed: 12, moved: 12 })

    const after = await sessionsOf(place, id)
    expect(after.map((one) => one.id)).toEqual(sessions.map((one) => one.id))
    expect(new Set(after.map(({ startsAt }) => localTime(startsAt, 'Europe/London')))).toEqual(new Set(['14:00']))
    expect(after[1]).toMatchObject({ placesTaken: 1, calendarSequence: 1, step: 2 })
    expect(await place.rows.bookings()).toMatchObject([{ id: booked.id, status: 'booked' }])
    const messages = await place.rows.messages()
    expect(messages.filter(({ kind }) => kind === 'booking.changed')).toMatchObject([
      // Nobody is told of it once it has begun, also where an answer of the provider was lost and the same letter is sent again.
      { recipientId: booked.personId, subjectId: booked.id, usefulUntil: after[1]?.startsAt },
    ])
    const [visit] = await place.rows.visits()
    expect(visit).toMatchObject({ status: 'claimed', startsAt: after[1]?.startsAt, endsAt: after[1]?.endsAt })
    expect(messages.filter(({ kind }) => kind === 'visit.changed')).toMatchObject([{ recipientId: visit?.buddyId, subjectId: visit?.id }])
    const slots = (await place.db.select().from(buddySlots)).map(({ slotAt }) => slotAt)
    expect(slots.sort()).toEqual(slotsOf(after[1] ?? { startsAt: 0, endsAt: 0 }))
  })

  it.each([
    ['the link worker', false],
    ['their team, when they may not sign in any more', true],
  ])('gives a visit back when its buddy is promised elsewhere at the new time, and tells %s', async (_, isStopped) => {
    const { place, scene, id, sessions } = await start()
    const colleague = await place.signIn('link_worker', scene.team)
    const [first] = sessions
    await book(place, scene, first?.id ?? '')
    const tom = await buddy(place, await place.organisation('volunteer_hub'))
    await claimAll(place, tom)
    const elsewhere = await place.session(scene.provider, scene.groupId, scene.venueId, {
      startsAt: (first?.startsAt ?? 0) + hours(4),
      buddyForFirstVisit: true,
    })
    const other = await place.scene()
    await book(place, { ...scene, team: other.team, linkWorker: other.linkWorker }, elsewhere)
    await place.db.update(series).set({ step: 1 })
    const [mine] = (await place.rows.visits()).filter(({ status }) => status === 'claimed')
    const wanted = (await place.rows.visits()).filter(({ status }) => status === 'wanted')
    expect(wanted.map(({ sessionId }) => sessionId)).toEqual([elsewhere])
    await place.db
      .insert(buddySlots)
      .values(slotsOf(wanted[0] ?? { startsAt: 0, endsAt: 0 }).map((slotAt) => ({ buddyId: tom, slotAt, visitId: wanted[0]?.id ?? '' })))

    if (isStopped) await place.db.update(users).set({ disabledAt: 1 }).where(eq(users.id, scene.linkWorker.id))

    const response = await put(
      place,
      scene,
      `/series/${id}`,
      weekly(scene.venueId, '2026-06-02', { startsTime: '14:00', endsTime: '15:00' }),
    )
    expect(response.status).toBe(200)
    const visit = (await place.rows.visits()).find((one) => one.id === mine?.id)
    expect(visit).toMatchObject({ status: 'wanted', buddyId: null, startsAt: (first?.startsAt ?? 0) + hours(4), step: 2 })
    const messages = await place.rows.messages()
    expect(messages.filter(({ subjectId }) => subjectId === visit?.id).map(({ kind, recipientId }) => [kind, recipientId])).toEqual([
      ['visit.cancelled', tom],
      ['team.visit_unfilled', isStopped ? colleague.id : scene.linkWorker.id],
    ])
    expect((await place.db.select().from(buddySlots)).every(({ visitId }) => visitId === wanted[0]?.id)).toBe(true)
    // The buddy has the old hour in mind, not the new one.
    const off = messages.filter(({ kind, subjectId }) => kind === 'visit.cancelled' && subjectId === visit?.id)
    const [letter] = (await writers['visit.cancelled'](place.ctx(), off)).values()
    expect(letter).toMatchObject({ subject: expect.stringContaining('10am'), text: expect.not.stringContaining('2pm') })
    expect(letter).toMatchObject({ text: expect.stringContaining('has moved from Tuesday') })
  })

  it('gives a visit back when the check of its buddy ends before the new day, and says so before', async () => {
    const { place, scene, id, sessions } = await start()
    await book(place, scene, sessions[0]?.id ?? '')
    await book(place, scene, sessions[1]?.id ?? '')
    const tom = await buddy(place, await place.organisation('volunteer_hub'), sessions[1]?.occursOn)
    await claimAll(place, tom)
    const thursdays = weekly(scene.venueId, '2026-06-02', { weekdays: [4] })
    const preview = await place.post(`/api/series/${id}/preview`, thursdays, { as: scene.organiser })
    expect(await preview.json()).toMatchObject({ told: { buddies: 2, buddiesFreed: 1 } })
    expect((await put(place, scene, `/series/${id}`, thursdays)).status).toBe(200)
    const visits = (await place.rows.visits()).sort((a, b) => a.startsAt - b.startsAt)
    expect(visits).toMatchObject([
      { status: 'claimed', buddyId: tom },
      { status: 'wanted', buddyId: null, startsAt: (sessions[1]?.startsAt ?? 0) + days(2) },
    ])
    const of = async (visitId = '') =>
      (await place.rows.messages()).filter(({ subjectId }) => subjectId === visitId).map(({ kind, recipientId }) => [kind, recipientId])
    expect(await of(visits[0]?.id)).toEqual([['visit.changed', tom]])
    expect(await of(visits[1]?.id)).toEqual([
      ['visit.cancelled', tom],
      ['team.visit_unfilled', scene.linkWorker.id],
    ])
  })

  it('moves each to the new weekday of its week, also when days are handed on from one to the next', async () => {
    const { place, scene, id, sessions } = await start()
    const booked = await book(place, scene, sessions[3]?.id ?? '')
    await put(place, scene, `/series/${id}`, weekly(scene.venueId, '2026-06-02', { weekdays: [2, 3] }))
    const twice = await sessionsOf(place, id)
    expect(twice.map(({ occursOn }) => weekdayOf(occursOn)).slice(0, 4)).toEqual([2, 3, 2, 3])
    await put(place, scene, `/series/${id}`, weekly(scene.venueId, '2026-06-02', { weekdays: [3, 4] }))
    const after = await sessionsOf(place, id)
    expect(after.map(({ occursOn }) => weekdayOf(occursOn)).slice(0, 4)).toEqual([3, 4, 3, 4])
    expect(after.map((one) => one.id).sort()).toEqual(twice.map((one) => one.id).sort())
    expect(after.find((one) => one.id === sessions[3]?.id)).toMatchObject({ placesTaken: 1, occursOn: '2026-06-25' })
    expect(await place.rows.bookings()).toMatchObject([{ id: booked.id, status: 'booked' }])
  })

  it('leaves past and cancelled sessions, and what was changed by itself, as they are', async () => {
    const { place, scene, id, sessions } = await start()
    await place.post(`/api/sessions/${sessions[2]?.id}/cancellation`, { reason: 'Holiday' }, { as: scene.organiser })
    const alone = { startsOn: '2026-06-30', ...details(scene.venueId), startsTime: '11:00', endsTime: '12:00', capacity: 4 }
    expect((await put(place, scene, `/sessions/${sessions[4]?.id}`, alone)).status).toBe(200)
    place.clock.now = (sessions[0]?.startsAt ?? 0) + hours(1)
    await put(place, scene, `/series/${id}`, weekly(scene.venueId, '2026-06-02', { meetingPoint: 'In the garden' }))
    const after = await sessionsOf(place, id)
    expect(after.slice(0, 5)).toMatchObject([
      { meetingPoint: 'By the blue door', status: 'scheduled' },
      { meetingPoint: 'In the garden', calendarSequence: 1 },
      { meetingPoint: 'By the blue door', status: 'cancelled' },
      { meetingPoint: 'In the garden' },
      { meetingPoint: 'In the garden', capacity: 4 },
    ])
    expect(localTime(after[4]?.startsAt ?? 0, 'Europe/London')).toBe('11:00')
    expect((await place.rows.messages()).filter(({ kind }) => kind === 'booking.changed')).toEqual([])
  })

  it('counts somebody with two dates as one to be told', async () => {
    const { place, scene, id, sessions } = await start()
    const { personId } = await book(place, scene, sessions[1]?.id ?? '')
    await place.post(`/api/sessions/${sessions[2]?.id}/bookings`, { personId }, { as: scene.linkWorker })
    const garden = weekly(scene.venueId, '2026-06-02', { meetingPoint: 'In the garden' })
    const preview = (await (await place.post(`/api/series/${id}/preview`, garden, { as: scene.organiser })).json()) as { moved: object[] }
    expect(preview).toMatchObject({ told: { people: 1 } })
    expect(preview.moved.slice(1, 3)).toMatchObject([{ people: 1 }, { people: 1 }])
    expect(await (await place.get(`/series/${id}/edit`, { as: scene.organiser })).text()).toContain('1 person is booked.')
  })

  it('tells the people and their buddies of another meeting point, which it counts before, and of no other detail', async () => {
    const { place, scene, id, sessions } = await start()
    const booked = await book(place, scene, sessions[1]?.id ?? '')
    await claimAll(place)
    const [visit] = await place.rows.visits()
    const told = async () =>
      (await place.rows.messages())
        .filter(({ kind }) => kind === 'booking.changed' || kind === 'visit.changed')
        .map(({ kind, recipientId, subjectId }) => [kind, recipientId, subjectId])
    const silent = { capacity: 9, newcomerLimit: 4, bookingClosesMinutes: 30 }
    expect(await (await put(place, scene, `/series/${id}`, weekly(scene.venueId, '2026-06-02', silent))).json()).toMatchObject({ moved: 0 })
    expect(await told()).toEqual([])

    const garden = weekly(scene.venueId, '2026-06-02', { ...silent, meetingPoint: 'In the garden' })
    const preview = (await (await place.post(`/api/series/${id}/preview`, garden, { as: scene.organiser })).json()) as { moved: object[] }
    expect(preview).toMatchObject({ otherwise: 0, told: { people: 1, buddies: 1, buddiesFreed: 0 } })
    const { startsAt, endsAt } = sessions[1] ?? { startsAt: 0, endsAt: 0 }
    expect(preview.moved[1]).toMatchObject({ to: { startsAt, endsAt }, isElsewhere: false, meetingPoint: 'In the garden', people: 1 })
    expect(await (await put(place, scene, `/series/${id}`, garden)).json()).toMatchObject({ moved: 12 })
    const news = [
      ['booking.changed', booked.personId, booked.id],
      ['visit.changed', visit?.buddyId, visit?.id],
    ]
    expect(await told()).toEqual(news)
    expect((await sessionsOf(place, id))[1]).toMatchObject({ startsAt, calendarSequence: 1 })
    expect((await place.rows.visits())[0]).toMatchObject({ status: 'claimed', startsAt })

    const one = { ...details(scene.venueId), ...silent, startsOn: sessions[1]?.occursOn, meetingPoint: 'At the gate' }
    expect(await (await put(place, scene, `/sessions/${sessions[1]?.id}`, one)).json()).toMatchObject({ moved: 1 })
    expect(await told()).toEqual([...news, ...news])
    const [letter] = (
      await writers['booking.changed'](
        place.ctx(),
        (await place.rows.messages()).filter(({ kind }) => kind === 'booking.changed').slice(-1),
      )
    ).values()
    expect(letter).toMatchObject({ text: expect.stringContaining('At the gate') })
  })

  it.each([
    ['only its end', { until: '2027-05-30' }, '2026-07-02T10:00Z'],
    ['a date left out', { exceptions: ['2026-06-23'] }, '2026-07-02T10:00Z'],
    ['another weekday besides', { weekdays: [2, 5] }, '2026-07-02T10:00Z'],
    ['its hour', { startsTime: '14:00', endsTime: '15:00' }, '2026-07-02T13:00Z'],
    ['its weekday', { weekdays: [3] }, '2026-07-01T10:00Z'],
  ])('keeps a session that was moved by itself where the edit says nothing else: %s', async (_, said, at) => {
    const { place, scene, id, sessions } = await start()
    await book(place, scene, sessions[4]?.id ?? '')
    const alone = { ...details(scene.venueId), startsOn: '2026-07-02', startsTime: '11:00', endsTime: '12:00' }
    expect((await put(place, scene, `/sessions/${sessions[4]?.id}`, alone)).status).toBe(200)
    const told = async () => (await place.rows.messages()).filter(({ kind }) => kind === 'booking.changed').length
    expect(await told()).toBe(1)
    expect((await put(place, scene, `/series/${id}`, weekly(scene.venueId, '2026-06-02', said))).status).toBe(200)
    const moved = (await sessionsOf(place, id)).find((one) => one.id === sessions[4]?.id)
    const isWhereItWas = at === '2026-07-02T10:00Z'
    expect(moved).toMatchObject({ startsAt: Date.parse(at), placesTaken: 1, calendarSequence: isWhereItWas ? 1 : 2 })
    expect(await told()).toBe(isWhereItWas ? 1 : 2)
  })

  it.each([
    ['its end', { until: '2027-05-30' }],
    ['an end before the day of the edit', { until: '2026-06-02' }],
    ['how often', { interval: 2, startsOn: '2026-06-09' }],
    ['the weekday', { weekdays: [1] }],
  ])('drops no session that was postponed past its own day, booked or not, for another rule: %s', async (_, said) => {
    for (const isBooked of [true, false]) {
      const { place, scene, id, sessions } = await start()
      if (isBooked) await book(place, scene, sessions[0]?.id ?? '')
      // To the Monday of the week after.
      const alone = { ...details(scene.venueId), startsOn: '2026-06-08', startsTime: '11:00', endsTime: '12:00' }
      expect((await put(place, scene, `/sessions/${sessions[0]?.id}`, alone)).status).toBe(200)
      const before = (await sessionsOf(place, id)).find((one) => one.id === sessions[0]?.id)
      place.clock.now = Date.parse('2026-06-03T09:00Z')
      expect((await put(place, scene, `/series/${id}`, weekly(scene.venueId, '2026-06-02', said))).status).toBe(200)
      expect((await sessionsOf(place, id)).find((one) => one.id === sessions[0]?.id)).toEqual(before)
    }
  })

  it('keeps what was put later on the same day, when its first hour has passed', async () => {
    const { place, scene, id, sessions } = await start()
    await book(place, scene, sessions[0]?.id ?? '')
    const alone = { ...details(scene.venueId), startsOn: '2026-06-02', startsTime: '17:00', endsTime: '18:30' }
    await put(place, scene, `/sessions/${sessions[0]?.id}`, alone)
    place.clock.now = Date.parse('2026-06-02T11:00Z')
    const rule = weekly(scene.venueId, '2026-06-02', { until: '2026-06-30' })
    expect((await put(place, scene, `/series/${id}`, rule)).status).toBe(200)
    // An hour that has passed today is for the weeks to come.
    expect((await put(place, scene, `/series/${id}`, { ...rule, startsTime: '09:00', endsTime: '10:30' })).status).toBe(200)
    const [first, second] = await sessionsOf(place, id)
    expect([first?.id, first?.startsAt]).toEqual([sessions[0]?.id, Date.parse('2026-06-02T16:00Z')])
    expect(second?.startsAt).toBe(Date.parse('2026-06-09T08:00Z'))
  })

  it.each([
    ['a detail', { meetingPoint: 'In the garden' }],
    ['the rule', { until: '2027-05-30' }],
  ])('loses no date when %s changes before the job has made the next ones', async (_, said) => {
    const { place, scene, id, sessions } = await start()
    expect([sessions.length, sessions.at(-1)?.occursOn]).toEqual([12, '2026-08-18'])
    place.clock.now += days(1)
    expect((await put(place, scene, `/series/${id}`, weekly(scene.venueId, '2026-06-02', said))).status).toBe(200)
    const system = permit({ kind: 'system', id: 'extend-series' }, 'work.scheduled')
    if (!system) throw new Error('no permit')
    place.clock.now += days(1)
    await extendSeries(place.ctx(), system)
    expect((await sessionsOf(place, id)).slice(10, 14).map(({ occursOn }) => occursOn)).toEqual([
      '2026-08-11',
      '2026-08-18',
      '2026-08-25',
      '2026-09-01',
    ])
  })

  it('refuses fewer places than are taken, names the sessions, and drops nobody', async () => {
    const { place, scene, id, sessions } = await start()
    for (let n = 0; n < 3; n++) await book(place, scene, sessions[5]?.id ?? '')
    const response = await put(place, scene, `/series/${id}`, weekly(scene.venueId, '2026-06-02', { capacity: 2, newcomerLimit: '' }))
    expect(response.status).toBe(409)
    const { reason, title } = (await response.json()) as { reason: string; title: string }
    expect(reason).toBe('capacity_below_taken')
    expect(title).toContain(new Date(sessions[5]?.startsAt ?? 0).toISOString())
    expect(title.match(/2026-/g)).toHaveLength(1)
    expect((await sessionsOf(place, id)).every(({ capacity, step }) => capacity === 8 && step === 1)).toBe(true)
  })

  it('refuses to drop dates with people on them, and takes the empty ones back', async () => {
    const { place, scene, id, sessions } = await start()
    await book(place, scene, sessions[3]?.id ?? '')
    const fortnightly = weekly(scene.venueId, '2026-06-02', { interval: 2 })
    expect(await (await put(place, scene, `/series/${id}`, fortnightly)).json()).toMatchObject({ reason: 'people_on_dropped_dates' })
    const short = weekly(scene.venueId, '2026-06-02', { until: '2026-06-30' })
    expect((await put(place, scene, `/series/${id}`, short)).status).toBe(200)
    expect((await sessionsOf(place, id)).map(({ occursOn }) => occursOn)).toEqual(sessions.slice(0, 5).map(({ occursOn }) => occursOn))
    // What was taken back can come back.
    await put(place, scene, `/series/${id}`, weekly(scene.venueId))
    expect((await sessionsOf(place, id)).map(({ occursOn }) => occursOn)).toEqual(sessions.map(({ occursOn }) => occursOn))
  })

  it('says before it is saved which dates move, come and go, and how many are told; and writes nothing', async () => {
    const { place, scene, id, sessions } = await start()
    await book(place, scene, sessions[1]?.id ?? '')
    await book(place, scene, sessions[1]?.id ?? '')
    await claimAll(place)
    const before = await sessionsOf(place, id)
    const preview = async (body: object) =>
      (await place.post(`/api/series/${id}/preview`, body, { as: scene.organiser })).json() as Promise<Record<string, unknown>>
    const later = weekly(scene.venueId, '2026-06-02', { startsTime: '14:00', endsTime: '15:00', until: '2026-06-30' })
    const shown = await preview(later)
    expect(shown).toMatchObject({ added: [], otherwise: 0, told: { people: 2, buddies: 2, buddiesFreed: 0 } })
    expect(shown.moved).toHaveLength(5)
    expect((shown.moved as object[])[1]).toMatchObject({
      from: { startsAt: sessions[1]?.startsAt, endsAt: sessions[1]?.endsAt },
      to: { startsAt: (sessions[1]?.startsAt ?? 0) + hours(4) },
      people: 2,
      isElsewhere: false,
    })
    expect(shown.dropped).toMatchObject(sessions.slice(5).map(({ startsAt }) => ({ startsAt })))
    expect(await preview(weekly(scene.venueId, '2026-06-02', { capacity: 9 }))).toMatchObject({
      moved: [],
      otherwise: 12,
      told: { people: 0 },
    })
    const twice = await preview(weekly(scene.venueId, '2026-06-02', { weekdays: [2, 4] }))
    expect(twice).toMatchObject({ moved: [], dropped: [] })
    expect(twice.added).toHaveLength(12)
    expect(await preview(weekly(scene.venueId, '2026-06-02', { interval: 2 }))).toMatchObject({ reason: 'people_on_dropped_dates' })
    expect(await sessionsOf(place, id)).toEqual(before)
    expect((await place.rows.messages()).filter(({ kind }) => kind === 'booking.changed')).toEqual([])

    // What was shown is what happens.
    await put(place, scene, `/series/${id}`, later)
    expect((await place.rows.messages()).filter(({ kind }) => kind === 'booking.changed')).toHaveLength(2)
  })

  it('offers the places that more capacity makes to those who wait', async () => {
    const { place, scene, id, sessions } = await start()
    const small = weekly(scene.venueId, '2026-06-02', { capacity: 1, newcomerLimit: '' })
    await put(place, scene, `/series/${id}`, small)
    for (let n = 0; n < 3; n++) await book(place, scene, sessions[5]?.id ?? '')
    expect((await put(place, scene, `/series/${id}`, { ...small, capacity: 2 })).status).toBe(200)
    expect((await place.rows.bookings()).map(({ status }) => status).sort()).toEqual(['booked', 'offered', 'waitlisted'])
    expect((await sessionsOf(place, id))[5]).toMatchObject({ capacity: 2, placesTaken: 2, waiting: 1 })
    expect((await place.rows.messages()).filter(({ kind }) => kind === 'booking.offered')).toHaveLength(1)
  })

  it('holds against bookings at the same time', async () => {
    const { place, scene, id, sessions } = await start()
    const people = await Promise.all(Array.from({ length: 10 }, () => place.person(scene.team)))
    const [answers, edited] = await Promise.all([
      Promise.all(
        people.map((personId) => place.post(`/api/sessions/${sessions[0]?.id}/bookings`, { personId }, { as: scene.linkWorker })),
      ),
      put(place, scene, `/series/${id}`, weekly(scene.venueId, '2026-06-02', { capacity: 2, newcomerLimit: '' })),
    ])
    expect(answers.map(({ status }) => status)).toEqual(people.map(() => 201))
    expect([200, 409]).toContain(edited.status)
    const [first] = await sessionsOf(place, id)
    const rows = await place.rows.bookings()
    expect(rows.filter(({ status }) => status === 'booked')).toHaveLength(first?.placesTaken ?? -1)
    expect(first?.placesTaken).toBeLessThanOrEqual(first?.capacity ?? 0)
  })

  it('leaves no session at the old time when the job extends it at the same moment', async () => {
    const { place, scene, id } = await start()
    place.clock.now += days(7)
    const system = permit({ kind: 'system', id: 'extend-series' }, 'work.scheduled')
    if (!system) throw new Error('no permit')
    const later = weekly(scene.venueId, '2026-06-02', { startsTime: '14:00', endsTime: '15:00' })
    // The edit commits when the job has read the series and not yet written.
    const ctx = place.ctx()
    const db: typeof ctx.db = Object.create(ctx.db)
    let edited: Response | undefined
    db.batch = async (statements) => {
      edited ??= await put(place, scene, `/series/${id}`, later)
      return ctx.db.batch(statements)
    }
    await extendSeries({ ...ctx, db }, system)
    expect(edited?.status).toBe(200)
    const coming = (await sessionsOf(place, id)).filter(({ startsAt }) => startsAt > place.clock.now)
    expect(coming.length).toBeGreaterThan(11)
    expect(new Set(coming.map(({ startsAt }) => localTime(startsAt, 'Europe/London')))).toEqual(new Set(['14:00']))
  })

  it('ends: later sessions are cancelled and everybody is told', async () => {
    const { place, scene, id, sessions } = await start()
    await book(place, scene, sessions[1]?.id ?? '')
    const late = await book(place, scene, sessions[6]?.id ?? '')
    const response = await place.post(`/api/series/${id}/ending`, { lastOn: '2026-06-30', reason: 'We stop' }, { as: scene.organiser })
    expect(await response.json()).toMatchObject({ cancelled: 7 })
    expect((await sessionsOf(place, id)).map(({ status }) => status)).toEqual([
      ...Array(5).fill('scheduled'),
      ...Array(7).fill('cancelled'),
    ])
    expect((await place.rows.messages()).filter(({ kind }) => kind === 'booking.cancelled')).toMatchObject([{ subjectId: late.id }])
    const again = await place.post(`/api/series/${id}/ending`, { lastOn: '2026-06-30', reason: 'We stop' }, { as: scene.organiser })
    expect(again.status).toBe(409)
  })

  it('does not become longer by being ended after its end', async () => {
    const place = await world()
    const scene = await place.scene()
    const { id } = await publish(place, scene, weekly(scene.venueId, '2026-06-02', { until: '2026-06-30' }))
    const response = await place.post(`/api/series/${id}/ending`, { lastOn: '2026-12-29', reason: 'We stop' }, { as: scene.organiser })
    expect(await response.json()).toMatchObject({ cancelled: 0 })
    const system = permit({ kind: 'system', id: 'extend-series' }, 'work.scheduled')
    if (!system) throw new Error('no permit')
    place.clock.now += days(30)
    await extendSeries(place.ctx(), system)
    expect((await sessionsOf(place, id)).at(-1)?.occursOn).toBe('2026-06-30')
  })

  it('answers a foreign series as a missing one, byte for byte', async () => {
    const { place, scene, id } = await start()
    const other = await place.scene()
    const foreign = await put(place, other, `/series/${id}`, weekly(other.venueId))
    const missing = await put(place, other, `/series/${place.ctx().newId()}`, weekly(other.venueId))
    expect([foreign.status, await foreign.text()]).toEqual([404, await missing.text()])
    expect((await sessionsOf(place, id)).every(({ step }) => step === 1)).toBe(true)
    expect(scene.groupId).not.toBe(other.groupId)
  })
})

describe('editing one session', () => {
  it('moves it to another day under the name of its occurrence, and tells who is booked', async () => {
    const { place, scene, id, sessions } = await start()
    const booked = await book(place, scene, sessions[0]?.id ?? '')
    const body = { startsOn: '2026-06-04', ...details(scene.venueId), startsTime: '10:00' }
    expect(await (await put(place, scene, `/sessions/${sessions[0]?.id}`, body)).json()).toMatchObject({ moved: 1 })
    const [first] = await sessionsOf(place, id)
    expect(first).toMatchObject({ occursOn: '2026-06-02', startsAt: (sessions[0]?.startsAt ?? 0) + days(2), calendarSequence: 1 })
    expect((await place.rows.messages()).filter(({ kind }) => kind === 'booking.changed')).toMatchObject([{ subjectId: booked.id }])
    // The same change once more changes nothing that anybody must hear of.
    await put(place, scene, `/sessions/${sessions[0]?.id}`, body)
    expect((await place.rows.messages()).filter(({ kind }) => kind === 'booking.changed')).toHaveLength(1)
  })

  it.each([
    ['2062-06-04', 'too_far_ahead', 'Choose a date within the next two years'],
    ['2026-05-04', 'in_the_past', 'Choose a date and time that are still to come'],
  ])(
    'refuses %s as %s, names the field, keeps what was typed and tells nobody; of a series too far ahead also',
    async (startsOn, reason, said) => {
      const { place, scene, id, sessions } = await start()
      await book(place, scene, sessions[0]?.id ?? '')
      const refused = { reason, errors: [{ field: 'startsOn' }] }
      const one = await put(place, scene, `/sessions/${sessions[0]?.id}`, { ...details(scene.venueId), startsOn })
      expect([one.status, await one.json()]).toMatchObject([422, refused])
      const form = { ...details(scene.venueId), buddyForFirstVisit: 'yes', meetingPoint: 'Typed a moment ago' }
      const [year, month, day] = startsOn.split('-')
      const fields = Object.entries({ ...form, 'startsOn-year': year, 'startsOn-month': month, 'startsOn-day': day })
      const page = await place.postForm(
        `/sessions/${sessions[0]?.id}`,
        Object.fromEntries(fields.map(([name, value]) => [name, String(value)])),
        { as: scene.organiser },
      )
      const text = await page.text()
      expect(page.status).toBe(422)
      expect(text).toMatch(new RegExp(`href="#startsOn[^"]*">[^<]*${said}`))
      expect(text).toContain('Typed a moment ago')
      if (reason === 'too_far_ahead') {
        const all = await put(place, scene, `/series/${id}`, weekly(scene.venueId, startsOn))
        expect([all.status, await all.json()]).toMatchObject([422, refused])
      }
      expect(await sessionsOf(place, id)).toMatchObject(sessions.map(({ startsAt }) => ({ startsAt })))
      expect((await place.rows.messages()).filter(({ kind }) => kind === 'booking.changed')).toEqual([])
    },
  )
})

// A group says how many newcomers it can welcome in a week, over all its sessions. All of it on Monday 8 June 2026 and the days after.

import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { groups, groupWeeks } from '../../src/db/schema/groups.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { hours } from '../../src/lib/time.ts'
import { reopenGroups } from '../../src/organising/actions.ts'
import { details, publish, sessionsOf, weekly } from '../sessions/series.ts'
import { type Stage, stage } from './stage.ts'

const thisWeek = '2026-06-08'
const nextWeek = '2026-06-15'

let place: Stage
let monday: string
let thursday: string

beforeEach(async () => {
  place = await stage()
  monday = place.scene.sessionId
  thursday = await place.anotherSession(3)
  await limitTo(2)
})

const limitTo = (newcomersPerWeek: number) => place.db.update(groups).set({ newcomersPerWeek }).where(eq(groups.id, place.scene.groupId))
const weeks = async () => {
  const rows = await place.db.select().from(groupWeeks).where(eq(groupWeeks.groupId, place.scene.groupId))
  return Object.fromEntries(rows.map(({ weekOn, newcomersTaken, newcomerLimit }) => [weekOn, `${newcomersTaken} of ${newcomerLimit}`]))
}
const put = (path: string, body: object) => place.request('PUT', path, { body, as: place.scene.organiser })
/** As the organiser, through the API. */
async function changeLimit(newcomersPerWeek: number | '') {
  const path = `/api/groups/${place.scene.groupId}`
  const { group, venue } = (await (await place.get(path, { as: place.scene.organiser })).json()) as Record<string, Record<string, unknown>>
  const { status } = await put(path, { ...group, minAge: '', maxAge: '', newcomersPerWeek, venueId: venue?.id })
  expect(status).toBe(200)
}
/** The next tick finds nothing that should have been done at once. */
async function nothingLeft() {
  await noDrift()
  const before = await place.statuses()
  await place.tick()
  expect(await place.statuses()).toEqual(before)
}
const noDrift = async () => expect((await place.check()).drifted).toEqual([])

describe('the newcomers of a week', () => {
  it('share one limit over all its sessions; the next waits, and is told why', async () => {
    expect(await place.book()).toMatchObject({ status: 'booked' })
    expect(await place.book({ sessionId: thursday })).toMatchObject({ status: 'booked' })
    expect(await place.book({ sessionId: thursday })).toMatchObject({ status: 'waitlisted', why: 'week_full' })
    expect(await weeks()).toEqual({ [thisWeek]: '2 of 2' })
    const sunday = await place.anotherSession(6)
    expect(await place.book({ sessionId: sunday })).toMatchObject({ status: 'waitlisted', why: 'week_full' })
    const mondayAfter = await place.anotherSession(7)
    expect(await place.book({ sessionId: mondayAfter })).toMatchObject({ status: 'booked' })
    expect(await weeks()).toEqual({ [thisWeek]: '2 of 2', [nextWeek]: '1 of 2' })
    await noDrift()
  })

  it('do not stand in the way of those who have been before', async () => {
    const ann = await place.book()
    await place.book()
    expect(await place.book({ personId: ann.personId, sessionId: thursday })).toMatchObject({ status: 'booked' })
    await noDrift()
  })

  it('make room at once for who waits in another session of the week, the soonest first and no more than there is', async () => {
    const [first, second] = [await place.book(), await place.book()]
    const sunday = await place.anotherSession(6)
    const last = await place.book({ sessionId: sunday })
    const waiting = await place.book({ sessionId: thursday })
    await place.cancel(first.id)
    expect(await place.statuses()).toMatchObject({ [waiting.id]: 'offered', [last.id]: 'waitlisted' })
    expect(await weeks()).toEqual({ [thisWeek]: '2 of 2' })
    expect((await place.told('booking.offered')).map(({ subjectId }) => subjectId)).toEqual([waiting.id])
    await place.cancel(second.id)
    expect(await place.statuses()).toMatchObject({ [last.id]: 'offered' })
    await place.tick()
    expect(await weeks()).toEqual({ [thisWeek]: '2 of 2' })
    await noDrift()
  })

  it('give their room to the session that they leave before any other', async () => {
    const ann = await place.book()
    await place.book()
    const elsewhere = await place.book({ sessionId: thursday })
    const here = await place.book()
    await place.cancel(ann.id)
    expect(await place.statuses()).toMatchObject({ [here.id]: 'offered', [elsewhere.id]: 'waitlisted' })
    await noDrift()
  })

  it.each([
    ['another week', (id: string, later: string) => place.move(id, later)],
    ['nothing: they withdraw', (_: string, __: string, personId: string) => place.say(`/api/people/${personId}/withdrawal`)],
  ] as const)('make room at once when they leave for %s', async (_, leave) => {
    const mondayAfter = await place.anotherSession(7)
    const ann = await place.book()
    await place.book()
    const waiting = await place.book({ sessionId: thursday })
    await leave(ann.id, mondayAfter, ann.personId)
    expect(await place.booking(ann.id)).toMatchObject({ status: 'cancelled' })
    expect(await place.statuses()).toMatchObject({ [waiting.id]: 'offered' })
    await noDrift()
  })

  it('are offered no room that somebody else takes at the same moment', async () => {
    const [first, second] = [await place.book(), await place.book()]
    const waiting = [await place.book({ sessionId: thursday }), await place.book({ sessionId: thursday })]
    const others = Array.from({ length: 5 }, () => place.book({ sessionId: thursday }))
    await Promise.all([place.cancel(first.id), place.cancel(second.id), ...others])
    const statuses = await place.statuses()
    expect(waiting.map(({ id }) => statuses[id])).toEqual(['offered', 'offered'])
    expect(await weeks()).toEqual({ [thisWeek]: '2 of 2' })
    await noDrift()
  })

  it('stay counted after they came, and are counted when they came unexpected', async () => {
    const [ann, ben] = [await place.book(), await place.book()]
    const waiting = await place.book()
    place.clock.now = (await place.session()).endsAt
    const entries = [ann, waiting].map(({ id }) => ({ bookingId: id, outcome: 'attended' }))
    const missed = { bookingId: ben.id, outcome: 'missed', cause: 'person' }
    const { code } = await place.say(`/api/sessions/${monday}/register`, { entries }, place.scene.organiser)
    expect(code).toBe(200)
    // Three for two: both came, and Ben may still.
    expect(await weeks()).toEqual({ [thisWeek]: '3 of 3' })
    await place.say(`/api/sessions/${monday}/register`, { entries: [missed] }, place.scene.organiser)
    expect(await weeks()).toEqual({ [thisWeek]: '2 of 2' })
    await noDrift()
    expect(await place.book({ sessionId: thursday })).toMatchObject({ status: 'waitlisted', why: 'week_full' })
  })
})

describe('moving', () => {
  it('within a full week is possible, and leaves it full', async () => {
    const ann = await place.book()
    await place.book()
    const waiting = await place.book()
    expect(await place.move(ann.id, thursday)).toMatchObject({ ok: true })
    expect(await weeks()).toEqual({ [thisWeek]: '2 of 2' })
    // The place on Monday is free again, but not the week.
    expect(await place.statuses()).toMatchObject({ [waiting.id]: 'waitlisted' })
    await noDrift()
  })

  it('into a full week is not, and out of it makes room', async () => {
    const mondayAfter = await place.anotherSession(7)
    const ann = await place.book({ sessionId: mondayAfter })
    const ben = await place.book()
    await place.book()
    expect(await place.move(ann.id, thursday)).toEqual({ ok: false, reason: 'session_full' })
    expect(await place.move(ben.id, mondayAfter)).toMatchObject({ ok: true })
    expect(await weeks()).toEqual({ [thisWeek]: '1 of 2', [nextWeek]: '2 of 2' })
    await noDrift()
  })

  it('passes a first visit on within the week, and offers its place in the week to nobody else', async () => {
    const ann = await place.book()
    const later = await place.book({ personId: ann.personId, sessionId: thursday })
    await place.book()
    const waiting = await place.book()
    await place.cancel(ann.id)
    expect(await place.booking(later.id)).toMatchObject({ isFirstVisit: true })
    expect(await place.statuses()).toMatchObject({ [waiting.id]: 'waitlisted' })
    expect(await weeks()).toEqual({ [thisWeek]: '2 of 2' })
    await noDrift()
  })
})

describe('an organiser', () => {
  it('cancels a session, and its newcomers leave the week', async () => {
    await place.book()
    const waiting = [await place.book({ sessionId: thursday }), await place.book({ sessionId: thursday })]
    await place.say(`/api/sessions/${monday}/cancellation`, { reason: 'The hall is shut' }, place.scene.organiser)
    expect(await place.statuses()).toMatchObject({ [waiting[1]?.id ?? '']: 'offered' })
    expect((await place.told('booking.offered')).map(({ subjectId }) => subjectId)).toEqual([waiting[1]?.id])
    expect(await weeks()).toEqual({ [thisWeek]: '2 of 2' })
    await nothingLeft()
  })

  it('ends a series, and its newcomers leave room in each of its weeks', async () => {
    const { id, sessions } = await publish(place, place.scene, weekly(place.scene.venueId, '2026-06-09', { newcomerLimit: '' }))
    const mondayAfter = await place.anotherSession(7)
    for (const session of sessions.slice(0, 2)) for (let n = 0; n < 2; n++) await place.book({ sessionId: session.id })
    const waiting = [await place.book(), await place.book({ sessionId: thursday }), await place.book({ sessionId: thursday })]
    const after = await place.book({ sessionId: mondayAfter })
    const ending = { lastOn: '2026-06-08', reason: 'The hall is shut' }
    expect((await place.say(`/api/series/${id}/ending`, ending, place.scene.organiser)).code).toBe(200)
    expect(await place.statuses()).toMatchObject({
      [waiting[0]?.id ?? '']: 'offered',
      [waiting[1]?.id ?? '']: 'offered',
      [waiting[2]?.id ?? '']: 'waitlisted',
      [after.id]: 'offered',
    })
    expect(await weeks()).toEqual({ [thisWeek]: '2 of 2', [nextWeek]: '1 of 2' })
    await nothingLeft()
  })

  it('makes a session larger, and its week goes on to who waits there', async () => {
    await place.db.update(sessions).set({ capacity: 1 }).where(eq(sessions.id, thursday))
    await place.book({ sessionId: thursday })
    const waiting = [await place.book({ sessionId: thursday }), await place.book({ sessionId: thursday })]
    await put(`/api/sessions/${thursday}`, { ...details(place.scene.venueId), startsOn: '2026-06-11', newcomerLimit: '' })
    expect(await place.statuses()).toMatchObject({ [waiting[0]?.id ?? '']: 'offered', [waiting[1]?.id ?? '']: 'waitlisted' })
    expect(await weeks()).toEqual({ [thisWeek]: '2 of 2' })
    await nothingLeft()
  })

  it('moves a session to another week, and leaves room in the one it came from', async () => {
    await place.book({ sessionId: thursday })
    await place.book({ sessionId: thursday })
    const waiting = [await place.book(), await place.book(), await place.book()]
    const body = { ...details(place.scene.venueId), startsOn: '2026-06-18', newcomerLimit: '' }
    expect((await put(`/api/sessions/${thursday}`, body)).status).toBe(200)
    const statuses = await place.statuses()
    expect(waiting.map(({ id }) => statuses[id])).toEqual(['offered', 'offered', 'waitlisted'])
    expect(await weeks()).toEqual({ [thisWeek]: '2 of 2', [nextWeek]: '2 of 2' })
    await nothingLeft()
  })

  it('takes more a week, and who waits for the week is offered a place at once, the soonest session first', async () => {
    await place.book()
    await place.book()
    const later = [await place.book({ sessionId: thursday }), await place.book({ sessionId: thursday })]
    const sooner = await place.book()
    await changeLimit(4)
    const statuses = await place.statuses()
    expect([sooner, ...later].map(({ id }) => statuses[id])).toEqual(['offered', 'offered', 'waitlisted'])
    expect(await weeks()).toEqual({ [thisWeek]: '4 of 4' })
    await nothingLeft()
    await changeLimit('')
    expect(await place.statuses()).toMatchObject({ [later[1]?.id ?? '']: 'offered' })
    await nothingLeft()
  })

  it.each(['by hand', 'on its day'] as const)(
    'opens a paused group again %s, and what came free meanwhile is offered at once',
    async (how) => {
      const groupPath = `/api/groups/${place.scene.groupId}`
      const ann = await place.book({ sessionId: thursday })
      await place.book()
      const waiting = [await place.book({ sessionId: thursday }), await place.book()]
      await place.say(`${groupPath}/pause`, { returnsOn: '2026-06-02' }, place.scene.organiser)
      await place.cancel(ann.id)
      await changeLimit(3)
      await place.tick()
      expect((await place.told('booking.offered')).map(({ subjectId }) => subjectId)).toEqual([])
      if (how === 'by hand') await place.say(`${groupPath}/return`, {}, place.scene.organiser)
      else {
        place.clock.now += hours(24)
        await reopenGroups(place.ctx(), place.scheduled())
      }
      const statuses = await place.statuses()
      expect(waiting.map(({ id }) => statuses[id])).toEqual(['offered', 'offered'])
      expect(await weeks()).toEqual({ [thisWeek]: '3 of 3' })
      await nothingLeft()
    },
  )

  it.each([
    ['cancels', () => place.say(`/api/sessions/${monday}/cancellation`, { reason: 'The hall is shut' }, place.scene.organiser)],
    ['raises the limit', () => changeLimit(4)],
  ] as const)('%s while others book and leave: never more than the week takes, and nobody is forgotten', async (what, act) => {
    const [first, second] = [await place.book(), await place.book()]
    for (let n = 0; n < 4; n++) await place.book({ sessionId: thursday })
    const people = await Promise.all(Array.from({ length: 4 }, () => place.person()))
    await Promise.all([
      act(),
      place.cancel(first.id),
      ...people.map((personId) => place.book({ personId, sessionId: thursday })),
      place.cancel(second.id),
    ])
    const most = what === 'cancels' ? 2 : 4
    expect(await weeks()).toEqual({ [thisWeek]: `${most} of ${most}` })
    await nothingLeft()
  })

  it('moves a session to another week, and its newcomers go along, even past the limit', async () => {
    const mondayAfter = await place.anotherSession(7)
    for (const sessionId of [thursday, mondayAfter, mondayAfter]) await place.book({ sessionId })
    const body = { ...details(place.scene.venueId), startsOn: '2026-06-18', newcomerLimit: '' }
    expect((await put(`/api/sessions/${thursday}`, body)).status).toBe(200)
    expect(await weeks()).toEqual({ [thisWeek]: '0 of 2', [nextWeek]: '3 of 3' })
    await noDrift()
  })

  it('moves one session of a series to another week and back', async () => {
    const { id, sessions } = await publish(place, place.scene, weekly(place.scene.venueId, '2026-06-09', { newcomerLimit: '' }))
    const [first] = sessions
    await place.book({ sessionId: first?.id ?? '' })
    const to = (startsOn: string) => put(`/api/sessions/${first?.id}`, { ...details(place.scene.venueId), startsOn })
    expect((await to('2026-06-17')).status).toBe(200)
    expect((await sessionsOf(place, id)).find((row) => row.id === first?.id)).toMatchObject({
      occursOn: '2026-06-09',
      movedToWeek: nextWeek,
    })
    expect(await weeks()).toEqual({ [thisWeek]: '0 of 2', [nextWeek]: '1 of 2' })
    await noDrift()
    await to('2026-06-12')
    expect(await weeks()).toEqual({ [thisWeek]: '1 of 2', [nextWeek]: '0 of 2' })
    await noDrift()
  })

  it('lowers the limit, and one who leaves a week that has too many makes room for nobody', async () => {
    const [ann, ben] = [await place.book(), await place.book()]
    const waiting = await place.book()
    expect(waiting).toMatchObject({ status: 'waitlisted', why: 'week_full' })
    await changeLimit(1)
    expect(await place.cancel(ann.id)).toMatchObject({ ok: true })
    expect(await place.booking(waiting.id)).toMatchObject({ status: 'waitlisted' })
    await nothingLeft()
    expect(await place.cancel(ben.id)).toMatchObject({ ok: true })
    expect(await place.booking(waiting.id)).toMatchObject({ status: 'offered' })
    expect(await weeks()).toEqual({ [thisWeek]: '1 of 1' })
    await nothingLeft()
  })

  it('lowers the limit: what was promised stays, and nobody new comes before it fits', async () => {
    const [ann] = [await place.book(), await place.book()]
    await changeLimit(1)
    expect(await weeks()).toEqual({ [thisWeek]: '2 of 2' })
    await place.cancel(ann.id)
    expect(await weeks()).toEqual({ [thisWeek]: '1 of 1' })
    expect(await place.book()).toMatchObject({ status: 'waitlisted', why: 'week_full' })
    await changeLimit('')
    // Who waited for the week waits no longer.
    expect(await weeks()).toEqual({ [thisWeek]: '2 of null' })
    expect(await place.book({ sessionId: thursday })).toMatchObject({ status: 'booked' })
    await nothingLeft()
  })
})

it('finds a week that drifted, and puts it on the log', async () => {
  await place.book()
  await place.db.update(groupWeeks).set({ newcomersTaken: 2 }).where(eq(groupWeeks.groupId, place.scene.groupId))
  expect((await place.check()).drifted).toEqual([
    { kind: 'group', id: place.scene.groupId, counter: 'newcomersInWeek', counted: 2, rows: 1 },
  ])
})

it('lets forty who come at once onto five sessions of a week have as many places as the group has for newcomers', async () => {
  await limitTo(7)
  const days = [monday, thursday, await place.anotherSession(1), await place.anotherSession(2), await place.anotherSession(4)]
  const people = await Promise.all(Array.from({ length: 40 }, () => place.person()))
  const answers = await Promise.all(people.map((personId, at) => place.book({ personId, sessionId: days[at % days.length] ?? monday })))
  expect(answers.filter(({ status }) => status === 'booked')).toHaveLength(7)
  expect(await weeks()).toEqual({ [thisWeek]: '7 of 7' })
  await noDrift()
}, 60_000)

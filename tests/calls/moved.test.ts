// News upon news of one session: whoever may still have an earlier hour in mind hears of that one, and in time for it.

import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Permit } from '../../src/access/permit.ts'
import { permit } from '../../src/access/permit.ts'
import { buddyCalls } from '../../src/calls/buddies/actions.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { days, hours, minutes } from '../../src/lib/time.ts'
import { details } from '../sessions/series.ts'
import { callStage } from './stage.ts'

const coordinator = permit({ kind: 'system', id: 'coordinator' }, 'buddy.vet') as Permit<'buddy.vet'>
type Here = Awaited<ReturnType<typeof callStage>>

async function moveTo(here: Here, startsOn: string, more: object = {}) {
  const body = { startsOn, ...details(here.scene.venueId), startsTime: '13:00', endsTime: '15:00', ...more }
  const path = `/api/sessions/${here.scene.sessionId}`
  expect((await here.request('PUT', path, { as: here.scene.organiser, body })).status).toBe(200)
}
const cancel = async (here: Here) =>
  expect(
    (await here.post(`/api/sessions/${here.scene.sessionId}/cancellation`, { reason: 'Rain' }, { as: here.scene.organiser })).status,
  ).toBe(200)

/** How it stands with each person of the session, as its organiser sees it. */
async function reachSeen(here: Here): Promise<string[]> {
  const response = await here.get(`/api/sessions/${here.scene.sessionId}/bookings`, { as: here.scene.organiser })
  const { bookings } = (await response.json()) as { bookings: { reach: { state: string } }[] }
  return bookings.map(({ reach }) => reach.state)
}

/** One change after the other, an hour apart, and the emails of each before the next. */
async function toldOfEach(here: Here, ...changes: (() => Promise<unknown>)[]) {
  for (const change of changes) {
    await here.send()
    here.clock.now += hours(1)
    await change()
    await here.send()
  }
}

// It was to be on Monday 8 June at 1pm in London.
const monday = Date.UTC(2026, 5, 8, 12)
const notThen = 'At first it was planned for Monday 8 June, 1pm. Nothing takes place then.'

describe('a session that was moved and then cancelled', () => {
  it('is rung about before the hour that they set out for, and that hour is named', async () => {
    const here = await callStage()
    const { id } = await here.book({ personId: await here.phoneOnly() })
    await here.confirm(id)
    await toldOfEach(
      here,
      () => moveTo(here, '2026-06-12'),
      () => cancel(here),
    )
    const [call, ...others] = await here.calls()
    expect(others).toEqual([])
    expect(call).toMatchObject({ topic: 'cancelled', ringBy: monday - hours(2) })
    expect(call?.say.slice(1, 3)).toEqual(['Choir does not meet on Friday 12 June, 1pm. We are sorry. Please do not set out.', notThen])
  })

  it('is rung about a day before either hour when neither email was seen', async () => {
    const here = await callStage()
    const { id } = await here.book()
    await here.confirm(id)
    await toldOfEach(
      here,
      () => moveTo(here, '2026-06-12'),
      () => cancel(here),
    )
    const listed: unknown[] = []
    for (const at of [monday - hours(25), monday - hours(23), monday + hours(1), Date.UTC(2026, 5, 11, 13)]) {
      here.clock.now = at
      listed.push([(await here.calls()).map(({ topic }) => topic).join(), await reachSeen(here)])
    }
    // The organiser reads the same.
    expect(listed).toEqual([
      ['', ['sent']],
      ['cancelled', ['to_ring']],
      ['', ['sent']],
      ['cancelled', ['to_ring']],
    ])
  })

  it('is not rung about at the old hour by whoever saw that it had moved', async () => {
    const here = await callStage()
    const { id } = await here.book()
    await here.confirm(id)
    await moveTo(here, '2026-06-12')
    await here.send()
    const home = await bookingHome(here, id)
    const [, saw = ''] = /name="saw" value="(\d+)"/.exec(await (await here.get(home)).text()) ?? []
    expect((await here.postForm(`${home}/seen`, { saw })).headers.get('location')).toContain('done=seen')
    here.clock.now += hours(1)
    await cancel(here)
    expect((await here.letters()).join()).not.toContain('At first')
    here.clock.now = monday - hours(3)
    expect(await here.calls()).toEqual([])
  })

  it('names both hours in its email where nobody was told of the first', async () => {
    const here = await callStage()
    await here.book()
    await here.send()
    here.clock.now += hours(1)
    await moveTo(here, '2026-06-12')
    here.clock.now += minutes(0.5)
    await cancel(here)
    const [letter, ...others] = await here.letters()
    expect(others.filter((one) => one.includes('Maria'))).toEqual([])
    expect(letter).toContain('Cancelled: Friday 12 June')
    expect(letter).toContain(notThen)
  })
})

describe('a session that was moved twice', () => {
  it('is rung about before the first hour', async () => {
    const here = await callStage()
    const { id } = await here.book({ personId: await here.phoneOnly() })
    await here.confirm(id)
    await toldOfEach(
      here,
      () => moveTo(here, '2026-06-10'),
      () => moveTo(here, '2026-06-12'),
    )
    const [call] = await here.calls()
    expect(call).toMatchObject({ topic: 'changed', ringBy: monday - hours(2) })
    expect(call?.say).toContain(notThen)
  })

  it('within a minute is told by one email, which names the hour that was', async () => {
    const here = await callStage()
    await here.book()
    await here.send()
    here.clock.now += hours(1)
    await moveTo(here, '2026-06-12')
    here.clock.now += minutes(0.3)
    await moveTo(here, '2026-06-12', { startsTime: '14:00', endsTime: '16:00' })
    const [letter, ...others] = await here.letters()
    expect(others).toEqual([])
    expect(letter).toContain('Friday 12 June, 2pm')
    expect(letter).toContain(notThen)
    expect((await here.told('booking.changed')).map(({ outcome }) => outcome)).toEqual(['no_longer_true', null])
  })
})

describe('a buddy', () => {
  const toRing = async (here: Here, at: number) => {
    here.clock.now = at
    return (await buddyCalls(here.ctx(), coordinator)).map(({ topic, ringBy, say }) => ({ topic, ringBy, say: say.slice(1) }))
  }

  it('of a session that was moved and then cancelled is rung before the hour they promised first', async () => {
    const here = await callStage({ buddyForFirstVisit: true })
    const { id } = await here.book()
    await here.claimVisitOf(id)
    await here.send()
    await moveTo(here, '2026-06-12')
    await here.send()
    here.clock.now += hours(1)
    await cancel(here)
    expect((await here.letters()).find((one) => one.includes('You need not come'))).toContain(notThen)
    expect(await toRing(here, monday - hours(25))).toEqual([])
    expect(await toRing(here, monday - hours(23))).toMatchObject([
      { topic: 'off', ringBy: monday - hours(2), say: [expect.any(String), notThen] },
    ])
    expect(await toRing(here, Date.UTC(2026, 5, 11, 13))).toMatchObject([{ topic: 'off' }])
  })

  it('is told of two moves within a minute by one email', async () => {
    const here = await callStage({ buddyForFirstVisit: true })
    await here.claimVisitOf((await here.book()).id)
    await here.send()
    await moveTo(here, '2026-06-10')
    here.clock.now += minutes(0.3)
    await moveTo(here, '2026-06-12')
    const told = (await here.letters()).filter((one) => one.includes('Hello Bea'))
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('Friday 12 June')
    expect(told[0]).toContain(notThen)
  })

  it('whom no email reaches is rung before the first of two moves', async () => {
    const here = await callStage({ buddyForFirstVisit: true })
    const { id } = await here.book()
    await here.claimVisitOf(id)
    await here.send()
    for (const day of ['2026-06-10', '2026-06-12']) {
      here.clock.now += hours(1)
      await moveTo(here, day)
      await here.send()
    }
    await here.db.update(messages).set({ status: 'bounced' }).where(eq(messages.kind, 'visit.changed'))
    expect(await toRing(here, here.clock.now)).toMatchObject([{ topic: 'changed', ringBy: monday - hours(2) }])
  })
})

describe('one call for several messages', () => {
  it('keeps the end of an offer, says it and takes the yes, when the session has moved since', async () => {
    const here = await callStage({ capacity: 1 })
    const first = await here.book()
    const waiting = await here.book({ personId: await here.phoneOnly() })
    await here.send()
    await here.cancel(first.id)
    await here.send()
    const [offer] = await here.calls()
    here.clock.now += hours(1)
    await moveTo(here, '2026-06-12', { capacity: 1, newcomerLimit: 1 })
    await here.send()
    const [call] = await here.calls()
    expect(call).toMatchObject({ topic: 'changed', ringBy: offer?.ringBy, answers: ['yes', 'no', 'told'] })
    expect(call?.say.join(' ')).toMatch(/A place is kept for you until .*Would it suit\?/)
    expect((await here.answer(call?.id ?? 0, 'confirmation')).status).toBe(200)
    expect((await here.booking(waiting.id)).status).toBe('confirmed')
  })

  it('asks for the yes by the hour at which the place is given away', async () => {
    const here = await callStage({ capacity: 1 })
    const { id } = await here.book({ personId: await here.phoneOnly() })
    await here.book()
    await here.send()
    const [before] = await here.calls()
    here.clock.now += hours(1)
    await moveTo(here, '2026-06-08', { startsTime: '14:00', endsTime: '16:00', capacity: 1, newcomerLimit: 1 })
    await here.send()
    const [call] = await here.calls()
    expect(call).toMatchObject({ topic: 'changed', bookingId: id })
    expect(call?.ringBy).toBeLessThanOrEqual((before?.ringBy ?? 0) + hours(1))
    expect(call?.say).toContain('Will you come then?')
  })
})

describe('an email about a change', () => {
  it('says until when an offered place is kept, and that somebody waits only', async () => {
    const here = await callStage({ capacity: 1 })
    const first = await here.book()
    await here.book()
    await here.book()
    await here.send()
    await here.cancel(first.id)
    await here.send()
    here.clock.now += hours(1)
    await moveTo(here, '2026-06-02', { capacity: 1, newcomerLimit: 1 })
    const [offered, waits] = await here.letters()
    expect(offered).toMatch(/The place is still kept for you, until Tuesday 2 June, 11am\. Please say yes or no/)
    expect(waits).toContain('You are still on the waiting list, number 1.')
    expect(waits).not.toContain('Put it in your calendar')
  })

  it('keeps an offered place until the start of a session that is so near now that nobody else could answer', async () => {
    const here = await callStage({ capacity: 1 })
    const { id: before } = await here.book()
    const { id } = await here.book()
    await here.cancel(before)
    await here.letters()
    here.clock.now += hours(1)
    await moveTo(here, '2026-06-01', { startsTime: '15:30', endsTime: '16:30', capacity: 1 })
    await here.tick()
    expect(await here.booking(id)).toMatchObject({ status: 'offered', offerExpiresAt: Date.UTC(2026, 5, 1, 14, 30) })
    expect((await here.letters()).join()).toContain('kept for you, until Monday 1 June, 3:30pm')
    expect(await here.confirm(id)).toMatchObject({ ok: true })
  })

  it('speaks of no other hour where only the meeting point is another', async () => {
    const here = await callStage()
    await here.book({ personId: await here.phoneOnly() })
    await here.book()
    await here.letters()
    here.clock.now += hours(1)
    await moveTo(here, '2026-06-08', { meetingPoint: 'At the bus stop' })
    const [letter] = await here.letters()
    expect(letter).toContain('At the bus stop')
    expect(letter).not.toContain('At first')
    expect((await here.calls())[0]).toMatchObject({
      topic: 'changed',
      say: expect.not.arrayContaining([expect.stringContaining('At first')]),
    })
  })
})

it('leaves no letter that waits of use past the new start', async () => {
  const here = await callStage()
  await here.book()
  const until = async () => (await here.told('booking.confirm_request')).map(({ usefulUntil }) => usefulUntil)
  await moveTo(here, '2026-06-12')
  expect(await until()).toEqual([monday])
  await moveTo(here, '2026-06-07')
  expect(await until()).toEqual([monday - days(1)])
  // One that is in a batch may be written from its row once more.
  await here.db.update(messages).set({ status: 'sending' })
  await moveTo(here, '2026-06-06')
  expect(await until()).toEqual([monday - days(2)])
})

describe('a booking that the link worker moves', () => {
  it('says in the email and on the phone that it is instead of the other day', async () => {
    const here = await callStage()
    const next = await here.anotherSession(7)
    const [written, rung] = [await here.book(), await here.book({ personId: await here.phoneOnly() })]
    await here.letters()
    for (const { id } of [written, rung]) await here.confirm(id)
    here.clock.now += hours(2)
    for (const { id } of [written, rung]) expect((await here.say(`/api/bookings/${id}/move`, { sessionId: next })).code).toBe(200)
    const instead = 'This is instead of Monday 8 June, 1pm. The place on that day is given back.'
    expect((await here.letters()).join()).toContain(instead)
    expect((await here.calls())[0]?.say).toContain(instead)
  })

  it('says nothing of the kind to whoever moved it by themselves', async () => {
    const here = await callStage()
    const next = await here.anotherSession(7)
    const { id } = await here.book()
    await here.letters()
    await here.move(id, next)
    expect((await here.letters()).join()).not.toContain('instead of')
  })

  it('is rung about before the day that somebody has in mind who is reached by phone', async () => {
    const here = await callStage()
    const later = await here.anotherSession(28)
    const { id } = await here.book({ personId: await here.phoneOnly() })
    await here.confirm(id)
    here.clock.now += hours(3)
    expect((await here.say(`/api/bookings/${id}/move`, { sessionId: later })).code).toBe(200)
    await here.send()
    expect(await here.calls()).toMatchObject([{ topic: 'confirm', ringBy: monday - hours(2) }])
  })

  it('names the day that they know, however often it was put right', async () => {
    const here = await callStage()
    const [wrong, right] = [await here.anotherSession(7), await here.anotherSession(14)]
    const { id } = await here.book()
    await here.letters()
    await here.confirm(id)
    here.clock.now += hours(2)
    const { body } = await here.say(`/api/bookings/${id}/move`, { sessionId: wrong })
    here.clock.now += 20_000
    expect((await here.say(`/api/bookings/${body.id}/move`, { sessionId: right })).code).toBe(200)
    expect((await here.letters()).join()).toContain('This is instead of Monday 8 June, 1pm.')
  })

  it('names the day before a move of the session that nobody had heard of', async () => {
    const here = await callStage()
    const later = await here.anotherSession(28)
    const { id } = await here.book()
    await here.letters()
    await here.confirm(id)
    here.clock.now += hours(3)
    await moveTo(here, '2026-06-10')
    expect((await here.say(`/api/bookings/${id}/move`, { sessionId: later })).code).toBe(200)
    expect((await here.letters()).join()).toContain('This is instead of Monday 8 June, 1pm.')
  })

  it('in the evening before is told at night that the morning is off', async () => {
    const startsAt = Date.UTC(2026, 5, 4, 7, 30)
    const here = await callStage({ startsAt, endsAt: startsAt + hours(2) })
    const later = await here.anotherSession(7)
    const { id } = await here.book()
    await here.letters()
    await here.confirm(id)
    // Half past nine in the evening, for half past eight.
    here.clock.now = Date.UTC(2026, 5, 3, 20, 30)
    expect((await here.say(`/api/bookings/${id}/move`, { sessionId: later })).code).toBe(200)
    const [off, ...others] = await here.letters()
    expect([off, others]).toEqual([expect.stringContaining('Thursday 4 June'), []])
    here.clock.now = startsAt - minutes(30)
    expect((await here.letters()).join()).toContain('This is instead of Thursday 4 June, 8:30am.')
  })

  it('in the evening before wakes nobody who only waits for a place', async () => {
    const startsAt = Date.UTC(2026, 5, 4, 7, 30)
    const here = await callStage({ startsAt, endsAt: startsAt + hours(2), capacity: 1 })
    const later = await here.anotherSession(7)
    await here.book()
    const { id } = await here.book()
    await here.letters()
    here.clock.now = Date.UTC(2026, 5, 3, 20, 30)
    expect((await here.say(`/api/bookings/${id}/move`, { sessionId: later })).code).toBe(200)
    expect(await here.letters()).toEqual([])
  })
})

const bookingHome = async (here: Here, subjectId: string) =>
  `/b/${await here.links.sign({ purpose: 'booking', subjectId, version: 0, expiresAt: here.clock.now + hours(1_000) })}`

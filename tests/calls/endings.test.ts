// A series that ends, for whoever has a routine there: one email or one call for all of its dates, and proof of reach for each.

import { expect, it } from 'vitest'
import { days, hours } from '../../src/lib/time.ts'
import { publish, sessionsOf, weekly } from '../sessions/series.ts'
import { noon } from '../world.ts'
import { callStage } from './stage.ts'

/** Mondays from 8 June at 10am; a person who is booked into the first three of them, and has been told. */
async function mondays(person: 'by email' | 'by phone' = 'by email') {
  const here = await callStage()
  const series = await publish(here, here.scene, weekly(here.scene.venueId, '2026-06-08', { until: '2026-07-06' }))
  const [first] = series.sessions
  const personId = person === 'by phone' ? await here.phoneOnly() : await here.person()
  const { code } = await here.say(`/api/people/${personId}/routines`, { sessionId: first?.id, times: 3, mode: 'all' })
  expect(code).toBe(201)
  await here.send()
  const routine = () => here.rows.bookings().then((all) => all.filter((one) => one.personId === personId))
  const on = async (day: number) => {
    const session = (await sessionsOf(here, series.id)).find(({ startsAt }) => startsAt === noon + days(day) - hours(3))
    return (await routine()).find(({ sessionId }) => sessionId === session?.id) ?? expect.fail(`nothing on day ${day}`)
  }
  return {
    ...here,
    personId,
    series,
    on,
    end: () => here.post(`/api/series/${series.id}/ending`, { lastOn: '2026-06-02', reason: 'No room' }, { as: here.scene.organiser }),
    home: async (id: string) =>
      `/b/${await here.links.sign({ purpose: 'booking', subjectId: id, version: 0, expiresAt: here.clock.now + days(60) })}`,
    reach: () =>
      Promise.all(
        [7, 14, 21].map(async (day) => {
          const { id, sessionId } = await on(day)
          const { bookings } = (await (await here.get(`/api/sessions/${sessionId}/bookings`, { as: here.scene.organiser })).json()) as {
            bookings: { id: string; reach: { state: string } }[]
          }
          return bookings.find((one) => one.id === id)?.reach.state
        }),
      ),
  }
}
const others = 'Monday 15 June, 10am; Monday 22 June, 10am'

it('is told in one email, and seen by one press, for all of its dates', async () => {
  const here = await mondays()
  await here.end()
  const letters = (await here.letters()).filter((one) => one.includes('Choir does not meet'))
  expect(letters.filter((one) => !one.includes('People you look after'))).toEqual([
    expect.stringMatching(RegExp(`does not meet on Monday 8 June(.|\\n)*The same goes for your other dates: ${others}\\.`)),
  ])
  expect(await here.reach()).toEqual(['sent', 'sent', 'sent'])

  for (const [day, also] of [
    [7, others],
    [14, 'Monday 8 June, 10am; Monday 22 June, 10am'],
  ] as const) {
    const page = await (await here.get(await here.home((await here.on(day)).id))).text()
    expect(page).toContain(`These dates are off too: ${also}.`)
    expect(page).toContain('I have seen this')
  }
  const home = await here.home((await here.on(14)).id)
  const [, saw = ''] = /name="saw" value="(\d+)"/.exec(await (await here.get(home)).text()) ?? []
  expect((await here.postForm(`${home}/seen`, { saw })).headers.get('location')).toBe(`${home}?done=seen`)
  expect(await here.reach()).toEqual(['seen', 'seen', 'seen'])
  expect(await (await here.get(await here.home((await here.on(7)).id))).text()).not.toContain('I have seen this')
  here.clock.now = noon + days(20)
  expect(await here.calls()).toEqual([])
})

it('is one call to whoever has no email', async () => {
  const here = await mondays('by phone')
  await here.answer((await here.calls())[0]?.id ?? 0, 'told')
  await here.end()
  await here.send()
  const [off, ...more] = await here.calls()
  expect(more).toEqual([])
  expect(off?.say.join(' ')).toContain(`The same goes for your other dates: ${others}.`)
  expect(await here.reach()).toEqual(['to_ring', 'to_ring', 'to_ring'])
  await here.answer(off?.id ?? 0, 'told')
  expect(await here.calls()).toEqual([])
  expect(await here.reach()).toEqual(['rung', 'rung', 'rung'])
})

it('is rung about before each date until somebody says that they know', async () => {
  const here = await mondays()
  await here.end()
  await here.send()
  expect(await here.calls()).toEqual([])
  const daysRung = async (...hoursFromNoon: number[]) => {
    const found: string[] = []
    for (const at of hoursFromNoon) {
      here.clock.now = noon + hours(at)
      found.push((await here.calls()).map(({ topic, say }) => `${topic}: ${say[1]}`).join())
    }
    return found
  }
  const off = (date: string) => expect.stringContaining(`cancelled: Choir does not meet on ${date}`)
  // A day before each, until it begins; then not until the day before the next.
  expect(await daysRung(6 * 24, 7 * 24 - 4, 7 * 24, 13 * 24, 14 * 24)).toEqual([
    off('Monday 8 June'),
    off('Monday 8 June'),
    '',
    off('Monday 15 June'),
    '',
  ])
  expect(await here.reach()).toEqual(['not_reached', 'not_reached', 'sent'])
  here.clock.now = noon + days(20)
  const [last] = await here.calls()
  expect(last).toMatchObject({ bookingId: (await here.on(21)).id })
  await here.answer(last?.id ?? 0, 'told')
  expect(await here.calls()).toEqual([])
})

it('is told date by date where one had moved, whose earlier hour they may have in mind', async () => {
  const here = await mondays()
  const { sessionId } = await here.on(14)
  const body = {
    ...{ venueId: here.scene.venueId, startsOn: '2026-06-16', startsTime: '10:00', endsTime: '11:30', meetingPoint: 'By the blue door' },
    ...{ capacity: 8, bookingClosesMinutes: 60, buddyForFirstVisit: true },
  }
  expect((await here.request('PUT', `/api/sessions/${sessionId}`, { as: here.scene.organiser, body })).status).toBe(200)
  await here.send()
  here.clock.now += hours(1)
  await here.end()
  const told = (await here.letters()).filter((one) => one.includes('does not meet') && !one.includes('People you look after'))
  expect(told.map((one) => /The same goes for your other dates: (.*)\./.exec(one)?.[1])).toEqual([undefined, undefined, undefined])
  expect(told.join()).toContain('At first it was planned for Monday 15 June, 10am. Nothing takes place then.')
})

it('is one email to each link worker, with the dates on which they have people', async () => {
  const here = await mondays()
  const [, second] = here.series.sessions
  const colleague = await here.signIn('link_worker', here.scene.team)
  await here.book({ sessionId: second?.id ?? '', personId: await here.person({ linkWorkerId: colleague.id }) })
  await here.letters()
  await here.end()
  const told = (await here.letters()).filter((one) => one.includes('People you look after')).sort()
  expect(told.map((one) => [/does not meet on (.*?)\./.exec(one)?.[1], /These dates are off too: (.*)\./.exec(one)?.[1]])).toEqual([
    ['Monday 15 June', undefined],
    ['Monday 8 June', others],
  ])
})

it('still tells a link worker after the first date is over', async () => {
  const here = await mondays()
  await here.end()
  here.clock.now = noon + days(8)
  const told = (await here.letters()).filter((one) => one.includes('People you look after'))
  expect(told.map((one) => /These dates are off too: (.*)\./.exec(one)?.[1])).toEqual([others])
  here.clock.now = noon + days(30)
  await here.letters()
  expect((await here.told('team.session_cancelled')).map(({ status }) => status)).toEqual(['sent'])
})

it('is no second call about a date that was cancelled by itself before', async () => {
  const here = await mondays('by phone')
  const first = await here.on(7)
  await here.post(`/api/sessions/${first.sessionId}/cancellation`, { reason: 'Rain' }, { as: here.scene.organiser })
  await here.end()
  await here.send()
  const about = async () => (await here.calls()).map(({ topic, bookingId }) => [topic, bookingId])
  const later = (await here.on(14)).id
  expect(await about()).toEqual([
    ['cancelled', first.id],
    ['cancelled', later],
  ])
  here.clock.now = noon + days(7) - hours(2)
  expect(await about()).toEqual([['cancelled', later]])
})

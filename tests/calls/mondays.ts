// A person with a routine of Mondays in a series, who has been told, and what may become of it.

import { expect } from 'vitest'
import { days, hours } from '../../src/lib/time.ts'
import { publish, sessionsOf, weekly } from '../sessions/series.ts'
import { noon } from '../world.ts'
import { callStage } from './stage.ts'

/** Mondays from 8 June at 10am, of which the person is booked into the first; `day` counts from noon of 1 June. */
export async function mondays(person: 'by email' | 'by phone' = 'by email', times = 3) {
  const here = await callStage()
  const { organiser } = here.scene
  const series = await publish(here, here.scene, weekly(here.scene.venueId, '2026-06-08', { until: '2026-07-06' }))
  const [first] = series.sessions
  const personId = person === 'by phone' ? await here.phoneOnly() : await here.person()
  const { code, body } = await here.say(`/api/people/${personId}/routines`, { sessionId: first?.id, times, mode: 'all' })
  expect(code).toBe(201)
  await here.letters()
  const [asked] = await here.calls()
  if (asked) await here.answer(asked.id, 'told')
  here.clock.now += hours(1)

  const routine = `/api/people/${personId}/routines/${(body as unknown as { routineId: string }).routineId}`
  const sessionOn = async (day: number) =>
    (await sessionsOf(here, series.id)).find(({ startsAt }) => startsAt === noon + days(day) - hours(3))?.id ??
    expect.fail(`none on ${day}`)
  const on = async (day: number) => {
    const sessionId = await sessionOn(day)
    return (
      (await here.rows.bookings()).find((one) => one.personId === personId && one.sessionId === sessionId) ?? expect.fail(`none on ${day}`)
    )
  }
  const home = async (day: number) =>
    `/b/${await here.links.sign({ purpose: 'booking', subjectId: (await on(day)).id, version: 0, expiresAt: here.clock.now + days(60) })}`

  return {
    ...here,
    personId,
    series,
    on,
    home,
    end: (lastOn = '2026-06-02') => here.post(`/api/series/${series.id}/ending`, { lastOn, reason: 'No room' }, { as: organiser }),
    rain: async (day: number) => here.post(`/api/sessions/${await sessionOn(day)}/cancellation`, { reason: 'Rain' }, { as: organiser }),
    callOff: () => here.say(`${routine}/cancellation`, {}),
    bookAgain: async (day: number) => here.book({ personId, sessionId: await sessionOn(day) }),
    shift: async (day: number, startsOn: string) => {
      const body = {
        ...{ venueId: here.scene.venueId, startsOn, startsTime: '10:00', endsTime: '11:30', meetingPoint: 'By the blue door' },
        ...{ capacity: 8, bookingClosesMinutes: 60, buddyForFirstVisit: true },
      }
      expect((await here.request('PUT', `/api/sessions/${await sessionOn(day)}`, { as: organiser, body })).status).toBe(200)
    },
    /** What came back, as the organiser of each day sees it. */
    reach: (...ofDays: number[]) =>
      Promise.all(
        ofDays.map(async (day) => {
          const { id, sessionId } = await on(day)
          const found = await (await here.get(`/api/sessions/${sessionId}/bookings`, { as: organiser })).json()
          return (found as { bookings: { id: string; reach: { state: string } }[] }).bookings.find((one) => one.id === id)?.reach.state
        }),
      ),
    /** The other dates that the page of one says are off, and whether it asks to be seen. */
    page: async (day: number) => {
      const text = await (await here.get(await home(day))).text()
      return { also: /These dates are off too: (.*?)\./.exec(text)?.[1], asks: text.includes('I have seen this') }
    },
    seen: async (day: number) => {
      const address = await home(day)
      const [, saw = ''] = /name="saw" value="(\d+)"/.exec(await (await here.get(address)).text()) ?? []
      expect((await here.postForm(`${address}/seen`, { saw })).headers.get('location')).toBe(`${address}?done=seen`)
    },
    /** Each call as its subject and the first two sentences of the matter. */
    said: async () => (await here.calls()).map(({ topic, say }) => `${topic}: ${say.slice(1, 3).join(' ')}`),
    /** Letters to the person: the day of the subject, and the dates of which the same goes. */
    told: async () =>
      (await here.letters())
        .filter((one) => !one.includes('People you look after'))
        .map((one) => [/^.*?\b(\d+ June)/.exec(one)?.[1], /These dates are off too: (.*)\./.exec(one)?.[1]]),
  }
}

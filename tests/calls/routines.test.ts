// Several dates that were booked together: what is said of one on the phone is said of all.

import { expect, it } from 'vitest'
import { days, hours } from '../../src/lib/time.ts'
import { noon } from '../world.ts'
import { callStage } from './stage.ts'

async function threeMondays() {
  const here = await callStage()
  await here.anotherSession(7)
  await here.anotherSession(14)
  const personId = await here.phoneOnly()
  const { code, body } = await here.say(`/api/people/${personId}/routines`, { sessionId: here.scene.sessionId, times: 3, mode: 'all' })
  expect(code).toBe(201)
  await here.send()
  const path = `/api/people/${personId}/routines/${(body as unknown as { routineId: string }).routineId}`
  return { ...here, callOff: () => here.say(`${path}/cancellation`, {}).then(() => here.send()) }
}
const dates = 'Monday 15 June, 1pm; Monday 22 June, 1pm'
const keptOn = (on: string) => `You have a place on these dates too: ${on}. We ask again before each of them.`

it('are said when they are booked, and when they are called off', async () => {
  const here = await threeMondays()
  const [asked] = await here.calls()
  expect(asked).toMatchObject({ topic: 'confirm' })
  expect(asked?.say).toContain(keptOn(dates))
  await here.answer(asked?.id ?? 0, 'confirmation')
  here.clock.now += hours(1)
  await here.callOff()
  const [off] = await here.calls()
  expect(off?.say.slice(1, 3)).toEqual([
    'Your place at Choir on Monday 8 June, 1pm is cancelled. Please do not set out.',
    `These dates are off too: ${dates}.`,
  ])
})

it('are still to be told after the first is over', async () => {
  const here = await threeMondays()
  await here.callOff()
  here.clock.now = noon + days(7) + hours(3)
  const [off, ...more] = await here.calls()
  expect(more).toEqual([])
  expect(off?.say.slice(1, 3)).toEqual([
    'Your place at Choir on Monday 15 June, 1pm is cancelled. Please do not set out.',
    'These dates are off too: Monday 22 June, 1pm.',
  ])
  here.clock.now = noon + days(21) + hours(1)
  expect(await here.calls()).toEqual([])
})

it('are still to be told when the first falls away before anybody rang', async () => {
  const here = await threeMondays()
  await here.post(`/api/sessions/${here.scene.sessionId}/cancellation`, { reason: 'Rain' }, { as: here.scene.organiser })
  await here.send()
  const asked = (await here.calls()).find(({ topic }) => topic === 'confirm')
  // Not later than the message itself is kept.
  expect(asked?.ringBy).toBe(noon + days(7))
  expect(asked?.say.join()).toContain('Monday 15 June, 1pm')
  expect(asked?.say).toContain(keptOn('Monday 22 June, 1pm'))
  expect(await (await here.answer(asked?.id ?? 0, 'confirmation')).json()).toMatchObject({ status: 'confirmed' })
  expect((await here.rows.bookings()).map(({ status }) => status).sort()).toEqual(['booked', 'cancelled', 'confirmed'])
  expect((await here.calls()).map(({ topic }) => topic)).toEqual(['cancelled'])
})

it('show the organiser of each day what came back on the one message', async () => {
  const here = await threeMondays()
  const reach = async () => {
    const states: string[] = []
    for (const { id } of await here.rows.sessions()) {
      const found = await here.get(`/api/sessions/${id}/bookings`, { as: here.scene.organiser })
      states.push(...((await found.json()) as { bookings: { reach: { state: string } }[] }).bookings.map((one) => one.reach.state))
    }
    return states
  }
  expect(await reach()).toEqual(['to_ring', 'to_ring', 'to_ring'])
  const [kept] = await here.calls()
  await here.answer(kept?.id ?? 0, 'confirmation')
  expect(await reach()).toEqual(['rung', 'rung', 'rung'])
})

it('are told by the email that waits for the morning also when the first falls away in the night', async () => {
  const here = await callStage()
  await here.anotherSession(7)
  await here.anotherSession(14)
  here.clock.now = noon + hours(9)
  await here.say(`/api/people/${await here.person()}/routines`, { sessionId: here.scene.sessionId, times: 3, mode: 'all' })
  await here.post(`/api/sessions/${here.scene.sessionId}/cancellation`, { reason: 'Rain' }, { as: here.scene.organiser })
  await here.letters()
  here.clock.now = noon + hours(20)
  const morning = await here.letters()
  const kept = morning.find((one) => one.includes('please say yes or no'))
  expect(kept).toContain('Monday 15 June, 1pm: please say yes or no')
  expect(kept).toContain(keptOn('Monday 22 June, 1pm'))
})

it('are told apart where there is a place on some and a waiting list on others', async () => {
  const here = await callStage()
  const second = await here.anotherSession(7, { capacity: 1 })
  await here.anotherSession(14)
  await here.book({ sessionId: second })
  await here.letters()
  await here.say(`/api/people/${await here.person()}/routines`, { sessionId: here.scene.sessionId, times: 3, mode: 'as_many' })
  const [kept] = await here.letters()
  expect(kept).toContain(keptOn('Monday 22 June, 1pm'))
  expect(kept).toContain('You are on the waiting list for: Monday 15 June, 1pm.')
})

it('are not said of a session that runs on without this one person', async () => {
  const here = await callStage()
  const { id } = await here.book({ personId: await here.phoneOnly() })
  await here.send()
  expect((await here.say(`/api/bookings/${id}/cancellation`, {}, here.scene.organiser)).code).toBe(200)
  await here.send()
  const [call] = await here.calls()
  expect(call?.say[1]).toBe('Your place at Choir on Monday 8 June, 1pm is cancelled. Please do not set out.')
})

// News that comes while somebody is on the phone, or after a page was opened: who was not told of it has not heard of it.

import { describe, expect, it } from 'vitest'
import { days, hours } from '../../src/lib/time.ts'
import { details } from '../sessions/series.ts'
import { noon } from '../world.ts'
import { callStage } from './stage.ts'

type Here = Awaited<ReturnType<typeof callStage>>

/** It was to be on Monday 8 June at 1pm. */
async function moveTo(here: Here, startsTime: string, endsTime: string) {
  const body = { ...details(here.scene.venueId), startsOn: '2026-06-08', startsTime, endsTime }
  const path = `/api/sessions/${here.scene.sessionId}`
  expect((await here.request('PUT', path, { as: here.scene.organiser, body })).status).toBe(200)
  await here.send()
}
async function cancel(here: Here) {
  await here.post(`/api/sessions/${here.scene.sessionId}/cancellation`, { reason: 'Rain' }, { as: here.scene.organiser })
  await here.send()
}
async function reach(here: Here) {
  const found = await here.get(`/api/sessions/${here.scene.sessionId}/bookings`, { as: here.scene.organiser })
  return ((await found.json()) as { bookings: { reach: { state: string } }[] }).bookings.map(({ reach }) => reach.state)
}

describe('during a call', () => {
  it('a yes to the old hour is none to the new one, which is to be said first', async () => {
    const here = await callStage()
    await here.book({ personId: await here.phoneOnly() })
    await here.send()
    const [call] = await here.calls()
    await moveTo(here, '09:00', '11:00')
    const answered = await here.answer(call?.id ?? 0, 'confirmation')
    expect([answered.status, ((await answered.json()) as { type: string }).type]).toEqual([409, '/api/problems/moved_since'])
    const page = await here.postForm(`/calls/${call?.id}/confirmation`, {}, { as: here.scene.linkWorker })
    expect(await page.text()).toContain('9am')
    const [next] = await here.calls()
    expect(next).toMatchObject({ topic: 'changed' })
    expect(await reach(here)).toEqual(['to_ring'])
    expect((await here.answer(next?.id ?? 0, 'confirmation')).status).toBe(200)
    expect([await here.calls(), await reach(here)]).toEqual([[], ['rung']])
  })

  it('who was told of a move was not told that it is off', async () => {
    const here = await callStage()
    await here.confirm((await here.book({ personId: await here.phoneOnly() })).id)
    await moveTo(here, '14:00', '16:00')
    const [call] = await here.calls()
    await cancel(here)
    expect((await here.answer(call?.id ?? 0, 'told')).status).toBe(200)
    expect(await here.calls()).toMatchObject([{ topic: 'cancelled' }])
    expect(await reach(here)).toEqual(['to_ring'])
  })

  it('the same holds for a buddy', async () => {
    const here = await callStage({ buddyForFirstVisit: true })
    const coordinator = await here.signIn('coordinator', await here.organisation('place_office'))
    const list = async () =>
      (await (await here.get('/api/buddies/to-ring', { as: coordinator })).json()) as { calls: { id: number; topic: string }[] }
    await here.claimVisitOf((await here.book()).id)
    await moveTo(here, '14:00', '16:00')
    here.clock.now = noon + days(6) + hours(2)
    const [call] = (await list()).calls
    expect(call).toMatchObject({ topic: 'changed' })
    here.clock.now += 60_000
    await cancel(here)
    await here.postForm(`/buddies/to-ring/${call?.id}`, {}, { as: coordinator })
    expect((await list()).calls).toMatchObject([{ topic: 'off' }])
  })
})

describe('a place that a link worker confirms', () => {
  it('for somebody is no word to them that the session has moved', async () => {
    const here = await callStage()
    const { id } = await here.book({ personId: await here.phoneOnly() })
    await here.send()
    await moveTo(here, '09:00', '11:00')
    const page = await (await here.get(`/bookings/${id}`, { as: here.scene.linkWorker })).text()
    expect(page.match(/name="saw" value="1"/g)).toHaveLength(2)
    const said = await here.postForm(`/bookings/${id}/confirmation`, { how: 'link_worker', saw: '1' }, { as: here.scene.linkWorker })
    expect(said.status).toBe(303)
    expect(await here.calls()).toMatchObject([{ topic: 'changed', status: 'confirmed' }])
    expect(await reach(here)).toEqual(['to_ring'])
  })

  it('on a page that was opened before a move is not confirmed', async () => {
    const here = await callStage()
    const { id } = await here.book({ personId: await here.phoneOnly() })
    await moveTo(here, '09:00', '11:00')
    const said = await here.postForm(`/bookings/${id}/confirmation`, { how: 'phone', saw: '0' }, { as: here.scene.linkWorker })
    expect(said.status).toBe(422)
    expect((await here.rows.bookings())[0]?.status).toBe('booked')
  })
})

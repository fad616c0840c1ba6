import { describe, expect, it } from 'vitest'
import { hours } from '../../src/lib/time.ts'
import { visitScene } from './scene.ts'

const claimed = async (startsIn: number) => {
  const place = await visitScene({ startsAt: Date.UTC(2026, 5, 1, 12) + startsIn })
  const visit = await place.wanted()
  const buddy = await place.buddy()
  await place.claim(visit.visitId, buddy)
  const stepBack = (as = buddy) => place.post(`/api/visits/${visit.visitId}/stepping-back`, {}, { as })
  return { place, ...visit, buddy, stepBack }
}

describe('stepping back', () => {
  it('makes the visit wanted again, gives the hours back and tells the person; the next buddy is as welcome', async () => {
    const { place, visitId, personId, buddy, stepBack } = await claimed(hours(24 * 7))
    const another = await place.buddy()
    const answer = await stepBack()
    expect(await answer.json()).toEqual({ id: visitId, next: 'looking_for_another' })
    expect(await place.visit(visitId)).toMatchObject({ status: 'wanted', buddyId: null, claimedAt: null, alarmedAt: null })
    expect(await place.slots()).toEqual([])
    expect(await place.mail('visit.stepped_back')).toMatchObject([{ recipientId: personId, subjectId: visitId }])
    expect(await place.mail('team.visit_unfilled')).toEqual([])
    expect((await place.get(`/visits/${visitId}`, { as: buddy })).status).toBe(200)
    expect(await (await place.get(`/visits/${visitId}`, { as: buddy })).text()).not.toContain('Person')

    expect((await place.claim(visitId, another)).status).toBe(200)
    expect(await place.mail('visit.introduced')).toHaveLength(2)
  })

  it('within 48 hours tells the link worker at once', async () => {
    const { place, visitId, stepBack } = await claimed(hours(48))
    await place.buddy()
    expect(await (await stepBack()).json()).toMatchObject({ next: 'told_link_worker' })
    expect(await place.visit(visitId)).toMatchObject({ status: 'wanted', alarmedAt: place.clock.now })
    expect(await place.mail('team.visit_unfilled')).toMatchObject([{ recipientId: place.linkWorker.id, subjectId: visitId }])
  })

  it.each([
    ['nobody else is a buddy', undefined],
    ['the others like other areas', { areas: ['Riverside'] }],
    ['the others are paused', { status: 'paused' as const }],
    ['the others’ checks run out before', { checkedUntilOn: '2026-06-05' }],
  ])('tells the link worker at once when %s', async (_, columns) => {
    const { place, stepBack } = await claimed(hours(24 * 7))
    if (columns) await place.buddy(columns)
    expect(await (await stepBack()).json()).toMatchObject({ next: 'told_link_worker' })
    expect(await place.mail('team.visit_unfilled')).toHaveLength(1)
  })

  it('tells the link worker at once when the only other buddy is busy at that hour', async () => {
    const { place, stepBack } = await claimed(hours(24 * 7))
    await place.claim((await place.wanted()).visitId, await place.buddy())
    expect(await (await stepBack()).json()).toMatchObject({ next: 'told_link_worker' })
  })

  it('tells the whole team when the link worker has left it', async () => {
    const { place, stepBack } = await claimed(hours(24))
    const colleague = await place.signIn('link_worker', place.team)
    await place.db.run(`DELETE FROM memberships WHERE user_id = '${place.linkWorker.id}'`)
    await stepBack()
    expect(await place.mail('team.visit_unfilled')).toMatchObject([{ recipientId: colleague.id }])
  })

  it('is refused once the visit has begun, twice, and to anybody else', async () => {
    const { place, visitId, stepBack } = await claimed(hours(24))
    const other = await place.buddy()
    expect((await stepBack(other)).status).toBe(404)
    place.clock.now += hours(24)
    expect(await (await stepBack()).json()).toMatchObject({ reason: 'visit_started' })
    place.clock.now -= hours(24)
    const answers = await Promise.all([stepBack(), stepBack(), stepBack()])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404])
    expect(await place.visit(visitId)).toMatchObject({ status: 'wanted', step: 3 })
    expect(await place.mail('visit.stepped_back')).toHaveLength(1)
  })
})

import { describe, expect, it } from 'vitest'
import { days } from '../../src/lib/time.ts'
import { type Buddy, type Scene, visitScene } from '../visits/scene.ts'

async function promised() {
  const place = await visitScene()
  const buddy = await place.buddy()
  const visit = await place.wanted()
  await place.claim(visit.visitId, buddy)
  const row = async () => (await place.buddies()).find(({ id }) => id === buddy.buddyId)
  return { place, buddy, row, ...visit }
}
const press = (place: Scene, verb: 'break' | 'return', as: { cookie: string }, body: Record<string, string> = {}) =>
  place.postForm(`/visits/profile/${verb}`, body, { as })
const profile = async (place: Scene, as: Buddy) => (await place.get('/visits/profile', { as })).text()

describe('a break of one’s own', () => {
  it('says before pressing what is promised, and keeps it when asked to', async () => {
    const { place, buddy, visitId, row } = await promised()
    const page = await profile(place, buddy)
    expect(page).toContain('You have promised one visit')
    expect(page).toContain('Monday 8 June 2026, 1pm')
    const answer = await press(place, 'break', buddy, { stepBack: 'no' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/visits/profile?done=on_break'])
    expect(await row()).toMatchObject({ status: 'paused', pausedBy: 'buddy', step: 2 })
    expect(await place.visit(visitId)).toMatchObject({ status: 'claimed' })
    expect((await place.claim((await place.wanted()).visitId, buddy)).status).toBe(409)
    expect(await profile(place, buddy)).toContain('I am back')
  })

  it('gives everything back when asked to: the person and the link worker are told, the buddy needs no letter', async () => {
    const { place, buddy, visitId, personId } = await promised()
    const answer = await place.post('/api/buddy-profile/break', { stepBack: true }, { as: buddy })
    expect(await answer.json()).toEqual({ id: buddy.buddyId, visitsFreed: 1 })
    expect(await place.visit(visitId)).toMatchObject({ status: 'wanted', buddyId: null, freedFrom: null })
    expect(await place.slots()).toEqual([])
    expect(await place.mail('visit.stepped_back')).toMatchObject([{ recipientId: personId }])
    expect(await place.mail('team.visit_unfilled')).toMatchObject([{ recipientId: place.linkWorker.id }])
    expect(await place.mail('buddy.visits_freed')).toEqual([])
  })

  it('ends by their own act, and they may claim again', async () => {
    const { place, buddy, row } = await promised()
    await press(place, 'break', buddy)
    expect((await press(place, 'break', buddy)).status).toBe(422)
    expect((await press(place, 'return', buddy)).headers.get('location')).toBe('/visits/profile?done=back')
    expect(await row()).toMatchObject({ status: 'approved', pausedBy: null })
    expect((await press(place, 'return', buddy)).status).toBe(422)
    const other = await place.session(place.provider, place.groupId, place.venueId, {
      startsAt: place.clock.now + days(9),
      buddyForFirstVisit: true,
    })
    expect((await place.claim((await place.wanted({}, other)).visitId, buddy)).status).toBe(200)
    const steps = (await place.rows.audit()).filter(({ subjectId, step }) => subjectId === buddy.buddyId && step)
    expect(steps).toMatchObject([
      { action: 'buddy.pause', fromState: 'approved', toState: 'paused', actorId: buddy.id, why: 'own_break' },
      { action: 'buddy.return', fromState: 'paused', toState: 'approved', actorId: buddy.id },
    ])
  })

  it('does not end what the coordinator paused, nor outlive the check', async () => {
    const { place, buddy, row } = await promised()
    const coordinator = await place.signIn('coordinator', await place.organisation('place_office'))
    const decide = (decision: object) => place.post(`/api/buddies/${buddy.buddyId}/decisions`, decision, { as: coordinator })
    await press(place, 'break', buddy)
    await decide({ decision: 'approve', checkedUntilOn: '2026-06-20' })
    await decide({ decision: 'pause' })
    expect(await row()).toMatchObject({ status: 'paused', pausedBy: null })
    const refused = await place.post('/api/buddy-profile/return', {}, { as: buddy })
    expect([refused.status, ((await refused.json()) as { reason: string }).reason]).toEqual([409, 'paused_by_coordinator'])
    expect(await profile(place, buddy)).not.toContain('I am back')

    await decide({ decision: 'approve', checkedUntilOn: '2026-06-20' })
    await press(place, 'break', buddy)
    place.clock.now += days(30)
    expect(await (await place.post('/api/buddy-profile/return', {}, { as: buddy })).json()).toMatchObject({ reason: 'check_ran_out' })
  })

  it('is nobody else’s', async () => {
    const { place, row } = await promised()
    for (const as of [place.linkWorker, place.organiser, await place.signIn('buddy', place.hub)])
      expect((await press(place, 'break', as)).status).toBe(404)
    expect(await row()).toMatchObject({ status: 'approved' })
  })
})

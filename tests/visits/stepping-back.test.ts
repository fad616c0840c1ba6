import { describe, expect, it } from 'vitest'
import { writers } from '../../src/jobs/letters/writers.ts'
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
    ['the others have no account in the hub', { userId: null }],
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

  it('leads whoever comes by the link of their email to a page that says so, and a stranger to nothing', async () => {
    const { place, visitId, buddy, stepBack } = await claimed(hours(24 * 7))
    const another = await place.buddy()
    await stepBack()
    await place.claim(visitId, another)
    const gone = await place.get(`/visits/${visitId}`, { as: buddy })
    expect([gone.status, await gone.text()]).toEqual([200, expect.stringContaining('This visit is not yours any more')])
    const stranger = await place.buddy()
    const [foreign, missing] = await Promise.all(
      [visitId, place.ctx().newId()].map(async (id) => (await place.get(`/visits/${id}`, { as: stranger })).text()),
    )
    expect(foreign).toBe(missing)
    expect(foreign).not.toContain('not yours')
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

describe.each(['disabling', 'removal'])('a coordinator’s %s of a buddy', (how) => {
  const stop = async (place: Awaited<ReturnType<typeof claimed>>['place'], userId: string) => {
    const coordinator = await place.signIn('coordinator', await place.organisation('place_office'))
    return place.postForm(`/organisations/${place.hub}/members/${userId}/${how}`, {}, { as: coordinator })
  }

  it('gives back what they promised, and tells the person, the link worker and the buddy; other buddies keep theirs', async () => {
    const { place, visitId, personId, buddy } = await claimed(hours(24 * 7))
    const kept = await place.wanted()
    const other = await place.buddy()
    await place.claim(kept.visitId, other)
    expect((await stop(place, buddy.id)).status).toBe(303)
    expect(await place.visit(visitId)).toMatchObject({ status: 'wanted', buddyId: null, alarmedAt: place.clock.now })
    expect(await place.visit(kept.visitId)).toMatchObject({ status: 'claimed', buddyId: other.buddyId })
    expect(new Set((await place.slots()).map(({ buddyId }) => buddyId))).toEqual(new Set([other.buddyId]))
    expect(await place.mail('visit.stepped_back')).toMatchObject([{ recipientId: personId, subjectId: visitId }])
    expect(await place.mail('team.visit_unfilled')).toMatchObject([{ recipientId: place.linkWorker.id, subjectId: visitId }])
    const due = await place.mail('buddy.visits_freed')
    expect(due).toMatchObject([{ recipientId: buddy.buddyId }])
    const [letter] = [...(await writers['buddy.visits_freed'](place.ctx(), due)).values()]
    expect((letter as { text: string }).text).toContain('At the moment you cannot go along with anybody')

    // Whatever was to be written to them about the visit is no longer true.
    const [promise] = await place.mail('visit.claimed')
    const reminder = { ...(promise as NonNullable<typeof promise>), kind: 'visit.reminder_48h' } as const
    expect([...(await writers['visit.reminder_48h'](place.ctx(), [reminder])).values()]).toEqual(['no_longer_true'])
    expect((await place.claim(visitId, other)).status).toBe(409)
    expect((await place.claim(visitId, await place.buddy())).status).toBe(200)
  })

  it('refuses a claim that has read them before it, and not yet written', async () => {
    const { place, buddy } = await claimed(hours(24 * 7))
    const later = await place.session(place.provider, place.groupId, place.venueId, {
      startsAt: place.clock.now + hours(24 * 8),
      buddyForFirstVisit: true,
    })
    const { visitId } = await place.wanted({}, later)
    // The claim has read the buddy as they were, and not yet written.
    const { db } = place
    const batch = db.batch.bind(db)
    let reads = 0
    let stopped: Promise<Response> | undefined
    db.batch = (async (statements: Parameters<typeof batch>[0]) => {
      const results = await batch(statements)
      reads += 1
      if (reads === 1) {
        stopped = stop(place, buddy.id)
        await stopped
      }
      return results
    }) as unknown as typeof db.batch
    const answer = await place.claim(visitId, buddy)
    expect([(await stopped)?.status, answer.status]).toEqual([303, 404])
    expect(await place.visit(visitId)).toMatchObject({ status: 'wanted', buddyId: null })
    expect(await place.slots()).toEqual([])
  })
})

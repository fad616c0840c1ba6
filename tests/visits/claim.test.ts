import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { buddies } from '../../src/db/schema/buddies.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { hours } from '../../src/lib/time.ts'
import { slotsOf } from '../../src/visits/rules.ts'
import { type Scene, visitScene } from './scene.ts'

const statuses = (answers: readonly Response[]) => answers.map(({ status }) => status).sort()

describe('claiming a visit', () => {
  it('gives it to the buddy, takes their hours, and tells everybody who should know', async () => {
    const place = await visitScene()
    const { visitId, personId } = await place.wanted()
    const buddy = await place.buddy()
    expect((await place.claim(visitId, buddy)).status).toBe(200)

    const visit = await place.visit(visitId)
    expect(visit).toMatchObject({ status: 'claimed', buddyId: buddy.buddyId, claimedAt: place.clock.now, step: 2 })
    expect((await place.slots()).map(({ slotAt }) => slotAt).sort()).toEqual(slotsOf(visit))
    expect(await place.mail('visit.introduced')).toMatchObject([{ recipientId: personId, subjectId: visitId }])
    expect(await place.mail('visit.claimed')).toMatchObject([{ recipientId: buddy.buddyId, subjectId: visitId }])
    expect(await place.mail('team.visit_claimed')).toMatchObject([{ recipientId: place.linkWorker.id }])
    const welcome = await place.mail('provider.visit_claimed')
    expect(welcome).toMatchObject([{ recipientId: place.organiser.id }])
    const [letter] = (await writers['provider.visit_claimed'](place.ctx(), welcome)).values()
    expect(letter).toMatchObject({ text: expect.stringContaining(`/sessions/${visit.sessionId}/bookings`) })
    expect((await place.rows.audit()).filter(({ subjectId }) => subjectId === visitId)).toMatchObject([
      { action: 'visit.want', step: 1 },
      { action: 'visit.claimed', step: 2, fromState: 'wanted', toState: 'claimed', actorId: buddy.id },
    ])
  })

  it('has one winner among a hundred buddies who try at once', async () => {
    const place = await visitScene()
    const { visitId } = await place.wanted()
    const all = await Promise.all(Array.from({ length: 100 }, () => place.buddy()))
    const answers = await Promise.all(all.map((buddy) => place.claim(visitId, buddy)))
    expect(statuses(answers)).toEqual([200, ...Array(99).fill(409)])
    expect(await place.mail('visit.introduced')).toHaveLength(1)
    expect(await place.mail('visit.claimed')).toHaveLength(1)
    const visit = await place.visit(visitId)
    expect(new Set((await place.slots()).map(({ buddyId }) => buddyId))).toEqual(new Set([visit.buddyId]))
  }, 60_000)

  it('lets one buddy claim only one of two visits that overlap, even at once', async () => {
    const place = await visitScene()
    const nearby = await place.session(place.provider, place.groupId, place.venueId, {
      buddyForFirstVisit: true,
      startsAt: place.clock.now + hours(24 * 7 + 2),
    })
    const [first, second] = [await place.wanted(), await place.wanted({}, nearby)]
    const buddy = await place.buddy()
    const answers = await Promise.all([place.claim(first.visitId, buddy), place.claim(second.visitId, buddy)])
    expect(statuses(answers)).toEqual([200, 409])
    const refused = answers.find(({ status }) => status === 409)
    expect(await refused?.json()).toMatchObject({ reason: 'busy_then' })
    expect((await place.rows.visits()).map(({ status }) => status).sort()).toEqual(['claimed', 'wanted'])
  })

  it('lets a buddy claim two visits that leave them time between', async () => {
    const place = await visitScene()
    const later = await place.session(place.provider, place.groupId, place.venueId, {
      buddyForFirstVisit: true,
      startsAt: place.clock.now + hours(24 * 7 + 3),
    })
    const buddy = await place.buddy()
    expect((await place.claim((await place.wanted()).visitId, buddy)).status).toBe(200)
    expect((await place.claim((await place.wanted({}, later)).visitId, buddy)).status).toBe(200)
  })

  it.each([
    ['who is paused', { status: 'paused' as const }, 'not_approved'],
    ['whose check ran out', { status: 'expired' as const }, 'not_approved'],
    ['who is still vetted', { status: 'vetting' as const }, 'not_approved'],
    ['whose check ends the day before', { checkedUntilOn: '2026-06-07' }, 'check_runs_out'],
    ['who was never checked', { checkedUntilOn: null }, 'check_runs_out'],
  ])('is refused to a buddy %s', async (_, columns, reason) => {
    const place = await visitScene()
    const { visitId } = await place.wanted()
    const answer = await place.claim(visitId, await place.buddy(columns))
    expect(answer.status).toBe(409)
    expect(await answer.json()).toMatchObject({ reason })
    expect(await place.visit(visitId)).toMatchObject({ status: 'wanted', buddyId: null })
  })

  it('is open on the last day of the check', async () => {
    const place = await visitScene()
    expect((await place.claim((await place.wanted()).visitId, await place.buddy({ checkedUntilOn: '2026-06-08' }))).status).toBe(200)
  })

  it('never ends with a buddy who was paused between the look and the claim', async () => {
    const place = await visitScene()
    const { visitId } = await place.wanted()
    const buddy = await place.buddy()
    const pausing = pauseAfterFirstRead(place, buddy.buddyId)
    const answer = await place.claim(visitId, buddy)
    expect(pausing.happened()).toBe(true)
    expect(answer.status).toBe(409)
    expect(await place.visit(visitId)).toMatchObject({ status: 'wanted', buddyId: null })
    expect(await place.slots()).toEqual([])
  })

  it('is over when the session has begun, the booking ended, or another was faster', async () => {
    const place = await visitScene()
    const { visitId, bookingId } = await place.wanted()
    const [buddy, other] = [await place.buddy(), await place.buddy()]
    await place.claim(visitId, buddy)
    expect(await (await place.claim(visitId, other)).json()).toMatchObject({ reason: 'already_claimed' })

    const second = await place.wanted()
    await place.db.run(`UPDATE bookings SET status = 'cancelled' WHERE id = '${second.bookingId}'`)
    expect(await (await place.claim(second.visitId, other)).json()).toMatchObject({ reason: 'no_longer_needed' })

    const third = await place.wanted()
    place.clock.now += hours(24 * 7)
    expect(await (await place.claim(third.visitId, other)).json()).toMatchObject({ reason: 'visit_started' })
    expect(bookingId).not.toBe(third.bookingId)
  })

  it('does not know a visit of the buddy’s own household', async () => {
    const place = await visitScene()
    const buddy = await place.buddy()
    const { visitId } = await place.wanted({ address: buddy.address })
    const answer = await place.claim(visitId, buddy)
    const missing = await place.claim(place.ctx().newId(), buddy)
    expect([answer.status, await answer.text()]).toEqual([404, await missing.text()])
    const list = await place.get('/api/visits', { as: buddy })
    expect(await list.json()).toMatchObject({ fitting: [], others: [] })
    expect((await place.claim(visitId, await place.buddy())).status).toBe(200)
  })

  it('is for buddies only', async () => {
    const place = await visitScene()
    const { visitId } = await place.wanted()
    const coordinator = await place.signIn('coordinator', await place.organisation('place_office'))
    for (const as of [place.linkWorker, place.organiser, coordinator])
      expect((await place.post(`/api/visits/${visitId}/claim`, {}, { as })).status).toBe(404)
    expect((await place.post(`/api/visits/${visitId}/claim`, {})).status).toBe(401)
    const noBuddy = await place.signIn('buddy', place.hub)
    expect((await place.post(`/api/visits/${visitId}/claim`, {}, { as: noBuddy })).status).toBe(404)
  })
})

/** Pauses the buddy right after the application has read them, as a coordinator might in that very moment. */
function pauseAfterFirstRead(place: Scene, buddyId: string) {
  const { db } = place
  const batch = db.batch.bind(db)
  let isDone = false
  db.batch = (async (statements: Parameters<typeof batch>[0]) => {
    const results = await batch(statements)
    if (!isDone) {
      isDone = true
      await db.update(buddies).set({ status: 'paused' }).where(eq(buddies.id, buddyId))
    }
    return results
  }) as unknown as typeof db.batch
  return { happened: () => isDone }
}

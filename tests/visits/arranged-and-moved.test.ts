import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { memberships, users } from '../../src/db/schema/organisations.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { days, hours } from '../../src/lib/time.ts'
import { noon } from '../world.ts'
import { type Scene, visitScene } from './scene.ts'

const details = { capacity: 200, bookingClosesMinutes: 120, buddyForFirstVisit: true, meetingPoint: 'At the door' }
/** From Monday 8 June, 13:00, to the next day at nine. */
const postpone = (place: Scene, hour = '09') =>
  place.request('PUT', `/api/sessions/${place.sessionId}`, {
    as: place.organiser,
    body: { ...details, venueId: place.venueId, startsOn: '2026-06-09', startsTime: `${hour}:00`, endsTime: `${hour}:30` },
  })

async function arranged(arrangement: string) {
  const place = await visitScene()
  const seen = await place.wanted()
  expect((await place.post(`/api/visits/${seen.visitId}/arrangement`, { arrangement }, { as: place.linkWorker })).status).toBe(200)
  const told = async () => (await place.mail('team.visit_moved')).map(({ recipientId, subjectId }) => [recipientId, subjectId])
  const read = async () => {
    const letters = await writers['team.visit_moved'](place.ctx(), await place.mail('team.visit_moved'))
    return [...letters.values()].at(-1) as { subject: string; text: string }
  }
  return { place, ...seen, told, read }
}

describe('a session with an arranged first visit that moves', () => {
  it.each([
    ['link_worker_goes', 'A link worker was to go along'],
    ['someone_else_goes', 'Please tell whoever goes along'],
  ])('%s: takes the visit along and tells the link worker once of each move', async (arrangement, said) => {
    const { place, visitId, bookingId, told, read } = await arranged(arrangement)
    expect((await postpone(place)).status).toBe(200)
    expect(await place.visit(visitId)).toMatchObject({ status: 'not_needed', arrangement, startsAt: noon + days(8) - hours(4) })
    expect(await told()).toEqual([[place.linkWorker.id, bookingId]])
    expect(await read()).toMatchObject({ subject: 'Tuesday 9 June, 9am: a first visit has moved', text: expect.stringContaining(said) })
    await postpone(place)
    expect(await told()).toHaveLength(1)
    await postpone(place, '10')
    expect(await told()).toHaveLength(2)
  })

  it('tells the team when the link worker has left, and nobody of other teams', async () => {
    const { place, bookingId, told } = await arranged('link_worker_goes')
    const colleague = await place.signIn('link_worker', place.team)
    await place.signIn('link_worker', await place.organisation('referral_team'))
    await place.db.delete(memberships).where(eq(memberships.userId, place.linkWorker.id))
    await postpone(place)
    expect(await told()).toEqual([[colleague.id, bookingId]])
  })

  it.each([
    ['goes alone', 'person_goes_alone', () => Promise.resolve()],
    [
      'gave the place back',
      'link_worker_goes',
      (place: Scene, id: string) => place.post(`/api/bookings/${id}/cancellation`, {}, { as: place.linkWorker }),
    ],
    [
      'gets a buddy after all',
      'link_worker_goes',
      (place: Scene, id: string) => place.post(`/api/bookings/${id}/accompaniment`, { step: 'accompanied' }, { as: place.linkWorker }),
    ],
  ])('tells no link worker of somebody who %s', async (_, arrangement, act) => {
    const { place, bookingId, told } = await arranged(arrangement)
    await act(place, bookingId)
    await postpone(place)
    expect(await told()).toEqual([])
  })
})

describe('a person with an arranged first visit who moves to another date', () => {
  const elsewhere = (place: Scene, buddyForFirstVisit = true) =>
    place.session(place.provider, place.groupId, place.venueId, { startsAt: noon + days(14), buddyForFirstVisit })
  const link = (place: Scene, id: string) => place.links.sign({ purpose: 'booking', subjectId: id, version: 0, expiresAt: noon + days(90) })

  it.each([
    [true, 'We look for a buddy now'],
    [false, 'So far nobody is to go along'],
  ])('tells the link worker, where a group sends buddies: %s', async (sendsBuddies, said) => {
    const { place, bookingId, told, read } = await arranged('link_worker_goes')
    const to = await elsewhere(place, sendsBuddies)
    const moved = await place.postForm(`/b/${await link(place, bookingId)}/dates`, { sessionId: to })
    expect(moved.status).toBe(303)
    const next = (await place.rows.bookings()).find(({ sessionId }) => sessionId === to)
    expect(await told()).toEqual([[place.linkWorker.id, next?.id]])
    expect(await read()).toMatchObject({ subject: expect.stringContaining('15 June'), text: expect.stringContaining(said) })
  })

  it('tells a colleague when the link worker may not sign in any more, and nobody of what they do themselves', async () => {
    const { place, bookingId, told } = await arranged('someone_else_goes')
    const to = await elsewhere(place)
    const own = await place.post(`/api/bookings/${bookingId}/move`, { sessionId: to }, { as: place.linkWorker })
    expect([own.status, await told()]).toEqual([200, []])

    const { place: other, bookingId: id, told: heard } = await arranged('someone_else_goes')
    const colleague = await other.signIn('link_worker', other.team)
    await other.db.update(users).set({ disabledAt: 1 }).where(eq(users.id, other.linkWorker.id))
    await other.postForm(`/b/${await link(other, id)}/dates`, { sessionId: await elsewhere(other) })
    expect((await heard()).map(([recipientId]) => recipientId)).toEqual([colleague.id])
  })

  it('tells no link worker when nothing was arranged', async () => {
    const place = await visitScene()
    const { bookingId } = await place.wanted()
    await place.postForm(`/b/${await link(place, bookingId)}/dates`, { sessionId: await elsewhere(place) })
    expect(await place.mail('team.visit_moved')).toEqual([])
  })
})

describe('a colleague who goes along in the link worker’s place', () => {
  async function goes() {
    const place = await visitScene()
    const seen = await place.wanted()
    const colleague = await place.signIn('link_worker', place.team)
    await place.signIn('link_worker', place.team)
    await place.post(`/api/visits/${seen.visitId}/arrangement`, { arrangement: 'link_worker_goes' }, { as: colleague })
    const told = async () =>
      (await place.rows.messages())
        .filter(({ kind }) => ['team.visit_moved', 'team.session_cancelled', 'team.booking_cancelled'].includes(kind))
        .map(({ kind, recipientId }) => [
          kind,
          recipientId === colleague.id ? 'colleague' : recipientId === place.linkWorker.id ? 'own' : 'other',
        ])
        .sort()
    const home = `/b/${await place.links.sign({ purpose: 'booking', subjectId: seen.bookingId, version: 0, expiresAt: noon + days(90) })}`
    const cancel = (as: { cookie: string }) => place.post(`/api/bookings/${seen.bookingId}/cancellation`, { reason: 'ill' }, { as })
    return { place, ...seen, colleague, told, home, cancel }
  }
  type Goes = Awaited<ReturnType<typeof goes>>
  const both = (kind: string) => [
    [kind, 'colleague'],
    [kind, 'own'],
  ]

  it.each<[string, (here: Goes) => PromiseLike<Response>, string[][]]>([
    ['the session moves', ({ place }) => postpone(place), both('team.visit_moved')],
    [
      'the session is cancelled',
      ({ place }) => place.post(`/api/sessions/${place.sessionId}/cancellation`, { reason: 'Rain' }, { as: place.organiser }),
      both('team.session_cancelled'),
    ],
    [
      'the person takes another date',
      async ({ place, home }) =>
        place.postForm(`${home}/dates`, {
          sessionId: await place.session(place.provider, place.groupId, place.venueId, { startsAt: noon + days(14) }),
        }),
      both('team.visit_moved'),
    ],
    [
      'the person cannot come',
      ({ place, home }) => place.postForm(`${home}/cancellation`, { reason: 'ill' }),
      both('team.booking_cancelled'),
    ],
    ['the link worker calls it off', ({ place, cancel }) => cancel(place.linkWorker), [['team.booking_cancelled', 'colleague']]],
    ['she calls it off herself', ({ cancel, colleague }) => cancel(colleague), []],
    [
      'she has left the team',
      async ({ place, colleague, home }) => {
        await place.db.delete(memberships).where(eq(memberships.userId, colleague.id))
        return place.postForm(`${home}/cancellation`, { reason: 'ill' })
      },
      [['team.booking_cancelled', 'own']],
    ],
  ])('hears of it when %s', async (_, act, expected) => {
    const here = await goes()
    expect((await act(here)).status).toBeLessThan(400)
    expect(await here.told()).toEqual(expected)
  })

  it('hears nothing any more when a buddy goes after all', async () => {
    const { place, bookingId, told, home } = await goes()
    await place.post(`/api/bookings/${bookingId}/accompaniment`, { step: 'accompanied' }, { as: place.linkWorker })
    await place.postForm(`${home}/cancellation`, { reason: 'ill' })
    expect(await told()).toEqual([['team.booking_cancelled', 'own']])
  })
})

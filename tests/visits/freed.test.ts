import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { stoppedEmails } from '../../src/db/schema/messages.ts'
import { memberships } from '../../src/db/schema/organisations.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { days, hours } from '../../src/lib/time.ts'
import { details } from '../sessions/series.ts'
import { noon } from '../world.ts'
import { visitScene } from './scene.ts'

/** A first visit in a week that a buddy has promised, which the organiser was told. */
async function promised() {
  const place = await visitScene({ startsAt: noon + days(7) })
  const visit = await place.wanted()
  const buddy = await place.buddy()
  await place.claim(visit.visitId, buddy)
  const planned = () => place.mail('provider.visit_freed')
  const letters = async () =>
    [...(await writers['provider.visit_freed'](place.ctx(), await planned())).values()].map((letter) =>
      typeof letter === 'string' ? letter : letter.text,
    )
  return {
    place,
    ...visit,
    buddy,
    planned,
    letters,
    stepBack: () => place.post(`/api/visits/${visit.visitId}/stepping-back`, {}, { as: buddy }),
    ofBooking: (act: string, body: object) => place.post(`/api/bookings/${visit.bookingId}/${act}`, body, { as: place.linkWorker }),
  }
}
type Promised = Awaited<ReturnType<typeof promised>>

const words = {
  yes: 'The buddy does not come, and the person still has their place',
  with: 'somebody else goes along: their link worker, or somebody whom the link worker found',
  alone: 'The person comes without one now',
  no: 'Neither of them comes',
}

/** Every way in which a promised visit loses its buddy while the session goes ahead. */
const ways: Record<string, { act: (here: Promised) => PromiseLike<Response>; comes: keyof typeof words }> = {
  'the buddy steps back': { act: ({ stepBack }) => stepBack(), comes: 'yes' },
  'the buddy takes a break': {
    act: ({ place, buddy }) => place.post('/api/buddy-profile/break', { stepBack: true }, { as: buddy }),
    comes: 'yes',
  },
  'the buddy is stopped': {
    act: async ({ place, buddy }) =>
      place.postForm(
        `/organisations/${place.hub}/members/${buddy.id}/disabling`,
        {},
        { as: await place.signIn('coordinator', await place.organisation('place_office')) },
      ),
    comes: 'yes',
  },
  'the person wants nobody along': { act: ({ ofBooking }) => ofBooking('accompaniment', { step: 'alone' }), comes: 'alone' },
  'the person would rather have somebody inside': {
    act: ({ ofBooking }) => ofBooking('accompaniment', { step: 'met_there' }),
    comes: 'yes',
  },
  'the buddy steps back and the link worker goes': {
    act: async ({ place, visitId, stepBack }) => {
      await stepBack()
      return place.post(`/api/visits/${visitId}/arrangement`, { arrangement: 'link_worker_goes' }, { as: place.linkWorker })
    },
    comes: 'with',
  },
  'the person cannot come': { act: ({ ofBooking }) => ofBooking('cancellation', { reason: 'ill' }), comes: 'no' },
  'the person comes on another date': {
    act: async ({ place, ofBooking }) =>
      ofBooking('move', { sessionId: await place.session(place.provider, place.groupId, place.venueId, { startsAt: noon + days(14) }) }),
    comes: 'no',
  },
}

describe('an organiser who was told that a buddy comes', () => {
  it.each(Object.entries(ways))('is told that none does when %s', async (_, { act, comes }) => {
    const here = await promised()
    expect(await here.planned()).toEqual([])
    expect((await act(here)).status).toBeLessThan(400)
    expect(await here.planned()).toMatchObject([
      { recipientId: here.place.organiser.id, subjectId: here.visitId, usefulUntil: noon + days(7), dueAt: here.place.clock.now },
    ])
    const [text] = await here.letters()
    expect(text).toContain(words[comes])
    expect(text?.includes('If another buddy comes')).toBe(comes === 'yes')
    expect(text).toContain(`/sessions/${here.place.sessionId}/bookings`)
    expect(text?.includes('At the door')).toBe(comes !== 'no')
  })

  it('is told when the session moves to an hour at which the buddy is elsewhere, up to that hour', async () => {
    const here = await promised()
    const { place, buddy } = here
    const seed = { startsAt: noon + days(7) - hours(5), buddyForFirstVisit: true }
    await place.claim((await place.wanted({}, await place.session(place.provider, place.groupId, place.venueId, seed))).visitId, buddy)
    const earlier = { ...details(place.venueId), startsOn: '2026-06-08', startsTime: '09:00', endsTime: '10:30' }
    const moved = await place.request('PUT', `/api/sessions/${place.sessionId}`, { as: place.organiser, body: earlier })
    expect(moved.status).toBe(200)
    expect(await here.planned()).toMatchObject([{ subjectId: here.visitId, usefulUntil: noon + days(7) - hours(4) }])
    expect((await here.letters())[0]).toContain('9am')
  })

  it('is told when the whole routine is off, once', async () => {
    const place = await visitScene({ startsAt: noon + days(7) })
    for (const week of [2, 3]) await place.session(place.provider, place.groupId, place.venueId, { startsAt: noon + days(7 * week) })
    const ann = await place.person(place.team, { linkWorkerId: place.linkWorker.id })
    const routine = await place.post(
      `/api/people/${ann}/routines`,
      { sessionId: place.sessionId, times: 3, mode: 'all' },
      { as: place.linkWorker },
    )
    const { routineId } = (await routine.json()) as { routineId: string }
    const [visit] = await place.rows.visits()
    await place.claim(visit?.id ?? '', await place.buddy())
    await place.post(`/api/people/${ann}/routines/${routineId}/cancellation`, { reason: 'ill' }, { as: place.linkWorker })
    expect(await place.mail('provider.visit_freed')).toMatchObject([{ recipientId: place.organiser.id, subjectId: visit?.id }])
  })

  it('hears of it before the door opens, also at night', async () => {
    const here = await promised()
    here.place.clock.now = noon + days(7) - hours(14)
    await here.stepBack()
    const [evening] = await here.planned()
    expect(evening?.dueAt).toBe(Date.UTC(2026, 5, 8, 7))

    const early = await visitScene({ startsAt: Date.UTC(2026, 5, 8, 6) })
    const { visitId } = await early.wanted()
    const buddy = await early.buddy()
    await early.claim(visitId, buddy)
    early.clock.now = Date.UTC(2026, 5, 7, 22)
    await early.post(`/api/visits/${visitId}/stepping-back`, {}, { as: buddy })
    expect(await early.mail('provider.visit_freed')).toMatchObject([{ dueAt: early.clock.now, usefulUntil: Date.UTC(2026, 5, 8, 6) }])
  })

  it('is told again of the next buddy who promises and steps back', async () => {
    const here = await promised()
    await here.stepBack()
    const next = await here.place.buddy()
    await here.place.claim(here.visitId, next)
    expect(await here.letters(), 'a buddy comes after all').toEqual(['no_longer_true'])
    await here.place.post(`/api/visits/${here.visitId}/stepping-back`, {}, { as: next })
    expect(await here.planned()).toHaveLength(2)
  })

  it('is not told while a buddy comes with another booking of the same person', async () => {
    const here = await promised()
    await here.ofBooking('accompaniment', { step: 'met_there' })
    const inside = (await here.place.rows.visits()).find(({ status }) => status === 'wanted')
    expect((await here.letters())[0]).toContain('the person still has their place')
    await here.place.claim(inside?.id ?? '', here.buddy)
    expect(await here.letters()).toEqual(['no_longer_true'])
  })
})

it('tells no organiser who was not told of a buddy, who wants no such emails, or who has left', async () => {
  const here = await promised()
  const { db, signIn, provider, organiser } = here.place
  await signIn('organiser', provider)
  await here.stepBack()
  expect(await here.planned()).toHaveLength(1)
  await db.delete(memberships).where(eq(memberships.userId, organiser.id))
  expect(await here.letters()).toEqual(['no_longer_true'])

  const quiet = await promised()
  const kind = 'provider.visit_freed'
  await quiet.place.db.insert(stoppedEmails).values({ recipientId: quiet.place.organiser.id, kind, since: noon })
  await quiet.stepBack()
  expect(await quiet.planned()).toEqual([])
})

it('says nothing of a visit that has begun, or that nobody had promised', async () => {
  const here = await promised()
  here.place.clock.now = noon + days(7)
  await here.place.post(`/api/visits/${here.visitId}/report`, { report: 'could_not_go', note: '' }, { as: here.buddy })
  expect(await here.place.visit(here.visitId)).toMatchObject({ status: 'missed' })
  const place = await visitScene()
  const { bookingId } = await place.wanted()
  await place.post(`/api/bookings/${bookingId}/cancellation`, { reason: 'ill' }, { as: place.linkWorker })
  expect([...(await here.planned()), ...(await place.mail('provider.visit_freed'))]).toEqual([])
})

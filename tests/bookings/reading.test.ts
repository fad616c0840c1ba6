import { describe, expect, it } from 'vitest'
import { noon } from '../world.ts'
import { stage } from './stage.ts'

const missing = '00000000-0000-7000-8000-000000000000'

describe('reading a booking', () => {
  it('gives the organiser the preferred name, agreed access needs, first visit and buddy, and nothing else of the person', async () => {
    const { book, get, scene, person, claimVisitOf, cancel } = await stage({ buddyForFirstVisit: true })
    const shares = await person({ called: 'Ann', accessNeeds: ['step_free'], sharesAccessNeeds: true })
    const hides = await person({ called: 'Ben', accessNeeds: ['hearing_loop'], sharesAccessNeeds: false })
    const ann = await book({ personId: shares })
    const ben = await book({ personId: hides })
    await claimVisitOf(ann.id)
    await cancel(ben.id, 'ill')
    const seen = await (await get(`/api/sessions/${scene.sessionId}/bookings`, { as: scene.organiser })).json()
    const nothing = { position: null, offerExpiresAt: null, confirmedAt: null, confirmedHow: null, missedCause: null }
    const same = { sessionId: scene.sessionId, places: 1, isFirstVisit: true, buddyReach: null, ...nothing }
    const reach = (state: string, at: number | null) => ({ reach: { state, at, triedAt: null } })
    expect(seen).toEqual({
      bookings: [
        {
          ...same,
          id: ann.id,
          status: 'booked',
          preferredName: 'Ann',
          accessNeeds: ['step_free'],
          buddy: 'coming',
          cancelledBy: null,
          ...reach('on_its_way', null),
        },
        {
          ...same,
          id: ben.id,
          status: 'cancelled',
          preferredName: 'Ben',
          accessNeeds: null,
          buddy: 'none',
          cancelledBy: 'attendee',
          ...reach('seen', noon),
        },
      ],
    })
    const one = await (await get(`/api/bookings/${ben.id}`, { as: scene.organiser })).json()
    expect(JSON.stringify(one)).not.toMatch(/ill|hearing_loop|personId/)
  })

  it('gives the own team everything, and puts every read of a person on the log', async () => {
    const { book, get, scene, cancel, rows } = await stage()
    const { id, personId } = await book()
    await cancel(id, 'not_ready')
    const seen = await get(`/api/bookings/${id}`, { as: scene.linkWorker })
    expect(await seen.json()).toMatchObject({ id, team: { personId, reason: 'not_ready', bookedBy: scene.linkWorker.id } })
    await get(`/api/sessions/${scene.sessionId}/bookings`, { as: scene.organiser })
    const reads = (await rows.audit()).filter(({ action }) => action === 'person.read')
    expect(reads).toMatchObject([
      { actorId: scene.linkWorker.id, personId, subjectId: personId, step: null },
      { actorId: scene.organiser.id, personId },
    ])
  })

  it('shows a link worker only their own people of a session, and says nothing of what is not theirs', async () => {
    const { book, get, scene, signIn, organisation, rows } = await stage()
    const { id } = await book()
    const stranger = await signIn('link_worker', await organisation('referral_team'))
    const organiser = await signIn('organiser', await organisation('provider'))
    const coordinator = await signIn('coordinator', await organisation('place_office'))
    expect(await (await get(`/api/sessions/${scene.sessionId}/bookings`, { as: stranger })).json()).toEqual({ bookings: [] })
    const answers = await Promise.all([
      get(`/api/bookings/${missing}`, { as: scene.linkWorker }),
      get(`/api/bookings/${id}`, { as: stranger }),
      get(`/api/bookings/${id}`, { as: organiser }),
      get(`/api/bookings/${id}`, { as: coordinator }),
      get(`/api/sessions/${scene.sessionId}/bookings`, { as: organiser }),
      get(`/api/sessions/${missing}/bookings`, { as: stranger }),
    ])
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]))
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1)
    expect((await rows.audit()).filter(({ action }) => action === 'person.read')).toEqual([])
  })
})

describe('an Idempotency-Key', () => {
  it.each(['', ' ', 'two words', 'x'.repeat(256)])('%j is refused', async (key) => {
    const { post, scene, person, rows } = await stage()
    const path = `/api/sessions/${scene.sessionId}/bookings`
    const answer = await post(path, { personId: await person() }, { as: scene.linkWorker, headers: { 'idempotency-key': key } })
    expect({ status: answer.status, rows: await rows.bookings() }).toEqual({ status: 422, rows: [] })
    expect(await answer.json()).toMatchObject({ reason: 'bad_idempotency_key' })
  })

  it('of 255 visible characters is taken, and one that was rolled back can be used again', async () => {
    const { post, scene, person, rows } = await stage()
    const headers = { 'idempotency-key': '~'.repeat(255) }
    const path = `/api/sessions/${scene.sessionId}/bookings`
    expect((await post(path, { personId: missing }, { as: scene.linkWorker, headers })).status).toBe(404)
    const ann = await person()
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(path, { personId: ann }, { as: scene.linkWorker, headers })))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1)
    expect(await rows.bookings()).toHaveLength(1)
  })
})

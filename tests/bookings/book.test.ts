import { describe, expect, it } from 'vitest'
import { type World, world } from '../world.ts'

const book = (place: World, scene: Awaited<ReturnType<World['scene']>>, personId: string, key?: string) =>
  place.post(
    `/api/sessions/${scene.sessionId}/bookings`,
    { personId },
    { as: scene.linkWorker, ...(key ? { headers: { 'idempotency-key': key } } : {}) },
  )

describe('booking a person', () => {
  it('takes a place, plans one message and records who did it', async () => {
    const place = await world()
    const scene = await place.scene({ capacity: 1 })
    const response = await book(place, scene, await place.person(scene.team))
    expect(response.status).toBe(201)
    expect(await response.json()).toMatchObject({ status: 'booked', position: null, why: null })
    expect(await place.rows.sessions()).toMatchObject([{ placesTaken: 1, newcomersTaken: 1, waiting: 0 }])
    expect(await place.rows.messages()).toMatchObject([{ kind: 'booking.confirm_request', status: 'planned' }])
    expect(await place.rows.audit()).toMatchObject([{ action: 'booking.create', step: 1, toState: 'booked', actorId: scene.linkWorker.id }])
  })

  it('says the number on the waiting list, and why', async () => {
    const place = await world()
    const scene = await place.scene({ capacity: 1 })
    await book(place, scene, await place.person(scene.team))
    await book(place, scene, await place.person(scene.team))
    const third = await book(place, scene, await place.person(scene.team))
    expect(await third.json()).toMatchObject({ status: 'waitlisted', position: 2, why: 'session_full' })
  })

  it('answers the same request under the same key with the same bytes, and another request with 409', async () => {
    const place = await world()
    const scene = await place.scene({ capacity: 5 })
    const ann = await place.person(scene.team)
    const answers = await Promise.all(Array.from({ length: 10 }, () => book(place, scene, ann, 'key-1')))
    const bodies = new Set(await Promise.all(answers.map((answer) => answer.text())))
    expect(bodies.size).toBe(1)
    expect(await place.rows.bookings()).toHaveLength(1)
    const other = await book(place, scene, await place.person(scene.team), 'key-1')
    expect(other.status).toBe(409)
    expect(await other.json()).toMatchObject({ reason: 'key_used_for_another_request' })
  })

  it('does not know a person of another team', async () => {
    const place = await world()
    const scene = await place.scene()
    const stranger = await place.person(await place.organisation('referral_team'))
    expect((await book(place, scene, stranger)).status).toBe(404)
  })
})

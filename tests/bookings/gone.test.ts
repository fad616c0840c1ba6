// Whoever took their consent back, was erased, or lives on under another id is booked into nothing new: not beforehand, and not by a
// command that read them a moment earlier.

import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Permit } from '../../src/access/permit.ts'
import { permit } from '../../src/access/permit.ts'
import type { Action } from '../../src/access/policy.ts'
import { comeBack } from '../../src/attendee/coming-back/actions.ts'
import { bookPerson } from '../../src/bookings/actions.ts'
import { cancelBooking } from '../../src/bookings/cancellation/actions.ts'
import { moveBookingTo } from '../../src/bookings/move/actions.ts'
import { bookRoutine } from '../../src/bookings/routine/actions.ts'
import type { Ctx } from '../../src/ctx.ts'
import { bookings } from '../../src/db/schema/bookings.ts'
import { messages, sendBatches } from '../../src/db/schema/messages.ts'
import { people } from '../../src/db/schema/people.ts'
import { mergePeople } from '../../src/merging/actions.ts'
import { erasePerson } from '../../src/rights/erasure/actions.ts'
import { withdraw } from '../../src/rights/withdrawal/actions.ts'
import { type Stage, stage } from './stage.ts'

let place: Stage
beforeEach(async () => {
  place = await stage()
})

/** The same request, in which somebody else acts right before its nth batch. */
function interrupted(nth: number, act: () => Promise<unknown>): Ctx {
  const ctx = place.ctx()
  let batches = 0
  const db = new Proxy(ctx.db, {
    get(target, name) {
      if (name !== 'batch') return Reflect.get(target, name, target)
      return async (statements: Parameters<typeof target.batch>[0]) => {
        batches += 1
        if (batches === nth) await act()
        return target.batch(statements)
      }
    },
  })
  return { ...ctx, db }
}

const asLinkWorker = <A extends Action>(action: A): Permit<A> => {
  const { team, linkWorker } = place.scene
  const actor = { kind: 'user', id: linkWorker.id, signInId: 'x', name: 'x', memberships: [{ orgId: team, role: 'link_worker' }] } as const
  const held = permit(actor, action)
  if (!held) throw new Error(`a link worker may not ${action}`)
  return held
}

const gone = {
  merged: async (personId: string) => {
    const intoId = await place.person()
    const merged = await mergePeople(place.ctx(), asLinkWorker('person.manage'), { personId, intoId })
    if (!merged.ok) throw new Error(merged.reason)
    return intoId
  },
  withdrawn: async (personId: string) => {
    const done = await withdraw(place.ctx(), asLinkWorker('person.choose'), { personId })
    if (!done.ok) throw new Error(done.reason)
    return personId
  },
  erased: async (personId: string) => {
    const name = 'Ann Surname'
    const done = await erasePerson(place.ctx(), asLinkWorker('person.manage'), { personId, name })
    if (!done.ok) throw new Error(done.reason)
    return personId
  },
}
const ways = Object.keys(gone) as (keyof typeof gone)[]
const rowsOf = async (personId: string) => place.db.select().from(bookings).where(eq(bookings.personId, personId))
const noDrift = async () => expect((await place.check()).drifted).toEqual([])

describe.each(ways)('somebody who was %s', (way) => {
  it('is booked by nobody, in no way', async () => {
    const personId = await place.person({ called: 'Ann' })
    await gone[way](personId)
    const { sessionId } = place.scene
    const later = await place.anotherSession(7)
    expect((await place.say(`/api/sessions/${sessionId}/bookings`, { personId })).code).toBe(404)
    expect((await place.say(`/api/people/${personId}/routines`, { sessionId, times: 2, mode: 'as_many' })).code).toBe(404)
    expect(later).toBeTruthy()
    const page = await place.postForm(`/people/${personId}/sessions/${sessionId}`, {}, { as: place.scene.linkWorker })
    expect([404, 422]).toContain(page.status)
    expect(await rowsOf(personId)).toEqual([])
  })

  it('is not booked by a command that had read them before', async () => {
    const { sessionId } = place.scene
    const personId = await place.person({ called: 'Ann' })
    const one = await bookPerson(
      interrupted(2, () => gone[way](personId)),
      asLinkWorker('booking.create'),
      { sessionId, personId, withCarer: false, buddyWish: 'unasked' },
    )
    expect(one).toEqual({ ok: false, reason: 'no_such_person' })

    const other = await place.person({ called: 'Ann' })
    await place.anotherSession(7)
    const several = await bookRoutine(
      interrupted(2, () => gone[way](other)),
      asLinkWorker('booking.create'),
      { sessionId, personId: other, times: 2, mode: 'all', withCarer: false, buddyWish: 'unasked' },
    )
    expect(several).toMatchObject({ ok: false, reason: 'no_such_person' })
    expect([...(await rowsOf(personId)), ...(await rowsOf(other))]).toEqual([])
    expect(await place.session()).toMatchObject({ placesTaken: 0, waiting: 0 })
    await noDrift()
  })
})

describe('a booking under way while its person is merged', () => {
  it('moves with them, and tells them under the id that they have now', async () => {
    const later = await place.anotherSession(7)
    const ann = await place.book()
    let intoId = ''
    const change = async () => {
      intoId = await gone.merged(ann.personId)
    }
    const done = await moveBookingTo(interrupted(2, change), asLinkWorker('booking.move'), { bookingId: ann.id, sessionId: later })
    expect(done).toMatchObject({ ok: true })
    expect(await rowsOf(ann.personId)).toEqual([])
    expect((await rowsOf(intoId)).map(({ status }) => status).sort()).toEqual(['booked', 'cancelled'])
    expect((await place.rows.messages()).filter(({ recipientId }) => recipientId === ann.personId)).toEqual([])
    await noDrift()
  })

  it('is offered to them under the id that they have now', async () => {
    await place.db.delete(bookings)
    const full = await place.anotherGroup({ capacity: 1 })
    const holder = await place.book({ sessionId: full })
    const waiting = await place.book({ sessionId: full })
    let intoId = ''
    const change = async () => {
      intoId = await gone.merged(waiting.personId)
    }
    const done = await cancelBooking(interrupted(2, change), asLinkWorker('booking.cancel'), { bookingId: holder.id })
    expect(done).toMatchObject({ ok: true })
    expect(await place.statuses()).toMatchObject({ [waiting.id]: 'offered' })
    const offers = await place.told('booking.offered')
    expect(offers.map(({ recipientId }) => recipientId)).toEqual([intoId])
    await noDrift()
  })
})

describe('withdrawing', () => {
  const booked = (personId: string) => () => place.book({ personId })

  it('ends a booking that was made while it was under way', async () => {
    const personId = await place.person({ called: 'Ann' })
    const done = await withdraw(interrupted(2, booked(personId)), asLinkWorker('person.choose'), { personId })
    expect(done).toMatchObject({ ok: true, value: { cancelled: 1 } })
    expect((await rowsOf(personId)).map(({ status }) => status)).toEqual(['cancelled'])
    await noDrift()
  })

  it('with the places kept gives up what only waits, since no offer could be told', async () => {
    const full = await place.anotherGroup({ capacity: 1 })
    const holder = await place.book({ sessionId: full })
    const personId = await place.person({ called: 'Ann' })
    await place.book({ personId })
    const waiting = await place.book({ sessionId: full, personId })
    await withdraw(place.ctx(), asLinkWorker('person.choose'), { personId, bookings: 'keep' })
    await place.cancel(holder.id)
    await place.tick()
    expect((await rowsOf(personId)).map(({ status }) => status).sort()).toEqual(['booked', 'cancelled'])
    expect(await place.statuses()).toMatchObject({ [waiting.id]: 'cancelled' })
    await noDrift()
  })

  it('with the places kept leaves them where they are: no other date, by nobody', async () => {
    const later = await place.anotherSession(7)
    const ann = await place.book()
    await withdraw(place.ctx(), asLinkWorker('person.choose'), { personId: ann.personId, bookings: 'keep' })
    expect(await place.move(ann.id, later)).toEqual({ ok: false, reason: 'consent_withdrawn' })
    expect(await place.say(`/api/bookings/${ann.id}/move`, { sessionId: later })).toMatchObject({ code: 409 })
    await place.cancel(ann.id)
    const again = await comeBack(place.ctx(), place.byLink('booking.move', ann.id), { sessionId: later })
    expect(again).toEqual({ ok: false, reason: 'ring_first' })
  })
})

describe('erasing', () => {
  it('is refused by a booking that was made while it was under way', async () => {
    const personId = await place.person({ called: 'Ann' })
    const act = () => place.book({ personId })
    const done = await erasePerson(interrupted(2, act), asLinkWorker('person.manage'), { personId, name: 'Ann Surname' })
    expect(done).toEqual({ ok: false, reason: 'has_bookings_ahead' })
    const [row] = await place.db.select().from(people).where(eq(people.id, personId))
    expect(row?.erasedAt).toBeNull()
  })

  it('waits for a letter that a batch took up while it was under way', async () => {
    const booking = await place.book({ personId: await place.person({ called: 'Ann' }) })
    await place.cancel(booking.id)
    const act = async () => {
      const taken = { id: 'b', status: 'claimed', attempts: 1, nextTryAt: 0, leasedUntil: 0, createdAt: 0 } as const
      await place.db.insert(sendBatches).values(taken)
      await place.db.update(messages).set({ status: 'sending', batchId: 'b' }).where(eq(messages.kind, 'team.booking_cancelled'))
    }
    const input = { personId: booking.personId, name: 'Ann Surname' }
    const done = await erasePerson(interrupted(2, act), asLinkWorker('person.manage'), input)
    expect(done).toEqual({ ok: false, reason: 'email_under_way' })
  })
})

describe('merging', () => {
  it('is refused while one of the two took their consent back and the other did not', async () => {
    const [personId, intoId] = [await place.person(), await place.person()]
    await gone.withdrawn(intoId)
    const merge = () => place.say(`/api/people/${personId}/merging`, { intoId })
    expect(await merge()).toMatchObject({ code: 409, body: { reason: 'one_withdrew' } })
    await gone.withdrawn(personId)
    expect((await merge()).code).toBe(200)
  })
})

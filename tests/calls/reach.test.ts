import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { messages, sendBatches } from '../../src/db/schema/messages.ts'
import { people } from '../../src/db/schema/people.ts'
import { replies } from '../../src/db/schema/replies.ts'
import { days, hours } from '../../src/lib/time.ts'
import { noon } from '../world.ts'
import { callStage } from './stage.ts'

type Here = Awaited<ReturnType<typeof callStage>>

const cancel = (here: Here) =>
  here.post(`/api/sessions/${here.scene.sessionId}/cancellation`, { reason: 'Rain' }, { as: here.scene.organiser })
const reach = async (here: Here) => {
  const response = await here.get(`/api/sessions/${here.scene.sessionId}/bookings`, { as: here.scene.organiser })
  const { bookings = [] } = (await response.json()) as { bookings?: { id: string; reach: { state: string } }[] }
  return Object.fromEntries(bookings.map(({ id, reach: { state } }) => [id, state]))
}
const linkOf = async (here: Here, bookingId: string) =>
  `/b/${await here.links.sign({ purpose: 'booking', subjectId: bookingId, version: 0, expiresAt: here.clock.now + days(60) })}`

/** What the button of a page posts, as the page stands now; it may be pressed much later. */
async function button(here: Here, home: string, what: 'seen' | 'confirmation'): Promise<() => Promise<Response>> {
  const page = await (await here.get(home)).text()
  const [, form = ''] = page.split(`<form action="${home}/${what}"`)
  const [, name = '', value = ''] = /<input type="hidden" name="(\w+)" value="(\d+)"/.exec(form.split('</form>')[0] ?? '') ?? []
  return () => here.postForm(`${home}/${what}`, { [name]: value })
}

const at = { startsOn: '2026-06-12', startsTime: '13:00', endsTime: '15:00', meetingPoint: 'At the door' }
const moveTo = async (here: Here, when: Partial<typeof at> = {}) => {
  const body = { ...at, ...when, venueId: here.scene.venueId, capacity: 10, bookingClosesMinutes: 60, buddyForFirstVisit: false }
  return here.request('PUT', `/api/sessions/${here.scene.sessionId}`, { as: here.scene.organiser, body })
}

describe('a cancelled session', () => {
  it('tells everybody, and shows its organiser who knows: seen, arrived, sent, to be rung', async () => {
    const here = await callStage()
    const [seen, arrived, sent, byPhone] = [
      await here.book(),
      await here.book(),
      await here.book(),
      await here.book({ personId: await here.phoneOnly() }),
    ]
    await here.send()
    await cancel(here)
    await here.send()
    await here.db
      .update(messages)
      .set({ status: 'delivered' })
      .where(eq(messages.dedupeKey, `booking.cancelled:${arrived.id}:${arrived.personId}:`))
    const home = await linkOf(here, seen.id)
    expect(await (await here.get(home)).text()).toContain('I have seen this')
    expect((await (await button(here, home, 'seen'))()).headers.get('location')).toBe(`${home}?done=seen`)
    expect(await (await here.get(home)).text()).not.toContain('I have seen this')
    expect(await reach(here)).toEqual({ [seen.id]: 'seen', [arrived.id]: 'arrived', [sent.id]: 'sent', [byPhone.id]: 'to_ring' })

    const [call, ...others] = await here.calls()
    expect(others).toEqual([])
    expect(call).toMatchObject({ topic: 'cancelled', bookingId: byPhone.id })
    await here.answer(call?.id ?? 0, 'told')
    expect(await reach(here)).toMatchObject({ [byPhone.id]: 'rung' })
    const page = await (await here.get(`/sessions/${here.scene.sessionId}/bookings`, { as: here.scene.organiser })).text()
    expect(page).toContain('Rung, and knows')
    expect(page).not.toContain('Surname')
  })

  it('counts who knows among those whom it concerns, and only once there is something to know', async () => {
    const here = await callStage()
    const [comes, other, gone] = [await here.book(), await here.book(), await here.book()]
    const press = async ({ id }: { id: string }, what: 'seen' | 'confirmation') => (await button(here, await linkOf(here, id), what))()
    const know = async () => {
      await here.send()
      const page = await (await here.get(`/sessions/${here.scene.sessionId}/bookings`, { as: here.scene.organiser })).text()
      return /<strong>(\d+)<\/strong> know the latest/.exec(page)?.[1]
    }
    await here.send()
    for (const one of [comes, gone]) await press(one, 'confirmation')
    await here.postForm(`${await linkOf(here, gone.id)}/cancellation`, {})
    expect(await know()).toBeUndefined()
    await moveTo(here)
    expect(await know()).toBe('0')
    await press(comes, 'seen')
    expect(await know()).toBe('1')
    await cancel(here)
    expect(await know()).toBe('0')
    for (const one of [comes, other]) await press(one, 'seen')
    expect(await know()).toBe('2')
  })

  it('puts whoever has not said that they know on the call list a day before, and at once when it is sooner', async () => {
    const here = await callStage()
    const [one, other] = [await here.book(), await here.book()]
    await here.send()
    await cancel(here)
    await here.send()
    here.clock.now = noon + days(6) - 1
    expect(await here.calls()).toEqual([])
    here.clock.now += 1
    expect((await here.calls()).map(({ bookingId, topic, why }) => [bookingId, topic, why]).sort()).toEqual(
      [one.id, other.id].map((id) => [id, 'cancelled', 'not_seen']).sort(),
    )
    await (await button(here, await linkOf(here, one.id), 'seen'))()
    expect((await here.calls()).map(({ bookingId }) => bookingId)).toEqual([other.id])
    expect(await reach(here)).toEqual({ [one.id]: 'seen', [other.id]: 'to_ring' })
  })

  it('is rung about at once within the last day', async () => {
    const here = await callStage()
    await here.book()
    await here.send()
    here.clock.now = noon + days(6) + hours(5)
    await cancel(here)
    await here.send()
    expect(await here.calls()).toMatchObject([{ topic: 'cancelled', why: 'not_seen', ringBy: noon + days(7) - hours(2) }])
  })

  it('needs no proof from whoever called it off themselves', async () => {
    const here = await callStage()
    const { id } = await here.book()
    await here.send()
    await here.cancel(id)
    await here.send()
    here.clock.now = noon + days(6) + 1
    expect(await here.calls()).toEqual([])
    expect(await reach(here)).toEqual({ [id]: 'seen' })
  })

  it('is not reached once they would have set out', async () => {
    const here = await callStage()
    const { id } = await here.book()
    await here.send()
    await cancel(here)
    await here.send()
    here.clock.now = noon + days(7)
    expect(await here.calls()).toEqual([])
    expect(await reach(here)).toEqual({ [id]: 'not_reached' })
  })

  it('offers the nearest equal session by one button, which books it and is proof enough', async () => {
    const here = await callStage()
    const nearest = await here.anotherSession(1)
    await here.anotherSession(8)
    const { id } = await here.book()
    await here.send()
    await cancel(here)
    const home = await linkOf(here, id)
    const page = await (await here.get(home)).text()
    expect(page).toContain('Yes, take Tuesday 9 June 2026, 1pm')
    const taken = await here.postForm(`${home}/return`, { sessionId: nearest, orWait: 'yes' })
    expect(taken.status).toBe(303)
    expect(taken.headers.get('location')).toContain('?done=back')
    expect((await here.session(nearest)).placesTaken).toBe(1)
    expect(await here.db.select({ how: replies.how }).from(replies)).toContainEqual({ how: 'booked' })
    here.clock.now = noon + days(6) + 1
    expect(await here.calls()).toEqual([])
  })

  it('offers one of another group where its own has none, and says plainly when only the waiting list is left', async () => {
    const here = await callStage()
    const elsewhere = await here.anotherGroup({ capacity: 1 })
    const { id } = await here.book()
    await cancel(here)
    const home = await linkOf(here, id)
    expect(await (await here.get(home)).text()).toContain('There is room at Choir on Monday 8 June 2026, 1pm, at Mill Hall.')
    // Somebody is faster.
    await here.book({ sessionId: elsewhere })
    const taken = await here.postForm(`${home}/return`, { sessionId: elsewhere, orWait: 'yes' })
    expect(taken.headers.get('location')).toContain('?done=waiting')
    expect(await (await here.get(taken.headers.get('location') ?? '')).text()).toContain(
      'That session is full by now. You are on its waiting list',
    )
    expect((await here.session(elsewhere)).waiting).toBe(1)
  })

  it('offers one of another group also behind many dates of its own that are theirs already, or too small for both', async () => {
    const here = await callStage()
    const theirs = await Promise.all([1, 2, 3, 4, 5, 6].map((day) => here.anotherSession(day)))
    await here.anotherSession(7, { capacity: 1 })
    const elsewhere = await here.anotherGroup({ startsAt: noon + days(16) })
    const { id, personId } = await here.book({ withCarer: true, personId: await here.phoneOnly() })
    for (const sessionId of theirs) await here.book({ withCarer: true, personId, sessionId })
    await cancel(here)
    await here.send()
    expect(await (await here.get(await linkOf(here, id))).text()).toContain(`value="${elsewhere}"`)
    const call = (await here.calls()).find(({ topic }) => topic === 'cancelled')
    const opened = await (await here.get(`/api/calls/${call?.id}`, { as: here.scene.linkWorker })).json()
    expect(opened).toMatchObject({ dates: [{ sessionId: elsewhere, isFull: false }] })
  })

  it('books nothing in a group that is no equal of it', async () => {
    const here = await callStage()
    const other = await here.group(here.scene.provider, { activities: ['gardening'] })
    const sessionId = await here.sessionIn(other.groupId, other.venueId, {})
    const { id } = await here.book()
    await cancel(here)
    const taken = await here.postForm(`${await linkOf(here, id)}/return`, { sessionId, orWait: 'yes' })
    expect(taken.status).toBe(422)
  })
})

describe('a session that moved', () => {
  it('is to be acknowledged like a cancelled one, counted from the hour at which they would have set out', async () => {
    const here = await callStage({
      startsAt: noon + days(3),
      endsAt: noon + days(3) + hours(2),
      bookingClosesAt: noon + days(3) - hours(1),
    })
    const { id } = await here.book()
    await here.confirm(id)
    await here.send()
    const moved = await moveTo(here)
    expect([moved.status, await moved.json()]).toMatchObject([200, { moved: 1 }])
    await here.send()
    here.clock.now = noon + days(2) - 1
    expect(await here.calls()).toEqual([])
    here.clock.now += 1
    expect(await here.calls()).toMatchObject([
      { topic: 'changed', why: 'not_seen', ringBy: noon + days(3) - hours(2), answers: ['yes', 'no', 'other_date', 'told'] },
    ])
    expect(await reach(here)).toEqual({ [id]: 'to_ring' })
    const home = await linkOf(here, id)
    expect(await (await here.get(home)).text()).toContain('Something has changed. Please look at the time and the place below.')
    await (await button(here, home, 'seen'))()
    expect(await here.calls()).toEqual([])
    expect(await reach(here)).toEqual({ [id]: 'seen' })
  })

  it('asks nothing of whoever moved their own booking', async () => {
    const here = await callStage()
    const later = await here.anotherSession(1)
    const { id } = await here.book()
    await here.move(id, later)
    await here.send()
    here.clock.now = noon + days(7) + hours(2)
    expect(await here.calls()).toEqual([])
  })

  it('is not seen, and nobody said yes to it, by a press on a page that was opened before', async () => {
    const here = await callStage()
    const { id } = await here.book()
    await here.send()
    const home = await linkOf(here, id)
    const yes = await button(here, home, 'confirmation')
    await moveTo(here)
    await here.send()
    const refused = await yes()
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('Something has changed. Please look')])
    expect((await here.rows.bookings()).map(({ status }) => status)).toEqual(['booked'])

    const seen = await button(here, home, 'seen')
    await moveTo(here, { startsTime: '09:00', endsTime: '11:00' })
    await here.send()
    expect((await seen()).headers.get('location')).toBe(home)
    expect(await here.db.select().from(replies)).toEqual([])
    expect(await reach(here)).toEqual({ [id]: 'sent' })

    expect((await (await button(here, home, 'seen'))()).headers.get('location')).toBe(`${home}?done=seen`)
    expect(await reach(here)).toEqual({ [id]: 'seen' })
    const again = await button(here, home, 'confirmation')
    expect((await again()).headers.get('location')).toBe(`${home}?done=confirmed`)
    // Pressed twice it is no other time or place.
    expect((await again()).headers.get('location')).toBe(`${home}?done=already`)
  })
})

describe('a message that has not gone out', () => {
  const toRing = async (here: Here) => (await here.calls()).map(({ bookingId, why }) => [bookingId, why]).sort()

  it('is on its way until the call list has it: who has no email at once, the others when the hour is near', async () => {
    const here = await callStage()
    const [mailed, byPhone] = [await here.book(), await here.book({ personId: await here.phoneOnly() })]
    expect(await reach(here)).toEqual({ [mailed.id]: 'on_its_way', [byPhone.id]: 'to_ring' })
    expect(await toRing(here)).toEqual([[byPhone.id, 'by_phone']])
    // To be confirmed a day before.
    here.clock.now = noon + days(5) + hours(12) - 1
    expect(await reach(here)).toEqual({ [mailed.id]: 'on_its_way', [byPhone.id]: 'to_ring' })
    expect(await toRing(here)).toHaveLength(1)
    here.clock.now += 1
    expect(await reach(here)).toEqual({ [mailed.id]: 'to_ring', [byPhone.id]: 'to_ring' })
    expect(await toRing(here)).toEqual(
      [
        [mailed.id, 'held_up'],
        [byPhone.id, 'by_phone'],
      ].sort(),
    )
  })

  it('or was sent, and the mailbox does not take it: to be rung about when the hour is near', async () => {
    const here = await callStage()
    const { id } = await here.book()
    await here.send()
    await here.db.update(messages).set({ outcome: 'delayed' }).where(eq(messages.subjectId, id))
    here.clock.now = noon + days(5) + hours(12) - 1
    expect(await reach(here)).toEqual({ [id]: 'sent' })
    here.clock.now += 1
    expect(await reach(here)).toEqual({ [id]: 'to_ring' })
    expect(await toRing(here)).toEqual([[id, 'held_up']])
  })

  it('is to be rung about while its batch waits for a person, and known once they were told', async () => {
    const here = await callStage()
    const { id } = await here.book()
    const batch = { id: 'held', status: 'held' as const, nextTryAt: noon, leasedUntil: 0, createdAt: noon }
    await here.db.insert(sendBatches).values(batch)
    await here.db.update(messages).set({ status: 'sending', batchId: batch.id }).where(eq(messages.subjectId, id))
    expect(await reach(here)).toEqual({ [id]: 'to_ring' })
    const [call] = await here.calls()
    expect(call).toMatchObject({ bookingId: id, why: 'held_up' })
    await here.answer(call?.id ?? 0, 'confirmation')
    expect(await reach(here)).toEqual({ [id]: 'rung' })
    expect(await here.calls()).toEqual([])
  })

  it.each([
    ['asks for a yes that is still missing', false, 'to_ring'],
    ['only reminds of what they confirmed', true, 'nothing'],
  ])('is rung about where reminders are not wished and it %s', async (_, isConfirmed, state) => {
    const here = await callStage()
    const { id, personId } = await here.book()
    await here.send()
    if (isConfirmed) await here.confirm(id)
    await here.db.update(people).set({ remindersStoppedAt: noon }).where(eq(people.id, personId))
    here.clock.now = noon + days(5) + hours(3)
    await here.remind()
    for (const sent of [false, true]) {
      if (sent) await here.send()
      const [message] = await here.db.select().from(messages).where(eq(messages.kind, 'booking.reminder_48h'))
      expect(message).toMatchObject(sent ? { outcome: 'stopped_by_person' } : { status: 'planned' })
      expect(await toRing(here)).toEqual(isConfirmed ? [] : [[id, 'stopped']])
      expect(await reach(here)).toEqual({ [id]: sent || !isConfirmed ? state : 'on_its_way' })
    }
  })
})

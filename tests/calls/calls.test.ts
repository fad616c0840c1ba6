import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { people } from '../../src/db/schema/people.ts'
import { callTries, replies } from '../../src/db/schema/replies.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { days, hours } from '../../src/lib/time.ts'
import { noon } from '../world.ts'
import { callStage } from './stage.ts'

describe('somebody without email', () => {
  it('is rung instead of written to: whom, by when, what to say in their language, and their yes', async () => {
    const here = await callStage()
    const { id: bookingId } = await here.book({ personId: await here.phoneOnly() })
    await here.send()
    const [call, ...others] = await here.calls()
    expect(others).toEqual([])
    expect(call).toMatchObject({
      ...{ topic: 'confirm', why: 'by_phone', bookingId, preferredName: 'Ann', ring: { phone: '+441632960009', carer: '' } },
      ...{ ringBy: noon + days(6), answers: ['yes', 'no', 'other_date'], whatsapp: null, tries: 0 },
    })
    expect(call?.say.slice(0, 2)).toEqual([
      'Hello, may I speak to Ann?',
      'We have kept a place for you at Choir on Monday 8 June, 1pm, at Mill Hall. Will you come?',
    ])
    expect(await here.rows.audit()).toContainEqual(expect.objectContaining({ action: 'person.read', why: 'calls' }))

    expect((await here.answer(call?.id ?? 0, 'confirmation')).status).toBe(200)
    expect(await here.booking(bookingId)).toMatchObject({ status: 'confirmed', confirmedHow: 'phone' })
    expect(await here.calls()).toEqual([])
  })

  it('has a number put in from the page of the call, where there is none', async () => {
    const here = await callStage()
    const { personId } = await here.book({ personId: await here.phoneOnly() })
    await here.send()
    const [call] = await here.calls()
    const page = async () => (await here.get(`/calls/${call?.id}`, { as: here.scene.linkWorker })).text()
    const form = `href="/people/${personId}/edit"`
    expect(await page()).not.toContain(form)
    const none = await here.vault.seal('', { column: 'people.phone', rowId: personId })
    await here.db.update(people).set({ phone: none }).where(eq(people.id, personId))
    expect(await page()).toContain('No number')
    expect(await page()).toContain(form)
  })

  it('is asked in Indonesian who speaks Indonesian', async () => {
    const here = await callStage()
    await here.book({ personId: await here.phoneOnly({ language: 'id' }) })
    await here.send()
    expect((await here.calls())[0]?.say[0]).toBe('Halo, bolehkah saya bicara dengan Ann?')
  })

  it('has an offer held by the same deadline, whose clock stops at night, and takes or leaves it by phone', async () => {
    const here = await callStage({ capacity: 1 })
    const first = await here.book()
    const waiting = await here.book({ personId: await here.phoneOnly() })
    await here.send()
    expect((await here.calls())[0]).toMatchObject({ topic: 'waitlisted', answers: ['told', 'no'] })
    await here.cancel(first.id)
    await here.send()
    const [offer] = await here.calls()
    const held = await here.booking(waiting.id)
    // 24 hours awake from one in the afternoon in London: 13 hours a day, so until 11 o'clock the day after tomorrow.
    expect(held.offerExpiresAt).toBe(Date.UTC(2026, 5, 3, 10))
    expect(offer).toMatchObject({ topic: 'offer', ringBy: held.offerExpiresAt, answers: ['yes', 'no'] })
    expect(offer?.say[1]).toContain('It is kept for you until Wednesday 3 June, 11am.')
    expect((await here.answer(offer?.id ?? 0, 'confirmation')).status).toBe(200)
    expect(await here.booking(waiting.id)).toMatchObject({ status: 'confirmed', confirmedHow: 'phone' })
    expect(await here.calls()).toEqual([])
  })

  it('loses an offer by the same rule when nobody rang in time, and the next one has it', async () => {
    const here = await callStage({ capacity: 1 })
    const first = await here.book()
    const waiting = await here.book({ personId: await here.phoneOnly() })
    await here.cancel(first.id)
    await here.send()
    here.clock.now = Date.UTC(2026, 5, 3, 10)
    await here.tick()
    await here.send()
    expect((await here.booking(waiting.id)).status).toBe('expired')
    // The offer is no longer true and off the list; that it ended is what they are told now.
    expect((await here.calls()).map(({ topic }) => topic)).toEqual(['offer_ended'])
  })

  it('declines by phone, which frees the place in the same step and needs no second call', async () => {
    const here = await callStage()
    const { id } = await here.book({ personId: await here.phoneOnly() })
    await here.send()
    const [call] = await here.calls()
    expect((await here.answer(call?.id ?? 0, 'cancellation', { reason: 'transport' })).status).toBe(200)
    expect(await here.booking(id)).toMatchObject({ status: 'cancelled', cancelledBy: 'link_worker', reason: 'transport' })
    expect((await here.session()).placesTaken).toBe(0)
    await here.send()
    expect(await here.calls()).toEqual([])
  })

  it('takes another date by phone, confirmed at once', async () => {
    const here = await callStage()
    const later = await here.anotherSession(7)
    await here.book({ personId: await here.phoneOnly() })
    await here.send()
    const [call] = await here.calls()
    const page = await (await here.get(`/api/calls/${call?.id}`, { as: here.scene.linkWorker })).json()
    expect(page).toMatchObject({ dates: [{ sessionId: later, isFull: false }] })
    expect(await (await here.answer(call?.id ?? 0, 'dates', { sessionId: later })).json()).toMatchObject({ status: 'confirmed' })
    await here.send()
    expect(await here.calls()).toEqual([])
  })

  it('offers, in place of what is off, only dates that can be taken: with room for both, and not theirs already', async () => {
    const here = await callStage()
    await here.anotherSession(7, { capacity: 1 })
    const [theirs, free] = [await here.anotherSession(14), await here.anotherSession(21)]
    const { personId } = await here.book({ withCarer: true, personId: await here.phoneOnly() })
    await here.book({ withCarer: true, personId, sessionId: theirs })
    await here.post(`/api/sessions/${here.scene.sessionId}/cancellation`, { reason: 'Rain' }, { as: here.scene.organiser })
    await here.send()
    const call = (await here.calls()).find(({ topic }) => topic === 'cancelled')
    const page = await (await here.get(`/api/calls/${call?.id}`, { as: here.scene.linkWorker })).json()
    expect(page).toMatchObject({ dates: [{ sessionId: free, isFull: false }] })
    expect((await here.answer(call?.id ?? 0, 'booking', { sessionId: free })).status).toBe(201)
  })

  it('stays on the list when nobody answers, and says when to try again: not at night', async () => {
    const here = await callStage()
    await here.book({ personId: await here.phoneOnly() })
    await here.send()
    here.clock.now = Date.UTC(2026, 5, 1, 19)
    const [call] = await here.calls()
    const tried = await here.answer(call?.id ?? 0, 'tries', { how: 'not_reached', again: 'in_an_hour' })
    // Eight in the evening and an hour is nine, when nobody is rung.
    expect(await tried.json()).toMatchObject({ againAt: Date.UTC(2026, 5, 2, 7) })
    await here.answer(call?.id ?? 0, 'tries', { how: 'left_word', again: 'tomorrow' })
    expect((await here.calls())[0]).toMatchObject({ tries: 1, lastTry: { how: expect.any(String) } })
    expect(await here.db.select().from(callTries)).toHaveLength(2)
    expect((await here.rows.audit()).filter(({ action }) => action === 'booking.call_tried')).toHaveLength(2)
  })

  it('has what was cancelled in the night by the evening before', async () => {
    const here = await callStage({ startsAt: Date.UTC(2026, 5, 4, 7), endsAt: Date.UTC(2026, 5, 4, 8) })
    await here.book({ personId: await here.phoneOnly() })
    await here.send()
    here.clock.now += hours(3)
    await here.post(`/api/sessions/${here.scene.sessionId}/cancellation`, { reason: 'Rain' }, { as: here.scene.organiser })
    await here.send()
    // Two hours before eight in the morning is night: by nine the evening before.
    expect((await here.calls())[0]).toMatchObject({ topic: 'cancelled', ringBy: Date.UTC(2026, 5, 3, 20) })
  })
})

describe('while delivery stands still', () => {
  it('is on the list at once whom no email can ever tell, by what is known of them, and nobody else', async () => {
    const here = await callStage()
    const people = {
      by_phone: await here.phoneOnly(),
      no_address: await here.person({ email: null, emailIndex: null }),
      by_carer: await here.person({ reachBy: 'carer', carer: null }),
      mailed: await here.person(),
    }
    for (const personId of Object.values(people)) await here.book({ personId })
    const { mailed: _, ...rung } = people
    expect(Object.fromEntries((await here.calls()).map(({ why, personId }) => [why, personId]))).toEqual(rung)
    // Nothing was sent for days, and they are still there to be rung.
    here.clock.now = noon + days(5) + hours(13)
    expect(Object.fromEntries((await here.calls()).map(({ why, personId }) => [why, personId]))).toMatchObject({
      ...rung,
      held_up: people.mailed,
    })
  })

  it('is one call before and after delivery has found out that no email reaches them', async () => {
    const here = await callStage()
    await here.book({ personId: await here.phoneOnly() })
    const [before] = await here.calls()
    await here.answer(before?.id ?? 0, 'tries', { how: 'not_reached', again: 'in_an_hour' })
    await here.send()
    expect(await here.calls()).toMatchObject([{ id: before?.id, why: 'by_phone', tries: 1 }])
  })

  it('is rung for the yes that a place hangs on, and has it kept until then', async () => {
    const here = await callStage({ capacity: 1 })
    const { id } = await here.book({ personId: await here.phoneOnly() })
    await here.book()
    here.clock.now = noon + days(6) + hours(1)
    await here.tick()
    expect((await here.booking(id)).status).toBe('booked')
    const call = (await here.calls()).find(({ bookingId }) => bookingId === id)
    expect(call).toMatchObject({ topic: 'confirm', why: 'by_phone' })
    expect((await here.answer(call?.id ?? 0, 'confirmation')).status).toBe(200)
    await here.tick()
    expect((await here.booking(id)).status).toBe('confirmed')
  })
})

describe('two colleagues', () => {
  it('who write down an answer at once: one wins, and the other learns it', async () => {
    const here = await callStage()
    const { id } = await here.book({ personId: await here.phoneOnly() })
    await here.send()
    const [call] = await here.calls()
    const colleague = await here.signIn('link_worker', here.scene.team)
    const codes = await Promise.all([
      here.answer(call?.id ?? 0, 'confirmation').then(({ status }) => status),
      here.answer(call?.id ?? 0, 'cancellation', {}, colleague).then(({ status }) => status),
      here.answer(call?.id ?? 0, 'told', {}, colleague).then(({ status }) => status),
    ])
    expect(codes.filter((code) => code === 200)).toHaveLength(1)
    expect(codes.filter((code) => code === 409)).toHaveLength(2)
    const said = await here.db.select().from(replies)
    expect(said).toHaveLength(1)
    const { status } = await here.booking(id)
    expect(status).toBe({ confirmed: 'confirmed', declined: 'cancelled', told: 'booked' }[said[0]?.how as 'told'])
  })

  it('of another team see and answer nothing: 404, as for what never was', async () => {
    const here = await callStage()
    await here.book({ personId: await here.phoneOnly() })
    await here.send()
    const [call] = await here.calls()
    const stranger = await here.signIn('link_worker', await here.organisation('referral_team'))
    expect(await here.calls(stranger)).toEqual([])
    for (const what of ['confirmation', 'cancellation', 'told']) {
      expect((await here.answer(call?.id ?? 0, what, {}, stranger)).status).toBe(404)
    }
    expect((await here.answer(call?.id ?? 0, 'tries', { how: 'not_reached' }, stranger)).status).toBe(404)
    for (const path of [`/calls/${call?.id}`, `/api/calls/${call?.id}`, '/calls/999999', '/calls/x'])
      expect((await here.get(path, { as: stranger })).status).toBe(404)
    expect(await here.db.select().from(replies)).toEqual([])
  })
})

describe('a call that is not true any more', () => {
  it('vanishes like the email would: confirmed elsewhere, cancelled, or begun', async () => {
    const here = await callStage()
    const { id } = await here.book({ personId: await here.phoneOnly() })
    await here.send()
    const [call] = await here.calls()
    await here.say(`/api/bookings/${id}/confirmation`, { how: 'phone' })
    expect(await here.calls()).toEqual([])
    expect((await here.get(`/calls/${call?.id}`, { as: here.scene.linkWorker })).headers.get('location')).toBe('/calls?done=over')
  })

  it('gives way to what is true now, and that to what is true next', async () => {
    const here = await callStage()
    const personId = await here.phoneOnly()
    const { id } = await here.book({ personId })
    await here.send()
    await here.say(`/api/bookings/${id}/cancellation`, {}, here.scene.organiser)
    await here.send()
    // The question whether they come is not put to somebody whose place is gone.
    expect((await here.calls()).map(({ topic, messageIds }) => [topic, messageIds.length])).toEqual([['cancelled', 1]])
    await here.book({ personId })
    await here.send()
    expect((await here.calls()).map(({ topic }) => topic)).toEqual(['confirm'])
  })

  it('vanishes when the session begins', async () => {
    const here = await callStage()
    await here.book({ personId: await here.phoneOnly() })
    await here.send()
    here.clock.now = noon + days(7) - 1
    expect(await here.calls()).toHaveLength(1)
    here.clock.now += 1
    expect(await here.calls()).toEqual([])
  })

  it('vanishes with whoever took their consent back', async () => {
    const here = await callStage()
    const personId = await here.phoneOnly()
    await here.book({ personId })
    await here.send()
    expect(await here.calls()).toHaveLength(1)
    await here.say(`/api/people/${personId}/withdrawal`)
    expect(await here.calls()).toEqual([])
  })
})

describe('who has an address that takes nothing', () => {
  it.each([
    ['came back', { status: 'bounced' as const }, 'came_back'],
    ['was complained about', { status: 'complained' as const }, 'came_back'],
    ['could not be written', { status: 'failed' as const, outcome: 'not_written' }, 'failed'],
    ['was given up by a coordinator', { status: 'cancelled' as const, outcome: 'refused_by_provider' }, 'failed'],
    ['is to a suppressed address', { status: 'suppressed' as const, outcome: 'address_suppressed' }, 'address_stopped'],
  ])('is rung when the email %s', async (_, set, why) => {
    const here = await callStage()
    const { id } = await here.book()
    await here.send()
    expect(await here.calls()).toEqual([])
    await here.db.update(messages).set(set).where(eq(messages.subjectId, id))
    expect(await here.calls()).toMatchObject([{ topic: 'confirm', why }])
  })

  it.each([
    ['was not true any more', { status: 'cancelled' as const, outcome: 'no_longer_true' }],
    ['arrived', { status: 'delivered' as const }],
    ['was about something of no use now', { status: 'bounced' as const, usefulUntil: noon }],
  ])('is not when it %s', async (_, set) => {
    const here = await callStage()
    const { id } = await here.book()
    await here.send()
    await here.db.update(messages).set(set).where(eq(messages.subjectId, id))
    expect(await here.calls()).toEqual([])
  })

  it('is rung when the provider is away and the hour by which they have to say yes is near, and not before', async () => {
    const here = await callStage({ startsAt: noon + days(4), endsAt: noon + days(4) + hours(2) })
    await here.book()
    here.clock.now = noon + days(3) - hours(12) - 1
    expect(await here.calls()).toEqual([])
    here.clock.now += 1
    expect(await here.calls()).toMatchObject([{ topic: 'confirm', why: 'held_up', ringBy: noon + days(3) }])
  })

  it('is rung when their mailbox takes no email yet and that hour is near, and not once it arrived', async () => {
    const here = await callStage({ startsAt: noon + days(4), endsAt: noon + days(4) + hours(2) })
    const { id } = await here.book()
    await here.send()
    const told = (set: Partial<typeof messages.$inferInsert>) => here.db.update(messages).set(set).where(eq(messages.subjectId, id))
    await told({ outcome: 'delayed' })
    here.clock.now = noon + days(3) - hours(12) - 1
    expect(await here.calls()).toEqual([])
    here.clock.now += 1
    expect(await here.calls()).toMatchObject([{ topic: 'confirm', why: 'held_up', ringBy: noon + days(3) }])
    await told({ status: 'delivered', outcome: null })
    expect(await here.calls()).toEqual([])
  })

  it('is rung about an offer that is held up before it runs out', async () => {
    const here = await callStage({ capacity: 1 })
    const first = await here.book()
    await here.book()
    await here.send()
    await here.cancel(first.id)
    const { offerExpiresAt } = await here.booking((await here.rows.bookings()).find(({ status }) => status === 'offered')?.id ?? '')
    here.clock.now = (offerExpiresAt ?? 0) - hours(12) - 1
    expect(await here.calls()).toEqual([])
    here.clock.now += 1
    expect(await here.calls()).toMatchObject([{ topic: 'offer', why: 'held_up', ringBy: offerExpiresAt }])
  })

  it('is not rung about reminders that they stopped, unless a place may be lost', async () => {
    const here = await callStage()
    const [sure, unsure] = [await here.book(), await here.book()]
    await here.confirm(sure.id)
    await here.send()
    await here.db.update(people).set({ remindersStoppedAt: noon })
    here.clock.now = noon + days(5) + hours(1)
    await here.remind()
    await here.send()
    expect(await here.calls()).toMatchObject([{ bookingId: unsure.id, topic: 'confirm', why: 'stopped' }])
  })
})

describe('who stopped our emails about visits', () => {
  it.each([false, true])('is rung, and is not said to have no address (found out by delivery: %s)', async (isSent) => {
    const here = await callStage()
    await here.book({ personId: await here.person({ visitsStoppedAt: noon }) })
    if (isSent) await here.send()
    const [call] = await here.calls()
    expect(call).toMatchObject({ topic: 'confirm', why: 'no_emails' })
    const page = await (await here.get(`/calls/${call?.id}`, { as: here.scene.linkWorker })).text()
    expect(page).toContain('They stopped our emails about visits, and are rung instead.')
  })
})

describe('WhatsApp', () => {
  it('is offered to whoever agreed, with words that name neither service nor reason', async () => {
    const here = await callStage()
    await here.book({ personId: await here.phoneOnly({ agreesToWhatsapp: true }) })
    await here.book({ personId: await here.phoneOnly({ called: 'Bea' }) })
    await here.send()
    const calls = await here.calls()
    expect(calls.map(({ preferredName, whatsapp }) => [preferredName, whatsapp]).sort()).toEqual([
      ['Ann', 'Hello Ann. When would be a good time to ring you?'],
      ['Bea', null],
    ])
    const page = await (await here.get('/calls', { as: here.scene.linkWorker })).text()
    expect(page).toContain('https://wa.me/441632960009?text=Hello%20Ann.%20When%20would%20be%20a%20good%20time%20to%20ring%20you%3F')
    expect(page.match(/wa\.me/g)).toHaveLength(1)
  })
})

describe('what was said about it', () => {
  it('closes everything that was written about the booking, and the register shows that they came', async () => {
    const here = await callStage({ buddyForFirstVisit: true })
    const { id } = await here.book({ personId: await here.phoneOnly() })
    await here.claimVisitOf(id)
    await here.send()
    expect(await here.calls()).toHaveLength(1)
    const [call] = await here.calls()
    await here.answer(call?.id ?? 0, 'confirmation')
    expect(await here.calls()).toEqual([])
    here.clock.now = noon + days(5) + hours(1)
    await here.remind()
    await here.send()
    const [reminder] = await here.calls()
    expect(reminder).toMatchObject({ topic: 'reminder' })
    await here.answer(reminder?.id ?? 0, 'told')
    here.clock.now = noon + days(7) + hours(1)
    const taken = await here.say(
      `/api/sessions/${here.scene.sessionId}/register`,
      { entries: [{ bookingId: id, outcome: 'attended' }] },
      here.scene.organiser,
    )
    expect(taken.code).toBe(200)
    expect(await here.db.select({ status: bookings.status }).from(bookings)).toEqual([{ status: 'attended' }])
    expect((await here.db.select().from(sessions))[0]?.status).toBe('held')
  })
})

describe('a long list', () => {
  const letters = (count: number, of: Partial<typeof messages.$inferInsert>) =>
    Array.from({ length: count }, (_, n) => ({
      ...{ kind: 'booking.changed', recipientKind: 'person' as const, recipientId: '', subjectId: '', dedupeKey: `more ${n}` },
      ...{ status: 'delivered' as const, dueAt: noon, usefulUntil: noon + days(4), createdAt: noon, ...of },
    }))
  const insert = async (here: Awaited<ReturnType<typeof callStage>>, rows: ReturnType<typeof letters>) => {
    for (let at = 0; at < rows.length; at += 6) await here.db.insert(messages).values(rows.slice(at, at + 6))
  }

  it('is not filled by what nobody need be rung about: people’s own moves, and what is long settled', async () => {
    const here = await callStage()
    const mover = await here.person()
    const { id } = await here.book({ personId: mover })
    await here.book({ personId: await here.phoneOnly() })
    await here.send()
    await insert(here, letters(306, { recipientId: mover, subjectId: id }))
    expect(await here.calls()).toHaveLength(1)
  })

  it('begins with those who set out soonest, also for what was moved far ahead, and says when it is cut', async () => {
    const here = await callStage({ startsAt: noon + hours(20), endsAt: noon + hours(22), bookingClosesAt: noon + hours(19) })
    const { id } = await here.book()
    await here.confirm(id)
    await here.send()
    const later = await here.anotherSession(3)
    const byPhone = await here.phoneOnly()
    const other = await here.book({ personId: byPhone, sessionId: later })
    await here.send()
    const moved = await here.request('PUT', `/api/sessions/${here.scene.sessionId}`, {
      as: here.scene.organiser,
      body: {
        ...{ startsOn: '2026-07-03', startsTime: '13:00', endsTime: '15:00', meetingPoint: 'At the door', venueId: here.scene.venueId },
        ...{ capacity: 10, bookingClosesMinutes: 60, buddyForFirstVisit: false },
      },
    })
    expect(moved.status).toBe(200)
    await here.send()
    expect((await here.calls()).map(({ bookingId, topic }) => [bookingId, topic])).toEqual([
      [id, 'changed'],
      [other.id, 'confirm'],
    ])
    const page = async () => (await here.get('/calls', { as: here.scene.linkWorker })).text()
    expect(await page()).not.toContain('There are more calls than fit here')
    const more = { kind: 'booking.confirm_request', recipientId: byPhone, subjectId: other.id }
    await insert(here, letters(306, { ...more, status: 'suppressed', outcome: 'no_address' }))
    expect((await here.calls())[0]).toMatchObject({ bookingId: id })
    expect(await page()).toContain('There are more calls than fit here')
  })
})

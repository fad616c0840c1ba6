import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { venues } from '../../src/db/schema/groups.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { people } from '../../src/db/schema/people.ts'
import { responses } from '../../src/db/schema/surveys.ts'
import { days, hours } from '../../src/lib/time.ts'
import type { Today } from '../../src/people/calls/actions.ts'
import { isReachedByEmail, wantsCall } from '../../src/people/calls/rules.ts'
import { details } from '../sessions/series.ts'
import { noon, type World, world } from '../world.ts'

describe('whom to ring', () => {
  const carer = { name: 'Bo', relation: '', email: '', phone: '+441632960000' }
  it.each([
    ['email' as const, null, false, true],
    ['email' as const, null, true, false],
    ['phone' as const, null, false, false],
    ['carer' as const, carer, false, false],
    ['carer' as const, { ...carer, email: 'bo@example.org' }, false, true],
  ])('reached by %s through %o, undelivered %s: email gets through %s', (reachBy, through, hasUndelivered, gets) => {
    expect(isReachedByEmail({ reachBy, carer: through, hasUndelivered })).toBe(gets)
  })

  it.each([
    ['yes' as const, 'yes' as const, false, false],
    ['yes' as const, 'no' as const, false, true],
    ['no' as const, null, false, true],
    ['yes' as const, 'maybe' as const, true, true],
  ])('an answer that they went: %s, again: %s, with a note: %s wants a call: %s', (went, again, hasNote, wants) => {
    expect(wantsCall({ went, again, hasNote })).toBe(wants)
  })
})

const today = async (place: World, as: { cookie: string }): Promise<Today> => (await place.get('/api/people/calls', { as })).json()

async function booked(place: World, seed: Parameters<World['person']>[1] = {}) {
  const scene = await place.scene()
  const id = place.ctx().newId()
  const sealed = await place.vault.seal('+441632960009', { column: 'people.phone', rowId: id })
  const personId = await place.person(scene.team, { id, called: 'Ann', reachBy: 'phone', phone: sealed, ...seed })
  const made = await place.post(`/api/sessions/${scene.sessionId}/bookings`, { personId }, { as: scene.linkWorker })
  const { id: bookingId } = await made.json<{ id: string }>()
  return { ...scene, personId, bookingId }
}

describe('today', () => {
  it('lists who called off, and nobody who took another date', async () => {
    const place = await world()
    const { linkWorker, bookingId, personId, provider, groupId, venueId } = await booked(place)
    const home = async (id: string) =>
      `/b/${await place.links.sign({ purpose: 'booking', subjectId: id, version: 0, expiresAt: noon + days(40) })}`
    const later = await place.session(provider, groupId, venueId, { startsAt: noon + days(14) })
    expect((await place.postForm(`${await home(bookingId)}/dates`, { sessionId: later })).status).toBe(303)
    expect((await today(place, linkWorker)).cancelled).toEqual([])
    const next = (await place.rows.bookings()).find(({ sessionId }) => sessionId === later)
    await place.postForm(`${await home(next?.id ?? '')}/cancellation`, { reason: 'ill' })
    expect((await today(place, linkWorker)).cancelled).toMatchObject([{ personId, sessionId: later }])
  })

  it.each([
    ['person', 'Ask kindly how they are, without blame', 'A kind call helps'],
    ['buddy', 'their buddy did not come. Say that you are sorry', 'Their buddy did not come. Say that you are sorry'],
    ['session_did_not_run', 'did not run, and they may have come. Tell them that it was not their fault', 'it was not their fault'],
    ['not_ticked', 'Nobody ticked whether they were at Choir', 'Nobody ticked the register'],
  ] as const)('does not blame anybody for what was not their doing: %s', async (missedCause, toSay, next) => {
    const place = await world()
    const { linkWorker, bookingId } = await booked(place)
    place.clock.now += days(8)
    await place.db.update(bookings).set({ status: 'missed', missedCause }).where(eq(bookings.id, bookingId))
    for (const path of ['/calls', '/today']) expect(await (await place.get(path, { as: linkWorker })).text()).toContain(toSay)
    expect(await (await place.get(`/bookings/${bookingId}`, { as: linkWorker })).text()).toContain(next)
  })

  it('asks how whoever was not there is, until somebody rang, whatever way they are reached', async () => {
    const place = await world()
    const { linkWorker, bookingId, personId } = await booked(place, { reachBy: 'email' })
    place.clock.now += days(8)
    await place.db.update(bookings).set({ status: 'missed', missedCause: 'person' }).where(eq(bookings.id, bookingId))
    expect((await today(place, linkWorker)).calls).toMatchObject([{ reason: 'missed', bookingId, ringBy: noon + days(9) }])
    const page = await (await place.get('/calls', { as: linkWorker })).text()
    expect(page).toContain('href="tel:+441632960009">01632 960009<')
    expect(await place.rows.audit()).toContainEqual(expect.objectContaining({ action: 'person.read', why: 'today', subjectId: personId }))
    await place.postForm(`/bookings/${bookingId}/calls`, { about: 'missed' }, { as: linkWorker })
    await place.postForm(`/bookings/${bookingId}/calls`, { about: 'missed' }, { as: linkWorker })
    expect((await today(place, linkWorker)).calls).toEqual([])
    expect((await place.rows.audit()).filter(({ action }) => action === 'booking.rung')).toHaveLength(1)
  })

  it('is on the page of the day, and nothing of it for other roles', async () => {
    const place = await world()
    const { linkWorker, organiser, bookingId } = await booked(place)
    await place.db.update(messages).set({ status: 'suppressed', outcome: 'no_address' }).where(eq(messages.subjectId, bookingId))
    const page = await (await place.get('/today', { as: linkWorker })).text()
    expect(page).toContain('tel:+441632960009')
    expect(page).toContain('on the call list')
    expect(await (await place.get('/today', { as: organiser })).text()).not.toContain('on the call list')
  })

  it('has what people said, opened, until somebody rang', async () => {
    const place = await world()
    const { linkWorker, bookingId, personId, team } = await booked(place, { reachBy: 'email' })
    place.clock.now += days(8)
    await place.db.update(bookings).set({ status: 'attended' }).where(eq(bookings.id, bookingId))
    const note = await place.vault.seal('It was too loud', { column: 'responses.note', rowId: bookingId })
    await place.db.insert(responses).values({
      ...{ bookingId, personId, teamId: team, went: 'yes', rating: 2, again: 'no', note },
      ...{ language: 'en', answeredBy: 'person', answeredAt: place.clock.now, step: 1 },
    })
    expect((await today(place, linkWorker)).said).toMatchObject([{ note: 'It was too loud', again: 'no' }])
    expect(await (await place.get(`/people/${personId}`, { as: linkWorker })).text()).toContain('It was too loud')
    await place.postForm(`/bookings/${bookingId}/calls`, { about: 'said' }, { as: linkWorker })
    expect((await today(place, linkWorker)).said).toEqual([])
  })

  it('leaves out whoever took their consent back or was erased, but for a place they kept and the group called off', async () => {
    const place = await world()
    const { linkWorker, organiser, bookingId, personId, team, provider, groupId, venueId } = await booked(place)
    const session = (startsAt: number) => place.session(provider, groupId, venueId, { startsAt, waiting: 1, placesTaken: 1 })
    const [row] = await place.rows.bookings()
    if (!row) throw new Error('no booking')
    const another = async (sessionId: string, status: 'missed' | 'attended' | 'waitlisted' | 'booked') => {
      const id = place.ctx().newId()
      await place.db
        .insert(bookings)
        .values({ ...row, id, sessionId, status, isFirstVisit: false, ticket: status === 'waitlisted' ? 1 : null })
      return id
    }
    const past = await session(place.clock.now - days(1))
    await another(past, 'missed')
    const went = await another(await session(place.clock.now - days(2)), 'attended')
    await place.db.insert(responses).values({
      ...{ bookingId: went, personId, teamId: team, went: 'yes', rating: 2, again: 'no' },
      ...{ language: 'en', answeredBy: 'person', answeredAt: place.clock.now, step: 1 },
    })
    await another(await session(place.clock.now + days(9)), 'waitlisted')
    const kept = await another(await session(place.clock.now + days(10)), 'booked')
    const token = await place.links.sign({ purpose: 'booking', subjectId: bookingId, version: 0, expiresAt: place.clock.now + days(9) })
    expect((await place.postForm(`/b/${token}/cancellation`, {})).status).toBe(303)
    const lengths = async () => {
      const { calls, said, waiting, cancelled, changed } = await today(place, linkWorker)
      return [calls.length, said.length, waiting.length, cancelled.length + changed.length]
    }
    expect(await lengths()).toEqual([1, 1, 1, 1])
    const set = (change: Partial<typeof people.$inferInsert>) => place.db.update(people).set(change).where(eq(people.id, personId))
    await set({ withdrawnAt: place.clock.now })
    expect(await lengths()).toEqual([0, 0, 0, 0])
    expect(await (await place.get('/today', { as: linkWorker })).text()).not.toContain('01632 960009')
    place.clock.now += 1
    await place.postForm(`/bookings/${kept}/cancellation`, {}, { as: organiser })
    expect((await today(place, linkWorker)).changed).toMatchObject([{ bookingId: kept, status: 'cancelled' }])
    await set({ withdrawnAt: null, erasedAt: place.clock.now })
    expect(await lengths()).toEqual([0, 0, 0, 0])
  })

  it('has who called off since yesterday and who waits, of the own team only', async () => {
    const place = await world()
    const { linkWorker, bookingId, organiser, provider, groupId, venueId, team } = await booked(place)
    await place.postForm(`/bookings/${bookingId}/cancellation`, {}, { as: organiser })
    const full = await place.session(provider, groupId, venueId, { capacity: 1, placesTaken: 1 })
    await place.post(`/api/sessions/${full}/bookings`, { personId: await place.person(team) }, { as: linkWorker })
    const mine = await today(place, linkWorker)
    expect([mine.cancelled.length, mine.waiting.length]).toEqual([1, 1])
    const stranger = await place.signIn('link_worker', await place.organisation('referral_team'))
    expect(await today(place, stranger)).toEqual({ calls: [], said: [], changed: [], cancelled: [], waiting: [], together: [] })
    place.clock.now += days(1) + 1
    expect((await today(place, linkWorker)).cancelled).toEqual([])
  })
})

describe('somebody who took their consent back and kept their place', () => {
  const kept = async () => {
    const place = await world()
    const scene = await booked(place, { reachBy: 'email' })
    await place.post(`/api/bookings/${scene.bookingId}/confirmation`, {}, { as: scene.linkWorker })
    await place.post(`/api/people/${scene.personId}/withdrawal`, { bookings: 'keep' }, { as: scene.linkWorker })
    const move = async (startsOn: string) => {
      const body = { startsOn, ...details(scene.venueId), startsTime: '13:00', endsTime: '15:00' }
      expect((await place.request('PUT', `/api/sessions/${scene.sessionId}`, { as: scene.organiser, body })).status).toBe(200)
    }
    const told = () => place.postForm(`/bookings/${scene.bookingId}/calls`, { about: 'changed' }, { as: scene.linkWorker })
    const changed = async () => (await today(place, scene.linkWorker)).changed
    const page = async () => (await place.get('/today', { as: scene.linkWorker })).text()
    return { ...scene, place, move, told, changed, page }
  }
  const knew = noon + days(7)

  it('is told of a move by their link worker, for as long as they may set out for the old hour, or until it is done', async () => {
    const { place, move, told, changed, page, bookingId } = await kept()
    expect(await changed()).toEqual([])
    await move('2026-06-12')
    await move('2026-06-13')
    expect(await changed()).toMatchObject([
      { bookingId, knownStartsAt: knew, startsAt: Date.UTC(2026, 5, 13, 12), ringBy: knew - hours(2), ring: { phone: '+441632960009' } },
    ])
    expect(await page()).toMatch(/has changed\. Tell them that it is now Saturday 13 June 2026, 1pm, at Mill Hall\./)
    place.clock.now = knew - 1
    expect(await changed()).toHaveLength(1)
    place.clock.now = knew
    expect(await changed()).toEqual([])
    place.clock.now = noon + days(1)
    expect((await told()).status).toBe(303)
    expect(await changed()).toEqual([])
    await move('2026-06-14')
    expect(await changed()).toMatchObject([{ knownStartsAt: Date.UTC(2026, 5, 13, 12) }])
    await told()
    expect(await changed()).toEqual([])
    expect((await place.rows.messages()).filter(({ kind }) => kind === 'booking.changed').every(({ status }) => status !== 'sent')).toBe(
      true,
    )
  })

  it('is told that it is off until the hour that they know of, also after a day and after a move to an earlier one', async () => {
    const { place, move, told, changed, page, sessionId, organiser } = await kept()
    await move('2026-06-03')
    await place.post(`/api/sessions/${sessionId}/cancellation`, { reason: 'Rain' }, { as: organiser })
    place.clock.now += days(3)
    expect(await changed()).toMatchObject([{ status: 'cancelled', knownStartsAt: knew }])
    expect(await page()).toContain('is off. Tell them that they need not come.')
    await told()
    expect(await changed()).toEqual([])
  })
})

it('the printed sheet says how to find the door', async () => {
  const place = await world()
  const { linkWorker, personId } = await booked(place)
  await place.db.update(venues).set({ howToFind: 'Behind the library' })
  const sheet = await (await place.get(`/people/${personId}/sheet`, { as: linkWorker })).text()
  expect(sheet).toContain('How to find the door: Behind the library')
})

it('the printed sheet says of an offered place by when to say yes or no, and of a sure one nothing of the kind', async () => {
  const place = await world()
  const { linkWorker, bookingId, personId } = await booked(place)
  const sheet = async () => (await place.get(`/people/${personId}/sheet`, { as: linkWorker })).text()
  expect(await sheet()).not.toContain('say yes or no')
  await place.db
    .update(bookings)
    .set({ status: 'offered', ticket: 1, offerExpiresAt: noon + days(1) })
    .where(eq(bookings.id, bookingId))
  expect(await sheet()).toMatch(/Please ring us and say yes or no by \w+ \d+ \w+ \d{4}, (1pm|midday|12)/)
})

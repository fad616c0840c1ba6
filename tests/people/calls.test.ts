import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { responses } from '../../src/db/schema/surveys.ts'
import { days, hours } from '../../src/lib/time.ts'
import type { Today } from '../../src/people/calls/actions.ts'
import { type CallFacts, callAbout, isReachedByEmail, wantsCall } from '../../src/people/calls/rules.ts'
import { noon, type World, world } from '../world.ts'

const byPhone: CallFacts = {
  status: 'booked',
  cancelledBy: null,
  startsAt: noon + days(7),
  offerExpiresAt: null,
  isReachedByEmail: false,
  wasChanged: false,
  wasArranged: false,
  rungAbout: [],
}
const soon = noon + hours(40)
const ahead = (at: number, n: number) => at - hours(n)

describe('whom to ring', () => {
  it.each<[string, Partial<CallFacts>, { reason: string; ringBy: number } | undefined]>([
    ['a place to confirm', {}, { reason: 'confirm', ringBy: ahead(byPhone.startsAt, 24) }],
    ['an offer', { status: 'offered', offerExpiresAt: noon + hours(9) }, { reason: 'offer', ringBy: noon + hours(9) }],
    ['a reminder', { status: 'confirmed', startsAt: soon }, { reason: 'reminder', ringBy: ahead(soon, 2) }],
    ['no reminder yet', { status: 'confirmed' }, undefined],
    ['no reminder twice', { status: 'confirmed', startsAt: soon, rungAbout: ['reminder'] }, undefined],
    ['a change', { wasChanged: true }, { reason: 'changed', ringBy: ahead(byPhone.startsAt, 2) }],
    ['a change that was told', { wasChanged: true, rungAbout: ['changed'] }, { reason: 'confirm', ringBy: ahead(byPhone.startsAt, 24) }],
    ['who meets them', { wasArranged: true }, { reason: 'arranged', ringBy: ahead(byPhone.startsAt, 2) }],
    ['what was arranged, once', { wasArranged: true, rungAbout: ['arranged'] }, { reason: 'confirm', ringBy: ahead(byPhone.startsAt, 24) }],
    ['a cancelled session', { status: 'cancelled', cancelledBy: 'organiser' }, { reason: 'cancelled', ringBy: ahead(byPhone.startsAt, 2) }],
    ['not their own cancellation', { status: 'cancelled', cancelledBy: 'attendee' }, undefined],
    ['nobody who waits', { status: 'waitlisted' }, undefined],
    ['nobody whom an email reaches', { isReachedByEmail: true }, undefined],
    ['nobody about a session that is over', { startsAt: noon - 1 }, undefined],
    ['who was not there', { status: 'missed', startsAt: noon - hours(3) }, { reason: 'missed', ringBy: noon + days(2) - hours(3) }],
    [
      'who was not there, emails or not',
      { status: 'missed', startsAt: noon - 1, isReachedByEmail: true },
      { reason: 'missed', ringBy: noon + days(2) - 1 },
    ],
    ['not after two weeks', { status: 'missed', startsAt: noon - days(14) }, undefined],
    ['not once rung', { status: 'missed', startsAt: noon - 1, rungAbout: ['missed'] }, undefined],
  ])('%s', (_, facts, call) => {
    expect(callAbout({ ...byPhone, ...facts }, noon, 24)).toEqual(call)
  })

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
  it('has a person without email on the call list, with a number that dials, until they have answered', async () => {
    const place = await world()
    const { linkWorker, bookingId, personId } = await booked(place)
    const page = await (await place.get('/people/calls', { as: linkWorker })).text()
    expect(page).toContain('href="tel:+441632960009">01632 960009<')
    expect(page).toContain('Ask whether they will come')
    expect(await place.rows.audit()).toContainEqual(expect.objectContaining({ action: 'person.read', why: 'today', subjectId: personId }))
    await place.postForm(`/bookings/${bookingId}/confirmation`, { how: 'phone' }, { as: linkWorker })
    expect((await today(place, linkWorker)).calls).toEqual([])
    place.clock.now += days(5.5)
    expect((await today(place, linkWorker)).calls).toMatchObject([{ reason: 'reminder', bookingId }])
    await place.postForm(`/bookings/${bookingId}/calls`, { about: 'reminder' }, { as: linkWorker })
    await place.postForm(`/bookings/${bookingId}/calls`, { about: 'reminder' }, { as: linkWorker })
    expect((await today(place, linkWorker)).calls).toEqual([])
    expect((await place.rows.audit()).filter(({ action }) => action === 'booking.rung')).toHaveLength(1)
  })

  it('is on the page of the day, and nothing of it for other roles', async () => {
    const place = await world()
    const { linkWorker, organiser } = await booked(place)
    const page = await (await place.get('/today', { as: linkWorker })).text()
    expect(page).toContain('tel:+441632960009')
    expect(page).toContain('calls to make')
    expect(await (await place.get('/today', { as: organiser })).text()).not.toContain('calls to make')
  })

  it('has somebody whose email bounced', async () => {
    const place = await world()
    const { linkWorker, bookingId } = await booked(place, { reachBy: 'email' })
    expect((await today(place, linkWorker)).calls).toEqual([])
    await place.db.update(messages).set({ status: 'bounced' }).where(eq(messages.subjectId, bookingId))
    expect((await today(place, linkWorker)).calls).toMatchObject([{ reason: 'confirm', hasUndelivered: true }])
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

  it('has who called off since yesterday and who waits, of the own team only', async () => {
    const place = await world()
    const { linkWorker, bookingId, organiser, provider, groupId, venueId, team } = await booked(place)
    await place.postForm(`/bookings/${bookingId}/cancellation`, {}, { as: organiser })
    const full = await place.session(provider, groupId, venueId, { capacity: 1, placesTaken: 1 })
    await place.post(`/api/sessions/${full}/bookings`, { personId: await place.person(team) }, { as: linkWorker })
    const mine = await today(place, linkWorker)
    expect([mine.cancelled.length, mine.waiting.length, mine.calls.map(({ reason }) => reason)]).toEqual([1, 1, ['cancelled']])
    const stranger = await place.signIn('link_worker', await place.organisation('referral_team'))
    expect(await today(place, stranger)).toEqual({ calls: [], said: [], cancelled: [], waiting: [], together: [] })
    place.clock.now += days(1) + 1
    expect((await today(place, linkWorker)).cancelled).toEqual([])
  })
})

import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { visits } from '../../src/db/schema/buddies.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { memberships, users } from '../../src/db/schema/organisations.ts'
import { questionnaires } from '../../src/db/schema/outcomes.ts'
import { people } from '../../src/db/schema/people.ts'
import { referrals } from '../../src/db/schema/referrals.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { days } from '../../src/lib/time.ts'
import { type World, world } from '../world.ts'
import { type Life, life } from './life.ts'

async function facts({ db }: World, { personId, aheadId, referralId, openQuestionsId, sessionId }: Life) {
  const [person] = await db.select().from(people).where(eq(people.id, personId))
  const [booking] = await db.select().from(bookings).where(eq(bookings.id, aheadId))
  const [referral] = await db.select().from(referrals).where(eq(referrals.id, referralId))
  const [questions] = await db.select().from(questionnaires).where(eq(questionnaires.id, openQuestionsId))
  const [session] = await db.select().from(sessions).where(eq(sessions.id, sessionId))
  const planned = await db.select().from(messages).where(eq(messages.status, 'planned'))
  return { person, booking, referral, questions, session, planned }
}

const link = (place: World, personId: string) =>
  place.links.sign({ purpose: 'unsubscribe', subjectId: personId, version: 0, expiresAt: place.clock.now + days(365) })

describe('taking back the consent', () => {
  it('stops everything in one batch: messages, bookings, the referral, the questions', async () => {
    const place = await world()
    const here = await life(place)
    const done = await place.postForm(`/people/${here.personId}/data/withdrawal`, { bookings: 'cancel' }, { as: here.linkWorker })
    expect(done.headers.get('location')).toBe(`/people/${here.personId}/data?done=withdrawn`)
    const after = await facts(place, here)
    expect(after.person?.withdrawnAt).toBe(place.clock.now)
    expect(after.booking).toMatchObject({ status: 'cancelled', cancelledBy: 'attendee', reason: null })
    expect(after.session).toMatchObject({ placesTaken: 0, newcomersTaken: 0 })
    expect(after.referral).toMatchObject({ status: 'withdrawn', endReason: 'consent_withdrawn', endedAt: place.clock.now })
    expect(after.questions).toMatchObject({ status: 'lost', lostReason: 'consent_withdrawn' })
    expect(after.planned).toEqual([])
    const acts = (await place.rows.audit()).filter(({ step }) => step !== null)
    expect(acts.map(({ action }) => action).toSorted()).toEqual([
      'booking.cancelled',
      'person.withdraw',
      'questionnaire.lost',
      'referral.withdrawn',
    ])
  })

  it('leaves the places alone when they still want to go, and stops the letters all the same', async () => {
    const place = await world()
    const here = await life(place)
    const answer = await place.post(`/api/people/${here.personId}/withdrawal`, { bookings: 'keep' }, { as: here.linkWorker })
    expect(await answer.json()).toEqual({ id: here.personId, cancelled: 0, isRepeated: false })
    const after = await facts(place, here)
    expect(after.booking?.status).toBe('booked')
    expect(after.planned).toEqual([])
  })

  it('changes nothing the second time, however it is done', async () => {
    const place = await world()
    const here = await life(place)
    const both = [1, 2].map(() => place.post(`/api/people/${here.personId}/withdrawal`, {}, { as: here.linkWorker }))
    const answers = await Promise.all((await Promise.all(both)).map((one) => one.json<{ isRepeated: boolean }>()))
    expect(answers.map(({ isRepeated }) => isRepeated).toSorted()).toEqual([false, true])
    expect((await place.rows.audit()).filter(({ action }) => action === 'person.withdraw')).toHaveLength(1)
  })

  it('tells the buddy that they are not needed, with no reason', async () => {
    const place = await world()
    const here = await life(place)
    const hub = await place.organisation('volunteer_hub')
    const buddyId = place.ctx().newId()
    const { buddies } = await import('../../src/db/schema/buddies.ts')
    const seal = (column: string, text: string) => place.vault.seal(text, { column: `buddies.${column}`, rowId: buddyId })
    await place.db.insert(buddies).values({
      ...{
        id: buddyId,
        hubId: hub,
        name: 'Tom',
        email: await seal('email', 'tom@example.org'),
        emailIndex: await place.vault.index('email', 'tom@example.org'),
      },
      ...{
        phone: await seal('phone', '+441632960003'),
        locale: 'en',
        about: await seal('about', ''),
        areas: [],
        activities: [],
        languages: [],
        availability: [],
      },
      ...{ status: 'approved', step: 1, createdAt: place.clock.now },
    })
    const id = place.ctx().newId()
    await place.db.insert(visits).values({
      ...{
        id,
        bookingId: here.aheadId,
        sessionId: here.sessionId,
        providerId: here.provider,
        teamId: here.team,
        area: 'Northfield',
        activity: 'singing',
      },
      ...{
        language: 'en',
        startsAt: place.clock.now + days(7),
        endsAt: place.clock.now + days(7),
        status: 'claimed',
        buddyId,
        claimedAt: place.clock.now,
        step: 2,
        createdAt: place.clock.now,
      },
    })
    await place.post(`/api/people/${here.personId}/withdrawal`, {}, { as: here.linkWorker })
    const planned = (await facts(place, here)).planned
    expect(planned.map(({ kind, recipientId }) => [kind, recipientId])).toEqual([['visit.cancelled', buddyId]])
    const written = await writers['visit.cancelled'](place.ctx(), planned)
    expect(JSON.stringify([...written.values()])).not.toMatch(/consent|withdrew|stop|Minnie/i)
  })
})

describe('by the person', () => {
  it('asks first, and does it by a button of its own', async () => {
    const place = await world()
    const here = await life(place)
    const home = `/unsubscribe/${await link(place, here.personId)}`
    expect(await (await place.get(home)).text()).toContain(`href="${home}/leaving"`)
    expect(await (await place.get(`${home}/leaving`)).text()).toContain('Stop everything')
    expect((await facts(place, here)).person?.withdrawnAt).toBeNull()
    expect((await place.postForm(`${home}/leaving`, {})).headers.get('location')).toBe(`${home}/leaving`)
    const after = await facts(place, here)
    expect(after).toMatchObject({
      person: { withdrawnAt: place.clock.now },
      booking: { status: 'cancelled' },
      referral: { status: 'withdrawn' },
    })
    expect(after.planned.map(({ kind, recipientId }) => [kind, recipientId])).toEqual([['team.person_left', here.linkWorker.id]])
    expect(await (await place.get(`${home}/leaving`)).text()).toContain('We have stopped everything')
    expect(await (await place.get(home)).text()).not.toContain('stop_all')
  })

  it.each([
    [
      'left the team',
      async ({ db }: World, { linkWorker }: Life) => {
        await db.delete(memberships).where(eq(memberships.userId, linkWorker.id))
      },
    ],
    [
      'is stopped',
      async ({ db, clock }: World, { linkWorker }: Life) => {
        await db.update(users).set({ disabledAt: clock.now }).where(eq(users.id, linkWorker.id))
      },
    ],
    [
      'was never named',
      async ({ db }: World, { personId }: Life) => {
        await db.update(people).set({ linkWorkerId: '' }).where(eq(people.id, personId))
      },
    ],
  ])('is heard of by the team when their link worker %s', async (_, goes) => {
    const place = await world()
    const here = await life(place)
    const colleagues = [await place.signIn('link_worker', here.team), await place.signIn('link_worker', here.team)]
    await goes(place, here)
    await place.postForm(`/unsubscribe/${await link(place, here.personId)}/leaving`, {})
    const told = (await facts(place, here)).planned.filter(({ kind }) => kind === 'team.person_left')
    expect(told.map(({ recipientId }) => recipientId)).toEqual(expect.arrayContaining(colleagues.map(({ id }) => id)))
    const written = await writers['team.person_left'](place.ctx(), told)
    expect([...written.values()].map((letter) => typeof letter === 'object' && letter.to)).toEqual(
      expect.arrayContaining(colleagues.map(({ address }) => address)),
    )
  })

  it('works from the page of a booking too, and only for its own person', async () => {
    const place = await world()
    const [here, other] = [await life(place), await life(place)]
    const token = await place.links.sign({ purpose: 'booking', subjectId: here.aheadId, version: 0, expiresAt: place.clock.now + days(9) })
    await place.postForm(`/b/${token}/leaving`, {})
    expect((await facts(place, here)).person?.withdrawnAt).toBe(place.clock.now)
    expect((await facts(place, other)).person?.withdrawnAt).toBeNull()
  })
})

describe('somebody who left', () => {
  it('is booked into nothing, by nobody', async () => {
    const place = await world()
    const here = await life(place)
    await place.post(`/api/people/${here.personId}/withdrawal`, {}, { as: here.linkWorker })
    const book = () => place.post(`/api/sessions/${here.sessionId}/bookings`, { personId: here.personId }, { as: here.linkWorker })
    expect((await book()).status).toBe(404)
    const token = await place.links.sign({ purpose: 'booking', subjectId: here.aheadId, version: 0, expiresAt: place.clock.now + days(9) })
    const back = () => place.postForm(`/b/${token}/return`, { sessionId: here.sessionId })
    expect((await back()).status).toBe(422)
    expect((await place.rows.bookings()).filter(({ status }) => status === 'booked' || status === 'confirmed')).toEqual([])
    // It is the withdrawal that stands in the way: consent given anew opens both.
    await place.post(`/api/people/${here.personId}/consent`, { consentWords: 'Yes, again' }, { as: here.linkWorker })
    expect((await book()).status).toBe(201)
  })

  it('is written to again after consenting anew, in their own words', async () => {
    const place = await world()
    const here = await life(place)
    const consent = () => place.post(`/api/people/${here.personId}/consent`, { consentWords: 'Yes, again' }, { as: here.linkWorker })
    expect((await consent()).status).toBe(409)
    await place.post(`/api/people/${here.personId}/withdrawal`, {}, { as: here.linkWorker })
    expect((await consent()).status).toBe(200)
    const { person } = await facts(place, here)
    expect(person?.withdrawnAt).toBeNull()
    expect(person && (await place.vault.open(person.consentWords, { column: 'people.consent_words', rowId: here.personId }))).toBe(
      'Yes, again',
    )
  })
})

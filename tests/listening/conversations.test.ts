import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { conversations } from '../../src/db/schema/listening.ts'
import { people } from '../../src/db/schema/people.ts'
import { referrals } from '../../src/db/schema/referrals.ts'
import { days, hours } from '../../src/lib/time.ts'
import { noon } from '../world.ts'
import { heard, refer, talk, write } from './world.ts'

describe('a conversation', () => {
  it('is sealed, on the audit log, and on the timeline', async () => {
    const { place, linkWorker, personId } = await heard()
    const id = await write(place, linkWorker, personId, { minutes: 25, nextStep: 'Ring her son', nextStepOn: '2026-06-09' })
    const [row] = await place.db.select().from(conversations)
    expect(row).toMatchObject({ id, personId, minutes: 25, happenedAt: noon, nextStepOn: '2026-06-09', writtenBy: linkWorker.id, step: 1 })
    expect(JSON.stringify(row)).not.toMatch(/garden|Ring her/)
    const log = await place.rows.audit()
    expect(log.map(({ action, subjectId, step }) => ({ action, subjectId, step }))).toEqual([
      { action: 'conversation.add', subjectId: id, step: 1 },
    ])
    expect(JSON.stringify(log)).not.toMatch(/garden|Ring her/)
    const page = await (await place.get(`/people/${personId}/timeline`, { as: linkWorker })).text()
    expect(page).toContain('Misses the garden she had')
    expect(page).toContain('Ring her son')
  })

  it('is written once by two clicks at once, from the page', async () => {
    const { place, linkWorker: as, personId } = await heard()
    const id = place.ctx().newId()
    const form = {
      id,
      channel: 'phone',
      wasReached: 'yes',
      words: 'Once',
      'happenedOn-day': '1',
      'happenedOn-month': '6',
      'happenedOn-year': '2026',
    }
    const answers = await Promise.all([1, 2, 3].map(() => place.postForm(`/people/${personId}/conversations`, form, { as })))
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303])
    expect(await place.db.select().from(conversations)).toHaveLength(1)
  })

  it.each([
    ['no words', { words: '  ' }, 'What was said: Fill this in'],
    [
      'a day to come',
      { 'happenedOn-day': '2', 'happenedOn-month': '6', 'happenedOn-year': '2026' },
      'Type a date that is today or earlier',
    ],
    ['a step without its day', { nextStep: 'Ring' }, 'When you do it: Fill this in'],
    ['a day without its step', { 'nextStepOn-day': '2', 'nextStepOn-month': '6', 'nextStepOn-year': '2026' }, 'Next step: Fill this in'],
    [
      'a step on a day gone by',
      { nextStep: 'Ring', 'nextStepOn-day': '31', 'nextStepOn-month': '5', 'nextStepOn-year': '2026' },
      'Type a date that is today or later',
    ],
  ])('with %s is shown again, with everything typed', async (_, more, sentence) => {
    const { place, linkWorker: as, personId } = await heard()
    const answer = await place.postForm(`/people/${personId}/conversations`, { channel: 'letter', words: 'Kept words', ...more }, { as })
    const page = await answer.text()
    expect(answer.status).toBe(422)
    expect(page).toContain(sentence)
    expect(page).toMatch(/<option value="letter" selected/)
    if (!('words' in more)) expect(page).toContain('Kept words')
    expect(await place.db.select().from(conversations)).toEqual([])
  })

  it('about somebody who was erased or merged, or of another team, is about nobody', async () => {
    const { place, linkWorker: as, team, personId } = await heard()
    const other = await place.person(await place.organisation('referral_team'))
    const erased = await place.person(team, { erasedAt: noon })
    const merged = await place.person(team, { mergedInto: personId })
    for (const id of [other, erased, merged]) {
      expect((await place.post(`/api/people/${id}/conversations`, talk, { as })).status).toBe(404)
      expect((await place.get(`/people/${id}/timeline`, { as })).status).toBe(404)
      expect((await place.get(`/people/${id}/profile`, { as })).status).toBe(404)
    }
    expect(await place.rows.audit()).toEqual([])
  })
})

describe('a correction', () => {
  it('by its writer within a day replaces the words, and counts a step', async () => {
    const { place, linkWorker: as, personId } = await heard()
    const id = await write(place, as, personId)
    place.clock.now = noon + hours(23)
    const form = await (await place.get(`/conversations/${id}/edit`, { as })).text()
    expect(form).toContain('Misses the garden she had')
    const saved = await place.postForm(
      `/conversations/${id}`,
      { channel: 'phone', wasReached: 'yes', words: 'Put right', step: '1' },
      { as },
    )
    expect(saved.headers.get('location')).toBe(`/people/${personId}/timeline?done=corrected`)
    expect(await (await place.get(`/people/${personId}/timeline`, { as })).text()).toContain('Put right')
    const late = await place.request('PUT', `/api/conversations/${id}`, { as, body: { ...talk, step: 1 } })
    expect(await late.json()).toMatchObject({ status: 409, reason: 'changed_meanwhile' })
  })

  it('is refused after a day, and to a colleague', async () => {
    const { place, linkWorker, team, personId } = await heard()
    const id = await write(place, linkWorker, personId)
    const colleague = await place.signIn('link_worker', team)
    const put = async (as: { cookie: string }) => (await place.request('PUT', `/api/conversations/${id}`, { as, body: talk })).json()
    expect(await put(colleague)).toMatchObject({ reason: 'not_yours' })
    place.clock.now = noon + hours(24)
    expect(await put(linkWorker)).toMatchObject({ reason: 'too_late' })
    const page = await (await place.get(`/people/${personId}/timeline`, { as: linkWorker })).text()
    expect(page).not.toContain(`/conversations/${id}/edit`)
    expect((await place.db.select().from(conversations))[0]?.step).toBe(1)
  })
})

describe('the first contact', () => {
  const statusOf = async (place: Awaited<ReturnType<typeof heard>>['place'], id: string) =>
    (await place.db.select().from(referrals).where(eq(referrals.id, id)))[0]

  it('is a conversation that reached the person: the referral that waited moves on in the same batch', async () => {
    const { place, linkWorker, team, personId } = await heard()
    const id = await refer(place, team, personId, { status: 'received', receivedAt: noon - days(2) })
    await write(place, linkWorker, personId, { wasReached: false, words: 'Nobody answered' })
    expect(await statusOf(place, id)).toMatchObject({ status: 'received' })
    await write(place, linkWorker, personId)
    expect(await statusOf(place, id)).toMatchObject({ status: 'contacted', contactedAt: noon, step: 2 })
    await write(place, linkWorker, personId)
    expect(await statusOf(place, id)).toMatchObject({ status: 'contacted', step: 2 })
  })

  it('of many at the same moment is one, and no note is lost', async () => {
    const { place, linkWorker, team, personId } = await heard()
    const id = await refer(place, team, personId, { status: 'received' })
    await Promise.all([1, 2, 3, 4, 5].map(() => write(place, linkWorker, personId)))
    expect(await statusOf(place, id)).toMatchObject({ status: 'contacted', step: 2 })
    expect(await place.db.select().from(conversations)).toHaveLength(5)
  })

  it('is never before the referral came in', async () => {
    const { place, linkWorker, team, personId } = await heard()
    const id = await refer(place, team, personId, { status: 'received', receivedAt: noon - hours(1) })
    await write(place, linkWorker, personId, { happenedOn: '2026-05-30' })
    expect(await statusOf(place, id)).toMatchObject({ status: 'received' })
    place.clock.now = noon + days(1)
    // Written down a day late: midday of the first of June in London was before the referral.
    await write(place, linkWorker, personId, { happenedOn: '2026-06-01' })
    expect(await statusOf(place, id)).toMatchObject({ status: 'contacted', contactedAt: noon - hours(1) })
  })

  it('comes with the correction that says they were reached after all', async () => {
    const { place, linkWorker: as, team, personId } = await heard()
    const id = await refer(place, team, personId, { status: 'received' })
    const note = await write(place, as, personId, { wasReached: false })
    expect((await place.request('PUT', `/api/conversations/${note}`, { as, body: talk })).status).toBe(200)
    expect(await statusOf(place, id)).toMatchObject({ status: 'contacted' })
  })
})

describe('a first contact that was a slip', () => {
  async function contacted() {
    const here = await heard()
    const { place, linkWorker: as, team, personId } = here
    const referralId = await refer(place, team, personId, { status: 'received', receivedAt: noon - days(2) })
    const note = await write(place, as, personId)
    const put = async (id: string, body: Record<string, unknown>) =>
      expect((await place.request('PUT', `/api/conversations/${id}`, { as, body: { ...talk, ...body } })).status).toBe(200)
    const row = async () => (await place.db.select().from(referrals).where(eq(referrals.id, referralId)))[0]
    const steps = async () => (await place.rows.audit()).filter(({ subjectId }) => subjectId === referralId)
    expect(await row()).toMatchObject({ status: 'contacted', contactedAt: noon, step: 2 })
    return { ...here, as, referralId, note, put, row, steps }
  }

  it('is taken back by the correction: the referral waits in the inbox again, and says why', async () => {
    const { place, as, referralId, note, put, row, steps } = await contacted()
    await put(note, { wasReached: false })
    expect(await row()).toMatchObject({ status: 'received', contactedAt: null, step: 3 })
    expect(await steps()).toMatchObject([
      { toState: 'contacted', step: 2 },
      { fromState: 'contacted', toState: 'received', why: 'corrected', step: 3, actorId: as.id },
    ])
    const page = await (await place.get(`/referrals/${referralId}`, { as })).text()
    expect(page).toContain('Nobody has spoken with the person yet: a note was put right')
    expect(await (await place.get('/referrals', { as })).text()).toContain(`/referrals/${referralId}`)
    await put(note, { wasReached: true })
    expect(await row()).toMatchObject({ status: 'contacted', contactedAt: noon, step: 4 })
  })

  it('leaves what another talk, the button, a booking or support had said as well', async () => {
    const same = await contacted()
    await write(same.place, same.as, same.personId)
    await same.put(same.note, { wasReached: false })
    expect(await same.row()).toMatchObject({ status: 'contacted', contactedAt: noon, step: 2 })

    const other = await contacted()
    other.place.clock.now += hours(1)
    await write(other.place, other.as, other.personId)
    await other.put(other.note, { wasReached: false })
    expect(await other.row()).toMatchObject({ status: 'contacted', contactedAt: noon + hours(1), step: 2 })

    for (const set of [{ contactedAt: noon - hours(1) }, { status: 'supporting' as const }]) {
      const here = await contacted()
      await here.place.db.update(referrals).set(set).where(eq(referrals.id, here.referralId))
      await here.put(here.note, { wasReached: false })
      expect(await here.row()).toMatchObject({ contactedAt: noon, status: 'contacted', step: 2, ...set })
    }

    const { place, personId, put, note, row, linkWorker, team } = await contacted()
    const scene = await place.scene()
    await place.db.insert(bookings).values({
      ...{ id: place.ctx().newId(), providerId: scene.provider, teamId: team, sessionId: scene.sessionId, groupId: scene.groupId },
      ...{ personId, bookedBy: linkWorker.id, places: 1, isFirstVisit: false, buddyWish: 'not_wanted', status: 'booked' },
      ...{ answeredStatus: 'booked', step: 1, createdAt: noon },
    })
    await put(note, { wasReached: false })
    expect(await row()).toMatchObject({ status: 'contacted', step: 2 })
  })

  it('moves with the day of the note, and is none on a day before the referral', async () => {
    const { note, put, row, place } = await contacted()
    await put(note, { happenedOn: '2026-05-31' })
    expect(await row()).toMatchObject({ status: 'contacted', contactedAt: noon - days(1) - hours(1), step: 2 })
    await put(note, { happenedOn: '2026-05-28' })
    expect(await row()).toMatchObject({ status: 'received', contactedAt: null, step: 3 })
    await put(note, { happenedOn: '2026-05-31' })
    expect(await row()).toMatchObject({ status: 'contacted', contactedAt: noon - days(1) - hours(1), step: 4 })
    await put(note, { happenedOn: '2026-05-31', words: 'Other words' })
    expect(await row()).toMatchObject({ step: 4 })
    await place.db.update(referrals).set({ status: 'unreachable', endedAt: noon })
    await put(note, { happenedOn: '2026-06-01' })
    expect(await row()).toMatchObject({ status: 'unreachable', contactedAt: noon })
  })

  it('is found by the later of two corrections in the same moment', async () => {
    for (const isSecondFirst of [false, true]) {
      const { place, as, personId, note, put, row } = await contacted()
      place.clock.now += hours(1)
      const second = await write(place, as, personId)
      const both = isSecondFirst ? [second, note] : [note, second]
      await Promise.all(both.map((id) => put(id, { wasReached: false })))
      expect(await row()).toMatchObject({ status: 'received', contactedAt: null, step: 3 })
    }
  })
})

it('keeps the words of one row from being opened in another', async () => {
  const { place, linkWorker, personId } = await heard()
  const [a, b] = [await write(place, linkWorker, personId), await write(place, linkWorker, personId)]
  const rows = await place.db.select().from(conversations)
  const words = rows.find(({ id }) => id === a)?.words
  if (!words) throw new Error('no words')
  await expect(place.vault.open(words, { column: 'conversations.words', rowId: b })).rejects.toThrow()
  expect(await place.db.select().from(people)).toHaveLength(1)
})

import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { conversations, followUpPauses, goals, needs, profiles } from '../../src/db/schema/listening.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { people } from '../../src/db/schema/people.ts'
import { responses } from '../../src/db/schema/surveys.ts'
import type { Sealed } from '../../src/lib/seal.ts'
import { agreesThere, sharesBoth, together, union } from '../../src/merging/rules.ts'
import { openFields } from '../../src/people/queries.ts'
import { stage } from '../bookings/stage.ts'
import { typed } from '../people/world.ts'
import { type World, world } from '../world.ts'
import { personRow, referralRows, sent, team } from './world.ts'

type Team = Awaited<ReturnType<typeof team>>

/** Somebody whom the team knows, and the same person again from the public form. */
async function twice(place: World, { linkWorker }: Team) {
  await place.postForm('/people', { ...typed, reachBy: 'email', notes: 'Loves hymns' }, { as: linkWorker })
  await place.postForm('/refer/gp_practice', { ...sent, phone: '01632 960123' })
  const [known, again] = await referralRows(place)
  if (!known || !again) throw new Error('not both')
  return { known, again, fromId: again.personId, intoId: known.personId }
}

const merge = (place: World, as: { cookie: string }, fromId: string, intoId: string) =>
  place.post(`/api/people/${fromId}/merging`, { intoId }, { as })

async function book(place: World, as: { cookie: string }, sessionId: string, personId: string) {
  const booked = await place.post(`/api/sessions/${sessionId}/bookings`, { personId }, { as })
  return booked.status
}

describe('who may be the same', () => {
  it('is shown on the referral with the reason, from the own team only', async () => {
    const place = await world()
    const own = await team(place)
    const { again, fromId, intoId } = await twice(place, own)
    const page = await (await place.get(`/referrals/${again.id}`, { as: own.linkWorker })).text()
    expect(page).toContain(`/people/${fromId}/merging/${intoId}`)
    expect(page).toContain('May be the same because: Same phone number, Same name and birth date')
    const other = await team(place)
    await place.postForm('/people', { ...typed, evenIfDuplicate: 'yes' }, { as: other.linkWorker })
    const { duplicates } = (await (await place.get(`/api/referrals/${again.id}`, { as: own.linkWorker })).json()) as {
      duplicates: unknown[]
    }
    expect(duplicates).toHaveLength(1)
    const side = await (await place.get(`/people/${fromId}/merging/${intoId}`, { as: own.linkWorker })).text()
    expect(side).toContain('This cannot be undone')
  })
})

describe('merging', () => {
  it('moves everything in one batch, seals what moves anew, and leaves an empty record behind', async () => {
    const place = await world()
    const own = await team(place)
    const { again, known, fromId, intoId } = await twice(place, own)
    const { db, vault, clock } = place
    const seal = (text: string, column: string, rowId: string) => vault.seal(text, { column, rowId })
    const theirs = { teamId: own.orgId, personId: fromId, step: 1, createdAt: clock.now }
    const noteId = place.ctx().newId()
    const goalId = place.ctx().newId()
    await db.insert(conversations).values({
      ...{ ...theirs, id: noteId, happenedAt: clock.now, channel: 'phone', minutes: 10, wasReached: true, writtenBy: 'x' },
      words: await seal('Talked about singing', 'conversations.words', noteId),
    })
    await db.insert(goals).values({ ...theirs, id: goalId, words: await seal('Sing again', 'goals.words', goalId), status: 'active' })
    for (const [personId, code] of [
      [fromId, 'lonely'],
      [intoId, 'lonely'],
      [fromId, 'transport'],
    ] as const)
      await db.insert(needs).values({ personId, code, teamId: own.orgId, since: clock.now })
    const empty = { suits: [], cannot: [], languages: [], languageRequired: false, step: 1, updatedAt: clock.now, teamId: own.orgId }
    const profile = async (personId: string, matters: string, interests: string[]) =>
      db.insert(profiles).values({ ...empty, personId, interests, matters: await seal(matters, 'profiles.matters', personId) })
    await profile(fromId, 'My garden', ['gardening'])
    await profile(intoId, 'My choir', ['singing'])
    await db.update(people).set({ remindersStoppedAt: 5 }).where(eq(people.id, fromId))
    const letter = { kind: 'booking.link', recipientKind: 'person' as const, subjectId: 'x', dueAt: 1, usefulUntil: 9, createdAt: 1 }
    await db.insert(messages).values({ ...letter, recipientId: fromId, dedupeKey: `booking.reminder_48h:b:${fromId}:` })

    expect((await merge(place, own.linkWorker, fromId, intoId)).status).toBe(200)

    expect((await referralRows(place)).map(({ personId }) => personId)).toEqual([intoId, intoId])
    for (const table of [conversations, goals, profiles] as const)
      expect((await db.select({ personId: table.personId }).from(table)).map(({ personId }) => personId)).toEqual([intoId])
    expect((await db.select().from(needs)).map(({ personId, code }) => [personId, code]).sort()).toEqual([
      [intoId, 'lonely'],
      [intoId, 'transport'],
    ])
    const [merged] = await db.select().from(profiles)
    expect(await vault.open(merged?.matters as Sealed, { column: 'profiles.matters', rowId: intoId })).toBe('My choir\n\nMy garden')
    expect(merged?.interests.sort()).toEqual(['gardening', 'singing'])
    const [letterNow] = await db
      .select()
      .from(messages)
      .where(eq(messages.dedupeKey, `booking.reminder_48h:b:${intoId}:`))
    expect(letterNow?.recipientId).toBe(intoId)

    const [stays, goes] = [await personRow(place, intoId), await personRow(place, fromId)]
    if (!stays || !goes) throw new Error('a row is gone')
    expect(await openFields(vault, stays, ['name', 'email', 'phone', 'notes'])).toEqual({
      name: 'Annabel Fairweather',
      email: 'annabel@home.example',
      phone: '+441632960123',
      notes: 'Loves hymns',
    })
    expect(stays).toMatchObject({ remindersStoppedAt: 5, linkWorkerId: own.linkWorker.id, mergedInto: null })
    expect(goes).toMatchObject({ mergedInto: intoId, email: null, phone: null, phoneIndex: null, nameBirthIndex: null, area: '' })
    expect(await openFields(vault, goes, ['name', 'consentWords'])).toEqual({ name: '', consentWords: '' })
    const entries = (await place.rows.audit()).filter(({ action }) => action.startsWith('person.merged'))
    expect(entries.map(({ subjectId, action }) => [action, subjectId])).toEqual([
      ['person.merged_away', fromId],
      ['person.merged', intoId],
    ])
    // The one who goes is nowhere any more; the referral is opened with the consent it came with.
    expect((await place.get(`/people/${fromId}`, { as: own.linkWorker })).status).toBe(404)
    expect(await (await place.get('/people', { as: own.linkWorker })).text()).not.toContain(`/people/${fromId}"`)
    expect(await (await place.get(`/referrals/${again.id}`, { as: own.linkWorker })).text()).toContain('She said: yes, gladly')
    expect((await merge(place, own.linkWorker, fromId, intoId)).status).toBe(404)
    expect(known.personId).toBe(intoId)
  })

  it('keeps the consent that only the record that goes had', async () => {
    const place = await world()
    const own = await team(place)
    const { known, fromId, intoId } = await twice(place, own)
    expect((await merge(place, own.linkWorker, intoId, fromId)).status).toBe(200)
    expect(await (await place.get(`/referrals/${known.id}`, { as: own.linkWorker })).text()).toContain('Said yes to me on the phone')
  })

  it('is refused while both have a place in the same session, and moves a booking otherwise', async () => {
    const place = await world()
    const scene = await place.scene()
    const other = await place.session(scene.provider, scene.groupId, scene.venueId, { startsAt: place.clock.now + 9 * 86_400_000 })
    const [one, two] = [await place.person(scene.team), await place.person(scene.team)]
    for (const personId of [one, two]) expect(await book(place, scene.linkWorker, scene.sessionId, personId)).toBe(201)
    expect(await book(place, scene.linkWorker, other, one)).toBe(201)
    const refused = await merge(place, scene.linkWorker, one, two)
    expect(await refused.json()).toMatchObject({ status: 409, reason: 'same_session' })
    expect((await personRow(place, one))?.mergedInto).toBeNull()
    await place.db.update(bookings).set({ status: 'cancelled' }).where(eq(bookings.sessionId, scene.sessionId))
    expect((await merge(place, scene.linkWorker, one, two)).status).toBe(200)
    expect(new Set((await place.rows.bookings()).map(({ personId }) => personId))).toEqual(new Set([two]))
  })

  it('is refused across teams, with nobody, and with oneself', async () => {
    const place = await world()
    const own = await team(place)
    const { fromId, intoId } = await twice(place, own)
    const foreign = await team(place)
    const theirs = await place.person(foreign.orgId)
    const reasons = [theirs, place.ctx().newId(), fromId].map(async (to) => (await merge(place, own.linkWorker, fromId, to)).json())
    expect((await Promise.all(reasons)).map((one) => (one as { reason: string }).reason)).toEqual([
      'no_such_other',
      'no_such_other',
      'same_record',
    ])
    expect((await merge(place, foreign.linkWorker, fromId, intoId)).status).toBe(404)
    const both = await place.signIn('link_worker', own.orgId, foreign.orgId)
    expect(await (await merge(place, both, fromId, theirs)).json()).toMatchObject({ reason: 'other_team' })
  })

  it('ends with one record when two colleagues merge in opposite directions in the same moment', async () => {
    const place = await world()
    const own = await team(place)
    const { fromId, intoId } = await twice(place, own)
    const answers = await Promise.all([merge(place, own.linkWorker, fromId, intoId), merge(place, own.colleague, intoId, fromId)])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const rows = await place.db.select().from(people)
    expect(rows.filter(({ mergedInto }) => mergedInto === null)).toHaveLength(1)
  })

  it('lets an old link stop emails for whoever the person is now', async () => {
    const place = await world()
    const own = await team(place)
    const { fromId, intoId } = await twice(place, own)
    await merge(place, own.linkWorker, fromId, intoId)
    const token = await place.links.sign({ purpose: 'unsubscribe', subjectId: fromId, version: 0, expiresAt: place.clock.now + 86_400_000 })
    await place.postForm(`/unsubscribe/${token}?of=reminders`, { category: 'reminders' })
    expect((await personRow(place, intoId))?.remindersStoppedAt).toBe(place.clock.now)
  })
})

describe('what both records say', () => {
  it.each([
    ['that goes', { since: 5 }, { since: 1, metAt: 2 }, { since: 5, metAt: null }],
    ['that stays', { since: 1, metAt: 2 }, { since: 5 }, { since: 5, metAt: null }],
    ['of both', { since: 5 }, { since: 7 }, { since: 5, metAt: null }],
    ['of neither', { since: 5, metAt: 6 }, { since: 1, metAt: 9 }, { since: 1, metAt: 9 }],
  ])('of a need is open where the record %s has it open', async (_, goes, stays, after) => {
    const place = await world()
    const own = await team(place)
    const { fromId, intoId } = await twice(place, own)
    await place.db.insert(needs).values({ personId: fromId, code: 'food', teamId: own.orgId, ...goes })
    await place.db.insert(needs).values({ personId: intoId, code: 'food', teamId: own.orgId, ...stays })
    expect((await merge(place, own.linkWorker, fromId, intoId)).status).toBe(200)
    expect(await place.db.select().from(needs)).toMatchObject([{ personId: intoId, code: 'food', ...after }])
  })

  it('of a follow-up that was put off is the later day, and what only one put off stays so', async () => {
    const place = await world()
    const own = await team(place)
    const { fromId, intoId } = await twice(place, own)
    const away = (personId: string, about: string, untilOn: string) => ({ personId, about, untilOn, teamId: own.orgId })
    await place.db
      .insert(followUpPauses)
      .values([
        away(fromId, 'quiet', '2026-07-01'),
        away(intoId, 'quiet', '2026-06-20'),
        away(fromId, 'missed:x', '2026-06-10'),
        away(fromId, 'missed:y', '2026-06-10'),
        away(intoId, 'missed:y', '2026-06-12'),
      ])
    expect((await merge(place, own.linkWorker, fromId, intoId)).status).toBe(200)
    const kept = (await place.db.select().from(followUpPauses)).map(({ personId, about, untilOn }) => [personId, about, untilOn])
    expect(kept.sort()).toEqual([
      [intoId, 'missed:x', '2026-06-10'],
      [intoId, 'missed:y', '2026-06-12'],
      [intoId, 'quiet', '2026-07-01'],
    ])
  })

  it('of who looks after the person holds for every open referral, whichever record stays', async () => {
    const place = await world()
    const own = await team(place)
    const { known, again, fromId: newId, intoId: knownId } = await twice(place, own)
    expect(again).toMatchObject({ status: 'received', assignedTo: null })
    expect((await merge(place, own.linkWorker, knownId, newId)).status).toBe(200)
    expect((await personRow(place, newId))?.linkWorkerId).toBe(own.linkWorker.id)
    expect((await referralRows(place)).map(({ id, assignedTo }) => [id, assignedTo])).toEqual([
      [known.id, own.linkWorker.id],
      [again.id, own.linkWorker.id],
    ])
    const taken = (await place.rows.audit()).filter(({ subjectId, action }) => subjectId === again.id && action === 'referral.assigned')
    expect(taken).toMatchObject([{ why: 'merged', step: 2 }])
  })

  it.each([
    [false, true, false],
    [true, false, true],
  ])('of WhatsApp goes with the number: %s for the one that is taken over, and %s without one', async (goes, stays, after) => {
    const place = await world()
    const own = await team(place)
    const { fromId, intoId } = await twice(place, own)
    const none = { phone: null, phoneIndex: null, carer: null, reachBy: 'phone', agreesToWhatsapp: stays } as const
    await place.db.update(people).set(none).where(eq(people.id, intoId))
    await place.db.update(people).set({ agreesToWhatsapp: goes }).where(eq(people.id, fromId))
    expect((await merge(place, own.linkWorker, fromId, intoId)).status).toBe(200)
    expect(await personRow(place, intoId)).toMatchObject({ agreesToWhatsapp: after, phoneIndex: expect.any(String) })
  })
})

describe('two bookings of one session that is over', () => {
  const entry = (bookingId: string, outcome: string) =>
    outcome === 'attended' ? { bookingId, outcome } : { bookingId, outcome: 'missed', cause: outcome }

  async function over(goes: string | undefined, stays: string | undefined) {
    const here = await stage({ capacity: 5 })
    const [from, into] = [await here.book({ buddyWish: 'wanted' }), await here.book({ buddyWish: 'not_wanted' })]
    await here.claimVisitOf(from.id)
    here.clock.now = (await here.session()).startsAt + 3_600_000
    const entries = [goes && entry(from.id, goes), stays && entry(into.id, stays)].filter(Boolean)
    if (entries.length > 0)
      expect((await here.say(`/api/sessions/${here.scene.sessionId}/register`, { entries }, here.scene.organiser)).code).toBe(200)
    const answer = {
      teamId: here.scene.team,
      went: 'yes',
      rating: 4,
      language: 'en',
      answeredBy: 'person',
      answeredAt: 1,
      step: 1,
    } as const
    await here.db.insert(responses).values([from, into].map(({ id, personId }) => ({ ...answer, bookingId: id, personId })))
    const merged = await here.say(`/api/people/${from.personId}/merging`, { intoId: into.personId })
    return { ...here, from, into, merged }
  }

  it.each([
    ['attended', 'not_ticked', 'goes'],
    ['not_ticked', 'attended', 'stays'],
    ['attended', 'person', 'goes'],
    ['attended', 'attended', 'goes'],
    ['person', 'not_ticked', 'goes'],
    ['not_ticked', 'person', 'stays'],
    ['attended', undefined, 'goes'],
    [undefined, undefined, 'goes'],
  ])('%s and %s are one: the one that %s', async (goes, stays, which) => {
    const here = await over(goes, stays)
    const { from, into, merged } = here
    expect(merged.code).toBe(200)
    const [stands, spare] = which === 'goes' ? [from, into] : [into, from]
    const status = (said: string | undefined) => (said === 'attended' ? 'attended' : said ? 'missed' : 'booked')
    expect(await here.booking(stands.id)).toMatchObject({ personId: into.personId, status: status(which === 'goes' ? goes : stays) })
    expect(await here.booking(spare.id)).toMatchObject({ personId: into.personId, status: 'cancelled', cancelledBy: 'link_worker' })
    const last = (await here.rows.audit()).filter(({ subjectId }) => subjectId === spare.id).at(-1)
    expect(last).toMatchObject({ fromState: status(which === 'goes' ? stays : goes), toState: 'cancelled', why: 'merged' })
    expect((await here.check()).drifted).toEqual([])
    // Nothing that was answered is lost, and whom a buddy went with is found where they came.
    const answers = await here.db.select().from(responses)
    expect(answers.map(({ personId }) => personId)).toEqual([into.personId, into.personId])
    const page = await (await here.get(`/people/${into.personId}/timeline`, { as: here.scene.linkWorker })).text()
    expect(page).toContain('Choir')
    expect((await here.rows.visits()).map(({ bookingId }) => bookingId)).toEqual([stands.id])
    expect(await here.told('booking.cancelled')).toEqual([])
  })

  it('take a step each, so that a register put right in the same moment is read again', async () => {
    const here = await over('attended', 'not_ticked')
    expect(await here.story(here.from.id)).toBe('booked > attended > attended')
  })
})

it('adds what only one record knows, and shares access needs only when both say so', () => {
  const nothing = { preferredName: '', name: '', birthDate: '', email: '', phone: '', carer: '', notes: '' }
  const merged = together({ ...nothing, name: 'A', notes: 'x' }, { ...nothing, name: 'B', phone: '1', notes: 'y' })
  expect(merged).toMatchObject({ name: 'A', phone: '1', notes: 'x\n\ny' })
  expect(union(['a', 'b'], ['b', 'c'])).toEqual(['a', 'b', 'c'])
  const side = (accessNeeds: string[], sharesAccessNeeds: boolean) => ({ accessNeeds, sharesAccessNeeds })
  expect(sharesBoth(side(['step_free'], true), side(['seating'], false))).toBe(false)
  expect(sharesBoth(side(['step_free'], true), side([], false))).toBe(true)
  const known = (phone: string, carer: string, agreesToWhatsapp: boolean) => ({ phone, carer, agreesToWhatsapp })
  expect(agreesThere(known('1', '', true), known('2', '', false), 'phone')).toBe(true)
  expect(agreesThere(known('', 'son', true), known('2', '', false), 'phone')).toBe(false)
  expect(agreesThere(known('', 'son', true), known('2', '', false), 'carer')).toBe(true)
})

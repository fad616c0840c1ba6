import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { commit } from '../../src/db/commit.ts'
import { conversations } from '../../src/db/schema/listening.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { questionnaires } from '../../src/db/schema/outcomes.ts'
import { people } from '../../src/db/schema/people.ts'
import { type ReferralStatus, referrals } from '../../src/db/schema/referrals.ts'
import { unmetNeeds } from '../../src/db/schema/unmet-needs.ts'
import { planSurveys } from '../../src/jobs/surveys.ts'
import { days, hours } from '../../src/lib/time.ts'
import { planOutcomes } from '../../src/outcomes/planning/actions.ts'
import { moveReferral } from '../../src/referrals/queries.ts'
import { allEndReasons, endingFor, endReasons, endRefusal, transitions } from '../../src/referrals/rules.ts'
import { leave } from '../../src/rights/withdrawal/queries.ts'
import { sent } from './sent.ts'

const refused = async (here: Awaited<ReturnType<typeof sent>>, body: Record<string, unknown>) => {
  const answer = await here.place.post(`/api/referrals/${here.id}/ending`, body, { as: here.scene.linkWorker })
  return [answer.status, ((await answer.json()) as { reason?: string; status?: string }).reason]
}

describe('ending a referral', () => {
  it('has one way of ending for each reason', () => {
    expect(new Set(allEndReasons).size).toBe(allEndReasons.length)
    for (const [way, reasons] of Object.entries(endReasons)) for (const reason of reasons) expect(endingFor(reason)).toBe(way)
  })

  it('keeps the reason, seals the words, remembers what was offered, and says so on the audit log', async () => {
    const here = await sent()
    const { place, scene, id } = here
    expect(await refused(here, { reason: 'outside_area', words: 'Ask in Old Town.', groupIds: [scene.groupId] })).toEqual([
      200,
      'outside_area',
    ])
    const row = await here.row()
    expect(row).toMatchObject({
      status: 'declined',
      endReason: 'outside_area',
      endedAt: place.clock.now,
      endOffers: [scene.groupId],
      assignedTo: scene.linkWorker.id,
      step: 2,
    })
    expect(row.endWords).not.toContain('Old Town')
    const audit = (await place.rows.audit()).filter(({ subjectId, step }) => subjectId === id && step === 2)
    expect(audit).toMatchObject([{ action: 'referral.declined', why: 'outside_area', toState: 'declined', fromState: 'received' }])
    expect(await refused(here, { reason: 'outside_area', words: 'Again' })).toEqual([409, 'not_now'])
  })

  it('declines with something else to offer, and offers only what is open', async () => {
    const here = await sent()
    expect(await refused(here, { reason: 'no_capacity' })).toEqual([409, 'nothing_offered'])
    expect(await refused(here, { reason: 'no_capacity', groupIds: [here.place.ctx().newId()] })).toEqual([409, 'no_such_offer'])
    expect(await refused(here, { reason: 'no_capacity', teamIds: [here.scene.team] })).toEqual([409, 'no_such_offer'])
    expect(await refused(here, { reason: 'said_no' })).toEqual([200, 'said_no'])
  })

  it.each(endReasons.declined)('declined as %s is an unmet need, unless they wanted no other help', async (reason) => {
    const here = await sent()
    expect((await refused(here, { reason, words: 'Ask in Old Town.' }))[0]).toBe(200)
    const noted = await here.place.db.select({ cause: unmetNeeds.cause }).from(unmetNeeds)
    expect(noted).toEqual(reason === 'said_no' || reason === 'supported_already' ? [] : [{ cause: 'referral_declined' }])
  })

  it('calls nobody unreachable before three tries', async () => {
    const here = await sent()
    const { place, scene } = here
    const tried = async (wasReached: boolean) => {
      const id = place.ctx().newId()
      await place.db.insert(conversations).values({
        id,
        personId: here.personId,
        teamId: scene.team,
        happenedAt: place.clock.now,
        channel: 'phone',
        wasReached,
        minutes: 1,
        words: await place.vault.seal('Rang', { column: 'conversations.words', rowId: id }),
        writtenBy: scene.linkWorker.id,
        step: 1,
        createdAt: place.clock.now,
      })
    }
    for (const wasReached of [false, true, false]) await tried(wasReached)
    expect(await refused(here, { reason: 'no_answer' })).toEqual([409, 'try_again_first'])
    await tried(false)
    expect(await refused(here, { reason: 'no_answer' })).toEqual([200, 'no_answer'])
  })

  it('is stopped by the database where a try was corrected after it had been read, whichever command says so', async () => {
    const here = await sent()
    const { place } = here
    const unreachable = async () =>
      commit(
        place.db,
        ['triedTooLittle'],
        moveReferral(place.ctx(), here.system.actor, await here.row(), 'unreachable', {
          why: 'no_answer',
          set: { endReason: 'no_answer' },
        }),
      )
    expect((await unreachable()).refusedBy).toBe('triedTooLittle')
    expect((await here.row()).status).toBe('received')
    const wrong = moveReferral(place.ctx(), here.system.actor, await here.row(), 'unreachable', {
      why: 'wrong_contact',
      set: { endReason: 'wrong_contact' },
    })
    expect((await commit(place.db, ['triedTooLittle'], wrong)).refusedBy).toBeUndefined()
  })

  it('leaves nobody with a place who has withdrawn, for a reminder would go out', async () => {
    const here = await sent()
    await here.contacted()
    const bookingId = await here.booked(here.place.clock.now + days(2))
    expect(await refused(here, { reason: 'died' })).toEqual([409, 'still_booked'])
    await here.mark(bookingId, 'cancelled')
    expect(await refused(here, { reason: 'died' })).toEqual([200, 'died'])
  })

  it('leaves somebody who has died in peace: no letter, no call, no question, and the referrer hears of it', async () => {
    const here = await sent()
    const { place, scene, personId } = here
    const { db, clock } = place
    await here.contacted()
    const bookingId = await here.booked(clock.now - hours(1), 'missed')
    const otherId = place.ctx().newId()
    await db.insert(referrals).values({ ...(await here.row()), id: otherId, referrer: null, story: null, status: 'supporting' })
    const questions = { teamId: scene.team, personId, referralId: otherId, step: 2, createdAt: clock.now }
    await db.insert(questionnaires).values({
      ...{ ...questions, id: place.ctx().newId(), wave: 'start', status: 'asked', dueAt: clock.now, askedAt: clock.now },
    })
    const waits = { dueAt: clock.now + 1, usefulUntil: clock.now + days(3), createdAt: clock.now, subjectId: bookingId }
    await db.insert(messages).values({ ...waits, kind: 'booking.moved', recipientKind: 'person', recipientId: personId, dedupeKey: 'a' })
    const conversationId = place.ctx().newId()
    await db.insert(conversations).values({
      ...{ id: conversationId, personId, teamId: scene.team, happenedAt: clock.now - days(9), channel: 'phone', wasReached: true },
      words: await place.vault.seal('Rang', { column: 'conversations.words', rowId: conversationId }),
      nextStep: await place.vault.seal('Ring again', { column: 'conversations.next_step', rowId: conversationId }),
      ...{ nextStepOn: '2026-05-30', minutes: 1, writtenBy: scene.linkWorker.id, step: 1, createdAt: clock.now },
    })
    const lists = async () => {
      const calls = await (await place.get('/api/people/calls', { as: scene.linkWorker })).json<Record<string, unknown[]>>()
      const followUps = await (await place.get('/follow-ups', { as: scene.linkWorker })).text()
      return { calls: Object.values(calls).flat().length, isFollowedUp: followUps.includes(personId) }
    }
    await db.update(people).set({ linkWorkerId: scene.linkWorker.id, reachBy: 'phone' }).where(eq(people.id, personId))
    expect(await lists()).toEqual({ calls: 2, isFollowedUp: true })
    await db.update(people).set({ reachBy: 'email' }).where(eq(people.id, personId))

    expect(await refused(here, { reason: 'died' })).toEqual([200, 'died'])
    clock.now += hours(4)
    await planSurveys({ ...place.ctx(), place: place.place }, here.system)
    await planOutcomes({ ...place.ctx(), place: place.place }, here.system)
    const toPerson = (await place.rows.messages()).filter(({ recipientId }) => recipientId === personId)
    expect(toPerson).toMatchObject([{ kind: 'booking.moved', status: 'cancelled' }])
    expect(await lists()).toEqual({ calls: 0, isFollowedUp: false })
    expect((await db.select().from(questionnaires)).map(({ status }) => status)).toEqual(['lost'])
    expect((await db.select().from(referrals)).map(({ status, endReason }) => [status, endReason])).toEqual([
      ['withdrawn', 'died'],
      ['withdrawn', 'died'],
    ])

    await here.tell()
    expect(await here.told()).toContain('ended')
    await here.post()
    expect((await here.letters()).map(({ to }) => to)).toEqual(['gp@example.org'])
    expect((await place.get(`/referrals/${here.id}/telling?done=withdrawn`, { as: scene.linkWorker })).status).toBe(200)
    const data = await (await place.get(`/people/${personId}/data`, { as: scene.linkWorker })).text()
    expect(data).toContain('They have died: written down on')
    // Written down by mistake, and afterwards their consent is taken back in earnest: then the referrer reads nothing any more.
    await place.post(`/api/people/${personId}/consent`, { consentWords: 'A mistake' }, { as: scene.linkWorker })
    clock.now += 1
    await place.post(`/api/people/${personId}/withdrawal`, {}, { as: scene.linkWorker })
    expect(await (await place.get(`/people/${personId}/data`, { as: scene.linkWorker })).text()).toContain('They took back their consent')
    expect((await place.get(`/referrals/${here.id}/telling`, { as: scene.linkWorker })).status).toBe(404)
  })

  it('does not enter somebody as dead past a booking that was made meanwhile', async () => {
    const here = await sent()
    const { place, scene, personId } = here
    await here.booked(place.clock.now + days(2))
    const person = { id: personId, teamId: scene.team, step: 1 }
    const died = () =>
      commit(place.db, ['bookedMeanwhile'], leave(place.ctx(), here.system.actor, person, { action: 'person.died', known: [] }))
    expect((await died()).refusedBy).toBe('bookedMeanwhile')
    expect((await place.rows.audit()).filter(({ action }) => action === 'person.died')).toEqual([])
  })

  it('takes no withdrawal of consent for an ending, and says where that is done, in both languages', async () => {
    const here = await sent()
    const { place, scene, id, personId } = here
    const as = scene.linkWorker
    const answer = await place.post(`/api/referrals/${id}/ending`, { reason: 'consent_withdrawn' }, { as })
    expect([answer.status, await answer.json()]).toMatchObject([
      409,
      { reason: 'withdraw_instead', errors: [{ field: 'reason', message: expect.stringContaining('/api/people/:id/withdrawal') }] },
    ])
    expect(await here.row()).toMatchObject({ status: 'received', endReason: null })

    const leaving = `/people/${personId}/data/leaving`
    for (const [language, words] of [
      ['en', 'They take back their consent'],
      ['id', 'Ia menarik persetujuannya'],
    ]) {
      const page = await (await place.get(`/referrals/${id}/ending`, { as, headers: { 'accept-language': `${language}` } })).text()
      expect(page).toContain(`<a href="${leaving}">${words}</a>`)
      expect(page).not.toContain('value="consent_withdrawn"')
    }
    const posted = await place.postForm(`/referrals/${id}/ending`, { reason: 'consent_withdrawn', words: 'Typed words' }, { as })
    expect(posted.status).toBe(422)
    expect(await posted.text()).toMatch(/Consent is taken back on a page of its own[\s\S]*Typed words/)

    expect((await place.get(leaving, { as })).status).toBe(200)
    await place.postForm(`/people/${personId}/data/withdrawal`, {}, { as })
    expect(await here.row()).toMatchObject({ status: 'withdrawn', endReason: 'consent_withdrawn' })
  })

  it('ends once when colleagues press at the same time', async () => {
    const here = await sent()
    const all = await Promise.all(Array.from({ length: 8 }, (_, i) => refused(here, { reason: 'said_no', words: `n${i}` })))
    expect(all.filter(([status]) => status === 200)).toHaveLength(1)
    const ends = (await here.place.rows.audit()).filter(({ action }) => action === 'referral.declined')
    expect(ends).toHaveLength(1)
  })

  it('on the page says what is wrong and keeps what was typed', async () => {
    const here = await sent()
    const { place, scene, id } = here
    const as = scene.linkWorker
    expect((await place.get(`/referrals/${id}/ending`, { as })).status).toBe(200)
    const wrong = await place.postForm(`/referrals/${id}/ending`, { reason: 'no_answer', words: 'Typed words' }, { as })
    const page = await wrong.text()
    expect(wrong.status).toBe(422)
    expect(page).toContain('Typed words')
    expect(page).toContain('Try at least 3 times')
    expect((await place.postForm(`/referrals/${id}/ending`, {}, { as })).status).toBe(422)
    expect((await place.rows.audit()).filter(({ action, why }) => action === 'person.read' && why === 'ending').length).toBe(3)
  })

  it('can be done from an open state only', () => {
    const closing = { tries: 9, bookings: 0, isOffering: true }
    for (const status of Object.keys(transitions) as ReferralStatus[]) {
      const ways = allEndReasons.filter((reason) => endRefusal({ ...closing, status, reason }) === undefined).map(endingFor)
      const isOpen = ['received', 'contacted', 'supporting'].includes(status)
      expect(ways.length > 0).toBe(isOpen)
    }
  })
})

import { describe, expect, it } from 'vitest'
import { commit } from '../../src/db/commit.ts'
import { conversations } from '../../src/db/schema/listening.ts'
import type { ReferralStatus } from '../../src/db/schema/referrals.ts'
import { unmetNeeds } from '../../src/db/schema/unmet-needs.ts'
import { days } from '../../src/lib/time.ts'
import { moveReferral } from '../../src/referrals/queries.ts'
import { allEndReasons, endingFor, endReasons, endRefusal, transitions } from '../../src/referrals/rules.ts'
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

  it('takes no withdrawal of consent for an ending, and says where that is done, in both languages', async () => {
    const here = await sent()
    const { place, scene, id, personId } = here
    const as = scene.linkWorker
    const answer = await place.post(`/api/referrals/${id}/ending`, { reason: 'consent_withdrawn' }, { as })
    expect([answer.status, await answer.json()]).toMatchObject([
      409,
      { reason: 'withdraw_instead', errors: [{ field: 'reason', message: expect.stringContaining('/api/people/{id}/withdrawal') }] },
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

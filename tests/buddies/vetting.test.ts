import { describe, expect, it } from 'vitest'
import { permit } from '../../src/access/permit.ts'
import { canBecome, decidedAs, decisions, decisionsFor, transitions } from '../../src/buddies/rules.ts'
import { expireChecks } from '../../src/buddies/vetting/actions.ts'
import type { BuddyStatus } from '../../src/db/schema/buddies.ts'
import { memberships, users } from '../../src/db/schema/organisations.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { days } from '../../src/lib/time.ts'
import { visitScene } from '../visits/scene.ts'

async function office() {
  const place = await visitScene()
  const coordinator = await place.signIn('coordinator', await place.organisation('place_office'))
  const decide = (buddyId: string, decision: object, as: { cookie: string } = coordinator) =>
    place.post(`/api/buddies/${buddyId}/decisions`, decision, { as })
  const applicant = async (email = 'tom@example.org') => {
    await place.post('/api/buddies', {
      ...{ name: 'Tom Baker', email, phone: '01632 960011', about: 'I like people', locale: 'en', areas: ['Northfield'] },
      ...{ activities: ['singing'], languages: ['en'], availability: ['mon_morning'], agreesToCheck: true, agreesToPrivacy: true },
    })
    const index = await place.vault.index('email', email)
    return one((await place.buddies()).find(({ emailIndex }) => emailIndex === index)).id
  }
  const buddyRow = async (id: string) => one((await place.buddies()).find((buddy) => buddy.id === id))
  return { place, coordinator, decide, applicant, buddyRow }
}
function one<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('not found')
  return found
}
const approve = { decision: 'approve', checkedUntilOn: '2027-06-01' }

describe('vetting', () => {
  it('goes from applied through the checks to approved, with an account and a membership', async () => {
    const { place, coordinator, decide, applicant, buddyRow } = await office()
    const id = await applicant()
    expect(await (await decide(id, approve)).json()).toMatchObject({ reason: 'not_in_this_state' })
    expect((await decide(id, { decision: 'start_checks' })).status).toBe(200)
    expect(await (await decide(id, approve)).json()).toEqual({ id, status: 'approved', visitsFreed: 0 })

    const buddy = await buddyRow(id)
    expect(buddy).toMatchObject({ status: 'approved', checkedUntilOn: '2027-06-01', step: 3 })
    const user = one((await place.db.select().from(users)).find(({ id: userId }) => userId === buddy.userId))
    expect(await place.vault.open(user.email, { column: 'users.email', rowId: user.id })).toBe('tom@example.org')
    expect(user).toMatchObject({ name: 'Tom Baker', locale: 'en', emailIndex: buddy.emailIndex })
    expect((await place.db.select().from(memberships)).filter(({ userId }) => userId === user.id)).toMatchObject([
      { orgId: place.hub, role: 'buddy' },
    ])
    expect(await place.mail('buddy.approved')).toMatchObject([{ recipientId: id, subjectId: id }])
    expect((await place.rows.audit()).filter(({ subjectId, step }) => subjectId === id && step)).toMatchObject([
      { fromState: null, toState: 'applied' },
      { fromState: 'applied', toState: 'vetting', actorId: coordinator.id },
      { fromState: 'vetting', toState: 'approved', actorId: coordinator.id },
    ])
  })

  it('gives an address that has an account already the membership, and no second account', async () => {
    const { place, decide, applicant, buddyRow } = await office()
    const id = await applicant(place.linkWorker.address)
    await decide(id, { decision: 'start_checks' })
    await decide(id, approve)
    expect(await buddyRow(id)).toMatchObject({ userId: place.linkWorker.id })
    expect(
      (await place.db.select().from(memberships))
        .filter(({ userId }) => userId === place.linkWorker.id)
        .map(({ role }) => role)
        .sort(),
    ).toEqual(['buddy', 'link_worker'])
    expect((await place.get('/visits', { as: place.linkWorker })).status).toBe(200)
  })

  it('declines with a reason, and takes the membership and the visits of one who was approved', async () => {
    const { place, decide, buddyRow } = await office()
    const [buddy, { visitId, personId }] = [await place.buddy(), await place.wanted()]
    await place.claim(visitId, buddy)
    const answer = await decide(buddy.buddyId, { decision: 'decline', reason: 'asked_to_stop' })
    expect(await answer.json()).toMatchObject({ status: 'declined', visitsFreed: 1 })
    expect(await buddyRow(buddy.buddyId)).toMatchObject({ status: 'declined', declineReason: 'asked_to_stop' })
    expect(await place.visit(visitId)).toMatchObject({ status: 'wanted', buddyId: null, alarmedAt: place.clock.now })
    expect(await place.mail('visit.stepped_back')).toMatchObject([{ recipientId: personId }])
    expect(await place.mail('team.visit_unfilled')).toMatchObject([{ recipientId: place.linkWorker.id }])
    expect(await place.mail('buddy.declined')).toHaveLength(1)
    expect(await place.mail('buddy.visits_freed')).toMatchObject([{ recipientId: buddy.buddyId }])
    expect((await place.get('/api/visits', { as: buddy })).status).toBe(404)
  })

  it.each([true, false])('pauses, and steps back from all visits when asked to (%s)', async (stepBack) => {
    const { place, decide } = await office()
    const [buddy, { visitId }] = [await place.buddy(), await place.wanted()]
    await place.claim(visitId, buddy)
    expect(await (await decide(buddy.buddyId, { decision: 'pause', stepBack })).json()).toMatchObject({ visitsFreed: stepBack ? 1 : 0 })
    expect(await place.visit(visitId)).toMatchObject({ status: stepBack ? 'wanted' : 'claimed' })
    expect(await place.slots()).toHaveLength(stepBack ? 0 : 11)
    expect(await place.mail('buddy.visits_freed')).toHaveLength(stepBack ? 1 : 0)
    expect((await place.claim((await place.wanted()).visitId, buddy)).status).toBe(409)
    expect((await decide(buddy.buddyId, approve)).status).toBe(200)
  })

  it('renewed with an earlier day takes the visits after that day', async () => {
    const { place, decide } = await office()
    const [buddy, { visitId }] = [await place.buddy(), await place.wanted()]
    await place.claim(visitId, buddy)
    expect(await (await decide(buddy.buddyId, { decision: 'approve', checkedUntilOn: '2026-06-08' })).json()).toMatchObject({
      visitsFreed: 0,
    })
    expect(await (await decide(buddy.buddyId, { decision: 'approve', checkedUntilOn: '2026-06-07' })).json()).toMatchObject({
      visitsFreed: 1,
    })
    expect(await place.visit(visitId)).toMatchObject({ status: 'wanted' })
    expect(await place.mail('buddy.approved')).toEqual([])
  })

  it.each(['2026-06-01', '2020-01-01', '2099-01-01', '2027-02-30', '', 'soon'])(
    'does not take %j for the end of a check',
    async (checkedUntilOn) => {
      const { place, decide } = await office()
      const buddy = await place.buddy({ status: 'vetting' })
      expect((await decide(buddy.buddyId, { decision: 'approve', checkedUntilOn })).status).toBe(422)
    },
  )

  it('is decided once when two coordinators press at the same time', async () => {
    const { place, decide } = await office()
    const buddy = await place.buddy({ status: 'vetting', userId: null })
    const answers = await Promise.all([
      decide(buddy.buddyId, approve),
      decide(buddy.buddyId, { decision: 'decline', reason: 'enough_for_now' }),
    ])
    // Approved and then declined is a way that exists; declined and then approved is not.
    const audit = (await place.rows.audit()).filter(({ subjectId, step }) => subjectId === buddy.buddyId && step)
    for (const { fromState, toState } of audit) expect(canBecome(fromState as BuddyStatus, toState as BuddyStatus)).toBe(true)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(audit.length)
  })

  it.each(Object.keys(transitions) as BuddyStatus[])('obeys the state machine from %s', async (status) => {
    const { place, decide, buddyRow } = await office()
    for (const decision of decisions) {
      const buddy = await place.buddy({ status })
      const answer = await decide(buddy.buddyId, { decision, checkedUntilOn: '2027-06-01', reason: 'enough_for_now' })
      const isOpen = decisionsFor(status).includes(decision)
      expect([decision, answer.status]).toEqual([decision, isOpen ? 200 : 409])
      expect(await buddyRow(buddy.buddyId)).toMatchObject({ status: isOpen ? decidedAs[decision] : status })
    }
  })

  it('is for coordinators only, whatever the buddy', async () => {
    const { place, decide, applicant } = await office()
    const id = await applicant()
    for (const as of [place.linkWorker, place.organiser, await place.buddy()]) {
      expect((await decide(id, { decision: 'start_checks' }, as)).status).toBe(404)
      expect((await place.get(`/buddies/${id}`, { as })).status).toBe(404)
      expect((await place.get('/api/buddies', { as })).status).toBe(404)
    }
    expect(permit({ kind: 'system', id: 'x' }, 'buddy.vet')).toBeUndefined()
  })

  it('shows the coordinator what was written, and records that it was read', async () => {
    const { place, coordinator, applicant } = await office()
    const id = await applicant()
    const page = await (await place.get(`/buddies/${id}`, { as: coordinator })).text()
    for (const words of ['Tom Baker', 'tom@example.org', '01632 960011', 'I like people', 'Northfield']) expect(page).toContain(words)
    expect((await place.rows.audit()).filter(({ action }) => action === 'buddy.read')).toMatchObject([
      { subjectId: id, actorId: coordinator.id },
    ])
    expect((await place.get(`/buddies/${place.ctx().newId()}`, { as: coordinator })).status).toBe(404)
  })

  it('keeps a form that is not right, with what was typed', async () => {
    const { place, coordinator } = await office()
    const buddy = await place.buddy({ status: 'vetting' })
    const sent = { decision: 'approve', 'checkedUntilOn-day': '31', 'checkedUntilOn-month': '2', 'checkedUntilOn-year': '2027' }
    const answer = await place.postForm(`/buddies/${buddy.buddyId}/decisions`, sent, { as: coordinator })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('value="31"')
    const right = await place.postForm(`/buddies/${buddy.buddyId}/decisions`, { ...sent, 'checkedUntilOn-day': '28' }, { as: coordinator })
    expect([right.status, right.headers.get('location')]).toEqual([303, `/buddies/${buddy.buddyId}?done=approved`])
  })
})

describe('the letter about visits taken back', () => {
  const letters = async (place: Awaited<ReturnType<typeof office>>['place']) => {
    const due = await place.mail('buddy.visits_freed')
    const written = await writers['buddy.visits_freed'](place.ctx(), due)
    return due.map(({ id }) => written.get(id))
  }

  it('names all of them once, and why, and no person', async () => {
    const { place, decide } = await office()
    const later = await place.session(place.provider, place.groupId, place.venueId, {
      startsAt: place.clock.now + days(9),
      buddyForFirstVisit: true,
    })
    const buddy = await place.buddy()
    for (const sessionId of [place.sessionId, later]) {
      await place.claim((await place.wanted({ called: 'Maria' }, sessionId)).visitId, buddy)
    }
    await decide(buddy.buddyId, { decision: 'pause', stepBack: true })
    const [letter, ...more] = await letters(place)
    expect(more).toEqual([])
    const { to, subject, text } = letter as { to: string; subject: string; text: string }
    expect(to).toBe(buddy.address)
    expect(subject).toBe('You need not come to 2 visits')
    for (const words of ['Monday 8 June', 'Wednesday 10 June', 'Choir', 'taking a break']) expect(text).toContain(words)
    expect(text).not.toContain('Maria')
  })

  it('is not sent about a visit that is theirs again', async () => {
    const { place, decide } = await office()
    const [buddy, { visitId }] = [await place.buddy(), await place.wanted()]
    await place.claim(visitId, buddy)
    await decide(buddy.buddyId, { decision: 'pause', stepBack: true })
    await decide(buddy.buddyId, approve)
    expect((await place.claim(visitId, buddy)).status).toBe(200)
    expect(await letters(place)).toEqual(['no_longer_true'])
  })
})

describe('a check that runs out', () => {
  it('takes the visits ahead, keeps those behind, and tells everybody; once', async () => {
    const { place, buddyRow } = await office()
    const [buddy, { visitId, personId }] = [await place.buddy(), await place.wanted()]
    await place.claim(visitId, buddy)
    await place.db.run(`UPDATE buddies SET checked_until_on = '2026-06-02' WHERE id = '${buddy.buddyId}'`)
    place.clock.now += days(1)
    expect(await expireChecks(place.ctx(), place.job())).toEqual({ expired: 0, visitsFreed: 0, checks_ending: 1 })
    place.clock.now += days(1)
    expect(await expireChecks(place.ctx(), place.job())).toEqual({ expired: 1, visitsFreed: 1, checks_ending: 0 })
    expect(await buddyRow(buddy.buddyId)).toMatchObject({ status: 'expired' })
    expect(await place.visit(visitId)).toMatchObject({ status: 'wanted', buddyId: null, alarmedAt: place.clock.now })
    expect(await place.slots()).toEqual([])
    expect(await place.mail('visit.stepped_back')).toMatchObject([{ recipientId: personId }])
    expect(await place.mail('buddy.visits_freed')).toMatchObject([{ recipientId: buddy.buddyId }])
    // The letter that takes visits back says why; a second one about the same would be one too many.
    expect(await place.mail('buddy.check_expired')).toEqual([])
    expect(await place.mail('team.visit_unfilled')).toMatchObject([{ recipientId: place.linkWorker.id }])
    expect(await expireChecks(place.ctx(), place.job())).toEqual({ expired: 0, visitsFreed: 0, checks_ending: 0 })
    expect((await place.rows.audit()).at(-1)).toMatchObject({ actorKind: 'system' })
  })

  it('leaves a visit that is over with the buddy who made it', async () => {
    const { place } = await office()
    const [buddy, { visitId }] = [await place.buddy({ checkedUntilOn: '2026-06-08' }), await place.wanted()]
    await place.claim(visitId, buddy)
    place.clock.now += days(8)
    expect(await expireChecks(place.ctx(), place.job())).toEqual({ expired: 1, visitsFreed: 0, checks_ending: 0 })
    expect(await place.visit(visitId)).toMatchObject({ status: 'claimed', buddyId: buddy.buddyId })
    expect((await place.post(`/api/visits/${visitId}/report`, { report: 'went_well' }, { as: buddy })).status).toBe(200)
  })

  it('is not announced to a buddy who may not sign in any more', async () => {
    const { place } = await office()
    const [, stopped] = [await place.buddy({ checkedUntilOn: '2026-07-11' }), await place.buddy({ checkedUntilOn: '2026-07-11' })]
    await place.db.run(`UPDATE users SET disabled_at = 1 WHERE id = '${stopped.id}'`)
    place.clock.now += days(10)
    expect(await expireChecks(place.ctx(), place.job())).toMatchObject({ checks_ending: 1 })
  })

  it('is announced a month and a week before, once each, and again for a renewed check', async () => {
    const { place } = await office()
    const buddy = await place.buddy({ checkedUntilOn: '2026-07-11' })
    const announced = async (after: number) => {
      place.clock.now += after
      const { checks_ending } = await expireChecks(place.ctx(), place.job())
      return [checks_ending, (await expireChecks(place.ctx(), place.job())).checks_ending]
    }
    expect(await announced(days(9))).toEqual([0, 0])
    expect(await announced(days(1))).toEqual([1, 0])
    expect(await announced(days(10))).toEqual([0, 0])
    expect(await announced(days(13))).toEqual([1, 0])
    // Two runs were missed: told late is better than not.
    await place.db.run(`UPDATE buddies SET checked_until_on = '2026-07-20' WHERE id = '${buddy.buddyId}'`)
    expect(await announced(days(1))).toEqual([1, 0])
    expect(await place.mail('buddy.check_ends')).toHaveLength(3)
    place.clock.now += days(30)
    expect(await expireChecks(place.ctx(), place.job())).toMatchObject({ expired: 1, checks_ending: 0 })
    expect(await place.mail('buddy.check_expired')).toMatchObject([{ recipientId: buddy.buddyId }])
  })
})

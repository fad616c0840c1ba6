import { describe, expect, it } from 'vitest'
import { commit } from '../../src/db/commit.ts'
import type { ReferralStatus } from '../../src/db/schema/referrals.ts'
import { days, hours } from '../../src/lib/time.ts'
import { markContacted, referralStates } from '../../src/referrals/queries.ts'
import { referral } from '../access/halves.ts'
import { type World, world } from '../world.ts'
import { personRow, referralRows, team } from './world.ts'

const order = (page: string, names: readonly string[]) => [...names].sort((a, b) => page.indexOf(`>${a}<`) - page.indexOf(`>${b}<`))

async function waiting(place: World, teamId: Awaited<ReturnType<typeof team>>['orgId'], called: string, dueIn: number, seed = {}) {
  const personId = await place.person(teamId, { called, linkWorkerId: '' })
  const { now } = place.clock
  return { personId, id: await referral(place, teamId, personId, { contactDueAt: now + dueIn, answerDueAt: now + days(8), ...seed }) }
}

describe('the inbox', () => {
  it('puts what is late first, then what is due first, and says which is late', async () => {
    const place = await world()
    const { orgId, linkWorker } = await team(place)
    await waiting(place, orgId, 'Later', days(5))
    await waiting(place, orgId, 'Tomorrow', days(1))
    await waiting(place, orgId, 'Overdue', -hours(1))
    await waiting(place, orgId, 'Forgotten', -days(9), { answerDueAt: place.clock.now - days(1) })
    await waiting(place, orgId, 'Spoken', -days(2), { status: 'contacted' })
    const page = await (await place.get('/referrals', { as: linkWorker })).text()
    const names = ['Later', 'Tomorrow', 'Overdue', 'Forgotten']
    expect(order(page, names)).toEqual(['Forgotten', 'Overdue', 'Tomorrow', 'Later'])
    expect(page).not.toContain('Spoken')
    expect(page.match(/al-tag--bad/g)).toHaveLength(2)
    expect(page).toContain('the referrer has no answer either')

    const today = await (await place.get('/today', { as: linkWorker })).text()
    expect(order(today, names)).toEqual(['Forgotten', 'Overdue', 'Tomorrow', 'Later'])
    const { figures } = (await (await place.get('/api/referrals', { as: linkWorker })).json()) as { figures: unknown }
    expect(figures).toEqual({ waiting: 4, late: 2, untaken: 4, mine: 0 })
  })

  it('pages through everybody once, in the same order, and logs exactly whom it showed', async () => {
    const place = await world()
    const { orgId, linkWorker } = await team(place)
    // Many come on one day and share their due time.
    for (let n = 0; n < 30; n++) await waiting(place, orgId, `Person${n}`, days(1 + (n % 3)))
    const read = async (after = '') => {
      const response = await place.get(`/api/referrals?view=received${after}`, { as: linkWorker })
      return (await response.json()) as { referrals: { id: string; contactDueAt: number; personId: string }[]; next?: string }
    }
    const first = await read()
    const second = await read(`&after=${first.next}`)
    expect([first.referrals.length, second.referrals.length, second.next]).toEqual([25, 5, undefined])
    const all = [...first.referrals, ...second.referrals]
    expect(new Set(all.map(({ id }) => id)).size).toBe(30)
    expect(all.map(({ contactDueAt }) => contactDueAt)).toEqual(all.map(({ contactDueAt }) => contactDueAt).sort((a, b) => a - b))
    const reads = (await place.rows.audit()).filter(({ action }) => action === 'person.read')
    expect(reads.map(({ personId }) => personId).sort()).toEqual(all.map(({ personId }) => personId).sort())
  })

  it('filters by whose they are and by state', async () => {
    const place = await world()
    const { orgId, linkWorker, colleague } = await team(place)
    await waiting(place, orgId, 'Mine', days(1), { assignedTo: linkWorker.id })
    await waiting(place, orgId, 'Theirs', days(1), { assignedTo: colleague.id })
    await waiting(place, orgId, 'Nobodys', days(1))
    await waiting(place, orgId, 'Over', days(1), { status: 'completed', endedAt: place.clock.now })
    const seen = async (query: string) => {
      const { referrals } = (await (await place.get(`/api/referrals?${query}`, { as: linkWorker })).json()) as {
        referrals: { preferredName: string }[]
      }
      return referrals.map(({ preferredName }) => preferredName).sort()
    }
    expect(await seen('')).toEqual(['Mine', 'Nobodys', 'Theirs'])
    expect(await seen('whose=mine')).toEqual(['Mine'])
    expect(await seen('whose=unassigned')).toEqual(['Nobodys'])
    expect(await seen('view=ended')).toEqual(['Over'])
  })

  it('shows nobody who was erased, merged or belongs to another team', async () => {
    const place = await world()
    const { orgId, linkWorker } = await team(place)
    const foreign = await team(place)
    const hidden = [
      await waiting(place, foreign.orgId, 'Foreign', days(1)),
      { id: await referral(place, orgId, await place.person(orgId, { called: 'Erased', erasedAt: place.clock.now })) },
      { id: await referral(place, orgId, await place.person(orgId, { called: 'Merged', mergedInto: 'x' })) },
    ]
    const page = await (await place.get('/referrals', { as: linkWorker })).text()
    for (const name of ['Foreign', 'Erased', 'Merged']) expect(page).not.toContain(name)
    for (const { id } of hidden) {
      expect((await place.get(`/referrals/${id}`, { as: linkWorker })).status).toBe(404)
      const taken = { linkWorkerId: linkWorker.id }
      expect((await place.postForm(`/referrals/${id}/assignment`, taken, { as: linkWorker })).status).toBe(404)
      expect((await place.postForm(`/referrals/${id}/contact`, {}, { as: linkWorker })).status).toBe(404)
    }
  })
})

describe('assigning', () => {
  it('suggests whoever has the fewest people and shows everybody’s caseload', async () => {
    const place = await world()
    const { orgId, linkWorker, colleague } = await team(place)
    for (const name of ['A', 'B']) await waiting(place, orgId, name, days(1), { assignedTo: linkWorker.id })
    // Two referrals of one person are one person, and what is over is nobody's load.
    const both = await place.person(orgId)
    for (let n = 0; n < 2; n++) await referral(place, orgId, both, { assignedTo: colleague.id, status: 'supporting' })
    await referral(place, orgId, await place.person(orgId), { assignedTo: colleague.id, status: 'completed', endedAt: 1 })
    const { id } = await waiting(place, orgId, 'New', days(1))
    const opened = await (await place.get(`/api/referrals/${id}`, { as: linkWorker })).json()
    expect(opened).toMatchObject({ suggested: colleague.id })
    const { linkWorkers } = opened as { linkWorkers: { id: string; openPeople: number }[] }
    expect(Object.fromEntries(linkWorkers.map((one) => [one.id, one.openPeople]))).toEqual({ [linkWorker.id]: 2, [colleague.id]: 1 })
  })

  it('gives the referral and the person to a colleague, who is told; taking it oneself tells nobody', async () => {
    const place = await world()
    const { orgId, linkWorker, colleague } = await team(place)
    const { id, personId } = await waiting(place, orgId, 'New', days(1))
    const assign = (linkWorkerId: string, reason = '') =>
      place.postForm(`/referrals/${id}/assignment`, { linkWorkerId, reason }, { as: linkWorker })
    expect((await assign(linkWorker.id)).headers.get('location')).toBe(`/referrals/${id}?done=taken`)
    expect(await place.rows.messages()).toEqual([])
    expect((await assign(colleague.id, 'language')).headers.get('location')).toBe(`/referrals/${id}?done=assigned`)
    expect(await place.rows.messages()).toMatchObject([{ kind: 'team.referral_assigned', recipientId: colleague.id, subjectId: id }])
    expect(await personRow(place, personId)).toMatchObject({ linkWorkerId: colleague.id, step: 3 })
    const steps = (await place.rows.audit()).filter(({ action }) => action === 'referral.assigned')
    expect(steps.map(({ step, why }) => [step, why])).toEqual([
      [2, 'taken'],
      [3, 'language'],
    ])
    expect((await assign('')).headers.get('location')).toBe(`/referrals/${id}?done=put_back`)
    expect(await personRow(place, personId)).toMatchObject({ linkWorkerId: '' })
  })

  it('refuses somebody of another team, and what is over', async () => {
    const place = await world()
    const { orgId, linkWorker } = await team(place)
    const other = await team(place)
    const { id } = await waiting(place, orgId, 'New', days(1))
    const ended = await waiting(place, orgId, 'Old', days(1), { status: 'declined', endedAt: 1 })
    const assign = (to: string, at: string) => place.post(`/api/referrals/${at}/assignment`, { linkWorkerId: to }, { as: linkWorker })
    expect(await (await assign(other.linkWorker.id, id)).json()).toMatchObject({ status: 409, reason: 'no_such_link_worker' })
    expect(await (await assign(linkWorker.id, ended.id)).json()).toMatchObject({ status: 409, reason: 'ended' })
  })

  it('ends with one owner when two colleagues take it in the same moment', async () => {
    const place = await world()
    const { orgId, linkWorker, colleague } = await team(place)
    const { id, personId } = await waiting(place, orgId, 'Wanted', days(1))
    const both = [linkWorker, colleague].map((as) => place.post(`/api/referrals/${id}/assignment`, { linkWorkerId: as.id }, { as }))
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200])
    const [row] = await referralRows(place)
    expect(await personRow(place, personId)).toMatchObject({ linkWorkerId: row?.assignedTo })
    const steps = (await place.rows.audit()).filter(({ subjectId, step }) => subjectId === id && step)
    expect(steps.map(({ step }) => step)).toEqual([2, 3])
  })
})

describe('moving on', () => {
  it('goes from received to contacted to supporting, once each, and is taken by whoever spoke first', async () => {
    const place = await world()
    const { orgId, linkWorker } = await team(place)
    const { id, personId } = await waiting(place, orgId, 'New', days(1))
    const move = (verb: string) => place.postForm(`/referrals/${id}/${verb}`, {}, { as: linkWorker })
    await move('support')
    expect((await referralRows(place))[0]).toMatchObject({ status: 'received', step: 1 })
    for (let n = 0; n < 2; n++) await move('contact')
    expect((await referralRows(place))[0]).toMatchObject({
      status: 'contacted',
      contactedAt: place.clock.now,
      assignedTo: linkWorker.id,
      step: 2,
    })
    expect(await personRow(place, personId)).toMatchObject({ linkWorkerId: linkWorker.id })
    await move('support')
    expect((await referralRows(place))[0]).toMatchObject({ status: 'supporting', supportingAt: place.clock.now, step: 3 })
  })

  it('by a conversation: whatever waited, and what was closed as not reached only when nothing else is open', async () => {
    const place = await world()
    const { orgId } = await team(place)
    const states = async (...all: ReferralStatus[]) => {
      const personId = await place.person(orgId)
      for (const status of all)
        await referral(place, orgId, personId, { status, endedAt: status === 'unreachable' || status === 'completed' ? 1 : null })
      await commit(place.db, [], markContacted(place.ctx(), { kind: 'system', id: 'x' }, await referralStates(place.db, personId)))
      return (await referralStates(place.db, personId)).map(({ status }) => status).sort()
    }
    expect(await states('received', 'supporting')).toEqual(['contacted', 'supporting'])
    expect(await states('unreachable', 'received')).toEqual(['contacted', 'unreachable'])
    expect(await states('unreachable')).toEqual(['contacted'])
    expect(await states('completed' as const)).toEqual(['completed'])
  })

  it.each(['one date', 'a routine'])('counts a first booking of %s as contact and as support', async (what) => {
    const place = await world()
    const scene = await place.scene()
    const next = { startsAt: place.clock.now + days(14) }
    await place.session(scene.provider, scene.groupId, scene.venueId, next)
    const personId = await place.person(scene.team)
    await referral(place, scene.team, personId)
    const [path, body] =
      what === 'one date'
        ? [`/api/sessions/${scene.sessionId}/bookings`, { personId }]
        : [`/api/people/${personId}/routines`, { sessionId: scene.sessionId, times: 2, mode: 'as_many' }]
    const booked = await place.post(path, body, { as: scene.linkWorker })
    expect(booked.status).toBe(201)
    expect((await referralRows(place))[0]).toMatchObject({ status: 'supporting', step: 3, contactedAt: place.clock.now })
  })
})

import { describe, expect, it } from 'vitest'
import { people } from '../../src/db/schema/people.ts'
import { typed } from '../people/world.ts'
import { world } from '../world.ts'
import { integration, referralRows, sentAsJson, team } from './world.ts'

describe('a referral from a program', () => {
  it('is one, however often it is sent under the same number, and refused with other words', async () => {
    const place = await world()
    const { orgId } = await team(place)
    const headers = await integration(place, orgId)
    const send = (more: object = {}) => place.post('/api/referrals', { ...sentAsJson, externalId: 'R-1', ...more }, { headers })
    const first = await send()
    expect(first.status).toBe(201)
    const answer = await first.json()
    place.clock.now += 3_600_000
    const again = await send()
    expect([again.status, await again.json()]).toEqual([201, answer])
    expect(await (await send({ story: 'Other words' })).json()).toMatchObject({ status: 409, reason: 'sent_differently' })
    expect((await send({ externalId: 'R-2' })).status).toBe(201)
    expect(await referralRows(place)).toHaveLength(2)
    expect((await place.rows.messages()).filter(({ kind }) => kind === 'referral.received')).toHaveLength(2)
  })

  it('is one when it is sent five times in the same moment', async () => {
    const place = await world()
    const { orgId } = await team(place)
    const headers = await integration(place, orgId)
    const sends = Array.from({ length: 5 }, () => place.post('/api/referrals', { ...sentAsJson, externalId: 'R-1' }, { headers }))
    const answers = await Promise.all((await Promise.all(sends)).map(async (one) => [one.status, await one.text()]))
    expect(new Set(answers.map(String)).size).toBe(1)
    expect(await place.db.select().from(people)).toHaveLength(1)
  })

  it('reads its own team’s only, and two senders may use the same number', async () => {
    const place = await world()
    const one = await team(place)
    const other = await team(place)
    const [mine, theirs] = [await integration(place, one.orgId), await integration(place, other.orgId)]
    for (const headers of [mine, theirs])
      expect((await place.post('/api/referrals', { ...sentAsJson, externalId: 'R-1' }, { headers })).status).toBe(201)
    const rows = await referralRows(place)
    const foreign = rows.find(({ teamId }) => teamId === other.orgId)
    expect((await place.get(`/api/referrals/${foreign?.id}`, { headers: mine })).status).toBe(404)
    const { referrals } = (await (await place.get('/api/referrals', { headers: mine })).json()) as { referrals: { id: string }[] }
    expect(referrals.map(({ id }) => id)).toEqual(rows.filter(({ teamId }) => teamId === one.orgId).map(({ id }) => id))
    const send = { ...sentAsJson, externalId: 'R-9', teamId: other.orgId }
    expect(await (await place.post('/api/referrals', send, { headers: mine })).json()).toMatchObject({ reason: 'no_such_team' })
  })

  it.each([{ source: 'friend' }, { agreesToRecord: false }, { reasons: [] }, { referrerEmail: '' }, { consentWords: '' }])(
    'without what it needs (%o) is refused',
    async (wrong) => {
      const place = await world()
      const { orgId } = await team(place)
      const headers = await integration(place, orgId)
      expect((await place.post('/api/referrals', { ...sentAsJson, ...wrong }, { headers })).status).toBe(422)
    },
  )
})

describe('a referral that a link worker adds', () => {
  it('is written with the person, and counts as contacted unless they say otherwise', async () => {
    const place = await world()
    const { linkWorker } = await team(place)
    const add = (more: Record<string, string>) =>
      place.postForm('/people', { ...typed, evenIfDuplicate: 'yes', ...more }, { as: linkWorker })
    await add({ source: 'hospital', reasons: 'bereavement', story: 'On the ward', referrerName: 'Sister Joy', tells: 'ended' })
    await add({ hasSpoken: 'no' })
    const [first, second] = await referralRows(place)
    expect(first).toMatchObject({ source: 'hospital', via: 'link_worker', reasons: ['bereavement'], status: 'contacted', tells: ['ended'] })
    expect(second).toMatchObject({ source: 'self', reasons: [], status: 'received', assignedTo: linkWorker.id, referrer: null })
    const page = await (await place.get(`/referrals/${first?.id}`, { as: linkWorker })).text()
    for (const said of ['On the ward', 'Sister Joy', 'Said yes to me on the phone']) expect(page).toContain(said)
  })

  it('goes with its person when their link worker changes', async () => {
    const place = await world()
    const { linkWorker, colleague } = await team(place)
    await place.postForm('/people', typed, { as: linkWorker })
    const [before] = await referralRows(place)
    await place.postForm(`/people/${before?.personId}`, { ...typed, linkWorkerId: colleague.id }, { as: linkWorker })
    expect((await referralRows(place))[0]).toMatchObject({ assignedTo: colleague.id, step: 2 })
  })
})

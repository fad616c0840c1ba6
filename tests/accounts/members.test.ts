import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { OrgId } from '../../src/access/actor.ts'
import { permit } from '../../src/access/permit.ts'
import type { MessageStatus } from '../../src/db/schema/messages.ts'
import { memberships, users } from '../../src/db/schema/organisations.ts'
import { apiTokens } from '../../src/db/schema/sign-in.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { days, minutes } from '../../src/lib/time.ts'
import { deliver } from '../../src/messages/deliver.ts'
import { mailboxSender } from '../../src/messages/mailbox.ts'
import type { Sender } from '../../src/messages/rules.ts'
import { type World, world } from '../world.ts'
import { dump } from './browser.ts'

let place: World
let office: OrgId
let team: OrgId
let coordinator: { id: string; cookie: string }
let linkWorker: { id: string; cookie: string }
beforeEach(async () => {
  place = await world()
  office = await place.organisation('place_office')
  team = await place.organisation('referral_team', 'Riverside')
  coordinator = await place.signIn('coordinator', office)
  linkWorker = await place.signIn('link_worker', team)
})

const act = (org: OrgId, userId: string, what: string, as = coordinator) =>
  place.postForm(`/organisations/${org}/members/${userId}/${what}`, {}, { as })
const account = (as: { cookie: string }) => place.get('/account', { as })

describe('taking a role away', () => {
  it('works on the very next request', async () => {
    expect((await account(linkWorker)).status).toBe(200)
    expect((await act(team, linkWorker.id, 'removal')).headers.get('location')).toBe(`/organisations/${team}?done=removed`)
    expect((await account(linkWorker)).status).toBe(404)
  })

  it('leaves the other roles', async () => {
    const both = await place.signIn('link_worker', team, await place.organisation('referral_team'))
    await act(team, both.id, 'removal')
    expect((await account(both)).status).toBe(200)
  })

  it('is refused for oneself and for a member of another organisation', async () => {
    expect(await (await act(office, coordinator.id, 'removal')).text()).toContain('This is you')
    expect((await act(office, linkWorker.id, 'removal')).status).toBe(404)
  })

  it('never leaves the place without a coordinator, whoever removes whom at the same moment', async () => {
    const second = await place.signIn('coordinator', office)
    for (const what of ['removal', 'disabling']) {
      const answers = await Promise.all([act(office, second.id, what, coordinator), act(office, coordinator.id, what, second)])
      expect(answers.filter(({ status }) => status === 303).length).toBeLessThanOrEqual(1)
    }
    const left = await place.db.select().from(memberships).where(eq(memberships.orgId, office))
    expect(left.length).toBeGreaterThanOrEqual(1)
    const alive = await Promise.all([coordinator, second].map(async (one) => (await account(one)).status))
    expect(alive).toContain(200)
  })
})

describe('stopping somebody', () => {
  it('ends all their sign-ins at once, and lets them ask for no new one', async () => {
    await act(team, linkWorker.id, 'disabling')
    expect((await account(linkWorker)).status).toBe(303)
    expect(await (await place.get(`/organisations/${team}`, { as: coordinator })).text()).toContain('Cannot sign in')
    await act(team, linkWorker.id, 'enabling')
    expect((await account(linkWorker)).status).toBe(303)
  })
})

describe('news that waits', () => {
  const granted = permit({ kind: 'system', id: 'test' }, 'work.scheduled')
  const send = (more: Partial<Sender> = {}) =>
    granted && deliver(place.ctx(), granted, { writers, sender: { ...mailboxSender(place.ctx(), 'a@b.example'), ...more } })
  const newsOf = async (status: MessageStatus) =>
    (await place.rows.messages()).filter((row) => row.kind === 'team.session_cancelled' && row.status === status)

  it.each(['removal', 'disabling'])('reaches the rest of the team, once each, after the %s of whoever was to get it', async (what) => {
    const scene = await place.scene()
    const elsewhere = await place.organisation('referral_team')
    const [first, second, stopped] = [
      await place.signIn('link_worker', scene.team),
      await place.signIn('link_worker', scene.team, elsewhere),
      await place.signIn('link_worker', scene.team),
    ]
    await place.signIn('link_worker', elsewhere)
    await place.db.update(users).set({ disabledAt: 1 }).where(eq(users.id, stopped.id))
    // `first` hears of it for somebody of their own.
    for (const { id } of [scene.linkWorker, first]) {
      const personId = await place.person(scene.team, { linkWorkerId: id })
      await place.post(`/api/sessions/${scene.sessionId}/bookings`, { personId }, { as: scene.linkWorker })
    }
    await send()
    place.clock.now = Date.UTC(2026, 5, 1, 21)
    await place.post(`/api/sessions/${scene.sessionId}/cancellation`, { reason: 'Rain' }, { as: scene.organiser })
    await send()
    expect((await act(scene.team, scene.linkWorker.id, what)).status).toBe(303)
    const planned = (await place.rows.messages()).filter(({ kind }) => kind === 'team.session_cancelled')
    const kept = planned.find(({ recipientId }) => recipientId === scene.linkWorker.id)
    const taken = planned.find(({ recipientId }) => recipientId === second.id)
    expect(taken).toMatchObject({ dueAt: kept?.dueAt, usefulUntil: kept?.usefulUntil, createdAt: kept?.createdAt, status: 'planned' })
    // The same key as if it had been planned for them.
    expect(taken?.dedupeKey).toBe(kept?.dedupeKey.replace(scene.linkWorker.id, second.id))
    place.clock.now = Date.UTC(2026, 5, 2, 8)
    await send()
    expect((await newsOf('sent')).map(({ recipientId }) => recipientId).sort()).toEqual([first.id, second.id].sort())
  })

  it('reaches them from a batch that the provider did not take, too', async () => {
    const scene = await place.scene()
    const second = await place.signIn('link_worker', scene.team)
    const personId = await place.person(scene.team, { linkWorkerId: scene.linkWorker.id })
    await place.post(`/api/sessions/${scene.sessionId}/bookings`, { personId }, { as: scene.linkWorker })
    await send()
    place.clock.now += minutes(30)
    await place.post(`/api/sessions/${scene.sessionId}/cancellation`, { reason: 'Rain' }, { as: scene.organiser })
    const busy = { send: async () => ({ outcome: 'refused', reason: 'rate_limited' }) as const }
    while ((await newsOf('sending')).length === 0) await send(busy)
    await act(scene.team, scene.linkWorker.id, 'removal')
    place.clock.now += minutes(30)
    await send()
    expect(await newsOf('sent')).toMatchObject([{ recipientId: second.id }])
  })
})

describe('my own sign-ins', () => {
  it('are listed and ended one by one, or all the others; not those of others', async () => {
    const other = await place.signIn('link_worker', team)
    const ids = async (as: { cookie: string }) =>
      [...(await (await account(as)).text()).matchAll(/sign-ins\/([\w-]+)\/revocation/g)].map(([, id]) => id).filter((id) => id !== 'other')
    const [mine] = await ids(linkWorker)
    expect((await place.postForm(`/account/sign-ins/${mine}/revocation`, {}, { as: other })).status).toBe(404)
    expect((await account(linkWorker)).status).toBe(200)
    const ended = await place.postForm(`/account/sign-ins/${mine}/revocation`, {}, { as: linkWorker })
    expect(ended.headers.get('location')).toBe('/sign-in?done=signed_out')
    expect((await account(linkWorker)).status).toBe(303)
  })

  it('change the name and the language of pages and emails', async () => {
    const saved = await place.postForm('/account', { name: 'Priya N.', locale: 'id' }, { as: linkWorker })
    expect([saved.status, saved.headers.getSetCookie()[0]]).toEqual([303, expect.stringMatching(/^__Host-language=id;/)])
    expect(await (await account(linkWorker)).text()).toContain('value="Priya N."')
    expect((await place.postForm('/account', { name: '', locale: 'id' }, { as: linkWorker })).status).toBe(422)
  })
})

describe('an API token', () => {
  const make = async (fields: Record<string, string> = {}) => {
    const answer = await place.postForm(
      `/organisations/${office}/tokens`,
      { name: 'Screen', allows: 'read', life: '90', ...fields },
      { as: coordinator },
    )
    return { status: answer.status, secret: /<code class="al-code">([\w-]{43})<\/code>/.exec(await answer.text())?.[1] ?? '' }
  }
  const api = (method: string, secret: string, body?: unknown) =>
    place.request(method, '/api/organisations', { headers: { authorization: `Bearer ${secret}` }, ...(body ? { body } : {}) })
  const fresh = { name: 'Choirs', kind: 'provider' }

  it('is shown once, kept as a hash, and reads only what it may', async () => {
    const { status, secret } = await make()
    expect([status, secret.length]).toEqual([201, 43])
    expect(await dump(place)).not.toContain(secret)
    expect(await (await place.get(`/organisations/${office}`, { as: coordinator })).text()).not.toContain(secret)
    expect((await api('GET', secret)).status).toBe(200)
    expect((await api('POST', secret, fresh)).status).toBe(404)
  })

  it('that may write, writes', async () => {
    const { secret } = await make({ allows: 'write' })
    const made = await api('POST', secret, fresh)
    expect(made.status).toBe(201)
    const { id } = (await made.json()) as { id: string }
    const read = await place.get(`/api/organisations/${id}`, { headers: { authorization: `Bearer ${secret}` } })
    expect(await read.json()).toMatchObject({ id, name: 'Choirs', kind: 'provider' })
  })

  it('ends when it was said to, a year at most, and at once when it is taken back', async () => {
    const { secret } = await make({ life: '365' })
    expect((await make({ life: '366' })).status).toBe(422)
    const [row] = await place.db.select().from(apiTokens)
    expect(row?.expiresAt).toBe(place.clock.now + days(365))
    await place.postForm(`/organisations/${office}/tokens/${row?.id}/revocation`, {}, { as: coordinator })
    expect((await api('GET', secret)).status).toBe(401)
    const second = await make({ life: '30' })
    place.clock.now += days(30)
    expect((await api('GET', second.secret)).status).toBe(401)
  })
})

describe('an organisation', () => {
  it('is made, changed and listed; its kind never changes, and there is one office', async () => {
    const made = await place.postForm(
      '/organisations',
      { name: 'Old Town Choirs', kind: 'provider', contactEmail: '', contactPhone: '01632 960 001' },
      { as: coordinator },
    )
    const home = made.headers.get('location')?.split('?')[0] ?? ''
    expect(await (await place.get(home, { as: coordinator })).text()).toContain('01632 960001')
    const changed = await place.postForm(
      home,
      { name: 'Choirs', kind: 'referral_team', contactEmail: 'a@example.org' },
      { as: coordinator },
    )
    expect(changed.status).toBe(303)
    const text = await (await place.get('/organisations', { as: coordinator })).text()
    expect(text).toContain('Choirs')
    expect(text.match(/Group provider/g)).toHaveLength(1)
    expect((await place.postForm('/organisations', { name: 'Second', kind: 'place_office' }, { as: coordinator })).status).toBe(422)
    expect((await place.postForm('/organisations', { name: 'x', kind: 'provider', contactPhone: 'abc' }, { as: coordinator })).status).toBe(
      422,
    )
  })
})

import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { permit } from '../../src/access/permit.ts'
import { messages, stoppedEmails } from '../../src/db/schema/messages.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { deliver } from '../../src/messages/deliver.ts'
import { isStoppable, kinds, type MessageKind, stoppableFor, stopVersion } from '../../src/messages/rules.ts'
import { allKinds, makeTrue, type Town, town } from '../letters/town.ts'
import { visitScene } from '../visits/scene.ts'

const theirs = allKinds.filter((kind) => isStoppable(kind) && kinds[kind].to !== 'person')
const addressIn = async (here: Town, kind: MessageKind) => {
  const header = (await here.letter(kind)).headers?.['List-Unsubscribe'] ?? ''
  return new URL(/^<(\S+?)>/.exec(header)?.[1] ?? '').pathname
}
const oneClick = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
/** As a mail provider posts it: no cookie, no Origin. */
const press = (here: Town, path: string) =>
  here.place.app.request(new Request(`${here.place.origin}${path}`, { method: 'POST', body: oneClick, redirect: 'manual' }))
const stops = (here: Town) => here.place.db.select().from(stoppedEmails)

async function delivered(here: Town, kind: MessageKind): Promise<string> {
  const { id: _, ...row } = await here.row(kind)
  const own = eq(messages.dedupeKey, row.dedupeKey)
  await here.place.db.delete(messages).where(own)
  await here.place.db.insert(messages).values(row)
  const granted = permit({ kind: 'system', id: 'deliver' }, 'work.scheduled')
  if (!granted) throw new Error('nobody delivers')
  const send = async (_: string, letters: readonly unknown[]) =>
    ({ outcome: 'accepted', results: letters.map((__, at) => ({ providerId: `p${at}` })) }) as const
  await deliver(here.place.ctx(), granted, { writers, sender: { from: 'a@b.example', keyLastsFor: 1, send } })
  const [after] = await here.place.db.select().from(messages).where(own)
  return `${after?.status} ${after?.outcome}`
}

describe('one press in a mail program', () => {
  it.each(theirs)('stops %s and nothing else, without a cookie, as often as it is pressed', async (kind) => {
    const here = await town()
    await makeTrue(here, kind)
    expect(await delivered(here, kind)).toBe('sent null')
    const path = await addressIn(here, kind)
    // What a scanner opens changes nothing.
    expect((await here.place.get(path)).status).toBe(200)
    expect(await stops(here)).toEqual([])
    for (const _ of [1, 2]) {
      const answer = await press(here, path)
      expect([answer.status, await answer.text()]).toEqual([200, ''])
    }
    const { recipientId } = await here.row(kind)
    expect(await stops(here)).toMatchObject([{ recipientId, kind }])
    expect(await delivered(here, kind)).toBe('suppressed stopped_by_person')
    expect((await here.place.rows.audit()).filter(({ action }) => action === 'messages.stop')).toMatchObject([
      { actorKind: 'link', why: kind },
    ])
    // And back, by the button of the page.
    expect((await here.place.postForm(path, { wish: 'start' })).status).toBe(303)
    expect(await stops(here)).toEqual([])
  })
})

it('leaves other kinds alone', async () => {
  const here = await town()
  await press(here, await addressIn(here, 'visit.reminder_48h'))
  expect(await delivered(here, 'visit.reminder_day')).toBe('sent null')
  expect(await delivered(here, 'visit.claimed')).toBe('sent null')
})

it('gives each kind a link of its own', () => {
  expect(new Set(theirs.map(stopVersion)).size).toBe(theirs.length)
})

it('takes no other link, and no kind that it cannot stop', async () => {
  const here = await town()
  const path = await addressIn(here, 'team.visit_claimed')
  const token = path.split('/')[2] ?? ''
  expect((await press(here, `/unsubscribe/${token}`)).status).toBe(404)
  // Neither does one that was passed on stop an alarm of whoever passed it on.
  const others = theirs.filter((kind) => kind !== 'team.visit_claimed')
  for (const kind of others) expect((await here.place.get(`/emails/${token}/about/${kind}`)).status).toBe(404)
  for (const kind of ['account.sign_in', 'booking.reminder_48h', 'nonsense', ...others])
    expect((await press(here, `/emails/${token}/about/${kind}`)).status).toBe(404)
  const forged = `${token.slice(0, 40)}${token[40] === 'A' ? 'B' : 'A'}${token.slice(41)}`
  expect((await press(here, `/emails/${forged}/about/team.visit_claimed`)).status).toBe(404)
  expect(await stops(here)).toEqual([])
})

describe('the choice behind an account', () => {
  it('lists the kinds of each role, and stops those that are not wanted', async () => {
    const place = await visitScene()
    const buddy = await place.buddy()
    const list = async (as: { cookie: string }) =>
      ((await (await place.get('/api/account/emails', { as })).json()) as { emails: { kind: MessageKind; isStopped: boolean }[] }).emails
    expect((await list(place.linkWorker)).map(({ kind }) => kind)).toEqual(stoppableFor('link_worker'))
    expect((await list(place.organiser)).map(({ kind }) => kind)).toEqual(stoppableFor('organiser'))
    expect((await list(buddy)).map(({ kind }) => kind)).toEqual(stoppableFor('buddy'))

    const wanted = stoppableFor('buddy').filter((kind) => kind !== 'digest.buddy')
    const chosen = await place.request('PUT', '/api/account/emails', { as: buddy, body: { wanted } })
    expect(chosen.status).toBe(204)
    expect(await place.db.select().from(stoppedEmails)).toMatchObject([{ recipientId: buddy.buddyId, kind: 'digest.buddy' }])
    expect((await list(buddy)).filter(({ isStopped }) => isStopped)).toEqual([{ kind: 'digest.buddy', isStopped: true }])

    const page = await (await place.get('/account/emails', { as: buddy })).text()
    expect(page).toContain('Open visits that suit a buddy')
    expect(page.match(/checked/g)).toHaveLength(wanted.length)
    const all = stoppableFor('buddy').map((kind): [string, string] => ['wanted', kind])
    expect((await place.postForm('/account/emails', all, { as: buddy })).status).toBe(303)
    expect(await place.db.select().from(stoppedEmails)).toEqual([])
  })

  it('reaches nobody else', async () => {
    const place = await visitScene()
    const buddy = await place.buddy()
    const other = await place.buddy()
    expect((await place.request('PUT', '/api/account/emails', { as: buddy, body: { wanted: [] } })).status).toBe(204)
    const stopped = await place.db.select().from(stoppedEmails)
    expect(new Set(stopped.map(({ recipientId }) => recipientId))).toEqual(new Set([buddy.buddyId]))
    expect(stopped).toHaveLength(stoppableFor('buddy').length)
    const page = (await (await place.get('/api/account/emails', { as: other })).json()) as { emails: { isStopped: boolean }[] }
    expect(page.emails.some(({ isStopped }) => isStopped)).toBe(false)
    const odd = await place.request('PUT', '/api/account/emails', { as: buddy, body: { wanted: ['booking.reminder_48h'] } })
    expect(odd.status).toBe(422)
  })
})

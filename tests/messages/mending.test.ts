// What a coordinator decides about many messages and about an address, and what a link worker mends by putting an address right.

import { describe, expect, it } from 'vitest'
import type { OrgId } from '../../src/access/actor.ts'
import { type Permit, permit } from '../../src/access/permit.ts'
import { suppressedAddresses } from '../../src/db/schema/messages.ts'
import { days, hours } from '../../src/lib/time.ts'
import { mendMessage } from '../../src/messages/actions.ts'
import { unreached } from '../../src/messages/attention/actions.ts'
import { mendAlike } from '../../src/messages/mending/actions.ts'
import { liftSuppression } from '../../src/messages/suppression/actions.ts'
import { noon } from '../world.ts'
import { type PostOffice, postOffice, statuses } from './post-office.ts'
import { tell } from './webhooks.ts'

const memberships = [{ orgId: 'office' as OrgId, role: 'coordinator' as const }]
const coordinator = permit({ kind: 'user', id: 'c', signInId: 's', name: 'C', memberships }, 'place.run') as Permit<'place.run'>
const badAddress = { kind: 'booking.changed', status: 'failed', outcome: 'bad_address' } as const

/** Fourteen of one kind with a bad address, one of another kind, one that bounced. */
async function stopped() {
  const office = await postOffice()
  const fourteen = Array.from({ length: 14 }, (_, n) => `s${n}`)
  await office.planFor(fourteen.slice(0, 12), { usefulUntil: noon + days(3) })
  await office.planFor(fourteen.slice(12), { usefulUntil: noon + hours(1) })
  await office.planFor(['other'], { kind: 'booking.link' })
  for (const fact of office.facts.values()) fact.address = 'nobody'
  await office.run()
  await office.planFor(['bounced'])
  await office.run()
  const [accepted] = (await office.log()).accepted
  if (accepted) await tell(office, 'soft_bounced', accepted)
  for (const [subject, fact] of office.facts) fact.address = `${subject}@example.org`
  return { office, fourteen }
}
const overview = (office: PostOffice) => unreached(office.ctx(), coordinator)
const with_ = async (office: PostOffice, status: string) => Object.values(await statuses(office)).filter((one) => one === status).length

describe('all that stopped for one reason', () => {
  it('is counted, with how many would still be true', async () => {
    const { office } = await stopped()
    await office.later(hours(2))
    expect((await overview(office)).groups).toEqual([{ ...badAddress, messages: 14, sendable: 12 }])
  })

  it('is sent again with one press, as far as it is still true; each is on the audit log', async () => {
    const { office } = await stopped()
    await office.later(hours(2))
    expect(await mendAlike(office.ctx(), coordinator, { ...badAddress, how: 'retry' })).toEqual({ ok: true, value: { messages: 12 } })
    await office.run()
    expect((await office.log()).accepted).toHaveLength(13)
    expect(await with_(office, 'failed bad_address')).toBe(3)
    const audit = (await office.rows.audit()).filter(({ action }) => action === 'message.retry')
    expect(audit).toHaveLength(12)
    expect(audit[0]).toMatchObject({ actorId: 'c', fromState: 'failed', toState: 'planned' })
  })

  it('is taken off the list with one press, and nothing else is', async () => {
    const { office } = await stopped()
    expect(await mendAlike(office.ctx(), coordinator, { ...badAddress, how: 'give_up' })).toEqual({ ok: true, value: { messages: 14 } })
    expect(await with_(office, 'cancelled bad_address')).toBe(14)
    expect((await office.attention()).messages.map(({ subjectId }) => subjectId).sort()).toEqual(['bounced', 'other'])
    const again = await mendAlike(office.ctx(), coordinator, { ...badAddress, how: 'give_up' })
    expect(again).toEqual({ ok: false, reason: 'none_left' })
  })

  it('by two who press at once, and one who decides about a single one, is decided once each', async () => {
    const { office } = await stopped()
    const [one] = await office.messageRows()
    await Promise.all([
      mendAlike(office.ctx(), coordinator, { ...badAddress, how: 'retry' }),
      mendAlike(office.ctx(), coordinator, { ...badAddress, how: 'give_up' }),
      mendMessage(office.ctx(), coordinator, { messageId: one?.id ?? 0, how: 'retry' }),
    ])
    await office.run()
    const { accepted } = await office.log()
    expect(new Set(accepted.map(({ message }) => message)).size).toBe(accepted.length)
    const audit = await office.rows.audit()
    expect(new Set(audit.map(({ subjectId }) => subjectId)).size).toBe(audit.length)
    expect(await with_(office, 'failed bad_address')).toBe(1)
  })

  it('can be decided about once more when it stops again before it was tried', async () => {
    const office = await postOffice()
    await office.planFor(['ann'], { usefulUntil: noon + hours(1) })
    office.facts.set('ann', { address: 'nobody', words: 'x', isTrue: true })
    await office.run()
    await mendAlike(office.ctx(), coordinator, { ...badAddress, how: 'retry' })
    await office.later(hours(2))
    await office.run()
    expect(await statuses(office)).toEqual({ ann: 'failed too_late' })
    const tooLate = { ...badAddress, outcome: 'too_late' }
    expect(await mendAlike(office.ctx(), coordinator, { ...tooLate, how: 'retry' })).toMatchObject({ reason: 'none_left' })
    expect(await mendAlike(office.ctx(), coordinator, { ...tooLate, how: 'give_up' })).toMatchObject({ ok: true })
  })
})

describe('an address that is written to no more', () => {
  async function bounced() {
    const office = await postOffice()
    await office.planFor(['ann'])
    await office.run()
    const [accepted] = (await office.log()).accepted
    if (!accepted) throw new Error('not sent')
    await tell(office, 'bounced', accepted)
    const [address] = (await overview(office)).addresses
    if (!address) throw new Error('not stopped')
    return { office, address, messageId: Number(accepted.message) }
  }

  it('is shown by whose it is and which email found it out, never as it is', async () => {
    const { office, address, messageId } = await bounced()
    expect(address).toMatchObject({ reason: 'bounced', since: noon, messageId, recipientKind: 'person', recipientId: 'someone' })
    expect(JSON.stringify(await overview(office))).not.toContain('example.org')
  })

  it('is lifted once, with a reason, and is written to again', async () => {
    const { office, address } = await bounced()
    const press = () => liftSuppression(office.ctx(), coordinator, { addressIndex: address.addressIndex, reason: 'works_again' })
    const answers = await Promise.all([press(), press(), press()])
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await press()).toEqual({ ok: false, reason: 'no_such_address' })
    expect((await office.rows.audit()).filter(({ action }) => action === 'message.lifted')).toMatchObject([
      { why: 'works_again', fromState: 'bounced', personId: 'someone' },
    ])
    await office.planFor(['again'])
    office.facts.set('again', { address: 'ann@example.org', words: 'x', isTrue: true })
    await office.run()
    expect((await statuses(office)).again).toBe('sent')
  })

  it('stops anew when it bounces again', async () => {
    const { office, address } = await bounced()
    await liftSuppression(office.ctx(), coordinator, { addressIndex: address.addressIndex, reason: 'owner_asked' })
    await office.later(hours(1))
    await office.planFor(['again'])
    office.facts.set('again', { address: 'ann@example.org', words: 'x', isTrue: true })
    await office.run()
    const second = (await office.log()).accepted[1]
    if (!second) throw new Error('not sent')
    await tell(office, 'complained', second)
    expect(await office.db.select().from(suppressedAddresses)).toMatchObject([{ reason: 'complained', since: noon + hours(1) }])
  })
})

it('a new address of a person gets what still matters and had not reached them', async () => {
  const office = await postOffice()
  const { team, linkWorker } = await office.scene()
  const ann = await office.person(team, { linkWorkerId: linkWorker.id })
  const other = await office.person(team, { linkWorkerId: linkWorker.id })
  await office.planFor(['bounces', 'too-late'], { recipientId: ann })
  await office.planFor(['of-another'], { recipientId: other })
  await office.run()
  for (const accepted of (await office.log()).accepted) await tell(office, 'bounced', accepted)
  await office.planFor(['kept-back'], { recipientId: ann })
  office.facts.set('kept-back', { address: 'bounces@example.org', words: 'x', isTrue: true })
  await office.run()
  await office.planFor(['complained'], { recipientId: ann })
  await office.run()
  const complained = (await office.log()).accepted.find(({ to }) => to === 'complained@example.org')
  if (complained) await tell(office, 'complained', complained)
  await office.db.run(`UPDATE messages SET useful_until = ${office.clock.now} WHERE subject_id = 'too-late'`)

  const answer = await office.request('PUT', `/api/people/${ann}`, { as: linkWorker, body: { ...details, email: 'new@example.org' } })
  expect(answer.status, await answer.clone().text()).toBe(200)
  expect(await statuses(office)).toMatchObject({
    bounces: 'planned',
    'kept-back': 'planned',
    'too-late': 'bounced hard_bounce',
    complained: 'complained',
    'of-another': 'bounced hard_bounce',
  })
})

const details = {
  ...{ name: 'Ann Surname', preferredName: 'Ann', language: 'en', reachBy: 'email', area: 'Northfield' },
  ...{ accessNeeds: [], sharesAccessNeeds: 'yes', consentWords: 'Said yes on the phone', consentOn: '2026-06-01' },
}

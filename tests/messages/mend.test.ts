import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { OrgId } from '../../src/access/actor.ts'
import { type Permit, permit } from '../../src/access/permit.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { hours, minutes } from '../../src/lib/time.ts'
import { mendMessage, releaseHeld } from '../../src/messages/actions.ts'
import { unreached } from '../../src/messages/attention/actions.ts'
import { messageFlow } from '../../src/messages/attention/queries.ts'
import { mendAlike } from '../../src/messages/mending/actions.ts'
import { noon } from '../world.ts'
import { accepted, postOffice, statuses } from './post-office.ts'
import type { Accepted } from './resend-double.ts'
import { tell } from './webhooks.ts'

const membership = { orgId: 'org' as OrgId, role: 'coordinator' as const }
const coordinator = permit(
  { kind: 'user', id: 'c', name: 'C', locale: 'en', memberships: [membership] } as never,
  'place.run',
) as Permit<'place.run'>
const unknownBatch = '00000000-0000-7000-8000-000000000000'

async function withFailed() {
  const office = await postOffice()
  await office.planFor(['ann'])
  office.facts.set('ann', { address: 'nobody', words: 'first', isTrue: true })
  await office.run()
  const [message] = await office.messageRows()
  if (!message) throw new Error('no message')
  return { office, message }
}

async function withHeld() {
  const office = await postOffice()
  await office.planFor(['ann', 'ben'])
  await office.tell({ faults: ['refuse_drop'] })
  await office.run()
  await office.later(hours(25))
  await office.run()
  const [batch] = (await office.attention()).batches
  if (!batch) throw new Error('nothing held')
  return { office, batchId: batch.id }
}

describe('a failed message', () => {
  it('is sent again from facts as they are then, by one of two who press the button at once', async () => {
    const { office, message } = await withFailed()
    office.facts.set('ann', { address: 'ann@example.org', words: 'mended', isTrue: true })
    const answers = await Promise.all(
      ['retry', 'give_up', 'retry'].map((how) => mendMessage(office.ctx(), coordinator, { messageId: message.id, how: how as 'retry' })),
    )
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    if (!answers[1]?.ok) {
      await office.run()
      expect((await office.log()).accepted).toMatchObject([{ text: 'mended template=1' }])
    }
    expect((await office.attention()).messages).toEqual([])
  })

  it('is recorded with who decided', async () => {
    const { office, message } = await withFailed()
    expect(await mendMessage(office.ctx(), coordinator, { messageId: message.id, how: 'retry' })).toMatchObject({ ok: true })
    expect(await office.rows.audit()).toMatchObject([
      { action: 'message.retry', subjectId: String(message.id), fromState: 'failed', actorId: 'c' },
    ])
    // The address is still a bad one: it fails again, and can be given up.
    await office.run()
    expect(await mendMessage(office.ctx(), coordinator, { messageId: message.id, how: 'give_up' })).toMatchObject({ ok: true })
    expect(await statuses(office)).toEqual({ ann: 'cancelled bad_address' })
  })

  it.each(['bounced', 'complained'] as const)('that %s can be mended too', async (status) => {
    const { office, message } = await withFailed()
    await office.db.update(messages).set({ status })
    expect((await office.attention()).messages).toMatchObject([{ status }])
    expect(await mendMessage(office.ctx(), coordinator, { messageId: message.id, how: 'retry' })).toMatchObject({ ok: true })
  })

  it.each(['account.invitation', 'account.sign_in'] as const)('%s is sent again only while its link is kept', async (kind) => {
    const office = await postOffice()
    const secret = await office.vault.seal('link', { column: 'messages.secret', rowId: 'someone' })
    await office.planFor(['kept', 'gone'], { kind, secret })
    await office.run()
    // As a letter is left that came back, and one that came back before its answer was heard.
    await office.db.update(messages).set({ status: 'bounced', outcome: 'soft_bounce' })
    await office.db.update(messages).set({ secret }).where(eq(messages.subjectId, 'kept'))
    const alike = { kind, status: 'bounced', outcome: 'soft_bounce' } as const
    expect((await unreached(office.ctx(), coordinator)).groups).toEqual([{ ...alike, messages: 2, sendable: 1 }])
    const [kept, gone] = (await office.messageRows()).map(({ id }) => id)
    const mend = (messageId = 0) => mendMessage(office.ctx(), coordinator, { messageId, how: 'retry' })
    expect(await mend(gone)).toEqual({ ok: false, reason: 'link_gone' })
    expect(await mend(kept)).toMatchObject({ ok: true })
    expect(await mendAlike(office.ctx(), coordinator, { ...alike, how: 'retry' })).toMatchObject({ reason: 'none_left' })
    expect(await mendAlike(office.ctx(), coordinator, { ...alike, how: 'give_up' })).toMatchObject({ ok: true })
  })

  it('is not sent when it is out of date, unknown, or not stopped', async () => {
    const { office, message } = await withFailed()
    const mend = (messageId: number) => mendMessage(office.ctx(), coordinator, { messageId, how: 'retry' })
    expect(await mend(message.id + 1)).toEqual({ ok: false, reason: 'no_such_message' })
    office.clock.now = message.usefulUntil
    expect(await mend(message.id)).toEqual({ ok: false, reason: 'too_late' })
    office.clock.now = noon
    await mend(message.id)
    expect(await mend(message.id)).toEqual({ ok: false, reason: 'not_stopped' })
  })
})

describe('a held batch', () => {
  it('is written afresh and sent under another key when a person says so', async () => {
    const { office, batchId } = await withHeld()
    office.facts.set('ben', { address: '', words: '', isTrue: false })
    const release = () => releaseHeld(office.ctx(), coordinator, { batchId, how: 'send_again' })
    const answers = await Promise.all([release(), release()])
    expect(answers.filter(({ ok }) => ok)).toMatchObject([{ value: { messages: 2 } }])
    await office.run()
    expect(await accepted(office)).toEqual(['ann@example.org'])
    expect(await statuses(office)).toEqual({ ann: 'sent', ben: 'cancelled no_longer_true' })
    expect((await office.attention()).batches).toEqual([])
  })

  it('counts as sent when the provider has it', async () => {
    const { office, batchId } = await withHeld()
    await releaseHeld(office.ctx(), coordinator, { batchId, how: 'count_as_sent' })
    expect(await statuses(office)).toEqual({ ann: 'sent counted_as_sent', ben: 'sent counted_as_sent' })
    expect((await office.messageRows())[0]?.sentAt).toBe(noon)
    expect(await office.run()).toEqual({ batches: 0, sent: 0 })
  })

  it.each([
    ['send_again', 'delivered', 'delivered'],
    ['count_as_sent', 'bounced', 'bounced hard_bounce'],
  ] as const)('of one that was mended, let go by %s, hears of its last try only', async (how, told, ends) => {
    const office = await postOffice()
    await office.planFor(['ann'])
    await office.run()
    const letter = async (at: number) => (await office.log()).accepted[at] as Accepted
    await tell(office, 'soft_bounced', await letter(0))
    await mendMessage(office.ctx(), coordinator, { messageId: Number((await letter(0)).message), how: 'retry' })
    await office.tell({ faults: ['accept_drop'] })
    await office.run()
    await office.later(hours(25))
    await office.run()
    const [batch] = (await office.attention()).batches
    await releaseHeld(office.ctx(), coordinator, { batchId: batch?.id ?? '', how })
    const released = await statuses(office)
    await tell(office, 'delivered', await letter(0))
    expect(await statuses(office)).toEqual(released)
    await tell(office, told, await letter(1))
    await office.run()
    expect(await statuses(office)).toEqual({ ann: ends })
    expect((await office.log()).accepted).toHaveLength(2)
  })

  it('is let go once', async () => {
    const { office, batchId } = await withHeld()
    await releaseHeld(office.ctx(), coordinator, { batchId, how: 'count_as_sent' })
    const again = { ok: false, reason: 'no_such_batch' }
    expect(await releaseHeld(office.ctx(), coordinator, { batchId, how: 'send_again' })).toEqual(again)
    expect(await releaseHeld(office.ctx(), coordinator, { batchId: unknownBatch, how: 'send_again' })).toEqual(again)
  })
})

it('the flow counts what waits and what is stuck', async () => {
  const { office } = await withHeld()
  await office.planFor(['open'])
  await office.tell({ faults: ['refuse_drop'] })
  await office.run()
  await office.later(minutes(1))
  await office.planFor(['due'])
  await office.planFor(['ahead'], { dueAt: office.clock.now + minutes(1) })
  expect(await messageFlow(office.db, office.clock.now)).toEqual({
    waiting: 2,
    waitingSince: office.clock.now - minutes(1),
    ahead: 1,
    openBatches: 1,
    heldBatches: 1,
    failed: 0,
    bounced: 0,
    complained: 0,
  })
})

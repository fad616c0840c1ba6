import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { messages, sendBatches, suppressedAddresses, webhookEvents } from '../../src/db/schema/messages.ts'
import { hours, minutes } from '../../src/lib/time.ts'
import { takeEvent } from '../../src/messages/webhooks/actions.ts'
import { readEvent } from '../../src/messages/webhooks/inputs.ts'
import { eventsSince } from '../../src/messages/webhooks/queries.ts'
import { noon, webhookSecrets } from '../world.ts'
import { cutAt, Died, losingAcks, watchedDb } from './cut.ts'
import { type PostOffice, postOffice, statuses } from './post-office.ts'
import { bodyOf, nextId, post, provider, type Told, tell } from './webhooks.ts'

/** Letters that were accepted and answered. */
async function sent(subjects: readonly string[], settings: Parameters<PostOffice['planFor']>[1] = {}) {
  const office = await postOffice()
  await office.planFor(subjects, settings)
  await office.run()
  const { accepted } = await office.log()
  return { office, accepted, first: accepted[0] as (typeof accepted)[number] }
}
const events = (office: PostOffice) => office.db.select().from(webhookEvents)
const suppressed = (office: PostOffice) => office.db.select().from(suppressedAddresses)

describe('a webhook is let in by its signature alone', () => {
  it('as the provider sends it, with the newest secret or with one that is being replaced', async () => {
    for (const secret of webhookSecrets) {
      const { office, first } = await sent(['ann'])
      const answer = await post(office, bodyOf('delivered', first), { secret })
      expect([answer.status, await answer.text()]).toEqual([200, 'taken'])
      expect(await statuses(office)).toEqual({ ann: 'delivered' })
    }
  })

  it.each<[string, Parameters<typeof post>[2], number]>([
    ['tampered with', { tamper: (body) => body.replace('delivered', 'bounced') }, 400],
    ['signed with another secret', { secret: 'whsec_c29tZWJvZHktZWxzZXMtc2VjcmV0LWtleQ==' }, 400],
    ['six minutes old', { signedAt: noon - minutes(6) }, 400],
    ['six minutes ahead', { signedAt: noon + minutes(6) }, 400],
    ['without a signature', { headers: { 'svix-signature': '' } }, 400],
    ['under another id than was signed', { headers: { 'svix-id': 'msg_other' } }, 400],
    ['under a time that was not signed', { headers: { 'svix-timestamp': String(noon / 1000 - 1) } }, 400],
    ['with a signature of another version only', { headers: { 'svix-signature': 'v2,AAAA' } }, 400],
    ['larger than an event is', { tamper: (body) => `${body}${' '.repeat(70_000)}` }, 413],
  ])('%s it changes nothing', async (_, how, status) => {
    const { office, first } = await sent(['ann'])
    const answer = await post(office, bodyOf('delivered', first), how)
    expect(answer.status).toBe(status)
    expect(await statuses(office)).toEqual({ ann: 'sent' })
    expect(await events(office)).toEqual([])
  })

  it('one of several signatures is enough', async () => {
    const { office, first } = await sent(['ann'])
    const id = nextId()
    const right = await signatureOf(office, first, id)
    const answer = await post(office, bodyOf('delivered', first), { id, headers: { 'svix-signature': `v1,AAAA ${right}` } })
    expect(answer.status).toBe(200)
  })

  it('signed, but no event, is refused; a kind that says nothing of a message is taken and counted', async () => {
    const { office, first } = await sent(['ann'])
    expect((await post(office, { hello: 'there' })).status).toBe(422)
    for (const type of ['email.opened', 'contact.created', 'domain.updated']) {
      const answer = await post(office, { ...bodyOf('sent', first), type })
      expect([answer.status, await answer.text()]).toEqual([200, 'no_news'])
    }
    await tell(office, 'sent', first)
    await tell(office, 'sent', first)
    expect(Object.fromEntries((await eventsSince(office.db, noon)).map(({ kind, events }) => [kind, events]))).toEqual({
      'contact.created': 1,
      'domain.updated': 1,
      'email.opened': 1,
      'email.sent': 2,
    })
    expect(await statuses(office)).toEqual({ ann: 'sent' })
  })
})

async function signatureOf(office: PostOffice, accepted: Parameters<typeof bodyOf>[1], id: string) {
  const { Webhook } = await import('standardwebhooks')
  return new Webhook(webhookSecrets[0] ?? '').sign(id, new Date(office.clock.now), JSON.stringify(bodyOf('delivered', accepted)))
}

describe('the same event', () => {
  it('twenty times at once has one effect', async () => {
    const { office, first } = await sent(['ann'])
    const id = nextId()
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(office, bodyOf('bounced', first), { id })))
    const said = await Promise.all(answers.map((answer) => answer.text()))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(said.filter((one) => one === 'taken')).toHaveLength(1)
    expect(said.filter((one) => one === 'repeated')).toHaveLength(19)
    expect(await events(office)).toHaveLength(1)
    expect(await office.rows.audit()).toHaveLength(1)
  })

  it('whose effect was committed and answered with an error is told again, and has none', async () => {
    const { office, first } = await sent(['ann'])
    const event = readEvent(nextId(), bodyOf('bounced', first), office.clock.now)
    if (!event) throw new Error('no event')
    const losing = { ...office.ctx(), db: watchedDb(office.db, losingAcks(2, 2)) }
    await expect(takeEvent(losing, provider, event)).rejects.toThrow(Died)
    expect(await takeEvent(office.ctx(), provider, event)).toBe('repeated')
    expect(await statuses(office)).toEqual({ ann: 'bounced hard_bounce' })
    expect(await office.rows.audit()).toHaveLength(1)
  })

  it.each([1, 2, 3])('whose run is cut before step %i has no effect or all of it, and is told again', async (at) => {
    const { office, first } = await sent(['ann'])
    const event = readEvent(nextId(), bodyOf('bounced', first), office.clock.now)
    if (!event) throw new Error('no event')
    const { step, hasDied } = cutAt(at)
    await takeEvent({ ...office.ctx(), db: watchedDb(office.db, step) }, provider, event).catch(() => undefined)
    expect(hasDied()).toBe(true)
    expect(await events(office)).toEqual([])
    expect(await statuses(office)).toEqual({ ann: 'sent' })
    expect(await suppressed(office)).toEqual([])
    expect(await takeEvent(office.ctx(), provider, event)).toBe('taken')
    expect(await statuses(office)).toEqual({ ann: 'bounced hard_bounce' })
  })

  // The negative control of the test above: what twenty effects would look like.
  it('under twenty ids is written down twenty times', async () => {
    const { office, first } = await sent(['ann'])
    await Promise.all(Array.from({ length: 20 }, () => post(office, bodyOf('bounced', first))))
    expect(await office.rows.audit()).toHaveLength(20)
    expect(await statuses(office)).toEqual({ ann: 'bounced hard_bounce' })
    expect(await suppressed(office)).toHaveLength(1)
  })
})

describe('events in any order', () => {
  const orders = permutations<Told>(['sent', 'delivered', 'bounced', 'complained'])
  it.each(orders)('%s, %s, %s, %s end alike', async (...order) => {
    const { office, first } = await sent(['ann'])
    for (const [at, told] of order.entries()) await tell(office, told, { ...first, at: noon + at })
    expect(await statuses(office)).toEqual({ ann: 'complained' })
    expect(await suppressed(office)).toMatchObject([{ reason: 'complained', messageId: Number(first.message) }])
  })

  it.each<[Told[], string]>([
    [['delivery_delayed', 'sent'], 'sent delayed'],
    [['delivery_delayed', 'delivered', 'sent'], 'delivered'],
    [['soft_bounced', 'bounced'], 'bounced hard_bounce'],
    [['soft_bounced', 'delivered'], 'bounced soft_bounce'],
    [['failed', 'sent'], 'failed provider_failed'],
    [['failed', 'delivered'], 'delivered'],
    [['suppressed', 'sent'], 'suppressed address_suppressed'],
  ])('%j: %s', async (order, status) => {
    for (const told of permutations(order)) {
      const { office, first } = await sent(['ann'])
      for (const one of told) await tell(office, one, first)
      expect(await statuses(office)).toEqual({ ann: status })
    }
  })

  it('and all at once end alike', async () => {
    const { office, first } = await sent(['ann'])
    await Promise.all(
      (['complained', 'sent', 'bounced', 'delivered', 'delivery_delayed'] as const).map((told) => tell(office, told, first)),
    )
    expect(await statuses(office)).toEqual({ ann: 'complained' })
  })
})

describe('an event finds its message', () => {
  it('whose answer was lost: it is settled, and nothing is sent again', async () => {
    const office = await postOffice()
    await office.planFor(['ann', 'ben'])
    await office.tell({ faults: ['accept_drop'] })
    await office.run()
    const { accepted } = await office.log()
    for (const one of accepted) expect(await tell(office, 'delivered', one)).toBe('taken')
    expect(await office.messageRows()).toMatchObject(accepted.map(({ id }) => ({ status: 'delivered', providerId: id })))
    expect(await office.batchRows()).toMatchObject([{ status: 'done', payload: null }])
    await office.later(hours(25))
    expect(await office.run()).toMatchObject({ batches: 0 })
    expect((await office.log()).accepted).toHaveLength(2)
  })

  it('in a batch that was held: what is told of is settled, the rest still waits for a person', async () => {
    const office = await postOffice()
    await office.planFor(['ann', 'ben'])
    await office.tell({ faults: ['accept_drop'] })
    await office.run()
    await office.later(hours(25))
    expect(await office.run()).toMatchObject({ held: 1 })
    const [ann, ben] = (await office.log()).accepted
    if (!ann || !ben) throw new Error('nothing accepted')
    await tell(office, 'delivered', ann)
    expect((await office.attention()).batches).toMatchObject([{ status: 'held', messages: 1 }])
    await tell(office, 'sent', ben)
    expect((await office.attention()).batches).toEqual([])
    expect(await statuses(office)).toEqual({ ann: 'delivered', ben: 'sent' })
  })

  it('before the call that sent it is answered', async () => {
    const office = await postOffice()
    await office.planFor(['ann'])
    await office.tell({ faults: ['accept_slowly'] })
    const running = office.run()
    const early = await firstAccepted(office)
    expect(await tell(office, 'delivered', early)).toBe('taken')
    await running
    expect(await office.messageRows()).toMatchObject([{ status: 'delivered', providerId: early.id }])
    expect(await office.batchRows()).toMatchObject([{ status: 'done' }])
  })

  it('that a person decided to send again meanwhile, and keeps it from going out twice', async () => {
    const office = await postOffice()
    await office.planFor(['ann'])
    await office.tell({ faults: ['accept_drop'] })
    await office.run()
    const [first] = (await office.log()).accepted
    if (!first) throw new Error('nothing accepted')
    // As releasing a held batch leaves it.
    await office.db.update(sendBatches).set({ status: 'done', payload: null })
    await office.db.update(messages).set({ status: 'planned' })
    await tell(office, 'delivered', first)
    await office.run()
    expect(await statuses(office)).toEqual({ ann: 'delivered' })
    expect((await office.log()).accepted).toHaveLength(1)
  })

  it('unless it is about an earlier try of one that was mended', async () => {
    const { office, first } = await sent(['ann'])
    await tell(office, 'soft_bounced', first)
    // As mending leaves it.
    await office.db.update(messages).set({ status: 'planned', outcome: null, batchId: null, dueAt: office.clock.now })
    await tell(office, 'delivered', first)
    expect(await statuses(office)).toEqual({ ann: 'planned' })
    await office.run()
    const second = (await office.log()).accepted[1]
    if (!second) throw new Error('not sent again')
    await tell(office, 'soft_bounced', first)
    expect(await statuses(office)).toEqual({ ann: 'sent' })
    await tell(office, 'delivered', second)
    expect(await statuses(office)).toEqual({ ann: 'delivered' })
  })

  it('of the new try before its answer, though it was mended', async () => {
    const { office, first } = await sent(['ann'])
    await tell(office, 'soft_bounced', first)
    await office.db.update(messages).set({ status: 'planned', outcome: null, batchId: null, dueAt: office.clock.now })
    await office.tell({ faults: ['accept_drop'] })
    await office.run()
    const second = (await office.log()).accepted[1]
    if (!second) throw new Error('not sent again')
    await tell(office, 'delivered', first)
    expect(await statuses(office)).toEqual({ ann: 'sending' })
    await tell(office, 'delivered', second)
    expect(await office.messageRows()).toMatchObject([{ status: 'delivered', providerId: second.id }])
  })

  it('cancelled by now: it stays cancelled, though the address is remembered', async () => {
    const { office, first } = await sent(['ann'])
    await office.db
      .update(messages)
      .set({ status: 'cancelled', outcome: 'no_longer_true' })
      .where(eq(messages.id, Number(first.message)))
    expect(await tell(office, 'bounced', first)).toBe('taken')
    expect(await statuses(office)).toEqual({ ann: 'cancelled no_longer_true' })
    expect(await suppressed(office)).toHaveLength(1)
  })

  it('and none of another place that shares the account', async () => {
    const { office, first } = await sent(['ann'])
    await office.db.update(messages).set({ providerId: null })
    const foreign = { ...first, id: 're_foreign', tags: { message: first.message, batch: '01900000-0000-7000-8000-00000000ffff' } }
    expect(await tell(office, 'bounced', foreign)).toBe('unknown_message')
    expect(await tell(office, 'bounced', { ...foreign, tags: { message: first.message } })).toBe('unknown_message')
    expect(await statuses(office)).toEqual({ ann: 'sent' })
    expect(await suppressed(office)).toEqual([])
  })
})

it('a permanent bounce or a complaint stops the address, a passing fault does not', async () => {
  for (const [told, reason] of [
    ['bounced', 'bounced'],
    ['complained', 'complained'],
    ['suppressed', 'refused'],
    ['soft_bounced', undefined],
    ['failed', undefined],
    ['delivered', undefined],
  ] as const) {
    const { office, first } = await sent(['ann'])
    await tell(office, told, first)
    expect((await suppressed(office)).map((row) => row.reason)).toEqual(reason ? [reason] : [])
    await office.planFor(['bob'])
    office.facts.set('bob', { address: 'ANN@example.org', words: 'first', isTrue: true })
    await office.run()
    expect((await statuses(office)).bob).toBe(reason ? 'suppressed address_suppressed' : 'sent')
  }
})

it('what says when it happened in the future happened now at the latest', async () => {
  const office = await postOffice()
  await office.planFor(['ann'])
  await office.tell({ faults: ['accept_drop'] })
  await office.run()
  const early = await firstAccepted(office)
  const ahead = { ...early, at: office.clock.now + hours(5) }
  await tell(office, 'sent', ahead)
  expect(await office.messageRows()).toMatchObject([{ status: 'sent', sentAt: office.clock.now }])
  expect(await takeEvent(office.ctx(), provider, { id: nextId(), kind: 'email.opened', happenedAt: 0 })).toBe('no_news')
})

async function firstAccepted(office: PostOffice) {
  for (let tries = 0; tries < 200; tries++) {
    const [first] = (await office.log()).accepted
    if (first) return first
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('nothing was accepted')
}

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]]
  return list.flatMap((one, at) => permutations(list.toSpliced(at, 1)).map((rest) => [one, ...rest]))
}

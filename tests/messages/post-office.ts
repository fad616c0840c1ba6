// A place with messages to send, letters that say which facts and which template they were written from, and the double of
// the provider at the other end.

import { env } from 'cloudflare:workers'
import { permit } from '../../src/access/permit.ts'
import type { Ctx } from '../../src/ctx.ts'
import type { Statement } from '../../src/db/connect.ts'
import { messages, providerCircuit, sendBatches, suppressedAddresses, webhookEvents } from '../../src/db/schema/messages.ts'
import { days } from '../../src/lib/time.ts'
import { messagesNeedingAttention } from '../../src/messages/attention/queries.ts'
import { type Delivery, deliver } from '../../src/messages/deliver.ts'
import type { Writer, Writers } from '../../src/messages/letters.ts'
import { type Planned, plan } from '../../src/messages/queries.ts'
import { resendSender } from '../../src/messages/resend.ts'
import { kinds, type Letter, type MessageKind, type Unsent } from '../../src/messages/rules.ts'
import { world } from '../world.ts'
import type { Control, Log } from './resend-double.ts'

export type Fact = { address: string; words: string; isTrue: boolean; unsent?: Unsent }
export type PostOffice = Awaited<ReturnType<typeof postOffice>>

const job = permit({ kind: 'system', id: 'deliver' }, 'work.scheduled')
if (!job) throw new Error('no permit')
export const work = job

let accounts = 0

export async function postOffice(settings: Parameters<typeof world>[0] = {}) {
  const place = await world(settings)
  const facts = new Map<string, Fact>()
  const template = { version: 1 }
  const account = { apiKey: '' }

  /** Forgets every message, and opens a new account at the provider. */
  async function clear() {
    const tables = [messages, sendBatches, suppressedAddresses, webhookEvents, providerCircuit]
    await place.db.batch(tables.map((table) => place.db.delete(table)) as unknown as [Statement, ...Statement[]])
    facts.clear()
    template.version = 1
    account.apiKey = `re_test_${crypto.randomUUID()}_${++accounts}`
  }
  await clear()

  const write: Writer = async (ctx, due) => {
    // A read, as real writers have one: the facts come from the database.
    await ctx.db.select({ id: messages.id }).from(messages).limit(1)
    return new Map(due.map((row) => [row.id, letterOf(row.subjectId)]))
  }
  function letterOf(subjectId: string): Letter | Unsent {
    const fact = facts.get(subjectId)
    if (!fact?.isTrue) return fact?.unsent ?? 'no_longer_true'
    const text = `${fact.words} template=${template.version}`
    return { to: fact.address, subject: `About ${subjectId}`, text, html: `<p>${text}</p>`, headers: { 'List-Unsubscribe': '<https://x>' } }
  }
  const writers = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, write])) as unknown as Writers

  async function planFor(subjects: readonly string[], extra: Partial<Planned> & { kind?: MessageKind } = {}) {
    const ctx = place.ctx()
    const statements = subjects.map((subjectId) => {
      facts.set(subjectId, { address: `${subjectId}@example.org`, words: 'first', isTrue: true })
      return plan(ctx, { kind: 'booking.changed', recipientId: 'someone', subjectId, usefulUntil: ctx.now + days(14), ...extra })
    })
    await ctx.db.batch(statements as [(typeof statements)[0], ...typeof statements])
  }

  const sender = (timeoutMs = 5_000) =>
    resendSender({
      apiKey: account.apiKey,
      baseUrl: env.RESEND_DOUBLE_URL,
      from: 'Alongside <hello@alongside.test>',
      timeoutMs,
      clock: () => place.clock.now,
    })

  const askDouble = async (control?: Control): Promise<Log> => {
    const response = await fetch(`${env.RESEND_DOUBLE_URL}/control`, {
      method: control ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${account.apiKey}` },
      ...(control ? { body: JSON.stringify(control) } : {}),
    })
    return response.json()
  }

  return {
    ...place,
    facts,
    template,
    writers,
    clear,
    planFor,
    sender,
    run: (more: Partial<Delivery> = {}, ctx: Ctx = place.ctx()) => deliver(ctx, work, { writers, sender: sender(), ...more }),
    /** Tells the double what to do with the next calls, and when it is. */
    tell: (control: Control) => askDouble({ now: place.clock.now, ...control }),
    log: () => askDouble(),
    later: async (ms: number) => {
      place.clock.now += ms
      await askDouble({ now: place.clock.now })
    },
    messageRows: () => place.db.select().from(messages),
    batchRows: () => place.db.select().from(sendBatches),
    attention: () => messagesNeedingAttention(place.db),
  }
}

/** What became of each message, by subject: its status and the code of its outcome. */
export const statuses = async (office: PostOffice) =>
  Object.fromEntries(
    (await office.messageRows()).map(({ subjectId, status, outcome }) => [subjectId, outcome ? `${status} ${outcome}` : status]),
  )
/** Whom the provider accepted letters for, in order. */
export const accepted = async (office: PostOffice) => (await office.log()).accepted.map(({ to }) => to)

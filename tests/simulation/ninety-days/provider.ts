// The provider at the other end of the real SDK's `fetch`. It keeps idempotency keys for 24 hours of virtual time, and its log is
// the truth of what was accepted. How it behaves changes like the weather: mostly fair, with spells of one trouble or another.

import type { Chance } from './chance.ts'
import type { Crew, Hand } from './crew.ts'
import type { Told } from './tellings.ts'

export type Accepted = {
  message: number
  key: string
  providerId: string
  handedAt: number
  at: number
  to: string
  subject: string
  text: string
}
export type Trouble =
  | 'rate_limit'
  | 'quota'
  | 'unauthorised'
  | 'refuse_500'
  | 'refuse_drop'
  | 'refuse_rubbish'
  | 'accept_500'
  | 'accept_drop'
  | 'accept_rubbish'
  | 'accept_wrong_shape'
  | 'accept_late'
  | 'arrive_late'
export const troubles: readonly Trouble[] = [
  'rate_limit',
  'quota',
  'unauthorised',
  'refuse_500',
  'refuse_drop',
  'refuse_rubbish',
  'accept_500',
  'accept_drop',
  'accept_rubbish',
  'accept_wrong_shape',
  'accept_late',
  'arrive_late',
]
export type Spell = { from: number; until: number; troubles: readonly Trouble[]; share: number }
type Email = { to: string; subject: string; text: string; tags: { name: string; value: string }[] }
type Reply = { status: number; body: string; headers?: Record<string, string> }

const day = 24 * 3_600_000
const clientWaits = 20_000

export type Telling = {
  id: string
  told: Told
  after: number
  providerId: string
  to: string
  message: number
  acceptedAt: number
  tags: Record<string, string>
}
// Nearly all arrive. An address that is gone is one that nobody is written to any more.
const fates: readonly Told[] = [
  ...Array<Told>(180).fill('delivered'),
  'bounced',
  'bounced',
  'complained',
  'soft_bounced',
  'failed',
  'delivery_delayed',
]

export type Provider = ReturnType<typeof provider>

export function provider(clock: { now: number }, chance: Chance, crew: Crew, spells: readonly Spell[], tell: (telling: Telling) => void) {
  const accepted: Accepted[] = []
  const tellings: Telling[] = []
  const conflicts: { key: string; at: number }[] = []
  const keys = new Map<string, { body: string; at: number; reply: Reply; busyUntil: number }>()
  const hands = new Map<string, Hand>()
  const state = { isFair: false, onTheWay: 0 }

  /** The address that the SDK is given for one piece of work. */
  function addressFor(hand: Hand): string {
    const id = String(hands.size)
    hands.set(id, hand)
    return `http://provider.test/${id}`
  }

  function troubleNow(): Trouble | undefined {
    if (state.isFair) return undefined
    const spell = spells.find(({ from, until }) => from <= clock.now && clock.now < until)
    if (spell && chance.is(spell.share)) return chance.pick(spell.troubles)
    return chance.is(0.03) ? chance.pick(troubles) : undefined
  }

  /** What stands in for `fetch`; undefined when the request is for somebody else. */
  function take(url: string, init: RequestInit | undefined): Promise<Response> | undefined {
    const [, id = ''] = /^http:\/\/provider\.test\/(\d+)\//.exec(url) ?? []
    const hand = hands.get(id)
    return hand && talk(hand, init)
  }

  async function talk(hand: Hand, init: RequestInit | undefined): Promise<Response> {
    const request = {
      key: new Headers(init?.headers).get('idempotency-key') ?? '',
      isPermissive: new Headers(init?.headers).get('x-batch-validation') === 'permissive',
      body: String(init?.body),
      handedAt: clock.now,
    }
    const trouble = await hand.step(async () => troubleNow(), 'call')
    const isLate = trouble === 'accept_late' || trouble === 'arrive_late'
    if (trouble === 'arrive_late') {
      // The request is still on its way when nobody waits for the answer any more.
      state.onTheWay++
      crew.plan(clock.now + chance.between(10_000, 600_000), 'a late request', {}, async () => {
        state.onTheWay--
        decide(request)
      })
    }
    const reply = refusalOf(trouble) ?? (trouble === 'arrive_late' ? undefined : decide(request))
    if (isLate) crew.rest(hand, clientWaits)
    else if (chance.is(0.2)) crew.rest(hand, chance.between(50, 9_000))
    return hand.step(async () => answerOf(trouble, reply), 'call')
  }

  function answerOf(trouble: Trouble | undefined, reply: Reply | undefined): Response {
    if (trouble === 'accept_late' || trouble === 'arrive_late') throw new DOMException('The operation timed out', 'TimeoutError')
    if (trouble === 'accept_drop' || trouble === 'refuse_drop') throw new TypeError('fetch failed')
    if (trouble === 'accept_500') return respond({ status: 500, body: error(500, 'internal_server_error') })
    if (trouble === 'accept_rubbish') return respond({ status: 200, body: '<html>Bad gateway' })
    if (trouble === 'accept_wrong_shape') return respond({ status: 200, body: '{"data":"queued"}' })
    return respond(reply ?? { status: 502, body: '<html>Bad gateway' })
  }

  function decide({ key, body, isPermissive, handedAt }: { key: string; body: string; isPermissive: boolean; handedAt: number }): Reply {
    const known = keys.get(key)
    if (known && clock.now - known.at < day) {
      if (known.body !== body) {
        conflicts.push({ key, at: clock.now })
        return { status: 409, body: error(409, 'invalid_idempotent_request') }
      }
      return clock.now < known.busyUntil ? { status: 409, body: error(409, 'concurrent_idempotent_requests') } : known.reply
    }
    const emails: Email[] = JSON.parse(body)
    const isBad = ({ to }: Email) => to.startsWith('bad')
    if (!isPermissive && emails.some(isBad)) return { status: 422, body: error(422, 'validation_error') }
    const data = emails.flatMap((email) => {
      if (isBad(email)) return []
      const providerId = `re_${accepted.length + 1}`
      const { to, subject, text } = email
      accepted.push({ message: Number(email.tags[0]?.value), key, providerId, handedAt, at: clock.now, to, subject, text })
      tellOf(accepted.at(-1) as Accepted, email)
      return [{ id: providerId }]
    })
    const errors = emails.flatMap((email, index) => (isBad(email) ? [{ index, message: 'Invalid `to` field' }] : []))
    const reply = { status: 200, body: JSON.stringify(isPermissive ? { data, errors } : { data }) }
    keys.set(key, { body, at: clock.now, reply, busyUntil: clock.now + (chance.is(0.1) ? chance.between(100, 15_000) : 0) })
    return reply
  }

  /** What it will tell of an email: late, in any order, and some of it several times under the same id. */
  function tellOf({ providerId, to, message, at }: Accepted, { tags }: Email) {
    const about = { providerId, to, message, acceptedAt: at, tags: Object.fromEntries(tags.map(({ name, value }) => [name, value])) }
    for (const told of [...(chance.is(0.5) ? (['sent'] as const) : []), chance.pick(fates)]) {
      const telling = { id: `msg_${tellings.length + 1}`, told, after: after(), ...about }
      tellings.push(telling)
      const times = chance.is(0.4) ? chance.between(2, 3) : 1
      for (let n = 0; n < times; n++) tell({ ...telling, after: n === 0 ? telling.after : after() })
    }
  }
  const after = () => (chance.is(0.2) ? chance.between(100, 20 * 3_600_000) : chance.between(100, 60_000))

  return { accepted, tellings, conflicts, addressFor, take, state }
}

function refusalOf(trouble: Trouble | undefined): Reply | undefined {
  if (trouble === 'rate_limit') return { status: 429, body: error(429, 'rate_limit_exceeded'), headers: { 'retry-after': '90' } }
  if (trouble === 'quota') return { status: 429, body: error(429, 'daily_quota_exceeded') }
  if (trouble === 'unauthorised') return { status: 401, body: error(401, 'invalid_api_key') }
  if (trouble === 'refuse_500') return { status: 500, body: error(500, 'internal_server_error') }
  if (trouble === 'refuse_rubbish' || trouble === 'refuse_drop') return { status: 502, body: '<html>Bad gateway' }
  return undefined
}

const error = (statusCode: number, name: string) => JSON.stringify({ name, statusCode, message: name })
const respond = ({ status, body, headers = {} }: Reply) =>
  new Response(body, { status, headers: { 'content-type': 'application/json', ...headers } })

// What the provider tells of letters that it accepted: signed as it signs, with the real library, and posted to the real route.

import { Webhook } from 'standardwebhooks'
import { type Permit, permit } from '../../src/access/permit.ts'
import { type Taken, takeEvent } from '../../src/messages/webhooks/actions.ts'
import { readEvent } from '../../src/messages/webhooks/inputs.ts'
import { type World, webhookSecrets } from '../world.ts'
import type { Accepted } from './resend-double.ts'

export const provider = permit({ kind: 'system', id: 'resend' }, 'message.report') as Permit<'message.report'>

export type Told = 'sent' | 'delivered' | 'delivery_delayed' | 'failed' | 'suppressed' | 'bounced' | 'soft_bounced' | 'complained'

/** The body as the provider's reference shows it. */
export function bodyOf(told: Told, { id, to, tags, at }: Pick<Accepted, 'id' | 'to' | 'tags' | 'at'>) {
  const isBounce = told === 'bounced' || told === 'soft_bounced'
  return {
    type: `email.${isBounce ? 'bounced' : told}`,
    created_at: new Date(at).toISOString(),
    data: {
      created_at: new Date(at).toISOString(),
      email_id: id,
      from: 'Alongside <hello@alongside.test>',
      to: [to],
      subject: 'About something',
      tags,
      ...(isBounce
        ? { bounce: { type: told === 'bounced' ? 'Permanent' : 'Transient', subType: 'General', message: 'No such user' } }
        : {}),
    },
  }
}

let tellings = 0
export const nextId = () => `msg_${++tellings}`

type Posted = { id?: string; secret?: string; signedAt?: number; tamper?: (body: string) => string; headers?: Record<string, string> }

/** Posts one event over HTTP. */
export async function post(place: Pick<World, 'app' | 'clock' | 'origin'>, body: unknown, how: Posted = {}): Promise<Response> {
  const { id = nextId(), secret = webhookSecrets[0] ?? '', signedAt = place.clock.now, tamper = (same) => same } = how
  const text = JSON.stringify(body)
  return place.app.request(
    new Request(`${place.origin}/webhooks/resend`, {
      method: 'POST',
      body: tamper(text),
      headers: {
        'content-type': 'application/json',
        'svix-id': id,
        'svix-timestamp': String(Math.floor(signedAt / 1000)),
        'svix-signature': new Webhook(secret).sign(id, new Date(signedAt), text),
        ...how.headers,
      },
    }),
  )
}

/** The same without HTTP, for tests that tell a great many. */
export async function tell(place: Pick<World, 'ctx'>, told: Told, accepted: Parameters<typeof bodyOf>[1], id = nextId()): Promise<Taken> {
  const ctx = place.ctx()
  const event = readEvent(id, bodyOf(told, accepted), ctx.now)
  if (!event) throw new Error('not an event')
  return takeEvent(ctx, provider, event)
}

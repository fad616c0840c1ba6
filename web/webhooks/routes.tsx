import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { permit } from '../../src/access/permit.ts'
import type { AppEnv } from '../../src/http/env.ts'
import { anyone } from '../../src/http/guard.ts'
import { readSignature } from '../../src/http/signature.ts'
import { takeEvent } from '../../src/messages/webhooks/actions.ts'
import { readEvent } from '../../src/messages/webhooks/inputs.ts'

// The provider's events are a few kilobytes; checking a signature goes through every byte.
const maxSize = 64 * 1024

/** What the email provider tells of what it was handed. Anyone may knock: the signature over the body is what lets an event in. */
export const webhooks = new Hono<AppEnv>().post(
  '/webhooks/resend',
  anyone,
  bodyLimit({ maxSize, onError: (c) => c.text('Too large', 413) }),
  async (c) => {
    const { ctx, webhookSecrets } = c.var
    // A place without the secret takes no webhooks, and looks as if there were no such address.
    if (webhookSecrets.length === 0) throw new HTTPException(404)
    const body = await c.req.text()
    const { id, isValid } = readSignature(c.req.raw.headers, body, webhookSecrets, ctx.now)
    if (!isValid) return c.text('The signature does not fit', 400)
    const granted = permit({ kind: 'system', id: 'resend' }, 'message.report')
    const event = readEvent(id, parsed(body), ctx.now)
    if (!event || !granted) return c.text('Not an event', 422)
    // 200 for what says nothing to us, too: the provider would tell it again for a day.
    return c.text(await takeEvent(ctx, granted, event))
  },
)

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import type { AppEnv } from '../../src/http/env.ts'
import { holds } from '../../src/http/guard.ts'
import { form } from '../../src/http/input.ts'
import { StopByLink, seeStop, stopByLink } from '../../src/messages/choices/actions.ts'
import { stopPage } from './page.tsx'

/** What a mail program posts by itself when somebody presses its own "unsubscribe" (RFC 8058), or what our page's button posts. */
const Wish = v.union([
  v.pipe(
    v.object({ 'List-Unsubscribe': v.literal('One-Click') }),
    v.transform(() => ({ isOneClick: true, wish: 'stop' as const })),
  ),
  v.pipe(
    v.object({ wish: v.picklist(['stop', 'start']) }),
    v.transform(({ wish }) => ({ isOneClick: false, wish })),
  ),
])

// A link to stop emails does what it says even when it is old.
const holder = holds('emails', 'emails.choose', { evenExpired: true })

/** How staff, buddies, referrers and people who were invited stop emails of the kind that they got. */
export const emails = new Hono<AppEnv>()
  .get('/emails/:token/about/:kind', holder, async (c) =>
    stopPage(c, (await seeStop(c.var.ctx, c.var.permit, kindOf(c.req.param('kind')))) ?? missing()),
  )

  .post('/emails/:token/about/:kind', holder, form(Wish), async (c) => {
    const kind = kindOf(c.req.param('kind'))
    const fields = c.req.valid('form')
    if (!fields.ok) return c.redirect(c.req.path, 303)
    const stopped = await stopByLink(c.var.ctx, c.var.permit, { ...kind, wish: fields.value.wish })
    if (!stopped.ok) return missing()
    return fields.value.isOneClick ? c.body(null, 200) : c.redirect(c.req.path, 303)
  })

function kindOf(of: string | undefined): v.InferOutput<typeof StopByLink> {
  const kind = v.safeParse(StopByLink, { of })
  return kind.success ? kind.output : missing()
}

function missing(): never {
  throw new HTTPException(404)
}

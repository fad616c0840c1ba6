// "Stop everything and leave", from the link at the foot of an email and from the page of a booking.

import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { messagesOf } from '../../../src/attendee/choices/actions.ts'
import type { AppEnv } from '../../../src/http/env.ts'
import type { LinkEnv } from '../../../src/http/guard.ts'
import { holds } from '../../../src/http/guard.ts'
import { withdraw } from '../../../src/rights/withdrawal/actions.ts'
import { leavingPage } from './page.tsx'

// Like the link to stop emails it does what it says even when it is old.
const byEmail = holds('unsubscribe', 'person.choose', { evenExpired: true })

export const leaving = new Hono<AppEnv>()
  .get('/unsubscribe/:token/leaving', byEmail, (c) => ask(c, { home: homeOf(c, 'unsubscribe'), backTo: '' }))
  .post('/unsubscribe/:token/leaving', byEmail, (c) => leave(c, homeOf(c, 'unsubscribe')))
  .get('/b/:token/leaving', holds('booking', 'person.choose'), (c) => ask(c, { home: homeOf(c, 'b'), backTo: '/emails' }))
  .post('/b/:token/leaving', holds('booking', 'person.choose'), (c) => leave(c, homeOf(c, 'b')))

type Choosing = Context<LinkEnv<'person.choose'>>

const homeOf = (c: Choosing, start: 'b' | 'unsubscribe') => `/${start}/${c.req.param('token')}`

async function ask(c: Choosing, { home, backTo }: { home: string; backTo: string }) {
  const now = (await messagesOf(c.var.ctx, c.var.permit)) ?? missing()
  return leavingPage(c, { home, action: `${home}/leaving`, backTo: `${home}${backTo}`, language: now.language, hasLeft: now.left })
}

async function leave(c: Choosing, home: string) {
  const left = await withdraw(c.var.ctx, c.var.permit, {})
  return left.ok ? c.redirect(`${home}/leaving`, 303) : missing()
}

function missing(): never {
  throw new HTTPException(404)
}

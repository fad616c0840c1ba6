import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import {
  ChangeLanguage,
  categories,
  changeLanguage,
  messagesOf,
  StopMessages,
  stopMessages,
} from '../../../src/attendee/choices/actions.ts'
import type { AppEnv } from '../../../src/http/env.ts'
import { holds } from '../../../src/http/guard.ts'
import { form, query } from '../../../src/http/input.ts'
import { unsubscribePage } from '../emails/page.tsx'

/** What a mail program posts by itself when somebody presses its own "unsubscribe" (RFC 8058). */
const OneClick = v.pipe(
  v.object({ 'List-Unsubscribe': v.literal('One-Click') }),
  v.transform(() => ({ isOneClick: true, category: undefined, wish: 'stop' as const })),
)
const Pressed = v.pipe(
  v.omit(StopMessages, ['personId']),
  v.transform((choice) => ({ isOneClick: false, ...choice })),
)
/** `?of=surveys` in a List-Unsubscribe header says which emails it came with; without it all are stopped that can be. */
const Of = v.object({ of: v.optional(v.picklist(categories), 'all') })

// A link to stop emails does what it says even when it is old.
const holder = holds('unsubscribe', 'person.choose', { evenExpired: true })

export const unsubscribe = new Hono<AppEnv>()
  .get('/unsubscribe/:token', holder, query(Of), async (c) =>
    unsubscribePage(c, c.req.param('token'), (await messagesOf(c.var.ctx, c.var.permit)) ?? missing(), c.req.valid('query').of),
  )

  .post('/unsubscribe/:token', holder, query(Of), form(v.union([OneClick, Pressed])), async (c) => {
    const home = `/unsubscribe/${c.req.param('token')}`
    const fields = c.req.valid('form')
    if (!fields.ok) return c.redirect(home, 303)
    const { isOneClick, category = c.req.valid('query').of, wish } = fields.value
    const stopped = await stopMessages(c.var.ctx, c.var.permit, { category, wish })
    if (!stopped.ok) return missing()
    return isOneClick ? c.body(null, 200) : c.redirect(`${home}?done=${wish === 'stop' ? 'stopped' : 'started'}`, 303)
  })

  .post('/unsubscribe/:token/language', holder, form(v.pick(ChangeLanguage, ['language'])), async (c) => {
    const home = `/unsubscribe/${c.req.param('token')}`
    const fields = c.req.valid('form')
    if (!fields.ok) return c.redirect(home, 303)
    const changed = await changeLanguage(c.var.ctx, c.var.permit, fields.value)
    return changed.ok ? c.redirect(`${home}?done=language`, 303) : missing()
  })

function missing(): never {
  throw new HTTPException(404)
}

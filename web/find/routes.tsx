import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import { BookPerson, bookPerson } from '../../src/bookings/actions.ts'
import { findSessions, sessionFor, sessionsFor } from '../../src/find/actions.ts'
import { SessionWishes, wishesFrom } from '../../src/find/inputs.ts'
import type { AppEnv } from '../../src/http/env.ts'
import { may } from '../../src/http/guard.ts'
import { form, query } from '../../src/http/input.ts'
import { flag } from '../../src/lib/inputs.ts'
import { bookPage } from './book/page.tsx'
import { findPage } from './page.tsx'

const Booking = v.object({
  ...v.omit(BookPerson, ['sessionId', 'personId', 'withCarer']).entries,
  withCarer: flag(),
  /** Made with the form, so that a second click books once. */
  key: v.pipe(v.string(), v.minLength(8), v.maxLength(80)),
})

/** What was chosen on the page before. */
const Chosen = v.object({ buddy: v.optional(v.picklist(['wanted', 'not_wanted'])) })

export const find = new Hono<AppEnv>()
  .get('/find', may('session.find'), query(SessionWishes), async (c) => {
    const wishes = c.req.valid('query')
    return findPage(c, wishes, await findSessions(c.var.ctx, c.var.permit, wishesFrom(wishes)))
  })

  .get('/people/:id/sessions', may('session.find'), query(SessionWishes), async (c) => {
    const wishes = c.req.valid('query')
    const found = await sessionsFor(c.var.ctx, c.var.permit, c.req.param('id'), wishesFrom(wishes))
    return found.ok ? findPage(c, wishes, found.value) : nothingHere()
  })

  .get('/people/:id/sessions/:sessionId', may('booking.create'), query(Chosen), async (c) => {
    const found = await sessionFor(c.var.ctx, c.var.permit, c.req.param('id'), c.req.param('sessionId'))
    return found.ok ? bookPage(c, found.value, { buddyWish: c.req.valid('query').buddy ?? 'unasked' }) : nothingHere()
  })

  .post('/people/:id/sessions/:sessionId', may('booking.create'), form(Booking), async (c) => {
    const typed = c.req.valid('form')
    const [personId, sessionId] = [c.req.param('id'), c.req.param('sessionId')]
    const booked = typed.ok
      ? await bookPerson(c.var.ctx, c.var.permit, bookingOf(typed.value, personId, sessionId), typed.value.key)
      : undefined
    if (booked?.ok) return c.redirect(`/bookings/${booked.value.id}?done=${booked.value.status}`, 303)
    const found = await sessionFor(c.var.ctx, c.var.permit, personId, sessionId)
    return found.ok ? bookPage(c, found.value, { typed, refusal: booked?.reason }) : nothingHere()
  })

const bookingOf = ({ withCarer, buddyWish }: v.InferOutput<typeof Booking>, personId: string, sessionId: string) => ({
  sessionId,
  personId,
  withCarer,
  buddyWish,
})

/** The same answer for what does not exist and for a person of another team. */
function nothingHere(): never {
  throw new HTTPException(404)
}

// Everything behind the links of a person's emails. GET shows, a pressed button POSTs and comes back with a plain notice.

import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import { linkTo, type OwnBooking, attendeePage as seePage } from '../../src/attendee/actions.ts'
import { ChangeLanguage, changeLanguage, StopMessages, stopMessages } from '../../src/attendee/choices/actions.ts'
import { ComeBack, comeBack } from '../../src/attendee/coming-back/actions.ts'
import { askForNewLink } from '../../src/attendee/new-link/actions.ts'
import { Acknowledge, acknowledge } from '../../src/attendee/seen/actions.ts'
import { ChooseBuddy, ConfirmBooking, chooseBuddy, confirmBooking } from '../../src/bookings/answer/actions.ts'
import { CancelBooking, cancelBooking } from '../../src/bookings/cancellation/actions.ts'
import { MoveBooking, moveBookingTo } from '../../src/bookings/move/actions.ts'
import type { AppEnv } from '../../src/http/env.ts'
import { holds, type LinkEnv } from '../../src/http/guard.ts'
import { form } from '../../src/http/input.ts'
import { errorsOf, texts } from '../render.tsx'
import { calendarFile } from './calendar/page.tsx'
import { cancellationPage } from './cancellation/page.tsx'
import { datesPage } from './dates/page.tsx'
import { emailsPage } from './emails/page.tsx'
import { attendeePage } from './page.tsx'
import type { Done, Refusal } from './wording.ts'

/** Sending the form without choosing is not giving a reason. */
const WithReason = v.omit(CancelBooking, ['bookingId'])

export const attendee = new Hono<AppEnv>()
  .get('/b/:token', holds('booking', 'booking.see'), async (c) => attendeePage(c, homeOf(c), await seen(c)))
  .get('/b/:token/cancellation', holds('booking', 'booking.see'), async (c) => cancellationPage(c, homeOf(c), await seen(c)))
  .get('/b/:token/dates', holds('booking', 'booking.see'), async (c) => datesPage(c, homeOf(c), await seen(c)))
  .get('/b/:token/emails', holds('booking', 'booking.see'), async (c) => emailsPage(c, homeOf(c), await seen(c)))
  .get('/b/:token/calendar.ics', holds('booking', 'booking.see'), async (c) => {
    const page = await seen(c)
    return page.state === 'open' ? calendarFile(c, page) : missing()
  })

  .post('/b/:token/confirmation', holds('booking', 'booking.answer'), form(v.pick(ConfirmBooking, ['saw'])), async (c) => {
    const fields = c.req.valid('form')
    if (!fields.ok) return home(c)
    const confirmed = await confirmBooking(c.var.ctx, c.var.permit, { ...fields.value, bookingId: bookingOf(c) })
    if (!confirmed.ok) return refused(c, confirmed.reason, attendeePage)
    return home(c, confirmed.value.isRepeated ? 'already' : 'confirmed')
  })

  .post('/b/:token/cancellation', holds('booking', 'booking.cancel'), form(WithReason), async (c) => {
    const fields = c.req.valid('form')
    if (!fields.ok) {
      const page = await seen(c)
      return cancellationPage(c, homeOf(c), page, { errors: errorsOf(fields, texts(page.language)) })
    }
    const cancelled = await cancelBooking(c.var.ctx, c.var.permit, { ...fields.value, bookingId: bookingOf(c) })
    if (!cancelled.ok) return refused(c, cancelled.reason, attendeePage)
    return home(c, cancelled.value.isRepeated ? undefined : 'cancelled')
  })

  .post('/b/:token/dates', holds('booking', 'booking.move'), form(v.omit(MoveBooking, ['bookingId'])), async (c) => {
    const fields = c.req.valid('form')
    if (!fields.ok) return refused(c, 'choose_date', datesPage)
    const moved = await moveBookingTo(c.var.ctx, c.var.permit, { ...fields.value, bookingId: bookingOf(c) })
    if (!moved.ok) return refused(c, moved.reason, datesPage)
    return c.redirect(`/b/${await linkTo(c.var.ctx, c.var.permit, moved.value.id)}?done=moved`, 303)
  })

  .post('/b/:token/return', holds('booking', 'booking.move'), form(ComeBack), async (c) => {
    const fields = c.req.valid('form')
    if (!fields.ok) return refused(c, 'choose_date', attendeePage)
    const back = await comeBack(c.var.ctx, c.var.permit, fields.value)
    if (!back.ok) return refused(c, back.reason, attendeePage)
    return c.redirect(
      `/b/${await linkTo(c.var.ctx, c.var.permit, back.value.id)}?done=${back.value.status === 'waitlisted' ? 'waiting' : 'back'}`,
      303,
    )
  })

  .post('/b/:token/seen', holds('booking', 'booking.answer'), form(Acknowledge), async (c) => {
    const fields = c.req.valid('form')
    if (!fields.ok) return home(c)
    const news = await acknowledge(c.var.ctx, c.var.permit, fields.value)
    return news.ok ? home(c, news.value.isSeen ? 'seen' : undefined) : missing()
  })

  .post('/b/:token/buddy', holds('booking', 'booking.answer'), form(v.omit(ChooseBuddy, ['bookingId'])), async (c) => {
    const fields = c.req.valid('form')
    if (!fields.ok) return home(c)
    const chosen = await chooseBuddy(c.var.ctx, c.var.permit, { ...fields.value, bookingId: bookingOf(c) })
    if (!chosen.ok) return refused(c, chosen.reason, attendeePage)
    return home(c, chosen.value.wish === 'wanted' ? 'buddy' : 'no_buddy')
  })

  .post('/b/:token/language', holds('booking', 'person.choose'), form(v.pick(ChangeLanguage, ['language'])), async (c) => {
    const fields = c.req.valid('form')
    if (!fields.ok) return home(c)
    const changed = await changeLanguage(c.var.ctx, c.var.permit, fields.value)
    return changed.ok ? home(c, 'language') : missing()
  })

  .post('/b/:token/emails', holds('booking', 'person.choose'), form(v.omit(StopMessages, ['personId'])), async (c) => {
    const fields = c.req.valid('form')
    if (!fields.ok) return c.redirect(`${homeOf(c)}/emails`, 303)
    const stopped = await stopMessages(c.var.ctx, c.var.permit, fields.value)
    return stopped.ok ? c.redirect(`${homeOf(c)}/emails?done=${fields.value.wish === 'stop' ? 'stopped' : 'started'}`, 303) : missing()
  })

  .post('/b/:token/link', holds('booking', 'booking.see', { evenExpired: true }), async (c) => {
    const asked = await askForNewLink(c.var.ctx, c.var.permit)
    return asked.ok ? c.redirect(`${homeOf(c)}?done=link_sent`, 303) : missing()
  })

/** Every handler above, whatever its guard granted. */
type Held = Pick<Context<AppEnv>, 'html' | 'req' | 'redirect'> & { readonly var: Readonly<LinkEnv<OwnBooking>['Variables']> }

const homeOf = (c: Held) => `/b/${c.req.param('token')}`
const bookingOf = (c: Held) => c.var.permit.subjectId ?? ''
const home = (c: Held, done?: Done) => c.redirect(done ? `${homeOf(c)}?done=${done}` : homeOf(c), 303)

async function seen(c: Held) {
  return (await seePage(c.var.ctx, c.var.permit, c.var.link)) ?? missing()
}

/** The page again, saying why not. A link that was taken back, or whose booking is gone, is as good as none. */
async function refused(c: Held, refusal: Refusal | 'no_such_booking', page: typeof attendeePage) {
  if (refusal === 'no_such_booking') return missing()
  return page(c, homeOf(c), await seen(c), { refusal })
}

function missing(): never {
  throw new HTTPException(404)
}

import { Hono } from 'hono'
import * as v from 'valibot'
import { openFollowUps, SettleBooking, SettleQuiet, settleBooking, settleQuiet } from '../../src/follow-ups/actions.ts'
import type { AppEnv } from '../../src/http/env.ts'
import { may } from '../../src/http/guard.ts'
import { form, query } from '../../src/http/input.ts'
import { followUpsPage, nothingThere } from './page.tsx'
import { doneCodes } from './wording.ts'

const whose = { whose: v.optional(v.picklist(['mine', 'team']), 'mine') }
const List = v.object({ ...whose, done: v.optional(v.picklist(doneCodes)) })
const Quiet = v.object({ ...SettleQuiet.entries, ...whose })
const Booking = v.object({ ...SettleBooking.entries, ...whose })

export const followUps = new Hono<AppEnv>()
  .get('/follow-ups', may('person.see'), query(List), async (c) => {
    const { whose: shown, done } = c.req.valid('query')
    const isMine = shown === 'mine'
    return followUpsPage(c, await openFollowUps(c.var.ctx, c.var.permit, { isMine }), { isMine, done })
  })

  .post('/people/:id/follow-up', may('person.manage'), form(Quiet), async (c) => {
    const typed = c.req.valid('form')
    const settled = typed.ok ? await settleQuiet(c.var.ctx, c.var.permit, { how: typed.value.how, personId: c.req.param('id') }) : undefined
    return settled?.ok && typed.ok ? c.redirect(back(typed.value), 303) : nothingThere()
  })

  .post('/bookings/:id/follow-up', may('person.manage'), form(Booking), async (c) => {
    const typed = c.req.valid('form')
    const settled = typed.ok
      ? await settleBooking(c.var.ctx, c.var.permit, { about: typed.value.about, how: typed.value.how, bookingId: c.req.param('id') })
      : undefined
    return settled?.ok && typed.ok ? c.redirect(back(typed.value), 303) : nothingThere()
  })

const back = ({ how, whose: shown }: { how: 'done' | 'in_a_week'; whose: 'mine' | 'team' }) =>
  `/follow-ups?done=${how === 'done' ? 'followed_up' : 'put_off'}${shown === 'team' ? '&whose=team' : ''}`

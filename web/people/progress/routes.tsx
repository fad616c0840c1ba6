import { Hono } from 'hono'
import * as v from 'valibot'
import { SetStep, setStep } from '../../../src/bookings/accompaniment/actions.ts'
import type { AppEnv } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { form, query } from '../../../src/http/input.ts'
import { openProgress } from '../../../src/outcomes/progress/actions.ts'
import { noSuchPerson } from '../page.tsx'
import { progressPage } from './page.tsx'
import { doneCodes } from './wording.ts'

const Said = v.object({ done: v.fallback(v.optional(v.picklist(doneCodes)), undefined) })

export const progress = new Hono<AppEnv>()
  .get('/people/:id/progress', may('person.see'), query(Said), async (c) => {
    const opened = await openProgress(c.var.ctx, c.var.permit, { personId: c.req.param('id') })
    return opened.ok ? progressPage(c, opened.value, { done: c.req.valid('query').done }) : noSuchPerson()
  })

  // A field of its own for each visit, so that the error summary can point to it.
  .post('/people/:id/progress/:bookingId', may('visit.arrange'), form(v.record(v.string(), v.unknown())), async (c) => {
    const bookingId = c.req.param('bookingId')
    const typed = c.req.valid('form').typed[`step-${bookingId}`]
    const input = v.safeParse(SetStep, { step: typed })
    const set = input.success
      ? await setStep(c.var.ctx, c.var.permit, { step: input.output.step, bookingId, personId: c.req.param('id') })
      : undefined
    if (set?.ok) return c.redirect(`/people/${set.value.personId}/progress?done=step_set`, 303)
    if (set?.reason === 'no_such_booking') return noSuchPerson()
    const opened = await openProgress(c.var.ctx, c.var.permit, { personId: c.req.param('id') })
    return opened.ok ? progressPage(c, opened.value, { refused: { bookingId, reason: set?.reason ?? 'choose' } }) : noSuchPerson()
  })

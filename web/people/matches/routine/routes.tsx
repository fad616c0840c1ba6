import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import { permit } from '../../../../src/access/permit.ts'
import { BookRoutine, bookRoutine, previewRoutine } from '../../../../src/bookings/routine/actions.ts'
import { cancelRoutine } from '../../../../src/bookings/routine/cancellation/actions.ts'
import { openRoutine } from '../../../../src/bookings/routine/reading/actions.ts'
import { reasons } from '../../../../src/bookings/rules.ts'
import type { AppEnv } from '../../../../src/http/env.ts'
import { may } from '../../../../src/http/guard.ts'
import { form, query } from '../../../../src/http/input.ts'
import { bookedRoutinePage, routinePage } from './page.tsx'

const Asked = v.object({
  ...v.omit(BookRoutine, ['personId', 'sessionId']).entries,
  /** Made with the form, so that a second click books once. */
  key: v.pipe(v.string(), v.minLength(8), v.maxLength(80)),
})
const Done = v.object({
  done: v.optional(v.picklist(['booked'])),
  cancelled: v.optional(v.pipe(v.string(), v.regex(/^\d{1,3}$/), v.transform(Number))),
})
/** No choice is posted as an empty text; nobody has to say why. */
const Reason = v.object({ reason: v.optional(v.union([v.literal(''), v.picklist(reasons)], 'choose'), '') })

export const routines = new Hono<AppEnv>()
  .get('/people/:id/sessions/:sessionId/routine', may('booking.create'), async (c) => {
    const [personId, sessionId] = [c.req.param('id'), c.req.param('sessionId')]
    const preview = await previewRoutine(c.var.ctx, c.var.permit, { personId, sessionId })
    return preview.ok ? routinePage(c, sessionId, preview.value) : nothingHere()
  })

  .post('/people/:id/sessions/:sessionId/routine', may('booking.create'), form(Asked), async (c) => {
    const typed = c.req.valid('form')
    const [personId, sessionId] = [c.req.param('id'), c.req.param('sessionId')]
    const booked = typed.ok
      ? await bookRoutine(c.var.ctx, c.var.permit, inputOf(typed.value, personId, sessionId), typed.value.key)
      : undefined
    if (booked?.ok) return c.redirect(`/people/${personId}/routines/${booked.value.routineId}?done=booked`, 303)
    const preview = await previewRoutine(c.var.ctx, c.var.permit, { personId, sessionId })
    return preview.ok ? routinePage(c, sessionId, preview.value, { typed, refusal: booked }) : nothingHere()
  })

  .get('/people/:id/routines/:routineId', may('person.see'), query(Done), async (c) => {
    const routine = await openRoutine(c.var.ctx, c.var.permit, { personId: c.req.param('id'), routineId: c.req.param('routineId') })
    const { done, cancelled } = c.req.valid('query')
    return routine.ok ? bookedRoutinePage(c, routine.value, { isNew: done === 'booked', cancelled }) : nothingHere()
  })

  .post('/people/:id/routines/:routineId/cancellation', may('booking.cancel'), form(Reason), async (c) => {
    const typed = c.req.valid('form')
    const routine = { personId: c.req.param('id'), routineId: c.req.param('routineId') }
    if (typed.ok) {
      const { reason } = typed.value
      const ended = await cancelRoutine(c.var.ctx, c.var.permit, { ...routine, ...(reason ? { reason } : {}) })
      if (!ended.ok) return nothingHere()
      return c.redirect(`/people/${routine.personId}/routines/${routine.routineId}?cancelled=${ended.value.cancelled}`, 303)
    }
    const held = c.var.actor && permit(c.var.actor, 'person.see')
    const opened = held && (await openRoutine(c.var.ctx, held, routine))
    return opened?.ok ? bookedRoutinePage(c, opened.value, { typed }) : nothingHere()
  })

const inputOf = ({ key: _, ...asked }: v.InferOutput<typeof Asked>, personId: string, sessionId: string) => ({
  ...asked,
  personId,
  sessionId,
})

/** The same answer for what does not exist and for a person of another team. */
function nothingHere(): never {
  throw new HTTPException(404)
}

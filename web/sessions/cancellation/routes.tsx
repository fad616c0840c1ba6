import { Hono } from 'hono'
import type { AppEnv, PageContext } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { form, type Typed } from '../../../src/http/input.ts'
import { type CancelRefusal, cancelSession, type EndRefusal, endSeries } from '../../../src/sessions/cancellation/actions.ts'
import { CancelInput, EndInput } from '../../../src/sessions/inputs.ts'
import { reader } from '../../groups/wording.ts'
import type { Back } from '../publishing/page.tsx'
import { sessionErrors, sessionRefusals } from '../wording.ts'
import { cancelPage, endSeriesPage } from './page.tsx'

export const cancellation = new Hono<AppEnv>()
  .get('/sessions/:id/cancellation', may('session.manage'), (c) => cancelPage(c, c.var.permit, c.req.param('id')))
  .post('/sessions/:id/cancellation', may('session.manage'), form(CancelInput), async (c) => {
    const sessionId = c.req.param('id')
    const fields = c.req.valid('form')
    if (!fields.ok) return cancelPage(c, c.var.permit, sessionId, { errors: sessionErrors(fields, reader(c).t), typed: fields.typed })
    const cancelled = await cancelSession(c.var.ctx, c.var.permit, { ...fields.value, sessionId })
    if (!cancelled.ok) return cancelPage(c, c.var.permit, sessionId, refused(c, cancelled.reason, fields.typed))
    return c.redirect(`/sessions/${sessionId}/bookings?done=cancelled`, 303)
  })
  .get('/series/:id/ending', may('session.manage'), (c) => endSeriesPage(c, c.var.permit, c.req.param('id')))
  .post('/series/:id/ending', may('session.manage'), form(EndInput), async (c) => {
    const seriesId = c.req.param('id')
    const fields = c.req.valid('form')
    if (!fields.ok) return endSeriesPage(c, c.var.permit, seriesId, { errors: sessionErrors(fields, reader(c).t), typed: fields.typed })
    const ended = await endSeries(c.var.ctx, c.var.permit, { ...fields.value, seriesId })
    if (!ended.ok) return endSeriesPage(c, c.var.permit, seriesId, refused(c, ended.reason, fields.typed))
    return c.redirect(`/groups/${ended.value.groupId}?done=ended`, 303)
  })

const refused = (c: PageContext, reason: CancelRefusal | EndRefusal, typed: Typed): Back => ({
  errors: { '': reader(c).t(sessionRefusals[reason]) },
  typed,
})

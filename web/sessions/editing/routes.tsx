import { Hono } from 'hono'
import type { AppEnv, PageContext } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { form, type Typed } from '../../../src/http/input.ts'
import { type EditRefusal, editSeries, editSession, previewSeriesEdit, type Refused } from '../../../src/sessions/editing/actions.ts'
import { SeriesInput, SessionInput } from '../../../src/sessions/inputs.ts'
import { reader } from '../../groups/wording.ts'
import { whenOf } from '../components.tsx'
import type { Back } from '../publishing/page.tsx'
import { sessionErrors, sessionRefusalFields, sessionRefusals } from '../wording.ts'
import { editSeriesPage, editSessionPage } from './page.tsx'
import { seriesPreviewPage } from './preview/page.tsx'

export const editing = new Hono<AppEnv>()
  .get('/sessions/:id/edit', may('session.manage'), (c) => editSessionPage(c, c.var.permit, c.req.param('id')))
  .post('/sessions/:id', may('session.manage'), form(SessionInput), async (c) => {
    const sessionId = c.req.param('id')
    const fields = c.req.valid('form')
    if (!fields.ok) {
      const errors = sessionErrors(fields, reader(c).t, { startsOn: 'sessions.publish.on' })
      return editSessionPage(c, c.var.permit, sessionId, { errors, typed: fields.typed })
    }
    const edited = await editSession(c.var.ctx, c.var.permit, { ...fields.value, sessionId })
    if (!edited.ok) return editSessionPage(c, c.var.permit, sessionId, refused(c, edited, fields.typed))
    return c.redirect(`/sessions/${sessionId}/bookings?done=changed`, 303)
  })
  .get('/series/:id/edit', may('session.manage'), (c) => editSeriesPage(c, c.var.permit, c.req.param('id')))

  // Nothing is written here: what would change is shown, and the form travels along.
  .post('/series/:id/preview', may('session.manage'), form(SeriesInput), async (c) => {
    const seriesId = c.req.param('id')
    const fields = c.req.valid('form')
    if (!fields.ok) return editSeriesPage(c, c.var.permit, seriesId, { errors: sessionErrors(fields, reader(c).t), typed: fields.typed })
    const shown = await previewSeriesEdit(c.var.ctx, c.var.permit, { ...fields.value, seriesId })
    if (!shown.ok) return editSeriesPage(c, c.var.permit, seriesId, refused(c, shown, fields.typed))
    return seriesPreviewPage(c, seriesId, fields.typed, shown.value)
  })
  .post('/series/:id/draft', may('session.manage'), form(SeriesInput), (c) =>
    editSeriesPage(c, c.var.permit, c.req.param('id'), { typed: c.req.valid('form').typed }),
  )
  .post('/series/:id', may('session.manage'), form(SeriesInput), async (c) => {
    const seriesId = c.req.param('id')
    const fields = c.req.valid('form')
    if (!fields.ok) return editSeriesPage(c, c.var.permit, seriesId, { errors: sessionErrors(fields, reader(c).t), typed: fields.typed })
    const edited = await editSeries(c.var.ctx, c.var.permit, { ...fields.value, seriesId })
    if (!edited.ok) return editSeriesPage(c, c.var.permit, seriesId, refused(c, edited, fields.typed))
    return c.redirect(`/groups/${edited.value.groupId}?done=changed`, 303)
  })

/** The sentence of a refusal, with the sessions that it is about. */
function refused(c: PageContext, { reason, sessions }: Refused<EditRefusal>, typed: Typed): Back {
  const to = reader(c)
  const sentence = to.t(sessionRefusals[reason])
  const days = sessions.map((startsAt) => whenOf(to, { startsAt })).join('; ')
  return { errors: { [sessionRefusalFields[reason]]: days ? to.t('sessions.edit.named', { sentence, days }) : sentence }, typed }
}

import { Hono } from 'hono'
import type { AppEnv, PageContext } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { form, type Typed } from '../../../src/http/input.ts'
import { PublishInput } from '../../../src/sessions/inputs.ts'
import { type PublishRefusal, preview, publish } from '../../../src/sessions/publishing/actions.ts'
import { reader } from '../../groups/wording.ts'
import { sessionErrors, sessionRefusalFields, sessionRefusals } from '../wording.ts'
import { type Back, previewPage, publishPage } from './page.tsx'

export const publishing = new Hono<AppEnv>()
  .get('/groups/:id/sessions/new', may('session.manage'), (c) => publishPage(c, c.var.permit, c.req.param('id')))

  // Nothing is written here: the dates are shown, and the form travels along.
  .post('/groups/:id/sessions/preview', may('session.manage'), form(PublishInput), async (c) => {
    const groupId = c.req.param('id')
    const fields = c.req.valid('form')
    if (!fields.ok) return publishPage(c, c.var.permit, groupId, { errors: sessionErrors(fields, reader(c).t), typed: fields.typed })
    const shown = await preview(c.var.ctx, c.var.permit, { ...fields.value, groupId })
    if (!shown.ok) return publishPage(c, c.var.permit, groupId, refused(c, shown.reason, fields.typed))
    return previewPage(c, groupId, c.var.ctx.newId(), fields.typed, shown.value)
  })

  .post('/groups/:id/sessions/draft', may('session.manage'), form(PublishInput), (c) =>
    publishPage(c, c.var.permit, c.req.param('id'), { typed: c.req.valid('form').typed }),
  )

  .post('/groups/:id/sessions', may('session.manage'), form(PublishInput), async (c) => {
    const groupId = c.req.param('id')
    const fields = c.req.valid('form')
    if (!fields.ok) return publishPage(c, c.var.permit, groupId, { errors: sessionErrors(fields, reader(c).t), typed: fields.typed })
    const published = await publish(c.var.ctx, c.var.permit, { ...fields.value, groupId })
    if (!published.ok) return publishPage(c, c.var.permit, groupId, refused(c, published.reason, fields.typed))
    return c.redirect(`/groups/${groupId}?done=published`, 303)
  })

const refused = (c: PageContext, reason: PublishRefusal, typed: Typed): Back => ({
  errors: { [sessionRefusalFields[reason]]: reader(c).t(sessionRefusals[reason]) },
  typed,
})

import { type Context, Hono } from 'hono'
import type { AppEnv, PageContext, PermitEnv } from '../../src/http/env.ts'
import { may } from '../../src/http/guard.ts'
import type { Typed } from '../../src/http/input.ts'
import { form } from '../../src/http/input.ts'
import type { Result } from '../../src/lib/result.ts'
import {
  closeGroup,
  createGroup,
  editGroup,
  editVenue,
  type GroupMoveRefusal,
  type GroupRefusal,
  pauseGroup,
  reopenGroup,
  verifyGroup,
} from '../../src/organising/actions.ts'
import { GroupInput, PauseInput, VenueInput } from '../../src/organising/inputs.ts'
import { groupsToCheckPage, groupToCheckPage } from './checking/page.tsx'
import { type Back, editGroupPage, newGroupPage, venuePage } from './form/page.tsx'
import { groupDetailPage, groupsPage } from './page.tsx'
import { type Done, groupErrors, groupRefusalFields, groupRefusals, reader } from './wording.ts'

export const groups = new Hono<AppEnv>()
  .get('/groups', may('group.manage'), (c) => groupsPage(c, c.var.permit))
  .get('/groups/new', may('group.manage'), (c) => newGroupPage(c, c.var.permit))
  .post('/groups', may('group.manage'), form(GroupInput), async (c) => {
    const fields = c.req.valid('form')
    if (!fields.ok) return newGroupPage(c, c.var.permit, { errors: groupErrors(fields, reader(c).t), typed: fields.typed })
    const created = await createGroup(c.var.ctx, c.var.permit, fields.value)
    if (!created.ok) return newGroupPage(c, c.var.permit, refused(c, created.reason, fields.typed))
    return c.redirect(`/groups/${created.value.id}?done=created`, 303)
  })
  .get('/groups/to-check', may('group.verify'), (c) => groupsToCheckPage(c))
  .get('/groups/to-check/:id', may('group.verify'), (c) => groupToCheckPage(c, c.req.param('id')))
  .post('/groups/:id/verification', may('group.verify'), async (c) => {
    const verified = await verifyGroup(c.var.ctx, c.var.permit, { groupId: c.req.param('id') })
    if (!verified.ok) return groupToCheckPage(c, c.req.param('id'), reader(c).t(groupRefusals[verified.reason]))
    return c.redirect('/groups/to-check?done=verified', 303)
  })
  .get('/groups/:id', may('group.manage'), (c) => groupDetailPage(c, c.var.permit, c.req.param('id')))
  .get('/groups/:id/edit', may('group.manage'), (c) => editGroupPage(c, c.var.permit, c.req.param('id')))
  .post('/groups/:id', may('group.manage'), form(GroupInput), async (c) => {
    const id = c.req.param('id')
    const fields = c.req.valid('form')
    if (!fields.ok) return editGroupPage(c, c.var.permit, id, { errors: groupErrors(fields, reader(c).t), typed: fields.typed })
    const edited = await editGroup(c.var.ctx, c.var.permit, { ...fields.value, groupId: id })
    if (!edited.ok) return editGroupPage(c, c.var.permit, id, refused(c, edited.reason, fields.typed))
    return c.redirect(`/groups/${id}?done=edited`, 303)
  })
  .post('/groups/:id/pause', may('group.manage'), form(PauseInput), async (c) => {
    const id = c.req.param('id')
    const fields = c.req.valid('form')
    if (!fields.ok) return groupDetailPage(c, c.var.permit, id, { errors: groupErrors(fields, reader(c).t), typed: fields.typed })
    const paused = await pauseGroup(c.var.ctx, c.var.permit, { ...fields.value, groupId: id })
    return moved(c, paused, 'paused', fields.typed)
  })
  .post('/groups/:id/return', may('group.manage'), async (c) =>
    moved(c, await reopenGroup(c.var.ctx, c.var.permit, { groupId: c.req.param('id') }), 'reopened'),
  )
  .post('/groups/:id/closing', may('group.manage'), async (c) =>
    moved(c, await closeGroup(c.var.ctx, c.var.permit, { groupId: c.req.param('id') }), 'closed'),
  )
  .get('/venues/:id/edit', may('group.manage'), (c) => venuePage(c, c.var.permit, c.req.param('id')))
  .post('/venues/:id', may('group.manage'), form(VenueInput), async (c) => {
    const id = c.req.param('id')
    const fields = c.req.valid('form')
    if (!fields.ok) return venuePage(c, c.var.permit, id, { errors: groupErrors(fields, reader(c).t), typed: fields.typed })
    const edited = await editVenue(c.var.ctx, c.var.permit, { ...fields.value, venueId: id })
    if (!edited.ok) return venuePage(c, c.var.permit, id, refused(c, edited.reason, fields.typed))
    return c.redirect('/groups?done=venue', 303)
  })

const refused = (c: PageContext, reason: GroupRefusal, typed: Typed): Back => ({
  errors: { [groupRefusalFields[reason]]: reader(c).t(groupRefusals[reason]) },
  typed,
})

type Managing = Context<PermitEnv<'group.manage'>>
const moved = (c: Managing, result: Result<{ id: string }, GroupMoveRefusal>, done: Done, typed: Typed = {}) =>
  result.ok
    ? c.redirect(`/groups/${result.value.id}?done=${done}`, 303)
    : groupDetailPage(c, c.var.permit, c.req.param('id') ?? '', {
        errors: { [result.reason === 'return_date' ? 'returnsOn' : '']: reader(c).t(groupRefusals[result.reason]) },
        typed,
      })

import { Hono } from 'hono'
import {
  closeGroup,
  createGroup,
  editGroup,
  type GroupMoveRefusal,
  type GroupRefusal,
  pauseGroup,
  reopenGroup,
  verifyGroup,
} from '../groups/actions.ts'
import { GroupInput } from '../groups/inputs.ts'
import { groupInScope, groupsOf, groupsToCheck } from '../groups/queries.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json } from '../http/input.ts'
import { problem } from '../http/problem.ts'
import type { Result } from '../lib/result.ts'
import { SeriesInput, SessionInput } from '../sessions/inputs.ts'
import { type PublishRefusal, previewSeries, publishSeries, publishSession } from '../sessions/publishing/actions.ts'

type Refusal = GroupRefusal | GroupMoveRefusal | PublishRefusal
type C = Parameters<typeof problem>[0]

const answer = (c: C, result: Result<object, Refusal>, status: 200 | 201 = 200): Response =>
  result.ok ? c.json(result.value, status) : problem(c, statuses[result.reason], result.reason, sentences[result.reason])

export const groups = new Hono<AppEnv>()
  .get('/groups', may('group.manage'), async (c) => c.json({ groups: await groupsOf(c.var.ctx.db, c.var.permit.orgs, c.var.ctx.now) }))
  .post('/groups', may('group.manage'), json(GroupInput), async (c) =>
    answer(c, await createGroup(c.var.ctx, c.var.permit, c.req.valid('json')), 201),
  )
  .get('/groups/to-check', may('group.verify'), async (c) => c.json({ groups: await groupsToCheck(c.var.ctx.db, 200) }))
  .get('/groups/:groupId', may('group.manage'), async (c) => {
    const [found] = await groupInScope(c.var.ctx.db, c.var.permit.orgs, c.req.param('groupId'))
    return found ? c.json(found) : problem(c, 404, 'not_found', sentences.no_such_group)
  })
  .put('/groups/:groupId', may('group.manage'), json(GroupInput), async (c) =>
    answer(c, await editGroup(c.var.ctx, c.var.permit, { ...c.req.valid('json'), groupId: c.req.param('groupId') })),
  )
  .post('/groups/:groupId/verification', may('group.verify'), async (c) =>
    answer(c, await verifyGroup(c.var.ctx, c.var.permit, { groupId: c.req.param('groupId') })),
  )
  .post('/groups/:groupId/pause', may('group.manage'), async (c) =>
    answer(c, await pauseGroup(c.var.ctx, c.var.permit, { groupId: c.req.param('groupId') })),
  )
  .post('/groups/:groupId/return', may('group.manage'), async (c) =>
    answer(c, await reopenGroup(c.var.ctx, c.var.permit, { groupId: c.req.param('groupId') })),
  )
  .post('/groups/:groupId/closing', may('group.manage'), async (c) =>
    answer(c, await closeGroup(c.var.ctx, c.var.permit, { groupId: c.req.param('groupId') })),
  )
  .post('/groups/:groupId/sessions', may('session.manage'), json(SessionInput), async (c) =>
    answer(c, await publishSession(c.var.ctx, c.var.permit, { ...c.req.valid('json'), groupId: c.req.param('groupId') }), 201),
  )
  .post('/groups/:groupId/series', may('session.manage'), json(SeriesInput), async (c) =>
    answer(c, await publishSeries(c.var.ctx, c.var.permit, { ...c.req.valid('json'), groupId: c.req.param('groupId') }), 201),
  )
  .post('/groups/:groupId/series/preview', may('session.manage'), json(SeriesInput), async (c) =>
    answer(c, await previewSeries(c.var.ctx, c.var.permit, { ...c.req.valid('json'), groupId: c.req.param('groupId') })),
  )

const statuses = {
  no_such_group: 404,
  no_such_organisation: 404,
  no_such_venue: 404,
  no_such_area: 422,
  contact_phone: 422,
  group_closed: 409,
  not_from_here: 409,
  sessions_ahead: 409,
  in_the_past: 422,
  too_far_ahead: 422,
  no_dates: 422,
} as const satisfies Record<Refusal, number>

const sentences = {
  no_such_group: 'There is nothing here.',
  no_such_organisation: 'There is nothing here.',
  no_such_venue: 'There is no such venue in this organisation.',
  no_such_area: 'This place has no such area.',
  contact_phone: 'The contact phone number cannot be read.',
  group_closed: 'This group is closed.',
  not_from_here: 'The group is not in a state from which this is possible.',
  sessions_ahead: 'Cancel the sessions that are still to come and end the series first.',
  in_the_past: 'This date is in the past.',
  too_far_ahead: 'This date is too far ahead.',
  no_dates: 'This rule gives no date.',
} as const satisfies Record<Refusal, string>

import { Hono } from 'hono'
import { groupInScope, groupsOf, groupsToCheck } from '../groups/queries.ts'
import { doc, told } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json } from '../http/input.ts'
import { problem } from '../http/problem.ts'
import type { Result } from '../lib/result.ts'
import {
  closeGroup,
  createGroup,
  editGroup,
  type GroupMoveRefusal,
  type GroupRefusal,
  pauseGroup,
  reopenGroup,
  verifyGroup,
} from '../organising/actions.ts'
import { GroupInput, PauseInput } from '../organising/inputs.ts'
import { SeriesInput, SessionInput } from '../sessions/inputs.ts'
import { type PublishRefusal, previewSeries, publishSeries, publishSession } from '../sessions/publishing/actions.ts'
import { group, groupSent, ids, seriesSent, sessionSent, span, venue } from './examples.ts'

type Refusal = GroupRefusal | GroupMoveRefusal | PublishRefusal
type C = Parameters<typeof problem>[0]

const answer = (c: C, result: Result<object, Refusal>, status: 200 | 201 = 200): Response =>
  result.ok ? c.json(result.value, status) : problem(c, statuses[result.reason], result.reason, sentences[result.reason])

const moved = { id: ids.group }

export const groups = new Hono<AppEnv>()
  .get(
    '/groups',
    may('group.manage'),
    doc({
      summary: 'List your groups, newest first',
      answers: { 200: { groups: [{ group, venueName: venue.name, area: venue.area, nextAt: span.startsAt }] } },
    }),
    async (c) => c.json({ groups: await groupsOf(c.var.ctx.db, c.var.permit.orgs, c.var.ctx.now) }),
  )
  .post(
    '/groups',
    may('group.manage'),
    doc({
      summary: 'Create a group',
      description:
        'It is public once a coordinator has checked it. Send `venueId` for a venue that the organisation has, or describe a new one.',
      send: groupSent,
      answers: { 201: { id: ids.group } },
      refusals: () => told(groupStatuses, sentences),
    }),
    json(GroupInput),
    async (c) => answer(c, await createGroup(c.var.ctx, c.var.permit, c.req.valid('json')), 201),
  )
  .get(
    '/groups/to-check',
    may('group.verify'),
    doc({
      summary: 'List the groups that wait for a coordinator’s check',
      answers: {
        200: {
          groups: [
            {
              id: ids.group,
              name: group.name,
              summary: group.summary,
              activities: group.activities,
              organisation: 'Riverside Trust',
              createdAt: group.createdAt,
            },
          ],
        },
      },
    }),
    async (c) => c.json({ groups: await groupsToCheck(c.var.ctx.db, 200) }),
  )
  .get(
    '/groups/:groupId',
    may('group.manage'),
    doc({ summary: 'Read one of your groups with its venue', answers: { 200: { group, venue } } }),
    async (c) => {
      const [found] = await groupInScope(c.var.ctx.db, c.var.permit.orgs, c.req.param('groupId'))
      return found ? c.json(found) : problem(c, 404, 'not_found', sentences.no_such_group)
    },
  )
  .put(
    '/groups/:groupId',
    may('group.manage'),
    doc({
      summary: 'Replace what a group says of itself',
      send: groupSent,
      answers: { 200: { id: ids.group } },
      refusals: () => told(groupStatuses, sentences),
    }),
    json(GroupInput),
    async (c) => answer(c, await editGroup(c.var.ctx, c.var.permit, { ...c.req.valid('json'), groupId: c.req.param('groupId') })),
  )
  .post(
    '/groups/:groupId/verification',
    may('group.verify'),
    doc({
      summary: 'Verify a group, which makes it public',
      answers: { 200: { id: ids.group, name: group.name } },
      refusals: () => told(moveStatuses, sentences),
    }),
    async (c) => answer(c, await verifyGroup(c.var.ctx, c.var.permit, { groupId: c.req.param('groupId') })),
  )
  .post(
    '/groups/:groupId/pause',
    may('group.manage'),
    doc({
      summary: 'Pause a group: it takes no bookings',
      description: 'With `returnsOn` it opens again by itself on that local day.',
      send: { returnsOn: '2027-01-12' },
      answers: { 200: moved },
      refusals: () => told(moveStatuses, sentences),
    }),
    json(PauseInput),
    async (c) => answer(c, await pauseGroup(c.var.ctx, c.var.permit, { ...c.req.valid('json'), groupId: c.req.param('groupId') })),
  )
  .post(
    '/groups/:groupId/return',
    may('group.manage'),
    doc({ summary: 'Open a paused group again', answers: { 200: moved }, refusals: () => told(moveStatuses, sentences) }),
    async (c) => answer(c, await reopenGroup(c.var.ctx, c.var.permit, { groupId: c.req.param('groupId') })),
  )
  .post(
    '/groups/:groupId/closing',
    may('group.manage'),
    doc({ summary: 'Close a group for good', answers: { 200: moved }, refusals: () => told(moveStatuses, sentences) }),
    async (c) => answer(c, await closeGroup(c.var.ctx, c.var.permit, { groupId: c.req.param('groupId') })),
  )
  .post(
    '/groups/:groupId/sessions',
    may('session.manage'),
    doc({
      summary: 'Publish one session',
      description: 'Dates and times are the place’s own. With a `key`, publishing the same twice makes one.',
      send: sessionSent,
      answers: { 201: { id: ids.session } },
      refusals: () => told(publishStatuses, sentences),
    }),
    json(SessionInput),
    async (c) => answer(c, await publishSession(c.var.ctx, c.var.permit, { ...c.req.valid('json'), groupId: c.req.param('groupId') }), 201),
  )
  .post(
    '/groups/:groupId/series',
    may('session.manage'),
    doc({
      summary: 'Publish a series, with its sessions of the next 12 weeks',
      description: 'The rule is kept in local time: weekly at 11:00 stays 11:00 when the clocks change. Weekday 1 is Monday.',
      send: seriesSent,
      answers: { 201: { id: ids.series, sessions: 12 } },
      refusals: () => told(publishStatuses, sentences),
    }),
    json(SeriesInput),
    async (c) => answer(c, await publishSeries(c.var.ctx, c.var.permit, { ...c.req.valid('json'), groupId: c.req.param('groupId') }), 201),
  )
  .post(
    '/groups/:groupId/series/preview',
    may('session.manage'),
    doc({
      summary: 'See the dates of a series before anything is written',
      send: seriesSent,
      answers: {
        200: {
          dates: [{ day: '2026-06-01', ...span, adjusted: 'none', isLeftOut: false, isAfterClockChange: false }],
          publishedTo: '2026-08-24',
          groupName: group.name,
          isVerified: true,
        },
      },
      refusals: () => told(publishStatuses, sentences),
    }),
    json(SeriesInput),
    async (c) => answer(c, await previewSeries(c.var.ctx, c.var.permit, { ...c.req.valid('json'), groupId: c.req.param('groupId') })),
  )

const groupStatuses = {
  no_such_group: 404,
  no_such_organisation: 404,
  no_such_venue: 404,
  no_such_area: 422,
  contact_phone: 422,
  group_closed: 409,
} as const satisfies Record<GroupRefusal, number>

const moveStatuses = { no_such_group: 404, not_from_here: 409, sessions_ahead: 409, return_date: 422 } as const satisfies Record<
  GroupMoveRefusal,
  number
>

const publishStatuses = {
  no_such_group: 404,
  no_such_venue: 404,
  group_closed: 409,
  in_the_past: 422,
  too_far_ahead: 422,
  no_dates: 422,
  published_otherwise: 409,
} as const satisfies Record<PublishRefusal, number>

const statuses = { ...groupStatuses, ...moveStatuses, ...publishStatuses }

const sentences = {
  no_such_group: 'There is nothing here.',
  no_such_organisation: 'There is nothing here.',
  no_such_venue: 'There is no such venue in this organisation.',
  no_such_area: 'This place has no such area.',
  contact_phone: 'The contact phone number cannot be read.',
  group_closed: 'This group is closed.',
  not_from_here: 'The group is not in a state from which this is possible.',
  sessions_ahead: 'Cancel the sessions that are still to come and end the series first.',
  return_date: 'The day of return must be to come, within two years.',
  in_the_past: 'This date is in the past.',
  too_far_ahead: 'This date is too far ahead.',
  no_dates: 'This rule gives no date.',
  published_otherwise: 'This key was used before, for other details.',
} as const satisfies Record<Refusal, string>

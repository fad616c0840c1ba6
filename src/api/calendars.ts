import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { renewFeed, revokeFeed, seeFeed } from '../calendars/actions.ts'
import { doc } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import type { Result } from '../lib/result.ts'

const address = 'https://alongside.example.org/feeds/EjRWeBI0VngSNFZ4EjRWeAcAAAaYjD8s1vQxRk0aPz7mT4bLc2d/calendar.ics'
const mine = { address, endsAt: 1843300800000 }
const ofGroup = { groupName: 'Riverside Choir', ...mine }
const group = '/calendars/groups/:groupId'

/** Private calendars of the signed-in user: `address` is a secret, and is missing until one is made. */
export const calendars = new Hono<AppEnv>()
  .get(
    '/calendars/visits',
    may('visit.find'),
    doc({ summary: 'Read the address of your calendar of visits', answers: { 200: mine } }),
    async (c) => c.json(found(await seeFeed(c.var.ctx, c.var.permit))),
  )
  .post(
    '/calendars/visits',
    may('visit.find'),
    doc({
      summary: 'Make a new address for your calendar of visits',
      description: 'An earlier address opens nothing any more.',
      answers: { 201: mine },
    }),
    async (c) => c.json(found(await renewFeed(c.var.ctx, c.var.permit)), 201),
  )
  .delete(
    '/calendars/visits',
    may('visit.find'),
    doc({ summary: 'Take back the address of your calendar of visits', answers: { 204: null } }),
    async (c) => {
      found(await revokeFeed(c.var.ctx, c.var.permit))
      return c.body(null, 204)
    },
  )
  .get(group, may('session.see'), doc({ summary: 'Read the address of a group’s calendar', answers: { 200: ofGroup } }), async (c) =>
    c.json(found(await seeFeed(c.var.ctx, c.var.permit, { groupId: c.req.param('groupId') }))),
  )
  .post(
    group,
    may('session.see'),
    doc({
      summary: 'Make a new address for a group’s calendar',
      description: 'Each organiser has an address of their own.',
      answers: { 201: ofGroup },
    }),
    async (c) => c.json(found(await renewFeed(c.var.ctx, c.var.permit, { groupId: c.req.param('groupId') })), 201),
  )
  .delete(group, may('session.see'), doc({ summary: 'Take back the address of a group’s calendar', answers: { 204: null } }), async (c) => {
    found(await revokeFeed(c.var.ctx, c.var.permit, { groupId: c.req.param('groupId') }))
    return c.body(null, 204)
  })

function found<T>(result: Result<T, string>): T {
  if (!result.ok) throw new HTTPException(404)
  return result.value
}

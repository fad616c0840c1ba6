import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { readFeed, renewFeed, revokeFeed, seeFeed } from '../../src/calendars/actions.ts'
import type { AppEnv } from '../../src/http/env.ts'
import { holds, may } from '../../src/http/guard.ts'
import type { Result } from '../../src/lib/result.ts'
import { feedFile } from './feed/page.tsx'
import { calendarPage } from './page.tsx'

const groups = '/calendars/groups/:groupId'

export const calendars = new Hono<AppEnv>()
  .get('/calendars/visits', may('visit.find'), async (c) => calendarPage(c, found(await seeFeed(c.var.ctx, c.var.permit))))
  .post('/calendars/visits', may('visit.find'), async (c) => back(c, await renewFeed(c.var.ctx, c.var.permit)))
  .post('/calendars/visits/revocation', may('visit.find'), async (c) => back(c, await revokeFeed(c.var.ctx, c.var.permit)))

  .get(groups, may('session.see'), async (c) =>
    calendarPage(c, found(await seeFeed(c.var.ctx, c.var.permit, { groupId: c.req.param('groupId') }))),
  )
  .post(groups, may('session.see'), async (c) => back(c, await renewFeed(c.var.ctx, c.var.permit, { groupId: c.req.param('groupId') })))
  .post(`${groups}/revocation`, may('session.see'), async (c) =>
    back(c, await revokeFeed(c.var.ctx, c.var.permit, { groupId: c.req.param('groupId') })),
  )

  .get('/feeds/:token/calendar.ics', holds('feed', 'feed.read'), async (c) => {
    const feed = await readFeed(c.var.ctx, c.var.permit, c.var.link)
    if (!feed) throw new HTTPException(404)
    return feedFile(c, feed)
  })

function found<T>(result: Result<T, string>): T {
  if (!result.ok) throw new HTTPException(404)
  return result.value
}

function back(c: Pick<Context<AppEnv>, 'redirect' | 'req'>, result: Result<unknown, string>) {
  found(result)
  return c.redirect(c.req.path.replace(/\/revocation$/, ''), 303)
}

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { AppEnv } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { matchPerson } from '../../../src/matching/actions.ts'
import { matchesPage } from './page.tsx'

export const matches = new Hono<AppEnv>().get('/people/:id/matches', may('session.find'), async (c) => {
  const found = await matchPerson(c.var.ctx, c.var.permit, c.req.param('id'))
  if (!found.ok) throw new HTTPException(404)
  return matchesPage(c, found.value)
})

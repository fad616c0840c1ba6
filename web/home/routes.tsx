import { Hono } from 'hono'
import type { AppEnv } from '../../src/http/env.ts'
import { anyone } from '../../src/http/guard.ts'
import { query } from '../../src/http/input.ts'
import { WhatsOnQuery } from '../../src/sessions/inputs.ts'
import { groupPage } from './group/page.tsx'
import { homePage } from './page.tsx'
import { weekPage } from './week/page.tsx'

export const home = new Hono<AppEnv>()
  .get('/', anyone, query(WhatsOnQuery), (c) => forAll(homePage(c, c.req.valid('query'))))
  .get('/week', anyone, query(WhatsOnQuery), (c) => forAll(weekPage(c, c.req.valid('query'))))
  .get('/whats-on/:groupId', anyone, (c) => forAll(groupPage(c, c.req.param('groupId'))))

/** Nothing on these pages is about anybody, so a minute of caching hurts nobody; only the language differs. */
async function forAll(page: Response | Promise<Response>): Promise<Response> {
  const response = await page
  response.headers.set('cache-control', 'public, max-age=60')
  response.headers.set('vary', 'accept-language, cookie')
  return response
}

import { Hono } from 'hono'
import type { AppEnv } from '../../src/http/env.ts'
import { anyone } from '../../src/http/guard.ts'
import { cancellation } from './cancellation/routes.tsx'
import { editing } from './editing/routes.tsx'
import { sessionPage } from './page.tsx'
import { publishing } from './publishing/routes.tsx'

export const sessions = new Hono<AppEnv>()
  .get('/sessions/:id', anyone, async (c) => {
    const page = await sessionPage(c, c.req.param('id'))
    // Nothing on it is about anybody; only the language differs.
    page.headers.set('cache-control', 'public, max-age=60')
    page.headers.set('vary', 'accept-language, cookie')
    return page
  })
  .route('/', publishing)
  .route('/', editing)
  .route('/', cancellation)

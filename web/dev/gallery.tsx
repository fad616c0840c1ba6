// Every component in every state, to look at while building. Local mode only.

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { AppEnv } from '../../src/http/env.ts'
import { localOnly } from '../../src/http/guard.ts'
import { Gallery, type GalleryView, galleryViews } from './page.tsx'

export const gallery = new Hono<AppEnv>()
  .get('/', localOnly, (c) => c.redirect('/dev/components/every', 303))

  .get('/:view', localOnly, (c) => {
    const view = c.req.param('view')
    if (!Object.hasOwn(galleryViews, view)) throw new HTTPException(404)
    return c.html(`<!doctype html>${<Gallery view={view as GalleryView} />}`)
  })

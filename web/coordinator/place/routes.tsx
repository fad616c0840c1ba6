import { Hono } from 'hono'
import * as v from 'valibot'
import type { AppEnv } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { form, query } from '../../../src/http/input.ts'
import { EditPlace, editPlace, seeSettings } from '../../../src/places/settings/actions.ts'
import { errorsOf, texts } from '../../render.tsx'
import { placeRefusal } from '../wording.ts'
import { placePage } from './page.tsx'

export const place = new Hono<AppEnv>()
  .get('/place', may('place.run'), query(v.object({ done: v.optional(v.literal('saved')) })), async (c) =>
    placePage(c, await seeSettings(c.var.ctx, c.var.permit), { isSaved: c.req.valid('query').done === 'saved' }),
  )

  .post('/place', may('place.run'), form(EditPlace), async (c) => {
    const sent = c.req.valid('form')
    const t = texts(c.var.locale)
    const edited = sent.ok ? await editPlace(c.var.ctx, c.var.permit, sent.value) : undefined
    if (edited?.ok) return c.redirect('/place?done=saved', 303)
    const errors = edited ? { timeZone: t(placeRefusal[edited.reason]) } : errorsOf(sent, t)
    return placePage(c, await seeSettings(c.var.ctx, c.var.permit), { typed: sent.typed, errors })
  })

import { Hono } from 'hono'
import * as v from 'valibot'
import type { AppEnv } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { form, query } from '../../../src/http/input.ts'
import { readWeights, TuneWeights, tuneWeights } from '../../../src/matching/weights/actions.ts'
import { weightsPage } from './page.tsx'

const Done = v.object({ done: v.optional(v.picklist(['saved'])) })

export const weights = new Hono<AppEnv>()
  .get('/running/matching', may('place.run'), query(Done), async (c) =>
    weightsPage(c, await readWeights(c.var.ctx, c.var.permit), { isSaved: c.req.valid('query').done === 'saved' }),
  )

  .post('/running/matching', may('place.run'), form(TuneWeights), async (c) => {
    const posted = c.req.valid('form')
    if (!posted.ok) return weightsPage(c, await readWeights(c.var.ctx, c.var.permit), { posted })
    await tuneWeights(c.var.ctx, c.var.permit, posted.value)
    return c.redirect('/running/matching?done=saved', 303)
  })

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import type { AppEnv } from '../../src/http/env.ts'
import { may } from '../../src/http/guard.ts'
import { form, query } from '../../src/http/input.ts'
import { canTellFor, NeedsQuery, seeUnmetNeeds, TellUnmetNeed, tellUnmetNeed } from '../../src/unmet-needs/actions.ts'
import { needsCsv, needsPage } from './page.tsx'
import { tellPage, toldPage } from './telling/page.tsx'

const Done = v.object({ done: v.optional(v.picklist(['told'])) })

export const needs = new Hono<AppEnv>()
  .get('/needs', may('need.see'), query(NeedsQuery), async (c) => {
    const asked = c.req.valid('query')
    return needsPage(c, await seeUnmetNeeds(c.var.ctx, c.var.permit, asked), asked)
  })

  .get('/needs/table.csv', may('need.see'), query(NeedsQuery), async (c) =>
    needsCsv(c, await seeUnmetNeeds(c.var.ctx, c.var.permit, c.req.valid('query'))),
  )

  .get('/people/:id/unmet-need', may('person.manage'), query(Done), async (c) => {
    const personId = c.req.param('id')
    if (!(await canTellFor(c.var.ctx, c.var.permit, personId))) throw new HTTPException(404)
    return c.req.valid('query').done ? toldPage(c, personId) : tellPage(c, personId)
  })

  .post('/people/:id/unmet-need', may('person.manage'), form(TellUnmetNeed), async (c) => {
    const personId = c.req.param('id')
    const fields = c.req.valid('form')
    if (!fields.ok) {
      if (!(await canTellFor(c.var.ctx, c.var.permit, personId))) throw new HTTPException(404)
      return tellPage(c, personId, fields)
    }
    const told = await tellUnmetNeed(c.var.ctx, c.var.permit, { ...fields.value, personId })
    if (!told.ok) throw new HTTPException(404)
    return c.redirect(`/people/${personId}/unmet-need?done=told`, 303)
  })

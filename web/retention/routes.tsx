import { Hono } from 'hono'
import * as v from 'valibot'
import type { AppEnv } from '../../src/http/env.ts'
import { may } from '../../src/http/guard.ts'
import { query } from '../../src/http/input.ts'
import { openRetention } from '../../src/rights/retention/actions.ts'
import { retentionDone, retentionPage } from './page.tsx'

const Done = v.object({ done: v.optional(v.picklist(retentionDone)) })

export const retention = new Hono<AppEnv>().get('/retention', may('retention.see'), query(Done), async (c) =>
  retentionPage(c, await openRetention(c.var.ctx, c.var.permit), c.req.valid('query')),
)

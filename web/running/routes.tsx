import { Hono } from 'hono'
import { verifyChain } from '../../src/audit/actions.ts'
import type { AppEnv } from '../../src/http/env.ts'
import { may } from '../../src/http/guard.ts'
import { jobHealth } from '../../src/jobs/health.ts'
import { auditPage, runningPage } from './page.tsx'

export const running = new Hono<AppEnv>()
  .get('/running', may('place.run'), async (c) => runningPage(c, await jobHealth(c.var.ctx, c.var.permit)))
  .get('/running/audit', may('place.run'), async (c) => auditPage(c, await verifyChain(c.var.ctx, c.var.permit)))

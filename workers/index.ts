import type { Context } from 'hono'
import { createApp } from '../web/app.tsx'
import { contextFor } from './context.ts'
import { type Env, settingsOf } from './env.ts'
import { deliverNow, scheduled } from './scheduled.ts'

const envOf = (c: Context) => c.env as Env

const app = createApp({
  context: (c) => contextFor(envOf(c)),
  isLocal: (c) => settingsOf(envOf(c)).LOCAL_MODE === 'yes',
  later: (c, work) => c.executionCtx.waitUntil(work),
  deliverNow: (c) => c.executionCtx.waitUntil(deliverNow(envOf(c))),
})

export default {
  fetch: app.fetch,
  scheduled,
} satisfies ExportedHandler<Env>

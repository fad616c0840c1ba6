import { createApp } from '../web/app.tsx'
import type { Env } from './env.ts'
import { queue } from './queue.ts'
import { scheduled } from './scheduled.ts'
import { wiring } from './wiring.ts'

export default {
  fetch: createApp(wiring).fetch,
  scheduled,
  queue,
} satisfies ExportedHandler<Env>

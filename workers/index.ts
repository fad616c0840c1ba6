import { createApp } from '../web/app.tsx'
import { contextFor } from './context.ts'
import { type Env, settingsOf } from './env.ts'
import { scheduled } from './scheduled.ts'

const app = createApp({
  context: (c) => contextFor(c.env as Env),
  isLocal: (c) => settingsOf(c.env as Env).LOCAL_MODE === 'yes',
})

export default {
  fetch: app.fetch,
  scheduled,
} satisfies ExportedHandler<Env>

import type { Context } from 'hono'
import type { Wiring } from '../src/http/env.ts'
import { contextFor } from './context.ts'
import { type Env, settingsOf } from './env.ts'
import { deliverNow } from './scheduled.ts'
import { readTexts } from './texts.ts'

const envOf = (c: Context) => c.env as Env

/** What the Worker hands the application, deployed and on this machine alike. */
export const wiring: Wiring = {
  context: (c) => contextFor(envOf(c)),
  isLocal: (c) => settingsOf(envOf(c)).LOCAL_MODE === 'yes',
  webhookSecrets: (c) => settingsOf(envOf(c)).RESEND_WEBHOOK_SECRET,
  texts: (c) => readTexts(envOf(c)),
  later: (c, work) => c.executionCtx.waitUntil(work),
  deliverNow: (c) => c.executionCtx.waitUntil(afterTheAnswer().then(() => deliverNow(envOf(c)))),
}

/**
 * Until the answer is on its way. Work that begins before would share the thread and the database with it, and how long an answer
 * takes would tell whether there was an email to write, which is whether an address is known.
 */
const afterTheAnswer = () => scheduler.wait(200)

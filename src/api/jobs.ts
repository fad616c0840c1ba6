import { Hono } from 'hono'
import { doc } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { jobHealth } from '../jobs/health.ts'

const at = 1_780_315_200_000
const run = { id: '0190a1b2-0000-7000-8000-000000008001', job: 'plan-reminders', startedAt: at, endedAt: at + 240, error: null }

export const jobs = new Hono<AppEnv>().get(
  '/jobs',
  may('place.run'),
  doc({
    summary: 'Read whether scheduled work runs, with the last runs of each job',
    description:
      '`state` is `well`, `late` (no good run in time), `failing` (the last run ended with `error`) or `never_ran`. `cron` is in UTC. Runs come newest first; `counts` say what one did, and `endedAt` is empty while it runs or when it was cut off. Nobody is named.',
    answers: {
      200: [{ job: 'plan-reminders', cron: '*/15 * * * *', state: 'well', runs: [{ ...run, counts: { attendees_48h: 12 } }] }],
    },
  }),
  async (c) => c.json(await jobHealth(c.var.ctx, c.var.permit)),
)

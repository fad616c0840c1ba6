// The Worker under measurement: the real application, and beside it a bare Hono handler that sends the same SQL to the same engine.

import { Hono } from 'hono'
import { runJobs } from '../../src/jobs/run.ts'
import { jobNamed, jobsAt } from '../../src/jobs/schedule.ts'
import { contextFor, toolsFor } from '../../workers/context.ts'
import worker from '../../workers/index.ts'
import { type Call, counting, recording } from './counting.ts'

type Env = { DB: D1Database } & Record<string, unknown>

let recorded: Call[] = []
const bare = new Hono<{ Bindings: Env }>()

/** One batch of every statement that the last recorded request sent, with its ids changed for those of this request. */
bare.post('/bench/bare', async (c) => {
  const changes: [string, string][] = await c.req.json()
  const changed = (value: unknown) =>
    typeof value === 'string' ? changes.reduce((text, [from, to]) => text.replaceAll(from, to), value) : value
  const statements = recorded.flatMap(({ statements }) => statements)
  await c.env.DB.batch(statements.map(({ sql, values }) => c.env.DB.prepare(sql).bind(...values.map(changed))))
  return c.json({ ok: true }, 201)
})

/** Asks the application with a database that counts, and says what it counted. */
bare.all('/bench/counted/*', async (c) => {
  const counted = counting(c.env.DB)
  const response = await ask(c.req.raw, { ...c.env, DB: counted.database }, '/bench/counted', c.executionCtx)
  return c.json({ status: response.status, ...counted.read() })
})

/** As many calls of the provider as asked for, one after another: what delivery cannot be faster than. */
bare.get('/bench/calls', async (c) => {
  const body = 'x'.repeat(Number(c.req.query('bytes')))
  for (let call = 0; call < Number(c.req.query('calls')); call++) {
    const answer = await fetch(`${c.env.RESEND_BASE_URL}/emails/batch`, { method: 'POST', body, headers: { 'x-floor': 'yes' } })
    await answer.text()
  }
  return c.json({ ok: true })
})

/** Runs each job of a cron, or one by its name, and says what it counted. */
bare.get('/bench/jobs', async (c) => {
  const found: Record<string, ReturnType<ReturnType<typeof counting>['read']>> = {}
  const one = jobNamed(c.req.query('job') ?? '')
  for (const job of one ? [one] : jobsAt(c.req.query('cron') ?? '')) {
    const counted = counting(c.env.DB)
    const env = { ...c.env, DB: counted.database }
    await runJobs([job], () => contextFor(env), toolsFor(env))
    found[job.name] = counted.read()
  }
  return c.json(found)
})

/** The same, and remembers every statement for `/bench/bare`. */
bare.all('/bench/recorded/*', async (c) => {
  const record = recording(c.env.DB)
  const response = await ask(c.req.raw, { ...c.env, DB: record.database }, '/bench/recorded', c.executionCtx)
  recorded = record.calls
  return c.json({ status: response.status, answer: await response.json().catch(() => null), calls: recorded })
})

function ask(request: Request, env: Env, prefix: string, execution: unknown) {
  const url = new URL(request.url)
  const target = new Request(`${url.origin}${url.pathname.slice(prefix.length)}${url.search}`, request)
  return worker.fetch(target, env, execution as ExecutionContext)
}

export default {
  fetch: (request: Request, env: Env, execution: ExecutionContext) =>
    new URL(request.url).pathname.startsWith('/bench/') ? bare.fetch(request, env, execution) : worker.fetch(request, env, execution),
  scheduled: worker.scheduled,
}

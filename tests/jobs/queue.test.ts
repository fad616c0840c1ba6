import { createExecutionContext, createMessageBatch, createScheduledController, getQueueResult } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { jobRuns, jobStates } from '../../src/db/schema/jobs.ts'
import { jobsAt } from '../../src/jobs/schedule.ts'
import { toBase64Url } from '../../src/lib/encoding.ts'
import { plan } from '../../src/messages/queries.ts'
import type { Env } from '../../workers/env.ts'
import worker from '../../workers/index.ts'
import { world } from '../world.ts'

const key = toBase64Url(new Uint8Array(32))
type Sent = { job: string }

/** The Worker as it is deployed, with a queue that remembers what it was sent. */
function deployed(more: Record<string, unknown> = {}) {
  const sent: Sent[] = []
  const queue = {
    send: async (body: Sent) => void sent.push(body),
    sendBatch: async (messages: Iterable<{ body: Sent }>) => void sent.push(...[...messages].map(({ body }) => body)),
  }
  const settings = { PUBLIC_ORIGIN: 'https://a.test', SEALING_KEYS: `k1:${key}`, INDEX_KEY: key, LINK_KEYS: key, ...more }
  return { sent, env: { ...env, ...settings, WORK: queue } as unknown as Env }
}

async function consume(on: Env, bodies: unknown[], { queue = 'alongside-work', attempts = 1 } = {}) {
  const messages = bodies.map((body, at) => ({ id: `m${at}`, timestamp: new Date(0), attempts, body }))
  const batch = createMessageBatch(queue, messages)
  const pauses = batch.messages.map((message) => {
    const asked: number[] = []
    const retry = message.retry.bind(message)
    message.retry = (how) => {
      asked.push(how?.delaySeconds ?? 0)
      retry(how)
    }
    return asked
  })
  await worker.queue(batch, on)
  const result = await getQueueResult(batch, createExecutionContext())
  return {
    acked: result.explicitAcks.toSorted(),
    retried: result.retryMessages.map(({ msgId }) => [msgId, ...(pauses[Number(msgId.slice(1))] ?? [])]),
  }
}

let place: Awaited<ReturnType<typeof world>>
beforeEach(async () => {
  place = await world()
})
const runs = () => place.db.select().from(jobRuns)

describe('a cron tick with a queue', () => {
  it('sends one message for each job, and runs none itself', async () => {
    const { sent, env: on } = deployed()
    await worker.scheduled(createScheduledController({ cron: '*/15 * * * *' }), on)
    expect(sent.map(({ job }) => job)).toEqual(jobsAt('*/15 * * * *').map(({ name }) => name))
    expect(await runs()).toEqual([])
  })

  it.each([
    ['without one', undefined],
    ['when it cannot be reached', { sendBatch: () => Promise.reject(new Error('no queue for ann@example.org')) }],
  ])('runs them itself %s', async (_, WORK) => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const on = { ...deployed().env, WORK } as unknown as Env
    await worker.scheduled(createScheduledController({ cron: '*/15 * * * *' }), on)
    const told = said.mock.calls.flat().join()
    said.mockRestore()
    expect([told.includes('queue_not_reached'), told.includes('@')]).toEqual([WORK !== undefined, false])
    expect((await runs()).map(({ job }) => job).sort()).toEqual(
      jobsAt('*/15 * * * *')
        .map(({ name }) => name)
        .sort(),
    )
    expect((await runs()).filter(({ error }) => error !== null)).toEqual([])
  })

  it('leaves what one invocation has no room for to the next minutes, until all is done', async () => {
    // Enough for the longest of them, the summaries of a Monday morning, and not for all.
    const { WORK: _, ...on } = deployed({ RUN_STATEMENTS: '24' }).env
    await worker.scheduled(createScheduledController({ cron: '*/15 * * * *' }), on as Env)
    const ran = async () => new Set((await runs()).map(({ job }) => job))
    const wanted = jobsAt('*/15 * * * *').map(({ name }) => name)
    expect((await ran()).size).toBeLessThan(wanted.length)
    for (let minute = 0; minute < 60; minute++) await worker.scheduled(createScheduledController({ cron: '* * * * *' }), on as Env)
    expect(await ran()).toEqual(new Set([...wanted, ...jobsAt('* * * * *').map(({ name }) => name)]))
    // Those of every minute come round anyway.
    const left = (await place.db.select().from(jobStates)).filter(({ hasMore }) => hasMore)
    expect(left.filter(({ job }) => wanted.includes(job))).toEqual([])
  })
})

describe('the consumer', () => {
  it('runs each message by itself, and answers for each by itself', async () => {
    const { env: on } = deployed()
    await place.db.insert(jobStates).values({ job: 'plan-surveys', since: 0, runId: 'another', leasedUntil: Number.MAX_SAFE_INTEGER })
    const answer = await consume(on, [{ job: 'link-audit' }, { job: 'plan-surveys' }, { job: 'gone' }, 'rubbish', null])
    // The second is in the hands of another run; of the others nobody knows, perhaps until a deploy is through.
    expect(answer).toEqual({
      acked: ['m0', 'm1'],
      retried: [
        ['m2', 5],
        ['m3', 5],
        ['m4', 5],
      ],
    })
    expect((await runs()).map(({ job }) => job)).toEqual(['link-audit'])
  })

  it('has a job that fails tried again, each time later', async () => {
    const { env: on } = deployed()
    await place.db.run('DROP TABLE series')
    const pauses: unknown[] = []
    for (const attempts of [1, 2, 3, 9]) pauses.push((await consume(on, [{ job: 'extend-series' }], { attempts })).retried[0]?.[1])
    await restoreSeries()
    expect(pauses).toEqual([5, 20, 80, 900])
    expect((await runs()).every(({ error }) => error?.startsWith('Error') || error?.startsWith('Drizzle'))).toBe(true)
    expect((await consume(on, [{ job: 'extend-series' }])).acked).toEqual(['m0'])
  })

  it('sends itself the rest of what it had no room for', async () => {
    const { sent, env: on } = deployed({ RUN_STATEMENTS: '10' })
    await place.db.run(`INSERT INTO audit_entries (at, actor_kind, actor_id, action, subject_kind, subject_id, request_id)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
      SELECT 0, 'system', 'test', 'test.done', 'test', i, 'test' FROM n`)
    expect((await consume(on, [{ job: 'link-audit' }])).acked).toEqual(['m0'])
    expect(sent).toEqual([{ job: 'link-audit' }])
  })

  it('leaves the rest of work that runs share to the next tick, which begins another run of it anyway', async () => {
    const { sent, env: on } = deployed({ RUN_STATEMENTS: '10' })
    const message = { kind: 'booking.link', recipientId: 'nobody', subjectId: 'nothing', usefulUntil: Number.MAX_SAFE_INTEGER } as const
    await place.db.batch([plan(place.ctx(), message)] as never)
    // Delivery wants more room than that before it begins another batch.
    const { acked } = await consume({ ...on, LOCAL_MODE: 'yes' }, [{ job: 'deliver' }])
    expect(acked).toEqual(['m0'])
    expect((await runs()).map(({ job, counts }) => [job, counts?.more])).toEqual([['deliver', 1]])
    expect(sent).toEqual([])
  })

  it('puts what was given up before the coordinator', async () => {
    const { env: on } = deployed()
    const answer = await consume(on, [{ job: 'extend-series' }, { job: '<script>' }], { queue: 'alongside-work-dead' })
    expect(answer).toEqual({ acked: ['m0', 'm1'], retried: [] })
    expect((await runs()).map(({ job, error }) => [job, error?.split(' ')[0]])).toEqual([
      ['extend-series', 'given_up'],
      ['unknown', 'given_up'],
    ])
    const coordinator = await place.signIn('coordinator', await place.organisation('place_office'))
    expect(await (await place.get('/running', { as: coordinator })).text()).toContain('given_up')
  })
})

/** As the migrations make it: a later test of this file finds it again. */
async function restoreSeries() {
  for (const { sql } of env.TEST_MIGRATION_FILES) {
    const made = /CREATE TABLE `series`[^;]*;/.exec(sql)?.[0]
    if (made) await place.db.run(made)
  }
}

import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import type { Ctx } from '../../src/ctx.ts'
import { connect, isBusy } from '../../src/db/connect.ts'
import { jobRuns, jobStates } from '../../src/db/schema/jobs.ts'
import { type Budget, budgetOf, OutOfBudget } from '../../src/jobs/budget.ts'
import { leases } from '../../src/jobs/crons.ts'
import { runJob, runJobs } from '../../src/jobs/run.ts'
import type { Job } from '../../src/jobs/schedule.ts'
import { deliverJob, jobNamed } from '../../src/jobs/schedule.ts'
import { jobsOfTick } from '../../src/jobs/tick.ts'
import { hours, minutes } from '../../src/lib/time.ts'
import { type Delivered, deliver } from '../../src/messages/deliver.ts'
import { postOffice } from '../messages/post-office.ts'
import { world } from '../world.ts'

const nothing = { sender: undefined }

/** A job of the quarter-hour that stops at a gate, and how often it was let in. */
function gatedJob(more: Partial<Job> = {}) {
  let open: () => void = () => undefined
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const seen = { runs: 0 }
  const job: Job = {
    name: 'plan-reminders',
    cron: '*/15 * * * *',
    run: async () => {
      seen.runs++
      await gate
      return { done: 1 }
    },
    ...more,
  }
  return { job, open, seen }
}

const metered = (ctx: () => Ctx) => async (budget?: Budget) => {
  const engine = env.LIBSQL_URL
    ? ({ kind: 'libsql', url: env.LIBSQL_URL } as const)
    : ({ kind: 'd1', database: env.DB as D1Database } as const)
  return budget ? { ...ctx(), db: connect(engine, budget.meter) } : ctx()
}

async function setUp() {
  const place = await world()
  const context = metered(place.ctx)
  const runs = () => place.db.select().from(jobRuns)
  const state = async () => (await place.db.select().from(jobStates))[0]
  return { ...place, context, runs, state }
}

const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2))
}

describe('one run of a job at a time', () => {
  it('lets one of twenty that begin together work, and writes only that one down', async () => {
    const { context, runs } = await setUp()
    const { job, open, seen } = gatedJob()
    const begun = Array.from({ length: 20 }, () => runJob(job, context, nothing))
    await until(() => seen.runs > 0)
    open()
    const outcomes = await Promise.all(begun)
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'busy')).toHaveLength(19)
    expect(seen.runs).toBe(1)
    expect(await runs()).toMatchObject([{ job: 'plan-reminders', counts: { done: 1 }, error: null }])
  })

  it('would let them all work without the lease', async () => {
    const { context, db } = await setUp()
    const { job, open, seen } = gatedJob()
    // The control: the lease of whoever came first is gone each time.
    const begun: Promise<unknown>[] = []
    for (let n = 1; n <= 3; n++) {
      begun.push(runJob(job, context, nothing))
      await until(() => seen.runs === n)
      await db.update(jobStates).set({ leasedUntil: 0 })
    }
    open()
    await Promise.all(begun)
    expect(seen.runs).toBe(3)
  })

  it('lets those work together that share their work by themselves', async () => {
    const { context } = await setUp()
    const { job, open, seen } = gatedJob({ isShared: true })
    const begun = [runJob(job, context, nothing), runJob(job, context, nothing)]
    await until(() => seen.runs === 2)
    open()
    expect(await Promise.all(begun)).toEqual(['done', 'done'])
    expect(jobNamed('deliver')?.isShared).toBe(true)
  })

  it('frees the job of a run that died when its lease is over, and not before', async () => {
    const { context, clock, runs, state } = await setUp()
    const { job, seen, open } = gatedJob()
    void runJob(job, context, nothing)
    await until(() => seen.runs === 1)
    clock.now += leases['*/15 * * * *'] - 1
    expect(await runJob(job, context, nothing)).toBe('busy')
    clock.now += 1
    const second = runJob(job, context, nothing)
    await until(() => seen.runs === 2)
    expect((await runs()).map(({ endedAt }) => endedAt)).toEqual([null, null])
    open()
    expect(await second).toBe('done')
    expect(await state()).toMatchObject({ leasedUntil: 0, goodAt: clock.now })
  })

  it('is not given up by a run that had lost it', async () => {
    const { context, clock, state } = await setUp()
    const [late, holder] = [gatedJob(), gatedJob()]
    const first = runJob(late.job, context, nothing)
    await until(() => late.seen.runs === 1)
    clock.now += minutes(11)
    const second = runJob(holder.job, context, nothing)
    await until(() => holder.seen.runs === 1)
    late.open()
    expect(await first).toBe('done')
    expect((await state())?.leasedUntil).toBe(clock.now + minutes(10))
    expect(await runJob(holder.job, context, nothing)).toBe('busy')
    holder.open()
    await second
    expect((await state())?.leasedUntil).toBe(0)
  })

  it('is free again after a failure, which is no good run', async () => {
    const { context, state } = await setUp()
    const job: Job = { name: 'tidy', cron: '0 3 * * *', run: () => Promise.reject(new RangeError('Ann')) }
    expect(await runJob(job, context, nothing)).toBe('failed')
    expect(await state()).toMatchObject({ runId: null, goodAt: null, hasMore: true })
    expect(await runJob({ ...job, run: async () => ({}) }, context, nothing)).toBe('done')
    expect(await state()).toMatchObject({ leasedUntil: 0, hasMore: false })
  })
})

/** Marks one row after another, each in a commit of its own, until none is left. */
function rowByRow(db: Ctx['db'], rows: number) {
  const job: Job = {
    name: 'tidy',
    cron: '0 3 * * *',
    run: async (ctx) => {
      for (;;) {
        const [next] = await ctx.db.select().from(jobStates).limit(1)
        const done = (next?.since ?? 0) - 1
        if (done >= rows) return { done }
        await ctx.db.batch([ctx.db.update(jobStates).set({ since: done + 2 })])
      }
    },
  }
  const done = async () => ((await db.select().from(jobStates))[0]?.since ?? 0) - 1
  return { job, done, begin: () => db.insert(jobStates).values({ job: 'tidy', since: 1 }) }
}

describe('a run that is cut off at its bound', () => {
  it('keeps what it did, says that there is more, and the next one goes on until all is done', async () => {
    const { context, runs, db, state } = await setUp()
    const { job, done, begin } = rowByRow(db, 30)
    await begin()
    const outcomes: string[] = []
    const reached: number[] = []
    for (let n = 0; n < 9 && outcomes.at(-1) !== 'done'; n++) {
      outcomes.push(
        await runJob(
          job,
          context,
          nothing,
          budgetOf(20, () => false),
        ),
      )
      reached.push(await done())
    }
    expect(outcomes).toEqual(['more', 'more', 'more', 'done'])
    expect(reached).toEqual([9, 18, 27, 30])
    expect((await runs()).map(({ counts, error }) => [counts?.more ?? 0, error])).toEqual([
      [1, null],
      [1, null],
      [1, null],
      [0, null],
    ])
    expect((await state())?.hasMore).toBe(false)
  })

  it('has in its record what it did before it was cut off in the middle', async () => {
    const office = await postOffice()
    await office.planFor(['a', 'b', 'c'])
    const context = metered(office.ctx)
    const job: Job = {
      ...deliverJob,
      run: (ctx, granted, { countsIn }) => {
        const counts: Delivered = {}
        countsIn?.(counts)
        return deliver(ctx, granted, { writers: office.writers, sender: office.sender(), perBatch: 1, counts })
      },
    }
    const records: { said: number; marked: number; outcome: string }[] = []
    while ((records.at(-1)?.marked ?? 0) < 3 && records.length < 9) {
      const outcome = await runJob(
        job,
        context,
        nothing,
        budgetOf(20, () => false),
      )
      const said = (await office.db.select().from(jobRuns)).reduce((sum, { counts }) => sum + (counts?.sent ?? 0), 0)
      records.push({ said, marked: (await office.messageRows()).filter(({ status }) => status === 'sent').length, outcome })
      // A batch that the cut left half done is nobody's once its lease is over.
      await office.later(minutes(6))
    }
    expect(records.map(({ said }) => said)).toEqual(records.map(({ marked }) => marked))
    expect(records.at(-1)?.said).toBe(3)
    expect(records.map(({ outcome }) => outcome)).toContain('more')
  })

  it('stops when its time is up, as when its statements are', async () => {
    const { context, db } = await setUp()
    const { job, done, begin } = rowByRow(db, 30)
    await begin()
    let asked = 0
    expect(
      await runJob(
        job,
        context,
        nothing,
        budgetOf(1_000, () => ++asked > 8),
      ),
    ).toBe('more')
    expect(await done()).toBeGreaterThan(0)
    expect(await done()).toBeLessThan(30)
  })

  it('goes on within a minute: the next tick takes up whatever has more', async () => {
    const { context, ctx, db } = await setUp()
    const { job, begin } = rowByRow(db, 30)
    await begin()
    const names = async (cron: string) => (await jobsOfTick(ctx(), cron)).map(({ name }) => name)
    const usual = await names('* * * * *')
    expect(usual).not.toContain('tidy')
    await runJob(
      job,
      context,
      nothing,
      budgetOf(20, () => false),
    )
    expect((await names('* * * * *')).toSorted()).toEqual([...usual, 'tidy'].toSorted())
    expect(await names('*/15 * * * *')).not.toContain('tidy')
    await runJob(job, context, nothing)
    expect(await names('* * * * *')).toEqual(usual)
  })

  it('is taken up again when it failed, after an hour, and when it was killed, after its lease', async () => {
    const { context, ctx, clock } = await setUp()
    const isTaken = async () => (await jobsOfTick(ctx(), '* * * * *')).some(({ name }) => name === 'tidy')
    const ends = (run: Job['run']): Job => ({ name: 'tidy', cron: '0 3 * * *', run })
    const fails = ends(() => Promise.reject(new RangeError('busy')))
    await runJob(
      ends(async () => ({ erased: 1, more: 1 })),
      context,
      nothing,
    )
    for (let n = 0; n < 2; n++) {
      expect(await isTaken()).toBe(true)
      await runJob(fails, context, nothing)
      clock.now += hours(1) - 1
      expect(await isTaken()).toBe(false)
      clock.now += 1
    }
    const { job: killed, seen } = gatedJob({ name: 'tidy', cron: '0 3 * * *' })
    void runJob(killed, context, nothing)
    await until(() => seen.runs === 1)
    clock.now += leases['0 3 * * *'] - 1
    expect(await isTaken()).toBe(false)
    clock.now += 1
    expect(await isTaken()).toBe(true)
    await runJob(
      ends(async () => ({})),
      context,
      nothing,
    )
    expect(await isTaken()).toBe(false)
  })

  it('leaves the jobs of a night to the next tick that a killed invocation never came to', async () => {
    const { context, ctx, clock } = await setUp()
    const { job: killed, seen } = gatedJob({ name: 'extend-series', cron: '0 3 * * *' })
    void runJobs([killed, { name: 'tidy', cron: '0 3 * * *', run: async () => ({}) }], context, nothing)
    await until(() => seen.runs === 1)
    clock.now += minutes(1)
    const taken = async () => (await jobsOfTick(ctx(), '* * * * *')).map(({ name }) => name)
    expect(await taken()).toContain('tidy')
    expect(await taken()).not.toContain('extend-series')
  })

  it('leaves whole jobs to the next tick, once an invocation has used up what it may do', async () => {
    const { context, ctx, db, runs } = await setUp()
    const { job, begin } = rowByRow(db, 30)
    await begin()
    const [second, third] = ['plan-reminders', 'plan-surveys'].map((name): Job => ({ name, cron: '*/15 * * * *', run: async () => ({}) }))
    if (!second || !third) throw new Error('no jobs')
    await runJobs(
      [job, second, third],
      context,
      nothing,
      budgetOf(20, () => false),
    )
    expect((await runs()).map((run) => run.job)).toEqual(['tidy'])
    const left = (await jobsOfTick(ctx(), '* * * * *')).map(({ name }) => name)
    expect(left).toEqual(expect.arrayContaining(['tidy', 'plan-reminders', 'plan-surveys']))
    await runJobs(
      [second, third],
      context,
      nothing,
      budgetOf(20, () => false),
    )
    expect((await runs()).map((run) => run.job).sort()).toEqual(['plan-reminders', 'plan-surveys', 'tidy'])
  })

  it('is no fault of a letter: a writer that runs out of budget is not given up', () => {
    expect(isBusy(new OutOfBudget('over'))).toBe(true)
    expect(isBusy(new RangeError('wrong'))).toBe(false)
  })

  it('counts a batch by its statements, and lets one that begins in time go whole', async () => {
    const { context, db } = await setUp()
    await db.insert(jobStates).values({ job: 'tidy', since: 1 })
    const budget = budgetOf(3, () => false)
    const { db: counted } = await context(budget)
    const touch = (since: number) => counted.update(jobStates).set({ since })
    await counted.batch([touch(2), touch(3)])
    expect([budget.hasRoom(1), budget.hasRoom(2)]).toEqual([true, false])
    await counted.batch([touch(4), touch(5), touch(6)])
    await expect(counted.batch([touch(7)])).rejects.toThrow(OutOfBudget)
    await expect(counted.select().from(jobStates)).rejects.toThrow(OutOfBudget)
    expect((await db.select().from(jobStates))[0]?.since).toBe(6)
  })
})

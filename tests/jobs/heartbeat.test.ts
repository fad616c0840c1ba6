import { eq, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { jobRuns, jobStates } from '../../src/db/schema/jobs.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { users } from '../../src/db/schema/organisations.ts'
import { lateAfter } from '../../src/jobs/crons.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { runJob } from '../../src/jobs/run.ts'
import { jobNamed, jobs } from '../../src/jobs/schedule.ts'
import { hours, minutes } from '../../src/lib/time.ts'
import { world } from '../world.ts'

async function setUp() {
  const place = await world()
  const office = await place.organisation('place_office')
  const coordinator = await place.signIn('coordinator', office)
  const { clock, db } = place
  const context = async () => place.ctx()
  let pings = 0
  const tools = {
    sender: undefined,
    ping: async () => {
      pings++
    },
  }
  const run = async (name: string) => {
    const job = jobNamed(name)
    if (!job) throw new Error(`no job ${name}`)
    return runJob(job, context, tools)
  }
  /** A minute later each, the heartbeat with every job that is not left out. */
  async function pass(total: number, { without = [] as string[] } = {}) {
    for (const end = clock.now + total; clock.now < end; ) {
      clock.now += minutes(1)
      const good = jobs.filter(({ name }) => !without.includes(name) && name !== 'heartbeat').map(({ name }) => name)
      const at = sql`CAST(${clock.now} AS INTEGER)`
      await db.run(sql`INSERT INTO job_states (job, since, good_at) SELECT value, ${at}, ${at} FROM json_each(${JSON.stringify(good)})
        WHERE true ON CONFLICT (job) DO UPDATE SET good_at = excluded.good_at`)
      if (!without.includes('heartbeat')) await run('heartbeat')
    }
  }
  const told = async () => (await db.select().from(messages)).map(({ kind, recipientId }) => [kind, recipientId])
  const health = async () => {
    const answer = await place.get('/health')
    return { status: answer.status, ...((await answer.json()) as { late: string[] }) }
  }
  const page = async () => (await place.get('/running', { as: coordinator })).text()
  return { ...place, office, coordinator, run, pass, told, health, page, pings: () => pings }
}
let place: Awaited<ReturnType<typeof setUp>>
beforeEach(async () => {
  place = await setUp()
})

describe('a job that does not run in time', () => {
  it('is told to every coordinator once, and once more when it runs again', async () => {
    const second = await place.signIn('coordinator', place.office)
    const gone = await place.signIn('coordinator', place.office)
    await place.db.update(users).set({ disabledAt: place.clock.now }).where(eq(users.id, gone.id))
    await place.signIn('link_worker', await place.organisation('referral_team'))
    await place.pass(minutes(10))
    expect(await place.told()).toEqual([])
    await place.pass(minutes(44), { without: ['plan-reminders'] })
    expect(await place.told()).toEqual([])
    await place.pass(minutes(20), { without: ['plan-reminders'] })
    const both = [place.coordinator.id, second.id].toSorted()
    const toldOf = async (kind: string) =>
      (await place.told())
        .filter(([one]) => one === kind)
        .map(([, who]) => who)
        .toSorted()
    expect(await toldOf('place.job_late')).toEqual(both)
    expect(await toldOf('place.job_well')).toEqual([])
    await place.pass(minutes(5))
    expect(await toldOf('place.job_late')).toEqual(both)
    expect(await toldOf('place.job_well')).toEqual(both)
    // The next trouble is another one.
    await place.pass(minutes(50), { without: ['plan-reminders'] })
    expect(await toldOf('place.job_late')).toHaveLength(4)
  })

  it('is told in one email where several do not run, and two runs at once tell it once', async () => {
    await place.pass(minutes(5))
    await place.pass(minutes(46), { without: ['plan-reminders', 'plan-surveys', 'raise-alarms', 'heartbeat'] })
    // The heartbeat ran all the while: only what it noted is forgotten.
    await place.db.update(jobStates).set({ goodAt: place.clock.now }).where(eq(jobStates.job, 'heartbeat'))
    const job = jobNamed('heartbeat')
    const context = async () => place.ctx()
    if (!job) throw new Error('no heartbeat')
    await Promise.all(Array.from({ length: 6 }, () => runJob({ ...job, isShared: true }, context, { sender: undefined })))
    expect((await place.told()).map(([kind]) => kind)).toEqual(['place.job_late'])
    const [row] = await place.db.select().from(messages)
    if (!row) throw new Error('no message')
    const letter = (await writers['place.job_late'](place.ctx(), [row])).get(row.id)
    expect(letter).toMatchObject({ to: place.coordinator.address, subject: 'Scheduled work has stopped: 3 jobs' })
  })

  it('fails again and again: then it does no work either', async () => {
    await place.pass(minutes(2))
    for (let n = 0; n < 50; n++) {
      const failing = { name: 'plan-reminders', cron: '*/15 * * * *', run: () => Promise.reject(new RangeError('x')) } as const
      await place.pass(minutes(1), { without: ['plan-reminders'] })
      await runJob(failing, async () => place.ctx(), { sender: undefined })
    }
    expect((await place.told()).map(([kind]) => kind)).toEqual(['place.job_late'])
  })

  it('wakes nobody for hours in which the whole place stood still, and gives each job its time anew', async () => {
    await place.pass(minutes(3))
    place.clock.now += hours(9)
    expect((await place.health()).status).toBe(503)
    await place.run('heartbeat')
    await place.pass(minutes(44), { without: ['plan-reminders'] })
    expect(await place.told()).toEqual([])
    await place.pass(minutes(5), { without: ['plan-reminders'] })
    expect((await place.told()).map(([kind]) => kind)).toEqual(['place.job_late'])
  })
})

describe('a monitor outside', () => {
  it('hears 200 while every job is in time, else 503 with the names of the others', async () => {
    await place.pass(minutes(2))
    expect(await place.health()).toEqual({ status: 200, late: [] })
    await place.pass(minutes(6), { without: ['deliver'] })
    expect(await place.health()).toEqual({ status: 503, late: ['deliver'] })
    await place.pass(minutes(1))
    expect(await place.health()).toEqual({ status: 200, late: [] })
  })

  it('is pinged after each good tick, and not after others', async () => {
    await place.pass(minutes(5))
    expect(place.pings()).toBe(5)
    await place.pass(minutes(8), { without: ['link-audit'] })
    // Five minutes are in time.
    expect(place.pings()).toBe(10)
    await place.pass(minutes(1))
    expect(place.pings()).toBe(11)
  })

  it('learns of a place in which nothing ever ran, once that is older than it may be', async () => {
    expect((await place.health()).status).toBe(200)
    expect(await place.page()).not.toContain('Late')
    place.clock.now += minutes(6)
    expect(await place.health()).toEqual({ status: 503, late: jobs.filter(({ cron }) => cron === '* * * * *').map(({ name }) => name) })
    place.clock.now += lateAfter['0 3 * * *']
    expect((await place.health()).late).toEqual(jobs.map(({ name }) => name))
    expect((await place.page()).split('>Late<').length - 1).toBe(jobs.length)
  })

  it('sees no job late that a deploy has just brought', async () => {
    place.clock.now += hours(1_000)
    await place.pass(minutes(2), { without: ['tidy'] })
    expect(await place.health()).toEqual({ status: 200, late: [] })
    expect(await place.told()).toEqual([])
  })

  it('is answered in one round trip, without a cookie, and about nobody', async () => {
    await place.db.insert(jobRuns).values({ id: 'r', job: 'deliver', startedAt: 0, error: 'Secret' })
    const answer = await place.get('/health')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(Object.keys((await answer.json()) as object)).toEqual(['late'])
  })
})

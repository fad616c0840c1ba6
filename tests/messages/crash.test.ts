import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { hours, minutes } from '../../src/lib/time.ts'
import { deliver } from '../../src/messages/deliver.ts'
import { noon } from '../world.ts'
import { audit, beyondRecall, type Change, type Faults, type Fault as Found, noFaults } from './auditor.ts'
import { markThenSend, type Pipeline, recomputedBatch, sendThenMark } from './controls.ts'
import { cutAt, Died, losingAcks, type Step, watchedDb, watchedSender } from './cut.ts'
import { accepted, type PostOffice, postOffice, statuses, work } from './post-office.ts'
import type { Fault } from './resend-double.ts'

/** What happens to the world between two tries, and what the provider does with the first calls. */
type Scenario = {
  deploys?: boolean
  plansMore?: boolean
  changesFacts?: boolean
  waits?: number
  faults?: Fault[]
  timeoutMs?: number
  /** Two batches a run instead of one, so that a run can also die between them. */
  isLong?: boolean
}
const scenarios: Record<string, Scenario> = {
  'a quiet day': { isLong: true },
  'new rows': { plansMore: true },
  '25 hours, a deploy and new rows': { waits: hours(25), deploys: true, plansMore: true, isLong: true },
  'a deploy': { deploys: true },
  'facts that change': { changesFacts: true, deploys: true },
  '25 hours': { waits: hours(25) },
  'a rate limit': { faults: ['rate_limit', 'rate_limit'], deploys: true, changesFacts: true },
  '500 after accepting': { faults: ['accept_500', 'accept_500'], deploys: true, changesFacts: true },
  'a time-out after accepting': { faults: ['accept_hang', 'accept_hang'], timeoutMs: 50, deploys: true },
  'a dropped answer, then a rate limit': { faults: ['accept_drop', 'rate_limit'], deploys: true, plansMore: true },
  'the same key being processed': { faults: ['busy', 'accept_rubbish'], deploys: true },
}
// The libSQL engine runs a part: what differs there is the engine, not the pipeline.
const isWhole = env.TEST_ENGINE === 'd1'
const wanted = Object.entries(scenarios)
  .filter(([name]) => isWhole || /quiet|new rows$|500/.test(name))
  .map(([name, scenario]): [string, Scenario] => [name, { ...scenario, isLong: isWhole && scenario.isLong === true }])

const frozenBatches: Pipeline = (ctx, delivery) => deliver(ctx, work, delivery)
const inPairs: Pipeline = (ctx, delivery) => deliver(ctx, work, { ...delivery, perBatch: 2 })
/** Frozen batches that trust a key for ever: right for 24 hours. */
const foreverSure: Pipeline = (ctx, { writers, sender }) =>
  deliver(ctx, work, { writers, sender: { ...sender, keyLastsFor: Number.POSITIVE_INFINITY } })
const first = ['a', 'b', 'c']
const more = ['d']

beforeEach(() => {
  for (const kind of ['warn', 'error'] as const) vi.spyOn(console, kind).mockImplementation(() => undefined)
})

/** One life of a few messages: a run cut at step n, the world moves, a run cut at step m, then runs until nothing is open. */
async function live(office: PostOffice, pipeline: Pipeline, scenario: Scenario, n: number, m: number) {
  await office.clear()
  office.clock.now = noon
  const secret = await office.vault.seal('token', { column: 'messages.secret', rowId: 'x' })
  await office.planFor(first, { secret })
  await office.tell({ faults: [...(scenario.faults ?? [])] })
  let change: Change | undefined

  const cutRun = async (at: number) => {
    const { step, hasDied } = cutAt(at)
    await runThrough(office, pipeline, step, scenario.timeoutMs)
    return hasDied()
  }
  const died = [await cutRun(n)]
  office.clock.now += minutes(6)
  if (scenario.waits) await office.later(scenario.waits)
  if (scenario.deploys) office.template.version++
  if (scenario.plansMore) await office.planFor(more)
  if (scenario.changesFacts) {
    change = { frozenBefore: await beyondRecall(office), subjects: new Set(['a', 'b']) }
    office.facts.set('a', { address: 'a@example.org', words: 'first', isTrue: false })
    office.facts.set('b', { address: 'b@example.org', words: 'second', isTrue: true })
  }
  died.push(await cutRun(m))
  if (scenario.deploys) office.template.version++
  for (let runs = 0; runs < 8; runs++) {
    office.clock.now += minutes(20)
    if ((await runThrough(office, pipeline, (work) => Promise.resolve(work())))?.batches === 0) break
  }
  return { died, faults: await audit(office, scenario.plansMore ? [...first, ...more] : first, change) }
}

async function runThrough(office: PostOffice, pipeline: Pipeline, step: Step, timeoutMs?: number) {
  const ctx = { ...office.ctx(), db: watchedDb(office.db, step) }
  try {
    return await pipeline(ctx, { writers: office.writers, sender: watchedSender(office.sender(timeoutMs), step) })
  } catch (error) {
    if (!(error instanceof Died)) throw error
    return undefined
  }
}

/** Every first cut with every second one, until a run is over before it is cut. `stopAt` finds out the controls sooner. */
async function matrix(pipeline: Pipeline, scenario: Scenario, stopAt?: Found[]) {
  const office = await postOffice()
  const sum = noFaults()
  const bad: string[] = []
  let lives = 0
  for (let n = 1, isCut = true; isCut; n++) {
    for (let m = 1, isCutAgain = true; isCutAgain; m++) {
      const { died, faults } = await live(office, pipeline, scenario, n, m)
      isCut = died[0] === true
      isCutAgain = died[1] === true
      lives++
      if (Object.values(faults).some(Boolean)) bad.push(`${n}/${m} ${JSON.stringify(faults)}`)
      for (const fault of Object.keys(sum) as (keyof Faults)[]) sum[fault] += faults[fault]
      if (stopAt?.some((fault) => sum[fault] > 0)) return { sum, bad, lives }
    }
  }
  return { sum, bad, lives }
}

describe('cut at every await, twice, with', () => {
  it.each(wanted)('%s: nothing is sent twice, lost, stuck unseen or untrue', { timeout: 300_000 }, async (name, scenario) => {
    const { sum, bad, lives } = await matrix(scenario.isLong ? inPairs : frozenBatches, scenario)
    console.log(`${name}: ${lives} lives`)
    expect(bad).toEqual([])
    expect(sum).toEqual(noFaults())
    // The matrix has the shape of the pipeline: too few lives would mean that steps go uncounted.
    expect(lives).toBeGreaterThan(scenario.isLong ? 80 : 40)
  })
})

describe('the same matrix finds out', () => {
  it.each<[string, Pipeline, string, Found[]]>([
    ['send, then mark', sendThenMark, 'a quiet day', ['duplicate']],
    ['mark, then send', markThenSend, 'a quiet day', ['lost']],
    ['a key over a batch that is put together anew', recomputedBatch, 'a deploy', ['stuck']],
    ['a key over a batch that is put together anew, with new rows', recomputedBatch, 'new rows', ['stuck']],
    ['a key over a batch that is put together anew, a day late', recomputedBatch, '25 hours', ['duplicate']],
    ['a frozen batch that is sent again blind, a day late', foreverSure, '25 hours', ['duplicate']],
  ])('%s', { timeout: 60_000 }, async (_, pipeline, scenario, expected) => {
    const { sum } = await matrix(pipeline, scenarios[scenario] ?? {}, expected)
    expect(
      Object.entries(sum)
        .filter(([fault]) => expected.includes(fault as Found))
        .every(([, times]) => times > 0),
    ).toBe(true)
  })
})

describe('a write that is committed and answered with an error', () => {
  it.each([1, 2, 3, 4, 5, 6, 7])('every %i. time changes nothing in the end', async (k) => {
    const office = await postOffice()
    await office.planFor([...first, ...more])
    await office.tell({ faults: ['rate_limit', 'accept_500'] })
    const step = losingAcks(k, 40)
    for (let runs = 0; runs < 60; runs++) {
      await runThrough(office, inPairs, step)
      await office.later(minutes(6))
    }
    expect(await statuses(office)).toEqual({ a: 'sent', b: 'sent', c: 'sent', d: 'sent' })
    expect((await accepted(office)).sort()).toEqual([...first, ...more].map((name) => `${name}@example.org`))
    expect(await audit(office, [...first, ...more])).toEqual(noFaults())
  })
})

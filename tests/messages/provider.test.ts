// How the provider is treated: at its own pace, and left alone while it is not well.

import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { OrgId } from '../../src/access/actor.ts'
import { type Permit, permit } from '../../src/access/permit.ts'
import { messages, providerCircuit, sendBatches } from '../../src/db/schema/messages.ts'
import { hours, minutes } from '../../src/lib/time.ts'
import { providerState, tryProvider } from '../../src/messages/provider/actions.ts'
import { pauseAfter, pausedUntil } from '../../src/messages/provider/rules.ts'
import { noon } from '../world.ts'
import { accepted, type PostOffice, postOffice, statuses } from './post-office.ts'
import type { Fault } from './resend-double.ts'

const memberships = [{ orgId: 'office' as OrgId, role: 'coordinator' as const }]
const coordinator = permit({ kind: 'user', id: 'c', signInId: 's', name: 'C', memberships }, 'place.run') as Permit<'place.run'>

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
})

const subjects = (n: number) => Array.from({ length: n }, (_, at) => `s${at}`)
const state = (office: PostOffice) => providerState(office.ctx(), coordinator)

/** A sender that writes down how long it was asked to wait. */
function watched(office: PostOffice) {
  const pauses: number[] = []
  const sender = { ...office.sender(), pause: async (ms: number) => void pauses.push(ms) }
  return { sender, pauses }
}

describe('between two calls a run waits', () => {
  it.each<[Record<string, string>, number]>([
    [{}, 500],
    [{ 'ratelimit-limit': '10', 'ratelimit-remaining': '9', 'ratelimit-reset': '1' }, 100],
    [{ 'ratelimit-limit': '2', 'ratelimit-remaining': '0', 'ratelimit-reset': '1' }, 1000],
    [{ 'ratelimit-limit': '100;w=60', 'ratelimit-remaining': '7' }, 600],
    [{ 'ratelimit-limit': 'a lot' }, 500],
    [{ 'ratelimit-limit': '0' }, 500],
  ])('as the headers %j ask: %i ms', async (headers, pause) => {
    const office = await postOffice()
    await office.planFor(subjects(3))
    await office.tell({ headers })
    const { sender, pauses } = watched(office)
    expect(await office.run({ sender, perBatch: 1 })).toMatchObject({ sent: 3 })
    expect(pauses).toEqual([pause, pause])
  })

  it('but not for minutes: then it ends, and the next one goes on', async () => {
    const office = await postOffice()
    await office.planFor(subjects(3))
    await office.tell({ headers: { 'ratelimit-limit': '2', 'ratelimit-remaining': '0', 'ratelimit-reset': '40' } })
    const { sender, pauses } = watched(office)
    expect(await office.run({ sender, perBatch: 1 })).toMatchObject({ sent: 1, slowed: 1 })
    await office.later(minutes(1))
    await office.tell({ headers: {} })
    expect(await office.run({ sender, perBatch: 1 })).toMatchObject({ sent: 2 })
    expect(pauses).toEqual([500])
  })

  it('is reckoned without a provider too', () => {
    expect(pauseAfter({ remaining: 0 })).toBe(500)
    expect(pauseAfter({ perSecond: 5, remaining: 0, resetMs: 2_000 })).toBe(2_000)
    expect(pausedUntil('rate_limited', noon, undefined)).toBeUndefined()
    expect(pausedUntil('rate_limited', noon, hours(90))).toBe(noon + hours(6))
    expect(pausedUntil('quota_used_up', noon, undefined)).toBe(noon + hours(12))
    expect(pausedUntil('quota_used_up', noon, minutes(10))).toBe(noon + minutes(10))
  })
})

describe('a provider that asks for time gets it', () => {
  it('from every run until Retry-After is over, and is not called in trouble for it', async () => {
    const office = await postOffice()
    await office.planFor(subjects(2))
    await office.tell({ faults: ['rate_limit'] })
    await office.run({ perBatch: 1 })
    await office.later(89_000)
    expect(await office.run({ perBatch: 1 })).toEqual({ batches: 0, sent: 0, left_alone: 1 })
    expect((await office.log()).calls).toHaveLength(1)
    expect(await state(office)).toBeUndefined()
    await office.later(minutes(1))
    await office.run({ perBatch: 1 })
    await office.later(minutes(1))
    await office.run({ perBatch: 1 })
    expect(await statuses(office)).toEqual({ s0: 'sent', s1: 'sent' })
  })

  it.each<[string, Record<string, string>, number]>([
    ['of the provider’s own clock', { date: 'Mon, 05 Jan 2026 10:00:00 GMT', 'retry-after': 'Mon, 05 Jan 2026 10:01:30 GMT' }, 90_000],
    ['that is over', { date: 'Mon, 05 Jan 2026 10:00:00 GMT', 'retry-after': 'Mon, 05 Jan 2026 09:00:00 GMT' }, 0],
    ['where the answer has none', { date: '', 'retry-after': new Date(noon + 40_000).toUTCString() }, 40_000],
  ])('until a date %s', async (_, headers, pause) => {
    const office = await postOffice()
    await office.planFor(subjects(2))
    await office.tell({ faults: ['rate_limit'], headers })
    await office.run({ perBatch: 1 })
    expect(await office.db.select().from(providerCircuit)).toMatchObject([{ probeAt: noon + pause, openedAt: null }])
  })

  it.each<Fault>(['quota', 'quota_of_month'])('%s: until the quota starts anew, written afresh under another key', async (fault) => {
    const office = await postOffice()
    await office.planFor(['ann', 'ben'])
    await office.tell({ faults: [fault] })
    expect(await office.run()).toMatchObject({ thawed: 1 })
    expect(await office.batchRows()).toMatchObject([{ status: 'claimed', payload: null, firstTriedAt: null, lastError: 'quota_used_up' }])
    expect(await state(office)).toEqual({ since: noon, openedAt: noon, nextTryAt: noon + hours(12), reason: 'quota_used_up', pressing: 0 })
    await office.later(hours(11))
    expect(await office.run()).toMatchObject({ left_alone: 1 })
    office.facts.set('ben', { address: '', words: '', isTrue: false })
    office.template.version = 2
    await office.later(hours(1))
    await office.run()
    const { accepted: letters, calls } = await office.log()
    expect(letters).toMatchObject([{ to: 'ann@example.org', text: 'first template=2' }])
    expect(new Set(calls.map(({ key }) => key)).size).toBe(2)
    expect(await state(office)).toBeUndefined()
  })
})

describe('the circuit', () => {
  /** Five troubles in a row, a minute apart. */
  async function opened(fault: Fault = 'refuse_500') {
    const office = await postOffice()
    await office.planFor(subjects(9))
    await office.tell({ faults: Array.from({ length: 5 }, () => fault) })
    for (let runs = 0; runs < 5; runs++) {
      await office.run({ perBatch: 1 })
      await office.later(minutes(1))
    }
    return office
  }

  it.each<[Fault, string]>([
    ['refuse_500', 'provider_fault'],
    ['refuse_drop', 'no_answer'],
    ['unauthorised', 'not_allowed'],
  ])('opens after five of %s, says since when and why, and the provider is left alone', async (fault, reason) => {
    const office = await opened(fault)
    expect(await state(office)).toMatchObject({ since: noon, openedAt: noon + minutes(4), nextTryAt: noon + minutes(9), reason })
    const before = (await office.log()).calls.length
    await office.planFor(['more'])
    expect(await office.run()).toEqual({ batches: 0, sent: 0, left_alone: 1 })
    expect((await office.log()).calls).toHaveLength(before)
    // What is not handed over stays true until it is: it is not even written.
    expect((await statuses(office)).more).toBe('planned')
  })

  // The negative control: four are not enough, and a good answer between them counts them anew.
  it('stays closed after four, and after a good answer', async () => {
    const office = await postOffice()
    await office.planFor(subjects(9))
    const faults: Fault[] = ['refuse_500', 'refuse_500', 'refuse_500', 'refuse_500', 'none', 'refuse_500', 'refuse_500']
    await office.tell({ faults })
    for (let runs = 0; runs < 7; runs++) {
      await office.run({ perBatch: 1, limit: 1 })
      expect(await state(office)).toBeUndefined()
      office.clock.now += minutes(1)
    }
    expect(await office.db.select().from(providerCircuit)).toMatchObject([{ failures: 2 }])
  })

  it('is looked through by one run with one letter, and closes when that one is taken', async () => {
    const office = await opened()
    await office.later(minutes(5))
    await office.tell({ faults: ['accept_slowly'] })
    const runs = await Promise.all([office.run(), office.run(), office.run()])
    expect(runs.filter(({ left_alone }) => left_alone === 1)).toHaveLength(2)
    const { calls } = await office.log()
    expect(JSON.parse(calls[5]?.body ?? '[]')).toHaveLength(1)
    expect(await state(office)).toBeUndefined()
    await office.later(hours(2))
    await office.run({ limit: 50 })
    expect(new Set(Object.values(await statuses(office)))).toEqual(new Set(['sent']))
    expect(new Set(await accepted(office)).size).toBe(9)
    expect(await accepted(office)).toHaveLength(9)
  })

  it('is looked through with one letter of a batch that was refused; the others wait until that one is taken', async () => {
    const office = await postOffice()
    await office.planFor(subjects(9))
    await office.tell({ faults: Array.from({ length: 5 }, () => 'unauthorised' as const) })
    for (let tries = 0; tries < 5; tries++) {
      office.clock.now = (await office.batchRows())[0]?.nextTryAt ?? noon
      await office.run()
    }
    await office.later(hours(2))
    await office.tell({ faults: ['unauthorised'] })
    const before = (await office.log()).calls.length
    expect(await office.run()).toMatchObject({ planned: 8, thawed: 1 })
    await office.later(hours(2))
    expect(await office.run()).toMatchObject({ sent: 9 })
    const calls = (await office.log()).calls.slice(before)
    expect(calls.map(({ body }) => JSON.parse(body).length)).toEqual([1, 1, 8])
  })

  it('is looked through with what is in doubt, so that no news overtakes what was written before it', async () => {
    const office = await postOffice()
    await office.planFor(['reminder'])
    await office.tell({ faults: Array.from({ length: 5 }, () => 'refuse_500' as const) })
    for (let tries = 0; tries < 5; tries++) {
      office.clock.now = (await office.batchRows())[0]?.nextTryAt ?? noon
      await office.run()
    }
    // Called off meanwhile: what says so waits beside the reminder, whose own next try is later than the look.
    await office.planFor(['called off'])
    office.facts.set('called off', { address: 'off@example.org', words: 'off', isTrue: true })
    office.clock.now = (await state(office))?.nextTryAt ?? 0
    expect((await office.batchRows())[0]?.nextTryAt).toBeGreaterThan(office.clock.now)
    await office.run()
    expect(await accepted(office)).toEqual(['reminder@example.org', 'off@example.org'])
  })

  it('is looked through one by one until a call was made, when there is nothing to send to whoever is first', async () => {
    const office = await opened()
    await office.tell({ faults: ['refuse_500'] })
    await office.later(minutes(5))
    await office.db.delete(messages)
    await office.db.delete(sendBatches)
    const before = (await office.log()).calls.length
    await office.planFor(['phone', 'gone', ...subjects(20)])
    for (const nobody of ['phone', 'gone']) office.facts.set(nobody, { address: '', words: '', isTrue: false, unsent: 'no_address' })
    expect(await office.run()).toMatchObject({ batches: 3, suppressed: 2, put_off: 1 })
    const calls = (await office.log()).calls.slice(before)
    expect(calls.map(({ body }) => JSON.parse(body).length)).toEqual([1])
    expect(await state(office)).toMatchObject({ nextTryAt: office.clock.now + minutes(10) })
  })

  it('is looked through by the next run when this one found nobody to write to', async () => {
    const office = await opened()
    await office.later(minutes(5))
    await office.db.delete(messages)
    await office.db.delete(sendBatches)
    await office.planFor(['phone', 'gone', 'ann'])
    for (const nobody of ['phone', 'gone']) office.facts.set(nobody, { address: '', words: '', isTrue: false, unsent: 'no_address' })
    expect(await office.run({ limit: 2 })).toMatchObject({ suppressed: 2, more: 1, sent: 0 })
    await office.later(1_000)
    expect(await office.run({ limit: 2 })).toMatchObject({ sent: 1 })
    expect(await state(office)).toBeUndefined()
  })

  it('stays open when that one is not taken, longer each time, to forty minutes at most', async () => {
    const office = await opened()
    await office.tell({ faults: Array.from({ length: 6 }, () => 'refuse_500' as const) })
    const waits: number[] = []
    for (let probes = 0; probes < 6; probes++) {
      office.clock.now = (await state(office))?.nextTryAt ?? 0
      await office.run()
      waits.push(((await state(office))?.nextTryAt ?? 0) - office.clock.now)
    }
    expect(waits.map((wait) => wait / minutes(1))).toEqual([10, 20, 40, 40, 40, 40])
    expect(await state(office)).toMatchObject({ since: noon })
  })

  it('with nothing due to look with, is looked through as soon as there is something', async () => {
    const office = await postOffice()
    await office.db.insert(providerCircuit).values({ id: 'provider', failures: 5, failingSince: noon, openedAt: noon, probeAt: noon + 1 })
    await office.later(minutes(5))
    await office.run()
    await office.planFor(['ann'])
    await office.later(1_000)
    expect(await office.run()).toMatchObject({ sent: 1 })
    expect(await state(office)).toBeUndefined()
  })

  it('counts what cannot wait also where it waits in a batch', async () => {
    const office = await opened()
    await office.db.update(messages).set({ usefulUntil: office.clock.now + hours(5) })
    expect(await state(office)).toMatchObject({ pressing: 9 })
    await office.db.update(sendBatches).set({ status: 'held' })
    expect(await state(office)).toMatchObject({ pressing: 9 })
  })

  it('counts what cannot wait, and a coordinator may have it tried at once', async () => {
    const office = await opened()
    await office.planFor(['pressing'], { usefulUntil: office.clock.now + hours(5) })
    await office.planFor(['lasting'], { usefulUntil: office.clock.now + hours(7) })
    expect(await state(office)).toMatchObject({ pressing: 1 })
    expect(await office.run()).toMatchObject({ left_alone: 1 })
    await tryProvider(office.ctx(), coordinator)
    expect(await office.run({ limit: 50 })).toMatchObject({ sent: 11 })
    expect(await state(office)).toBeUndefined()
    expect(await office.rows.audit()).toMatchObject([{ action: 'provider.tried', actorId: 'c' }])
  })
})

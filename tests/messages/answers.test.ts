import { describe, expect, it } from 'vitest'
import { messages, sendBatches } from '../../src/db/schema/messages.ts'
import { hours, minutes } from '../../src/lib/time.ts'
import { openFrozen } from '../../src/messages/delivery/actions.ts'
import type { Writer } from '../../src/messages/letters.ts'
import { noon } from '../world.ts'
import { accepted, postOffice, statuses } from './post-office.ts'
import type { Fault } from './resend-double.ts'

describe('an answer of the provider', () => {
  it.each<[Fault, string]>([
    ['accept_500', 'provider_fault'],
    ['accept_drop', 'no_answer'],
    ['accept_hang', 'no_answer'],
    ['accept_rubbish', 'no_answer'],
    ['accept_wrong_shape', 'unreadable_answer'],
    ['refuse_500', 'provider_fault'],
    ['refuse_drop', 'no_answer'],
    ['refuse_rubbish', 'provider_fault'],
    ['busy', 'being_processed'],
  ])('%s is in doubt: the same bytes go under the same key, later', async (fault, why) => {
    const office = await postOffice()
    await office.planFor(['ann'])
    await office.tell({ faults: [fault] })
    expect(await office.run({ sender: office.sender(300) })).toMatchObject({ put_off: 1, sent: 0 })
    expect(await office.batchRows()).toMatchObject([{ status: 'frozen', lastError: why }])
    office.template.version = 2
    expect(await office.run()).toMatchObject({ batches: 0 })
    await office.later(minutes(2))
    expect(await office.run()).toMatchObject({ sent: 1 })
    const { accepted } = await office.log()
    expect(accepted).toMatchObject([{ to: 'ann@example.org', text: 'first template=1' }])
    expect(await office.messageRows()).toMatchObject([{ status: 'sent', providerId: accepted[0]?.id }])
  })

  it('is sent the same way though it was frozen before requests were squeezed', async () => {
    const office = await postOffice()
    await office.planFor(['ann'])
    await office.tell({ faults: ['accept_500'] })
    await office.run()
    const [row] = await office.batchRows()
    if (!row) throw new Error('nothing was frozen')
    const frozen = await openFrozen(office.ctx(), row)
    const payload = await office.vault.seal(JSON.stringify(frozen), { column: 'send_batches.payload', rowId: row.id })
    await office.db.update(sendBatches).set({ payload })
    await office.later(minutes(2))
    expect(await office.run()).toMatchObject({ sent: 1 })
    expect((await office.log()).accepted).toMatchObject([{ to: 'ann@example.org', text: 'first template=1' }])
  })

  it.each<[Fault, string]>([
    ['rate_limit', 'rate_limited'],
    ['unauthorised', 'not_allowed'],
  ])('%s is certain: the batch is written afresh, under another key', async (fault, why) => {
    const office = await postOffice()
    await office.planFor(['ann', 'ben'])
    await office.tell({ faults: [fault] })
    expect(await office.run()).toMatchObject({ thawed: 1 })
    expect(await office.batchRows()).toMatchObject([{ status: 'claimed', payload: null, firstTriedAt: null, lastError: why }])
    office.facts.set('ben', { address: '', words: '', isTrue: false })
    office.template.version = 2
    await office.later(minutes(3))
    await office.run()
    const { accepted, calls } = await office.log()
    expect(accepted).toMatchObject([{ to: 'ann@example.org', text: 'first template=2' }])
    expect(new Set(calls.map(({ key }) => key)).size).toBe(2)
    expect(await statuses(office)).toEqual({ ann: 'sent', ben: 'cancelled no_longer_true' })
  })

  it('that asks for a pause gets it, and the run stops', async () => {
    const office = await postOffice()
    await office.planFor(['a', 'b', 'c'])
    await office.tell({ faults: ['rate_limit'] })
    expect(await office.run({ perBatch: 1 })).toMatchObject({ batches: 1 })
    expect((await office.batchRows())[0]?.nextTryAt).toBeGreaterThanOrEqual(noon + 90_000)
    expect((await office.log()).calls).toHaveLength(1)
  })

  it('a refusal after a try in doubt stays in doubt', async () => {
    const office = await postOffice()
    await office.planFor(['ann'])
    await office.tell({ faults: ['accept_500', 'rate_limit'] })
    await office.run()
    await office.later(minutes(2))
    expect(await office.run()).toMatchObject({ put_off: 1 })
    office.template.version = 2
    await office.later(minutes(4))
    await office.run()
    expect(await accepted(office)).toEqual(['ann@example.org'])
    expect(await statuses(office)).toEqual({ ann: 'sent' })
  })

  it.each([false, true])('a bad address among 99 good ones fails alone, even where the provider is strict: %s', async (isStrictOnly) => {
    const office = await postOffice()
    const subjects = Array.from({ length: 100 }, (_, n) => `s${n}`)
    await office.planFor(subjects.slice(0, 50))
    await office.planFor(subjects.slice(50))
    await office.tell({ badAddresses: ['s37@example.org'], isStrictOnly })
    await office.run({ limit: 50 })
    expect(await accepted(office)).toHaveLength(99)
    expect(new Set(await accepted(office)).size).toBe(99)
    expect((await office.attention()).messages).toMatchObject([{ subjectId: 's37', status: 'failed', outcome: 'refused_by_provider' }])
  })

  it('pauses longer after each failure, by the same time in every rerun, and never more than an hour and a quarter', async () => {
    const office = await postOffice()
    await office.planFor(['ann'])
    await office.tell({ faults: Array.from({ length: 9 }, () => 'refuse_500' as const) })
    const pauses: number[] = []
    for (let tries = 0; tries < 9; tries++) {
      await office.run()
      const [batch] = await office.batchRows()
      pauses.push((batch?.nextTryAt ?? 0) - office.clock.now)
      await office.later(pauses.at(-1) ?? 0)
    }
    pauses.forEach((pause, n) => {
      expect(pause).toBeGreaterThanOrEqual(Math.min(minutes(2 ** n), hours(1)))
      expect(pause).toBeLessThanOrEqual(Math.min(minutes(2 ** n), hours(1)) * 1.25)
    })
    expect((await office.attention()).batches).toMatchObject([{ status: 'frozen', why: 'provider_fault', messages: 1 }])
  })
})

describe('a batch that nobody can be sure of', () => {
  it('is held after 23 hours, and never sent again blind', async () => {
    const office = await postOffice()
    await office.planFor(['ann'])
    await office.tell({ faults: ['accept_drop'] })
    await office.run()
    await office.later(hours(25))
    expect(await office.run()).toMatchObject({ held: 1, sent: 0 })
    expect((await office.attention()).batches).toMatchObject([{ status: 'held', why: 'in_doubt_too_long', messages: 1 }])
    await office.later(hours(25))
    await office.run()
    expect(await accepted(office)).toHaveLength(1)
  })

  it('is held when the key that sealed it is gone, and keeps no other back', async () => {
    const office = await postOffice()
    await office.planFor(['ann'])
    await office.tell({ faults: ['accept_drop'] })
    await office.run()
    await office.planFor(['ben'])
    await office.db.update(sendBatches).set({ payload: await office.vault.seal('{}', { column: 'elsewhere', rowId: '1' }) })
    await office.later(minutes(2))
    expect(await office.run()).toMatchObject({ held: 1, sent: 1 })
    expect((await office.attention()).batches).toMatchObject([{ why: 'unreadable' }])
  })

  it('is done when the provider has told of each letter meanwhile', async () => {
    const office = await postOffice()
    await office.planFor(['ann'])
    await office.tell({ faults: ['accept_drop'] })
    await office.run()
    await office.db.update(messages).set({ status: 'delivered', providerId: 're_1' })
    await office.later(hours(25))
    await office.run()
    expect(await office.batchRows()).toMatchObject([{ status: 'done', payload: null }])
  })

  it('is held as soon as one of its letters is out of date; what is lasting travels apart from that', async () => {
    const office = await postOffice()
    await office.planFor(['today'], { usefulUntil: noon + minutes(1) })
    await office.planFor(['next-week'])
    await office.tell({ faults: ['refuse_500'] })
    await office.run()
    await office.run()
    await office.later(minutes(2))
    await office.run()
    expect(await statuses(office)).toEqual({ today: 'sending', 'next-week': 'sent' })
    expect((await office.attention()).batches).toMatchObject([{ status: 'held', why: 'outdated_in_doubt' }])
  })

  it('is held when its key was used with other bytes', async () => {
    const office = await postOffice()
    await office.planFor(['ann'])
    const real = office.sender()
    await office.tell({ faults: ['accept_500'] })
    await office.run()
    await office.later(minutes(2))
    const meddling = {
      ...real,
      send: (key: string, letters: Parameters<typeof real.send>[1]) =>
        real.send(
          key,
          letters.map((letter) => ({ ...letter, subject: 'Other' })),
        ),
    }
    expect(await office.run({ sender: meddling })).toMatchObject({ held: 1 })
    expect((await office.attention()).batches).toMatchObject([{ why: 'key_conflict' }])
  })
})

describe('two runs at once', () => {
  it('send everything once', async () => {
    const office = await postOffice()
    await office.planFor(Array.from({ length: 40 }, (_, n) => `s${n}`))
    const counts = await Promise.all(Array.from({ length: 6 }, () => office.run({ perBatch: 3, limit: 20 })))
    await office.run({ limit: 20 })
    expect(await accepted(office)).toHaveLength(40)
    expect(new Set(await accepted(office)).size).toBe(40)
    expect(counts.reduce((sum, { sent }) => sum + (sent ?? 0), 0)).toBe(40)
  })

  it('with the same batch, because the first was slow, send it once', async () => {
    const office = await postOffice()
    await office.planFor(['ann', 'ben'])
    await office.tell({ faults: ['accept_slowly'] })
    const slow = office.run()
    await new Promise((resolve) => setTimeout(resolve, 80))
    office.clock.now += minutes(6) // Past the lease, though the first run still waits for its answer.
    office.template.version = 2
    const second = await office.run()
    await slow
    expect(second).toMatchObject({ put_off: 1 })
    expect((await office.log()).calls.map(({ answer }) => answer).sort()).toEqual(['accepted', 'concurrent_idempotent_requests'])
    expect(await accepted(office)).toEqual(['ann@example.org', 'ben@example.org'])
    expect(await statuses(office)).toEqual({ ann: 'sent', ben: 'sent' })
  })

  it('with the same batch, because the first was slow to write, send what the second wrote', async () => {
    const office = await postOffice()
    await office.planFor(['ann', 'ben'])
    await office.tell({ faults: ['accept_500'] })
    const begun = Promise.withResolvers<void>()
    const isSlow = Promise.withResolvers<void>()
    const stale: Writer = async (_, due) => {
      begun.resolve()
      await isSlow.promise
      return new Map(
        due.map(({ id, subjectId }) => [
          id,
          subjectId === 'ben' ? 'no_longer_true' : { to: 'ann@example.org', subject: 's', text: 'stale', html: '' },
        ]),
      )
    }
    const slow = office.run({ writers: { ...office.writers, 'booking.changed': stale } })
    await begun.promise
    office.clock.now += minutes(6) // Past the lease: the second run takes the batch over, and its answer is lost.
    expect(await office.run()).toMatchObject({ put_off: 1 })
    isSlow.resolve()
    expect(await slow).toMatchObject({ sent: 0 })
    await office.later(minutes(6))
    await office.run()
    expect((await office.log()).accepted.map(({ text }) => text)).toEqual(['first template=1', 'first template=1'])
    expect(await statuses(office)).toEqual({ ann: 'sent', ben: 'sent' })
  })
})

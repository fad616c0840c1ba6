import { describe, expect, it } from 'vitest'
import { suppressedAddresses } from '../../src/db/schema/messages.ts'
import { hours, minutes } from '../../src/lib/time.ts'
import { noon } from '../world.ts'
import { accepted, postOffice, statuses } from './post-office.ts'

describe('a run', () => {
  it('sends what is due, once, and erases what is done', async () => {
    const office = await postOffice()
    const secret = await office.vault.seal('token', { column: 'messages.secret', rowId: 'x' })
    await office.planFor(['ann', 'ben'], { secret })
    await office.planFor(['later'], { dueAt: noon + hours(1) })
    expect(await office.run()).toEqual({ batches: 1, sent: 2 })
    expect(await office.run()).toEqual({ batches: 0, sent: 0 })
    expect(await accepted(office)).toEqual(['ann@example.org', 'ben@example.org'])
    const [ann, , later] = await office.messageRows()
    expect(ann).toMatchObject({ status: 'sent', sentAt: noon, secret: null, outcome: null, attempts: 1 })
    expect(ann?.providerId).toMatch(/^re_/)
    expect(later).toMatchObject({ status: 'planned', batchId: null })
    expect(await office.batchRows()).toMatchObject([{ status: 'done', payload: null }])
  })

  it('hands over letters with who they are from, where answers go, and their headers', async () => {
    const office = await postOffice()
    await office.planFor(['ann'])
    await office.run()
    const { calls } = await office.log()
    expect(JSON.parse(calls[0]?.body ?? '')).toEqual([
      {
        from: 'Alongside <hello@alongside.test>',
        reply_to: 'hello@testford.example',
        to: 'ann@example.org',
        subject: 'About ann',
        text: 'first template=1',
        html: '<p>first template=1</p>',
        headers: { 'List-Unsubscribe': '<https://x>' },
        tags: [
          { name: 'message', value: String((await office.messageRows())[0]?.id) },
          { name: 'batch', value: (await office.batchRows())[0]?.id },
        ],
      },
    ])
    expect(calls[0]?.headers).toMatchObject({ 'x-batch-validation': 'permissive' })
  })

  it.each([
    ['Alongside <hello@alongside.test>', 'Northfield', 'Alongside <hello@alongside.test>'],
    ['hello@alongside.test', 'Northfield', 'Northfield <hello@alongside.test>'],
    ['hello@alongside.test', 'St. Mary’s "Hub" (North), Kampung Baru', 'St Mary’s Hub North Kampung Baru <hello@alongside.test>'],
  ])('from %s, of a place called %s, says that it is from %s', async (from, name, said) => {
    const office = await postOffice()
    await office.planFor(['ann'])
    await office.run({ sender: { ...office.sender(), from } }, { ...office.ctx(), place: { ...office.ctx().place, name } })
    expect(JSON.parse((await office.log()).calls[0]?.body ?? '')[0].from).toBe(said)
  })

  it('is bounded, and the next one goes on', async () => {
    const office = await postOffice()
    await office.planFor(Array.from({ length: 7 }, (_, n) => `s${n}`))
    expect(await office.run({ perBatch: 2, limit: 2 })).toEqual({ batches: 2, sent: 4, more: 1 })
    expect(await office.run({ perBatch: 2, limit: 9 })).toEqual({ batches: 2, sent: 3 })
    expect(await accepted(office)).toHaveLength(7)
  })

  it('takes 100 messages a call', async () => {
    const office = await postOffice()
    const subjects = Array.from({ length: 230 }, (_, n) => `s${n}`)
    for (let from = 0; from < 230; from += 50) await office.planFor(subjects.slice(from, from + 50))
    expect(await office.run()).toEqual({ batches: 3, sent: 230 })
    expect(new Set(await accepted(office)).size).toBe(230)
  })

  it('drops what is no longer true, not consented to, without an address, or suppressed', async () => {
    const office = await postOffice()
    await office.planFor(['true', 'untrue', 'stopped', 'nowhere', 'bounced', 'odd'])
    office.facts.set('untrue', { address: '', words: '', isTrue: false })
    office.facts.set('stopped', { address: '', words: '', isTrue: false, unsent: 'stopped_by_person' })
    office.facts.set('nowhere', { address: '', words: '', isTrue: false, unsent: 'no_address' })
    office.facts.set('odd', { address: 'a@b.org, c@d.org', words: '', isTrue: true })
    const addressIndex = await office.vault.index('email', 'bounced@example.org')
    await office.db.insert(suppressedAddresses).values({ addressIndex, reason: 'bounced', since: noon })
    expect(await office.run()).toEqual({ batches: 1, sent: 1, cancelled: 1, suppressed: 3, failed: 1 })
    expect(await accepted(office)).toEqual(['true@example.org'])
    expect(await statuses(office)).toEqual({
      true: 'sent',
      untrue: 'cancelled no_longer_true',
      stopped: 'suppressed stopped_by_person',
      nowhere: 'suppressed no_address',
      bounced: 'suppressed address_suppressed',
      odd: 'failed bad_address',
    })
  })

  it('closes a batch in which nothing is left to send, without a call', async () => {
    const office = await postOffice()
    await office.planFor(['untrue'])
    office.facts.set('untrue', { address: '', words: '', isTrue: false })
    await office.run()
    expect((await office.log()).calls).toEqual([])
    expect(await office.batchRows()).toMatchObject([{ status: 'done', payload: null }])
  })

  it('shows people what it came too late for, and cancels what could never be in time', async () => {
    const office = await postOffice()
    await office.planFor(['missed'], { usefulUntil: noon + minutes(10) })
    await office.planFor(['never'], { dueAt: noon + minutes(10), usefulUntil: noon + minutes(5) })
    await office.later(minutes(11))
    expect(await office.run()).toEqual({ batches: 0, sent: 0 })
    expect(await statuses(office)).toEqual({ missed: 'failed too_late', never: 'cancelled too_late' })
    expect((await office.attention()).messages).toMatchObject([{ subjectId: 'missed' }])
  })

  it('sends at night only what cannot wait', async () => {
    const office = await postOffice()
    await office.planFor(['urgent'], { kind: 'booking.cancelled' })
    await office.planFor(['patient'], { kind: 'booking.reminder_48h' })
    await office.later(hours(10)) // 23:00 in London, after a day on which no run came.
    await office.run()
    expect(await statuses(office)).toEqual({ urgent: 'sent', patient: 'planned' })
    await office.later(hours(10))
    await office.run()
    expect(await statuses(office)).toEqual({ urgent: 'sent', patient: 'sent' })
  })

  it('in doubt in the evening, tries again at night only what cannot wait', async () => {
    const office = await postOffice()
    await office.planFor(['urgent'], { kind: 'booking.cancelled' })
    await office.planFor(['patient'], { kind: 'booking.confirm_request' })
    await office.later(hours(7) + minutes(50)) // 20:50 in London
    await office.tell({ faults: ['refuse_500', 'refuse_500'] })
    await office.run()
    await office.run()
    expect((await office.log()).calls).toHaveLength(2)
    await office.later(minutes(30))
    await office.run({ limit: 9 })
    expect(await accepted(office)).toEqual(['urgent@example.org'])
    await office.later(hours(11))
    await office.run()
    expect(await statuses(office)).toEqual({ urgent: 'sent', patient: 'sent' })
  })

  it('sends at night what nobody could use in the morning, if it is news', async () => {
    const office = await postOffice()
    await office.later(hours(8.5)) // 21:30 in London
    const early = office.clock.now + hours(10.25) // 07:45
    await office.planFor(['early'], { kind: 'booking.confirm_request', usefulUntil: early })
    await office.planFor(['nine'], { kind: 'booking.confirm_request', usefulUntil: early + hours(1.25) })
    await office.planFor(['greeting'], { kind: 'visit.greeting', usefulUntil: early })
    await office.run()
    expect(await statuses(office)).toEqual({ early: 'sent', nine: 'planned', greeting: 'planned' })
    await office.later(hours(11))
    await office.run()
    expect(await statuses(office)).toEqual({ early: 'sent', nine: 'sent', greeting: 'cancelled too_late' })
  })

  it('in doubt in the evening, tries again at night what is of no use in the morning, and nothing beside it', async () => {
    const office = await postOffice()
    await office.later(hours(7) + minutes(50)) // 20:50 in London
    const early = office.clock.now + hours(10)
    await office.planFor(['early'], { kind: 'booking.confirm_request', usefulUntil: early })
    await office.planFor(['noon'], { kind: 'booking.confirm_request', usefulUntil: early + hours(5) })
    await office.tell({ faults: ['refuse_500', 'refuse_500'] })
    await office.run()
    await office.run()
    expect((await office.log()).calls).toHaveLength(2)
    await office.later(minutes(30))
    await office.run({ limit: 9 })
    expect(await statuses(office)).toEqual({ early: 'sent', noon: 'sending' })
  })

  it.each([
    ['booking.reminder_48h', 1],
    ['booking.cancelled', 2],
  ] as const)(
    'in doubt in the evening, %s has been handed over %i times by half past nine, and is settled in the morning',
    async (kind, byNight) => {
      const office = await postOffice()
      await office.planFor(['ann'], { kind })
      await office.later(hours(7) + minutes(50)) // 20:50 in London
      await office.tell({ faults: ['accept_drop', 'accept_500'] })
      await office.run()
      await office.later(minutes(30))
      await office.run()
      expect((await office.log()).calls).toHaveLength(byNight)
      await office.later(hours(11))
      await office.run()
      await office.later(hours(1))
      await office.run()
      expect(await statuses(office)).toEqual({ ann: 'sent' })
      expect((await office.log()).accepted).toHaveLength(1)
    },
  )
})

describe('a fault of ours', () => {
  it('in one letter keeps no other back, is tried again, and is shown in the end', async () => {
    const office = await postOffice()
    await office.planFor(['good', 'poison', 'fine'])
    const write = office.writers['booking.changed']
    const writers = {
      ...office.writers,
      'booking.changed': async (...[ctx, due]: Parameters<typeof write>) => {
        if (due.some(({ subjectId }) => subjectId === 'poison')) throw new TypeError('no name')
        return write(ctx, due)
      },
    }
    await office.run({ writers })
    expect(await statuses(office)).toEqual({ good: 'sent', poison: 'planned', fine: 'sent' })
    for (let tries = 0; tries < 4; tries++) {
      await office.later(hours(2))
      await office.run({ writers })
    }
    expect(await statuses(office)).toMatchObject({ poison: 'failed not_written' })
    expect((await office.attention()).messages).toMatchObject([{ subjectId: 'poison', outcome: 'not_written' }])
  })

  it('a letter too large for a request fails alone, and large ones travel apart', async () => {
    const office = await postOffice()
    await office.planFor(['a', 'b', 'huge'])
    for (const name of ['a', 'b']) office.facts.set(name, { address: `${name}@example.org`, words: 'x'.repeat(200_000), isTrue: true })
    office.facts.set('huge', { address: 'huge@example.org', words: 'x'.repeat(400_000), isTrue: true })
    await office.run()
    expect(await statuses(office)).toEqual({ a: 'sent', b: 'sent', huge: 'failed too_large' })
    expect(new Set((await office.log()).accepted.map(({ key }) => key)).size).toBe(2)
  })
})

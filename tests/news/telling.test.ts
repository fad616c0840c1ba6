import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { messages } from '../../src/db/schema/messages.ts'
import { people } from '../../src/db/schema/people.ts'
import type { Stage } from '../../src/db/schema/referrals.ts'
import { days, hours } from '../../src/lib/time.ts'
import { tellable } from '../../src/referrals/news/rules.ts'
import { noon } from '../world.ts'
import { everyStage, sent } from './sent.ts'

describe('what a referrer is told', () => {
  it('comes stage by stage as it happens, each stage once', async () => {
    const here = await sent()
    const { clock } = here.place
    expect(await here.tell()).toMatchObject({ stages: 0, emails: 0 })
    await here.contacted()
    expect(await here.tell()).toMatchObject({ stages: 1, emails: 1 })
    expect(await here.tell()).toMatchObject({ stages: 0, emails: 0 })

    const bookings = []
    for (const week of [1, 2, 3]) bookings.push(await here.booked(clock.now + days(7 * week)))
    expect(await here.tell()).toMatchObject({ stages: 1, emails: 1 })

    const stages: string[][] = []
    for (const bookingId of bookings) {
      clock.now += days(8)
      await here.mark(bookingId, 'attended')
      await here.tell()
      stages.push(await here.told())
    }
    expect(stages).toEqual([
      ['booked', 'contacted', 'first_attended'],
      ['booked', 'contacted', 'first_attended'],
      ['booked', 'contacted', 'continuing', 'first_attended'],
    ])
    await here.set({ status: 'completed', endedAt: clock.now, endReason: 'settled_in' })
    expect(await here.tell()).toMatchObject({ stages: 1, emails: 1 })
    expect(await here.tell()).toMatchObject({ stages: 0, emails: 0 })
    expect(await here.place.rows.messages()).toHaveLength(5)
  })

  it('counts somebody who comes again after six weeks as continuing, and a corrected register corrects the first time', async () => {
    const here = await sent()
    const { clock } = here.place
    await here.contacted()
    const first = await here.booked(clock.now + days(7), 'attended')
    const second = await here.booked(clock.now + days(50), 'attended')
    await here.tell()
    expect(await here.told()).toContain('continuing')
    expect((await here.row()).firstAttendedAt).toBe(noon + days(7))
    await here.mark(first, 'missed')
    await here.tell()
    expect((await here.row()).firstAttendedAt).toBe(noon + days(50))
    await here.mark(second, 'missed')
    await here.tell()
    expect((await here.row()).firstAttendedAt).toBeNull()
  })

  it('leaves a session to the referral before it that the person had begun to go to, and tells of the next', async () => {
    const here = await sent()
    const { clock } = here.place
    // The same person had been sent before, and was at a session when this referral came in.
    const before = await here.booked(clock.now + hours(1), 'attended')
    clock.now += hours(2)
    await here.set({ receivedAt: clock.now })
    await here.contacted()
    await here.tell()
    expect(await here.told()).toEqual(['contacted'])
    expect((await here.row()).firstAttendedAt).toBeNull()

    // Assigned only after the session had begun: the day on which it was received counts.
    const own = await here.booked(clock.now + hours(2))
    clock.now += hours(3)
    await here.set({ assignedTo: here.scene.linkWorker.id })
    await here.mark(own, 'attended')
    await here.tell()
    expect(await here.told()).toEqual(['booked', 'contacted', 'first_attended'])
    expect((await here.row()).firstAttendedAt).toBe(noon + hours(4) + 1)
    await here.mark(before, 'missed')
    await here.tell()
    expect(await here.told()).toEqual(['booked', 'contacted', 'first_attended'])
  })

  it('drops a contact that was a slip and not sent yet, and tells of the real one', async () => {
    const here = await sent()
    const { place, scene, personId } = here
    const talk = { channel: 'phone', wasReached: true, words: 'Reached' }
    const note = await place.post(`/api/people/${personId}/conversations`, talk, { as: scene.linkWorker })
    const { id } = (await note.json()) as { id: string }
    expect(await here.tell()).toMatchObject({ stages: 1, emails: 1 })
    const put = { as: scene.linkWorker, body: { ...talk, wasReached: false } }
    expect((await place.request('PUT', `/api/conversations/${id}`, put)).status).toBe(200)
    await here.post()
    expect(await here.letters()).toEqual([])
    expect((await place.rows.messages()).map(({ status, outcome }) => [status, outcome])).toEqual([['cancelled', 'no_longer_true']])
    expect(await here.tell()).toMatchObject({ stages: 0, emails: 0 })
    await place.post(`/api/people/${personId}/conversations`, talk, { as: scene.linkWorker })
    expect(await here.tell()).toMatchObject({ stages: 1, emails: 1 })
    await here.post()
    expect(await here.letters()).toHaveLength(1)
  })

  it('is told no more when a coordinator takes its email, which came back, off the list', async () => {
    const here = await sent()
    const { place } = here
    await here.contacted()
    await here.tell()
    await here.post()
    const [news] = await place.rows.messages()
    await place.db.update(messages).set({ status: 'bounced', outcome: 'soft_bounce' })
    const coordinator = await place.signIn('coordinator', await place.organisation('place_office'))
    const given = await place.postForm(`/running/messages/${news?.id}/mending`, { how: 'give_up' }, { as: coordinator })
    expect(given.status).toBe(303)
    expect(await here.tell()).toMatchObject({ stages: 0, emails: 0 })
  })

  it.each(['their letter is sent', 'it is not sent yet'])('tells the real end of somebody who rings back when %s', async (when) => {
    const here = await sent()
    const { place, scene, personId } = here
    const { clock } = place
    await here.contacted()
    await here.tell()
    await here.post()
    await here.set({ status: 'unreachable', endedAt: clock.now, endReason: 'wrong_contact' })
    expect(await here.tell()).toMatchObject({ stages: 1, emails: 1 })
    const isSent = when === 'their letter is sent'
    if (isSent) await here.post()
    clock.now += days(10)
    const talk = { channel: 'phone', wasReached: true, words: 'Rang us back' }
    expect((await place.post(`/api/people/${personId}/conversations`, talk, { as: scene.linkWorker })).status).toBe(201)
    expect(await here.row()).toMatchObject({ status: 'contacted', contactedAt: noon, endedAt: null })
    expect(await here.tell()).toMatchObject({ stages: 0, emails: 0 })
    clock.now += days(60)
    expect((await place.post(`/api/referrals/${here.id}/ending`, { reason: 'settled_in' }, { as: scene.linkWorker })).status).toBe(200)
    expect(await here.tell()).toMatchObject({ stages: 1, emails: 1 })
    expect(await here.tell()).toMatchObject({ stages: 0, emails: 0 })
    await here.post()
    await here.post()
    // The contact, and each end that was told.
    expect(await here.letters()).toHaveLength(isSent ? 3 : 2)
    expect((await place.rows.messages()).map(({ status }) => status)).toEqual(['sent', isSent ? 'sent' : 'failed', 'sent'])
  })

  it('is one email for all that one run finds out, without a name, the reason or the group', async () => {
    const here = await sent()
    await here.contacted()
    await here.booked(here.place.clock.now + days(3))
    expect(await here.tell()).toMatchObject({ stages: 2, emails: 1 })
    await here.post()
    const [letter] = await here.letters()
    const whole = JSON.stringify(letter)
    for (const word of ['Zebediah', 'Surname', 'bereavement', 'Choir', 'Mill Hall']) expect(whole).not.toContain(word)
    expect(whole).toContain('We have spoken with them')
    expect(whole).toContain('They have a place in a group')
  })

  it('is told once by twenty runs at the same time', async () => {
    const here = await sent()
    await here.contacted()
    await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        here.place.clock.now += i % 2
        await here.tell()
      }),
    )
    expect(await here.place.rows.messages()).toHaveLength(1)
  })

  it('never goes out about somebody who refers themselves, was erased or took back everything', async () => {
    const alone = await sent()
    await alone.contacted()
    await alone.set({ referrer: null })
    expect(await alone.tell()).toMatchObject({ stages: 0 })
    for (const gone of [{ withdrawnAt: 1 }, { erasedAt: 1 }]) {
      const here = await sent()
      await here.contacted()
      await here.place.db.update(people).set(gone).where(eq(people.id, here.personId))
      expect(await here.tell()).toMatchObject({ stages: 0, emails: 0 })
    }
  })
})

describe('consent', () => {
  it('holds for each stage', async () => {
    for (const stage of everyStage) {
      const here = await sent({ tells: [stage] })
      await here.set({ status: 'completed', contactedAt: here.place.clock.now, endedAt: here.place.clock.now, endReason: 'settled_in' })
      for (const week of [1, 2, 3]) await here.booked(here.place.clock.now + days(week), 'attended')
      await here.tell()
      expect(await here.told()).toEqual([stage])
    }
  })

  it('that is taken back stops an email that was planned, and given again tells it after all', async () => {
    const here = await sent({ tells: ['contacted'] })
    const { place, scene, id } = here
    await here.contacted()
    await here.tell()
    const changed = await place.postForm(`/referrals/${id}/telling`, [], { as: scene.linkWorker })
    expect([changed.status, changed.headers.get('location')]).toEqual([303, `/referrals/${id}/telling?done=changed`])
    await here.post()
    expect(await here.letters()).toEqual([])
    expect(await place.rows.messages()).toMatchObject([{ status: 'cancelled', outcome: 'no_longer_true' }])
    expect(await here.tell()).toMatchObject({ stages: 0 })

    place.clock.now += hours(1)
    await place.postForm(`/referrals/${id}/telling`, { tells: 'contacted' }, { as: scene.linkWorker })
    expect(await here.tell()).toMatchObject({ stages: 1, emails: 1 })
    await here.post()
    expect(await here.letters()).toHaveLength(1)
    expect((await place.rows.audit()).filter(({ action }) => action === 'referral.telling').map(({ why }) => why)).toEqual([
      'nothing',
      'contacted',
    ])
  })

  it('given late tells what has happened long before', async () => {
    const here = await sent({ tells: [] })
    await here.contacted()
    here.place.clock.now += days(40)
    expect(await here.tell()).toMatchObject({ stages: 0 })
    await here.set({ tells: ['contacted'] })
    expect(await here.tell()).toMatchObject({ stages: 1 })
  })

  it('is what any mix of stages is cut to: nothing that was not reached and not agreed', () => {
    const at = fc.option(fc.nat(), { nil: null })
    const happened = fc.record({ contacted: at, booked: at, first_attended: at, continuing: at, ended: at })
    fc.assert(
      fc.property(happened, fc.subarray(everyStage), (reached, tells) => {
        const told = tellable(reached, tells)
        const expected = everyStage.filter((stage: Stage) => reached[stage] !== null && tells.includes(stage))
        expect(told).toEqual(expected.map((stage) => ({ stage, at: reached[stage] })))
      }),
    )
  })
})

it('goes out awake and is useless after two weeks', async () => {
  const here = await sent()
  here.place.clock.now = Date.UTC(2026, 5, 2, 22)
  await here.contacted()
  await here.tell()
  const [message] = await here.place.db.select().from(messages)
  expect(message).toMatchObject({ dueAt: Date.UTC(2026, 5, 3, 7), usefulUntil: Date.UTC(2026, 5, 16, 22) })
})

import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { buddyCallsOf } from '../../src/calls/buddies/actions.ts'
import { messages, stoppedEmails } from '../../src/db/schema/messages.ts'
import { replies } from '../../src/db/schema/replies.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { planReminders } from '../../src/jobs/reminders.ts'
import { placeCounts } from '../../src/jobs/waiting.ts'
import { days, hours } from '../../src/lib/time.ts'
import { deliver } from '../../src/messages/deliver.ts'
import { mailboxSender } from '../../src/messages/mailbox.ts'
import type { MessageKind } from '../../src/messages/rules.ts'
import { visitScene } from '../visits/scene.ts'
import { noon } from '../world.ts'

/** A session in three days; one buddy has promised to go with somebody. */
async function promised(stopped: readonly MessageKind[] = []) {
  const here = await visitScene({ startsAt: noon + days(3), endsAt: noon + days(3) + hours(2), bookingClosesAt: noon + days(3) - hours(1) })
  const coordinator = await here.signIn('coordinator', await here.organisation('place_office'))
  const dear = await here.buddy({ name: 'Tom Surname' })
  const first = await here.wanted({ called: 'Canaryname' })
  await here.claim(first.visitId, dear)
  for (const kind of stopped) await here.db.insert(stoppedEmails).values({ recipientId: dear.buddyId, kind, since: noon })
  const send = () => deliver(here.ctx(), here.job(), { writers, sender: mailboxSender(here.ctx(), 'a@b.example') })
  await send()
  const page = async (path = '/buddies') => (await here.get(path, { as: coordinator })).text()
  const list = async () => (await buddyCallsOf(here.ctx())).map(({ topic, why, ringBy }) => ({ topic, why, ringBy }))
  const cancelSession = () => here.post(`/api/sessions/${here.sessionId}/cancellation`, { reason: 'Rain' }, { as: here.organiser })
  return { ...here, coordinator, dear, first, send, page, list, cancelSession }
}

const setOutBy = noon + days(3) - hours(2)

describe('a buddy who stopped emails about changes', () => {
  it('is rung by whoever looks after buddies when the session is off: whom, by when, what to say, and that it is done', async () => {
    const here = await promised(['visit.cancelled'])
    await here.cancelSession()
    expect(await here.list()).toEqual([])
    await here.send()
    expect(await here.list()).toEqual([{ topic: 'off', why: 'stopped', ringBy: setOutBy }])
    const text = await here.page()
    for (const words of [
      'Buddies to ring',
      'tel:+441632960010',
      'They asked for no emails about this.',
      'may I speak to Tom?',
      'does not meet',
    ])
      expect(text).toContain(words)
    expect(text).not.toContain('Canaryname')
    expect(await here.page('/today')).toContain('A buddy is to be rung')
    expect((await placeCounts(here.ctx())).counts.buddies).toBe(1)

    const path = /\/buddies\/to-ring\/\d+/.exec(text)?.[0] ?? ''
    const both = await Promise.all([here.postForm(path, {}, { as: here.coordinator }), here.postForm(path, {}, { as: here.coordinator })])
    expect(both.map((answer) => answer.headers.get('location')).sort()).toEqual(['/buddies?done=over', '/buddies?done=told'])
    expect(await here.list()).toEqual([])
    const answered = (await here.db.select().from(replies)).map(({ messageId }) => messageId)
    expect(answered).toContain(Number(path.split('/').at(-1)))
    expect((await here.rows.audit()).filter(({ action }) => action === 'buddy.told')).toHaveLength(1)
  })

  it('is not rung about reminders that they stopped', async () => {
    const here = await promised(['visit.reminder_48h'])
    here.clock.now = noon + days(1) + hours(1)
    await planReminders(here.ctx(), here.job())
    await here.send()
    expect((await here.mail('visit.reminder_48h'))[0]?.outcome).toBe('stopped_by_person')
    expect(await here.list()).toEqual([])
  })

  it('is rung when their visits were taken back', async () => {
    const here = await promised(['buddy.visits_freed'])
    const paused = await here.postForm(
      `/buddies/${here.dear.buddyId}/decisions`,
      { decision: 'pause', stepBack: 'yes' },
      { as: here.coordinator },
    )
    expect(paused.status).toBe(303)
    await here.send()
    expect(await here.list()).toMatchObject([{ topic: 'freed', why: 'stopped' }])
    expect(await here.page()).toContain('You need not come to what you had promised: Choir')
  })
})

describe('a buddy whose address takes nothing', () => {
  it.each([
    ['came back', { status: 'bounced' as const }, 'came_back'],
    ['is suppressed', { status: 'suppressed' as const, outcome: 'address_suppressed' }, 'address_stopped'],
    ['could not be written', { status: 'failed' as const, outcome: 'not_written' }, 'failed'],
  ])('is rung when the email %s, also about a reminder', async (_, set, why) => {
    const here = await promised()
    here.clock.now = noon + days(1) + hours(1)
    await planReminders(here.ctx(), here.job())
    await here.send()
    expect(await here.list()).toEqual([])
    await here.db.update(messages).set(set).where(eq(messages.kind, 'visit.reminder_48h'))
    expect(await here.list()).toEqual([{ topic: 'reminder', why, ringBy: setOutBy }])
    expect(await here.page()).toContain('Is everything all right for you?')
  })

  it('is rung half a day before the email is of no use, when the mailbox does not take it yet', async () => {
    const here = await promised()
    here.clock.now = noon + days(1) + hours(1)
    await planReminders(here.ctx(), here.job())
    await here.send()
    await here.db.update(messages).set({ outcome: 'delayed' }).where(eq(messages.kind, 'visit.reminder_48h'))
    const [letter] = await here.mail('visit.reminder_48h')
    here.clock.now = (letter?.usefulUntil ?? 0) - hours(12) - 1
    expect(await here.list()).toEqual([])
    here.clock.now += 1
    expect(await here.list()).toEqual([{ topic: 'reminder', why: 'held_up', ringBy: setOutBy }])
  })

  it('is not rung about what is not true any more: stepped back, off as well, or begun', async () => {
    const here = await promised()
    here.clock.now = noon + days(1) + hours(1)
    await planReminders(here.ctx(), here.job())
    await here.send()
    await here.db.update(messages).set({ status: 'bounced' }).where(eq(messages.kind, 'visit.reminder_48h'))
    expect(await here.list()).toHaveLength(1)
    await here.cancelSession()
    // That it is off goes by email first; the reminder is no longer true.
    expect(await here.list()).toEqual([])
    await here.send()
    await here.db.update(messages).set({ status: 'bounced' }).where(eq(messages.kind, 'visit.cancelled'))
    expect(await here.list()).toMatchObject([{ topic: 'off' }])
    here.clock.now = noon + days(3)
    expect(await here.list()).toEqual([])
  })
})

describe('a buddy who was written to', () => {
  const at = { startsOn: '2026-06-10', startsTime: '13:00', endsTime: '15:00', meetingPoint: 'At the door' }
  type Here = Awaited<ReturnType<typeof promised>>

  const move = async (here: Here, when: Partial<typeof at> = {}) => {
    const body = { ...at, ...when, venueId: here.venueId, capacity: 10, bookingClosesMinutes: 60, buddyForFirstVisit: true }
    expect((await here.request('PUT', `/api/sessions/${here.sessionId}`, { as: here.organiser, body })).status).toBe(200)
    await here.send()
  }
  const mine = async (here: Here, path = '/visits', as = here.dear) => (await here.get(path, { as })).text()
  /** What the button of their page posts, as the page stands now; it may be pressed much later. */
  async function button(here: Here, path = '/visits') {
    const action = `/visits/${here.first.visitId}/seen`
    const [, form = ''] = (await mine(here, path)).split(`<form action="${action}"`)
    const [, saw = ''] = /name="saw" value="(\d+)"/.exec(form.split('</form>')[0] ?? '') ?? []
    return async (as: { cookie: string } = here.dear) => {
      const answer = await here.postForm(action, { saw }, { as })
      return [answer.status, answer.headers.get('location')]
    }
  }
  const seen = [303, '/visits?done=seen']
  const written = (here: Here) => here.db.select({ how: replies.how, by: replies.actorId }).from(replies)

  it('that it is off, and has not said so, is rung a day before they would set out; one press is enough', async () => {
    const here = await promised()
    await here.cancelSession()
    await here.send()
    here.clock.now = noon + days(2) - 1
    expect(await here.list()).toEqual([])
    here.clock.now += 1
    expect(await here.list()).toEqual([{ topic: 'off', why: 'not_seen', ringBy: setOutBy }])
    expect(await here.page()).toContain('They were written to, and have not said that they saw it.')

    for (const path of ['/visits', '/today']) {
      const text = await mine(here, path)
      expect(text).toContain('does not meet')
      expect(text).toContain('I have seen this')
      expect(text).not.toContain('Canaryname')
    }
    // Looking is no proof: a scanner of links looks, too.
    expect(await written(here)).toEqual([])
    expect(await here.list()).toHaveLength(1)

    const press = await button(here)
    expect(await press()).toEqual(seen)
    expect(await here.list()).toEqual([])
    expect(await written(here)).toContainEqual({ how: 'seen', by: here.dear.id })
    expect(await mine(here)).not.toContain('I have seen this')
    expect(await press()).toEqual(seen)
    expect((await here.rows.audit()).filter(({ action }) => action === 'visit.seen')).toHaveLength(1)
  })

  it.each([
    ['is off', async (here: Here) => void (await here.cancelSession())],
    ['has moved', (here: Here) => move(here, { startsOn: '2026-06-04', startsTime: '15:00', endsTime: '17:00' })],
  ])('stands so for the organiser of a session that %s, beside who would have met them: to be rung, rung, seen', async (what, change) => {
    for (const how of ['rung', 'seen']) {
      const here = await promised()
      const path = `/sessions/${here.sessionId}/bookings`
      const stands = async () => {
        const { bookings } = (await (await here.get(`/api${path}`, { as: here.organiser })).json()) as {
          bookings: { buddyReach: unknown }[]
        }
        return bookings.map(({ buddyReach }) => buddyReach)
      }
      expect(await stands()).toEqual([null])
      await change(here)
      await here.send()
      expect(await stands()).toEqual([{ state: 'sent', at: here.clock.now, triedAt: null }])
      here.clock.now = noon + days(2)
      expect(await stands()).toMatchObject([{ state: 'to_ring' }])
      if (how === 'seen') await (await button(here, what === 'is off' ? '/visits' : `/visits/${here.first.visitId}`))()
      else await here.postForm(/\/buddies\/to-ring\/\d+/.exec(await here.page())?.[0] ?? '', {}, { as: here.coordinator })
      expect(await stands()).toEqual([{ state: how, at: here.clock.now, triedAt: null }])
      expect(await (await here.get(path, { as: here.organiser })).text()).toContain(how === 'seen' ? 'Said they know' : 'Rung, and knows')
    }
  })

  it('is rung at once within the last day, and not any more when the hour has come', async () => {
    const here = await promised()
    here.clock.now = noon + days(2) + hours(1)
    await here.cancelSession()
    await here.send()
    expect(await here.list()).toMatchObject([{ topic: 'off', why: 'not_seen' }])
    here.clock.now = noon + days(3) - 1
    expect(await here.list()).toHaveLength(1)
    here.clock.now += 1
    expect(await here.list()).toEqual([])
    expect(await mine(here)).not.toContain('I have seen this')
  })

  it('that it has moved is rung by the old hour, wherever it has moved, unless they pressed on the page of the visit', async () => {
    const here = await promised()
    await move(here)
    here.clock.now = noon + days(2) - 1
    expect(await here.list()).toEqual([])
    here.clock.now += 1
    expect(await here.list()).toEqual([{ topic: 'changed', why: 'not_seen', ringBy: setOutBy }])
    const text = await mine(here, `/visits/${here.first.visitId}`)
    expect(text).toContain('Something has changed for your visit')
    expect(text).toContain('Wednesday 10 June')
    expect(await (await button(here, `/visits/${here.first.visitId}`))()).toEqual(seen)
    expect(await here.list()).toEqual([])
  })

  it('has not seen what came after the page was opened', async () => {
    const here = await promised()
    await move(here)
    const press = await button(here)
    await move(here, { startsTime: '10:00', endsTime: '12:00' })
    expect(await press()).toEqual([303, '/visits'])
    expect(await written(here)).toEqual([])
    expect(await (await button(here))()).toEqual(seen)
    here.clock.now += hours(1)
    await here.cancelSession()
    await here.send()
    here.clock.now = noon + days(8)
    expect(await here.list()).toMatchObject([{ topic: 'off', why: 'not_seen' }])
  })

  it('that they lost it by a move is asked and rung for the hour that they had promised', async () => {
    const here = await promised()
    const other = await here.group(here.provider, { activities: ['gardening'] })
    const elsewhere = await here.session(here.provider, other.groupId, other.venueId, {
      ...{ startsAt: noon + days(9), endsAt: noon + days(9) + hours(2), bookingClosesAt: noon + days(9) - hours(1) },
      ...{ buddyForFirstVisit: true, capacity: 10 },
    })
    const { visitId } = await here.wanted({ called: 'Othername' }, elsewhere)
    await here.claim(visitId, here.dear)
    await move(here)
    here.clock.now = noon + days(2)
    expect(await here.list()).toEqual([{ topic: 'off', why: 'not_seen', ringBy: setOutBy }])
    const text = await mine(here)
    expect(text).toContain('Choir has moved from Thursday 4 June, 1pm to a time for which we look for another buddy')
    expect(await (await button(here))()).toEqual(seen)
    expect(await here.list()).toEqual([])
  })

  it('is the only one who can say so, also through the API', async () => {
    const here = await promised()
    const another = await here.buddy({ name: 'Una Surname' })
    await here.cancelSession()
    await here.send()
    const press = await button(here)
    for (const as of [another, here.coordinator, here.linkWorker, here.organiser]) expect((await press(as))[0]).toBe(404)
    expect(await mine(here, '/visits', another)).not.toContain('I have seen this')
    expect(await written(here)).toEqual([])

    const news = async (as = here.dear) => (await (await here.get('/api/visit-news', { as })).json<{ news: { saw: number }[] }>()).news
    const [one] = await news()
    expect(one).toMatchObject({ visitId: here.first.visitId, topic: 'off', group: 'Choir', startsAt: noon + days(3) })
    expect(await news(another)).toEqual([])
    const say = async (saw: number | undefined) =>
      (await here.post(`/api/visits/${here.first.visitId}/seen`, { saw }, { as: here.dear })).json<{ isSeen: boolean }>()
    expect([await say(undefined), await say((one?.saw ?? 0) - 1), await say(one?.saw)].map(({ isSeen }) => isSeen)).toEqual([
      false,
      false,
      true,
    ])
    expect(await news()).toEqual([])
  })
})

it('shows the list to nobody else, and answers nobody else', async () => {
  const here = await promised(['visit.cancelled'])
  await here.cancelSession()
  await here.send()
  const [call] = await buddyCallsOf(here.ctx())
  for (const as of [here.linkWorker, here.organiser, here.dear])
    expect((await here.postForm(`/buddies/to-ring/${call?.id}`, {}, { as })).status).toBe(404)
  expect((await here.postForm('/buddies/to-ring/999', {}, { as: here.coordinator })).status).toBe(404)
  expect((await here.postForm('/buddies/to-ring/x', {}, { as: here.coordinator })).status).toBe(404)
  // A message to a person is none to a buddy.
  const [toPerson] = await here.db.select().from(messages).where(eq(messages.kind, 'booking.cancelled'))
  expect((await here.postForm(`/buddies/to-ring/${toPerson?.id}`, {}, { as: here.coordinator })).status).toBe(404)
  expect(await here.db.select().from(replies)).toEqual([])
})

it('says the same through the API', async () => {
  const here = await promised(['visit.cancelled'])
  await here.cancelSession()
  await here.send()
  const as = here.coordinator
  const list = async () => (await (await here.get('/api/buddies/to-ring', { as })).json<{ calls: { id: number; say: string[] }[] }>()).calls
  const [call] = await list()
  expect(call).toMatchObject({ topic: 'off', phone: expect.stringContaining('+'), say: [expect.any(String), expect.any(String)] })
  const answer = async (id = call?.id, by = as) => (await here.post(`/api/buddies/to-ring/${id}`, {}, { as: by })).status
  expect([await answer(call?.id, here.linkWorker), await answer(999), await answer(), await answer()]).toEqual([404, 404, 204, 409])
  expect(await list()).toEqual([])
})

import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { buddyCallsOf } from '../../src/calls/buddies/actions.ts'
import { messages, stoppedEmails } from '../../src/db/schema/messages.ts'
import { replies } from '../../src/db/schema/replies.ts'
import { placeCounts } from '../../src/jobs/letters/digests.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { planReminders } from '../../src/jobs/reminders.ts'
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

import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { buddies } from '../../src/db/schema/buddies.ts'
import { groups } from '../../src/db/schema/groups.ts'
import { messages, stoppedEmails } from '../../src/db/schema/messages.ts'
import { memberships, users } from '../../src/db/schema/organisations.ts'
import { people } from '../../src/db/schema/people.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { planDigests } from '../../src/jobs/digests.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { days, hours } from '../../src/lib/time.ts'
import { deliver } from '../../src/messages/deliver.ts'
import { mailboxSender } from '../../src/messages/mailbox.ts'
import type { Letter, MessageKind } from '../../src/messages/rules.ts'
import { visitScene } from '../visits/scene.ts'

const nobody = { link_workers: 0, organisers: 0, buddies: 0, coordinators: 0 }
/** Local times of Europe/London in June. */
const at = (day: number, hour: number, minute = 0) => Date.UTC(2026, 5, day, hour - 1, minute)

/** Monday 1 June 2026. A person is booked for Friday, a buddy is wanted, a group waits for a coordinator. */
async function town() {
  const place = await visitScene({ startsAt: at(5, 10), endsAt: at(5, 12), bookingClosesAt: at(5, 8) })
  const office = await place.organisation('place_office')
  const coordinator = await place.signIn('coordinator', office)
  const buddy = await place.buddy()
  const first = await place.wanted({ called: 'Canaryname' })
  await place.group(place.provider, { status: 'awaiting_check' })
  const plan = async (now: number) => {
    place.clock.now = now
    return planDigests(place.ctx(), place.job())
  }
  const letterTo = async (kind: MessageKind): Promise<Letter | string | undefined> => {
    const row = (await place.mail(kind)).at(-1)
    return row && (await writers[kind](place.ctx(), [row])).get(row.id)
  }
  return { ...place, coordinator, dear: buddy, first, plan, letterTo }
}

describe('summaries', () => {
  it('come once a day or a week, at a waking hour, however often the job runs', async () => {
    const place = await town()
    expect(await place.plan(at(1, 7, 59))).toEqual(nobody)
    // The place sleeps until eight.
    expect(await place.plan(at(1, 8))).toEqual({ link_workers: 0, organisers: 1, buddies: 0, coordinators: 1 })
    expect(await place.plan(at(1, 8, 15))).toEqual(nobody)
    const both = await Promise.all([place.plan(at(2, 8)), place.plan(at(2, 8))])
    // The session is three days ahead only now, so that nobody was asked about it on Monday.
    expect(both.map((one) => one.link_workers + one.coordinators).reduce((a, b) => a + b)).toBe(2)
    expect((await place.mail('digest.link_worker')).map(({ recipientId }) => recipientId)).toEqual([place.linkWorker.id])
    expect(await place.mail('digest.coordinator')).toHaveLength(2)
    expect(await place.mail('digest.organiser')).toHaveLength(1)
  })

  it('are caught up after missed hours, and not once they would be of no use', async () => {
    const place = await town()
    expect(await place.plan(at(2, 13, 59))).toMatchObject({ link_workers: 1, coordinators: 1, organisers: 1 })
    expect(await place.plan(at(3, 14))).toEqual(nobody)
    expect(await place.plan(at(3, 14))).toEqual(nobody)
  })

  it('leave working people alone on days off', async () => {
    const place = await town()
    expect(await place.plan(at(6, 9))).toMatchObject({ link_workers: 0, coordinators: 0 })
    expect(await place.plan(at(7, 9))).toMatchObject({ link_workers: 0, coordinators: 0 })
  })

  it('offer buddies on Thursday what fits their wishes, and nothing else', async () => {
    const place = await town()
    const far = await place.buddy({ areas: ['Old Town'] })
    const otherDay = await place.buddy({ availability: ['mon_morning'] })
    const stopped = await place.buddy()
    await place.db.update(users).set({ disabledAt: 1 }).where(eq(users.id, stopped.id))
    const notChecked = await place.buddy({ checkedUntilOn: '2026-06-04' })
    expect(await place.plan(at(4, 9, 59))).toMatchObject({ buddies: 0 })
    expect(await place.plan(at(4, 10))).toMatchObject({ buddies: 1 })
    const mail = await place.mail('digest.buddy')
    expect(mail.map(({ recipientId }) => recipientId)).toEqual([place.dear.buddyId])
    for (const { buddyId } of [far, otherDay, stopped, notChecked])
      expect(mail.map(({ recipientId }) => recipientId)).not.toContain(buddyId)
    const letter = (await place.letterTo('digest.buddy')) as Letter
    expect(letter.text).toContain('Friday 5 June, 10am: Northfield')
    expect(`${letter.subject}${letter.text}`).not.toMatch(/Canaryname|Choir|Mill Hall/)
    await place.claim(place.first.visitId, place.dear)
    expect(await place.letterTo('digest.buddy')).toBe('no_longer_true')
  })

  it('do not offer a buddy the visit of somebody behind the same address', async () => {
    const place = await town()
    const [row] = await place.db.select().from(buddies).where(eq(buddies.id, place.dear.buddyId))
    await place.db
      .update(people)
      .set({ emailIndex: row?.emailIndex ?? null })
      .where(eq(people.id, place.first.personId))
    expect(await place.plan(at(4, 10))).toMatchObject({ buddies: 0 })
  })

  it('say nothing where there is nothing', async () => {
    const place = await town()
    await place.db.update(bookings).set({ status: 'confirmed' })
    await place.db.update(groups).set({ status: 'verified' })
    await place.db.run('UPDATE sessions SET starts_at = starts_at + 864000000, ends_at = ends_at + 864000000')
    await place.db.run("UPDATE visits SET starts_at = starts_at + 864000000, status = 'not_needed'")
    expect(await place.plan(at(1, 9))).toEqual(nobody)
    expect(await place.plan(at(2, 9))).toEqual(nobody)
    expect(await place.plan(at(4, 11))).toEqual(nobody)
  })

  it('are not planned for those who stopped them, and for nobody who cannot sign in', async () => {
    const place = await town()
    await place.db.insert(stoppedEmails).values({ recipientId: place.linkWorker.id, kind: 'digest.link_worker', since: 1 })
    await place.db.update(users).set({ disabledAt: 1 }).where(eq(users.id, place.coordinator.id))
    expect(await place.plan(at(2, 9))).toEqual({ link_workers: 0, organisers: 1, buddies: 0, coordinators: 0 })
    await place.db.delete(stoppedEmails)
    expect(await place.plan(at(2, 10))).toMatchObject({ link_workers: 1 })
  })

  it('count what waits and name nobody', async () => {
    const place = await town()
    await place.wanted({ called: 'Phoneperson', reachBy: 'phone' })
    await place.plan(at(2, 9))
    const day = (await place.letterTo('digest.link_worker')) as Letter
    expect(day.subject).toBe('Tuesday 2 June: 2 things for today')
    expect(day.text).toContain('Bookings of the next three days without a yes: 2')
    expect(day.text).toContain('People to ring: on the call list, since no email reached them: 1')
    const week = (await place.letterTo('digest.organiser')) as Letter
    expect(week.text).toContain('Friday 5 June, 10am: Choir')
    expect(week.text).toContain('2 people come, 2 of them have not said yes, 2 for the first time')
    const office = (await place.letterTo('digest.coordinator')) as Letter
    expect(office.text).toContain('Groups that wait for your look: 1')
    for (const { subject, html, text } of [day, week, office])
      expect(`${subject}${html}${text}`).not.toMatch(/Canaryname|Phoneperson|Surname/)
  })

  it('say to a link worker what the call list says, also on a day when nothing else waits', async () => {
    const place = await town()
    const { bookingId } = await place.wanted({ called: 'Phoneperson', reachBy: 'phone' })
    const colleague = await place.signIn('link_worker', place.team)
    const send = () => deliver(place.ctx(), place.job(), { writers, sender: mailboxSender(place.ctx(), 'a@b.example') })
    const listed = async () =>
      ((await (await place.get('/api/calls', { as: place.linkWorker })).json()) as { calls: unknown[] }).calls.length
    // Whoever is reached by phone is on the list before anything went out.
    await place.plan(at(2, 9))
    expect(await listed()).toBe(1)
    expect(((await place.letterTo('digest.link_worker')) as Letter).text).toContain('People to ring')
    await send()
    await place.db.update(bookings).set({ status: 'confirmed' }).where(eq(bookings.id, place.first.bookingId))
    expect(await listed()).toBe(1)
    await place.plan(at(3, 9))
    const day = (await place.letterTo('digest.link_worker')) as Letter
    expect(day.text).toContain('People to ring: on the call list, since no email reached them: 1')
    // The call asks for the yes that is missing: one thing to do.
    expect(day.subject).toBe('Wednesday 3 June: one thing for today')
    await send()
    // The session moves out of the three days: only the call is left, and it is reason enough.
    const farOff = { startsAt: at(9, 10), endsAt: at(9, 12) }
    await place.db.update(sessions).set(farOff).where(eq(sessions.id, place.sessionId))
    expect(await place.plan(at(4, 9))).toMatchObject({ link_workers: 1 })
    expect(((await place.letterTo('digest.link_worker')) as Letter).subject).toBe('Thursday 4 June: one thing for today')
    // Once they were rung there is nothing; and what belongs to somebody who left is everybody's.
    await place.db.update(memberships).set({ role: 'organiser' }).where(eq(memberships.userId, place.linkWorker.id))
    expect(await place.plan(at(5, 9))).toMatchObject({ link_workers: 1 })
    const to = (await place.mail('digest.link_worker')).at(-1)?.recipientId
    expect(to).toBe(colleague.id)
    await place.db.update(bookings).set({ status: 'cancelled' }).where(eq(bookings.id, bookingId))
    expect(await place.letterTo('digest.link_worker')).toBe('no_longer_true')
  })

  it('are in the language of their reader', async () => {
    const place = await town()
    await place.db.update(users).set({ locale: 'id' })
    await place.plan(at(2, 9))
    expect(((await place.letterTo('digest.link_worker')) as Letter).subject).toBe('Selasa, 2 Juni: 1 hal untuk hari ini')
  })

  it('each count only their own people', async () => {
    const place = await town()
    const other = await place.signIn('link_worker', place.team)
    expect(await place.plan(at(2, 9))).toMatchObject({ link_workers: 1 })
    expect((await place.mail('digest.link_worker')).map(({ recipientId }) => recipientId)).not.toContain(other.id)
  })
})

describe.each([
  ['Europe/London', Date.UTC(2026, 9, 25), 0],
  ['Europe/London', Date.UTC(2026, 2, 29), 1],
  ['Asia/Jakarta', Date.UTC(2026, 9, 25), 7],
  ['Asia/Jayapura', Date.UTC(2026, 9, 25), 9],
])('around a night in %s', { timeout: 60_000 }, (timeZone, night, offset) => {
  it('come on the clock of the place, once a day', async () => {
    const place = await town()
    const ctx = (now: number) => ({ ...place.ctx(), now, place: { ...place.ctx().place, timeZone } })
    const run = (now: number) => planDigests(ctx(now), place.job())
    // From Saturday to Tuesday, four times an hour; the coordinator's group waits all the time.
    for (let now = night - days(1); now < night + days(2) + hours(20); now += hours(0.25)) await run(now)
    const sent = (await place.db.select().from(messages).where(eq(messages.kind, 'digest.coordinator'))).map(({ createdAt }) => createdAt)
    expect(sent).toEqual([1, 2].map((day) => night + days(day) + hours(8 - offset)))
  })
})

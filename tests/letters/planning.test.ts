import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { type Permit, permit } from '../../src/access/permit.ts'
import { type BookingStatus, bookings } from '../../src/db/schema/bookings.ts'
import { jobRuns } from '../../src/db/schema/jobs.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { people } from '../../src/db/schema/people.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { planReminders } from '../../src/jobs/reminders.ts'
import { planSurveys } from '../../src/jobs/surveys.ts'
import { type Clocks, onTheDay, portions, twoDaysBefore } from '../../src/letters/planning/rules.ts'
import { hours, minutes } from '../../src/lib/time.ts'
import { deliver } from '../../src/messages/deliver.ts'
import { mailboxSender } from '../../src/messages/mailbox.ts'
import { plan } from '../../src/messages/queries.ts'
import type { MessageKind } from '../../src/messages/rules.ts'
import { type Town, town } from './town.ts'

const granted = permit({ kind: 'system', id: 'plan' }, 'work.scheduled') as Permit<'work.scheduled'>
const at = (iso: string) => Date.parse(iso)

/** A town whose session starts at an instant, with the booking made a month before. */
async function townWith(startsAt: number, settings: Parameters<typeof town>[1] = {}) {
  const here = await town('en', settings)
  await here.set.session({ startsAt, endsAt: startsAt + hours(2) })
  await here.set.visit({ startsAt, endsAt: startsAt + hours(2), claimedAt: startsAt - hours(24 * 20) })
  await here.set.booking({ status: 'confirmed', createdAt: startsAt - hours(24 * 30) })
  const run = async (now: number) => {
    here.place.clock.now = now
    return { ...(await planReminders(here.place.ctx(), granted)), ...(await planSurveys(here.place.ctx(), granted)) }
  }
  const planned = async (kind?: MessageKind) => {
    const rows = await here.place.rows.messages()
    return kind ? rows.filter((row) => row.kind === kind) : rows
  }
  return { ...here, run, planned }
}

/** Every quarter of an hour, as the cron does, or less often. */
async function tick(run: (now: number) => Promise<unknown>, from: number, until: number, every = minutes(15)) {
  for (let now = from; now <= until; now += every) await run(now)
}

const reminders: MessageKind[] = ['booking.reminder_48h', 'booking.reminder_day', 'visit.reminder_48h', 'visit.reminder_day']

describe.each([
  ['Europe/London, clocks forward', 'Europe/London', '2026-03-30T09:00:00Z', '2026-03-28T10:00:00Z', '2026-03-30T07:00:00Z'],
  ['Europe/London, the day itself', 'Europe/London', '2026-03-29T09:00:00Z', '2026-03-27T10:00:00Z', '2026-03-29T07:00:00Z'],
  ['Europe/London, clocks back', 'Europe/London', '2026-10-26T10:00:00Z', '2026-10-24T09:00:00Z', '2026-10-26T08:00:00Z'],
  ['America/New_York, clocks back', 'America/New_York', '2026-11-02T15:00:00Z', '2026-10-31T14:00:00Z', '2026-11-02T13:00:00Z'],
  ['Asia/Jakarta', 'Asia/Jakarta', '2026-03-30T03:00:00Z', '2026-03-28T03:00:00Z', '2026-03-30T01:00:00Z'],
])('a session at 10:00 in %s', (_, timeZone, start, two, day) => {
  it('is remembered two days before at 10:00, and at 8:00 on the day', async () => {
    const { run, planned } = await townWith(at(start), { timeZone })
    await tick(run, at(start) - hours(53), at(start) + hours(1), hours(1))
    expect((await planned()).map(({ kind, dueAt }) => [kind, new Date(dueAt).toISOString()])).toEqual([
      ['booking.reminder_48h', new Date(at(two)).toISOString()],
      ['visit.reminder_48h', new Date(at(two)).toISOString()],
      ['booking.reminder_day', new Date(at(day)).toISOString()],
      ['visit.reminder_day', new Date(at(day)).toISOString()],
    ])
  })
})

describe('when a reminder goes out', () => {
  const clocks: Clocks = { zone: 'Europe/London', quiet: { from: '21:00', until: '08:00' } }
  const span = (iso: string) => ({ startsAt: at(iso), endsAt: at(iso) + hours(2) })
  it.each([
    ['a morning session is remembered at eight', onTheDay, '2026-06-09T09:00:00Z', '2026-06-09T07:00:00Z'],
    ['an early one on the evening before', onTheDay, '2026-06-09T07:30:00Z', '2026-06-08T17:00:00Z'],
    ['one that starts in the quiet hours too', onTheDay, '2026-06-09T05:00:00Z', '2026-06-08T17:00:00Z'],
    ['an evening session at eight as well', onTheDay, '2026-06-09T18:00:00Z', '2026-06-09T07:00:00Z'],
    ['a late one two days before, next morning', twoDaysBefore, '2026-06-09T21:00:00Z', '2026-06-08T07:00:00Z'],
    ['in winter by the winter clock', onTheDay, '2026-12-09T10:00:00Z', '2026-12-09T08:00:00Z'],
  ])('%s', (_, timing, start, expected) => {
    expect(new Date(timing(span(start), clocks).idealAt).toISOString()).toBe(new Date(at(expected)).toISOString())
  })

  it('is never at night and never after the start, for any session of a year', () => {
    for (let startsAt = at('2026-01-01T00:00:00Z'); startsAt < at('2027-01-01T00:00:00Z'); startsAt += minutes(7 * 53)) {
      for (const timing of [onTheDay, twoDaysBefore]) {
        const { idealAt } = timing({ startsAt, endsAt: startsAt + 1 }, clocks)
        const local = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit' }).format(idealAt)
        expect(local >= '08:00' && local < '21:00', `${new Date(startsAt).toISOString()} at ${local}`).toBe(true)
        expect(idealAt).toBeLessThan(startsAt)
      }
    }
  })
})

const start = at('2026-06-09T09:00:00Z')
const dayBefore = start - hours(24)

describe('runs', () => {
  it('plan each message once, however often and however many at a time', async () => {
    const { run, planned } = await townWith(start)
    await Promise.all(Array.from({ length: 6 }, () => run(start - hours(47))))
    await run(start - hours(47))
    expect((await planned()).map(({ kind }) => kind).sort()).toEqual(['booking.reminder_48h', 'visit.reminder_48h'])
    await Promise.all(Array.from({ length: 6 }, () => run(start - hours(1))))
    expect((await planned()).map(({ kind }) => kind).sort()).toEqual([...reminders].sort())
  })

  it('use the keys of plan(), so that neither plans what the other has', async () => {
    const here = await townWith(start)
    here.place.clock.now = start - hours(47)
    const ctx = here.place.ctx()
    const about = { recipientId: here.personId, subjectId: here.bookingId, about: start, usefulUntil: start }
    await here.place.db.batch([plan(ctx, { kind: 'booking.reminder_48h', ...about }) as never])
    expect(await here.run(start - hours(47))).toMatchObject({ attendees_48h: 0, buddies_48h: 1 })
    const [mine] = await here.planned('booking.reminder_48h')
    await here.place.db.delete(messages)
    await here.run(start - hours(47))
    const [theirs] = await here.planned('booking.reminder_48h')
    expect(theirs?.dedupeKey).toBe(mine?.dedupeKey)
  })

  it('catch up a missed day, without a reminder of two days on the day itself', async () => {
    const { run, planned } = await townWith(start)
    await run(start - hours(60))
    await run(dayBefore)
    expect(await planned('booking.reminder_48h')).toMatchObject([{ dueAt: dayBefore }])
    const other = await townWith(start)
    await other.run(start - hours(60))
    await other.run(start - hours(1))
    expect((await other.planned()).map(({ kind }) => kind).sort()).toEqual(['booking.reminder_day', 'visit.reminder_day'])
  })

  it('wait for the morning when they come at night, and give up when it would be too late', async () => {
    const { run, planned } = await townWith(at('2026-06-10T09:00:00Z'))
    await run(at('2026-06-08T23:00:00Z'))
    expect(await planned('booking.reminder_48h')).toMatchObject([{ dueAt: at('2026-06-09T07:00:00Z') }])
    const early = await townWith(at('2026-06-10T06:00:00Z'))
    await early.run(at('2026-06-09T23:00:00Z'))
    expect(await early.planned()).toEqual([])
  })

  it('plan nothing once the session has begun', async () => {
    const { run, planned } = await townWith(start)
    await run(start)
    await run(start + hours(1))
    expect(await planned()).toEqual([])
  })

  it('remind of the new date after a session was put off, and not of the old one', async () => {
    const { run, planned, set } = await townWith(start)
    await run(start - hours(47))
    await set.session({ startsAt: start + hours(72), endsAt: start + hours(74) })
    await run(start - hours(1))
    await run(start + hours(72 - 47))
    expect((await planned('booking.reminder_48h')).map(({ usefulUntil }) => usefulUntil)).toHaveLength(2)
    expect(await planned('booking.reminder_day')).toEqual([])
  })

  it('send the reminder of the new hour alone when the session moved while both were planned', async () => {
    const here = await townWith(start)
    await here.run(start - hours(47))
    await here.set.session({ startsAt: start + hours(1), endsAt: start + hours(3) })
    await here.run(start - hours(46))
    await deliver(here.place.ctx(), granted, { writers, sender: mailboxSender(here.place.ctx(), 'a@b.example') })
    const kept = (await here.planned()).filter(({ kind }) => kind.endsWith('48h'))
    expect(kept.map(({ dedupeKey, status, outcome }) => [dedupeKey.split(':').at(-1), status, outcome])).toEqual([
      ...[String(start), String(start)].map((key) => [key, 'cancelled', 'no_longer_true']),
      ...[String(start + hours(1)), String(start + hours(1))].map((key) => [key, 'sent', null]),
    ])
  })

  it('leave out who booked a moment ago: they have just read it all', async () => {
    const { run, set } = await townWith(start)
    await set.booking({ createdAt: start - hours(50) })
    await set.visit({ claimedAt: start - hours(49) })
    expect(await run(start - hours(47))).toMatchObject({ attendees_48h: 0, buddies_48h: 0 })
    expect(await run(start - hours(2))).toMatchObject({ attendees_day: 1, buddies_day: 1 })
  })

  it.each<[BookingStatus, number]>([
    ['booked', 1],
    ['confirmed', 1],
    ['offered', 0],
    ['waitlisted', 0],
    ['cancelled', 0],
    ['expired', 0],
  ])('remind a booking that is %s: %i', async (status, expected) => {
    const { run, set } = await townWith(start)
    await set.booking({ status, ticket: 1, offerExpiresAt: start })
    expect((await run(start - hours(47))).attendees_48h).toBe(expected)
  })

  it('remind nobody of a cancelled session', async () => {
    const { run, set } = await townWith(start)
    await set.session({ status: 'cancelled' })
    expect(Object.values(await run(start - hours(47))).every((count) => count === 0)).toBe(true)
  })

  it('take every slot into one portion, and no more into one than a statement plans, but for a slot that is larger', () => {
    const slots = [0, 0, 3, 4, 4, 11, 0, 2, 10].map((places, at) => ({ places, at }))
    const found = portions(slots, 10)
    expect(found.flat()).toEqual(slots)
    expect(found.map((portion) => portion.reduce((sum, { places }) => sum + places, 0))).toEqual([7, 4, 11, 2, 10])
    expect(portions([], 10)).toEqual([])
  })

  it('plan thousands in one run', async () => {
    const here = await townWith(start)
    await copies(here, 2_000)
    expect(await here.run(start - hours(47))).toMatchObject({ attendees_48h: 2_001 })
    expect(await here.run(start - hours(47))).toMatchObject({ attendees_48h: 0 })
  })
})

describe('after a session', () => {
  const end = start + hours(2)

  it('asks how it was two hours later, once, and for the register a quarter of an hour later', async () => {
    const { run, planned } = await townWith(start)
    await tick(run, end, end + hours(4))
    await run(end + hours(24))
    expect((await planned('booking.survey')).map(({ dueAt }) => dueAt)).toEqual([end + hours(2)])
    expect((await planned('provider.register_due')).map(({ dueAt }) => dueAt)).toEqual([end + minutes(15)])
  })

  it('waits until the morning after an evening session', async () => {
    const { run, planned } = await townWith(at('2026-06-09T17:30:00Z'))
    await tick(run, at('2026-06-09T19:30:00Z'), at('2026-06-10T08:00:00Z'))
    expect(await planned('booking.survey')).toMatchObject([{ dueAt: at('2026-06-10T07:00:00Z') }])
  })

  it.each<[string, Partial<typeof bookings.$inferInsert>, number]>([
    ['booked', { status: 'booked' }, 1],
    ['attended', { status: 'attended' }, 1],
    ['missed', { status: 'missed', missedCause: 'person' }, 1],
    ['missed, for the session did not run', { status: 'missed', missedCause: 'session_did_not_run' }, 0],
    ['cancelled', { status: 'cancelled' }, 0],
    ['expired', { status: 'expired' }, 0],
  ])('asks whoever was %s', async (_, values, expected) => {
    const { run, set } = await townWith(start)
    await set.booking(values)
    expect((await run(end + hours(3))).surveys).toBe(expected)
  })

  it('asks nobody about a session that was cancelled, and no organiser whose register is taken', async () => {
    const { run, set } = await townWith(start)
    await set.session({ registerTakenAt: end, status: 'held' })
    expect(await run(end + hours(3))).toMatchObject({ registers: 0, surveys: 1 })
    await set.session({ status: 'cancelled' })
    expect(await run(end + hours(4))).toMatchObject({ registers: 0, surveys: 0 })
  })

  it('asks every organiser of the provider, and nobody else', async () => {
    const here = await townWith(start)
    const second = await here.place.signIn('organiser', here.scene.provider)
    await here.place.signIn('organiser', await here.place.organisation('provider'))
    await here.run(end + minutes(20))
    expect((await here.planned('provider.register_due')).map(({ recipientId }) => recipientId).sort()).toEqual(
      [here.scene.organiser.id, second.id].sort(),
    )
  })

  it('asks about nobody’s visit to an empty session', async () => {
    const { run, set } = await townWith(start)
    await set.booking({ status: 'cancelled' })
    expect(await run(end + minutes(20))).toMatchObject({ registers: 0 })
  })

  it('catches up after two days without a run', async () => {
    const { run } = await townWith(start)
    expect(await run(end + hours(50))).toMatchObject({ registers: 1, surveys: 1 })
  })

  it.each([
    ['a good run went through it more than a day ago', { endedAt: end + hours(5) }, 0],
    ['that run failed', { endedAt: end + hours(5), error: 'fault' }, 1],
    ['that run never came to its end', {}, 1],
    ['it was some other job’s', { job: 'other', endedAt: end + hours(5) }, 1],
    ['it came less than a day after, for a register may be corrected', { startedAt: end + hours(3), endedAt: end + hours(3) }, 1],
  ])('asks about a visit of the day before yesterday, unless a good run has long gone through it: %s', async (_, last, surveys) => {
    const { run, place } = await townWith(start)
    await place.db.insert(jobRuns).values({ id: place.ctx().newId(), job: 'plan', startedAt: end + hours(27), ...last })
    expect(await run(end + hours(50))).toMatchObject({ surveys })
  })
})

/** Many more people in the same session. */
async function copies({ place, bookingId, personId }: Town, many: number) {
  const [booking] = await place.db.select().from(bookings).where(eq(bookings.id, bookingId))
  if (!booking) throw new Error('no booking')
  const [person] = await place.db.select().from(people).where(eq(people.id, personId))
  if (!person) throw new Error('no person')
  const ids = Array.from({ length: many }, () => place.ctx().newId())
  const insert = ids.flatMap((id) => [
    place.db.insert(people).values({ ...person, id }),
    place.db.insert(bookings).values({ ...booking, id, personId: id }),
  ])
  for (let from = 0; from < insert.length; from += 400) await place.db.batch(insert.slice(from, from + 400) as never)
}

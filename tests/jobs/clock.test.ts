import { eq, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { visits } from '../../src/db/schema/buddies.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { runJob } from '../../src/jobs/run.ts'
import { jobNamed } from '../../src/jobs/schedule.ts'
import { addDays, days, hours, instantOf, minutes } from '../../src/lib/time.ts'
import { town } from '../letters/town.ts'

const zone = 'Europe/London'
const planners = ['plan-reminders', 'plan-surveys']

/** A town with a session on the Monday after the clocks change, and one on the Sunday itself; everybody is booked long since. */
async function overTheChange(sunday: string) {
  const here = await town('en', { timeZone: zone })
  const { place, scene, bookingId } = here
  const at = (n: number, time: string) => instantOf(addDays(sunday, n), time, zone).at
  const monday = at(1, '10:00')
  await here.set.session({ startsAt: monday, endsAt: monday + hours(2), occursOn: addDays(sunday, 1) })
  await here.set.booking({ status: 'confirmed', createdAt: monday - days(30) })
  await here.set.visit({ startsAt: monday, endsAt: monday + hours(2), claimedAt: monday - days(20) })
  const sundays = at(0, '11:00')
  const second = await place.session(scene.provider, scene.groupId, scene.venueId, {
    ...{ startsAt: sundays, endsAt: sundays + hours(1), bookingClosesAt: sundays - hours(1), occursOn: sunday },
  })
  const [booking] = await place.rows.bookings()
  if (!booking) throw new Error(`no booking ${bookingId}`)
  await place.db.insert(bookings).values({ ...booking, id: place.ctx().newId(), sessionId: second })

  /** One tick of the quarter-hour, as the cron makes it, `times` at once. */
  async function tick(now: number, times = 1) {
    place.clock.now = now
    const run = async () => {
      for (const name of planners) {
        const job = jobNamed(name)
        if (job) await runJob(job, async () => place.ctx(), { sender: undefined })
      }
    }
    await Promise.all(Array.from({ length: times }, run))
  }
  /** What was planned, each with how often. */
  async function planned() {
    const rows = await place.db.select({ kind: messages.kind, subject: messages.subjectId, recipient: messages.recipientId }).from(messages)
    const counts = new Map<string, number>()
    for (const { kind, subject, recipient } of rows) {
      const what = `${kind} ${subject === bookingId || subject === here.visitId || subject === scene.sessionId ? 'Monday' : 'Sunday'} ${recipient === here.personId ? 'person' : recipient === here.buddyId ? 'buddy' : 'staff'}`
      counts.set(what, (counts.get(what) ?? 0) + 1)
    }
    return Object.fromEntries([...counts].sort())
  }
  return { ...here, at, tick, planned, from: at(-3, '09:00'), until: at(2, '12:00') }
}

type Here = Awaited<ReturnType<typeof overTheChange>>
const everyHour = (here: Here, skip: (now: number) => boolean = () => false) =>
  Array.from({ length: Math.ceil((here.until - here.from) / hours(1)) }, (_, n) => here.from + hours(n)).filter(
    // By day, and at the hour of the change.
    (now) => [1, 7, 8, 9, 10, 11, 12, 14, 18].includes(new Date(now).getUTCHours()) && !skip(now),
  )

const once = {
  'booking.reminder_48h Monday person': 1,
  'booking.reminder_48h Sunday person': 1,
  'booking.reminder_day Monday person': 1,
  'booking.reminder_day Sunday person': 1,
  'booking.survey Monday person': 1,
  'booking.survey Sunday person': 1,
  'provider.register_due Monday staff': 1,
  'provider.register_due Sunday staff': 1,
  'visit.reminder_48h Monday buddy': 1,
  'visit.reminder_day Monday buddy': 1,
}

const ways: Record<string, (here: Here) => Promise<void>> = {
  'on time': async (here) => {
    for (const now of everyHour(here)) await here.tick(now)
  },
  'two or three times each': async (here) => {
    for (const [n, now] of everyHour(here).entries()) for (let run = 0; run < 2 + (n % 2); run++) await here.tick(now)
  },
  'three at once': async (here) => {
    for (const now of everyHour(here)) await here.tick(now, 3)
  },
  'with hours missed, some at the change itself': async (here) => {
    const missed = [here.at(-1, '10:00'), here.at(0, '00:00'), here.at(0, '08:00'), here.at(1, '08:00')]
    for (const now of everyHour(here, (at) => missed.some((from) => at >= from && at < from + hours(0.9)))) await here.tick(now)
  },
  'in the wrong order, each quarter after the next': async (here) => {
    const ticks = everyHour(here)
    for (let n = 0; n + 1 < ticks.length; n += 2) for (const at of [ticks[n + 1], ticks[n]]) await here.tick(at ?? 0)
    await here.tick(here.until)
  },
  'with a clock that is put back an hour and jumps forward again': async (here) => {
    for (const [n, now] of everyHour(here).entries()) await here.tick(now + (n % 9 === 4 ? -hours(1) : n % 9 === 7 ? minutes(59) : 0))
    await here.tick(here.until)
  },
}

describe.each([
  ['forward', '2026-03-29'],
  ['back', '2026-10-25'],
])('clocks that go %s on %s', { timeout: 60_000 }, (_, sunday) => {
  it.each(Object.keys(ways))('plan each message once when ticks come %s', async (way) => {
    const here = await overTheChange(sunday)
    await ways[way]?.(here)
    expect(await here.planned()).toEqual(once)
    // Never at night, never after the start, whatever the clocks do.
    for (const { kind, dueAt, usefulUntil } of await here.place.db.select().from(messages)) {
      const local = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(dueAt)
      expect(local >= '08:00' && local < '21:00', `${kind} at ${local}`).toBe(true)
      expect(dueAt).toBeLessThan(usefulUntil)
    }
  })

  it('catch up a day that was skipped, with what is still of use', async () => {
    const here = await overTheChange(sunday)
    const [from, until] = [here.at(-1, '09:30'), here.at(0, '09:30')]
    for (const now of everyHour(here, (at) => at > from && at <= until)) await here.tick(now)
    expect(await here.planned()).toEqual(once)
    const [late] = await here.place.db.select().from(messages).where(eq(messages.kind, 'visit.reminder_48h'))
    expect(late?.dueAt).toBeGreaterThan(until)
  })
})

it('sees a message that is planned twice: without its key, each run plans it anew', async () => {
  const here = await overTheChange('2026-03-29')
  await here.tick(here.at(-1, '10:15'))
  const before = await here.planned()
  // The control: nobody remembers what was planned.
  await here.place.db.update(messages).set({ dedupeKey: sql`dedupe_key || ':forgotten'` })
  await here.tick(here.at(-1, '10:30'))
  expect(Object.values(before).every((count) => count === 1)).toBe(true)
  expect(Object.values(await here.planned()).some((count) => count === 2)).toBe(true)
})

it('plans nothing for a visit that was given back in between', async () => {
  const here = await overTheChange('2026-03-29')
  await here.place.db.update(visits).set({ status: 'wanted', buddyId: null, claimedAt: null })
  for (const now of everyHour(here)) await here.tick(now)
  expect(Object.keys(await here.planned()).filter((what) => what.endsWith('buddy'))).toEqual([])
})

// A series that ends, for whoever has a routine there: one email or one call for all of its dates, and proof of reach for each.

import { eq } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { callsWaiting } from '../../src/calls/actions.ts'
import { bookings } from '../../src/db/schema/bookings.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { days, hours, minutes } from '../../src/lib/time.ts'
import { noon } from '../world.ts'
import { mondays } from './mondays.ts'

const others = 'Monday 15 June, 10am; Monday 22 June, 10am'

it('is told in one email, and seen by one press, for all of its dates', async () => {
  const here = await mondays()
  await here.end()
  expect(await here.told()).toEqual([['8 June', others]])
  expect(await here.reach(7, 14, 21)).toEqual(['sent', 'sent', 'sent'])
  expect(await here.page(7)).toEqual({ also: others, asks: true })
  expect(await here.page(14)).toEqual({ also: 'Monday 8 June, 10am; Monday 22 June, 10am', asks: true })
  await here.seen(14)
  expect(await here.reach(7, 14, 21)).toEqual(['seen', 'seen', 'seen'])
  expect((await here.page(7)).asks).toBe(false)
  here.clock.now = noon + days(20)
  expect(await here.calls()).toEqual([])
})

it('shows the link worker of each date the email that told of it', async () => {
  const here = await mondays()
  await here.end()
  await here.letters()
  for (const day of [7, 14])
    expect(await (await here.get(`/bookings/${(await here.on(day)).id}`, { as: here.scene.linkWorker })).text()).toContain(
      'Emails to this person',
    )
})

it('is one call to whoever has no email', async () => {
  const here = await mondays('by phone')
  await here.end()
  await here.letters()
  const [off, ...more] = await here.calls()
  expect(more).toEqual([])
  expect(off?.say.join(' ')).toContain(`These dates are off too: ${others}.`)
  expect(await here.reach(7, 14, 21)).toEqual(['to_ring', 'to_ring', 'to_ring'])
  await here.answer(off?.id ?? 0, 'told')
  expect(await here.calls()).toEqual([])
  expect(await here.reach(7, 14, 21)).toEqual(['rung', 'rung', 'rung'])
})

it('is rung about before each date until somebody says that they know', async () => {
  const here = await mondays()
  await here.end()
  await here.letters()
  const found: string[] = []
  // A day before each, until it begins; then not until the day before the next.
  for (const at of [0, 6 * 24, 7 * 24 - 4, 7 * 24, 13 * 24, 14 * 24]) {
    here.clock.now = noon + hours(at)
    found.push((await here.said()).map((one) => /^cancelled: Choir does not meet on Monday (\d+ June)/.exec(one)?.[1] ?? one).join())
  }
  expect(found).toEqual(['', '8 June', '8 June', '', '15 June', ''])
  expect(await here.reach(7, 14, 21)).toEqual(['not_reached', 'not_reached', 'sent'])
  here.clock.now = noon + days(20)
  const [last] = await here.calls()
  expect(last).toMatchObject({ bookingId: (await here.on(21)).id })
  await here.answer(last?.id ?? 0, 'told')
  expect(await here.calls()).toEqual([])
})

it('is written of the next date where the email could not go before the first was over', async () => {
  const here = await mondays()
  await here.end()
  here.clock.now = noon + days(8)
  expect(await here.told()).toEqual([['15 June', 'Monday 22 June, 10am']])
  here.clock.now = noon + days(30)
  expect(await here.told()).toEqual([])
})

it.each(['the series ends', 'the routine is called off'])('is told date by date where one had moved, when %s', async (act) => {
  const here = await mondays()
  await here.shift(14, '2026-06-16')
  await here.letters()
  here.clock.now += hours(1)
  await (act === 'the series ends' ? here.end() : here.callOff())
  const told = (await here.letters()).filter((one) => !one.includes('People you look after'))
  expect(told).toHaveLength(3)
  expect(told.join()).not.toContain('off too')
  expect(told.join()).toContain('At first it was planned for Monday 15 June, 10am. Nothing takes place then.')
})

it('is one email to each link worker, with the dates on which they have people', async () => {
  const here = await mondays()
  const [, second] = here.series.sessions
  const colleague = await here.signIn('link_worker', here.scene.team)
  await here.book({ sessionId: second?.id ?? '', personId: await here.person({ linkWorkerId: colleague.id }) })
  await here.letters()
  await here.end()
  const told = (await here.letters()).filter((one) => one.includes('People you look after')).sort()
  expect(told.map((one) => [/does not meet on (.*?)\./.exec(one)?.[1], /These dates are off too: (.*)\./.exec(one)?.[1]])).toEqual([
    ['Monday 15 June', undefined],
    ['Monday 8 June', others],
  ])
})

it('still tells a link worker after the first date is over', async () => {
  const here = await mondays()
  await here.end()
  here.clock.now = noon + days(8)
  const told = (await here.letters()).filter((one) => one.includes('People you look after'))
  expect(told.map((one) => /These dates are off too: (.*)\./.exec(one)?.[1])).toEqual([others])
})

it('says nothing of a date that was cancelled by itself, before or after', async () => {
  const here = await mondays('by email', 4)
  await here.rain(28)
  await here.letters()
  here.clock.now += hours(1)
  await here.end('2026-06-09')
  expect(await here.told()).toEqual([['15 June', 'Monday 22 June, 10am']])
  await here.seen(14)
  expect(await here.reach(14, 21, 28)).toEqual(['seen', 'seen', 'sent'])
  here.clock.now += hours(1)
  await here.rain(7)
  expect(await here.told()).toEqual([['8 June', undefined]])
  expect(await here.page(7)).toEqual({ also: undefined, asks: true })
  expect(await here.reach(7, 14, 21, 28)).toEqual(['sent', 'seen', 'seen', 'sent'])
  here.clock.now = noon + days(27)
  expect(await here.said()).toEqual([expect.stringContaining('Monday 29 June')])
})

it('is no second call about a date that was cancelled by itself before', async () => {
  const here = await mondays('by phone')
  await here.rain(7)
  await here.end()
  await here.letters()
  const about = async () => (await here.calls()).map(({ topic, bookingId }) => [topic, bookingId])
  const [first, later] = [(await here.on(7)).id, (await here.on(14)).id]
  expect(await about()).toEqual([
    ['cancelled', first],
    ['cancelled', later],
  ])
  here.clock.now = noon + days(7) - hours(2)
  expect(await about()).toEqual([['cancelled', later]])
})

it.each(['by email', 'by phone'] as const)('says nothing %s of a date of the routine that is booked again', async (how) => {
  const here = await mondays(how)
  await here.callOff()
  await here.bookAgain(7)
  const letters = await here.told()
  if (how === 'by email') expect(letters).toContainEqual(['15 June', 'Monday 22 June, 10am'])
  const calls = await here.said()
  if (how === 'by phone')
    expect(calls.filter((one) => one.startsWith('cancelled'))).toEqual([
      'cancelled: Your place at Choir on Monday 15 June, 10am is cancelled. Please do not set out. These dates are off too: Monday 22 June, 10am.',
    ])
  await here.bookAgain(14)
  expect((await here.said()).join()).not.toContain('is cancelled. Please do not set out. These dates')
  expect(await here.page(21)).toEqual({ also: undefined, asks: false })
})

it.each([
  ['by email', [1, 0, 1, 0, 1]],
  ['by phone', [1, 1, 1, 1, 1]],
] as const)('is foretold %s as it then comes', async (how, many) => {
  const here = await mondays(how)
  await here.end()
  await here.letters()
  const instants = [6.5, 7.5, 13.5, 14.5, 20.5].map((day) => noon + days(day))
  const foretold = await callsWaiting(here.ctx(), [here.scene.team], instants)
  const came: number[][] = []
  for (const at of instants) {
    here.clock.now = at
    came.push((await here.calls()).map(({ startsAt }) => startsAt))
  }
  expect(foretold.map((calls) => calls.map(({ startsAt }) => startsAt))).toEqual(came)
  expect(came.map(({ length }) => length)).toEqual(many)
})

it('leads from the page of each date to the others, while they stand', async () => {
  const here = await mondays()
  const links = async (day: number) =>
    [...(await (await here.get(await here.home(day))).text()).matchAll(/href="(\/b\/[\w-]+)"[^>]*>\s*(Monday[^<]*)</g)].map(
      ([, to, on]) => [to, on],
    )
  const [second, third] = await links(7)
  expect([second?.[1], third?.[1]]).toEqual(['Monday 15 June 2026', 'Monday 22 June 2026'])
  expect(await (await here.get(second?.[0] ?? '')).text()).toContain('Monday 15 June 2026, 10am')
  await here.end()
  expect(await links(7)).toEqual([])
})

it('leaves a new start to the link worker who called a routine off', async () => {
  const here = await mondays()
  await here.callOff()
  const off = (await here.letters()).join()
  expect(off).toContain('See the details')
  expect(off).toContain('Your link worker will help to find something else.')
  expect(off).not.toContain('The next one with a free place')
})

it('is told by a date on which they had a place, where they only waited for the first', async () => {
  const here = await mondays()
  const [first, second] = here.series.sessions
  const full = await here.person()
  await here.db
    .update(sessions)
    .set({ capacity: 1 })
    .where(eq(sessions.id, first?.id ?? ''))
  await here.say(`/api/people/${full}/routines`, { sessionId: second?.id, times: 2, mode: 'all' })
  const routineId = (await here.rows.bookings()).find(({ personId }) => personId === full)?.routineId ?? ''
  const { id } = await here.book({ personId: full, sessionId: first?.id ?? '' })
  await here.db.update(bookings).set({ routineId }).where(eq(bookings.id, id))
  await here.letters()
  await here.end()
  const told = await here.told()
  expect(told).toContainEqual(['15 June', 'Monday 8 June, 10am; Monday 22 June, 10am'])
})

it.each([
  ['by email', 'the series ends'],
  ['by phone', 'the series ends'],
  ['by email', 'it is called off'],
  ['by phone', 'it is called off'],
] as const)('names %s the day from which their link worker had moved them, when nobody had told them yet and %s', async (how, act) => {
  const here = await mondays(how)
  // At night, when questions wait for the morning.
  here.clock.now = noon + hours(9.5)
  const { body } = await here.say(`/api/bookings/${(await here.on(14)).id}/move`, { sessionId: here.series.sessions[3]?.id })
  await here.letters()
  here.clock.now += minutes(20)
  if (act === 'the series ends') await here.end()
  else await here.say(`/api/bookings/${body.id}/cancellation`, {})
  const was = 'It was to be instead of Monday 15 June, 10am. The place on that day is given back too.'
  const letters = await here.letters()
  const calls = await here.calls()
  const off = calls.find(({ bookingId }) => bookingId === body.id)
  if (how === 'by email') expect(letters.filter((one) => one.includes(was))).toHaveLength(1)
  else expect(off?.say).toContain(was)
  // Before they would set out on the 15th.
  if (how === 'by phone') expect(off?.ringBy).toBeLessThan(noon + days(14) - hours(3))
  here.clock.now = noon + days(13) + hours(1)
  const said = (await here.calls()).map(({ bookingId }) => bookingId)
  if (act === 'the series ends') expect(said).toContain(body.id)
})

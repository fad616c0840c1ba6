import { describe, expect, it, vi } from 'vitest'
import { days, hours } from '../../src/lib/time.ts'
import { hostile } from '../hostile.ts'
import { noon } from '../world.ts'
import { after, readable, type Stage, stage } from './stage.ts'

const locationOf = (response: Response) => response.headers.get('location') ?? ''
/** Presses a button and reads the page that comes back. */
async function answer(on: Stage, path: string, body: Record<string, string> = {}) {
  const response = await on.press(path, body)
  expect(response.status).toBe(303)
  return on.text(locationOf(response))
}
const steps = async (on: Stage, action: string) => (await on.rows.audit()).filter((entry) => entry.action === action)

describe('yes', () => {
  it('is confirmed by the person, with one read and one write, and the page with one read', async () => {
    const on = await stage()
    const batch = vi.spyOn(on.db, 'batch')
    const response = await on.press('/confirmation')
    expect(batch).toHaveBeenCalledTimes(2)
    expect(await on.booking()).toMatchObject({ status: 'confirmed', confirmedHow: 'person', confirmedAt: noon })
    batch.mockClear()
    expect(await on.text(locationOf(response))).toContain('Thank you. We have noted your yes.')
    expect(batch).toHaveBeenCalledTimes(1)
  })

  it('said again changes nothing and says so', async () => {
    const on = await stage()
    await on.press('/confirmation')
    on.clock.now = noon + hours(1)
    expect(await answer(on, '/confirmation')).toContain('You had said yes before. Nothing has changed.')
    expect((await on.booking()).confirmedAt).toBe(noon)
  })

  it('pressed 50 times at once is one transition', async () => {
    const on = await stage()
    const answers = await Promise.all(Array.from({ length: 50 }, () => on.press('/confirmation')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]))
    expect(await steps(on, 'booking.confirmed')).toHaveLength(1)
    expect(answers.filter((one) => locationOf(one).endsWith('?done=confirmed'))).toHaveLength(1)
  })

  it('takes an offered place', async () => {
    const on = await stage({ session: { capacity: 1 }, before: 1 })
    await on.post(`/api/bookings/${on.others[0]}/cancellation`, {}, { as: on.linkWorker })
    expect((await on.booking()).status).toBe('offered')
    expect(await answer(on, '/confirmation')).toContain('You said yes, Maria')
  })

  it.each<[string, (on: Stage) => unknown, string]>([
    ['after the person said no', (on) => on.press('/cancellation'), 'You told us that you can’t come, Maria'],
    ['after the session was cancelled', (on) => on.cancelSession(), 'The group will not meet on this day.'],
    ['after it began', (on) => Object.assign(on.clock, { now: after.start }), 'It has started, Maria.'],
  ])('%s is refused, and the page says how things stand', async (_, make, says) => {
    const on = await stage()
    await make(on)
    const before = await on.booking()
    const response = await on.press('/confirmation')
    expect(response.status).toBe(422)
    const words = readable(await response.text())
    expect(words).toContain('This can no longer be changed.')
    expect(words).toContain(says)
    expect(await on.booking()).toEqual(before)
  })

  it('is not for who still waits', async () => {
    const on = await stage({ session: { capacity: 1 }, before: 1 })
    const response = await on.press('/confirmation')
    expect(response.status).toBe(422)
    expect(readable(await response.text())).toContain('You are still on the waiting list.')
  })

  it('counts from an old tablet, which sends a null origin and nothing else', async () => {
    const on = await stage()
    const headers = { origin: 'null' }
    expect((await on.postForm(`${on.home}/confirmation`, {}, { headers })).status).toBe(303)
    expect((await on.postForm('/organisations', { name: 'Forged' }, { headers })).status).toBe(403)
    const forged = { origin: 'https://evil.example' }
    expect((await on.postForm(`${on.home}/cancellation`, {}, { headers: forged })).status).toBe(403)
  })
})

describe('no', () => {
  it('needs no reason, and frees the place', async () => {
    const on = await stage()
    expect(await answer(on, '/cancellation')).toContain('You told us that you can’t come, Maria')
    expect(await on.booking()).toMatchObject({ status: 'cancelled', cancelledBy: 'attendee', reason: null })
    expect((await on.rows.sessions())[0]?.placesTaken).toBe(0)
  })

  it('keeps a reason that is given', async () => {
    const on = await stage()
    await on.press('/cancellation', { reason: 'transport' })
    expect((await on.booking()).reason).toBe('transport')
  })

  it('said twice is no fault', async () => {
    const on = await stage()
    await on.press('/cancellation')
    expect(await answer(on, '/cancellation')).toContain('You told us that you can’t come')
    expect(await steps(on, 'booking.cancelled')).toHaveLength(1)
  })

  it('takes no reason but those on the page, and shows nothing of what was sent', { timeout: 120_000 }, async () => {
    const on = await stage()
    const harmless = readable(await (await on.press('/cancellation', { reason: 'nonsense' })).text())
    expect(harmless).toContain('There is a problem')
    for (const { text } of hostile) {
      const response = await on.press('/cancellation', { reason: text })
      expect(response.status).toBe(422)
      expect(readable(await response.text())).toBe(harmless)
    }
    expect((await on.booking()).status).toBe('booked')
  })

  it('is asked about kindly, and the way back leads back', async () => {
    const on = await stage()
    const words = await on.text(`${on.home}/cancellation`)
    expect(words).toContain('Can’t you come on Monday 8 June 2026? That is quite all right.')
    expect(words).toContain('You do not have to.')
    expect(words).not.toContain('I forgot')
  })

  it('can be taken back while there is room: the same date, confirmed', async () => {
    const on = await stage({ session: { buddyForFirstVisit: true } })
    expect(await answer(on, '/cancellation')).toContain('I can come after all')
    const words = await answer(on, '/return', { sessionId: on.sessionId })
    expect(words).toContain('Welcome back.')
    expect(words).toContain('You said yes, Maria')
    expect((await on.rows.sessions())[0]).toMatchObject({ placesTaken: 1, newcomersTaken: 1 })
    expect((await on.rows.visits()).map(({ status }) => status).toSorted()).toEqual(['not_needed', 'wanted'])
    expect(await on.text()).toContain('See your visit on Monday 8 June 2026')
  })
})

describe('another date', () => {
  it('lists those with room for this person, and no other', async () => {
    const on = await stage()
    await on.date(1)
    await on.date(2, { capacity: 1, placesTaken: 1 })
    await on.date(3, { status: 'cancelled' })
    await on.date(4, { waiting: 1, tickets: 1 })
    await on.date(5, { bookingClosesAt: noon })
    await on.date(6, { newcomerLimit: 0 })
    const words = await on.text(`${on.home}/dates`)
    expect(words).toContain('You keep your place on Monday 8 June 2026 until you choose.')
    expect(words.match(/Choose this date/g)).toHaveLength(1)
    expect(words).toContain('Monday 15 June 2026')
  })

  it('lists those of the same week to the newcomer who fills it, and no other full week', async () => {
    const on = await stage()
    await on.setGroup({ newcomersPerWeek: 1 })
    const wednesday = await on.date(0, { startsAt: noon + days(9) })
    const weekAfter = await on.date(1)
    await on.date(1, { startsAt: noon + days(16) })
    await on.book(await on.place.person(on.team), weekAfter)
    const words = await on.text(`${on.home}/dates`)
    expect(words.match(/Choose this date/g)).toHaveLength(1)
    expect(words).toContain('Wednesday 10 June 2026')
    expect(await answer(on, '/dates', { sessionId: wednesday })).toContain('You said yes, Maria')
  })

  it('says so when there is none', async () => {
    const on = await stage()
    expect(await on.text(`${on.home}/dates`)).toContain('No other date has room at the moment')
  })

  it('leads to the page of the new booking, which is confirmed', async () => {
    const on = await stage()
    const words = await answer(on, '/dates', { sessionId: await on.date(1) })
    expect(words).toContain('Thank you. This is your new date.')
    expect(words).toContain('You said yes, Maria')
    expect(words).toContain('Monday 15 June 2026 1pm to 3pm')
    expect(await on.booking()).toMatchObject({ status: 'cancelled', reason: 'moved' })
  })

  it.each<[string, (on: Stage) => Promise<string>, string]>([
    ['is full', (on) => on.date(1, { capacity: 1, placesTaken: 1 }), 'This date has just filled up.'],
    ['is over', (on) => on.date(-2), 'This date can no longer be chosen.'],
    ['is of another group', otherGroup, 'This date can no longer be chosen.'],
    ['does not exist', async (on) => on.place.ctx().newId(), 'This date can no longer be chosen.'],
    ['is no date', async () => '<script>', 'Please choose one of these dates.'],
    ['is the same', async (on) => on.sessionId, 'You already have a place on this date.'],
  ])('that %s is refused, and nothing is lost', async (_, make, says) => {
    const on = await stage()
    const response = await on.press('/dates', { sessionId: await make(on) })
    expect(response.status).toBe(422)
    expect(readable(await response.text())).toContain(says)
    expect((await on.booking()).status).toBe('booked')
  })

  it('after a cancelled session is taken anew, by 20 presses once', async () => {
    const on = await stage()
    const sessionId = await on.date(1)
    await on.cancelSession()
    const answers = await Promise.all(Array.from({ length: 20 }, () => on.press('/return', { sessionId })))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]))
    const taken = (await on.rows.bookings()).filter((booking) => booking.sessionId === sessionId)
    expect(taken).toMatchObject([{ status: 'confirmed', personId: on.personId, confirmedHow: 'person', isFirstVisit: true }])
    expect((await on.rows.messages()).filter(({ subjectId }) => subjectId === taken[0]?.id)).toHaveLength(1)
  })

  it.each<[string, (on: Stage) => unknown]>([
    ['somebody who still has a place', () => undefined],
    ['somebody whom the group took off', (on) => on.post(`/api/bookings/${on.bookingId}/cancellation`, {}, { as: on.organiser })],
    ['somebody whom the link worker took off', (on) => on.post(`/api/bookings/${on.bookingId}/cancellation`, {}, { as: on.linkWorker })],
  ])('is not taken anew by %s', async (_, make) => {
    const on = await stage()
    await make(on)
    const response = await on.press('/return', { sessionId: await on.date(1) })
    expect(response.status).toBe(422)
    expect(await on.rows.bookings()).toHaveLength(1)
  })
})

describe('a buddy', () => {
  it('is asked for and refused, as often as one likes', async () => {
    const on = await stage()
    expect(await answer(on, '/buddy', { wish: 'wanted' })).toContain('We will find you a buddy if we can.')
    expect(await on.rows.visits()).toMatchObject([{ status: 'wanted' }])
    expect(await answer(on, '/buddy', { wish: 'not_wanted' })).toContain('Nobody, as you wished.')
    expect(await on.rows.visits()).toMatchObject([{ status: 'not_needed' }])
    expect(await answer(on, '/buddy', { wish: '<b>' })).toContain('Hello Maria.')
  })
})

async function otherGroup(on: Stage) {
  const { groupId, venueId } = await on.group(on.provider)
  return on.session(on.provider, groupId, venueId)
}

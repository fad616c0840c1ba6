import { describe, expect, it } from 'vitest'
import { days, hours, minutes } from '../../src/lib/time.ts'
import { noon } from '../world.ts'
import { after, type Seed, type Stage, stage } from './stage.ts'

type Case = {
  name: string
  seed?: Seed
  make?: (on: Stage) => unknown
  /** Words that the page must say, and words that it must not. */
  says: readonly string[]
  not?: readonly string[]
}

const answers = ['Yes, I will come', 'Yes, I take the place', 'I can’t come']

const cases: Case[] = [
  {
    name: 'booked',
    says: ['Hello Maria. Will you come?', 'Yes, I will come', 'I can’t come', 'Choose another date', 'Put it in my calendar'],
  },
  {
    name: 'confirmed',
    make: (on) => on.press('/confirmation'),
    says: ['You said yes, Maria', 'I can’t come'],
    not: ['Yes, I will come'],
  },
  {
    name: 'waiting',
    seed: { session: { capacity: 1 }, before: 1 },
    says: ['Maria, you are number 1 on the waiting list', 'Who asked first is asked first.', 'Take me off the list'],
    not: ['Yes, I will come', 'Put it in my calendar'],
  },
  {
    name: 'offered',
    seed: { session: { capacity: 1 }, before: 1 },
    make: (on) => on.post(`/api/bookings/${on.others[0]}/cancellation`, {}, { as: on.linkWorker }),
    // 24 waking hours from 1pm: 8 today, 13 tomorrow, 3 the day after.
    says: ['Good news, Maria. There is a place for you.', 'by Wednesday, 11am', 'Yes, I take the place', 'No, give it to someone else'],
    not: ['Yes, I will come'],
  },
  {
    name: 'an offer that ran out',
    seed: { session: { capacity: 1 }, before: 1 },
    make: async (on) => {
      await on.post(`/api/bookings/${on.others[0]}/cancellation`, {}, { as: on.linkWorker })
      on.clock.now = noon + hours(24 * 4)
    },
    says: ['The time to take this place is over, Maria', 'You have done nothing wrong.'],
    not: answers,
  },
  {
    name: 'expired without confirming',
    make: (on) => on.setBooking({ status: 'expired' }),
    says: ['Your place went to somebody who was waiting, Maria'],
    not: answers,
  },
  {
    name: 'no place came free',
    make: (on) => on.setBooking({ status: 'expired', ticket: 1 }),
    says: ['No place came free this time, Maria'],
    not: answers,
  },
  {
    name: 'given up',
    make: async (on) => {
      await on.date(1)
      await on.press('/cancellation', { reason: 'ill' })
    },
    says: ['You told us that you can’t come, Maria', 'Would you like to come another time?', 'Choose this date', 'Monday 15 June 2026'],
    not: [...answers, 'I do not feel well'],
  },
  {
    name: 'cancelled by the link worker',
    make: (on) => on.post(`/api/bookings/${on.bookingId}/cancellation`, {}, { as: on.linkWorker }),
    says: ['You no longer have a place on this day, Maria', 'Your link worker cancelled it.', 'Ring us on 01632 960001'],
    not: [...answers, 'Choose this date'],
  },
  {
    name: 'cancelled by the organiser',
    make: (on) => on.post(`/api/bookings/${on.bookingId}/cancellation`, {}, { as: on.organiser }),
    says: ['You no longer have a place on this day, Maria', 'The group could not keep your place.'],
    not: [...answers, 'Choose this date'],
  },
  {
    name: 'the session cancelled, with the nearest equal date',
    make: async (on) => {
      await on.date(1)
      await on.cancelSession('The hall is flooded')
    },
    says: [
      'We are sorry, Maria. The group will not meet on this day.',
      'Monday 8 June 2026 is cancelled.',
      'The group says: The hall is flooded',
      'There is room at Choir on Monday 15 June 2026, 1pm',
      'Yes, take Monday 15 June 2026, 1pm',
    ],
    not: [...answers, 'Choose this date'],
  },
  {
    name: 'the session cancelled, with the date after it before a sooner one',
    make: async (on) => {
      await on.date(0, { startsAt: noon + days(2) })
      await on.date(1)
      await on.cancelSession()
    },
    says: ['Yes, take Monday 15 June 2026, 1pm', 'Would you like to come another time?', 'Choose this date Wednesday 3 June 2026'],
    not: [...answers, 'The group says'],
  },
  {
    name: 'moved',
    make: async (on) => on.press('/dates', { sessionId: await on.date(1) }),
    says: ['You have another date now, Maria', 'See your visit on Monday 15 June 2026'],
    not: answers,
  },
  {
    name: 'under way',
    make: async (on) => Object.assign(on.clock, { now: after.start }),
    says: ['It has started, Maria. You can still come.', 'It goes on until 3pm.', 'The blue door', 'Sam, 01632 960002'],
    not: answers,
  },
  {
    name: 'over, register not taken',
    make: async (on) => Object.assign(on.clock, { now: after.end }),
    says: ['We hope you had a good time, Maria', 'Tell us how it was'],
    not: answers,
  },
  {
    name: 'attended',
    make: (on) => on.setBooking({ status: 'attended' }),
    says: ['It was good to have you there, Maria', 'Tell us how it was'],
    not: answers,
  },
  {
    name: 'missed',
    make: (on) => on.setBooking({ status: 'missed', missedCause: 'person' }),
    says: ['You could not be there, Maria', 'it is all right', 'Tell us what happened'],
    not: answers,
  },
  {
    name: 'missed because it did not run',
    make: (on) => on.setBooking({ status: 'missed', missedCause: 'session_did_not_run' }),
    says: ['It did not take place.', 'It was not because of you.'],
    not: [...answers, 'Tell us'],
  },
]

describe('the page of a booking', () => {
  it.each(cases)('$name', async ({ seed, make, says, not = [] }) => {
    const on = await stage(seed)
    await make?.(on)
    const response = await on.page()
    expect(response.status).toBe(200)
    const words = await on.text()
    for (const sentence of says) expect(words).toContain(sentence)
    for (const sentence of not) expect(words).not.toContain(sentence)
    expect(words).toContain('Ring us on 01632 960001')
    expect(words).not.toContain('Surname')
    expect(await (await on.page()).text()).toMatch(/<html lang="en"/)
  })

  it('says when, where, how to find the door, who meets, what to bring, what it costs', async () => {
    const words = await (await stage()).text()
    for (const fact of [
      'Monday 8 June 2026 1pm to 3pm',
      'Mill Hall 1 Mill Lane',
      'The blue door',
      'Sam from the group',
      'Where you meet: At the door',
      'Nothing',
      'Free',
      'There are no steps.',
    ])
      expect(words).toContain(fact)
  })
})

describe('while others are ticked at the door', () => {
  /** Another person is the first on the register, 25 minutes before the start, as the page of the register sends it. */
  async function ticking() {
    const on = await stage({ before: 1 })
    await on.press('/confirmation')
    on.clock.now = noon + days(7) - minutes(25)
    const tick = { bookingId: on.others[0] as string, outcome: 'attended' }
    expect((await on.postForm(`/sessions/${on.sessionId}/register`, tick, { as: on.organiser })).status).toBe(303)
    return on
  }

  it('says where to be until it starts, that one can still come until it ends, and thanks only then', async () => {
    const on = await ticking()
    const where = ['1 Mill Lane', 'The blue door', 'Where you meet: At the door', 'Sam from the group']
    const before = await on.text()
    for (const sentence of ['You said yes, Maria', 'I can’t come', ...where]) expect(before).toContain(sentence)
    on.clock.now = noon + days(7) + minutes(10)
    const late = await on.text()
    for (const sentence of ['It has started, Maria. You can still come.', ...where]) expect(late).toContain(sentence)
    expect(late).not.toContain('I can’t come')
    on.clock.now = after.end
    expect(await on.text()).toContain('We hope you had a good time, Maria')
  })

  it('leads there from the page of the date before', async () => {
    const on = await stage({ before: 1 })
    const next = await on.date(1)
    await on.press('/dates', { sessionId: next })
    on.clock.now = noon + days(14) - minutes(25)
    await on.post(`/api/sessions/${next}/register`, { entries: [] }, { as: on.organiser })
    expect(await on.text()).toContain('See your visit on Monday 15 June 2026')
  })

  it('lets somebody give up their place, and the register can still count them when they come after all', async () => {
    const on = await ticking()
    expect((await on.press('/cancellation')).headers.get('location')).toMatch(/\?done=/)
    expect(await on.booking()).toMatchObject({ status: 'cancelled', cancelledBy: 'attendee' })
    const tick = (outcome: string) =>
      on.post(
        `/api/sessions/${on.sessionId}/register`,
        { entries: [{ bookingId: on.bookingId, outcome, cause: 'person' }] },
        { as: on.organiser },
      )
    expect(await (await tick('missed')).json()).toMatchObject({ attended: 1, missed: 0 })
    expect(await (await tick('attended')).json()).toMatchObject({ attended: 2, missed: 0 })
  })
})

/** The booking is left as it was made. */
const asItIs = async () => undefined

describe('who meets the person', () => {
  const first = { session: { buddyForFirstVisit: true } }

  it.each<[string, Seed, (on: Stage) => unknown, string]>([
    ['a buddy by first name', first, (on) => on.claim('Tom Willoughby'), 'Tom will wait for you'],
    ['a buddy who is looked for', first, asItIs, 'We are looking for a buddy to go in with you'],
    ['nobody, as wished', first, (on) => on.press('/buddy', { wish: 'not_wanted' }), 'Nobody, as you wished'],
    ['a buddy once there is a place', { session: { ...first.session, capacity: 1 }, before: 1 }, asItIs, 'A buddy, once you have a place'],
    ['the group', {}, asItIs, 'Sam from the group'],
    ['a buddy who was asked for', {}, (on) => on.press('/buddy', { wish: 'wanted' }), 'We are looking for a buddy'],
  ])('%s', async (_, seed, make, says) => {
    const on = await stage(seed)
    await make(on)
    const words = await on.text()
    expect(words).toContain(says)
    expect(words).not.toContain('Willoughby')
  })
})

import { and, eq, inArray } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { callTries } from '../../src/db/schema/replies.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { days, hours, minutes } from '../../src/lib/time.ts'
import { noon } from '../world.ts'
import { stage } from './stage.ts'

describe('an offer', () => {
  it('has a deadline that does not run at night', async () => {
    const { book, cancel, clock, booking } = await stage({ capacity: 1, startsAt: noon + days(10) })
    const [first, second] = [await book(), await book()]
    clock.now = Date.UTC(2026, 5, 1, 19) // 20:00 in London: one hour of the day is left, 23 to go from 08:00 on.
    await cancel(first.id)
    expect((await booking(second.id)).offerExpiresAt).toBe(Date.UTC(2026, 5, 3, 17)) // 13 hours on the 2nd, 10 on the 3rd: 18:00 in London
  })

  it('that runs out passes on, is told so, and a second run changes nothing', async () => {
    const { book, cancel, clock, booking, send, tick, statuses, told, session, rows } = await stage({ capacity: 1 })
    const [first, second, third] = [await book(), await book(), await book()]
    await cancel(first.id)
    await send()
    clock.now = ((await booking(second.id)).offerExpiresAt ?? 0) - 1
    expect(await tick()).toMatchObject({ offersEnded: 0 })
    clock.now += 1
    expect(await tick()).toMatchObject({ sessions: 1, offersEnded: 1 })
    expect(await statuses()).toMatchObject({ [second.id]: 'expired', [third.id]: 'offered' })
    expect(await told('booking.offer_ended')).toMatchObject([{ recipientId: second.personId }])
    expect(await session()).toMatchObject({ placesTaken: 1, waiting: 0 })
    const before = await rows.audit()
    expect(await tick()).toMatchObject({ sessions: 0 })
    expect(await rows.audit()).toEqual(before)
  })

  it('is passed on once by ten runs at once', async () => {
    const { book, cancel, clock, booking, send, tick, told, story } = await stage({ capacity: 1 })
    const [first, second, third] = [await book(), await book(), await book()]
    await cancel(first.id)
    await send()
    clock.now = (await booking(second.id)).offerExpiresAt ?? 0
    await Promise.all(Array.from({ length: 10 }, tick))
    expect(await told('booking.offered')).toHaveLength(2)
    expect(await story(third.id)).toBe('waitlisted > offered')
  })
})

describe('an offer of which nothing has told', () => {
  const scene = async () => {
    const place = await stage({ capacity: 1, startsAt: noon + days(10) })
    const [first, second] = [await place.book(), await place.book()]
    await place.cancel(first.id)
    const deadline = async () => (await place.booking(second.id)).offerExpiresAt ?? 0
    const letter = and(eq(messages.subjectId, second.id), eq(messages.kind, 'booking.offered'))
    const [{ id: messageId } = { id: 0 }] = await place.db.select({ id: messages.id }).from(messages).where(letter)
    return { ...place, second, deadline, letter, messageId }
  }

  it.each([
    ['waits', { status: 'planned' as const }],
    ['is on its way', { status: 'sending' as const }],
    ['is delayed at the mailbox', { status: 'sent' as const, sentAt: noon, outcome: 'delayed' }],
  ])('has its deadline moved along while the email %s, and what is not sent says the new one', async (_, set) => {
    const { clock, db, second, deadline, letter, tick, told, statuses } = await scene()
    await db.update(messages).set(set).where(letter)
    const before = await deadline()
    clock.now = noon + days(1)
    await tick()
    expect(await deadline()).toBe(before + days(1))
    expect(await told('booking.offered')).toMatchObject([{ usefulUntil: set.status === 'sent' ? before : before + days(1) }])
    clock.now = noon + days(6)
    expect(await tick()).toMatchObject({ offersEnded: 0 })
    expect(await statuses()).toMatchObject({ [second.id]: 'offered' })
  })

  it('is answered within the time that everybody has, once the email went out', async () => {
    const { clock, second, deadline, send, tick, told } = await scene()
    const before = await deadline()
    clock.now = noon + days(3)
    await tick()
    await send()
    clock.now = before + days(3) - 1
    expect(await tick()).toMatchObject({ offersEnded: 0 })
    clock.now += 1
    expect(await tick()).toMatchObject({ offersEnded: 1 })
    expect(await told('booking.offer_ended')).toMatchObject([{ subjectId: second.id }])
  })

  it('is told of after all when nothing ran until it was too late', async () => {
    const { clock, second, deadline, send, tick, told, confirm, statuses } = await scene()
    clock.now = await deadline()
    await send()
    expect(await told('booking.offered')).toMatchObject([{ status: 'failed', outcome: 'too_late' }])
    expect(await tick()).toMatchObject({ offersEnded: 0 })
    await send()
    expect(await told('booking.offered')).toMatchObject([{ status: 'sent', outcome: null }])
    await confirm(second.id)
    expect(await statuses()).toMatchObject({ [second.id]: 'confirmed' })
  })

  it('ends all the same in time for the next person to come, and leaves nothing behind', async () => {
    const { clock, session, deadline, tick } = await scene()
    const { startsAt } = await session()
    clock.now = startsAt - hours(4)
    await tick()
    expect(await deadline()).toBe(startsAt - hours(2))
    clock.now = startsAt - hours(2)
    expect(await tick()).toMatchObject({ offersEnded: 1 })
  })

  it.each([
    ['no email reaches them, which put it on the call list', { status: 'suppressed' as const, outcome: 'no_address' }],
    ['it came back', { status: 'bounced' as const }],
  ])('ends as ever when %s', async (_, set) => {
    const { clock, db, deadline, letter, tick } = await scene()
    await db.update(messages).set(set).where(letter)
    clock.now = await deadline()
    expect(await tick()).toMatchObject({ offersEnded: 1 })
  })

  it('ends as ever when somebody rang about it, though the email still waits', async () => {
    const { clock, db, ctx, deadline, messageId, tick } = await scene()
    const tried = { how: 'not_reached' as const, userId: 'staff', at: noon, againAt: noon }
    await db.insert(callTries).values({ id: ctx().newId(), messageId, ...tried })
    clock.now = await deadline()
    expect(await tick()).toMatchObject({ offersEnded: 1 })
  })

  it('keeps its deadline for the minute or two in which an email goes out', async () => {
    const { clock, deadline, tick, rows } = await scene()
    const [before, log] = [await deadline(), await rows.audit()]
    clock.now += minutes(14)
    await tick()
    expect(await deadline()).toBe(before)
    expect(await rows.audit()).toEqual(log)
  })
})

describe('a place that is not confirmed', () => {
  const scene = async (seed: Partial<typeof sessions.$inferInsert> = {}) => {
    const place = await stage({ capacity: 2, startsAt: noon + days(10), ...seed })
    const early = await place.book()
    place.clock.now += 1000
    const late = await place.book()
    await place.send()
    const { startsAt } = await place.session()
    return { ...place, early, late, startsAt }
  }

  it('goes on when somebody waits, no more than they need, and the latest booking first', async () => {
    const { early, late, book, clock, startsAt, tick, statuses, told } = await scene()
    const waiting = await book()
    clock.now = startsAt - hours(24) - 1
    await tick()
    expect(await statuses()).toMatchObject({ [late.id]: 'booked' })
    clock.now += 1
    expect(await tick()).toMatchObject({ unconfirmedEnded: 1 })
    expect(await statuses()).toMatchObject({ [early.id]: 'booked', [late.id]: 'expired', [waiting.id]: 'offered' })
    expect(await told('booking.offer_ended')).toMatchObject([{ recipientId: late.personId }])
  })

  it('stays when nobody waits, or when it is confirmed', async () => {
    const { early, late, book, confirm, clock, startsAt, tick, statuses } = await scene()
    clock.now = startsAt - hours(24)
    await tick()
    expect(await statuses()).toEqual({ [early.id]: 'booked', [late.id]: 'booked' })
    await confirm(early.id)
    await confirm(late.id)
    await book()
    await tick()
    expect(await statuses()).toMatchObject({ [early.id]: 'confirmed', [late.id]: 'confirmed' })
  })

  it('stays when it would help nobody: two wait together, one place is not confirmed', async () => {
    const { early, late, book, confirm, clock, startsAt, tick, statuses } = await scene()
    await confirm(early.id)
    await book({ withCarer: true })
    clock.now = startsAt - hours(24)
    await tick()
    expect(await statuses()).toMatchObject({ [late.id]: 'booked' })
  })

  it('of somebody who booked late is kept as long as an offer would be', async () => {
    const { cancel, early, late, book, send, clock, startsAt, tick, statuses, confirm } = await scene()
    await confirm(early.id)
    clock.now = startsAt - hours(26)
    await cancel(late.id)
    const lastMinute = await book()
    await book()
    await send()
    clock.now = startsAt - hours(20)
    await tick()
    expect(await statuses()).toMatchObject({ [lastMinute.id]: 'booked' })
  })
})

describe('a place whose question has not gone out', () => {
  const question = (id: string) => and(eq(messages.subjectId, id), eq(messages.kind, 'booking.confirm_request'))
  const scene = async (more: { routine?: true } = {}) => {
    const place = await stage({ capacity: 1, startsAt: noon + days(10) })
    const { id } = await place.book()
    const { startsAt } = await place.session()
    if (more.routine) {
      const other = await place.anotherSession(7)
      const { id: later, personId } = await place.book({ sessionId: other })
      await place.db
        .update(bookings)
        .set({ personId, routineId: id })
        .where(inArray(bookings.id, [id, later]))
      // One letter for both.
      await place.db.delete(messages).where(question(id))
      await place.db.update(messages).set({ recipientId: personId }).where(eq(messages.subjectId, later))
    }
    const waiting = await place.book()
    return { ...place, id, waiting, startsAt }
  }

  it.each([
    ['waits', { status: 'planned' as const }],
    ['is on its way', { status: 'sending' as const }],
    ['is delayed at the mailbox', { status: 'sent' as const, sentAt: noon, outcome: 'delayed' }],
  ])('is kept until the session begins while it %s', async (_, set) => {
    const { id, clock, startsAt, tick, statuses, db } = await scene()
    await db.update(messages).set(set).where(question(id))
    for (const before of [hours(24), hours(4), 1]) {
      clock.now = startsAt - before
      expect(await tick()).toMatchObject({ unconfirmedEnded: 0 })
    }
    expect(await statuses()).toMatchObject({ [id]: 'booked' })
  })

  it('is kept for as long as an offer from when it went out at last', async () => {
    const { id, waiting, clock, startsAt, tick, send, statuses } = await scene()
    // From eleven in the morning in London 24 hours awake are ten, thirteen, and one on the very day: until nine.
    clock.now = startsAt - hours(50)
    await send()
    clock.now = startsAt - hours(4) - 1
    expect(await tick()).toMatchObject({ unconfirmedEnded: 0 })
    clock.now += 1
    expect(await tick()).toMatchObject({ unconfirmedEnded: 1 })
    expect(await statuses()).toMatchObject({ [id]: 'expired', [waiting.id]: 'offered' })
  })

  it.each([
    ['no email reaches them, which put it on the call list', { status: 'suppressed' as const, outcome: 'no_address' }],
    ['it came back', { status: 'bounced' as const }],
  ])('goes on as ever when %s', async (_, set) => {
    const { id, clock, startsAt, tick, db } = await scene()
    await db.update(messages).set(set).where(question(id))
    clock.now = startsAt - hours(24)
    expect(await tick()).toMatchObject({ unconfirmedEnded: 1 })
  })

  it('goes on when somebody rang about it, though the email still waits', async () => {
    const { id, clock, startsAt, tick, db, ctx } = await scene()
    const [asks] = await db.select({ id: messages.id }).from(messages).where(question(id))
    const tried = { how: 'not_reached' as const, userId: 'staff', at: noon + days(1), againAt: noon + days(1) }
    await db.insert(callTries).values({ id: ctx().newId(), messageId: asks?.id ?? 0, ...tried })
    clock.now = startsAt - hours(24)
    expect(await tick()).toMatchObject({ unconfirmedEnded: 1 })
  })

  it('is asked about by the one letter of its routine', async () => {
    const { id, clock, startsAt, tick, send, statuses } = await scene({ routine: true })
    clock.now = startsAt - hours(24)
    expect(await tick()).toMatchObject({ unconfirmedEnded: 0 })
    clock.now = noon
    await send()
    clock.now = startsAt - hours(24)
    expect(await tick()).toMatchObject({ unconfirmedEnded: 1 })
    expect(await statuses()).toMatchObject({ [id]: 'expired' })
  })

  it('is not asked about by that letter once it was moved, which has a question of its own', async () => {
    const here = await stage()
    await here.anotherSession(7)
    const to = await here.anotherSession(8, { capacity: 1 })
    const personId = await here.person()
    await here.say(`/api/people/${personId}/routines`, { sessionId: here.scene.sessionId, times: 2, mode: 'all' })
    await here.send()
    const later = (await here.rows.bookings()).find(({ sessionId }) => sessionId !== here.scene.sessionId)
    here.clock.now += hours(1)
    const { body } = await here.say(`/api/bookings/${later?.id}/move`, { sessionId: to })
    await here.book({ sessionId: to })
    const { startsAt } = await here.session(to)
    for (const ends of [0, 1]) {
      here.clock.now = startsAt - hours(24)
      expect(await here.tick()).toMatchObject({ unconfirmedEnded: ends })
      expect(await here.statuses()).toMatchObject({ [body.id]: ends ? 'expired' : 'booked' })
      here.clock.now = noon + hours(2)
      await here.send()
    }
  })
})

describe('places kept for newcomers', () => {
  it('are released two days before, recorded, and go to whoever waits', async () => {
    const { book, clock, tick, statuses, session, story, db, anotherSession, scene } = await stage({
      capacity: 3,
      newcomerPlaces: 2,
      startsAt: noon + days(10),
    })
    const been = await anotherSession(-5)
    const regulars = []
    for (let i = 0; i < 3; i++) {
      const { id, personId } = await book({ sessionId: been })
      await db.update(bookings).set({ status: 'attended' }).where(eq(bookings.id, id))
      regulars.push(await book({ personId }))
    }
    await db.update(sessions).set({ placesTaken: 0, newcomersTaken: 0 }).where(eq(sessions.id, been))
    expect(regulars.map(({ status }) => status)).toEqual(['booked', 'waitlisted', 'waitlisted'])
    const newcomer = await book()
    expect(newcomer.status).toBe('booked')

    clock.now = (await session()).startsAt - hours(48) - 1
    expect(await tick()).toMatchObject({ keptPlacesReleased: 0 })
    clock.now += 1
    expect(await tick()).toMatchObject({ keptPlacesReleased: 2 })
    expect(await statuses()).toMatchObject({ [regulars[1]?.id ?? '']: 'offered', [regulars[2]?.id ?? '']: 'waitlisted' })
    expect(await session()).toMatchObject({ newcomerPlaces: 0, placesTaken: 3, waiting: 1 })
    expect(await story(scene.sessionId)).toBe('session.kept_places_released')
  })
})

describe('a long waiting list', () => {
  it('hides nobody who fits behind many who do not', async () => {
    const { book, session, statuses, db, scene, tick } = await stage({ capacity: 1 })
    await book()
    for (let i = 0; i < 25; i++) await book({ withCarer: true })
    const single = await book()
    await db.update(sessions).set({ capacity: 2 }).where(eq(sessions.id, scene.sessionId))
    await tick()
    expect(await statuses()).toMatchObject({ [single.id]: 'offered' })
    expect(await session()).toMatchObject({ placesTaken: 2, waiting: 25 })
  })

  it('is gone through in order when 30 places are given up at once', { timeout: 60_000 }, async () => {
    const { book, cancel, statuses } = await stage({ capacity: 30 })
    const booked: { id: string }[] = []
    for (let i = 0; i < 70; i++) booked.push(await book())
    const answers = await Promise.all(booked.slice(0, 30).map(({ id }) => cancel(id)))
    expect(answers.filter(({ ok }) => !ok)).toEqual([])
    const now = await statuses()
    expect(booked.slice(30).map(({ id }) => now[id])).toEqual([...Array(30).fill('offered'), ...Array(10).fill('waitlisted')])
  })
})

describe('closing', () => {
  it('ends the waiting of whoever still waits once the session has begun', async () => {
    const { book, close, clock, session, statuses } = await stage({ capacity: 1 })
    const [first, second] = [await book(), await book()]
    clock.now = (await session()).startsAt
    expect(await close()).toEqual({ sessions: 1, stoppedWaiting: 1, notTicked: 0 })
    expect(await statuses()).toEqual({ [first.id]: 'booked', [second.id]: 'expired' })
    expect(await close()).toMatchObject({ sessions: 0 })
  })

  it('counts whoever was on no register as not ticked after seven days', async () => {
    const { book, close, clock, session, booking, story, scene } = await stage()
    const { id } = await book()
    clock.now = (await session()).endsAt + days(7) - 1
    await close()
    expect(await booking(id)).toMatchObject({ status: 'booked' })
    clock.now += 1
    expect(await close()).toMatchObject({ notTicked: 1 })
    expect(await booking(id)).toMatchObject({ status: 'missed', missedCause: 'not_ticked' })
    expect(await session()).toMatchObject({ status: 'held', registerTakenAt: null, placesTaken: 0 })
    expect(await story(scene.sessionId)).toBe('held')
    expect(await close()).toMatchObject({ sessions: 0 })
  })

  it('finishes a register that was taken for some only', async () => {
    const { book, close, clock, session, say, scene, statuses } = await stage()
    const [ann, ben] = [await book(), await book()]
    clock.now = (await session()).startsAt
    await say(`/api/sessions/${scene.sessionId}/register`, { entries: [{ bookingId: ann.id, outcome: 'attended' }] }, scene.organiser)
    clock.now = (await session()).endsAt + days(7)
    await close()
    expect(await statuses()).toEqual({ [ann.id]: 'attended', [ben.id]: 'missed' })
  })
})

describe('the nightly check', () => {
  it('finds a counter that drifted, puts it on the log and leaves it as it is', async () => {
    const { book, check, db, scene, session, rows } = await stage({ capacity: 2 })
    for (let i = 0; i < 3; i++) await book()
    expect(await check()).toEqual({ checked: 1, drifted: [] })
    await db.update(sessions).set({ placesTaken: 1, newcomersTaken: 1, waiting: 3 }).where(eq(sessions.id, scene.sessionId))
    const { drifted } = await check()
    expect(drifted).toEqual([
      { kind: 'session', id: scene.sessionId, counter: 'placesTaken', counted: 1, rows: 2 },
      { kind: 'session', id: scene.sessionId, counter: 'newcomersTaken', counted: 1, rows: 2 },
      { kind: 'session', id: scene.sessionId, counter: 'waiting', counted: 3, rows: 1 },
    ])
    expect((await rows.audit()).filter(({ action }) => action === 'session.counter_drifted')).toHaveLength(3)
    expect(await session()).toMatchObject({ placesTaken: 1, waiting: 3 })
  })
})

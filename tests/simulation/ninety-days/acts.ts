// What people do, each by the use case behind their page, on whatever they happen to find.

import { stopMessages } from '../../../src/attendee/choices/actions.ts'
import { bookPerson } from '../../../src/bookings/actions.ts'
import { chooseBuddy, confirmBooking } from '../../../src/bookings/answer/actions.ts'
import { cancelBooking } from '../../../src/bookings/cancellation/actions.ts'
import { moveBookingTo } from '../../../src/bookings/move/actions.ts'
import { takeRegister } from '../../../src/bookings/register/actions.ts'
import type { Ctx } from '../../../src/ctx.ts'
import { hours, localDay, localTime } from '../../../src/lib/time.ts'
import { mendMessage, releaseHeld } from '../../../src/messages/actions.ts'
import { withdraw } from '../../../src/rights/withdrawal/actions.ts'
import { cancelSession } from '../../../src/sessions/cancellation/actions.ts'
import { editSession } from '../../../src/sessions/editing/actions.ts'
import { answerSurvey } from '../../../src/surveys/actions.ts'
import { stepBack } from '../../../src/visits/mine/actions.ts'
import { claimVisit } from '../../../src/visits/open/actions.ts'
import type { Chance } from './chance.ts'
import { look } from './engine/engine.ts'
import type { Provider } from './provider.ts'
import type { ActName } from './script.ts'
import type { Town } from './town.ts'

export type Scene = { town: Town; ctx: () => Ctx; chance: Chance; provider: Provider }
type Act = (scene: Scene) => Promise<unknown>
type Session = { id: string; group_id: string; venue_id: string; starts_at: number; capacity: number; newcomer_places: number }
type Booking = { id: string; session_id: string; group_id: string; person_id: string; status: string }

export const people: Record<ActName, Act> = {
  book: (scene) => book(scene, scene.chance.is(0.3) ? String(scene.chance.below(1e9)) : undefined),
  /** A browser that heard nothing asks again under the same key, and then both answers come. */
  bookTwice: async (scene) => {
    const chosen = await toBook(scene)
    if (!chosen) return
    const key = `key-${scene.chance.below(1e9)}`
    const ask = () => bookPerson(scene.ctx(), scene.town.addresses.worker(0, 'booking.create'), chosen, key)
    const [first, second] = await Promise.all([ask(), ask()])
    if (first.ok && second.ok && first.value.id !== second.value.id) throw new Error('one key made two bookings')
  },
  confirm: async ({ town, ctx, chance }) => {
    const booking = await aBooking(chance, ctx().now, `'booked', 'offered'`)
    if (!booking) return
    await confirmBooking(ctx(), town.addresses.link(booking.id, 'booking.answer'), { bookingId: booking.id })
  },
  cancel: async ({ town, ctx, chance }) => {
    const booking = await aBooking(chance, ctx().now, live)
    if (!booking) return
    const who = chance.is(0.6)
      ? town.addresses.link(booking.id, 'booking.cancel')
      : town.addresses.worker(chance.below(2), 'booking.cancel')
    await cancelBooking(ctx(), who, { bookingId: booking.id })
  },
  move: async ({ town, ctx, chance }) => {
    const booking = await aBooking(chance, ctx().now, live)
    const to = (await sessionsAhead(ctx().now)).filter(({ id, group_id }) => group_id === booking?.group_id && id !== booking.session_id)
    if (!booking || to.length === 0) return
    const who = chance.is(0.6) ? town.addresses.link(booking.id, 'booking.move') : town.addresses.worker(0, 'booking.move')
    await moveBookingTo(ctx(), who, { bookingId: booking.id, sessionId: chance.pick(to).id })
  },
  chooseBuddy: async ({ town, ctx, chance }) => {
    const booking = await aBooking(chance, ctx().now, live)
    if (!booking) return
    const wish = chance.pick(['wanted', 'not_wanted'] as const)
    await chooseBuddy(ctx(), town.addresses.link(booking.id, 'booking.answer'), { bookingId: booking.id, wish })
  },
  claim: async ({ town, ctx, chance }) => {
    const [visit] = await look<{ id: string }>(
      `SELECT id FROM visits WHERE status = 'wanted' AND starts_at > ${ctx().now} ORDER BY id LIMIT 1`,
    )
    if (!visit) return
    await claimVisit(ctx(), town.addresses.buddy(chance.below(2), 'visit.claim'), { visitId: visit.id })
  },
  stepBack: async ({ town, ctx, chance }) => {
    const claimed = await look<{ id: string; buddy_id: string }>(`SELECT id, buddy_id FROM visits WHERE status = 'claimed' ORDER BY id`)
    if (claimed.length === 0) return
    const { id, buddy_id } = chance.pick(claimed)
    const who = town.helpers.findIndex(({ buddyId }) => buddyId === buddy_id)
    await stepBack(ctx(), town.addresses.buddy(who, 'visit.claim'), { visitId: id })
  },
  changeCapacity: (scene) => edit(scene, (session) => ({ ...session, capacity: scene.chance.between(1, 3) })),
  moveSession: (scene) =>
    edit(scene, (session) => ({ ...session, starts_at: session.starts_at + hours(scene.chance.pick([-26, -3, -1, 1, 2, 25])) })),
  cancelSession: async ({ town, ctx, chance }) => {
    const ahead = await sessionsAhead(ctx().now)
    if (ahead.length === 0) return
    await cancelSession(ctx(), town.addresses.organiser('session.manage'), { sessionId: chance.pick(ahead).id, reason: 'The hall is shut' })
  },
  takeRegister: async ({ town, ctx, chance }) => {
    const [session] = await look<Session>(
      `SELECT * FROM sessions WHERE status = 'scheduled' AND starts_at <= ${ctx().now} ORDER BY starts_at LIMIT 1`,
    )
    if (!session) return
    const there = await look<Booking>(
      `SELECT * FROM bookings WHERE session_id = '${session.id}' AND status IN ('booked', 'confirmed') ORDER BY id`,
    )
    const entries = there.map(({ id: bookingId }) =>
      chance.is(0.8)
        ? { bookingId, outcome: 'attended' as const }
        : { bookingId, outcome: 'missed' as const, cause: chance.pick(['person', 'session_did_not_run'] as const) },
    )
    await takeRegister(ctx(), town.addresses.organiser('register.take'), { sessionId: session.id, entries })
  },
  answerSurvey: async ({ town, ctx, chance }) => {
    const came = await look<Booking>(`SELECT * FROM bookings WHERE status = 'attended' ORDER BY id DESC LIMIT 5`)
    if (came.length === 0) return
    const { id: bookingId } = chance.pick(came)
    await answerSurvey(ctx(), town.addresses.link(bookingId, 'survey.answer', 'survey'), {
      bookingId,
      went: 'yes' as never,
      note: '',
    } as never)
  },
  stop: (scene) => choose(scene, 'stop'),
  start: (scene) => choose(scene, 'start'),
  withdraw: async ({ town, ctx, chance }) => {
    // One of eight at most, so that the town does not empty.
    await withdraw(ctx(), town.addresses.worker(0, 'person.choose'), {
      personId: town.people[6] ?? '',
      bookings: chance.pick(['cancel', 'keep']),
    })
  },
  /** The coordinator, who looks at the provider's own record before they decide. */
  mend: async ({ town, ctx, provider, chance }) => {
    const permit = town.addresses.coordinator('place.run')
    // Not while a request may still be on its way: its record says nothing yet.
    if (provider.state.onTheWay > 0) return
    const held = await look<{ id: string }>(`SELECT id FROM send_batches WHERE status = 'held' ORDER BY id`)
    for (const { id } of held) {
      const rows = await look<{ id: number }>(`SELECT id FROM messages WHERE batch_id = '${id}' AND status = 'sending'`)
      const hasIt = rows.some((row) => provider.accepted.some(({ message }) => message === row.id))
      await releaseHeld(ctx(), permit, { batchId: id, how: hasIt ? 'count_as_sent' : 'send_again' })
    }
    const failed = await look<{ id: number }>(
      `SELECT id FROM messages WHERE status = 'failed' AND outcome <> 'provider_failed' ORDER BY id DESC LIMIT 3`,
    )
    if (failed.length > 0) await mendMessage(ctx(), permit, { messageId: chance.pick(failed).id, how: chance.pick(['retry', 'give_up']) })
  },
  /** Another version of the software: what is written from now on reads otherwise. */
  deploy: async ({ town }) => {
    town.release.version++
  },
}

const live = `'waitlisted', 'offered', 'booked', 'confirmed'`

const sessionsAhead = (now: number, within = hours(24 * 10)) =>
  look<Session>(
    `SELECT * FROM sessions WHERE status = 'scheduled' AND starts_at > ${now} AND starts_at < ${now + within} ORDER BY starts_at, id`,
  )

async function aBooking(chance: Chance, now: number, statuses: string): Promise<Booking | undefined> {
  const found = await look<Booking>(
    `SELECT b.* FROM bookings AS b JOIN sessions AS s ON s.id = b.session_id
     WHERE b.status IN (${statuses}) AND s.starts_at > ${now - hours(1)} ORDER BY b.id`,
  )
  return found.length > 0 ? chance.pick(found) : undefined
}

async function toBook({ town, ctx, chance }: Scene) {
  const ahead = await sessionsAhead(ctx().now)
  if (ahead.length === 0) return undefined
  return {
    sessionId: chance.pick(ahead).id,
    personId: chance.pick(town.people),
    withCarer: chance.is(0.12),
    buddyWish: 'unasked' as const,
  }
}

async function book(scene: Scene, key: string | undefined) {
  const chosen = await toBook(scene)
  if (chosen) await bookPerson(scene.ctx(), scene.town.addresses.worker(0, 'booking.create'), chosen, key)
}

async function edit({ town, ctx, chance }: Scene, into: (session: Session) => Session) {
  const ahead = await sessionsAhead(ctx().now)
  if (ahead.length === 0) return
  const session = into(chance.pick(ahead))
  const zone = town.script.zone
  await editSession(ctx(), town.addresses.organiser('session.manage'), {
    sessionId: session.id,
    venueId: session.venue_id,
    startsOn: localDay(session.starts_at, zone),
    startsTime: localTime(session.starts_at, zone),
    endsTime: localTime(session.starts_at + hours(2), zone),
    capacity: session.capacity,
    newcomerLimit: undefined,
    newcomerPlaces: Math.min(session.newcomer_places, session.capacity),
    bookingClosesMinutes: 0,
    buddyForFirstVisit: true,
    meetingPoint: 'At the door',
    key: undefined,
  })
}

async function choose({ town, ctx, chance }: Scene, wish: 'stop' | 'start') {
  const permit = town.addresses.worker(0, 'person.choose')
  const category = chance.pick(['reminders', 'surveys', 'all'] as const)
  await stopMessages(ctx(), permit, { category, wish, personId: chance.pick(town.people) })
}

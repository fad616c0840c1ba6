// What people and jobs do to one session, on the model and on the real thing, and what must be true after each step.

import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { expect } from 'vitest'
import { type OrgId, roleOf } from '../../src/access/actor.ts'
import { permit } from '../../src/access/permit.ts'
import type { Action } from '../../src/access/policy.ts'
import { bookPerson } from '../../src/bookings/actions.ts'
import { bookings } from '../../src/db/schema/bookings.ts'
import { groupWeeks } from '../../src/db/schema/groups.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { localDay, localTime } from '../../src/lib/time.ts'
import { cancelSession } from '../../src/sessions/cancellation/actions.ts'
import { editSession } from '../../src/sessions/editing/actions.ts'
import type { Stage } from '../bookings/stage.ts'
import { canOffer, hasRoom, held, isLive, type Model, post, serve, tick, waiting } from './model.ts'

export type Real = { stage: Stage; sessionId: string; groupId: string; venueId: string; newcomers: string[]; regulars: string[] }
type Step = fc.AsyncCommand<Model, Real>

/** How often the rare things happened, over all runs: a simulation that never gets there shows nothing. */
export const reached = new Map<string, number>()
const saw = (what: string, times: number | boolean = 1) => reached.set(what, (reached.get(what) ?? 0) + Number(times))

const step = (name: string, run: (model: Model, real: Real) => Promise<void>): Step => ({
  check: () => true,
  run: async (model, real) => {
    real.stage.clock.now = model.now
    await run(model, real)
    await compare(model, real)
  },
  toString: () => name,
})

/** Somebody of staff, as they would be signed in. */
function staff<A extends Action>(stage: Stage, kind: keyof typeof roleOf, action: A) {
  const orgId: OrgId = kind === 'provider' ? stage.scene.provider : stage.scene.team
  const granted = permit({ kind: 'user', id: 'staff', signInId: 'x', name: 'Staff', memberships: [{ orgId, role: roleOf[kind] }] }, action)
  if (!granted) throw new Error(`${kind} may not ${action}`)
  return granted
}

const book = (who: number, isNewcomer: boolean, withCarer: boolean) =>
  step(
    `book(${isNewcomer ? 'newcomer' : 'regular'} ${who}${withCarer ? ' with carer' : ''})`,
    async (model, { stage, sessionId, ...real }) => {
      const pool = isNewcomer ? real.newcomers : real.regulars
      const personId = pool[who % pool.length] as string
      const input = { sessionId, personId, withCarer, buddyWish: 'unasked' as const }
      const answer = await bookPerson(stage.ctx(), staff(stage, 'referral_team', 'booking.create'), input)

      const isThere = [...model.parties.values()].some((party) => party.personId === personId && isLive(party))
      const refusal = isThere ? 'already_booked' : model.status === 'cancelled' ? 'session_cancelled' : 'session_started'
      if (isThere || model.status === 'cancelled' || model.now >= model.startsAt)
        return expect(answer).toEqual({ ok: false, reason: refusal })

      const places = withCarer ? 2 : 1
      serve(model)
      const gets = hasRoom(model, { places, isNewcomer })
      const position = gets ? null : waiting(model).length + 1
      expect(answer).toMatchObject({ ok: true, value: { status: gets ? 'booked' : 'waitlisted', position } })
      if (!gets) model.tickets += 1
      if (answer.ok) {
        const ticket = gets ? null : model.tickets
        model.parties.set(answer.value.id, {
          personId,
          places,
          isNewcomer,
          status: answer.value.status,
          ticket,
          offerEnds: null,
          bookedAt: model.now,
          askedAt: null,
        })
        saw('booked past waiting people when no offer can be answered', gets && !canOffer(model) && waiting(model).length > 0)
        for (const why of gets ? [] : [answer.value.why ?? '']) saw(`waits: ${why}`)
      }
    },
  )

/** The n-th booking there is, however it stands. */
const nth = (model: Model, n: number) => [...model.parties][n % Math.max(1, model.parties.size)]

const cancel = (n: number) =>
  step(`cancel(${n})`, async (model, { stage }) => {
    const [id, party] = nth(model, n) ?? []
    if (!id || !party) return
    const answer = await stage.cancel(id)
    if (!isLive(party)) return expect(answer).toMatchObject({ ok: true, value: { status: party.status, isRepeated: true } })
    if (model.now >= model.startsAt) return expect(answer).toEqual({ ok: false, reason: 'session_started' })
    expect(answer).toMatchObject({ ok: true, value: { status: 'cancelled', isRepeated: false } })
    saw(party.status === 'offered' ? 'declined an offer' : `cancelled while ${party.status}`)
    party.status = 'cancelled'
    const { offered, skipped } = serve(model)
    saw('offered after a cancellation', offered.length)
    saw('passed over somebody who did not fit', skipped)
  })

const confirm = (n: number) =>
  step(`confirm(${n})`, async (model, { stage }) => {
    const [id, party] = nth(model, n) ?? []
    if (!id || !party) return
    const answer = await stage.confirm(id)
    const reason = whyNot(model, party)
    expect(answer).toMatchObject(reason ? { ok: false, reason } : { ok: true, value: { status: 'confirmed' } })
    if (reason) saw(`not confirmed: ${reason}`)
    else {
      saw(party.status === 'offered' ? 'took an offer' : `confirmed while ${party.status}`)
      party.status = 'confirmed'
      party.offerEnds = null
    }
  })

function whyNot(model: Model, { status, offerEnds }: { status: string; offerEnds: number | null }): string | undefined {
  if (status === 'cancelled') return model.status === 'cancelled' ? 'session_cancelled' : 'booking_cancelled'
  if (status === 'expired') return 'offer_ended'
  if (model.now >= model.startsAt) return 'session_started'
  if (status === 'waitlisted') return 'still_waiting'
  return status === 'offered' && model.now >= (offerEnds ?? 0) ? 'offer_ended' : undefined
}

const changeCapacity = (capacity: number) =>
  step(`changeCapacity(${capacity})`, async (model, { stage, sessionId, venueId }) => {
    const zone = stage.place.timeZone
    const answer = await editSession(stage.ctx(), staff(stage, 'provider', 'session.manage'), {
      sessionId,
      venueId,
      startsOn: localDay(model.startsAt, zone),
      startsTime: localTime(model.startsAt, zone),
      endsTime: localTime(model.startsAt + 2 * 3_600_000, zone),
      capacity,
      newcomerLimit: model.limit ?? undefined,
      newcomerPlaces: model.kept,
      bookingClosesMinutes: 0,
      buddyForFirstVisit: false,
      meetingPoint: 'At the door',
      key: undefined,
    })
    // An edit so late keeps no places for newcomers any more.
    const kept = model.startsAt - model.now > 48 * 3_600_000 ? model.kept : 0
    const regulars = held(model, (party) => !party.isNewcomer)
    const refusal =
      model.status === 'cancelled'
        ? 'session_cancelled'
        : model.now >= model.startsAt
          ? 'session_started'
          : held(model) > capacity
            ? 'capacity_below_taken'
            : kept > 0 && regulars > capacity - kept
              ? 'kept_places_taken'
              : undefined
    if (refusal) {
      saw(`capacity refused: ${refusal}`)
      return expect(answer).toMatchObject({ ok: false, reason: refusal })
    }
    expect(answer).toMatchObject({ ok: true })
    model.capacity = capacity
    model.kept = kept
    saw('offered after more capacity', serve(model).offered.length)
  })

const callOff = step('cancelSession', async (model, { stage, sessionId }) => {
  const answer = await cancelSession(stage.ctx(), staff(stage, 'provider', 'session.manage'), { sessionId, reason: 'The hall is shut' })
  if (model.status === 'cancelled') return expect(answer).toMatchObject({ ok: false, reason: 'session_cancelled' })
  if (model.now >= model.startsAt) return expect(answer).toMatchObject({ ok: false, reason: 'session_started' })
  expect(answer).toMatchObject({ ok: true })
  saw('session cancelled with people waiting', waiting(model).length > 0)
  model.status = 'cancelled'
  for (const party of model.parties.values()) if (isLive(party)) party.status = 'cancelled'
})

const runTick = (hours: number) =>
  step(`tick(after ${hours} h)`, async (model, { stage }) => {
    model.now += hours * 3_600_000
    stage.clock.now = model.now
    const done = await stage.tick()
    const unasked = [...model.parties.values()].filter(({ status, askedAt }) => status === 'booked' && askedAt === null)
    const { prolonged, expired, released, gaveWay, offered } = tick(model)
    saw('kept for want of a question', model.startsAt - model.now <= 24 * 3_600_000 && waiting(model).length > 0 && unasked.length > 0)
    expect(done).toMatchObject({ offersEnded: expired, keptPlacesReleased: released, unconfirmedEnded: gaveWay })
    saw('offer ran out', expired)
    saw('offer prolonged, for nobody had told them', prolonged)
    saw('kept places released', released > 0)
    saw('unconfirmed place went on', gaveWay)
    saw('offered by a tick', offered.length)
    if (canOffer(model)) expect(waiting(model).filter(([, party]) => hasRoom(model, party))).toEqual([])
  })

const send = step('send', async (model, { stage }) => {
  await stage.send()
  saw('asked whether they come', post(model))
})

const wait = (hours: number) =>
  step(`wait(${hours} h)`, async (model) => {
    model.now += hours * 3_600_000
  })

/** A place comes free when it is too late for an offer, and somebody asks for it. */
const rush = (...chosen: Parameters<typeof book>): Step => ({
  check: () => true,
  run: async (model, real) => {
    model.now = Math.max(model.now, model.startsAt - 2.5 * 3_600_000)
    const first = [...model.parties.values()].findIndex(({ status }) => status === 'booked' || status === 'confirmed')
    if (first >= 0) await cancel(first).run(model, real)
    await book(...chosen).run(model, real)
  },
  toString: () => `rush(${chosen})`,
})

/** The rows are what the model says, the counters what the rows say, and nobody is over anything. */
async function compare(model: Model, { stage, sessionId, groupId }: Real) {
  const [rows, [session]] = await stage.db.batch([
    stage.db.select().from(bookings).where(eq(bookings.sessionId, sessionId)),
    stage.db.select().from(sessions).where(eq(sessions.id, sessionId)),
  ])
  const real = rows.map(({ id, status, ticket, places, isFirstVisit, offerExpiresAt }) => {
    return [id, { status, ticket, places, isFirstVisit, ends: status === 'offered' ? offerExpiresAt : null }]
  })
  const modelled = [...model.parties].map(([id, { status, ticket, places, isNewcomer, offerEnds }]) => {
    return [id, { status, ticket, places, isFirstVisit: isNewcomer, ends: status === 'offered' ? offerEnds : null }]
  })
  expect(Object.fromEntries(real)).toEqual(Object.fromEntries(modelled))
  expect(session).toMatchObject({
    capacity: model.capacity,
    newcomerPlaces: model.kept,
    placesTaken: held(model),
    newcomersTaken: held(model, ({ isNewcomer }) => isNewcomer),
    waiting: waiting(model).length,
    tickets: model.tickets,
  })
  expect(held(model)).toBeLessThanOrEqual(model.capacity)
  const newcomers = held(model, ({ isNewcomer }) => isNewcomer)
  const [week] = await stage.db.select().from(groupWeeks).where(eq(groupWeeks.groupId, groupId))
  expect(week?.newcomersTaken ?? 0).toBe(newcomers)
  expect(newcomers).toBeLessThanOrEqual(model.week ?? newcomers)
}

const who = fc.tuple(fc.nat(4), fc.boolean(), fc.constantFrom(false, false, true))
const booking = who.map((chosen) => book(...chosen))

/** People book first, so that most runs have a waiting list to deal with; and mostly they are asked before anything else happens. */
export const opening = fc
  .tuple(fc.array(booking, { minLength: 4, maxLength: 9 }), fc.constantFrom([send], [send], [send], [send], []))
  .map(([booked, asked]) => [...booked, ...asked])

export const anything = fc.commands(
  [
    booking,
    fc.nat(14).map(cancel),
    fc.nat(14).map(cancel),
    fc.nat(14).map(confirm),
    fc.nat(14).map(confirm),
    fc.integer({ min: 1, max: 6 }).map(changeCapacity),
    fc.constant(send),
    fc.constant(send),
    fc.constantFrom(1, 4, 12, 18, 25).map(wait),
    fc.constantFrom(0, 4, 24).map(runTick),
    fc.constantFrom(0, 12, 28).map(runTick),
    // Seldom, since little can happen afterwards.
    fc.tuple(fc.nat(11), who).map(([n, chosen]) => (n === 0 ? callOff : n < 4 ? rush(...chosen) : runTick(0))),
  ],
  { maxCommands: 18, size: 'max' },
)

import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import { choice, count, uuid } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { endBookings, endingRaces } from '../ending/queries.ts'
import { otherBookings } from '../first-visits/queries.ts'
import { type BookingRow, bookingIdsOf, type Move, sessionFacts } from '../queries.ts'
import { reasons } from '../rules.ts'
import { correctMissed, holdSession, onRegister, registerSession } from './queries.ts'
import { effectOf, missedCauses, missedIfNotRun, type RegisterRefusal, registerRefusal, type Tick } from './rules.ts'

const TickOf = v.variant('outcome', [
  v.object({ bookingId: uuid(), outcome: v.literal('attended') }),
  v.object({
    bookingId: uuid(),
    outcome: v.literal('missed'),
    /** Why they were not there, as the organiser sees it; what the person says is the reason, kept apart. */
    cause: choice(missedCauses),
    reason: v.optional(choice(reasons)),
  }),
])

export const TakeRegister = v.object({
  sessionId: uuid(),
  /** Whoever is not named stays as they are: the register can be taken in several goes. */
  entries: v.pipe(v.array(TickOf), v.maxLength(1000, 'too_long')),
  /** People who came without a booking; left out, the number stays. */
  walkIns: v.optional(count(0, 1000)),
})

/** How many of the whole session came, were missed and walked in, counting earlier goes. */
export type RegisterTaken = { sessionId: string; attended: number; missed: number; walkIns: number; isCorrection: boolean }
export type TakeRegisterRefusal = RegisterRefusal | 'no_such_session' | 'not_on_register' | 'counted_twice'

/** Marks who came, who did not and who came unannounced; again, it corrects. The session is held from the first time on. */
export const takeRegister = (ctx: Ctx, permit: Permit<'register.take'>, input: v.InferOutput<typeof TakeRegister>) =>
  mark(ctx, permit, input, () => input.entries)

/** Marks who missed it for that, and not by their own doing. */
export const sessionDidNotRun = (ctx: Ctx, permit: Permit<'register.take'>, sessionId: string) =>
  mark(ctx, permit, { sessionId }, (register) =>
    missedIfNotRun(register).map(({ id }): Tick => ({ bookingId: id, outcome: 'missed', cause: 'session_did_not_run' })),
  )

async function mark(
  ctx: Ctx,
  permit: Permit<'register.take'>,
  input: { sessionId: string; walkIns?: number | undefined },
  entriesFor: (register: readonly BookingRow[]) => readonly Tick[],
): Promise<Result<RegisterTaken, TakeRegisterRefusal>> {
  return again(async () => {
    const { register, session, rows, others } = await load(ctx, permit, input.sessionId)
    if (!register || !session) return no('no_such_session')
    const refusal = registerRefusal(session, ctx.now)
    if (refusal) return no(refusal)

    const entries = entriesFor(rows.map(({ booking }) => booking))
    const ticks = new Map(entries.map((tick) => [tick.bookingId, tick]))
    const named = rows.filter(({ booking }) => ticks.has(booking.id))
    if (named.length < ticks.size) return no('not_on_register')
    if (ticks.size < entries.length || isTwice(rows, ticks)) return no('counted_twice')

    const effects = named.map(({ booking, before }) => {
      const tick = ticks.get(booking.id) as Tick
      return { booking, tick, effect: effectOf(booking, tick, before ?? undefined) }
    })
    const moves = effects.flatMap(({ booking, tick, effect }) => (effect.kind === 'move' ? [moveFor(booking, tick, effect.to)] : []))
    const corrected = effects.filter(({ effect }) => effect.kind === 'correct')
    const walkIns = input.walkIns ?? register.walkIns

    const hasChanged = effects.some(({ effect }) => effect.kind !== 'none') || walkIns !== register.walkIns || register.status !== 'held'
    if (hasChanged || register.registerTakenAt === null) {
      const { refusedBy } = await commit(ctx.db, endingRaces, [
        ...holdSession(ctx, permit.actor, register, walkIns),
        ...endBookings(ctx, permit.actor, { session, line: [], visits: [], others }, moves),
        ...corrected.flatMap(({ booking, tick }) =>
          tick.outcome === 'missed' ? correctMissed(ctx, permit.actor, booking, tick.cause, tick.reason ?? null) : [],
        ),
      ])
      if (refusedBy) return moved
    }
    const now = rows.map(({ booking }) => moves.find((move) => move.booking.id === booking.id)?.to ?? booking.status)
    const howMany = (state: string) => now.filter((one) => one === state).length
    const isCorrection = register.registerTakenAt !== null
    return ok({ sessionId: session.id, attended: howMany('attended'), missed: howMany('missed'), walkIns, isCorrection })
  })
}

function moveFor(booking: BookingRow, tick: Tick, to: Move['to']): Move {
  if (tick.outcome === 'missed' && to === 'missed') {
    return { booking, to, why: tick.cause, set: { missedCause: tick.cause, reason: tick.reason ?? null } }
  }
  // What somebody said when they cancelled stays; what was said about missing goes with the mistake.
  return { booking, to, set: booking.status === 'missed' ? { missedCause: null, reason: null } : {} }
}

/** Somebody who cancelled and booked again has two bookings of the session; they came once. */
function isTwice(rows: readonly { booking: BookingRow }[], ticks: ReadonlyMap<string, Tick>): boolean {
  const came = (booking: BookingRow) => ticks.get(booking.id)?.outcome === 'attended'
  const counts = (booking: BookingRow) => came(booking) || !['cancelled', 'expired'].includes(booking.status)
  const isSame = (one: BookingRow, other: BookingRow) => one.id !== other.id && one.personId === other.personId
  const all = rows.map(({ booking }) => booking)
  return all.filter(came).some((one) => all.some((other) => isSame(one, other) && counts(other)))
}

async function load(ctx: Ctx, permit: Permit, sessionId: string) {
  const { db } = ctx
  const [[register], [session], rows, others] = await db.batch([
    registerSession(db, permit, sessionId),
    sessionFacts(db, sessionId),
    onRegister(db, sessionId),
    otherBookings(db, bookingIdsOf(sessionId)),
  ])
  return { register, session, rows, others }
}

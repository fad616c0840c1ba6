// What a tick on the register means for a booking. Pure.

import type { BookingStatus, MissedCause } from '../../db/schema/bookings.ts'
import { canBecome, type Reason } from '../rules.ts'

export const missedCauses = ['person', 'buddy', 'session_did_not_run', 'not_ticked'] as const satisfies readonly MissedCause[]

export type Tick =
  | { bookingId: string; outcome: 'attended' }
  | { bookingId: string; outcome: 'missed'; cause: MissedCause; reason?: Reason | undefined }

/** To come, and not marked yet as having come or not. */
export const isUnmarked = ({ status }: { status: string }): boolean => status === 'booked' || status === 'confirmed'

/** Who missed it when the session did not run: whoever is not marked yet and, as long as nobody came, whoever is marked as missed. */
export function missedIfNotRun<B extends { status: string; missedCause: string | null }>(register: readonly B[]): B[] {
  const hasCome = register.some(({ status }) => status === 'attended')
  return register.filter((one) => isUnmarked(one) || (!hasCome && one.status === 'missed' && one.missedCause !== 'session_did_not_run'))
}

type Booked = { status: BookingStatus; missedCause: MissedCause | null; reason: string | null }
/** `move` is a change of state, `correct` another cause or reason of the same one. */
export type Effect = { kind: 'none' } | { kind: 'correct' } | { kind: 'move'; to: BookingStatus }

/**
 * `before` is the state that an attended booking was in before. Somebody who was not expected (cancelled, expired, waiting)
 * came unannounced when ticked, and is not missed when they are not there.
 */
export function effectOf(booking: Booked, tick: Tick, before: BookingStatus | undefined): Effect {
  if (tick.outcome === 'attended') return booking.status === 'attended' ? none : { kind: 'move', to: 'attended' }
  if (booking.status === 'missed') {
    const isSame = booking.missedCause === tick.cause && booking.reason === (tick.reason ?? null)
    return isSame ? none : { kind: 'correct' }
  }
  if (booking.status === 'attended' && before !== undefined && !canBecome(before, 'missed')) {
    if (before === 'cancelled') return { kind: 'move', to: 'cancelled' }
    if (before === 'expired' || before === 'waitlisted') return { kind: 'move', to: 'expired' }
  }
  return canBecome(booking.status, 'missed') ? { kind: 'move', to: 'missed' } : none
}

const none: Effect = { kind: 'none' }

/** People arrive before it starts, and an organiser ticks them off at the door. */
export const registerOpensBefore = 30 * 60_000

export type RegisterRefusal = 'session_cancelled' | 'not_started'

/** Whether the register can be taken or corrected now; undefined is yes. */
export function registerRefusal(session: { status: string; startsAt: number }, now: number): RegisterRefusal | undefined {
  if (session.status === 'cancelled') return 'session_cancelled'
  return now < session.startsAt - registerOpensBefore ? 'not_started' : undefined
}

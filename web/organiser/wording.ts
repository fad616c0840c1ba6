import type { BookingSeen } from '../../src/bookings/reading/actions.ts'
import type { TakeRegisterRefusal } from '../../src/bookings/register/actions.ts'
import { capitalised } from '../../src/lib/text.ts'
import type { Reach } from '../../src/messages/replies/rules.ts'
import { accessName } from '../groups/wording.ts'
import type { T, TextKey } from '../render.tsx'

export const registerRefusals = {
  no_such_session: 'sessions.refusals.no_such_session',
  session_cancelled: 'sessions.refusals.session_cancelled',
  not_started: 'sessions.register.not_started',
  not_on_register: 'sessions.register.not_on_register',
  counted_twice: 'sessions.register.counted_twice',
} as const satisfies Record<TakeRegisterRefusal, TextKey>

export const buddyWords = {
  none: undefined,
  looked_for: 'sessions.manage.buddy_wanted',
  coming: 'sessions.manage.buddy_comes',
  inside: 'sessions.manage.buddy_inside',
  came: 'sessions.manage.buddy_came',
  did_not_come: 'sessions.manage.buddy_missed',
  link_worker_goes: 'sessions.manage.link_worker_goes',
  someone_else_goes: 'sessions.manage.someone_else_goes',
} as const satisfies Record<BookingSeen['buddy'], TextKey | undefined>

export const reachText = {
  seen: 'sessions.reach.states.seen',
  rung: 'sessions.reach.states.rung',
  arrived: 'sessions.reach.states.arrived',
  sent: 'sessions.reach.states.sent',
  on_its_way: 'sessions.reach.states.on_its_way',
  to_ring: 'sessions.reach.states.to_ring',
  not_reached: 'sessions.reach.states.not_reached',
  nothing: 'sessions.reach.states.nothing',
} as const satisfies Record<Reach, TextKey>

/** What an organiser should know about somebody: agreed access needs, and whether a carer comes along. */
export const goodToKnow = (t: T, booking: Pick<BookingSeen, 'accessNeeds' | 'places'>): string =>
  [...(booking.places === 2 ? [t('sessions.manage.two')] : []), ...(booking.accessNeeds ?? []).map((code) => accessName(t, code))]
    .map(capitalised)
    .join('. ')

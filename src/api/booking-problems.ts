import type { Context } from 'hono'
import type { BookPersonRefusal } from '../bookings/actions.ts'
import type { TakeRegisterRefusal } from '../bookings/register/actions.ts'
import type { CancelRefusal, ConfirmRefusal, Ended, MoveRefusal } from '../bookings/rules.ts'
import { problem } from '../http/problem.ts'

type CallRefusal = 'no_such_call' | 'answered_before' | 'call_over'
type BookingRefusal =
  | BookPersonRefusal
  | CallRefusal
  | ConfirmRefusal
  | CancelRefusal
  | Ended
  | MoveRefusal
  | TakeRegisterRefusal
  | 'no_such_booking'

type Missing = 'no_such_call' | 'no_such_session' | 'no_such_person' | 'no_such_booking'
type Refusal = { status: 404 | 409 | 422; sentence: string }
type Refusals<Reason extends string> = Record<Exclude<Reason, Missing>, Refusal>

/** The one place where what a booking refuses gets a status and a sentence. */
export function bookingProblem(c: Context, reason: BookingRefusal): Response {
  const known: Refusal = refusals[reason]
  // Missing and not yours are the same answer, byte for byte, whatever it was that is missing.
  return problem(c, known.status, known.status === 404 ? 'not_found' : reason, known.sentence)
}

const nothingHere = { status: 404, sentence: 'There is nothing here.' } as const
const conflict = (sentence: string) => ({ status: 409, sentence }) as const
const unfit = (sentence: string) => ({ status: 422, sentence }) as const

const ended = {
  booking_cancelled: conflict('This booking was cancelled.'),
  offer_ended: conflict('The time to answer has passed, and the place went to the next person.'),
  session_cancelled: conflict('This session is cancelled.'),
  session_started: conflict('This session has started.'),
}
const { session_cancelled, session_started } = ended

/** What each use case refuses, apart from what is not there. */
export const bookingRefusals = {
  book: {
    session_cancelled,
    session_started,
    booking_closed: conflict('Booking for this session has closed.'),
    group_not_open: conflict('This group does not take bookings at the moment.'),
    already_booked: conflict('This person has a place or is on the waiting list already.'),
    key_used_for_another_request: conflict('This Idempotency-Key was used for another request.'),
  } satisfies Refusals<BookPersonRefusal>,
  confirm: {
    ...ended,
    still_waiting: conflict('This person is on the waiting list and has not been offered a place yet.'),
    moved_since: conflict('The session has moved since you read it.'),
  } satisfies Refusals<ConfirmRefusal>,
  choose: ended satisfies Refusals<Ended>,
  cancel: { session_started } satisfies Refusals<CancelRefusal>,
  move: {
    ...ended,
    consent_withdrawn: conflict('This person took their consent back and is booked into nothing new.'),
    same_session: conflict('The booking is for this session already.'),
    other_group: conflict('That session belongs to another group.'),
    session_full: conflict('That session is full. Nothing was changed.'),
    new_session_cancelled: conflict('That session is cancelled. Nothing was changed.'),
    new_session_started: conflict('That session has started. Nothing was changed.'),
    new_booking_closed: conflict('Booking for that session has closed. Nothing was changed.'),
    new_group_not_open: conflict('That group does not take bookings at the moment. Nothing was changed.'),
    new_already_booked: conflict('This person has a place or is on the waiting list there already.'),
  } satisfies Refusals<MoveRefusal>,
  call: {
    answered_before: conflict('Somebody has written down an answer to this before. Nothing was changed.'),
    call_over: conflict('There is nothing to ring about any more.'),
  } satisfies Refusals<CallRefusal>,
  register: {
    session_cancelled,
    not_started: conflict('The register opens half an hour before the session starts.'),
    not_on_register: unfit('One of these bookings is not for this session.'),
    counted_twice: unfit('The same person is on the register twice.'),
  } satisfies Refusals<TakeRegisterRefusal>,
}

const refusals = {
  no_such_session: nothingHere,
  no_such_person: nothingHere,
  no_such_booking: nothingHere,
  no_such_call: nothingHere,
  ...bookingRefusals.book,
  ...bookingRefusals.confirm,
  ...bookingRefusals.move,
  ...bookingRefusals.register,
  ...bookingRefusals.call,
} satisfies Record<BookingRefusal, Refusal>

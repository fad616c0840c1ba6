import * as v from 'valibot'
import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { again, commit, moved } from '../db/commit.ts'
import type { Db, Reader } from '../db/connect.ts'
import { sha256 } from '../lib/encoding.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { plan } from '../messages/queries.ts'
import { type Call, replied } from '../messages/replies/queries.ts'
import { markSupporting, referralStates } from '../referrals/queries.ts'
import { turnOf, type WaitReason, whyWaiting } from '../waiting-list/rules.ts'
import { bookingByKey, rememberKey } from './keys/queries.ts'
import {
  type BookingRow,
  earlierVisits,
  insertBooking,
  liveBooking,
  moveBooking,
  personForBooking,
  positionAnswered,
  sessionFacts,
} from './queries.ts'
import { type BookRefusal, bookingRaces, bookingRefusal } from './rules.ts'
import { offerDeadline, offerPlaces, waitingLine } from './settling/queries.ts'
import { wantVisit } from './wanted-visits/queries.ts'

export const BookPerson = v.object({
  sessionId: v.pipe(v.string(), v.uuid()),
  personId: v.pipe(v.string(), v.uuid()),
  /** A person and their carer come together or not at all. */
  withCarer: v.optional(v.boolean(), false),
  buddyWish: v.optional(v.picklist(['wanted', 'not_wanted', 'unasked']), 'unasked'),
})
type Input = v.InferOutput<typeof BookPerson>

export type Booked = {
  id: string
  status: 'booked' | 'waitlisted'
  /** Number on the waiting list when the person joined it, and why they wait. */
  position: number | null
  why: WaitReason | null
}
export type BookPersonRefusal = BookRefusal | 'no_such_session' | 'no_such_person' | 'key_used_for_another_request'

/**
 * Books a referred person into a session, or puts them on its waiting list when it is full. With a `key`, the same request
 * again gets the same answer, and another request under that key is refused. `ahead` is what a guard has read already. With
 * `instead` the person said yes to it on the phone, in place of a booking that came to nothing: the place is confirmed at once.
 */
export async function bookPerson<R extends string = never>(
  ctx: Ctx,
  permit: Permit<'booking.create'>,
  input: Input,
  key?: string,
  ahead?: readonly unknown[],
  instead?: { of: { id: string; sessionId: string; personId: string }; call: Call<R> },
): Promise<Result<Booked, BookPersonRefusal | R>> {
  let known = ahead as Rows | undefined
  const remembered = key === undefined ? undefined : { key, fingerprint: await sha256(JSON.stringify(input)) }

  return again(async () => {
    const { session, person, line, hasBeenBefore, isBooked, used, referrals } = factsOf(known ?? (await read(ctx, permit, input, key)))
    // Whoever has to look again has to look at the database.
    known = undefined
    if (used) return used.fingerprint === remembered?.fingerprint ? ok(answerOf(used.booking)) : no('key_used_for_another_request')
    if (!session) return no('no_such_session')
    if (!person) return no('no_such_person')
    if (isBooked) return no('already_booked')
    const refusal = bookingRefusal(session, ctx.now)
    if (refusal) return no(refusal)

    const newcomer: Joining = { id: ctx.newId(), places: input.withCarer ? 2 : 1, isFirstVisit: !hasBeenBefore }
    // So late that nobody on the waiting list could answer, a free place is for whoever asks.
    const { hasPlace, others } = turnOf(session, line.length > 0 && offerDeadline(ctx, session) === undefined ? [] : line, newcomer)

    const booking = {
      ...newcomer,
      providerId: session.orgId,
      teamId: person.teamId,
      sessionId: session.id,
      groupId: session.groupId,
      personId: person.id,
      bookedBy: permit.actor.id,
      buddyWish: input.buddyWish,
      status: hasPlace ? ('booked' as const) : ('waitlisted' as const),
      answeredStatus: hasPlace ? ('booked' as const) : ('waitlisted' as const),
      answeredWhy: hasPlace ? null : whyWaiting(session, newcomer),
      step: 1,
      createdAt: ctx.now,
    }
    const isSaid = instead !== undefined && hasPlace
    const { refusedBy, results } = await commit(
      ctx.db,
      [...bookingRaces, 'replied'],
      [
        ...(instead ? replied(ctx, permit.actor, { booking: instead.of, how: 'booked', call: instead.call }) : []),
        // First, so that whoever joins the list is not counted behind somebody who leaves it in the same step.
        ...offerPlaces(ctx, permit.actor, session, others),
        ...insertBooking(ctx, permit.actor, booking, booking.answeredWhy ?? undefined),
        ...(isSaid ? moveBooking(ctx, permit.actor, asRow(booking), 'confirmed', saidByPhone(ctx.now)) : []),
        ...(hasPlace ? wantVisit(ctx, permit.actor, session, booking, person.language) : []),
        plan(ctx, {
          kind: isSaid ? 'booking.changed' : hasPlace ? 'booking.confirm_request' : 'booking.waitlisted',
          recipientId: person.id,
          subjectId: booking.id,
          usefulUntil: session.startsAt,
        }),
        ...markSupporting(ctx, permit.actor, referrals),
        ...(remembered ? [rememberKey(ctx, permit.actor.id, remembered, booking.id)] : []),
        positionAnswered(ctx.db, booking.id),
      ],
    )
    if (refusedBy === 'replied' && instead) return no(instead.call.taken)
    if (refusedBy) return moved
    const [{ position }] = results.at(-1) as [{ position: number | null }]
    return ok({ id: booking.id, status: booking.status, position, why: booking.answeredWhy })
  })
}

const saidByPhone = (now: number) => ({ why: 'phone', set: { confirmedAt: now, confirmedHow: 'phone' } }) as const

/** A booking as its row will be: what it does not say is empty. */
const asRow = (booking: Pick<BookingRow, 'id' | 'step'> & Partial<BookingRow>) => booking as BookingRow

type Joining = { id: string; places: number; isFirstVisit: boolean }

/** What a booking has to know before it decides, in one batch. A guard may send it along with the sign-in. */
export const readsForBooking = (db: Db, reader: Reader, input: Pick<Input, 'sessionId' | 'personId'>, key: string | undefined) =>
  [
    sessionFacts(db, input.sessionId),
    personForBooking(db, reader.orgs, input.personId),
    waitingLine(db, input.sessionId),
    earlierVisits(db, input.personId, input.sessionId),
    liveBooking(db, input.sessionId, input.personId),
    bookingByKey(db, reader.id, key ?? ''),
    referralStates(db, input.personId),
  ] as const

const read = (ctx: Ctx, permit: Permit, input: Input, key: string | undefined) =>
  ctx.db.batch([...readsForBooking(ctx.db, { orgs: permit.orgs, id: permit.actor.id }, input, key)])

type Rows = Awaited<ReturnType<typeof read>>

function factsOf([[session], [person], line, earlier, live, used, referrals]: Rows) {
  return { session, person, line, hasBeenBefore: earlier.length > 0, isBooked: live.length > 0, used: used[0], referrals }
}

/** The answer of the first time, from columns that never change afterwards. */
const answerOf = (booking: BookingRow): Booked => ({
  id: booking.id,
  status: booking.answeredStatus,
  position: booking.answeredPosition,
  why: booking.answeredStatus === 'waitlisted' ? (booking.answeredWhy as WaitReason) : null,
})

import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import type { ConfirmedHow } from '../../db/schema/bookings.ts'
import { optionalCount, uuid } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { type Call, newsKinds, replied } from '../../messages/replies/queries.ts'
import { askerOf, bookingToChange, personOf, setBuddyWish } from '../changing/queries.ts'
import { activeVisits, arrangedVisits, dropVisit, only } from '../ending/queries.ts'
import { moveBooking, sessionFacts, sessionOf } from '../queries.ts'
import { type ConfirmRefusal, confirmedHow, confirmRefusal, type Ended, endedBecause } from '../rules.ts'
import { wantVisit } from '../wanted-visits/queries.ts'

export const ConfirmBooking = v.object({
  bookingId: uuid(),
  /** How staff heard of it; a person's own link needs no saying. */
  how: v.optional(v.picklist(['phone', 'link_worker'], 'choose')),
  /** The session's count of moves as the page knew it: a yes to another time or place is none to this one. */
  saw: optionalCount(0, 1_000_000),
})

export type Confirmed = { id: string; status: 'confirmed'; confirmedAt: number; how: ConfirmedHow; isRepeated: boolean }

/**
 * "I'm coming": confirms a booked place or takes an offered one. A second time changes nothing and tells of the first. With a `call`
 * the answer came by phone and closes it.
 */
export async function confirmBooking<R extends string = never>(
  ctx: Ctx,
  permit: Permit<'booking.answer'>,
  input: v.InferInput<typeof ConfirmBooking>,
  call?: Call<R>,
): Promise<Result<Confirmed, ConfirmRefusal | 'no_such_booking' | R>> {
  return again(async () => {
    const { booking, session, person, visits, isArranged } = await load(ctx, permit, input.bookingId)
    if (!booking || !session || !person) return no('no_such_booking')
    const refusal = confirmRefusal(booking, session, ctx.now)
    if (refusal) return no(refusal)
    if (input.saw !== undefined && input.saw !== session.calendarSequence) return no('moved_since')
    const answer = { id: booking.id, status: 'confirmed' as const }
    const how = confirmedHow(askerOf(permit, booking), input.how)
    // A link worker who decides for them has told them nothing.
    const reply = replied(ctx, permit.actor, { booking, how: 'confirmed', call, ...(how === 'link_worker' ? { butNot: newsKinds } : {}) })
    if (booking.status === 'confirmed') {
      if (call && (await commit(ctx.db, ['replied'], reply)).refusedBy) return no(call.taken)
      const { confirmedAt, confirmedHow } = booking
      return ok({ ...answer, confirmedAt: confirmedAt ?? booking.createdAt, how: confirmedHow ?? 'link_worker', isRepeated: true })
    }

    const { refusedBy } = await commit(
      ctx.db,
      ['stepTaken', 'visitActive', 'sessionCancelled', 'replied'],
      [
        ...reply,
        ...moveBooking(ctx, permit.actor, booking, 'confirmed', {
          why: how,
          set: { confirmedAt: ctx.now, confirmedHow: how, offerExpiresAt: null },
        }),
        ...(visits.length > 0 || isArranged ? [] : wantVisit(ctx, permit.actor, session, booking, person.language)),
      ],
    )
    if (refusedBy === 'replied' && call) return no(call.taken)
    if (refusedBy) return moved
    return ok({ ...answer, confirmedAt: ctx.now, how, isRepeated: false })
  })
}

export const ChooseBuddy = v.object({ bookingId: uuid(), wish: v.picklist(['wanted', 'not_wanted'], 'choose') })

/** `visit`: `wanted` is looked for, `claimed` has a buddy, `later` comes with a place, `none` goes without. */
export type BuddyChosen = { id: string; wish: 'wanted' | 'not_wanted'; visit: 'wanted' | 'claimed' | 'later' | 'none' }

/** A buddy please, or no buddy. A visit that a buddy had promised is given back, and the buddy is told. */
export async function chooseBuddy(
  ctx: Ctx,
  permit: Permit<'booking.answer'>,
  { bookingId, wish }: v.InferInput<typeof ChooseBuddy>,
): Promise<Result<BuddyChosen, Ended | 'no_such_booking'>> {
  return again(async () => {
    const { booking, session, person, ...found } = await load(ctx, permit, bookingId)
    if (!booking || !session || !person) return no('no_such_booking')
    // Words beforehand are no buddy: whoever asks for one gets one in their place.
    const words = wish === 'wanted' ? found.visits.filter(({ kind }) => kind === 'message') : []
    const visits = found.visits.filter((visit) => !words.includes(visit))
    const ended = endedBecause(booking, session, ctx.now)
    if (ended) return no(ended)

    const isFirm = booking.status === 'booked' || booking.status === 'confirmed'
    const hasBuddy = visits.some(({ status }) => status === 'claimed')
    const visit = wish === 'not_wanted' ? 'none' : hasBuddy ? 'claimed' : isFirm ? 'wanted' : 'later'
    const chosen: BuddyChosen = { id: booking.id, wish, visit }
    // The wish alone is no buddy: the link worker may have arranged that somebody goes without one, who asks again.
    const isSo = wish === 'not_wanted' ? visits.every(({ kind }) => kind === 'message') : visits.length > 0 || !isFirm
    if (booking.buddyWish === wish && isSo) return ok(chosen)

    const { refusedBy } = await commit(
      ctx.db,
      ['stepTaken', 'visitActive'],
      [
        record(ctx, permit.actor, {
          action: 'booking.buddy_choice',
          subjectKind: 'booking',
          subjectId: booking.id,
          step: booking.step + 1,
          personId: booking.personId,
          orgId: booking.teamId,
          why: wish,
        }),
        setBuddyWish(ctx.db, booking, wish),
        ...words.flatMap((visit) => dropVisit(ctx, permit.actor, visit, session.startsAt)),
        ...(wish === 'wanted' && isFirm && visits.length === 0
          ? wantVisit(ctx, permit.actor, session, { ...booking, buddyWish: wish }, person.language)
          : []),
        ...(wish === 'not_wanted' ? visits.flatMap((visit) => dropVisit(ctx, permit.actor, visit, session.startsAt)) : []),
      ],
    )
    return refusedBy ? moved : ok(chosen)
  })
}

async function load(ctx: Ctx, permit: Permit, bookingId: string) {
  const { db } = ctx
  const [[booking], [session], [person], visits, arranged] = await db.batch([
    bookingToChange(db, permit, bookingId),
    sessionFacts(db, sessionOf(bookingId)),
    personOf(db, bookingId),
    activeVisits(db, only(bookingId)),
    arrangedVisits(db, bookingId),
  ])
  return { booking, session, person, visits, isArranged: arranged.length > 0 }
}

// One booking that a command is about to change, and who is concerned by it.

import { and, eq, sql } from 'drizzle-orm'
import { orgsAs, type Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { people } from '../../db/schema/people.ts'
import { type BookingRow, personIdOf, type SessionFacts, withinScope } from '../queries.ts'
import type { Wish } from '../rules.ts'

/** One booking inside what the permit's holder may change: a link that was revoked changes nothing any more, as if there were no booking. */
export const bookingToChange = (db: Db, held: Permit, bookingId: string) =>
  db
    .select()
    .from(bookings)
    .where(
      and(
        eq(bookings.id, bookingId),
        withinScope(held),
        held.actor.kind === 'link' ? sql`${bookings.linkVersion} % 256 = ${held.actor.version}` : undefined,
      ),
    )

/** Who is concerned by a booking, unscoped: loaded in one batch with the booking itself. */
export const personOf = (db: Db, bookingId: string) =>
  db
    .select({
      id: people.id,
      teamId: people.teamId,
      language: people.language,
      reachBy: people.reachBy,
      linkWorkerId: people.linkWorkerId,
      withdrawnAt: people.withdrawnAt,
    })
    .from(people)
    .where(eq(people.id, personIdOf(bookingId)))

export const teamOf = (bookingId: string) => sql`(SELECT ${bookings.teamId} FROM ${bookings} WHERE ${bookings.id} = ${bookingId})`

/** In which capacity somebody changes this booking. */
export const askerOf = (held: Permit, booking: BookingRow) => ({
  kind: held.actor.kind,
  isOwnTeam: orgsAs(held, 'link_worker').includes(booking.teamId),
})

/** The person's wish; its audit entry takes the step. */
export const setBuddyWish = (db: Db, booking: BookingRow, buddyWish: Wish): Statement =>
  db
    .update(bookings)
    .set({ buddyWish, step: booking.step + 1 })
    .where(eq(bookings.id, booking.id))

/** A person's booking carried over to another session: a place there, and nothing yet of what became of it. */
export const bookingElsewhere = (
  ctx: Ctx,
  before: BookingRow,
  to: SessionFacts,
  joining: Pick<BookingRow, 'places' | 'isFirstVisit' | 'bookedBy'>,
): BookingRow => ({
  id: ctx.newId(),
  providerId: to.orgId,
  teamId: before.teamId,
  sessionId: to.id,
  groupId: to.groupId,
  personId: before.personId,
  ...joining,
  buddyWish: before.buddyWish,
  status: 'booked',
  answeredStatus: 'booked',
  answeredPosition: null,
  answeredWhy: null,
  ticket: null,
  offerExpiresAt: null,
  confirmedAt: null,
  confirmedHow: null,
  cancelledBy: null,
  reason: null,
  missedCause: null,
  routineId: before.routineId,
  linkVersion: 0,
  step: 1,
  createdAt: ctx.now,
})

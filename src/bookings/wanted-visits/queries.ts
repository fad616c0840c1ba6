import type { Actor } from '../../access/actor.ts'
import type { Ctx } from '../../ctx.ts'
import type { Statement } from '../../db/connect.ts'
import type { VisitKind } from '../../db/schema/buddies.ts'
import { insertVisit } from '../../visits/queries.ts'
import { needsBuddy } from '../../visits/rules.ts'
import type { BookingRow, SessionFacts } from '../queries.ts'

/** The visit that a booking needs as soon as it holds a place, or nothing. */
export function wantVisit(ctx: Ctx, actor: Actor, session: SessionForVisit, booking: BookingForVisit, language: string): Statement[] {
  if (!needsBuddy({ ...booking, buddyForFirstVisit: session.buddyForFirstVisit })) return []
  return wantVisitOf(ctx, actor, 'accompanied', session, booking, language)
}

/** A visit that asks for so much of a buddy. */
export function wantVisitOf(
  ctx: Ctx,
  actor: Actor,
  kind: VisitKind,
  session: SessionForVisit,
  booking: Pick<BookingRow, 'id' | 'teamId'>,
  language: string,
): Statement[] {
  return insertVisit(ctx, actor, {
    kind,
    id: ctx.newId(),
    bookingId: booking.id,
    sessionId: session.id,
    providerId: session.orgId,
    teamId: booking.teamId,
    area: session.area,
    activity: session.activities[0] ?? 'other',
    language,
    startsAt: session.startsAt,
    endsAt: session.endsAt,
    status: 'wanted',
    step: 1,
    createdAt: ctx.now,
  })
}

type SessionForVisit = Pick<SessionFacts, 'id' | 'orgId' | 'area' | 'activities' | 'startsAt' | 'endsAt' | 'buddyForFirstVisit'>
type BookingForVisit = Pick<BookingRow, 'id' | 'teamId' | 'isFirstVisit' | 'buddyWish'>

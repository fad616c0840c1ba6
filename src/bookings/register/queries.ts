import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Actor } from '../../access/actor.ts'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { auditEntries } from '../../db/schema/audit.ts'
import { type BookingStatus, bookings, type MissedCause } from '../../db/schema/bookings.ts'
import { sessions } from '../../db/schema/sessions.ts'
import type { BookingRow } from '../queries.ts'

export type RegisterSession = Awaited<ReturnType<typeof registerSession>>[number]

/** The session whose register it is, of the holder's own organisations. */
export const registerSession = (db: Db, held: Permit, sessionId: string) =>
  db
    .select({
      id: sessions.id,
      orgId: sessions.orgId,
      status: sessions.status,
      walkIns: sessions.walkIns,
      registerTakenAt: sessions.registerTakenAt,
      step: sessions.step,
    })
    .from(sessions)
    .where(and(eq(sessions.id, sessionId), inArray(sessions.orgId, [...held.orgs])))

/** Every booking of the session, with the state that its last change came from. */
export const onRegister = (db: Db, sessionId: string) =>
  db
    .select({ booking: bookings, before: sql<BookingStatus | null>`${auditEntries.fromState}`.as('before') })
    .from(bookings)
    .leftJoin(auditEntries, and(eq(auditEntries.subjectId, bookings.id), eq(auditEntries.step, bookings.step)))
    .where(eq(bookings.sessionId, sessionId))

/** Another cause or reason for a booking that stays missed. */
export const correctMissed = (
  ctx: Ctx,
  actor: Actor,
  booking: BookingRow,
  missedCause: MissedCause,
  reason: string | null,
): Statement[] => [
  record(ctx, actor, {
    action: 'booking.register_corrected',
    subjectKind: 'booking',
    subjectId: booking.id,
    step: booking.step + 1,
    personId: booking.personId,
    orgId: booking.teamId,
    why: missedCause,
  }),
  ctx.db
    .update(bookings)
    .set({ missedCause, reason, step: booking.step + 1 })
    .where(eq(bookings.id, booking.id)),
]

/** The session took place; later changes are corrections of its register. */
export const holdSession = (ctx: Ctx, actor: Actor, session: RegisterSession, walkIns: number): Statement[] => [
  record(ctx, actor, {
    action: session.status === 'held' ? 'session.register_corrected' : 'session.held',
    subjectKind: 'session',
    subjectId: session.id,
    step: session.step + 1,
    ...(session.status === 'held' ? {} : { from: session.status, to: 'held' }),
    orgId: session.orgId,
  }),
  ctx.db
    .update(sessions)
    .set({ status: 'held', walkIns, registerTakenAt: session.registerTakenAt ?? ctx.now, step: session.step + 1 })
    .where(eq(sessions.id, session.id)),
]

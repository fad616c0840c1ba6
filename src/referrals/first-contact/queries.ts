import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../../access/actor.ts'
import type { Ctx } from '../../ctx.ts'
import type { Statement } from '../../db/connect.ts'
import { auditEntries } from '../../db/schema/audit.ts'
import { referrals } from '../../db/schema/referrals.ts'
import { localDay, startOfDay, type Zone } from '../../lib/time.ts'
import type { ReferralRow } from '../queries.ts'

/** The first instant at which a talk can be about a referral: on its day, also where that day is all that is remembered. */
export const aboutFrom = ({ receivedAt }: Pick<ReferralRow, 'receivedAt'>, zone: Zone): number =>
  startOfDay(localDay(receivedAt, zone), zone)

/** When a talk counts as the contact of the referral in the same row: on its day, but never before it. */
export const contactAt = (at: SQL | number): SQL<number> => sql<number>`max(CAST(${at} AS INTEGER), received_at)`

/**
 * A note that had reached the person at `wasAt` says so no more, or of another day: stands behind its correction in the same batch.
 * Where it had been the first contact, the next talk is that; without one the referral waits again, unless something was arranged.
 * The database looks itself, so that of two notes corrected in the same moment the later one finds what the earlier one left.
 */
export function correctContact(ctx: Ctx, actor: Actor, all: readonly ReferralRow[], wasAt: number): Statement[] {
  const { db, now, requestId } = ctx
  return all.flatMap((referral) => {
    const from = aboutFrom(referral, ctx.place.timeZone)
    if (referral.contactedAt === null || wasAt < from) return []
    const talks = sql`FROM conversations AS talk
      WHERE talk.person_id = referrals.person_id AND talk.was_reached AND talk.happened_at >= ${from}`
    const wasFirst = sql`id = ${referral.id} AND contacted_at = ${contactAt(wasAt)}`
    const waitsAgain = sql`${wasFirst} AND status = 'contacted' AND NOT EXISTS (SELECT 1 ${talks}) AND NOT EXISTS (
      SELECT 1 FROM bookings AS b WHERE b.person_id = referrals.person_id AND b.created_at >= received_at
        AND b.status NOT IN ('cancelled', 'expired'))`
    return [
      db
        .update(referrals)
        .set({ contactedAt: sql`(SELECT max(min(talk.happened_at), received_at) ${talks})` })
        .where(sql`${wasFirst} AND EXISTS (SELECT 1 ${talks})`),
      db.insert(auditEntries).select(sql`
        SELECT NULL AS id, CAST(${now} AS INTEGER) AS at, ${actor.kind} AS actor_kind, ${actor.id} AS actor_id,
          'referral.uncontacted' AS action, 'referral' AS subject_kind, id AS subject_id, step + 1 AS step, 'contacted' AS from_state,
          'received' AS to_state, person_id, team_id AS org_id, 'corrected' AS why, ${requestId} AS request_id
        FROM referrals WHERE ${waitsAgain}`),
      db.update(referrals).set({ status: 'received', contactedAt: null, step: sql`step + 1` }).where(waitsAgain),
    ]
  })
}

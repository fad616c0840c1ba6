// Bookings of several sessions that end at once: as many statements for twelve dates as for one, since D1 counts them.

import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../../access/actor.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { auditEntries } from '../../db/schema/audit.ts'
import { buddySlots, visits } from '../../db/schema/buddies.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { welcomeAll } from '../../groups/weeks/queries.ts'
import { type Planned, planAll } from '../../messages/queries.ts'
import { tellOrganisers, type VisitRow } from '../../visits/queries.ts'
import type { Turn } from '../../waiting-list/rules.ts'
import { type BookingRow, changeBy, factsWhere, type Move, writeMoves } from '../queries.ts'
import { added, type Counters } from '../rules.ts'

/** The sessions of some bookings; `ids` selects the sessions. */
export const factsOfAll = (db: Db, ids: SQL) => factsWhere(db, sql`${sessions.id} IN (${ids})`)

/** Moves bookings of any number of sessions on, with the counters of each session and week. */
export function moveInAll(ctx: Ctx, actor: Actor, moves: readonly Move[]): Statement[] {
  if (moves.length === 0) return []
  const changes = new Map<string, Counters>()
  for (const move of moves) {
    const { sessionId } = move.booking
    const known = changes.get(sessionId)
    changes.set(sessionId, known ? added(known, changeBy(move)) : changeBy(move))
  }
  const counted = [...changes].map(([sessionId, change]) => ({ sessionId, ...change }))
  const c = (field: string) => sql.raw(`(c.value ->> '${field}')`)
  return [
    ...writeMoves(ctx, actor, moves),
    ctx.db
      .update(sessions)
      .set({
        placesTaken: sql`${sessions.placesTaken} + ${c('placesTaken')}`,
        newcomersTaken: sql`${sessions.newcomersTaken} + ${c('newcomersTaken')}`,
        waiting: sql`${sessions.waiting} + ${c('waiting')}`,
      })
      .from(sql`json_each(${JSON.stringify(counted)}) AS c`)
      .where(sql`${sessions.id} = ${c('sessionId')}`),
    ...welcomeAll(
      ctx.db,
      counted.map(({ sessionId, newcomersInWeek }) => ({ sessionId, newcomers: newcomersInWeek })),
    ),
  ]
}

type Offered = { turns: readonly Turn<BookingRow>[]; deadline: number }

/** Offers of any number of sessions, as moves and the emails that tell of them. */
export function offersIn(made: readonly Offered[]): { moves: Move[]; mail: Planned[] } {
  const all = made.flatMap(({ turns, deadline }) => turns.map(({ waiter, why }) => ({ waiter, why, deadline })))
  return {
    moves: all.map(({ waiter, why, deadline }) => ({ booking: waiter, to: 'offered', why, set: { offerExpiresAt: deadline } })),
    mail: all.map(({ waiter, deadline }) => ({
      kind: 'booking.offered',
      recipientId: waiter.personId,
      subjectId: waiter.id,
      about: waiter.step + 1,
      usefulUntil: deadline,
    })),
  }
}

/** These visits are not needed any more; each buddy who had promised one gets their time back and is told. */
export function dropVisits(ctx: Ctx, actor: Actor, dropped: readonly VisitRow[], startsAt: (visit: VisitRow) => number): Statement[] {
  if (dropped.length === 0) return []
  const rows = JSON.stringify(dropped.map(({ id, status, step, teamId }) => ({ id, status, step: step + 1, teamId })))
  const promised = dropped.flatMap((visit) =>
    visit.status === 'claimed' && visit.buddyId !== null ? [{ ...visit, to: visit.buddyId }] : [],
  )
  const ids = promised.map(({ id }) => id)
  const d = (field: string) => sql.raw(`d.value ->> '${field}'`)
  return [
    ctx.db.insert(auditEntries).select(sql`
      SELECT NULL AS id, CAST(${ctx.now} AS INTEGER) AS at, ${actor.kind} AS actor_kind, ${actor.id} AS actor_id,
        'visit.not_needed' AS action, 'visit' AS subject_kind, ${d('id')} AS subject_id, ${d('step')} AS step, ${d('status')} AS from_state,
        'not_needed' AS to_state, NULL AS person_id, ${d('teamId')} AS org_id, NULL AS why, ${ctx.requestId} AS request_id
      FROM json_each(${rows}) AS d`),
    ctx.db
      .update(visits)
      .set({ status: 'not_needed', step: sql`${d('step')}` })
      .from(sql`json_each(${rows}) AS d`)
      .where(sql`${visits.id} = ${d('id')}`),
    ...(ids.length === 0
      ? []
      : [
          ctx.db.delete(buddySlots).where(sql`visit_id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`),
          tellOrganisers(ctx, ids),
        ]),
    ...planAll(
      ctx,
      promised.map((visit) => ({ kind: 'visit.cancelled', recipientId: visit.to, subjectId: visit.id, usefulUntil: startsAt(visit) })),
    ),
  ]
}

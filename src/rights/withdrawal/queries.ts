import { and, asc, eq, gt, type SQL, sql } from 'drizzle-orm'
import type { Actor, OrgId } from '../../access/actor.ts'
import type { Chooser } from '../../attendee/choices/queries.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { auditEntries } from '../../db/schema/audit.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { messages } from '../../db/schema/messages.ts'
import { questionnaires } from '../../db/schema/outcomes.ts'
import { people } from '../../db/schema/people.ts'
import { sessions } from '../../db/schema/sessions.ts'

/** A person's bookings that are still to come: waiting, offered or holding a place in a session that has not begun. */
export const bookingsAhead = (db: Db, personId: string, now: number) =>
  db
    .select({ booking: bookings })
    .from(bookings)
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .where(
      and(
        eq(bookings.personId, personId),
        sql`${bookings.status} IN ('waitlisted', 'offered', 'booked', 'confirmed')`,
        eq(sessions.status, 'scheduled'),
        gt(sessions.startsAt, now),
      ),
    )
    .orderBy(asc(sessions.startsAt), asc(bookings.id))

/** Selects the ids of a person's bookings that are still to come, for reads that travel with them. */
export const idsAhead = (personId: string, now: number): SQL =>
  sql`SELECT held.id FROM bookings AS held JOIN sessions AS ahead ON ahead.id = held.session_id
    WHERE held.person_id = ${personId} AND held.status IN ('waitlisted', 'offered', 'booked', 'confirmed')
      AND ahead.status = 'scheduled' AND ahead.starts_at > ${now}`

type Change = Omit<Partial<typeof people.$inferInsert>, 'step'> & { step?: SQL }

export const setWithdrawn = (db: Db, { id, step }: Pick<Chooser, 'id' | 'step'>, change: Change): Statement =>
  db
    .update(people)
    .set({ step: step + 1, ...change })
    .where(eq(people.id, id))

/** Marks that nothing is sent to or asked of them from now on; of `known` bookings to come the caller takes care. Expect `bookedMeanwhile`. */
export const leave = (
  ctx: Ctx,
  actor: Actor,
  person: { id: string; teamId: OrgId; step: number },
  { action, why, known }: { action: 'person.withdraw' | 'person.died'; why?: string; known: readonly string[] },
): Statement[] => [
  record(ctx, actor, {
    action,
    subjectKind: 'person',
    subjectId: person.id,
    step: person.step + 1,
    personId: person.id,
    orgId: person.teamId,
    why,
  }),
  setWithdrawn(ctx.db, person, { withdrawnAt: ctx.now, step: stepUnlessBooked(person, known, ctx.now) }),
]

/** The person's next step, or NULL, which no person takes, when they have a booking to come besides these. Expect `bookedMeanwhile`. */
const stepUnlessBooked = ({ id, step }: { id: string; step: number }, known: readonly string[], now: number): SQL =>
  sql`CASE WHEN EXISTS (SELECT 1 FROM (${idsAhead(id, now)}) WHERE id NOT IN (SELECT value FROM json_each(${JSON.stringify(known)})))
    THEN NULL ELSE ${step + 1} END`

/** `ids` selects the people. Nothing that waits to be sent to them, or about them to whoever referred them, goes out any more. */
export const cancelMessagesTo = (db: Db, ids: SQL, outcome: 'consent_withdrawn' | 'no_longer_true' | 'erased'): Statement =>
  db
    .update(messages)
    .set({ status: 'cancelled', outcome, secret: null })
    .where(
      sql`${messages.recipientId} IN (SELECT * FROM (${ids}) UNION ALL SELECT id FROM referrals WHERE person_id IN (${ids}))
        AND ${messages.recipientKind} IN ('person', 'referrer') AND ${messages.status} = 'planned'`,
    )

/** Questions that were to be asked, or not answered yet, are lost: each a step on the audit log, its links revoked. */
export const loseQuestionnaires = (ctx: Ctx, actor: Actor, ids: SQL, why: 'consent_withdrawn'): Statement[] => {
  const open = sql`person_id IN (${ids}) AND status IN ('planned', 'asked')`
  return [
    ctx.db.insert(auditEntries).select(sql`
      SELECT NULL AS id, CAST(${ctx.now} AS INTEGER) AS at, ${actor.kind} AS actor_kind, ${actor.id} AS actor_id,
        'questionnaire.lost' AS action, 'questionnaire' AS subject_kind, id AS subject_id, step + 1 AS step,
        status AS from_state, 'lost' AS to_state, person_id, team_id AS org_id, ${why} AS why, ${ctx.requestId} AS request_id
      FROM questionnaires WHERE ${open}`),
    ctx.db
      .update(questionnaires)
      .set({ status: 'lost', lostReason: why, linkVersion: sql`link_version + 1`, step: sql`step + 1` })
      .where(open),
  ]
}

// Cancelling is set-based: whoever is booked at the moment of the commit is told, also somebody who was booked a second ago.

import { and, eq, gt, inArray, type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../../access/actor.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { messages } from '../../db/schema/messages.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { emptyWeeks } from '../../groups/weeks/queries.ts'
import { isHourInDoubt } from '../../letters/instead/queries.ts'
import { awakeAt } from '../../lib/time.ts'
import { isArranged, whoGoes } from '../../visits/queries.ts'

const live = sql.raw(`('waitlisted', 'offered', 'booked', 'confirmed')`)

/** Scheduled sessions of a series that start after an instant. */
export const sessionsAfter = (db: Db, seriesId: string, after: number) =>
  db
    .select({
      id: sessions.id,
      step: sessions.step,
      startsAt: sessions.startsAt,
      occursOn: sessions.occursOn,
      movedToWeek: sessions.movedToWeek,
      newcomersTaken: sessions.newcomersTaken,
    })
    .from(sessions)
    .where(and(eq(sessions.seriesId, seriesId), gt(sessions.startsAt, after), eq(sessions.status, 'scheduled')))

/** How many people, buddies and link workers a cancellation would tell. */
export const concernedBy = (db: Db, sessionIds: readonly string[]) =>
  db
    .select({
      people: sql<number>`(SELECT count(*) FROM bookings WHERE session_id = sessions.id AND status IN ${live})`.as('people'),
      buddies: sql<number>`(SELECT count(*) FROM visits WHERE session_id = sessions.id AND status = 'claimed')`.as('buddies'),
      linkWorkers: sql<number>`(SELECT count(DISTINCT u.id) FROM bookings AS b ${theirLinkWorkers}
        WHERE b.session_id = sessions.id AND b.status IN ${live})`.as('link_workers'),
    })
    .from(sessions)
    .where(inArray(sessions.id, [...sessionIds]))

/**
 * Joins a booking to the link worker who looks after its person, and to a colleague who goes along with them; when that link worker has
 * left the team, to everybody in it, so that no news goes unheard.
 */
export const theirLinkWorkers = sql`JOIN people AS p ON p.id = b.person_id
  JOIN memberships AS m ON m.org_id = b.team_id AND m.role = 'link_worker'
  JOIN users AS u ON u.id = m.user_id AND u.disabled_at IS NULL AND (u.id = p.link_worker_id
    OR EXISTS (SELECT 1 FROM visits AS v WHERE v.session_id = b.session_id AND v.booking_id = b.id AND ${isArranged} AND u.id = ${whoGoes('v')})
    OR NOT EXISTS (
      SELECT 1 FROM memberships AS own JOIN users AS theirs ON theirs.id = own.user_id AND theirs.disabled_at IS NULL
      WHERE own.user_id = p.link_worker_id AND own.org_id = b.team_id AND own.role = 'link_worker'))`

/**
 * The dates of one routine are told together, by the first; each by itself where one had moved and nobody has said that they know, so that
 * the hour that they have in mind is named.
 */
const together = (ids: SQL) => sql`PARTITION BY b.person_id, CASE WHEN EXISTS (SELECT 1 FROM bookings AS o
    WHERE o.person_id = b.person_id AND o.routine_id = b.routine_id AND o.session_id IN ${ids} AND o.status IN ${live}
      AND ${isHourInDoubt(sql`o`)})
  THEN b.id ELSE coalesce(b.routine_id, b.id) END`

export type Target = { id: string; step: number }

/** All of it in one batch: the sessions, every live booking, every visit, and a message to each who must know. */
export function cancelAll(ctx: Ctx, actor: Actor, targets: readonly Target[], reason: string): Statement[] {
  if (targets.length === 0) return []
  const { db, now, requestId } = ctx
  const at = sql`CAST(${now} AS INTEGER)`
  const ids = sql`(SELECT value FROM json_each(${JSON.stringify(targets.map(({ id }) => id))}))`
  const quiet = { from: ctx.place.quietFrom, until: ctx.place.quietUntil }
  const awake = sql`CAST(${awakeAt(now, ctx.place.timeZone, quiet)} AS INTEGER)`

  return [
    // The step of each session as it was read: of two commands that change it one is refused.
    db.run(sql`
      INSERT INTO audit_entries (at, actor_kind, actor_id, action, subject_kind, subject_id, step, from_state, to_state, org_id, request_id)
      SELECT ${at}, ${actor.kind}, ${actor.id}, 'session.cancelled', 'session', s.id, (t.value->>'step') + 1, s.status, 'cancelled', s.org_id,
        ${requestId}
      FROM json_each(${JSON.stringify(targets)}) AS t JOIN sessions AS s ON s.id = t.value->>'id'`),
    db.run(sql`
      INSERT INTO audit_entries (at, actor_kind, actor_id, action, subject_kind, subject_id, step, from_state, to_state, person_id, org_id, why, request_id)
      SELECT ${at}, ${actor.kind}, ${actor.id}, 'booking.cancelled', 'booking', id, step + 1, status, 'cancelled', person_id, team_id,
        'session_cancelled', ${requestId}
      FROM bookings WHERE session_id IN ${ids} AND status IN ${live}`),
    db.run(sql`
      INSERT INTO audit_entries (at, actor_kind, actor_id, action, subject_kind, subject_id, step, from_state, to_state, org_id, why, request_id)
      SELECT ${at}, ${actor.kind}, ${actor.id}, 'visit.not_needed', 'visit', id, step + 1, status, 'not_needed', team_id, 'session_cancelled',
        ${requestId}
      FROM visits WHERE session_id IN ${ids} AND status IN ('wanted', 'claimed')`),
    tell(
      db,
      sql`
      SELECT 'booking.cancelled', 'person', person_id, id, 'booking.cancelled:' || id || ':' || person_id || ':', ${at}, useful_until, ${at}
      FROM (
        SELECT b.id, b.person_id, row_number() OVER (${together(ids)} ORDER BY b.status = 'waitlisted', s.starts_at) AS nth,
          max(s.ends_at) OVER (${together(ids)}) AS useful_until
        FROM bookings AS b JOIN sessions AS s ON s.id = b.session_id WHERE b.session_id IN ${ids} AND b.status IN ${live})
      WHERE nth = 1`,
    ),
    tell(
      db,
      sql`
      SELECT 'team.session_cancelled', 'user', user_id, id, 'team.session_cancelled:' || id || ':' || user_id || ':',
        CASE WHEN ${awake} < ends_at THEN ${awake} ELSE ${at} END, useful_until, ${at}
      FROM (
        SELECT s.id, u.id AS user_id, s.ends_at, row_number() OVER (PARTITION BY u.id ORDER BY s.starts_at, s.id) AS nth,
          max(s.ends_at) OVER (PARTITION BY u.id) AS useful_until
        FROM bookings AS b JOIN sessions AS s ON s.id = b.session_id ${theirLinkWorkers}
        WHERE b.session_id IN ${ids} AND b.status IN ${live})
      WHERE nth = 1`,
    ),
    tell(
      db,
      sql`
      SELECT 'visit.cancelled', 'buddy', buddy_id, id, 'visit.cancelled:' || id || ':' || buddy_id || ':', ${at}, ends_at, ${at}
      FROM visits WHERE session_id IN ${ids} AND status = 'claimed'`,
    ),
    db.run(sql`DELETE FROM buddy_slots WHERE visit_id IN (SELECT id FROM visits WHERE session_id IN ${ids} AND status = 'claimed')`),
    db.run(sql`UPDATE visits SET status = 'not_needed', step = step + 1 WHERE session_id IN ${ids} AND status IN ('wanted', 'claimed')`),
    db.run(sql`
      UPDATE bookings SET status = 'cancelled', cancelled_by = 'organiser', reason = 'session_cancelled', step = step + 1
      WHERE session_id IN ${ids} AND status IN ${live}`),
    emptyWeeks(db, ids),
    db.run(sql`
      UPDATE sessions SET status = 'cancelled', cancel_reason = ${reason}, places_taken = 0, newcomers_taken = 0, waiting = 0,
        calendar_sequence = calendar_sequence + 1, step = step + 1
      WHERE id IN ${ids}`),
  ]
}

/**
 * By the id of a letter to a link worker: the later dates, as JSON, that were cancelled with the one that it is about, and had people of
 * theirs.
 */
export const datesOffTogether = ({ db, now }: Pick<Ctx, 'db' | 'now'>, letters: readonly { id: number }[]) =>
  db
    .select({
      id: messages.id,
      alsoOff: sql<string>`(SELECT json_group_array(starts_at) FROM (
        SELECT DISTINCT d.starts_at FROM sessions AS s CROSS JOIN sessions AS d ON d.series_id = s.series_id AND d.starts_at > s.starts_at
          CROSS JOIN audit_entries AS a ON a.subject_id = d.id AND a.action = 'session.cancelled' AND a.at = messages.created_at
          CROSS JOIN bookings AS b ON b.session_id = d.id AND b.reason = 'session_cancelled' ${theirLinkWorkers}
        WHERE s.id = messages.subject_id AND u.id = messages.recipient_id AND d.starts_at > ${now} ORDER BY 1))`.as('also_off'),
    })
    .from(messages)
    .where(sql`${messages.kind} = 'team.session_cancelled' AND ${messages.id} IN (
      SELECT value FROM json_each(${JSON.stringify(letters.map(({ id }) => id))}))`)

/** Plans the messages that the SELECT gives; one that is planned already is no error. */
export const tell = (db: Db, select: ReturnType<typeof sql>): Statement =>
  db.run(sql`
    INSERT INTO messages (kind, recipient_kind, recipient_id, subject_id, dedupe_key, due_at, useful_until, created_at)
    SELECT * FROM (${select}) WHERE true ON CONFLICT DO NOTHING`)

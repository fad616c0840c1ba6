// Plans many messages in one statement. When each is due is worked out in TypeScript for every different start and end of a
// session, and joined: SQL knows no time zones, and a reminder belongs at a local hour also across a change of the clocks.

import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../../ctx.ts'
import type { Db } from '../../db/connect.ts'
import { messages } from '../../db/schema/messages.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { kinds } from '../../messages/rules.ts'
import { freshFor, longestSession, type PlannedKind, type Slot } from './rules.ts'

/** Thousands of bookings share a few of them. `places` says about how many. */
const span = { startsAt: sessions.startsAt, endsAt: sessions.endsAt, places: sql<number>`sum(places_taken)`.as('places') }

/** Spans of scheduled sessions that start in a stretch of time. */
export const spansStarting = (db: Db, from: number, until: number) =>
  db
    .select(span)
    .from(sessions)
    .where(sql`status = 'scheduled' AND starts_at > ${from} AND starts_at <= ${until}`)
    .groupBy(sessions.startsAt, sessions.endsAt)

/** Spans of sessions that were not cancelled and ended in a stretch of time. */
export const spansEnded = (db: Db, from: number, until: number) =>
  db
    .select(span)
    .from(sessions)
    .where(
      sql`status IN ('scheduled', 'held') AND starts_at > ${from - longestSession} AND starts_at <= ${until}
        AND ends_at > ${from} AND ends_at <= ${until}`,
    )
    .groupBy(sessions.startsAt, sessions.endsAt)

type Source = {
  /** Joined to the slots `d` and their sessions `s`, so that each row is one message. */
  joins: SQL
  recipient: SQL
  subject: SQL
  /** The organisation that the recipient belongs to. */
  org: SQL
  /** What tells the message from others of its kind about the same subject, as in `plan()`. */
  about: SQL
  where: SQL
}

const startsAt = sql`s.starts_at`
const nothing = sql`''`
const scheduled = sql`('scheduled')`
const notCancelled = sql`('scheduled', 'held')`
const freshSince = sql`d.ideal_at - CAST(${freshFor} AS INTEGER)`

const attendees: Source = {
  joins: sql`CROSS JOIN bookings AS b ON b.session_id = s.id AND b.status IN ('booked', 'confirmed')`,
  recipient: sql`b.person_id`,
  subject: sql`b.id`,
  org: sql`b.team_id`,
  about: startsAt,
  where: sql`s.status IN ${scheduled} AND b.created_at <= ${freshSince}`,
}
const buddies: Source = {
  joins: sql`CROSS JOIN visits AS v ON v.session_id = s.id AND v.status = 'claimed' AND v.kind <> 'message'`,
  recipient: sql`v.buddy_id`,
  subject: sql`v.id`,
  org: sql`(SELECT hub_id FROM buddies WHERE id = v.buddy_id)`,
  about: startsAt,
  where: sql`s.status IN ${scheduled} AND v.claimed_at <= ${freshSince}`,
}

const sources = {
  'booking.reminder_48h': attendees,
  'booking.reminder_day': attendees,
  'visit.reminder_48h': buddies,
  'visit.reminder_day': buddies,
  'provider.register_due': {
    joins: sql`CROSS JOIN memberships AS p ON p.org_id = s.org_id AND p.role = 'organiser'
      CROSS JOIN users AS u ON u.id = p.user_id AND u.disabled_at IS NULL`,
    recipient: sql`u.id`,
    subject: sql`s.id`,
    org: sql`s.org_id`,
    about: startsAt,
    where: sql`s.status IN ${notCancelled} AND s.register_taken_at IS NULL AND EXISTS (
      SELECT 1 FROM bookings AS b WHERE b.session_id = s.id AND b.status IN ('booked', 'confirmed', 'attended', 'missed'))`,
  },
  'booking.survey': {
    joins: sql`CROSS JOIN bookings AS b ON b.session_id = s.id AND b.status IN ('booked', 'confirmed', 'attended', 'missed')`,
    recipient: sql`b.person_id`,
    subject: sql`b.id`,
    org: sql`b.team_id`,
    about: nothing,
    where: sql`s.status IN ${notCancelled} AND (b.missed_cause IS NULL OR b.missed_cause <> 'session_did_not_run')
      AND EXISTS (SELECT 1 FROM people AS p WHERE p.id = b.person_id AND p.withdrawn_at IS NULL AND p.erased_at IS NULL)`,
  },
} as const satisfies Record<PlannedKind, Source>

/** Which messages there are to plan, of what is not planned yet: from slots `d` to their sessions `s` and on, by index. */
function toPlan(kind: PlannedKind, slots: readonly Slot[]) {
  const { joins, recipient, subject, about, where } = sources[kind]
  const key = sql`${kind} || ':' || ${subject} || ':' || ${recipient} || ':' || ${about}`
  // The joins go from the few slots on, whatever the planner thinks of the tables' sizes.
  const from = sql`FROM (
      SELECT value->>'$.startsAt' AS starts_at, value->>'$.endsAt' AS ends_at, value->>'$.idealAt' AS ideal_at,
        value->>'$.dueAt' AS due_at, value->>'$.usefulUntil' AS useful_until
      FROM json_each(${JSON.stringify(slots)})) AS d
    CROSS JOIN sessions AS s ON s.starts_at = d.starts_at AND s.ends_at = d.ends_at ${joins}
    WHERE ${where} AND NOT EXISTS (SELECT 1 FROM messages AS m WHERE m.dedupe_key = ${key})`
  return { from, key }
}

/** The statement that plans at most `limit` messages of a kind that are not planned yet. `rowsChanged` tells how many it did. */
export function planMany(ctx: Ctx, kind: PlannedKind, slots: readonly Slot[], limit: number) {
  const { recipient, subject } = sources[kind]
  const { from, key } = toPlan(kind, slots)
  return ctx.db
    .insert(messages)
    .select(
      // The columns of `messages` in their order.
      sql`SELECT NULL AS id, ${kind} AS kind, ${kinds[kind].to} AS recipient_kind, ${recipient} AS recipient_id, ${subject} AS subject_id,
          ${key} AS dedupe_key, NULL AS secret, 'planned' AS status, d.due_at AS due_at, d.useful_until AS useful_until, 0 AS attempts,
          NULL AS batch_id, NULL AS provider_id, NULL AS outcome, NULL AS sent_at, CAST(${ctx.now} AS INTEGER) AS created_at
        ${from} LIMIT CAST(${limit} AS INTEGER)`,
    )
    .onConflictDoNothing()
}

/** The same messages, only read: what \`planMany\` would plan from these slots. */
export function wouldPlan(kind: PlannedKind, slots: readonly Slot[]): SQL {
  const { recipient, org } = sources[kind]
  const { from, key } = toPlan(kind, slots)
  return sql`SELECT d.due_at AS at, ${kind} AS kind, ${kinds[kind].to} AS recipient_kind, ${recipient} AS recipient_id, ${org} AS org_id,
    d.useful_until AS useful_until, ${key} AS key ${from}`
}

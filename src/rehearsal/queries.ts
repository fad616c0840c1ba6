// The dry run reads the very statements that plan, and beside them what is planned already. Nothing here writes a message.

import { type SQL, sql } from 'drizzle-orm'
import type { OrgId } from '../access/actor.ts'
import { topicOfKind } from '../calls/buddies/rules.ts'
import type { Db } from '../db/connect.ts'
import { wouldPlan } from '../letters/planning/queries.ts'
import type { PlannedKind, Slot } from '../letters/planning/rules.ts'
import type { Sealed } from '../lib/seal.ts'
import { type Planning, wouldPlanEach } from '../messages/queries.ts'
import { kinds, type MessageKind, type personStops } from '../messages/rules.ts'
import { takesNoEmail } from '../messages/suppression/queries.ts'
import { unmailed } from '../messages/voice/queries.ts'
import { lostAfter, remindAfter } from '../outcomes/rules.ts'
import { pageSize, type Stretch, type Way } from './rules.ts'

export type Plan = {
  slots: readonly { kind: PlannedKind; slots: readonly Slot[] }[]
  /** To staff and buddies, who are in no team of people. */
  toHelpers: readonly Planning[]
  nights: readonly Stretch[]
  now: number
  until: number
  /** Whose people; everybody's when undefined. */
  teams: readonly OrgId[] | undefined
  /** People whose carer, by whom they are reached, takes no email. */
  unwritable: readonly string[]
}
export type Filter = { kind: MessageKind | undefined; within: Stretch; after: { at: number; key: string } | undefined }

type Day = { day: string } & Stretch
export type Count = { day: string; kind: MessageKind; way: Way; messages: number }

/** What goes out on each day, by kind and way. */
export const countsAhead = (db: Db, plan: Plan, days: readonly Day[]) =>
  sourcesOf(plan).map((source) =>
    db.all<Count>(sql`
      SELECT t.day AS day, a.kind AS kind, a.way AS way, count(*) AS messages
      FROM ${ahead(plan, source)} CROSS JOIN (SELECT value->>'$.day' AS day, value->>'$.from' AS day_from, value->>'$.until' AS day_until
        FROM json_each(${JSON.stringify(days)})) AS t ON a.at >= t.day_from AND a.at < t.day_until
      GROUP BY t.day, a.kind, a.way`),
  )

export type AheadRow = {
  at: number
  kind: MessageKind
  key: string
  way: Way
  recipientKind: string
  personId: string | null
  preferredName: Sealed | null
  /** The organisation that the recipient belongs to, where that is known. */
  org: string | null
}

/** Of each source the first that go out; merged in that order they are a page. */
export const pageAhead = (db: Db, plan: Plan, { kind, within, after }: Filter) =>
  sourcesOf(plan).map((source) =>
    db.all<AheadRow>(sql`
      SELECT a.at AS at, a.kind AS kind, a.key AS "key", a.way AS way, a.recipient_kind AS "recipientKind", a.person_id AS "personId",
        a.preferred_name AS "preferredName", o.name AS org
      FROM ${ahead(plan, source)} LEFT JOIN organisations AS o ON o.id = a.org_id
      WHERE a.at >= ${within.from} AND a.at < ${within.until} ${kind ? sql`AND a.kind = ${kind}` : sql``}
        ${after ? sql`AND (a.at, a.key) > (${after.at}, ${after.key})` : sql``}
      ORDER BY a.at, a.key LIMIT ${pageSize + 1}`),
  )

/** The carers by whom people are reached who would be written to. Only opened they say whether an email reaches them. */
export const carersAhead = (db: Db, plan: Omit<Plan, 'unwritable'>) =>
  sourcesOf({ ...plan, toHelpers: [] }).map((source) =>
    db.all<{ id: string; carer: Sealed | null }>(sql`
      SELECT DISTINCT p.id AS id, p.carer AS carer FROM (${source}) AS f
      CROSS JOIN people AS p ON f.recipient_kind = 'person' AND p.id = f.recipient_id AND p.reach_by = 'carer'
        AND p.withdrawn_at IS NULL AND p.erased_at IS NULL ${ofTeams(plan)}`),
  )

/** What people have to be rung about, because no email reaches them, within these hours of a day: of each team and its link worker once. */
export type CalledAhead = { on: string; recipientKind: string; teamId: string; linkWorkerId: string | null; from: number }
export const calledAhead = (db: Db, plan: Plan, when: readonly { on: string; dueAt: number; usefulUntil: number }[]) =>
  sourcesOf({ ...plan, toHelpers: [] }).map((source) =>
    db.all<CalledAhead>(sql`
      SELECT e.value->>'$.on' AS "on", a.recipient_kind AS "recipientKind", a.org_id AS "teamId", a.link_worker_id AS "linkWorkerId",
        max(min(a.rung_from), e.value->>'$.dueAt') AS "from"
      FROM ${ahead(plan, source)} CROSS JOIN json_each(${JSON.stringify(when)}) AS e
      WHERE a.way = 'call' AND (a.kind LIKE 'booking.%' OR a.kind LIKE 'visit.%') AND a.kind <> 'booking.link'
        AND a.rung_from < e.value->>'$.usefulUntil' AND a.useful_until > max(a.at, e.value->>'$.dueAt')
      GROUP BY 1, 2, 3, 4`),
  )

/** A few of them in one statement: D1 takes five terms in a UNION. */
const together = 4

function sourcesOf(plan: Omit<Plan, 'unwritable'>): SQL[] {
  const all = [
    ...(plan.teams ? [] : plan.toHelpers.map(wouldPlanEach)),
    ...plan.slots.filter(({ slots }) => slots.length > 0).map(({ kind, slots }) => wouldPlan(kind, slots)),
    ...others(plan),
  ]
  return Array.from({ length: Math.ceil(all.length / together) }, (_, at) =>
    sql.join(all.slice(at * together, (at + 1) * together), sql` UNION ALL `),
  )
}

/**
 * Every message of a source with its recipient, and how it would reach them as things stand. Who is rung instead is on the list when it is
 * due (`rung_from`), or a moment later, where that no email reaches them is found out only by sending it.
 */
function ahead(plan: Plan, source: SQL): SQL {
  return sql`(SELECT f.at AS at, f.kind AS kind, f.key AS key, f.recipient_kind AS recipient_kind, f.useful_until AS useful_until,
      coalesce(p.team_id, f.org_id, ${home}) AS org_id, p.link_worker_id AS link_worker_id, p.id AS person_id, p.preferred_name AS preferred_name,
      f.at + (${unmailed(sql`f.kind`, 'p')} IS NULL) AS rung_from, CASE
        WHEN p.withdrawn_at IS NOT NULL OR p.erased_at IS NOT NULL THEN 'withdrawn'
        WHEN p.reminders_stopped_at IS NOT NULL AND f.kind IN ${ofCategory('reminder')} THEN CASE WHEN ${asksToConfirm} THEN 'call' ELSE 'stopped' END
        WHEN p.surveys_stopped_at IS NOT NULL AND f.kind IN ${ofCategory('survey')} THEN 'stopped'
        WHEN p.wellbeing_stopped_at IS NOT NULL AND f.kind IN ${ofCategory('wellbeing')} THEN 'stopped'
        WHEN p.visits_stopped_at IS NOT NULL AND f.kind IN ${ofCategory('visit')} THEN 'call'
        WHEN p.id IS NULL AND EXISTS (SELECT 1 FROM stopped_emails AS x WHERE x.recipient_id = f.recipient_id AND x.kind = f.kind) THEN 'stopped'
        WHEN ${takesNoEmail(sql`f.recipient_kind`, sql`f.recipient_id`)}
          THEN CASE WHEN p.id IS NOT NULL OR f.kind IN ${anyOf(Object.keys(topicOfKind))} THEN 'call' ELSE 'bounced' END
        WHEN p.reach_by = 'phone' OR (p.reach_by = 'email' AND p.email IS NULL) THEN 'call'
        WHEN p.reach_by = 'carer' AND p.id IN (SELECT value FROM json_each(${JSON.stringify(plan.unwritable)})) THEN 'call'
        ELSE 'email' END AS way
    FROM (${source}) AS f LEFT JOIN people AS p ON f.recipient_kind = 'person' AND p.id = f.recipient_id
    ${plan.teams ? sql`WHERE true ${ofTeams(plan)}` : sql``}) AS a`
}

/** Of a place that is not confirmed a reminder asks for the yes: whoever stopped reminders is rung about that, as `isRung` has it. */
const asksToConfirm = sql`EXISTS (SELECT 1 FROM bookings AS b WHERE b.status = 'booked'
  AND b.id = substr(f.key, length(f.kind) + 2, instr(substr(f.key, length(f.kind) + 2), ':') - 1))`

const home = sql`CASE f.recipient_kind WHEN 'buddy' THEN (SELECT hub_id FROM buddies WHERE id = f.recipient_id)
  WHEN 'user' THEN (SELECT org_id FROM memberships WHERE user_id = f.recipient_id ORDER BY created_at, org_id LIMIT 1) END`

const ofTeams = ({ teams }: Pick<Plan, 'teams'>): SQL =>
  teams ? sql`AND p.team_id IN (SELECT value FROM json_each(${JSON.stringify(teams)}))` : sql``

const anyOf = (some: readonly string[]) => sql`(SELECT value FROM json_each(${JSON.stringify(some)}))`
const ofCategory = (category: PersonCategory) =>
  anyOf((Object.keys(kinds) as MessageKind[]).filter((kind) => kinds[kind].category === category))

type PersonCategory = keyof typeof personStops

/** What is planned already and waits for its hour, and the questions how people are. */
function others({ nights, now, until }: Omit<Plan, 'unwritable'>): SQL[] {
  const awake = (at: SQL) => sql`coalesce((SELECT n.value->>'$.until' FROM json_each(${JSON.stringify(nights)}) AS n
    WHERE ${at} >= n.value->>'$.from' AND ${at} < n.value->>'$.until' LIMIT 1), ${at})`
  const whole = (at: number) => sql`CAST(${at} AS INTEGER)`
  const question = (kind: 'outcome.asked' | 'outcome.reminder', dueAt: SQL, where: SQL) => sql`
    SELECT ${awake(dueAt)} AS at, ${kind} AS kind, ${kinds[kind].to} AS recipient_kind, q.person_id AS recipient_id, q.team_id AS org_id,
      NULL AS useful_until, ${kind} || ':' || q.id || ':' || q.person_id || ':' AS key
    FROM questionnaires AS q CROSS JOIN people AS w ON w.id = q.person_id AND w.reach_by <> 'phone' AND w.withdrawn_at IS NULL
      AND w.erased_at IS NULL AND w.wellbeing_stopped_at IS NULL
    WHERE ${where} AND NOT EXISTS (SELECT 1 FROM messages AS m WHERE m.dedupe_key = ${kind} || ':' || q.id || ':' || q.person_id || ':')`
  const isSupported = sql`EXISTS (SELECT 1 FROM referrals AS r WHERE r.id = q.referral_id AND r.status NOT IN ('withdrawn', 'unreachable', 'declined'))`
  return [
    sql`SELECT max(m.due_at, ${whole(now)}) AS at, m.kind AS kind, m.recipient_kind AS recipient_kind, m.recipient_id AS recipient_id,
      NULL AS org_id, m.useful_until AS useful_until, m.dedupe_key AS key
      FROM messages AS m WHERE m.status = 'planned' AND m.due_at < ${until} AND m.useful_until > ${now}`,
    question(
      'outcome.asked',
      sql`max(q.due_at, ${whole(now)})`,
      sql`q.status = 'planned' AND q.due_at < ${until} AND q.due_at > ${now - lostAfter} AND ${isSupported}`,
    ),
    question(
      'outcome.reminder',
      sql`max(q.asked_at + ${whole(remindAfter)}, ${whole(now)})`,
      sql`q.status = 'asked' AND q.asked_at > ${now - lostAfter} AND q.asked_at < ${until - remindAfter} AND ${isSupported}`,
    ),
    // Asked by then, and reminded a week later.
    question(
      'outcome.reminder',
      sql`max(q.due_at, ${whole(now)}) + ${whole(remindAfter)}`,
      sql`q.status = 'planned' AND q.due_at < ${until - remindAfter} AND q.due_at > ${now - lostAfter} AND ${isSupported}`,
    ),
  ]
}

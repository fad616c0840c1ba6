// What summaries say, for many readers in one statement, and whom there is something to tell. Counts and times: nobody is named.

import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../ctx.ts'
import type { Db } from '../db/connect.ts'
import { visits } from '../db/schema/buddies.ts'
import { memberships, users } from '../db/schema/organisations.ts'
import { among } from '../letters/queries.ts'
import { type Day, days, localDay } from '../lib/time.ts'
import { partsOf } from '../lib/week.ts'
import type { Planning } from '../messages/queries.ts'
import { isMemberAs } from '../visits/queries.ts'
import { asksForACall } from '../visits/rules.ts'
import { type DigestKind, type Occurrence, visitsAhead, weekAhead } from './rules.ts'

export type DayCounts = { user_id: string; steps: number; unconfirmed: number; reports: number; untaken: number }

/** A local day as it stands at an instant in it; `until` is the end of the last day of which bookings should be confirmed by now. */
export type LocalDay = { today: Day; now: number; until: number }

/** What waits for each link worker on each of these days: of the people they look after, and of their team as long as nobody has taken it. */
function waitingOn(days: readonly LocalDay[]): SQL {
  const isSomebody = sql`p.erased_at IS NULL AND p.merged_into IS NULL AND p.withdrawn_at IS NULL`
  const calls = sql.join(
    asksForACall.map((report) => sql`${report}`),
    sql`, `,
  )
  const eachDay = sql`(SELECT value->>'$.today' AS today, value->>'$.now' AS now, value->>'$.until' AS until
    FROM json_each(${JSON.stringify(days)})) AS d`
  // Each count starts from an index of what is open or near, whatever the planner thinks of the tables' sizes.
  return sql`(
    WITH due AS (
      SELECT d.today AS today, p.link_worker_id AS user_id, count(*) AS n
      FROM ${eachDay} CROSS JOIN organisations AS o CROSS JOIN conversations AS c ON c.team_id = o.id AND o.kind = 'referral_team'
        AND c.next_step_done_at IS NULL AND c.next_step_on IS NOT NULL AND c.next_step_on <= d.today
        CROSS JOIN people AS p ON p.id = c.person_id AND p.team_id = c.team_id AND ${isSomebody}
      GROUP BY 1, 2),
    near AS (
      SELECT d.today AS today, p.link_worker_id AS user_id, count(*) AS n
      FROM ${eachDay} CROSS JOIN sessions AS s CROSS JOIN bookings AS b ON s.status = 'scheduled' AND s.starts_at > d.now
        AND s.starts_at < d.until AND b.session_id = s.id AND b.status = 'booked'
        CROSS JOIN people AS p ON p.id = b.person_id AND ${isSomebody}
      GROUP BY 1, 2),
    told AS (
      SELECT d.today AS today, p.link_worker_id AS user_id, count(*) AS n
      FROM ${eachDay} CROSS JOIN organisations AS o CROSS JOIN visits AS v ON v.team_id = o.id AND o.kind = 'referral_team'
        AND v.starts_at <= d.now AND v.starts_at > d.now - ${toldFor} AND v.report IN (${calls}) AND v.report_answered_at IS NULL
        CROSS JOIN bookings AS b ON b.id = v.booking_id CROSS JOIN people AS p ON p.id = b.person_id AND ${isSomebody}
      GROUP BY 1, 2),
    fresh AS (
      SELECT r.team_id AS team_id, count(*) AS n
      FROM organisations AS o CROSS JOIN referrals AS r ON r.team_id = o.id AND o.kind = 'referral_team' AND r.status = 'received'
        AND r.assigned_to IS NULL
      GROUP BY 1)
    SELECT d.today AS today, u.id AS user_id, coalesce(max(due.n), 0) AS steps, coalesce(max(near.n), 0) AS unconfirmed,
      coalesce(max(told.n), 0) AS reports, coalesce(sum(fresh.n), 0) AS untaken
    FROM ${eachDay} CROSS JOIN memberships AS w CROSS JOIN users AS u ON u.id = w.user_id AND w.role = 'link_worker' AND u.disabled_at IS NULL
      LEFT JOIN due ON due.user_id = u.id AND due.today = d.today LEFT JOIN near ON near.user_id = u.id AND near.today = d.today
      LEFT JOIN told ON told.user_id = u.id AND told.today = d.today LEFT JOIN fresh ON fresh.team_id = w.org_id
    GROUP BY d.today, u.id)`
}

/** How long a buddy's report asks for an answer. */
const toldFor = days(14)

export const linkWorkersDays = (db: Db, userIds: readonly string[], day: LocalDay) =>
  db.all<DayCounts>(sql`SELECT * FROM ${waitingOn([day])} AS w WHERE w.user_id IN ${among(userIds)}`)

/** Everybody who looks after people, with their teams. */
export const activeWorkers = (db: Db) =>
  db
    .select({ userId: memberships.userId, orgId: memberships.orgId })
    .from(memberships)
    .innerJoin(users, sql`${users.id} = ${memberships.userId} AND ${users.disabledAt} IS NULL`)
    .where(sql`${memberships.role} = 'link_worker'`)

export type WeekSession = {
  user_id: string
  starts_at: number
  group_name: string
  coming: number
  unsure: number
  newcomers: number
  waiting: number
}

const ofOrganisers = (after: SQL, until: SQL) => sql`memberships AS w
  CROSS JOIN users AS u ON u.id = w.user_id AND w.role = 'organiser' AND u.disabled_at IS NULL
  CROSS JOIN sessions AS s ON s.org_id = w.org_id AND s.starts_at > ${after} AND s.starts_at <= ${until} AND s.status = 'scheduled'`

/** The sessions of each organiser's groups in the week ahead, with how many come. */
export const organisersWeeks = (db: Db, userIds: readonly string[], now: number) =>
  db.all<WeekSession>(sql`
    SELECT w.user_id AS user_id, s.starts_at AS starts_at, g.name AS group_name, s.waiting AS waiting,
      coalesce(sum(CASE WHEN b.status IN ('booked', 'confirmed') THEN b.places END), 0) AS coming,
      coalesce(sum(CASE WHEN b.status = 'booked' THEN b.places END), 0) AS unsure,
      coalesce(sum(b.status IN ('booked', 'confirmed') AND b.is_first_visit), 0) AS newcomers
    FROM ${ofOrganisers(sql`${now}`, sql`${now + days(weekAhead)}`)} CROSS JOIN groups AS g ON g.id = s.group_id LEFT JOIN bookings AS b ON b.session_id = s.id
    WHERE w.user_id IN ${among(userIds)}
    GROUP BY w.user_id, s.id ORDER BY s.starts_at, s.id`)

/** Starts of visits that nobody has promised: when they are in the week is for the clocks of the place to say. */
export const openStarts = (db: Db, now: number, until: number) =>
  db
    .selectDistinct({ startsAt: visits.startsAt })
    .from(visits)
    .where(sql`status = 'wanted' AND starts_at > ${now} AND starts_at <= ${until}`)

/** The part of the week, such as 'tue_morning', and the local day of a start. */
export type Start = { startsAt: number; part: string; on: Day }
/** When visits that want a buddy are, on the clocks of the place: as far ahead as is told now, or by a later instant. */
export async function startsOf(ctx: Ctx, toldBy = ctx.now): Promise<Start[]> {
  const zone = ctx.place.timeZone
  const partOf = partsOf(zone)
  const found = await openStarts(ctx.db, ctx.now, toldBy + days(visitsAhead))
  return found.map(({ startsAt }) => ({ startsAt, part: partOf(startsAt), on: localDay(startsAt, zone) }))
}

export type FittingVisit = { buddy_id: string; starts_at: number; area: string }

/** As `fits` and `claimRefusal` of visits/rules.ts say it for one buddy, and the household rule of visits/open/queries.ts. */
const fitting = (starts: readonly Start[]) => sql`json_each(${JSON.stringify(starts)}) AS d
  CROSS JOIN visits AS v ON v.status = 'wanted' AND v.starts_at = d.value->>'$.startsAt' AND v.kind <> 'message'
  CROSS JOIN organisations AS o CROSS JOIN buddies AS y ON y.hub_id = o.id AND o.kind = 'volunteer_hub' AND y.status = 'approved'
    AND y.checked_until_on >= d.value->>'$.on' AND ${isMemberAs('y')}
    AND EXISTS (SELECT 1 FROM json_each(y.areas) WHERE value = v.area)
    AND EXISTS (SELECT 1 FROM json_each(y.activities) WHERE value = v.activity)
    AND EXISTS (SELECT 1 FROM json_each(y.languages) WHERE value = v.language)
    AND EXISTS (SELECT 1 FROM json_each(y.availability) WHERE value = d.value->>'$.part')
    AND NOT EXISTS (SELECT 1 FROM buddy_slots AS t WHERE t.buddy_id = y.id AND t.slot_at > v.starts_at - 2700000
      AND t.slot_at < v.ends_at + 900000)
    AND NOT EXISTS (SELECT 1 FROM bookings AS b CROSS JOIN people AS p ON p.id = b.person_id
      WHERE b.id = v.booking_id AND p.email_index = y.email_index)`

export const fittingVisits = (db: Db, buddyIds: readonly string[], starts: readonly Start[]) =>
  db.all<FittingVisit>(sql`
    SELECT y.id AS buddy_id, v.starts_at AS starts_at, v.area AS area FROM ${fitting(starts)}
    WHERE y.id IN ${among(buddyIds)} ORDER BY v.starts_at, v.id`)

/** Summaries that are due, each with what its readers are found by. */
const each = (when: readonly Occurrence[]) => sql`json_each(${JSON.stringify(when)}) AS e`
const dueAt = sql`e.value->>'$.dueAt'`
/** How far a summary looks is counted from its own hour: a run that comes later finds nobody whose first date has only come near. */
const ahead = (n: number) => sql`e.value->>'$.beganAt' + ${days(n)}`

/** A summary for each of those whom there is something to tell. */
const digest = (kind: DigestKind, reader: SQL, from: SQL, at: SQL = dueAt): Planning => ({
  kind,
  from: sql`(SELECT DISTINCT ${reader} AS id, e.value->>'$.on' AS about, ${at} AS due_at, e.value->>'$.usefulUntil' AS useful_until
    FROM ${from}) AS told`,
  recipient: sql`told.id`,
  subject: sql`told.id`,
  about: sql`told.about`,
  dueAt: sql`told.due_at`,
  usefulUntil: sql`told.useful_until`,
})

/** `ringing` are those who have somebody to ring, and from when on: the call list is worked out, not counted. */
export type DaySummary = Occurrence & LocalDay & { ringing: readonly Ringing[] }
export type Ringing = { userId: string; from: number }

export const digestOfDay = (days: readonly DaySummary[]) => {
  const isWaiting = sql`n.steps + n.unconfirmed + n.reports + n.untaken > 0`
  const ringing = sql`(SELECT min(value->>'$.from') FROM json_each(e.value, '$.ringing') WHERE value->>'$.userId' = n.user_id)`
  const from = sql`${each(days)} CROSS JOIN ${waitingOn(days)} AS n ON n.today = e.value->>'$.on'
    WHERE ${isWaiting} OR ${ringing} IS NOT NULL`
  return digest('digest.link_worker', sql`n.user_id`, from, sql`CASE WHEN ${isWaiting} THEN ${dueAt} ELSE ${ringing} END`)
}

export const digestOfWeek = (when: readonly Occurrence[]) =>
  digest('digest.organiser', sql`w.user_id`, sql`${each(when)} CROSS JOIN ${ofOrganisers(dueAt, ahead(weekAhead))}`)

export const digestOfOpenVisits = (when: readonly Occurrence[], starts: readonly Start[]) =>
  digest(
    'digest.buddy',
    sql`y.id`,
    sql`${each(when)} CROSS JOIN ${fitting(starts)} WHERE v.starts_at > ${dueAt} AND v.starts_at <= ${ahead(visitsAhead)}`,
  )

/** To every coordinator: what waits in the place is the same for all of them. */
export const digestOfPlace = (when: readonly Occurrence[]) =>
  digest(
    'digest.coordinator',
    sql`u.id`,
    sql`${each(when)} CROSS JOIN organisations AS o CROSS JOIN memberships AS w ON w.org_id = o.id
      AND o.kind = 'place_office' AND w.role = 'coordinator' CROSS JOIN users AS u ON u.id = w.user_id AND u.disabled_at IS NULL`,
  )

/** Groups that wait for a coordinator to look at them. */
export const groupsToCheck = (db: Db) => db.all<{ n: number }>(sql`SELECT count(*) AS n FROM groups WHERE status = 'awaiting_check'`)

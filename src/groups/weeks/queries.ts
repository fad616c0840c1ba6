// How many newcomers a group welcomes in one week, over all its sessions. Every change goes into the batch of what causes it,
// and the CHECK on `group_weeks` refuses the one newcomer too many.

import { and, eq, gte, type SQL, sql } from 'drizzle-orm'
import type { Db, Statement } from '../../db/connect.ts'
import { groups, groupWeeks } from '../../db/schema/groups.ts'
import { sessions } from '../../db/schema/sessions.ts'
import type { Day } from '../../lib/time.ts'

const mondayIn = (session: string) => `coalesce(${session}.moved_to_week, date(${session}.occurs_on, '-6 days', 'weekday 1'))`

/** The Monday of the week in which a session of the query takes place. */
export const weekOfSessions = sql.raw(mondayIn('sessions'))
export const weekOfSession = sql<Day>`${weekOfSessions}`.as('week_on')

/**
 * How many more newcomers the week of a session takes. Below nothing where more were promised a place than the group welcomes (a
 * session moved there, the limit came down): one who leaves makes no room then. Null without a limit, and where nobody new comes yet.
 */
export const leftOfWeek = sql`(SELECT (SELECT newcomers_per_week FROM groups AS g WHERE g.id = group_weeks.group_id) - newcomers_taken
  FROM group_weeks WHERE group_id = sessions.group_id AND week_on = ${weekOfSessions})`

/** How many newcomers the group of a query has in the weeks of two instants and between. */
export const newcomersBetween = (from: number, to: number) =>
  sql<number>`(SELECT total(newcomers_taken) FROM group_weeks WHERE group_id = groups.id
    AND week_on BETWEEN date(${from} / 1000, 'unixepoch', '-6 days') AND date(${to} / 1000, 'unixepoch'))`.as('newcomers_lately')

/** How many more newcomers the group of a query's session welcomes in that week; null for no limit. The query joins `groups`. */
export const weekLeft = sql<number | null>`coalesce(${leftOfWeek}, groups.newcomers_per_week)`.as('week_left')

/** What tells whether a session has a place, as columns of a query that joins `groups`. */
export const room = {
  startsAt: sessions.startsAt,
  endsAt: sessions.endsAt,
  bookingClosesAt: sessions.bookingClosesAt,
  status: sessions.status,
  capacity: sessions.capacity,
  placesTaken: sessions.placesTaken,
  newcomerLimit: sessions.newcomerLimit,
  newcomersTaken: sessions.newcomersTaken,
  newcomerPlaces: sessions.newcomerPlaces,
  weekLeft,
  waiting: sessions.waiting,
}

/**
 * Counts newcomers into the week of a session, or out of it. What has happened is counted even past the limit: somebody who
 * came all the same is on no waiting list. Expect `weekFull`.
 */
export function welcome(db: Db, sessionId: string, newcomers: number, hasHappened: boolean): Statement[] {
  if (newcomers === 0) return []
  const week = sql`SELECT s.group_id AS of_group, ${sql.raw(mondayIn('s'))} AS of_week, CAST(${Math.abs(newcomers)} AS INTEGER) AS n
    FROM sessions AS s WHERE s.id = ${sessionId}`
  return [newcomers < 0 ? leave(db, week) : enter(db, week, hasHappened)]
}

/** The same for any number of sessions, in two statements. */
export function welcomeAll(db: Db, changes: readonly { sessionId: string; newcomers: number }[]): Statement[] {
  const some = changes.filter(({ newcomers }) => newcomers !== 0)
  if (some.length === 0) return []
  const weeks = (sign: string) => sql`SELECT s.group_id AS of_group, ${sql.raw(mondayIn('s'))} AS of_week,
      CAST(${sql.raw(sign)} sum(c.value ->> 'newcomers') AS INTEGER) AS n
    FROM json_each(${JSON.stringify(some)}) AS c JOIN sessions AS s ON s.id = c.value ->> 'sessionId' GROUP BY 1, 2 HAVING n > 0`
  return [leave(db, weeks('-')), enter(db, weeks('+'), false)]
}

/** Other sessions of the weeks of these sessions, in which somebody waits and whose group counts its newcomers a week. */
export const othersOfWeek = (ids: SQL, now: number) => sql`
  SELECT o.id FROM sessions AS s CROSS JOIN groups AS g ON g.id = s.group_id AND g.newcomers_per_week IS NOT NULL
    CROSS JOIN sessions AS o ON o.group_id = s.group_id AND o.starts_at BETWEEN s.starts_at - 604800000 AND s.starts_at + 604800000
  WHERE s.id IN (${ids}) AND o.id NOT IN (${ids}) AND o.status = 'scheduled' AND o.waiting > 0 AND o.starts_at > ${now}
    AND ${sql.raw(mondayIn('o'))} = ${sql.raw(mondayIn('s'))}`

/** The newcomers who hold places in these sessions leave their weeks: the sessions are cancelled, or move. `ids` is a list in brackets. */
export const emptyWeeks = (db: Db, ids: SQL): Statement => leave(db, holdersOf(ids))

/** They come to the weeks in which the sessions take place now, whatever the limit: nobody is dropped by an edit. */
export const fillWeeks = (db: Db, ids: SQL): Statement => enter(db, holdersOf(ids), true)

const holdersOf = (ids: SQL) => sql`SELECT s.group_id AS of_group, ${sql.raw(mondayIn('s'))} AS of_week, sum(s.newcomers_taken) AS n
  FROM sessions AS s WHERE s.id IN ${ids} GROUP BY 1, 2`

const enter = (db: Db, weeks: SQL, isForced: boolean): Statement =>
  db.run(sql`
    INSERT INTO group_weeks (group_id, week_on, newcomers_taken, newcomer_limit)
    SELECT of_group, of_week, n, ${sql.raw(isForced ? 'max(newcomers_per_week, n)' : 'newcomers_per_week')}
    FROM (${weeks}) JOIN groups ON groups.id = of_group WHERE n > 0
    ON CONFLICT (group_id, week_on) DO UPDATE SET newcomers_taken = newcomers_taken + excluded.newcomers_taken
    ${sql.raw(isForced ? ', newcomer_limit = max(newcomer_limit, newcomers_taken + excluded.newcomers_taken)' : '')}`)

// A limit that stood higher than the group's, because more was promised, comes down with those who leave.
const leave = (db: Db, weeks: SQL): Statement =>
  db.run(sql`
    UPDATE group_weeks SET newcomers_taken = newcomers_taken - n,
      newcomer_limit = (SELECT max(newcomers_per_week, group_weeks.newcomers_taken - n) FROM groups WHERE id = group_weeks.group_id)
    FROM (${weeks}) WHERE group_id = of_group AND week_on = of_week`)

/** What the group says from now on holds for the weeks that are not over; what was promised stays promised. */
export const limitWeeks = (db: Db, groupId: string, newcomersPerWeek: number | null, from: Day): Statement =>
  db
    .update(groupWeeks)
    .set({ newcomerLimit: newcomersPerWeek === null ? null : sql`max(CAST(${newcomersPerWeek} AS INTEGER), newcomers_taken)` })
    .where(and(eq(groupWeeks.groupId, groupId), gte(groupWeeks.weekOn, from)))

/** How full the coming weeks of a group are, for its organiser; a week in which nobody new comes has no row. */
export const weeksOf = (db: Db, groupId: string, from: Day, atMost: number) =>
  db
    .select({ weekOn: groupWeeks.weekOn, newcomersTaken: groupWeeks.newcomersTaken, newcomerLimit: groupWeeks.newcomerLimit })
    .from(groupWeeks)
    .where(and(eq(groupWeeks.groupId, groupId), gte(groupWeeks.weekOn, from)))
    .orderBy(groupWeeks.weekOn)
    .limit(atMost)

/** How many newcomers a group welcomes a week, with those of its coming weeks; at least one row. */
export const newcomersAhead = (db: Db, groupId: string | SQL, from: Day) =>
  db
    .select({ perWeek: groups.newcomersPerWeek, weekOn: groupWeeks.weekOn, taken: groupWeeks.newcomersTaken })
    .from(groups)
    .leftJoin(groupWeeks, and(eq(groupWeeks.groupId, groups.id), gte(groupWeeks.weekOn, from)))
    .where(eq(groups.id, groupId))

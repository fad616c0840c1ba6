import { sql } from 'drizzle-orm'
import type { OrgId } from '../../access/actor.ts'
import type { Db } from '../../db/connect.ts'
import type { BookingStatus } from '../../db/schema/bookings.ts'
import type { VisitKind, VisitReport, VisitStatus } from '../../db/schema/buddies.ts'
import type { Period } from '../team/queries.ts'

/** The latest visit of a booking, if it is more than a thought. */
const visitId =
  sql.raw(`(SELECT v.id FROM visits AS v WHERE v.session_id = b.session_id AND v.booking_id = b.id AND v.status <> 'not_needed'
  ORDER BY v.created_at DESC, v.id DESC LIMIT 1)`)

/** What somebody went, or is to go, to, oldest first, with the company that was planned and what they said afterwards. */
export const goingOf = (db: Db, personId: string) =>
  db
    .select({
      bookingId: sql<string>`g.booking_id`.as('g_booking_id'),
      groupId: sql<string>`g.group_id`.as('g_group_id'),
      groupName: sql<string>`g.group_name`.as('g_group_name'),
      status: sql<BookingStatus>`g.status`.as('g_status'),
      startsAt: sql<number>`g.starts_at`.as('g_starts_at'),
      kind: sql<VisitKind | null>`g.kind`.as('g_kind'),
      visitStatus: sql<VisitStatus | null>`g.visit_status`.as('g_visit_status'),
      report: sql<VisitReport | null>`g.report`.as('g_report'),
      again: sql<'yes' | 'maybe' | 'no' | null>`g.again`.as('g_again'),
    })
    .from(
      sql`(SELECT b.id AS booking_id, b.group_id AS group_id, o.name AS group_name, b.status AS status, s.starts_at AS starts_at,
          v.kind AS kind, v.status AS visit_status, v.report AS report, r.again AS again
        FROM bookings AS b INNER JOIN sessions AS s ON s.id = b.session_id INNER JOIN groups AS o ON o.id = b.group_id
        LEFT JOIN visits AS v ON v.id = ${visitId} LEFT JOIN responses AS r ON r.booking_id = b.id
        WHERE b.person_id = ${personId} AND b.status IN ('booked', 'confirmed', 'attended', 'missed')
        ORDER BY s.starts_at DESC LIMIT 300) AS g`,
    )
    .orderBy(sql`g.starts_at, g.booking_id`)

/** Of people whose support began in the period: how many came a third and a sixth time to a group, and how many of them alone. */
export const cameAgain = (db: Db, teams: readonly OrgId[], period: Period) =>
  db
    .select({
      visit: sql<number>`c.visit`.as('c_visit'),
      came: sql<number>`c.came`.as('c_came'),
      alone: sql<number>`c.alone`.as('c_alone'),
    })
    .from(
      sql`(SELECT n AS visit, count(*) AS came, sum(is_alone) AS alone FROM (${timesCame(teams, period)})
        WHERE n IN (3, 6) GROUP BY n) AS c`,
    )

/** Every time that people whose support began in the period came to a group, counted for each group, with whether nobody was with them. */
export const timesCame = (teams: readonly OrgId[], { from, until }: Period) => sql`
  SELECT b.id AS booking_id, row_number() OVER (PARTITION BY b.person_id, b.group_id ORDER BY s.starts_at) AS n,
    NOT EXISTS (SELECT 1 FROM visits AS v WHERE v.session_id = b.session_id AND v.booking_id = b.id
      AND v.status = 'accompanied' AND v.kind <> 'message') AS is_alone
  FROM (SELECT DISTINCT q.person_id AS id FROM questionnaires AS q
    WHERE q.team_id IN (SELECT value FROM json_each(${JSON.stringify(teams)})) AND q.due_at >= ${from} AND q.due_at < ${until}
      AND q.wave = 'start') AS p
  INNER JOIN bookings AS b ON b.person_id = p.id AND b.status = 'attended'
  INNER JOIN sessions AS s ON s.id = b.session_id`

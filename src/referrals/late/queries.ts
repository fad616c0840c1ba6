import { and, eq, gt, lt, type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../../ctx.ts'
import type { Db } from '../../db/connect.ts'
import { organisations } from '../../db/schema/organisations.ts'
import { people } from '../../db/schema/people.ts'
import { referrals } from '../../db/schema/referrals.ts'
import { planEach } from '../../messages/queries.ts'

// The partial index of what was received holds only what waits.
const waits = sql`${referrals.status} = 'received'`
const isSomebody = sql`${people.mergedInto} IS NULL AND ${people.erasedAt} IS NULL AND ${people.withdrawnAt} IS NULL`

export const mostAtOnce = 40

/** Referrals whose answer is overdue since before `dueBefore`, and that no coordinator has been shown. */
export const toEscalate = (db: Db, dueBefore: number) =>
  db
    .select({ id: referrals.id, personId: referrals.personId, teamId: referrals.teamId, step: referrals.step })
    .from(referrals)
    .innerJoin(people, eq(people.id, referrals.personId))
    .where(and(waits, lt(referrals.answerDueAt, dueBefore), sql`${referrals.escalatedAt} IS NULL`, isSomebody))
    .orderBy(referrals.answerDueAt)
    .limit(mostAtOnce)

/** How many of each team were not answered in time: `since` the first of them waits. Counts, nobody. */
export const unansweredByTeam = (db: Db, now: number, { areEscalated }: { areEscalated: boolean }) =>
  db
    .select({
      id: referrals.teamId,
      team: organisations.name,
      count: sql<number>`count(*)`.as('unanswered'),
      since: sql<number>`min(${referrals.answerDueAt})`.as('since'),
    })
    .from(referrals)
    .innerJoin(people, eq(people.id, referrals.personId))
    .innerJoin(organisations, eq(organisations.id, referrals.teamId))
    .where(and(waits, lt(referrals.answerDueAt, now), isSomebody, areEscalated ? gt(referrals.escalatedAt, 0) : undefined))
    // The plus keeps SQLite from walking every referral in the order of teams: those that wait are few.
    .groupBy(sql`+${referrals.teamId}`)
    .orderBy(organisations.name)
    .limit(200)

/** Where coordinators work. */
export const officesOf = (db: Db) => db.select({ id: organisations.id }).from(organisations).where(eq(organisations.kind, 'place_office'))

type Notice = { kind: 'team.referral_late' | 'place.referral_late'; day: string; dueAt: number; usefulUntil: number }

/** Tells every link worker of a team with something overdue, once a day. */
export const tellTeams = (ctx: Ctx, notice: Notice) =>
  tell(
    ctx,
    notice,
    sql`o.id`,
    sql`organisations AS o CROSS JOIN memberships AS w ON w.org_id = o.id AND w.role = 'link_worker' AND EXISTS (
        SELECT 1 FROM referrals AS r CROSS JOIN people AS p ON p.id = r.person_id AND p.merged_into IS NULL
          AND p.erased_at IS NULL AND p.withdrawn_at IS NULL
        WHERE r.team_id = o.id AND r.status = 'received' AND r.answer_due_at < ${ctx.now})`,
  )

/** Tells every coordinator while any team has something that was put before them, once a day. */
export const tellCoordinators = (ctx: Ctx, notice: Notice) =>
  tell(
    ctx,
    notice,
    sql`${ctx.place.id}`,
    sql`organisations AS o CROSS JOIN memberships AS w ON w.org_id = o.id AND w.role = 'coordinator' AND o.kind = 'place_office'
        AND EXISTS (SELECT 1 FROM referrals AS r CROSS JOIN people AS p ON p.id = r.person_id AND p.merged_into IS NULL
          AND p.erased_at IS NULL AND p.withdrawn_at IS NULL
        WHERE r.status = 'received' AND r.answer_due_at < ${ctx.now} AND r.escalated_at IS NOT NULL)`,
  )

const tell = (ctx: Ctx, { kind, day, dueAt, usefulUntil }: Notice, subject: SQL, from: SQL) =>
  planEach(ctx, {
    ...{ kind, dueAt, usefulUntil, subject },
    recipient: sql`w.user_id`,
    about: sql`${day}`,
    from: sql`${from} CROSS JOIN users AS u ON u.id = w.user_id AND u.disabled_at IS NULL`,
  })

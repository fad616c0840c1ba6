import { and, asc, eq, gt, isNull, type SQL, sql } from 'drizzle-orm'
import type { Actor, OrgId } from '../access/actor.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { bookings } from '../db/schema/bookings.ts'
import { buddies, buddySlots, type FreedWhy, type VisitStatus, visits } from '../db/schema/buddies.ts'
import { memberships, users } from '../db/schema/organisations.ts'
import { people } from '../db/schema/people.ts'
import { awakeAt, days } from '../lib/time.ts'
import { plan, planEach } from '../messages/queries.ts'

export type VisitRow = typeof visits.$inferSelect
export type NewVisit = typeof visits.$inferInsert

/** Of a visit `v`: somebody whom the link worker found, or they themselves, goes along, and no buddy is sought for that booking after all. */
export const isArranged = sql.raw(`v.status = 'not_needed' AND v.arrangement IN ('link_worker_goes', 'someone_else_goes') AND NOT EXISTS (
  SELECT 1 FROM visits AS o WHERE o.session_id = v.session_id AND o.booking_id = v.booking_id AND o.status IN ('wanted', 'claimed'))`)

/** Of a visit: who said "I go myself", once, since that ends the search for a buddy. They may have left the team. */
export const whoGoes = (visit: 'v' | 'visits') =>
  sql.raw(`(SELECT a.actor_id FROM audit_entries AS a WHERE a.subject_id = ${visit}.id AND a.why = 'link_worker_goes')`)

type VisitChange = { [Column in keyof VisitRow]?: VisitRow[Column] | SQL }

export function insertVisit(ctx: Ctx, actor: Actor, visit: NewVisit): Statement[] {
  return [
    ctx.db.insert(visits).values(visit),
    record(ctx, actor, {
      action: 'visit.want',
      subjectKind: 'visit',
      subjectId: visit.id,
      step: visit.step,
      to: visit.status,
      orgId: visit.teamId,
    }),
  ]
}

/** Moves a visit on. Leaving `claimed` gives the buddy their time back, and organisers do not wait for them. */
export function moveVisit(
  ctx: Ctx,
  actor: Actor,
  visit: Pick<VisitRow, 'id' | 'status' | 'step' | 'teamId'>,
  to: VisitStatus,
  { why, set = {} }: { why?: string; set?: VisitChange } = {},
): Statement[] {
  const step = visit.step + 1
  return [
    record(ctx, actor, {
      action: `visit.${to}`,
      subjectKind: 'visit',
      subjectId: visit.id,
      step,
      from: visit.status,
      to,
      orgId: visit.teamId,
      why,
    }),
    ctx.db
      .update(visits)
      .set({ ...set, status: to, step })
      .where(eq(visits.id, visit.id)),
    ...(visit.status === 'claimed' && to !== 'accompanied' ? [releaseSlots(ctx, visit.id)] : []),
    ...(visit.status === 'claimed' && (to === 'wanted' || to === 'not_needed') ? [tellOrganisers(ctx, [visit.id])] : []),
  ]
}

/** Notes something about a visit that leaves its state as it is. */
export function noteVisit(
  ctx: Ctx,
  actor: Actor,
  visit: Pick<VisitRow, 'id' | 'status' | 'step' | 'teamId'>,
  action: string,
  { why, set }: { why?: string; set: VisitChange },
): Statement[] {
  const step = visit.step + 1
  return [
    record(ctx, actor, { action, subjectKind: 'visit', subjectId: visit.id, step, to: visit.status, orgId: visit.teamId, why }),
    ctx.db
      .update(visits)
      .set({ ...set, step })
      .where(eq(visits.id, visit.id)),
  ]
}

export const releaseSlots = (ctx: Ctx, visitId: string): Statement => ctx.db.delete(buddySlots).where(eq(buddySlots.visitId, visitId))

/** Takes a buddy's quarter hours; one that is taken already refuses the whole batch as `buddyBusy`. */
export const takeSlots = (ctx: Ctx, visitId: string, buddyId: string, slots: readonly number[]): Statement =>
  ctx.db
    .insert(buddySlots)
    .select(
      sql`SELECT ${buddyId} AS buddy_id, CAST(value AS INTEGER) AS slot_at, ${visitId} AS visit_id FROM json_each(${JSON.stringify(slots)})`,
    )

/** What has to be known of a visit before its buddy can be taken from it, and whom to tell. */
const facts = {
  id: visits.id,
  status: visits.status,
  step: visits.step,
  teamId: visits.teamId,
  startsAt: visits.startsAt,
  endsAt: visits.endsAt,
  buddyId: visits.buddyId,
  personId: bookings.personId,
  linkWorkerId: people.linkWorkerId,
  area: visits.area,
  activity: visits.activity,
}
export type VisitFacts = Awaited<ReturnType<typeof visitFacts>>[number]

export const visitFacts = (db: Db) =>
  db
    .select(facts)
    .from(visits)
    .innerJoin(bookings, eq(bookings.id, visits.bookingId))
    .innerJoin(people, eq(people.id, bookings.personId))
    .$dynamic()

/** The buddy that a user is, in one hub or in any, inside another query. */
export const buddyOfUser = (userId: string, hubId?: string) =>
  sql`(SELECT ${buddies.id} FROM ${buddies} WHERE ${and(eq(buddies.userId, userId), hubId === undefined ? undefined : eq(buddies.hubId, hubId as OrgId))})`

/** The account of the buddy in that row is open and belongs to the hub: whoever was stopped or taken from it goes nowhere, whatever their state as a buddy. */
export const isMemberAs = (
  buddy: 'buddies' | 'b' | 'y',
) => sql`EXISTS (SELECT 1 FROM ${memberships} INNER JOIN ${users} ON ${users.id} = ${memberships.userId}
  WHERE ${memberships.userId} = ${sql.raw(buddy)}.user_id AND ${memberships.orgId} = ${sql.raw(buddy)}.hub_id AND ${users.disabledAt} IS NULL)`
export const isMember = isMemberAs('buddies')

/** The visits that a buddy has promised and that have not begun, soonest first. A hundred at a time: no buddy has more. */
export const promisedVisits = (db: Db, buddyId: string | SQL, now: number) =>
  visitFacts(db)
    .where(and(eq(visits.buddyId, buddyId), gt(visits.startsAt, now), eq(visits.status, 'claimed')))
    .orderBy(asc(visits.startsAt))
    .limit(100)

/** Active members of the visit's team, who answer for its person. */
export const workersOf = (db: Db, teamIds: SQL) =>
  db
    .select({ userId: memberships.userId, orgId: memberships.orgId })
    .from(memberships)
    .innerJoin(users, and(eq(users.id, memberships.userId), isNull(users.disabledAt)))
    .where(and(sql`${memberships.orgId} IN ${teamIds}`, eq(memberships.role, 'link_worker')))

export type Member = { userId: string; orgId: OrgId }

/** The link worker who looks after the person; when they have left the team, everybody in it, so that no alarm goes unheard. */
export function answerable(visit: Pick<VisitFacts, 'linkWorkerId' | 'teamId'>, workers: readonly Member[]): string[] {
  const team = workers.filter(({ orgId }) => orgId === visit.teamId).map(({ userId }) => userId)
  return team.includes(visit.linkWorkerId) ? [visit.linkWorkerId] : team
}

/** These, and whoever of the team's workers goes along with the person in a buddy's place. */
export const withCompany = (told: readonly string[], workers: readonly Member[], company: readonly { goes: string | null }[]): string[] => [
  ...new Set([...told, ...workers.map(({ userId }) => userId).filter((userId) => company.some(({ goes }) => goes === userId))]),
]

/** Takes a visit from a buddy who may not make it any more: as when they step back, and one letter tells them of all they lose now. */
export const takeFromBuddy = (
  ctx: Ctx,
  actor: Actor,
  visit: VisitFacts,
  { why, alarms }: { why: FreedWhy; alarms: readonly string[] },
): Statement[] => [
  ...loseBuddy(ctx, actor, visit, { why, alarms, set: { freedFrom: visit.buddyId, freedAt: ctx.now, freedWhy: why } }),
  ...(visit.buddyId
    ? [
        plan(ctx, {
          kind: 'buddy.visits_freed',
          recipientId: visit.buddyId,
          subjectId: visit.buddyId,
          about: ctx.now,
          usefulUntil: ctx.now + days(14),
        }),
      ]
    : []),
]

/** The visit is wanted again: its hours are given back, the person is told, and, when `alarms` is set, the link worker at once. */
export function loseBuddy(
  ctx: Ctx,
  actor: Actor,
  visit: VisitFacts,
  { why, alarms, set = {} }: { why: string; alarms?: readonly string[] | undefined; set?: VisitChange },
): Statement[] {
  return [
    ...moveVisit(ctx, actor, visit, 'wanted', {
      why,
      set: { ...set, buddyId: null, claimedAt: null, arrangement: null, alarmedAt: alarms ? ctx.now : null },
    }),
    plan(ctx, {
      kind: 'visit.stepped_back',
      recipientId: visit.personId,
      subjectId: visit.id,
      about: visit.step + 1,
      usefulUntil: visit.startsAt,
    }),
    ...raise(ctx, { ...visit, step: visit.step + 1 }, alarms ?? []),
  ]
}

/** Puts a visit without a buddy before those who can still do something about it. */
export const raise = (ctx: Ctx, visit: Pick<VisitFacts, 'id' | 'step' | 'startsAt'>, workers: readonly string[]): Statement[] =>
  workers.map((userId) =>
    plan(ctx, { kind: 'team.visit_unfilled', recipientId: userId, subjectId: visit.id, about: visit.step, usefulUntil: visit.startsAt }),
  )

/** That a buddy stepped back while there is still time for another. */
export const tellOfStepBack = (ctx: Ctx, visit: Pick<VisitFacts, 'id' | 'step' | 'startsAt'>, workers: readonly string[]): Statement[] =>
  workers.map((userId) =>
    plan(ctx, {
      kind: 'team.visit_stepped_back',
      recipientId: userId,
      subjectId: visit.id,
      about: visit.step + 1,
      usefulUntil: visit.startsAt,
    }),
  )

/** That no buddy comes after all: to every organiser who was told that one comes, in the batch that takes the visits from them. */
export function tellOrganisers(ctx: Ctx, visitIds: readonly string[]): Statement {
  const { quietFrom, quietUntil, timeZone } = ctx.place
  const awake = awakeAt(ctx.now, timeZone, { from: quietFrom, until: quietUntil })
  return planEach(ctx, {
    kind: 'provider.visit_freed',
    recipient: sql`told.recipient_id`,
    subject: sql`v.id`,
    about: sql`v.step`,
    from: sql`json_each(${JSON.stringify(visitIds)}) AS lost
      CROSS JOIN visits AS v ON v.id = lost.value
      CROSS JOIN messages AS told ON told.subject_id = v.id AND told.kind = 'provider.visit_claimed' AND told.status NOT IN ('cancelled', 'suppressed')`,
    dueAt: sql`CASE WHEN v.starts_at > ${awake} THEN ${awake} ELSE ${ctx.now} END`,
    usefulUntil: sql`v.starts_at`,
  })
}

/** The teams that wait for visits of one buddy. */
export const teamsOfBuddy = (buddyId: string | SQL) =>
  sql`(SELECT ${visits.teamId} FROM ${visits} WHERE ${visits.buddyId} = ${buddyId} AND ${visits.status} = 'claimed')`

import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { OrgId } from '../../access/actor.ts'
import type { Db } from '../../db/connect.ts'
import { auditEntries } from '../../db/schema/audit.ts'
import { memberships, users } from '../../db/schema/organisations.ts'
import { people } from '../../db/schema/people.ts'
import { referrals } from '../../db/schema/referrals.ts'
import { endedStatuses } from '../../referrals/rules.ts'
import { isSomebody } from '../queries.ts'
import type { View, Whose } from './inputs.ts'

export const pageSize = 25

/** Where the list goes on: after this due time, or this arrival for what is over. */
export type After = { at: number; id: string }
export type Range = { teams: readonly OrgId[]; view: View; whose: Whose; userId: string; after?: After | undefined }

const ofView = (view: View) => (view === 'ended' ? inArray(referrals.status, [...endedStatuses]) : eq(referrals.status, view))

/** What is due first stands first, so that what is late leads; what is over by its arrival, newest first. */
const listed = ({ teams, view, whose, userId, after }: Range): SQL | undefined =>
  and(
    inArray(referrals.teamId, [...teams]),
    ofView(view),
    whose === 'mine' ? eq(referrals.assignedTo, userId) : whose === 'unassigned' ? sql`${referrals.assignedTo} IS NULL` : undefined,
    after === undefined
      ? undefined
      : view === 'ended'
        ? sql`(${referrals.receivedAt}, ${referrals.id}) < (${after.at}, ${after.id})`
        : sql`(${referrals.contactDueAt}, ${referrals.id}) > (${after.at}, ${after.id})`,
    isSomebody,
  )

const order = (view: View) =>
  view === 'ended' ? [desc(referrals.receivedAt), desc(referrals.id)] : [asc(referrals.contactDueAt), asc(referrals.id)]

export const listReferrals = (db: Db, range: Range) =>
  db
    .select({
      id: referrals.id,
      personId: people.id,
      preferredName: people.preferredName,
      area: people.area,
      source: referrals.source,
      reasons: referrals.reasons,
      status: referrals.status,
      receivedAt: referrals.receivedAt,
      contactDueAt: referrals.contactDueAt,
      answerDueAt: referrals.answerDueAt,
      assignedTo: referrals.assignedTo,
      linkWorker: users.name,
    })
    .from(referrals)
    .innerJoin(people, eq(people.id, referrals.personId))
    .leftJoin(users, eq(users.id, referrals.assignedTo))
    .where(listed(range))
    .orderBy(...order(range.view))
    .limit(pageSize)

/** The people on that page, as the condition of `recordReads`. */
export const peopleOnPage = (db: Db, range: Range): SQL =>
  sql`${people.id} IN ${db
    .select({ personId: referrals.personId })
    .from(referrals)
    .innerJoin(people, eq(people.id, referrals.personId))
    .where(listed(range))
    .orderBy(...order(range.view))
    .limit(pageSize)}`

/** What still waits for a first contact, counted from the open ones only. */
export const waitingFigures = (db: Db, teams: readonly OrgId[], userId: string, now: number) =>
  db
    .select({
      waiting: sql<number>`count(*)`.as('waiting'),
      late: sql<number>`coalesce(sum(${referrals.contactDueAt} < ${now}), 0)`.as('late'),
      untaken: sql<number>`coalesce(sum(${referrals.assignedTo} IS NULL), 0)`.as('untaken'),
      mine: sql<number>`coalesce(sum(${referrals.assignedTo} = ${userId}), 0)`.as('mine'),
    })
    .from(referrals)
    .innerJoin(people, eq(people.id, referrals.personId))
    .where(and(inArray(referrals.teamId, [...teams]), eq(referrals.status, 'received'), isSomebody))

/** Every link worker of these teams with how many people they look after now. */
export const caseloads = (db: Db, teams: readonly OrgId[]) =>
  db
    .select({
      id: users.id,
      name: users.name,
      teamId: memberships.orgId,
      openPeople: sql<number>`(
        SELECT count(DISTINCT mine.person_id) FROM referrals AS mine
        WHERE mine.assigned_to = ${users.id} AND mine.status IN ('received', 'contacted', 'supporting')
      )`.as('open_people'),
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(inArray(memberships.orgId, [...teams]), eq(memberships.role, 'link_worker'), sql`${users.disabledAt} IS NULL`))
    .orderBy(users.name, users.id)

/** Every step of a referral in order: what, why, by whom. */
export const stepsOf = (db: Db, referralId: string) =>
  db
    .select({
      id: auditEntries.id,
      at: auditEntries.at,
      action: auditEntries.action,
      toState: auditEntries.toState,
      why: auditEntries.why,
      actorKind: auditEntries.actorKind,
      actorName: users.name,
    })
    .from(auditEntries)
    .leftJoin(users, eq(users.id, auditEntries.actorId))
    .where(eq(auditEntries.subjectId, referralId))
    .orderBy(asc(auditEntries.id))
    .limit(100)

/** The person of a referral of these teams, as the condition of `recordReads`. */
export const personOfReferral = (teams: readonly OrgId[], referralId: string) =>
  and(inArray(people.teamId, [...teams]), isSomebody, sql`${people.id} = (SELECT person_id FROM referrals WHERE id = ${referralId})`)

/** The person of a referral, whole. */
export const personReferred = (db: Db, teams: readonly OrgId[], referralId: string) =>
  db.select().from(people).where(personOfReferral(teams, referralId))

/** Others of the same team with the same email, phone, or name and birth date, each look-up by its own index. */
export const alikeTo = (db: Db, teams: readonly OrgId[], referralId: string) => {
  const by = (column: 'email_index' | 'phone_index' | 'name_birth_index') => {
    const alike = sql.raw(`people.${column}`)
    return db
      .select({ id: people.id, preferredName: people.preferredName, area: people.area, createdAt: people.createdAt })
      .from(people)
      .where(
        and(
          inArray(people.teamId, [...teams]),
          sql`${alike} IS NOT NULL`,
          sql`(people.team_id, ${alike}) = (
            SELECT this.team_id, this.${sql.raw(column)} FROM people AS this
            WHERE this.id = (SELECT person_id FROM referrals WHERE id = ${referralId}))`,
          sql`${people.id} <> (SELECT person_id FROM referrals WHERE id = ${referralId})`,
          isSomebody,
        ),
      )
      .limit(10)
  }
  return [by('email_index'), by('phone_index'), by('name_birth_index')] as const
}

/** How often nobody answered since the referral came. */
export const triesOf = (db: Db, referralId: string) =>
  db
    .select({ tries: sql<number>`count(*)`.as('tries') })
    .from(sql`conversations AS tried`)
    .where(
      sql`tried.person_id = (SELECT person_id FROM referrals WHERE id = ${referralId})
        AND tried.happened_at >= (SELECT received_at FROM referrals WHERE id = ${referralId}) AND tried.was_reached = 0`,
    )

export const assignPerson = (db: Db, personId: string, set: { linkWorkerId: string; step: number }) =>
  db.update(people).set(set).where(eq(people.id, personId))

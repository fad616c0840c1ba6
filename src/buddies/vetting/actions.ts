import * as v from 'valibot'
import type { Actor } from '../../access/actor.ts'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import type { Statement } from '../../db/connect.ts'
import type { BuddyStatus, FreedWhy } from '../../db/schema/buddies.ts'
import { choice, day, flag } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { addDays, days, localDay } from '../../lib/time.ts'
import { plan, planEach } from '../../messages/queries.ts'
import { answerable, promisedVisits, takeFromBuddy, teamsOfBuddy, workersOf } from '../../visits/queries.ts'
import { isCheckedOn } from '../../visits/rules.ts'
import {
  type BuddyRow,
  buddiesAtOnce,
  buddiesWith,
  buddyById,
  changeBuddy,
  checksEnding,
  checksRunOut,
  countsByStatus,
  endsOfChecks,
  insertUser,
  joinHub,
  leaveHub,
  userByEmail,
  visitsAhead,
} from '../queries.ts'
import { canBecome, checkEndsSoonDays, decidedAs, declineReasons, isCheckDate, remindersOfChecks } from '../rules.ts'

export const VetBuddy = v.variant('decision', [
  v.object({ decision: v.literal('start_checks') }),
  /** From vetting; after a pause; or with a new date for a check that ends. */
  v.object({ decision: v.literal('approve'), checkedUntilOn: day() }),
  v.object({ decision: v.literal('decline'), reason: choice(declineReasons) }),
  /** Without `stepBack` the visits already promised stay promised. */
  v.object({ decision: v.literal('pause'), stepBack: flag() }),
])
type Decided = v.InferOutput<typeof VetBuddy>
export type VetRefusal = 'no_such_buddy' | 'not_in_this_state' | 'check_date' | 'account_taken'

/** A coordinator's decision about a buddy. Visits that they may not make any more are wanted again, and link workers are told. */
export async function vetBuddy(
  ctx: Ctx,
  permit: Permit<'buddy.vet'>,
  input: Decided & { buddyId: string },
): Promise<Result<{ id: string; status: BuddyStatus; visitsFreed: number }, VetRefusal>> {
  const { db, now, place } = ctx
  return again(async () => {
    const [[buddy], visits, workers] = await db.batch([
      buddyById(db, input.buddyId),
      promisedVisits(db, input.buddyId, now),
      workersOf(db, teamsOfBuddy(input.buddyId)),
    ])
    if (!buddy) return no('no_such_buddy')
    const to = decidedAs[input.decision]
    if (!canBecome(buddy.status, to)) return no('not_in_this_state')
    if (input.decision === 'approve' && !isCheckDate(input.checkedUntilOn, localDay(now, place.timeZone))) return no('check_date')

    const lost = visits.filter((visit) => losesVisit(input, visit.startsAt, place.timeZone))
    const { refusedBy } = await commit(
      db,
      ['stepTaken', 'emailTaken', 'isBuddyAlready'],
      [
        ...(await statementsFor(ctx, permit.actor, buddy, input, lost.length > 0)),
        ...lost.flatMap((visit) =>
          takeFromBuddy(ctx, permit.actor, visit, { why: freedBy[input.decision], alarms: answerable(visit, workers) }),
        ),
      ],
    )
    if (refusedBy === 'isBuddyAlready') return no('account_taken')
    if (refusedBy) return moved
    return ok({ id: buddy.id, status: to, visitsFreed: lost.length })
  })
}

const freedBy = {
  start_checks: 'buddy_not_checked',
  approve: 'buddy_approved',
  decline: 'buddy_declined',
  pause: 'buddy_paused',
} as const satisfies Record<Decided['decision'], FreedWhy>

/** Whether a visit that the buddy has promised falls away with a decision. */
function losesVisit(decided: Decided, startsAt: number, zone: string): boolean {
  if (decided.decision === 'approve') return !isCheckedOn(decided, startsAt, zone)
  return decided.decision === 'decline' || (decided.decision === 'pause' && decided.stepBack)
}

/** Whoever loses visits is told why by the letter that takes them back. */
async function statementsFor(ctx: Ctx, actor: Actor, buddy: BuddyRow, decided: Decided, losesVisits: boolean): Promise<Statement[]> {
  const to = decidedAs[decided.decision]
  const change = { action: `buddy.${decided.decision}`, to }
  switch (decided.decision) {
    case 'start_checks':
      return [
        ...changeBuddy(ctx, actor, buddy, { ...change, set: { declineReason: null } }),
        plan(ctx, { kind: 'buddy.checks_asked', ...toBuddy(ctx, buddy) }),
      ]
    case 'pause':
      return [
        ...changeBuddy(ctx, actor, buddy, {
          ...change,
          why: decided.stepBack ? 'steps_back_from_all' : undefined,
          set: { pausedBy: null },
        }),
        ...(losesVisits ? [] : [plan(ctx, { kind: 'buddy.paused', ...toBuddy(ctx, buddy) })]),
      ]
    case 'decline':
      return [
        ...changeBuddy(ctx, actor, buddy, { ...change, why: decided.reason, set: { declineReason: decided.reason } }),
        ...(buddy.userId ? [leaveHub(ctx, buddy.userId, buddy.hubId)] : []),
        plan(ctx, { kind: 'buddy.declined', ...toBuddy(ctx, buddy) }),
      ]
    case 'approve':
      return approval(ctx, actor, buddy, decided.checkedUntilOn)
  }
}

/** The account, if the address has none yet, and the membership through which they may claim visits. */
async function approval(ctx: Ctx, actor: Actor, buddy: BuddyRow, checkedUntilOn: string): Promise<Statement[]> {
  const { db, vault } = ctx
  const [known] = buddy.userId ? [{ id: buddy.userId }] : await userByEmail(db, buddy.emailIndex)
  const userId = known?.id ?? ctx.newId()
  const address = await vault.open(buddy.email, { column: 'buddies.email', rowId: buddy.id })
  const account = {
    id: userId,
    name: buddy.name,
    email: await vault.seal(address, { column: 'users.email', rowId: userId }),
    emailIndex: buddy.emailIndex,
    locale: buddy.locale,
    createdAt: ctx.now,
  }
  const isNew = buddy.status === 'vetting'
  return [
    ...(known ? [] : [insertUser(ctx, account)]),
    ...changeBuddy(ctx, actor, buddy, {
      action: 'buddy.approve',
      to: 'approved',
      why: checkedUntilOn,
      set: { userId, checkedUntilOn, declineReason: null, pausedBy: null },
    }),
    joinHub(ctx, userId, buddy.hubId),
    plan(ctx, { kind: isNew ? 'buddy.approved' : 'buddy.resumed', ...toBuddy(ctx, buddy) }),
  ]
}

const toBuddy = (ctx: Ctx, buddy: BuddyRow) => ({
  recipientId: buddy.id,
  subjectId: buddy.id,
  about: buddy.step + 1,
  usefulUntil: ctx.now + days(14),
})

/** Buddies whose check has run out may not go out any more: their visits ahead are wanted again, and link workers are told. */
export async function expireChecks(
  ctx: Ctx,
  permit: Permit<'work.scheduled'>,
): Promise<{ expired: number; visitsFreed: number; checks_ending: number }> {
  const { db, now, place } = ctx
  const today = localDay(now, place.timeZone)
  const clocks = { zone: place.timeZone, quiet: { from: place.quietFrom, until: place.quietUntil } }
  const told = await planEach(ctx, endsOfChecks(remindersOfChecks(now, clocks)))
  const counts = { expired: 0, visitsFreed: 0, checks_ending: told.length }
  for (const { id } of await checksRunOut(db, today, 100)) {
    const freed = await again(async () => {
      const [[buddy], visits, workers] = await db.batch([buddyById(db, id), promisedVisits(db, id, now), workersOf(db, teamsOfBuddy(id))])
      // Renewed a moment ago.
      if (!buddy || !canBecome(buddy.status, 'expired') || (buddy.checkedUntilOn ?? '') >= today) return undefined
      const { refusedBy } = await commit(
        db,
        ['stepTaken'],
        [
          ...changeBuddy(ctx, permit.actor, buddy, { action: 'buddy.expire', to: 'expired' }),
          ...(visits.length > 0 ? [] : [plan(ctx, { kind: 'buddy.check_expired', ...toBuddy(ctx, buddy) })]),
          ...visits.flatMap((visit) =>
            takeFromBuddy(ctx, permit.actor, visit, { why: 'buddy_expired', alarms: answerable(visit, workers) }),
          ),
        ],
      )
      return refusedBy ? moved : visits.length
    })
    if (freed === undefined) continue
    counts.expired += 1
    counts.visitsFreed += freed
  }
  return counts
}

export type Buddies = Awaited<ReturnType<typeof listBuddies>>

/** Buddies in one state, and how many there are in each. */
export async function listBuddies(ctx: Ctx, _: Permit<'buddy.vet'>, filter: { status: BuddyStatus; before?: string | undefined }) {
  const [rows, counts] = await ctx.db.batch([buddiesWith(ctx.db, filter.status, filter.before), countsByStatus(ctx.db)])
  const buddies = rows.slice(0, buddiesAtOnce)
  return {
    buddies,
    counts: Object.fromEntries(counts.map(({ status, count }) => [status, count])) as Partial<Record<BuddyStatus, number>>,
    next: rows.length > buddiesAtOnce ? buddies.at(-1)?.id : undefined,
  }
}

export type BuddyRecord = Omit<BuddyRow, 'email' | 'phone' | 'about' | 'emailIndex'> & {
  email: string
  phone: string
  about: string
  visitsAhead: number
}

/** One buddy with what they wrote and how to reach them, for the coordinator who vets them; that it was read is on record. */
export async function seeBuddy(ctx: Ctx, permit: Permit<'buddy.vet'>, buddyId: string): Promise<BuddyRecord | undefined> {
  const { db, vault } = ctx
  const [[buddy], [ahead]] = await db.batch([buddyById(db, buddyId), visitsAhead(db, buddyId, ctx.now)])
  if (!buddy) return undefined
  await commit(db, [], [record(ctx, permit.actor, { action: 'buddy.read', subjectKind: 'buddy', subjectId: buddy.id, orgId: buddy.hubId })])
  const open = (column: 'email' | 'phone' | 'about') => vault.open(buddy[column], { column: `buddies.${column}`, rowId: buddy.id })
  const { emailIndex: _, ...row } = buddy
  return { ...row, email: await open('email'), phone: await open('phone'), about: await open('about'), visitsAhead: ahead?.count ?? 0 }
}

/** What of the buddies needs the coordinator today: applications to look at, and checks that run out soon. */
export async function buddiesNeedingCoordinator(ctx: Ctx, _: Permit<'buddy.vet'>) {
  const soon = addDays(localDay(ctx.now, ctx.place.timeZone), checkEndsSoonDays)
  const [applied, vetting, ending] = await ctx.db.batch([
    buddiesWith(ctx.db, 'applied', undefined),
    buddiesWith(ctx.db, 'vetting', undefined),
    checksEnding(ctx.db, soon, 10),
  ])
  return { applied, vetting, ending }
}

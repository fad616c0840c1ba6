import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import type { Statement } from '../../db/connect.ts'
import { flag } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { handOver } from '../../messages/queries.ts'
import { endSignInsOf } from '../../sign-in/queries.ts'
import {
  answerable,
  buddyOfUser,
  promisedVisits,
  takeFromBuddy,
  teamsOfBuddy,
  type VisitFacts,
  type Member as Worker,
  workersOf,
} from '../../visits/queries.ts'
import { organisationIn } from '../queries.ts'
import { type MemberRefusal, removalRefusal } from '../rules.ts'
import { activeCoordinators, coordinatorSteps, deleteMembership, memberIn, officeOf, setDisabled, setLead } from './queries.ts'

type Member = { organisationId: string; userId: string }

/** One member of an organisation, for the page that asks before anything is taken away. */
export async function openMember(ctx: Ctx, _permit: Permit<'organisation.manage'>, { organisationId, userId }: Member) {
  const [[organisation], [member]] = await ctx.db.batch([organisationIn(ctx.db, organisationId), memberIn(ctx.db, organisationId, userId)])
  if (!organisation || !member) return undefined
  const email = await ctx.vault.open(member.email, { column: 'users.email', rowId: member.id })
  return { organisation, member: { ...member, email } }
}

/**
 * Takes a membership away; what it allowed is gone from the person's next request on. What a buddy has promised is given back, and
 * what a link worker was about to hear goes to their team.
 */
export function removeMember(
  ctx: Ctx,
  permit: Permit<'organisation.manage'>,
  { organisationId, userId }: Member,
): Promise<Result<undefined, MemberRefusal>> {
  return again(async () => {
    const [[member], [coordinators], [steps], ...promised] = await ctx.db.batch([
      memberIn(ctx.db, organisationId, userId),
      activeCoordinators(ctx.db),
      coordinatorSteps(ctx.db),
      ...promisedBy(ctx, buddyOfUser(userId, organisationId)),
    ])
    const refusal = removalRefusal(member, { actorId: permit.actor.id, coordinators: coordinators?.n ?? 0 })
    if (refusal || !member) return no(refusal ?? 'no_such_member')
    const { refusedBy } = await commit(
      ctx.db,
      ['stepTaken'],
      [
        deleteMembership(ctx, member.orgId, userId),
        record(ctx, permit.actor, {
          action: 'member.remove',
          subjectKind: 'organisation',
          subjectId: member.orgId,
          orgId: member.orgId,
          from: member.role,
          to: userId,
        }),
        ...(member.role === 'coordinator' ? [oneCoordinatorLess(ctx, permit, steps?.step)] : []),
        ...giveBack(ctx, permit, promised),
        handOver(ctx, userId, member.orgId),
      ],
    )
    return refusedBy ? moved : ok(undefined)
  })
}

/**
 * Ends every sign-in of a user and lets them make no new one, in any organisation. What a buddy has promised is given back, and what
 * a link worker was about to hear goes to their teams.
 */
export function disableUser(
  ctx: Ctx,
  permit: Permit<'organisation.manage'>,
  { organisationId, userId }: Member,
): Promise<Result<undefined, MemberRefusal>> {
  return again(async () => {
    const [[member], [coordinators], [steps], [office], ...promised] = await ctx.db.batch([
      memberIn(ctx.db, organisationId, userId),
      activeCoordinators(ctx.db),
      coordinatorSteps(ctx.db),
      officeOf(ctx.db, userId),
      ...promisedBy(ctx, buddyOfUser(userId)),
    ])
    const asHeld = member && { id: member.id, disabledAt: member.disabledAt, role: office ? 'coordinator' : member.role }
    const refusal = removalRefusal(asHeld, { actorId: permit.actor.id, coordinators: coordinators?.n ?? 0 })
    if (refusal || !member) return no(refusal ?? 'no_such_member')
    const { refusedBy } = await commit(
      ctx.db,
      ['stepTaken'],
      [
        setDisabled(ctx, userId, ctx.now),
        endSignInsOf(ctx, userId),
        record(ctx, permit.actor, { action: 'user.disable', subjectKind: 'user', subjectId: userId, orgId: member.orgId }),
        ...(office ? [oneCoordinatorLess(ctx, permit, steps?.step)] : []),
        ...giveBack(ctx, permit, promised),
        handOver(ctx, userId),
      ],
    )
    return refusedBy ? moved : ok(undefined)
  })
}

/** Lets a disabled user sign in again. */
export async function enableUser(
  ctx: Ctx,
  permit: Permit<'organisation.manage'>,
  { organisationId, userId }: Member,
): Promise<Result<undefined, MemberRefusal>> {
  const [member] = await memberIn(ctx.db, organisationId, userId)
  if (!member) return no('no_such_member')
  await commit(
    ctx.db,
    [],
    [
      setDisabled(ctx, userId, null),
      record(ctx, permit.actor, { action: 'user.enable', subjectKind: 'user', subjectId: userId, orgId: member.orgId }),
    ],
  )
  return ok(undefined)
}

export const SetLead = v.object({ isLead: flag() })

/** Lets a link worker lead their team, or no longer; it holds from their next request on. */
export async function setTeamLead(
  ctx: Ctx,
  permit: Permit<'organisation.manage'>,
  { organisationId, userId, isLead }: Member & { isLead: boolean },
): Promise<Result<undefined, 'no_such_member' | 'not_a_link_worker'>> {
  const [member] = await memberIn(ctx.db, organisationId, userId)
  if (!member) return no('no_such_member')
  if (member.role !== 'link_worker') return no('not_a_link_worker')
  if (member.isLead === isLead) return ok(undefined)
  await commit(
    ctx.db,
    [],
    [
      setLead(ctx, member.orgId, userId, isLead),
      record(ctx, permit.actor, {
        action: isLead ? 'member.lead' : 'member.lead_no_more',
        subjectKind: 'user',
        subjectId: userId,
        orgId: member.orgId,
      }),
    ],
  )
  return ok(undefined)
}

// Two coordinators who remove each other at the same moment start from the same step, and one of them is refused.
const oneCoordinatorLess = (ctx: Ctx, permit: Permit, step: number | null | undefined): Statement =>
  record(ctx, permit.actor, { action: 'place.coordinator_less', subjectKind: 'place', subjectId: 'place', step: (step ?? 0) + 1 })

/** The visits that a buddy has promised, and who answers for their persons; nothing of anybody else. */
const promisedBy = (ctx: Ctx, buddyId: ReturnType<typeof buddyOfUser>) =>
  [promisedVisits(ctx.db, buddyId, ctx.now), workersOf(ctx.db, teamsOfBuddy(buddyId))] as const

// Else somebody new is told of a buddy who does not come, and the buddy is reminded of a person whom they may not meet.
const giveBack = (ctx: Ctx, permit: Permit, [visits, workers]: readonly [readonly VisitFacts[], readonly Worker[]]): Statement[] =>
  visits.flatMap((visit) => takeFromBuddy(ctx, permit.actor, visit, { why: 'buddy_stopped', alarms: answerable(visit, workers) }))

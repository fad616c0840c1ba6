import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { days } from '../../lib/time.ts'
import { plan } from '../../messages/queries.ts'
import { moveReferral, referralIn, stepReferral } from '../../referrals/queries.ts'
import { canBecome, isOpen, lateBecause } from '../../referrals/rules.ts'
import { openFields, recordReads } from '../queries.ts'
import type { AssignReferral, View, Whose } from './inputs.ts'
import { type After, assignPerson, caseloads, listReferrals, pageSize, peopleOnPage, personReferred, waitingFigures } from './queries.ts'

export type InboxItem = Omit<Awaited<ReturnType<typeof listReferrals>>[number], 'preferredName'> & {
  preferredName: string
  late: ReturnType<typeof lateBecause>
}
export type Figures = { waiting: number; late: number; untaken: number; mine: number }
export type Inbox = { referrals: InboxItem[]; next: string | undefined; figures: Figures }

/** The referrals of own teams: what is late first, then by when it is due. Whoever is shown is on the audit log as read. */
export async function openInbox(
  ctx: Ctx,
  permit: Permit<'referral.see'>,
  { view = 'received', whose = 'all', after }: { view?: View; whose?: Whose; after?: string | undefined } = {},
): Promise<Inbox> {
  const range = { teams: permit.orgs, view, whose, userId: permit.actor.id, after: readAfter(after) }
  const [rows, , [figures]] = await ctx.db.batch([
    listReferrals(ctx.db, range),
    recordReads(ctx, permit.actor, 'inbox', peopleOnPage(ctx.db, range), pageSize) as never,
    waitingFigures(ctx.db, permit.orgs, permit.actor.id, ctx.now),
  ])
  const referrals = await Promise.all(
    rows.map(async (row) => ({
      ...row,
      ...(await openFields(ctx.vault, { id: row.personId, preferredName: row.preferredName }, ['preferredName'])),
      late: lateBecause(row, ctx.now),
    })),
  )
  const last = rows.at(-1)
  const next = rows.length === pageSize && last ? `${view === 'ended' ? last.receivedAt : last.contactDueAt}_${last.id}` : undefined
  return { referrals, next, figures: figures ?? { waiting: 0, late: 0, untaken: 0, mine: 0 } }
}

function readAfter(text: string | undefined): After | undefined {
  const [, at, id] = /^(\d{1,15})_([0-9a-f-]{36})$/.exec(text ?? '') ?? []
  return at && id ? { at: Number(at), id } : undefined
}

export type AssignRefusal = 'no_such_referral' | 'no_such_link_worker' | 'ended'

/**
 * Gives a referral, and its person, to a link worker of its team: oneself, a colleague, or, without `linkWorkerId`, back to the
 * whole team. Giving somebody what they have already changes nothing.
 */
export async function assignReferral(
  ctx: Ctx,
  permit: Permit<'referral.manage'>,
  { referralId, linkWorkerId, reason = '' }: Omit<AssignReferral, 'reason'> & { reason?: AssignReferral['reason']; referralId: string },
): Promise<Result<{ id: string; assignedTo: string | null }, AssignRefusal>> {
  return again(async () => {
    const [[referral], [person], workers] = await ctx.db.batch([
      referralIn(ctx.db, permit.orgs, referralId),
      personReferred(ctx.db, permit.orgs, referralId),
      caseloads(ctx.db, permit.orgs),
    ])
    if (!referral || !person) return no('no_such_referral')
    if (!isOpen(referral.status)) return no('ended')
    const to = linkWorkerId ?? null
    if (to !== null && !workers.some(({ id, teamId }) => id === to && teamId === referral.teamId)) return no('no_such_link_worker')
    if (referral.assignedTo === to) return ok({ id: referral.id, assignedTo: to })

    const isTold = to !== null && to !== permit.actor.id
    const { refusedBy } = await commit(
      ctx.db,
      ['stepTaken'],
      [
        ...stepReferral(
          ctx,
          permit.actor,
          referral,
          { action: 'referral.assigned', why: reason || (to === permit.actor.id ? 'taken' : to === null ? 'put_back' : undefined) },
          { assignedTo: to },
        ),
        record(ctx, permit.actor, {
          action: 'person.assigned',
          subjectKind: 'person',
          subjectId: person.id,
          step: person.step + 1,
          personId: person.id,
          orgId: person.teamId,
        }),
        assignPerson(ctx.db, person.id, { linkWorkerId: to ?? '', step: person.step + 1 }),
        ...(isTold
          ? [
              plan(ctx, {
                kind: 'team.referral_assigned',
                recipientId: to,
                subjectId: referral.id,
                about: referral.step + 1,
                usefulUntil: ctx.now + days(2),
              }),
            ]
          : []),
      ],
    )
    return refusedBy ? moved : ok({ id: referral.id, assignedTo: to })
  })
}

export type MoveRefusal = 'no_such_referral' | 'not_now'

/** The link worker has spoken with the person. Once they have, saying so again changes nothing. */
export const recordFirstContact = (ctx: Ctx, permit: Permit<'referral.manage'>, referralId: string) =>
  moveOn(ctx, permit, referralId, 'contacted')

/** They have agreed on what to do: the support begins. */
export const startSupport = (ctx: Ctx, permit: Permit<'referral.manage'>, referralId: string) =>
  moveOn(ctx, permit, referralId, 'supporting')

/** Whoever moves on what nobody took has taken it. */
function moveOn(
  ctx: Ctx,
  permit: Permit<'referral.manage'>,
  referralId: string,
  to: 'contacted' | 'supporting',
): Promise<Result<{ id: string; status: string }, MoveRefusal>> {
  return again(async () => {
    const [[referral], [person]] = await ctx.db.batch([
      referralIn(ctx.db, permit.orgs, referralId),
      personReferred(ctx.db, permit.orgs, referralId),
    ])
    if (!referral || !person) return no('no_such_referral')
    if (referral.status === to) return ok({ id: referral.id, status: to })
    if (!canBecome(referral.status, to)) return no('not_now')
    const isTaken = referral.assignedTo !== null || permit.actor.kind !== 'user'
    const { refusedBy } = await commit(
      ctx.db,
      ['stepTaken'],
      [
        ...moveReferral(ctx, permit.actor, referral, to, { set: isTaken ? {} : { assignedTo: permit.actor.id } }),
        ...(isTaken || person.linkWorkerId !== ''
          ? []
          : [
              record(ctx, permit.actor, {
                action: 'person.assigned',
                subjectKind: 'person',
                subjectId: person.id,
                step: person.step + 1,
                personId: person.id,
                orgId: person.teamId,
                why: 'taken',
              }),
              assignPerson(ctx.db, person.id, { linkWorkerId: permit.actor.id, step: person.step + 1 }),
            ]),
      ],
    )
    return refusedBy ? moved : ok({ id: referral.id, status: to })
  })
}

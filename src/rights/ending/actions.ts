import type { Actor, OrgId } from '../../access/actor.ts'
import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import type { Statement } from '../../db/connect.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { openFields, recordReads } from '../../people/queries.ts'
import { moveReferral, referralStates, sealReferral } from '../../referrals/queries.ts'
import {
  canBecome,
  type EndedStatus,
  type EndReason,
  type EndRefusal,
  endedStatuses,
  endingFor,
  endRefusal,
  isOpen,
  isUnmetNeed,
  shortReference,
} from '../../referrals/rules.ts'
import { noteUnmetNeed } from '../../unmet-needs/queries.ts'
import { among } from '../queries.ts'
import { cancelMessagesTo, leave, loseQuestionnaires } from '../withdrawal/queries.ts'
import type { EndReferral } from './inputs.ts'
import { closing, groupsToOffer, offerable, personToEnd, teamsToOffer } from './queries.ts'

/** What the form of an ending is made of. */
export type Endable = {
  id: string
  personId: string
  preferredName: string
  reference: string
  /** The ways in which it can end now; none for one that has ended. */
  ways: EndedStatus[]
  tries: number
  /** Bookings that still lie ahead. */
  bookings: number
  /** Whether the referrer will read it: there is one, and the person agreed that they learn of the end. */
  isRead: boolean
  groups: { id: string; name: string; area: string; summary: string }[]
  teams: { id: string; name: string }[]
}

/** Opens whom it is about; the read is on the audit log. */
export async function openEnding(
  ctx: Ctx,
  permit: Permit<'referral.manage'>,
  referralId: string,
): Promise<Result<Endable, 'no_such_referral'>> {
  const { db, vault, now } = ctx
  const [[referral], , groups, teams] = await db.batch([
    closing(db, permit.orgs, referralId, now),
    recordReads(ctx, permit.actor, 'ending', personToEnd(permit.orgs, referralId)) as never,
    groupsToOffer(db, referralId),
    teamsToOffer(db, referralId),
  ])
  if (!referral) return no('no_such_referral')
  const { id, personId, status, tries, bookings, tells, hasReferrer } = referral
  return ok({
    ...{ id, personId, tries, bookings, groups, teams },
    preferredName: (await openFields(vault, { id: personId, preferredName: referral.preferredName }, ['preferredName'])).preferredName,
    reference: shortReference(id),
    ways: endedStatuses.filter((way) => canBecome(status, way)),
    isRead: Boolean(hasReferrer) && tells.includes('ended'),
  })
}

export type EndingRefusal = EndRefusal | 'no_such_referral' | 'no_such_offer'
export type Ended = { id: string; status: EndedStatus; reason: EndReason }

/**
 * Ends a referral for a reason that the referrer reads, with what else there is. Declining one offers something, and whoever
 * withdraws is not left with places that nobody will take.
 */
export function endReferral(
  ctx: Ctx,
  permit: Permit<'referral.manage'>,
  { referralId, reason, words, groupIds, teamIds }: EndReferral & { referralId: string },
): Promise<Result<Ended, EndingRefusal>> {
  const offers = [...new Set([...groupIds, ...teamIds])]
  const [openGroups, openTeams] = offerable(ctx.db, referralId, offers)
  return again(async () => {
    const [[referral], groups, teams] = await ctx.db.batch([closing(ctx.db, permit.orgs, referralId, ctx.now), openGroups, openTeams])
    if (!referral) return no('no_such_referral')
    if (groups.length + teams.length < offers.length) return no('no_such_offer')
    const refusal = endRefusal({ ...referral, reason, isOffering: offers.length > 0 || words !== '' })
    if (refusal) return no(refusal)

    const to = endingFor(reason)
    const others = reason === 'died' ? await referralStates(ctx.db, referral.personId) : []
    const { endWords } = await sealReferral(ctx.vault, referral.id, { endWords: words })
    const taken = referral.assignedTo === null && permit.actor.kind === 'user' ? { assignedTo: permit.actor.id } : {}
    const unmet = isUnmetNeed(reason) ? await noteUnmetNeed(ctx, { personId: referral.personId, cause: 'referral_declined' }) : []
    const { refusedBy } = await commit(
      ctx.db,
      ['stepTaken', 'triedTooLittle', 'bookedMeanwhile'],
      [
        ...unmet,
        ...moveReferral(ctx, permit.actor, referral, to, {
          why: reason,
          set: { endReason: reason, endWords, endOffers: offers, ...taken },
        }),
        ...(reason === 'died' ? leaveInPeace(ctx, permit.actor, referral, others) : []),
      ],
    )
    return refusedBy ? moved : ok({ id: referral.id, status: to, reason })
  })
}

type Died = { id: string; personId: string; teamId: OrgId; personStep: number; withdrawnAt: number | null }

/** Nothing is sent to somebody who has died, or to their carer, and nobody rings or asks; every other open referral ends with this one. */
const leaveInPeace = (ctx: Ctx, actor: Actor, died: Died, all: Awaited<ReturnType<typeof referralStates>>): Statement[] => {
  const { personId, teamId, personStep, withdrawnAt } = died
  const person = { id: personId, teamId, step: personStep }
  return [
    ...(withdrawnAt === null ? leave(ctx, actor, person, { action: 'person.died', known: [] }) : []),
    ...all
      .filter(({ id, status }) => id !== died.id && isOpen(status))
      .flatMap((other) => moveReferral(ctx, actor, other, 'withdrawn', { why: 'died', set: { endReason: 'died' } })),
    ...loseQuestionnaires(ctx, actor, among([personId]), 'consent_withdrawn'),
    cancelMessagesTo(ctx.db, among([personId]), 'no_longer_true'),
  ]
}

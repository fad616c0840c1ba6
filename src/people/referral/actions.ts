import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { openReferral, referralIn, referrerOf } from '../../referrals/queries.ts'
import { lateBecause, lightestCaseload } from '../../referrals/rules.ts'
import { merged, openCandidates } from '../actions.ts'
import { alikeTo, caseloads, personOfReferral, personReferred, stepsOf, triesOf } from '../inbox/queries.ts'
import { carerOf, openFields, recordReads } from '../queries.ts'

export type OpenedReferral = NonNullable<Awaited<ReturnType<typeof opened>>>

/** Everything about one referral of an own team, opened, with who may be the same person; the read is on the audit log. */
export async function openOneReferral(
  ctx: Ctx,
  permit: Permit<'referral.see' | 'referral.manage'>,
  { referralId, why }: { referralId: string; why: 'referral' | 'referral_api' },
): Promise<Result<OpenedReferral, 'no_such_referral'>> {
  const found = await opened(ctx, permit, referralId, why)
  return found ? ok(found) : no('no_such_referral')
}

async function opened(ctx: Ctx, permit: Permit<'referral.see' | 'referral.manage'>, referralId: string, why: string) {
  const { db, vault } = ctx
  const [byEmail, byPhone, byName] = alikeTo(db, permit.orgs, referralId)
  const [[referral], [person], , workers, steps, [tried], ...alike] = await db.batch([
    referralIn(db, permit.orgs, referralId),
    personReferred(db, permit.orgs, referralId),
    recordReads(ctx, permit.actor, why, personOfReferral(permit.orgs, referralId)) as never,
    caseloads(db, permit.orgs),
    stepsOf(db, referralId),
    triesOf(db, referralId),
    byEmail,
    byPhone,
    byName,
  ])
  if (!referral || !person) return undefined
  const ofPerson = ['name', 'preferredName', 'birthDate', 'email', 'phone', 'carer', 'consentWords'] as const
  const [{ carer, consentWords: personConsent, ...texts }, { referrer, ...words }, duplicates] = await Promise.all([
    openFields(vault, person, ofPerson),
    openReferral(vault, referral, ['story', 'referrer', 'consentBy', 'consentWords', 'endWords']),
    openCandidates(ctx, permit, merged(alike)),
  ])
  const team = workers.filter(({ teamId }) => teamId === referral.teamId)
  const { id, source, via, reasons, status, endReason, assignedTo, receivedAt, contactDueAt, answerDueAt } = referral
  return {
    ...{ id, source, via, reasons, status, endReason, assignedTo, receivedAt, contactDueAt, answerDueAt },
    contactedAt: referral.contactedAt,
    supportingAt: referral.supportingAt,
    endedAt: referral.endedAt,
    externalId: referral.externalId,
    tells: referral.tells,
    late: lateBecause(referral, ctx.now),
    story: words.story,
    endWords: words.endWords,
    referrer: referrerOf(referrer),
    consent: { at: referral.consentAt, by: words.consentBy, words: words.consentWords || personConsent },
    person: {
      ...{ id: person.id, ...texts, carer: carerOf(carer) },
      ...{ reachBy: person.reachBy, language: person.language, area: person.area },
      ...{ accessNeeds: person.accessNeeds, sharesAccessNeeds: person.sharesAccessNeeds },
    },
    linkWorkers: team,
    suggested: lightestCaseload(team)?.id ?? null,
    tries: tried?.tries ?? 0,
    duplicates,
    steps: steps.filter(({ action }) => action.startsWith('referral.')),
  }
}

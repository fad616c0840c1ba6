import * as v from 'valibot'
import type { Permit } from '../access/permit.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import { again, commit, moved } from '../db/commit.ts'
import { uuid } from '../lib/inputs.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { carerOf, openFields, type PersonRow, personIn, recordReadsOf, updatePerson } from '../people/queries.ts'
import { nameAndBirth, whomToRing } from '../people/rules.ts'
import { keepConsent, referralsOf, sealReferral, stepReferral } from '../referrals/queries.ts'
import { isOpen } from '../referrals/rules.ts'
import { moveUnmetNeeds } from '../unmet-needs/queries.ts'
import { emptyInto, liveOf, moveEverything, moveProfile, profileOf, settleShared, sharedBookings, stepBookings } from './queries.ts'
import { agreesThere, earliest, sharesBoth, together, union } from './rules.ts'

export const MergePeople = v.object({ intoId: uuid() })
export type MergeRefusal = 'no_such_person' | 'no_such_other' | 'same_record' | 'other_team' | 'same_session' | 'one_withdrew'

/**
 * Two records are one person: everything of the first moves to the other in one batch, and the first is empty from then on. Refused
 * while both have a place in the same session ahead, for one of the two places has to be given back first; of one that is over, or
 * under way, the booking that says less is cancelled with it.
 */
export async function mergePeople(
  ctx: Ctx,
  permit: Permit<'person.manage'>,
  { personId, intoId }: { personId: string; intoId: string },
): Promise<Result<{ id: string }, MergeRefusal>> {
  return again(async () => {
    const { db, vault } = ctx
    const [[goes], [stays], shared, [goingProfile], [stayingProfile], referrals, own] = await db.batch([
      personIn(db, permit.orgs, personId),
      personIn(db, permit.orgs, intoId),
      sharedBookings(db, personId, intoId, ctx.now),
      profileOf(db, personId),
      profileOf(db, intoId),
      referralsOf(db, personId),
      referralsOf(db, intoId),
    ])
    if (!goes) return no('no_such_person')
    if (!stays) return no('no_such_other')
    if (goes.id === stays.id) return no('same_record')
    if (goes.teamId !== stays.teamId) return no('other_team')
    if (shared.some(({ isAhead }) => isAhead)) return no('same_session')
    // Their consent would be gone, and what they are booked into would stand: taking it back on the other record ends that first.
    if ((goes.withdrawnAt === null) !== (stays.withdrawnAt === null)) return no('one_withdrew')

    const { consentWords } = await openFields(vault, goes, ['consentWords'])
    const unsaid = referrals.filter((one) => one.consentWords === null)
    const sealed = await Promise.all(unsaid.map(({ id }) => sealReferral(vault, id, { consentWords })))
    const linkWorkerId = stays.linkWorkerId || goes.linkWorkerId
    const about = { personId: stays.id, orgId: stays.teamId, why: 'merged' }
    const { refusedBy } = await commit(
      db,
      ['stepTaken', 'alreadyBooked'],
      [
        record(ctx, permit.actor, {
          action: 'person.merged_away',
          subjectKind: 'person',
          subjectId: goes.id,
          step: goes.step + 1,
          to: stays.id,
          ...about,
        }),
        record(ctx, permit.actor, {
          action: 'person.merged',
          subjectKind: 'person',
          subjectId: stays.id,
          step: stays.step + 1,
          from: goes.id,
          ...about,
        }),
        ...settleShared(ctx, permit.actor, shared, stays.id),
        ...stepBookings(ctx, permit.actor, liveOf(goes.id)),
        ...moveEverything(db, goes.id, stays.id),
        ...(await moveUnmetNeeds(ctx, goes.id, stays.id)),
        ...(goingProfile ? await moveProfile(db, vault, goingProfile, stayingProfile, stays.id) : []),
        ...unsaid.map(({ id }, at) => keepConsent(db, id, sealed[at]?.consentWords ?? null)),
        // Their open referrals are with whoever looks after the person, and so is what nobody had taken.
        ...[...referrals, ...own.filter(({ assignedTo }) => linkWorkerId !== '' && assignedTo === null)]
          .filter(({ status }) => isOpen(status))
          .flatMap((one) =>
            stepReferral(ctx, permit.actor, one, { action: 'referral.assigned', why: 'merged' }, { assignedTo: linkWorkerId || null }),
          ),
        updatePerson(db, stays.id, { ...(await knownTogether(ctx, stays, goes)), linkWorkerId, step: stays.step + 1 }),
        ...(await emptyInto(db, vault, goes, stays.id)),
      ],
    )
    return refusedBy ? moved : ok({ id: stays.id })
  })
}

async function knownTogether({ vault }: Ctx, stays: PersonRow, goes: PersonRow) {
  const fields = ['preferredName', 'name', 'birthDate', 'email', 'phone', 'carer', 'notes'] as const
  const [ours, theirs] = [await openFields(vault, stays, fields), await openFields(vault, goes, fields)]
  const known = together(ours, theirs)
  const ring = whomToRing({ reachBy: stays.reachBy, phone: known.phone, carer: carerOf(known.carer) })
  const seal = (column: string, text: string) => (text ? vault.seal(text, { column: `people.${column}`, rowId: stays.id }) : null)
  const nameBirth = nameAndBirth(known.name, known.birthDate || undefined)
  return {
    birthDate: await seal('birth_date', known.birthDate),
    email: await seal('email', known.email),
    phone: await seal('phone', known.phone),
    carer: await seal('carer', known.carer),
    notes: await seal('notes', known.notes),
    emailIndex: known.email ? await vault.index('email', known.email) : null,
    phoneIndex: known.phone ? await vault.index('phone', known.phone) : null,
    nameBirthIndex: nameBirth ? await vault.index('name_birth', nameBirth) : null,
    agreesToWhatsapp: agreesThere({ ...stays, ...ours }, { ...goes, ...theirs }, ring.carer ? 'carer' : 'phone'),
    area: stays.area || goes.area,
    accessNeeds: union(stays.accessNeeds, goes.accessNeeds),
    sharesAccessNeeds: sharesBoth(stays, goes),
    remindersStoppedAt: earliest(stays.remindersStoppedAt, goes.remindersStoppedAt),
    surveysStoppedAt: earliest(stays.surveysStoppedAt, goes.surveysStoppedAt),
    wellbeingStoppedAt: earliest(stays.wellbeingStoppedAt, goes.wellbeingStoppedAt),
    visitsStoppedAt: earliest(stays.visitsStoppedAt, goes.visitsStoppedAt),
    withdrawnAt: earliest(stays.withdrawnAt, goes.withdrawnAt),
  }
}

export type SideBySide = { from: Side; into: Side }
type Side = Pick<PersonRow, 'id' | 'area' | 'createdAt'> & {
  name: string
  preferredName: string
  birthDate: string
  email: string
  phone: string
}

/** The two records beside each other, before anybody decides. Both reads are on the audit log. */
export async function compareToMerge(
  ctx: Ctx,
  permit: Permit<'person.manage'>,
  { personId, intoId }: { personId: string; intoId: string },
): Promise<Result<SideBySide, 'no_such_person'>> {
  const [[from], [into]] = await ctx.db.batch([personIn(ctx.db, permit.orgs, personId), personIn(ctx.db, permit.orgs, intoId)])
  if (!from || !into || from.id === into.id || from.teamId !== into.teamId) return no('no_such_person')
  await commit(ctx.db, [], [recordReadsOf(ctx, permit.actor, 'may_be_the_same', [from.id, into.id])])
  const side = async (row: PersonRow): Promise<Side> => ({
    ...{ id: row.id, area: row.area, createdAt: row.createdAt },
    ...(await openFields(ctx.vault, row, ['name', 'preferredName', 'birthDate', 'email', 'phone'])),
  })
  return ok({ from: await side(from), into: await side(into) })
}

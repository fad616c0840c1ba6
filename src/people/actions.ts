import type { OrgId } from '../access/actor.ts'
import type { Permit } from '../access/permit.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import type { Locale } from '../lib/dates.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { localDay, startOfDay } from '../lib/time.ts'
import { sendToNewAddress } from '../messages/mending/queries.ts'
import { insertReferral, referralStates, sealReferral, stepReferral } from '../referrals/queries.ts'
import { isOpen } from '../referrals/rules.ts'
import { changedFields } from './corrections/rules.ts'
import type { AddPerson, Details, EditPerson } from './inputs.ts'
import {
  indexesOf,
  insertPerson,
  type LookAlike,
  linkWorkersOf,
  lookAlikes,
  openFields,
  personIn,
  recordReadsOf,
  sealedColumns,
  updatePerson,
} from './queries.ts'

export type Candidate = {
  id: string
  preferredName: string
  area: string
  createdAt: number
  alike: ('email' | 'phone' | 'name_and_birth_date')[]
}

export type AddPersonRefusal = 'no_such_team' | 'no_such_link_worker' | 'id_taken'
export type Added = Result<{ id: string }, AddPersonRefusal> | { ok: false; reason: 'may_be_the_same'; candidates: Candidate[] }

/**
 * Adds a referred person, with their referral, to a team of the permit's holder. Refuses once with `may_be_the_same` and whom it found in that team,
 * unless `evenIfDuplicate`. The same `id` again adds nobody and answers like the first time.
 */
export async function addPerson(ctx: Ctx, permit: Permit<'person.manage'>, input: AddPerson): Promise<Added> {
  const teamId = teamFor(permit, input.teamId)
  if (!teamId) return no('no_such_team')
  const id = input.id ?? ctx.newId()
  const indexes = await indexesOf(ctx.vault, input)

  const [[same], linkWorkers, ...alike] = await ctx.db.batch([
    personIn(ctx.db, permit.orgs, id),
    linkWorkersOf(ctx.db, [teamId]),
    ...lookAlikes(ctx.db, teamId, indexes),
  ])
  if (same) return ok({ id })
  const linkWorkerId = input.linkWorkerId ?? (permit.actor.kind === 'user' ? permit.actor.id : undefined)
  if (!linkWorkerId || !linkWorkers.some((one) => one.id === linkWorkerId)) return no('no_such_link_worker')
  const candidates = input.evenIfDuplicate ? [] : merged(alike)
  if (candidates.length > 0) return { ok: false, reason: 'may_be_the_same', candidates: await openCandidates(ctx, permit, candidates) }

  const { refusedBy } = await commit(
    ctx.db,
    ['stepTaken'],
    [
      record(ctx, permit.actor, { action: 'person.add', subjectKind: 'person', subjectId: id, step: 1, personId: id, orgId: teamId }),
      insertPerson(ctx.db, {
        id,
        teamId,
        linkWorkerId,
        ...(await sealedColumns(ctx.vault, id, input)),
        ...openColumns(input),
        consentAt: consentInstant(ctx, input.consentOn),
        consentBy: permit.actor.id,
        step: 1,
        createdAt: ctx.now,
      }),
      ...(await referralOf(ctx, permit, { ...input, id, teamId, linkWorkerId })),
    ],
  )
  if (!refusedBy) return ok({ id })
  // The twin of a double click got there first, or the id belongs to something that this team cannot see.
  const [twin] = await personIn(ctx.db, permit.orgs, id)
  return twin ? ok({ id }) : no('id_taken')
}

/** What brought the person here. Whoever adds them writes down what was agreed, so the referral points to the person's own consent. */
async function referralOf(
  ctx: Ctx,
  permit: Permit,
  input: Omit<AddPerson, 'id' | 'teamId'> & { id: string; teamId: OrgId; linkWorkerId: string },
) {
  const id = ctx.newId()
  const hasSpoken = input.hasSpoken === 'yes'
  return insertReferral(ctx, permit.actor, {
    id,
    teamId: input.teamId,
    personId: input.id,
    source: input.source,
    via: 'link_worker',
    reasons: input.reasons,
    ...(await sealReferral(ctx.vault, id, { story: input.story, referrer: referrerText(input, ctx.place.locale) })),
    consentAt: consentInstant(ctx, input.consentOn),
    tells: input.tells,
    status: hasSpoken ? 'contacted' : 'received',
    contactedAt: hasSpoken ? ctx.now : null,
    assignedTo: input.linkWorkerId,
    sentBy: permit.actor.id,
  })
}

type TypedReferrer = Pick<AddPerson, 'referrerName' | 'referrerJob' | 'referrerOrganisation' | 'referrerEmail' | 'referrerPhone'>

/** The referrer as they are sealed; '' when nobody stands between the person and the team. */
export const referrerText = (typed: TypedReferrer, locale: Locale): string => {
  const { referrerName: name, referrerJob: job, referrerOrganisation: organisation, referrerEmail = '', referrerPhone = '' } = typed
  const isSomebody = name || job || organisation || referrerEmail || referrerPhone
  return isSomebody ? JSON.stringify({ name, job, organisation, email: referrerEmail, phone: referrerPhone, locale }) : ''
}

export type EditPersonRefusal = 'no_such_person' | 'no_such_link_worker' | 'changed_meanwhile'

/** Replaces what is known about a person, sealing all of it anew. With `step`, a change by somebody else since then refuses it. */
export async function editPerson(
  ctx: Ctx,
  permit: Permit<'person.manage'>,
  { personId, ...input }: EditPerson & { personId: string },
): Promise<Result<{ id: string; step: number }, EditPersonRefusal>> {
  const [[person], linkWorkers, referrals] = await ctx.db.batch([
    personIn(ctx.db, permit.orgs, personId),
    linkWorkersOf(ctx.db, permit.orgs),
    referralStates(ctx.db, personId),
  ])
  if (!person) return no('no_such_person')
  if (input.step !== undefined && input.step !== person.step) return no('changed_meanwhile')
  const linkWorkerId = input.linkWorkerId ?? person.linkWorkerId
  const isInTeam = linkWorkers.some((one) => one.id === linkWorkerId && one.teamId === person.teamId)
  if (linkWorkerId !== person.linkWorkerId && !isInTeam) return no('no_such_link_worker')

  const before = await openFields(ctx.vault, person, sealedFields)
  const { consentWords } = before
  const isSameConsent = consentWords === input.consentWords && localDay(person.consentAt, ctx.place.timeZone) === input.consentOn
  const changed = changedFields({ ...person, ...before }, { ...input, linkWorkerId })
  const isNewAddress = changed.some((field) => field === 'email' || field === 'carer' || field === 'reachBy')
  const step = person.step + 1
  const { refusedBy } = await commit(
    ctx.db,
    ['stepTaken'],
    [
      record(ctx, permit.actor, {
        action: 'person.edit',
        subjectKind: 'person',
        subjectId: personId,
        step,
        personId,
        orgId: person.teamId,
        // Which of it was put right, never what it says.
        why: [...changed, ...(isSameConsent ? [] : ['consent_recorded'])].join(' ') || undefined,
      }),
      updatePerson(ctx.db, personId, {
        ...(await sealedColumns(ctx.vault, personId, input)),
        ...openColumns(input),
        linkWorkerId,
        ...(isSameConsent ? {} : { consentAt: consentInstant(ctx, input.consentOn), consentBy: permit.actor.id }),
        step,
      }),
      ...(isNewAddress ? [sendToNewAddress(ctx.db, personId, ctx.now)] : []),
      ...(linkWorkerId === person.linkWorkerId ? [] : referrals)
        .filter(({ status }) => isOpen(status))
        .flatMap((one) =>
          stepReferral(ctx, permit.actor, one, { action: 'referral.assigned', why: 'person_edited' }, { assignedTo: linkWorkerId }),
        ),
    ],
  )
  return refusedBy ? no('changed_meanwhile') : ok({ id: personId, step })
}

/** Who in one own team may be the same person, newest first; whoever is shown is on the audit log as read. */
export async function likelyDuplicates(ctx: Ctx, permit: Permit<'person.manage'>, input: AddPerson): Promise<Candidate[]> {
  const teamId = teamFor(permit, input.teamId)
  if (!teamId) return []
  const found = await ctx.db.batch([...lookAlikes(ctx.db, teamId, await indexesOf(ctx.vault, input))])
  return openCandidates(ctx, permit, merged(found))
}

type Alike = LookAlike & Pick<Candidate, 'alike'>

export function merged(found: readonly (readonly LookAlike[])[]): Alike[] {
  const byId = new Map<string, Alike>()
  for (const [at, why] of (['email', 'phone', 'name_and_birth_date'] as const).entries())
    for (const row of found[at] ?? []) byId.set(row.id, { ...row, alike: [...(byId.get(row.id)?.alike ?? []), why] })
  return [...byId.values()].sort((a, b) => b.createdAt - a.createdAt)
}

export async function openCandidates(ctx: Ctx, permit: Permit, found: readonly Alike[]): Promise<Candidate[]> {
  if (found.length === 0) return []
  const [candidates] = await Promise.all([
    Promise.all(found.map(async (row) => ({ ...row, preferredName: (await openFields(ctx.vault, row, ['preferredName'])).preferredName }))),
    commit(
      ctx.db,
      [],
      [
        recordReadsOf(
          ctx,
          permit.actor,
          'may_be_the_same',
          found.map(({ id }) => id),
        ),
      ],
    ),
  ])
  return candidates
}

const teamFor = (permit: Permit, wanted: string | undefined): OrgId | undefined =>
  wanted === undefined ? permit.orgs[0] : permit.orgs.find((org) => org === wanted)

const sealedFields = ['name', 'preferredName', 'birthDate', 'email', 'phone', 'carer', 'notes', 'consentWords'] as const

export const openColumns = ({ language, reachBy, area, accessNeeds, sharesAccessNeeds, agreesToWhatsapp }: Details) => ({
  language,
  reachBy,
  area,
  accessNeeds: [...new Set(accessNeeds)],
  sharesAccessNeeds,
  agreesToWhatsapp,
})

/** The day is what people remember; today means this moment. */
export const consentInstant = ({ now, place: { timeZone } }: Ctx, on: string): number =>
  on === localDay(now, timeZone) ? now : startOfDay(on, timeZone)

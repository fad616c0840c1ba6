import type { Permit } from '../access/permit.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import { goalIn, goalsOf, openGoal, ratingsOf } from '../goals/queries.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { needsOf, setNeeds } from '../needs/queries.ts'
import { heldIn, heldPersonIn, openFields, recordReads } from '../people/queries.ts'
import type { SaveProfile } from './inputs.ts'
import { onMap, openTold, profileOf, sealTold, setProfile, type Told, venuesOnMap } from './queries.ts'
import { type Spot, spotNear } from './rules.ts'

const nothingTold: Told = { matters: '', strengths: '', gender: '', point: null }
const nothingCoded = {
  interests: [],
  suits: [],
  cannot: [],
  languages: [],
  languageRequired: false,
  reachKm: null,
  step: 0,
  updatedAt: null,
}

export type Profile = Extract<Awaited<ReturnType<typeof openProfile>>, { ok: true }>['value']
export type Goal = Profile['goals'][number]

/**
 * What matters to one person of an own team, their needs, and their goals with every rating; an empty profile with step 0 when nobody
 * asked yet. The read is on the audit log in the same batch.
 */
export async function openProfile(
  ctx: Ctx,
  permit: Permit<'person.see' | 'person.manage'>,
  { personId, why = 'profile' }: { personId: string; why?: 'profile' | 'edit' | 'api' },
) {
  const { db, vault } = ctx
  const [[person], , [row], needs, goals, ratings] = await db.batch([
    heldPersonIn(db, permit.orgs, personId),
    recordReads(ctx, permit.actor, why, heldIn(permit.orgs, personId)) as never,
    profileOf(db, personId),
    needsOf(db, personId),
    goalsOf(db, personId),
    ratingsOf(db, personId),
  ])
  if (!person) return no('no_such_person')
  const { matters, strengths, gender, point } = row ? await openTold(vault, row) : nothingTold
  const { interests, suits, cannot, languages, languageRequired, reachKm, step, updatedAt } = row ?? nothingCoded
  return ok({
    person: { id: person.id, language: person.language, area: person.area, ...(await openFields(vault, person, ['preferredName'])) },
    matters,
    strengths,
    gender,
    near: point?.label ?? '',
    ...{ interests, suits, cannot, languages, languageRequired, reachKm, step, updatedAt },
    needs,
    goals: await Promise.all(
      goals.map(async (goal) => ({
        ...{ id: goal.id, status: goal.status, createdAt: goal.createdAt },
        words: await openGoal(vault, goal),
        ratings: ratings.flatMap(({ goalId, ...rating }) => (goalId === goal.id ? [rating] : [])),
      })),
    ),
  })
}

/** The same page for the person whose goal this is, where only the goal is known. */
export async function openGoalsProfile(ctx: Ctx, permit: Permit<'person.manage'>, goalId: string) {
  const [found] = await goalIn(ctx.db, permit.orgs, goalId)
  return found ? openProfile(ctx, permit, { personId: found.goal.personId }) : no('no_such_person')
}

export type SaveProfileRefusal = 'no_such_person' | 'no_such_spot' | 'changed_meanwhile'

/** Replaces what is known of a person by listening. With `step`, a change by somebody else since then refuses it. */
export async function saveProfile(
  ctx: Ctx,
  permit: Permit<'person.manage'>,
  { personId, ...input }: SaveProfile & { personId: string },
): Promise<Result<{ step: number }, SaveProfileRefusal>> {
  const { db, vault } = ctx
  const [[person], [row], venues] = await db.batch([heldPersonIn(db, permit.orgs, personId), profileOf(db, personId), venuesOnMap(db)])
  if (!person) return no('no_such_person')
  if (input.step !== undefined && input.step !== (row?.step ?? 0)) return no('changed_meanwhile')
  const before = row ? await openTold(vault, row) : nothingTold
  const point = spotOf(input.near, before.point, () => spotNear(input.near, onMap(venues)))
  if (point === undefined) return no('no_such_spot')

  const { matters, strengths, gender, interests, suits, cannot, languages, languageRequired } = input
  const { teamId } = person
  const step = (row?.step ?? 0) + 1
  const { refusedBy } = await commit(
    db,
    ['stepTaken'],
    [
      // The person's own steps are numbered under their id; the profile's under a name of its own.
      record(ctx, permit.actor, {
        action: 'profile.save',
        subjectKind: 'profile',
        subjectId: `profile:${personId}`,
        step,
        personId,
        orgId: teamId,
      }),
      setProfile(db, {
        personId,
        teamId,
        ...(await sealTold(vault, personId, { matters, strengths, gender, point })),
        ...{ interests, suits, cannot, languages, languageRequired },
        reachKm: input.reachKm ?? null,
        step,
        updatedAt: ctx.now,
      }),
      ...setNeeds(db, ctx.now, { personId, teamId }, input.needs),
    ],
  )
  return refusedBy ? no('changed_meanwhile') : ok({ step })
}

/** The spot that was typed; the one of before while its words stay, even if the venues that it came from have gone. */
function spotOf(near: string, before: Spot | null, find: () => Spot | undefined): Spot | null | undefined {
  if (near === '') return null
  return near === before?.label ? before : find()
}

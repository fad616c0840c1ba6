import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import { choice, optionalText } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import type { OpenVisit } from '../open/actions.ts'
import { openVisit } from '../open/queries.ts'
import { answerable, loseBuddy, moveVisit, tellOfStepBack, workersOf } from '../queries.ts'
import { alarmBefore, fits, isCheckedOn, knownAfter, reportedAs, reports } from '../rules.ts'
import { myVisit, myVisits, nextVisits, oncePromised, othersFreeFor, promisedVisit, teamOfVisit, unreported } from './queries.ts'

type Row = Awaited<ReturnType<typeof nextVisits>>[number]
/** A visit as its buddy sees it, from the claim until seven days after it. */
export type MyVisit = Omit<Row, 'personId' | 'teamId' | 'sharesAccessNeeds' | 'preferredName' | 'reportNote'> & {
  preferredName: string
  /** Codes; only what the person agreed to share. */
  accessNeeds: string[]
}

export type SeenVisit = { is: 'mine'; visit: MyVisit } | { is: 'open'; visit: OpenVisit }

/**
 * One visit as this buddy may see it: everything they need on the way for one of their own, until seven days after it; area,
 * time, activity and language for one that is open; undefined for every other.
 */
export async function seeVisit(ctx: Ctx, permit: Permit<'visit.find' | 'visit.claim'>, visitId: string): Promise<SeenVisit | undefined> {
  const { db, now } = ctx
  const [mine, [open]] = await db.batch([
    myVisit(db, permit.actor.id, permit.orgs, visitId, now - knownAfter),
    openVisit(db, permit.actor.id, visitId, now),
  ])
  const [visit] = await opened(ctx, permit, mine)
  if (visit) return { is: 'mine', visit }
  return open && { is: 'open', visit: open }
}

/** Whether somebody may come by the link of a visit that they promised and that is not theirs any more. */
export const hadPromised = async (ctx: Ctx, permit: Permit<'visit.find' | 'visit.claim'>, visitId: string): Promise<boolean> =>
  (await oncePromised(ctx.db, permit.actor.id, permit.orgs, visitId, ctx.now)).length > 0

/** With the buddy's own words of how it went, which they may correct as long as they can report. */
export type MyReported = MyVisit & { reportNote: string }

/** One visit of the buddy's own; undefined for any other, and from seven days after it on. */
export async function seeMyVisit(
  ctx: Ctx,
  permit: Permit<'visit.find' | 'visit.report'>,
  visitId: string,
): Promise<MyReported | undefined> {
  const rows = await myVisit(ctx.db, permit.actor.id, permit.orgs, visitId, ctx.now - knownAfter)
  const [visit] = await opened(ctx, permit, rows)
  const note = rows[0]?.reportNote
  return visit && { ...visit, reportNote: note ? await ctx.vault.open(note, { column: 'visits.report_note', rowId: visit.id }) : '' }
}

export type BuddysDay = { next: MyVisit[]; reportsDue: Awaited<ReturnType<typeof unreported>> }

/** The visits ahead of the buddy, with everything needed on the way, and those of which they have not said how they went. */
export async function seeMyDay(ctx: Ctx, permit: Permit<'visit.find'>): Promise<BuddysDay> {
  const { db, now } = ctx
  const [rows, reportsDue] = await db.batch([
    nextVisits(db, permit.actor.id, permit.orgs, now, 10),
    unreported(db, permit.actor.id, permit.orgs, now, now - knownAfter),
  ])
  return { next: await opened(ctx, permit, rows), reportsDue }
}

export const listMyVisits = (ctx: Ctx, permit: Permit<'visit.find'>) => myVisits(ctx.db, permit.actor.id, permit.orgs, ctx.now - knownAfter)

/** Opens names only after it is on record that they are being read. */
async function opened(ctx: Ctx, permit: Permit, rows: readonly Row[]): Promise<MyVisit[]> {
  await commit(
    ctx.db,
    [],
    rows.map(({ id, personId, teamId }) =>
      record(ctx, permit.actor, { action: 'person.read', subjectKind: 'visit', subjectId: id, personId, orgId: teamId, why: 'own_visit' }),
    ),
  )
  return Promise.all(
    rows.map(async ({ personId, teamId: _, reportNote: __, sharesAccessNeeds, accessNeeds, preferredName, ...visit }) => ({
      ...visit,
      preferredName: await ctx.vault.open(preferredName, { column: 'people.preferred_name', rowId: personId }),
      accessNeeds: sharesAccessNeeds ? accessNeeds : [],
    })),
  )
}

export type StepBackRefusal = 'no_such_visit' | 'visit_started'
/** `told_link_worker`: there is little time left, or nobody else whom the visit suits, so a human was told at once. */
export type SteppedBack = { id: string; next: 'looking_for_another' | 'told_link_worker' }

/** Gives a promised visit back before it starts: it is open to others again, and nobody new arrives alone by accident. */
export async function stepBack(
  ctx: Ctx,
  permit: Permit<'visit.claim'>,
  { visitId }: { visitId: string },
): Promise<Result<SteppedBack, StepBackRefusal>> {
  const { db, now, place } = ctx
  return again(async () => {
    const [[visit], others, workers] = await db.batch([
      promisedVisit(db, permit.actor.id, permit.orgs, visitId),
      othersFreeFor(db, visitId),
      workersOf(db, teamOfVisit(visitId)),
    ])
    if (visit?.status !== 'claimed') return no('no_such_visit')
    if (now >= visit.startsAt) return no('visit_started')

    const someoneMayCome = others.some((other) => isCheckedOn(other, other.startsAt, place.timeZone) && fits(other, other, place.timeZone))
    const alarms = visit.startsAt - now <= alarmBefore || !someoneMayCome
    const told = answerable(visit, workers)
    const { refusedBy } = await commit(
      db,
      ['stepTaken'],
      [
        ...loseBuddy(ctx, permit.actor, visit, { why: 'buddy_stepped_back', alarms: alarms ? told : undefined }),
        // An alarm says it too, and asks for more.
        ...(alarms ? [] : tellOfStepBack(ctx, visit, told)),
      ],
    )
    if (refusedBy) return moved
    return ok({ id: visit.id, next: alarms ? 'told_link_worker' : 'looking_for_another' })
  })
}

export const ReportVisit = v.object({ report: choice(reports), note: optionalText(2000) })
export type ReportRefusal = 'no_such_visit' | 'too_early'

/** Says how a visit went, from its start until seven days after it; a later report takes the place of an earlier one. */
export async function reportVisit(
  ctx: Ctx,
  permit: Permit<'visit.report'>,
  input: v.InferOutput<typeof ReportVisit> & { visitId: string },
): Promise<Result<{ id: string }, ReportRefusal>> {
  const { db, now } = ctx
  return again(async () => {
    const [visit] = await promisedVisit(db, permit.actor.id, permit.orgs, input.visitId)
    if (!visit || visit.status === 'wanted' || visit.status === 'not_needed' || now >= visit.endsAt + knownAfter) return no('no_such_visit')
    if (now < visit.startsAt) return no('too_early')

    const note = input.note === '' ? null : await ctx.vault.seal(input.note, { column: 'visits.report_note', rowId: visit.id })
    const { refusedBy } = await commit(
      db,
      ['stepTaken'],
      moveVisit(ctx, permit.actor, visit, reportedAs[input.report], {
        why: input.report,
        set: { report: input.report, reportNote: note, reportedAt: now, reportAnsweredAt: null },
      }),
    )
    if (refusedBy) return moved
    return ok({ id: visit.id })
  })
}

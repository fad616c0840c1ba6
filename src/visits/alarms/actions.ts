import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import type { Statement } from '../../db/connect.ts'
import { choice } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { addDays, days, localDay, startOfDay } from '../../lib/time.ts'
import { partOfWeek } from '../../lib/week.ts'
import { plan } from '../../messages/queries.ts'
import { noteUnmetNeed } from '../../unmet-needs/queries.ts'
import { answerable, moveVisit, noteVisit, raise, takeFromBuddy, type VisitFacts, workersOf } from '../queries.ts'
import { arrangements, checkedAhead } from '../rules.ts'
import {
  alarmsAtOnce,
  alarmsDue,
  neverFilled,
  promisedByUnchecked,
  promisedPastCheck,
  reportsToAnswer,
  teamsIn,
  unfilledVisits,
  visitForTeam,
  visitOfTeam,
  visitsOfLinkWorker,
} from './queries.ts'

type Job = Permit<'work.scheduled'>

/**
 * Puts every first visit that starts within 48 hours and has no buddy before the link worker, once; takes visits from
 * buddies who may not go any more, or not on that day; and closes those that nobody went to.
 */
export async function raiseAlarms(ctx: Ctx, permit: Job): Promise<{ freed: number; alarmed: number; closed: number }> {
  const { timeZone } = ctx.place
  const ahead = Array.from({ length: checkedAhead }, (_, n) => addDays(localDay(ctx.now, timeZone), n))
  const unchecked = await eachBatch(
    ctx,
    (db) => promisedByUnchecked(db, ctx.now),
    (visit, workers) => takeFromBuddy(ctx, permit.actor, visit, { why: 'buddy_not_checked', alarms: workers }),
  )
  const pastCheck = await eachBatch(
    ctx,
    (db) =>
      promisedPastCheck(
        db,
        ctx.now,
        ahead.map((day) => ({ day, at: startOfDay(day, timeZone) })),
      ),
    (visit, workers) => takeFromBuddy(ctx, permit.actor, visit, { why: 'buddy_approved', alarms: workers }),
  )
  const alarmed = await eachBatch(
    ctx,
    (db) => alarmsDue(db, ctx.now),
    (visit, workers) => [
      ...noteVisit(ctx, permit.actor, visit, 'visit.alarm', { why: 'within_48_hours', set: { alarmedAt: ctx.now } }),
      ...raise(ctx, { ...visit, step: visit.step + 1 }, workers),
    ],
  )
  const closed = await eachBatch(
    ctx,
    (db) => neverFilled(db, ctx.now - days(1)),
    async (visit) => [...moveVisit(ctx, permit.actor, visit, 'missed', { why: 'nobody_went' }), ...(await withoutBuddy(ctx, visit))],
  )
  return { freed: unchecked + pastCheck, alarmed, closed }
}

/** The first visit that somebody makes alone, or not at all, is one that wanted a buddy. */
const withoutBuddy = (ctx: Ctx, { personId, activity, area, startsAt }: VisitFacts): Promise<Statement[]> =>
  noteUnmetNeed(ctx, {
    personId,
    cause: 'no_buddy',
    activities: [activity],
    area,
    times: [partOfWeek(startsAt, ctx.place.timeZone)],
  })

/** Commits due visits in batches until none is left. At most fifty batches; the next run goes on from there. */
async function eachBatch(
  ctx: Ctx,
  due: (db: Ctx['db']) => PromiseLike<readonly VisitFacts[]>,
  change: (visit: VisitFacts, workers: string[]) => Statement[] | Promise<Statement[]>,
): Promise<number> {
  let done = 0
  for (let batch = 0; batch < 50; batch++) {
    const count = await again(async () => {
      const rows = await due(ctx.db)
      if (rows.length === 0) return 0
      const workers = await workersOf(ctx.db, teamsIn([...new Set(rows.map(({ teamId }) => teamId))]))
      const { refusedBy } = await commit(
        ctx.db,
        ['stepTaken'],
        (await Promise.all(rows.map((visit) => change(visit, answerable(visit, workers))))).flat(),
      )
      return refusedBy ? moved : rows.length
    })
    done += count
    if (count < alarmsAtOnce) break
  }
  return done
}

export const ArrangeVisit = v.object({ arrangement: choice(arrangements) })
export type ArrangeRefusal = 'no_such_visit' | 'visit_started' | 'has_buddy' | 'no_longer_needed'

/**
 * The link worker's answer to a visit without a buddy. Whoever goes, it needs no buddy then; one that is to be moved stays
 * wanted until its booking has moved, so that a forgotten call does not leave somebody alone. The person is told who meets them.
 */
export async function arrangeVisit(
  ctx: Ctx,
  permit: Permit<'visit.arrange'>,
  input: v.InferOutput<typeof ArrangeVisit> & { visitId: string },
): Promise<Result<{ id: string }, ArrangeRefusal>> {
  return again(async () => {
    const [visit] = await visitOfTeam(ctx.db, permit.orgs, input.visitId)
    if (!visit) return no('no_such_visit')
    if (visit.status === 'claimed') return no('has_buddy')
    if (visit.status !== 'wanted') return no('no_longer_needed')
    if (ctx.now >= visit.startsAt) return no('visit_started')

    const unmet = input.arrangement === 'person_goes_alone' ? await withoutBuddy(ctx, visit) : []
    const change = { why: input.arrangement, set: { arrangement: input.arrangement } }
    const { refusedBy } = await commit(
      ctx.db,
      ['stepTaken'],
      input.arrangement === 'moved'
        ? noteVisit(ctx, permit.actor, visit, 'visit.arrange', change)
        : [
            ...moveVisit(ctx, permit.actor, visit, 'not_needed', change),
            ...unmet,
            plan(ctx, {
              kind: 'visit.arranged',
              recipientId: visit.personId,
              subjectId: visit.id,
              about: visit.step + 1,
              usefulUntil: visit.startsAt,
            }),
          ],
    )
    if (refusedBy) return moved
    return ok({ id: visit.id })
  })
}

/** The link worker has done what a buddy's report asked for; it leaves their list. */
export async function answerReport(
  ctx: Ctx,
  permit: Permit<'visit.arrange'>,
  { visitId }: { visitId: string },
): Promise<Result<{ id: string }, 'no_such_visit'>> {
  return again(async () => {
    const [visit] = await visitOfTeam(ctx.db, permit.orgs, visitId)
    if (!visit || (visit.status !== 'accompanied' && visit.status !== 'missed')) return no('no_such_visit')
    const { refusedBy } = await commit(
      ctx.db,
      ['stepTaken'],
      noteVisit(ctx, permit.actor, visit, 'visit.report_answered', { set: { reportAnsweredAt: ctx.now } }),
    )
    if (refusedBy) return moved
    return ok({ id: visit.id })
  })
}

type Row = Awaited<ReturnType<typeof unfilledVisits>>[number]
/** A first visit as the link workers of its team see it. */
export type TeamVisit = Omit<Row, 'preferredName' | 'reportNote'> & { preferredName: string; reportNote: string }
export type TeamVisits = { unfilled: TeamVisit[]; own: TeamVisit[]; reports: TeamVisit[] }

/** What of first visits needs the link worker: those without anybody, those that they go to themselves, and reports that ask for a call. */
export async function visitsNeedingTeam(ctx: Ctx, permit: Permit<'visit.arrange'>): Promise<TeamVisits> {
  const [unfilled, own, reports] = await ctx.db.batch([
    unfilledVisits(ctx.db, permit.orgs, ctx.now),
    visitsOfLinkWorker(ctx.db, permit.orgs, permit.actor.id, ctx.now),
    reportsToAnswer(ctx.db, permit.orgs, ctx.now),
  ])
  return {
    unfilled: await opened(ctx, permit, unfilled),
    own: await opened(ctx, permit, own),
    reports: await opened(ctx, permit, reports),
  }
}

export async function seeTeamVisit(ctx: Ctx, permit: Permit<'visit.arrange'>, visitId: string): Promise<TeamVisit | undefined> {
  return (await opened(ctx, permit, await visitForTeam(ctx.db, permit.orgs, visitId)))[0]
}

/** Opens names and notes only after it is on record that they are being read. */
async function opened(ctx: Ctx, permit: Permit<'visit.arrange'>, rows: readonly Row[]): Promise<TeamVisit[]> {
  await commit(
    ctx.db,
    [],
    rows.map(({ id, personId, teamId }) =>
      record(ctx, permit.actor, {
        action: 'person.read',
        subjectKind: 'visit',
        subjectId: id,
        personId,
        orgId: teamId,
        why: 'first_visit',
      }),
    ),
  )
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      preferredName: await ctx.vault.open(row.preferredName, { column: 'people.preferred_name', rowId: row.personId }),
      reportNote: row.reportNote ? await ctx.vault.open(row.reportNote, { column: 'visits.report_note', rowId: row.id }) : '',
    })),
  )
}

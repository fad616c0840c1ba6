import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import { occurrences, type Recurrence } from '../../lib/recurrence.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { addDays, type Day, instantOf, localDay } from '../../lib/time.ts'
import type { SeriesFields, SessionFields } from '../inputs.ts'
import { groupAndVenue, insertSeries, insertSessions, seriesInScope, sessionInScope } from '../queries.ts'
import { daysAhead, detailsOf, furthestDay, furthestDays, type PreviewDate, previewOf, recurrenceOf, sessionOn } from '../rules.ts'

export type PublishRefusal =
  | 'no_such_group'
  | 'no_such_venue'
  | 'group_closed'
  | 'in_the_past'
  | 'too_far_ahead'
  | 'no_dates'
  /** The `key` was used before, for something else. */
  | 'published_otherwise'

/** Publishes one session. With the `key` of a preview, a second press of the button gives the same session; with other details it is refused. */
export async function publishSession(
  ctx: Ctx,
  permit: Permit<'session.manage'>,
  input: SessionFields & { groupId: string },
): Promise<Result<{ id: string }, PublishRefusal>> {
  const group = await groupFor(ctx, permit, input)
  if (!group.ok) return group
  const { at } = instantOf(input.startsOn, input.startsTime, ctx.place.timeZone)
  if (at <= ctx.now) return no('in_the_past')
  if (input.startsOn > furthestDay(ctx.now, ctx.place.timeZone)) return no('too_far_ahead')

  const id = input.key ?? ctx.newId()
  const session = {
    id,
    orgId: group.value.orgId,
    groupId: group.value.id,
    ...sessionOn(detailsOf(input), { day: input.startsOn, startsAt: at }, null, ctx.now),
  }
  const { refusedBy } = await commit(ctx.db, ['stepTaken'], insertSessions(ctx, permit.actor, [session]))
  if (!refusedBy) return ok({ id })
  const [stored] = await sessionInScope(ctx.db, permit.orgs, id)
  // Places kept for newcomers are released by themselves.
  const { newcomerPlaces: _, ...asked } = session
  return isOf(stored, asked) ? ok({ id }) : no('published_otherwise')
}

/** Publishes a series: the rule, and its sessions of the next 12 weeks at once. */
export async function publishSeries(
  ctx: Ctx,
  permit: Permit<'session.manage'>,
  input: SeriesFields & { groupId: string },
): Promise<Result<{ id: string; sessions: number }, PublishRefusal>> {
  const group = await groupFor(ctx, permit, input)
  if (!group.ok) return group
  const recurrence = recurrenceOf(input)
  const refusal = refusalOf(ctx, recurrence)
  if (refusal) return no(refusal)

  const today = localDay(ctx.now, ctx.place.timeZone)
  const details = detailsOf(input)
  const asked = { id: input.key ?? ctx.newId(), orgId: group.value.orgId, groupId: group.value.id, ...details, recurrence }
  const row = { ...asked, extendedTo: addDays(today, daysAhead), step: 1, createdAt: ctx.now }
  const sessions = occurrences(recurrence, ctx.place.timeZone, today, row.extendedTo)
    .filter(({ startsAt }) => startsAt > ctx.now)
    .map((date) => ({ id: ctx.newId(), orgId: row.orgId, groupId: row.groupId, ...sessionOn(details, date, row.id, ctx.now) }))
  const writes = [...insertSeries(ctx, permit.actor, row), ...insertSessions(ctx, permit.actor, sessions)]
  const { refusedBy } = await commit(ctx.db, ['stepTaken'], writes)
  if (refusedBy) {
    const [stored] = await seriesInScope(ctx.db, permit.orgs, row.id)
    if (!isOf(stored, asked)) return no('published_otherwise')
  }
  return ok({ id: row.id, sessions: sessions.length })
}

/** Whether this is what was asked for: then it is the second press of one button, and not another publication. */
const isOf = (stored: Readonly<Record<string, unknown>> | undefined, asked: object): boolean =>
  stored !== undefined && Object.entries(asked).every(([name, value]) => JSON.stringify(stored[name]) === JSON.stringify(value))

export type Preview = {
  dates: PreviewDate[]
  /** Dates up to this day become sessions at once, the later ones as time goes on. */
  publishedTo: Day
  groupName: string
  /** Groups that wait for the coordinator's check are not public yet. */
  isVerified: boolean
}

/** The dates that a series would have, before anything is written. */
export async function previewSeries(
  ctx: Ctx,
  permit: Permit<'session.manage'>,
  input: SeriesFields & { groupId: string },
): Promise<Result<Preview, PublishRefusal>> {
  const group = await groupFor(ctx, permit, input)
  if (!group.ok) return group
  const recurrence = recurrenceOf(input)
  const refusal = refusalOf(ctx, recurrence)
  if (refusal) return no(refusal)
  return ok({
    dates: previewOf(recurrence, detailsOf(input).minutes, ctx.place.timeZone, ctx.now),
    publishedTo: addDays(localDay(ctx.now, ctx.place.timeZone), daysAhead),
    groupName: group.value.name,
    isVerified: group.value.status === 'verified',
  })
}

/** The one date of a session, before anything is written. */
export async function previewSession(
  ctx: Ctx,
  permit: Permit<'session.manage'>,
  input: SessionFields & { groupId: string },
): Promise<Result<Preview, PublishRefusal>> {
  const group = await groupFor(ctx, permit, input)
  if (!group.ok) return group
  const { at, adjusted } = instantOf(input.startsOn, input.startsTime, ctx.place.timeZone)
  if (at <= ctx.now) return no('in_the_past')
  if (input.startsOn > furthestDay(ctx.now, ctx.place.timeZone)) return no('too_far_ahead')
  const { endsAt } = sessionOn(detailsOf(input), { day: input.startsOn, startsAt: at }, null, ctx.now)
  return ok({
    dates: [{ day: input.startsOn, startsAt: at, endsAt, adjusted, isLeftOut: false, isAfterClockChange: false }],
    publishedTo: input.startsOn,
    groupName: group.value.name,
    isVerified: group.value.status === 'verified',
  })
}

type Either = (SessionFields | SeriesFields) & { groupId: string }
const isSeries = (input: Either): input is SeriesFields & { groupId: string } => 'every' in input

/** The form knows both: once, or again and again. */
export const preview = (ctx: Ctx, permit: Permit<'session.manage'>, input: Either) =>
  isSeries(input) ? previewSeries(ctx, permit, input) : previewSession(ctx, permit, input)

export const publish = (ctx: Ctx, permit: Permit<'session.manage'>, input: Either): Promise<Result<{ id: string }, PublishRefusal>> =>
  isSeries(input) ? publishSeries(ctx, permit, input) : publishSession(ctx, permit, input)

async function groupFor(ctx: Ctx, permit: Permit, input: { groupId: string; venueId: string }) {
  const [group] = await groupAndVenue(ctx.db, permit.orgs, input.groupId, input.venueId)
  if (!group) return no('no_such_group')
  if (group.status === 'closed') return no('group_closed')
  return group.venueId === null ? no('no_such_venue') : ok(group)
}

function refusalOf(ctx: Ctx, recurrence: Recurrence): PublishRefusal | undefined {
  const { timeZone } = ctx.place
  if (recurrence.startsOn < localDay(ctx.now, timeZone)) return 'in_the_past'
  if (recurrence.startsOn > furthestDay(ctx.now, timeZone)) return 'too_far_ahead'
  const dates = occurrences(recurrence, timeZone, recurrence.startsOn, addDays(recurrence.startsOn, furthestDays))
  return dates.some(({ startsAt }) => startsAt > ctx.now) ? undefined : 'no_dates'
}

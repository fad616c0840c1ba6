import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import { venueInScope } from '../../groups/queries.ts'
import { occurrences, type Recurrence } from '../../lib/recurrence.ts'
import { ok } from '../../lib/result.ts'
import { addDays, type Day, instantOf, localDay } from '../../lib/time.ts'
import { cancelAll } from '../cancellation/queries.ts'
import { peopleIn, whatFollows } from '../consequences/queries.ts'
import type { SeriesFields, SessionFields } from '../inputs.ts'
import { changeSeries, insertSessions, type SeriesRow, seriesInScope, sessionInScope } from '../queries.ts'
import { daysAhead, detailsOf, detailsOfRow, furthestDay, later, recurrenceOf, sessionOn } from '../rules.ts'
import { bookedOn, peopleOnAny, sessionsAhead, settledDays, withdraw } from './queries.ts'
import {
  type Current,
  changeOf,
  clashesOf,
  detailsFor,
  isDifferent,
  isPostponed,
  type Misfit,
  misfitOf,
  pairDates,
  startFor,
} from './rules.ts'

/** A refusal that names the sessions it is about, by their starts. */
export type Refused<R> = { ok: false; reason: R; sessions: number[] }
export type EditRefusal =
  | Misfit
  | 'no_such_session'
  | 'no_such_series'
  | 'no_such_venue'
  | 'session_cancelled'
  | 'session_started'
  | 'series_ended'
  | 'in_the_past'
  | 'too_far_ahead'
  | 'no_dates'
  | 'people_on_dropped_dates'

/** `moved` counts the sessions with another time, place or meeting point: everybody booked on them is told. */
type Edited = { ok: true; value: { id: string; groupId: string; changed: number; moved: number } } | Refused<EditRefusal>

const raceable = [
  'stepTaken',
  'sessionFull',
  'newcomersFull',
  'weekFull',
  'keptForNewcomers',
  'sessionCancelled',
  'buddyBusy',
  'occurrenceExists',
] as const

/** Changes or moves one session. Bookings stay; who is booked, and their buddies, are told of another time, place or meeting point. */
export function editSession(ctx: Ctx, permit: Permit<'session.manage'>, input: SessionFields & { sessionId: string }): Promise<Edited> {
  return again(async () => {
    const scope = { sessionId: input.sessionId }
    const [[known], [venue], [session], ...people] = await ctx.db.batch([
      sessionInScope(ctx.db, permit.orgs, input.sessionId),
      venueInScope(ctx.db, permit.orgs, input.venueId),
      sessionsAhead(ctx.db, scope, ctx.now),
      ...peopleIn(ctx, scope),
    ])
    if (!known) return refused('no_such_session')
    if (known.status === 'cancelled') return refused('session_cancelled')
    if (!session) return refused('session_started')
    if (venue?.orgId !== session.orgId) return refused('no_such_venue')
    const { at } = instantOf(input.startsOn, input.startsTime, ctx.place.timeZone)
    if (at <= ctx.now) return refused('in_the_past')
    if (input.startsOn > furthestDay(ctx.now, ctx.place.timeZone)) return refused('too_far_ahead')

    const change = { ...changeOf(session, detailsOf(input), { day: input.startsOn, startsAt: at }, ctx.now), area: venue.area }
    const misfit = misfitOf(session, change)
    if (misfit) return refused(misfit, [session])

    const { refusedBy } = await commit(ctx.db, raceable, whatFollows(ctx, permit.actor, [session], [change], people))
    return refusedBy ? moved : ok({ id: session.id, groupId: session.groupId, changed: 1, moved: Number(change.isMoved) })
  })
}

/**
 * Changes a series and its sessions that are still to come; not past ones, not cancelled ones. What the edit leaves as it was
 * stays as it is in a session that was changed by itself. Dates that fall away must be without people.
 */
export function editSeries(ctx: Ctx, permit: Permit<'session.manage'>, input: SeriesFields & { seriesId: string }): Promise<Edited> {
  return again(async () => {
    const planned = await planSeries(ctx, permit, input)
    if (!planned.ok) return planned
    const { row, details, recurrence, extendedTo, sessions, people, changes, added, dropped } = planned.value

    const fresh = added.map((date) => ({ id: ctx.newId(), orgId: row.orgId, groupId: row.groupId, ...date }))
    const { refusedBy } = await commit(ctx.db, raceable, [
      ...changeSeries(ctx, permit.actor, row, { action: 'series.edit', set: { ...details, recurrence, extendedTo } }),
      ...withdraw(
        ctx,
        permit.actor,
        dropped.filter(({ hasBookings }) => !hasBookings).map(({ id }) => id),
      ),
      // Somebody was booked once: the date stays on record as a cancelled one.
      ...cancelAll(
        ctx,
        permit.actor,
        dropped.filter(({ hasBookings }) => hasBookings),
        '',
      ),
      ...whatFollows(
        ctx,
        permit.actor,
        sessions,
        changes.map(({ session: _, ...change }) => change),
        people,
      ),
      ...insertSessions(ctx, permit.actor, fresh),
    ])
    if (refusedBy) return moved
    return ok({
      id: row.id,
      groupId: row.groupId,
      changed: changes.length + fresh.length,
      moved: changes.filter(({ isMoved }) => isMoved).length,
    })
  })
}

type Span = { startsAt: number; endsAt: number }
export type SeriesPreview = {
  groupName: string
  /**
   * Sessions with another time, place or meeting point, as they are and as they would be; `meetingPoint` is null where it stays, and
   * `people` are booked or waiting on each.
   */
  moved: { from: Span; to: Span; venueName: string; isElsewhere: boolean; meetingPoint: string | null; people: number }[]
  added: Span[]
  dropped: Span[]
  /** Sessions whose time, place and meeting point stay, but something else about them changes. */
  otherwise: number
  told: { people: number; buddies: number; buddiesFreed: number }
}

/** What an edit of a series would change, before anything is written. */
export async function previewSeriesEdit(
  ctx: Ctx,
  permit: Permit<'session.manage'>,
  input: SeriesFields & { seriesId: string },
): Promise<{ ok: true; value: SeriesPreview } | Refused<EditRefusal>> {
  const planned = await planSeries(ctx, permit, input)
  if (!planned.ok) return planned
  const { changes, added, dropped, people: around, sessions, venue } = planned.value
  const [visits, slots] = around
  const moving = changes.filter(({ isMoved }) => isMoved)
  const ids = new Set(moving.map(({ id }) => id))
  const [booked, [told]] = await ctx.db.batch([bookedOn(ctx.db, [...ids]), peopleOnAny(ctx.db, [...ids])])
  const peopleOn = (id: string) => booked.find(({ sessionId }) => sessionId === id)?.people ?? 0
  return ok({
    groupName: sessions[0]?.groupName ?? '',
    moved: moving.map(({ session, startsAt, endsAt, venueId, meetingPoint }) => ({
      from: spanOf(session),
      to: { startsAt, endsAt },
      venueName: venueId === venue.id ? venue.name : session.venueName,
      isElsewhere: venueId !== session.venueId,
      meetingPoint: meetingPoint === session.meetingPoint ? null : meetingPoint,
      people: peopleOn(session.id),
    })),
    added: added.map(spanOf),
    dropped: dropped.map(spanOf),
    otherwise: changes.length - moving.length,
    told: {
      people: told?.people ?? 0,
      buddies: visits.filter(({ sessionId }) => ids.has(sessionId)).length,
      buddiesFreed: clashesOf(visits, slots, moving, ctx.place.timeZone).length,
    },
  })
}

const spanOf = ({ startsAt, endsAt }: Span): Span => ({ startsAt, endsAt })

/** What an edit of a series means for each of its sessions, or why it cannot be. */
async function planSeries(ctx: Ctx, permit: Permit<'session.manage'>, input: SeriesFields & { seriesId: string }) {
  const scope = { seriesId: input.seriesId }
  const [[row], [venue], settled, sessions, ...people] = await ctx.db.batch([
    seriesInScope(ctx.db, permit.orgs, input.seriesId),
    venueInScope(ctx.db, permit.orgs, input.venueId),
    settledDays(ctx.db, input.seriesId, ctx.now),
    sessionsAhead(ctx.db, scope, ctx.now),
    ...peopleIn(ctx, scope),
  ])
  if (!row) return refused('no_such_series')
  if (row.endedAt !== null) return refused('series_ended')
  if (venue?.orgId !== row.orgId) return refused('no_such_venue')
  if (input.startsOn > furthestDay(ctx.now, ctx.place.timeZone)) return refused('too_far_ahead')

  const recurrence = recurrenceOf(input)
  const details = detailsOf(input)
  const isSame = isSameRule(row, recurrence)
  // The same rule adds no dates, so the series reaches no further: else the job would never make those in between.
  const extendedTo = isSame ? row.extendedTo : later(row.extendedTo, addDays(localDay(ctx.now, ctx.place.timeZone), daysAhead))
  const dates = datesOf(ctx, recurrence, extendedTo, settled)
  const rules = { before: row.recurrence as Recurrence, after: recurrence, now: ctx.now, zone: ctx.place.timeZone }
  const onTheirDate = sessions.filter((session) => isSame || isPostponed(session, rules))
  const kept = new Set(onTheirDate.map(({ occursOn }) => occursOn))
  const { pairs, added, dropped } = pairDates(
    sessions.filter(({ occursOn }) => !kept.has(occursOn)),
    isSame ? [] : dates.filter(({ day }) => !kept.has(day)),
    recurrence.every,
  )
  const peopled = dropped.filter(({ placesTaken, waiting }) => placesTaken + waiting > 0)
  if (peopled.length) return refused('people_on_dropped_dates', peopled)
  if (kept.size + dates.length === 0 && recurrence.until !== null && recurrence.until <= extendedTo) return refused('no_dates')

  const before = detailsOfRow(row)
  const paired = [...onTheirDate.map((session) => ({ session, date: { day: session.occursOn, startsAt: session.startsAt } })), ...pairs]
  const changes = paired.flatMap(({ session, date }) => {
    const start = startFor(session, date, rules)
    const to = changeOf(session, detailsFor(session, before, details), start, ctx.now)
    const change = { ...to, occursOn: date.day, movedToWeek: start.day === date.day ? null : session.movedToWeek }
    // The venue of the series, or the own one of a session that meets elsewhere.
    const area = change.venueId === venue.id ? venue.area : session.area
    return isDifferent(session, change) ? [{ ...change, area, session }] : []
  })
  const misfits = changes.map((change) => ({ session: change.session, misfit: misfitOf(change.session, change) }))
  const misfit = misfits.find((one) => one.misfit)?.misfit
  if (misfit)
    return refused(
      misfit,
      misfits.filter((one) => one.misfit === misfit).map(({ session }) => session),
    )
  const fresh = added.map((date) => sessionOn(details, date, row.id, ctx.now))
  return ok({ row, venue, details, recurrence, extendedTo, sessions, people, changes, added: fresh, dropped })
}

/** The dates of a rule from now on, without the days that are settled: past, held or cancelled. */
function datesOf(ctx: Ctx, recurrence: Recurrence, to: Day, settled: readonly { occursOn: Day }[]) {
  const taken = new Set(settled.map(({ occursOn }) => occursOn))
  const { timeZone } = ctx.place
  return occurrences(recurrence, timeZone, localDay(ctx.now, timeZone), to).filter(
    ({ day, startsAt }) => startsAt > ctx.now && !taken.has(day),
  )
}

const isSameRule = (row: SeriesRow, recurrence: Recurrence): boolean => canonical(row.recurrence as Recurrence) === canonical(recurrence)
const canonical = (rule: Recurrence): string => JSON.stringify(Object.entries(rule).sort(([a], [b]) => (a < b ? -1 : 1)))

const refused = <R extends EditRefusal>(reason: R, sessions: readonly Pick<Current, 'startsAt'>[] = []): Refused<R> => ({
  ok: false,
  reason,
  sessions: sessions.map(({ startsAt }) => startsAt),
})

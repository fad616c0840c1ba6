import { Hono } from 'hono'
import { doc, told } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { anyone, may } from '../http/guard.ts'
import { json, query } from '../http/input.ts'
import { problem } from '../http/problem.ts'
import { type CancelRefusal, cancelSession, type EndRefusal, endSeries } from '../sessions/cancellation/actions.ts'
import { type EditRefusal, editSeries, editSession, previewSeriesEdit } from '../sessions/editing/actions.ts'
import { CancelInput, EndInput, SeriesInput, SessionInput, WhatsOnQuery } from '../sessions/inputs.ts'
import { alternativesTo, publicSession, whatsOn } from '../sessions/whats-on/queries.ts'
import { cursorAfter, wishOf } from '../sessions/whats-on/rules.ts'
import { card, group, ids, seriesSent, session, sessionSent, span, venue } from './examples.ts'

type Refusal = EditRefusal | CancelRefusal | EndRefusal
type C = Parameters<typeof problem>[0]
type Answer = { ok: true; value: object } | { ok: false; reason: Refusal; sessions?: number[] }

function answer(c: C, result: Answer): Response {
  if (result.ok) return c.json(result.value)
  const { reason } = result
  const errors = reason === 'in_the_past' || reason === 'too_far_ahead' ? { startsOn: sentences[reason] } : undefined
  return problem(c, statuses[reason], reason, named(sentences[reason], result.sessions), errors)
}

/** Which sessions a refusal is about, by their starts in UTC. */
const named = (sentence: string, starts: readonly number[] = []): string =>
  starts.length ? `${sentence} Sessions: ${starts.map((at) => new Date(at).toISOString()).join(', ')}.` : sentence

const later = { startsAt: span.startsAt + 3_600_000, endsAt: span.endsAt + 3_600_000 }
const seriesPreview = {
  groupName: group.name,
  moved: [{ from: span, to: later, venueName: venue.name, isElsewhere: false, meetingPoint: null, people: 3 }],
  added: [],
  dropped: [],
  otherwise: 0,
  told: { people: 3, buddies: 1, buddiesFreed: 0 },
}
const changed = { id: ids.series, groupId: ids.group, changed: 1, moved: 1 }

export const sessions = new Hono<AppEnv>()
  .get(
    '/sessions',
    anyone,
    doc({
      summary: 'List what is on, soonest first',
      description: 'Send `next` as `after` to go on; it is null at the end. A filter that does not fit is left out.',
      answers: { 200: { sessions: [card], next: `${span.startsAt}_${ids.session}` } },
    }),
    query(WhatsOnQuery),
    async (c) => {
      const { db, now, place } = c.var.ctx
      const wish = wishOf(c.req.valid('query'), place.timeZone, now)
      const found = await whatsOn(db, wish)
      return c.json({ sessions: found, next: found.length === wish.limit ? cursorAfter(found.at(-1)) : null }, 200, publicFor)
    },
  )
  .get(
    '/sessions/:sessionId',
    anyone,
    doc({ summary: 'Read a session with its group and venue', answers: { 200: { session, group, venue } } }),
    async (c) => {
      const [found] = await publicSession(c.var.ctx.db, c.req.param('sessionId'))
      return found ? c.json(found, 200, publicFor) : problem(c, 404, 'not_found', sentences.no_such_session)
    },
  )
  .get(
    '/sessions/:sessionId/alternatives',
    anyone,
    doc({
      summary: 'List the nearest equal sessions that have places',
      description: 'Those of the same group first, then others with an activity and the area in common; at most five.',
      answers: { 200: { sessions: [card] } },
    }),
    async (c) => c.json({ sessions: await alternativesTo(c.var.ctx.db, c.req.param('sessionId'), c.var.ctx.now, 5) }, 200, publicFor),
  )
  .put(
    '/sessions/:sessionId',
    may('session.manage'),
    doc({
      summary: 'Change or move one session',
      description: 'Bookings stay; people are told of another time, place or meeting point. `moved` counts the sessions with one.',
      send: sessionSent,
      answers: { 200: { ...changed, id: ids.session } },
      refusals: () => told(editStatuses, sentences),
    }),
    json(SessionInput),
    async (c) => answer(c, await editSession(c.var.ctx, c.var.permit, { ...c.req.valid('json'), sessionId: c.req.param('sessionId') })),
  )
  .post(
    '/sessions/:sessionId/cancellation',
    may('session.manage'),
    doc({
      summary: 'Cancel a session',
      description: 'Everybody booked, their buddies and link workers are told.',
      send: { reason: 'The garden is flooded' },
      answers: { 200: { id: ids.session, groupId: ids.group } },
      refusals: () => told(cancelStatuses, sentences),
    }),
    json(CancelInput),
    async (c) => answer(c, await cancelSession(c.var.ctx, c.var.permit, { ...c.req.valid('json'), sessionId: c.req.param('sessionId') })),
  )
  .put(
    '/series/:seriesId',
    may('session.manage'),
    doc({
      summary: 'Change a series and its sessions to come',
      description: 'Bookings stay; people are told of another time, place or meeting point. A cancelled date is not made again.',
      send: seriesSent,
      answers: { 200: { ...changed, changed: 12, moved: 12 } },
      refusals: () => told(editStatuses, sentences),
    }),
    json(SeriesInput),
    async (c) => answer(c, await editSeries(c.var.ctx, c.var.permit, { ...c.req.valid('json'), seriesId: c.req.param('seriesId') })),
  )
  .post(
    '/series/:seriesId/preview',
    may('session.manage'),
    doc({
      summary: 'See what a change of a series would do, without changing it',
      description:
        'Which sessions move from when to when, which are added or fall away, and how many would be told. `otherwise` counts sessions that change in something else.',
      send: seriesSent,
      answers: { 200: seriesPreview },
      refusals: () => told(editStatuses, sentences),
    }),
    json(SeriesInput),
    async (c) => answer(c, await previewSeriesEdit(c.var.ctx, c.var.permit, { ...c.req.valid('json'), seriesId: c.req.param('seriesId') })),
  )
  .post(
    '/series/:seriesId/ending',
    may('session.manage'),
    doc({
      summary: 'End a series after a day',
      description: 'Later sessions are cancelled, and everybody concerned is told.',
      send: { lastOn: '2026-07-27', reason: 'The garden closes for the summer' },
      answers: { 200: { id: ids.series, groupId: ids.group, cancelled: 4 } },
      refusals: () => told(endStatuses, sentences),
    }),
    json(EndInput),
    async (c) => answer(c, await endSeries(c.var.ctx, c.var.permit, { ...c.req.valid('json'), seriesId: c.req.param('seriesId') })),
  )

const publicFor = { 'cache-control': 'public, max-age=60' }

const editStatuses = {
  no_such_session: 404,
  no_such_series: 404,
  no_such_venue: 404,
  session_cancelled: 409,
  session_started: 409,
  series_ended: 409,
  in_the_past: 422,
  too_far_ahead: 422,
  no_dates: 422,
  capacity_below_taken: 409,
  newcomer_limit_below_taken: 409,
  kept_places_taken: 409,
  people_on_dropped_dates: 409,
} as const satisfies Record<EditRefusal, number>

const cancelStatuses = {
  no_such_session: 404,
  session_cancelled: 409,
  session_started: 409,
} as const satisfies Record<CancelRefusal, number>

const endStatuses = { no_such_series: 404, series_ended: 409 } as const satisfies Record<EndRefusal, number>

const statuses = { ...editStatuses, ...cancelStatuses, ...endStatuses }

const sentences = {
  no_such_session: 'There is nothing here.',
  no_such_series: 'There is nothing here.',
  no_such_venue: 'There is no such venue in this organisation.',
  session_cancelled: 'This session is cancelled.',
  session_started: 'This session has started.',
  series_ended: 'This series has ended.',
  in_the_past: 'This date is in the past.',
  too_far_ahead: 'This date is too far ahead.',
  no_dates: 'This rule gives no date.',
  capacity_below_taken: 'More places than that are taken. Nobody is dropped by an edit.',
  newcomer_limit_below_taken: 'More newcomers than that have a place.',
  kept_places_taken: 'Too many places are taken by others for so many to be kept for newcomers.',
  people_on_dropped_dates: 'People are booked on dates that would fall away. Cancel those sessions first.',
} as const satisfies Record<Refusal, string>

import { Hono } from 'hono'
import type { AppEnv } from '../http/env.ts'
import { anyone, may } from '../http/guard.ts'
import { json, query } from '../http/input.ts'
import { problem } from '../http/problem.ts'
import { type CancelRefusal, cancelSession, type EndRefusal, endSeries } from '../sessions/cancellation/actions.ts'
import { type EditRefusal, editSeries, editSession } from '../sessions/editing/actions.ts'
import { CancelInput, EndInput, SeriesInput, SessionInput, WhatsOnQuery } from '../sessions/inputs.ts'
import { alternativesTo, publicSession, whatsOn } from '../sessions/whats-on/queries.ts'
import { cursorAfter, wishOf } from '../sessions/whats-on/rules.ts'

type Refusal = EditRefusal | CancelRefusal | EndRefusal
type C = Parameters<typeof problem>[0]
type Answer = { ok: true; value: object } | { ok: false; reason: Refusal; sessions?: number[] }

const answer = (c: C, result: Answer): Response =>
  result.ok ? c.json(result.value) : problem(c, statuses[result.reason], result.reason, named(sentences[result.reason], result.sessions))

/** Which sessions a refusal is about, by their starts in UTC. */
const named = (sentence: string, starts: readonly number[] = []): string =>
  starts.length ? `${sentence} Sessions: ${starts.map((at) => new Date(at).toISOString()).join(', ')}.` : sentence

export const sessions = new Hono<AppEnv>()
  .get('/sessions', anyone, query(WhatsOnQuery), async (c) => {
    const { db, now, place } = c.var.ctx
    const wish = wishOf(c.req.valid('query'), place.timeZone, now)
    const found = await whatsOn(db, wish)
    return c.json({ sessions: found, next: found.length === wish.limit ? cursorAfter(found.at(-1)) : null }, 200, publicFor)
  })
  .get('/sessions/:sessionId', anyone, async (c) => {
    const [found] = await publicSession(c.var.ctx.db, c.req.param('sessionId'))
    return found ? c.json(found, 200, publicFor) : problem(c, 404, 'not_found', sentences.no_such_session)
  })
  .get('/sessions/:sessionId/alternatives', anyone, async (c) =>
    c.json({ sessions: await alternativesTo(c.var.ctx.db, c.req.param('sessionId'), c.var.ctx.now, 5) }, 200, publicFor),
  )
  .put('/sessions/:sessionId', may('session.manage'), json(SessionInput), async (c) =>
    answer(c, await editSession(c.var.ctx, c.var.permit, { ...c.req.valid('json'), sessionId: c.req.param('sessionId') })),
  )
  .post('/sessions/:sessionId/cancellation', may('session.manage'), json(CancelInput), async (c) =>
    answer(c, await cancelSession(c.var.ctx, c.var.permit, { ...c.req.valid('json'), sessionId: c.req.param('sessionId') })),
  )
  .put('/series/:seriesId', may('session.manage'), json(SeriesInput), async (c) =>
    answer(c, await editSeries(c.var.ctx, c.var.permit, { ...c.req.valid('json'), seriesId: c.req.param('seriesId') })),
  )
  .post('/series/:seriesId/ending', may('session.manage'), json(EndInput), async (c) =>
    answer(c, await endSeries(c.var.ctx, c.var.permit, { ...c.req.valid('json'), seriesId: c.req.param('seriesId') })),
  )

const publicFor = { 'cache-control': 'public, max-age=60' }

const statuses = {
  no_such_session: 404,
  no_such_series: 404,
  no_such_venue: 404,
  session_cancelled: 409,
  session_started: 409,
  series_ended: 409,
  in_the_past: 422,
  no_dates: 422,
  capacity_below_taken: 409,
  newcomer_limit_below_taken: 409,
  kept_places_taken: 409,
  people_on_dropped_dates: 409,
} as const satisfies Record<Refusal, number>

const sentences = {
  no_such_session: 'There is nothing here.',
  no_such_series: 'There is nothing here.',
  no_such_venue: 'There is no such venue in this organisation.',
  session_cancelled: 'This session is cancelled.',
  session_started: 'This session has started.',
  series_ended: 'This series has ended.',
  in_the_past: 'This date is in the past.',
  no_dates: 'This rule gives no date.',
  capacity_below_taken: 'More places than that are taken. Nobody is dropped by an edit.',
  newcomer_limit_below_taken: 'More newcomers than that have a place.',
  kept_places_taken: 'Too many places are taken by others for so many to be kept for newcomers.',
  people_on_dropped_dates: 'People are booked on dates that would fall away. Cancel those sessions first.',
} as const satisfies Record<Refusal, string>

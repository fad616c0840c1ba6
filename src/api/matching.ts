import { Hono } from 'hono'
import * as v from 'valibot'
import { BookRoutine, type BookRoutineRefusal, bookRoutine } from '../bookings/routine/actions.ts'
import { CancelRoutine, cancelRoutine } from '../bookings/routine/cancellation/actions.ts'
import { openRoutine } from '../bookings/routine/reading/actions.ts'
import type { DateAnswer } from '../bookings/routine/rules.ts'
import { doc, told } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { idempotencyKey } from '../http/idempotency.ts'
import { json } from '../http/input.ts'
import { problem } from '../http/problem.ts'
import { matchPerson } from '../matching/actions.ts'
import { readWeights, TuneWeights, tuneWeights } from '../matching/weights/actions.ts'
import { usualWeights } from '../matching/weights/rules.ts'
import { group, ids, span, venue } from './examples.ts'

const match = {
  session: {
    id: ids.session,
    ...span,
    part: 'mon_morning',
    laterParts: [],
    capacity: 12,
    placesTaken: 7,
    hasBuddy: true,
    group: { id: ids.group, name: group.name, activities: group.activities, venueName: venue.name, area: venue.area },
  },
  score: 783,
  parts: { interest: 0.5, distance: 0.8, time: 0.5, language: 0.7, buddy: 0.5, soon: 0.9, places: 0.75, load: 0.5 },
  reasons: [
    { kind: 'distance', metres: 419.6 },
    { kind: 'likes', liking: { kind: 'close', activity: 'gardening', interest: 'nature' } },
    { kind: 'buddy' },
  ],
  hints: [],
  obstacles: [],
  others: [{ id: ids.otherSession, startsAt: span.startsAt + 604_800_000, endsAt: span.endsAt + 604_800_000 }],
}
const routine = '0190a1b2-0000-7000-8000-00000000aa01'
const dates = [
  { sessionId: ids.session, ...span, state: 'booked' },
  { sessionId: ids.otherSession, ...match.others[0], state: 'waitlisted', number: 2, why: 'session_full' },
].map(({ id: _, ...date }: { id?: string } & Record<string, unknown>) => date)

export const matching = new Hono<AppEnv>()
  .get(
    '/people/:id/matches',
    may('session.find'),
    doc({
      summary: 'List what fits a person, best first',
      description:
        'One entry a group: its best date with `score` (0 to 1000), the reasons and the other dates. `nearMisses` say in `obstacles` what stands in the way. Distances are for the person’s own team. The read is on record.',
      answers: {
        200: {
          person: { id: ids.person, preferredName: 'Annie', hasProfile: true, hasPoint: true, hasInterests: true, isWithdrawn: false },
          weights: usualWeights,
          matches: [match],
          nearMisses: [{ ...match, obstacles: [{ kind: 'missing', need: 'hearing_loop' }], others: [] }],
        },
      },
    }),
    async (c) => {
      const found = await matchPerson(c.var.ctx, c.var.permit, c.req.param('id'))
      return found.ok ? c.json(found.value) : problem(c, 404, 'not_found', sentences.no_such_person)
    },
  )

  .post(
    '/people/:id/routines',
    may('booking.create'),
    doc({
      summary: 'Book a person into several dates of a group at once',
      description:
        'The session and the next ones of its series, or of its group on that day of the week. `all` books every date or none; `as_many` books what is free and joins the waiting list for the others.',
      headers: { 'Idempotency-Key': '1 to 255 visible characters. The same key with the same body gets the same answer.' },
      send: { sessionId: ids.session, times: 6, mode: 'as_many', withCarer: false, buddyWish: 'wanted' },
      answers: { 201: { routineId: routine, dates } },
      refusals: () => told(statuses, sentences),
    }),
    idempotencyKey,
    json(v.omit(BookRoutine, ['personId'])),
    async (c) => {
      const input = { ...c.req.valid('json'), personId: c.req.param('id') }
      const booked = await bookRoutine(c.var.ctx, c.var.permit, input, c.req.valid('header').key)
      return booked.ok ? c.json(booked.value, 201) : refused(c, booked.reason, booked.dates)
    },
  )

  .get(
    '/people/:id/routines/:routineId',
    may('person.see'),
    doc({
      summary: 'Read a routine with what became of each date',
      answers: {
        200: {
          routineId: routine,
          person: { id: ids.person, preferredName: 'Annie' },
          dates: [{ id: ids.booking, status: 'booked', ...span, groupName: group.name, venueName: venue.name }],
        },
      },
    }),
    async (c) => {
      const opened = await openRoutine(c.var.ctx, c.var.permit, { personId: c.req.param('id'), routineId: c.req.param('routineId') })
      return opened.ok ? c.json(opened.value) : problem(c, 404, 'not_found', sentences.no_such_person)
    },
  )

  .post(
    '/people/:id/routines/:routineId/cancellation',
    may('booking.cancel'),
    doc({
      summary: 'Call off every date of a routine that is still to come',
      description: 'A second time calls off nothing. Nobody has to give a reason.',
      send: { reason: 'other_plans' },
      answers: { 200: { cancelled: 5 } },
    }),
    json(v.pick(CancelRoutine, ['reason'])),
    async (c) => {
      const routineOf = { personId: c.req.param('id'), routineId: c.req.param('routineId') }
      const ended = await cancelRoutine(c.var.ctx, c.var.permit, { ...c.req.valid('json'), ...routineOf })
      return ended.ok ? c.json(ended.value) : problem(c, 404, 'not_found', sentences.no_such_person)
    },
  )

  .get(
    '/matching/weights',
    may('place.run'),
    doc({ summary: 'Read how much each reason counts in matching', answers: { 200: usualWeights } }),
    async (c) => c.json(await readWeights(c.var.ctx, c.var.permit)),
  )

  .put(
    '/matching/weights',
    may('place.run'),
    doc({
      summary: 'Set how much each reason counts in matching',
      description: '0 is not at all, 10 the most. Limits always hold, whatever is said here.',
      send: usualWeights,
      answers: { 200: usualWeights },
    }),
    json(TuneWeights),
    async (c) => {
      const tuned = await tuneWeights(c.var.ctx, c.var.permit, c.req.valid('json'))
      return c.json(tuned.ok ? tuned.value : {})
    },
  )

type C = Parameters<typeof problem>[0]
/** Says which dates are not free, by their start. */
function refused(c: C, reason: BookRoutineRefusal, dates: readonly DateAnswer[]): Response {
  const full = dates
    .filter(({ state }) => state === 'waitlisted' || state === 'closed')
    .map(({ startsAt }) => new Date(startsAt).toISOString())
  const sentence = reason === 'some_full' ? `${sentences[reason]} Not free: ${full.join(', ')}` : sentences[reason]
  return problem(c, statuses[reason], statuses[reason] === 404 ? 'not_found' : reason, sentence, undefined, dates.length ? { dates } : {})
}

const statuses = {
  no_such_person: 404,
  no_such_session: 404,
  too_few_dates: 409,
  some_full: 409,
  nothing_new: 409,
  key_used_for_another_request: 409,
} as const satisfies Record<BookRoutineRefusal, number>

const sentences = {
  no_such_person: 'There is nothing here.',
  no_such_session: 'There is nothing here.',
  too_few_dates: 'There are fewer dates than that. Nothing was booked.',
  some_full: 'Not every date is free. Nothing was booked.',
  nothing_new: 'This person is booked on all of these dates, or none of them can be booked.',
  key_used_for_another_request: 'This Idempotency-Key was used for another request.',
} as const satisfies Record<BookRoutineRefusal, string>

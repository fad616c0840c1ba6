import { Hono } from 'hono'
import { doc, told } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json } from '../http/input.ts'
import { problem } from '../http/problem.ts'
import { type AnswerRefusal, answerSurvey, SurveyAnswer } from '../surveys/actions.ts'
import { ids } from './examples.ts'

export const surveys = new Hono<AppEnv>().put(
  '/bookings/:bookingId/response',
  may('survey.answer'),
  doc({
    summary: 'Keep what a person says of a session',
    description: 'For a person who is asked by phone. A later answer replaces an earlier one.',
    send: { went: 'yes', rating: 4, again: 'yes', note: 'The tea was lovely' },
    answers: { 200: { bookingId: ids.booking } },
    refusals: () => told(statuses, sentences),
  }),
  json(SurveyAnswer),
  async (c) => {
    const answered = await answerSurvey(c.var.ctx, c.var.permit, { ...c.req.valid('json'), bookingId: c.req.param('bookingId') })
    if (!answered.ok) return problem(c, statuses[answered.reason], answered.reason, sentences[answered.reason])
    return c.json(answered.value)
  },
)

const statuses = {
  no_such_booking: 404,
  link_revoked: 404,
  nothing_to_ask: 409,
  not_over_yet: 409,
} as const satisfies Record<AnswerRefusal, number>

const sentences = {
  no_such_booking: 'There is nothing here.',
  link_revoked: 'There is nothing here.',
  nothing_to_ask: 'This visit did not take place.',
  not_over_yet: 'This visit is still to come.',
} as const satisfies Record<AnswerRefusal, string>

import { Hono } from 'hono'
import * as v from 'valibot'
import { SetStep, type SetStepRefusal, setStep } from '../bookings/accompaniment/actions.ts'
import { doc, told } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json, query } from '../http/input.ts'
import { problem } from '../http/problem.ts'
import { days } from '../lib/time.ts'
import { type AnswerRefusal, answerQuestionnaire, declineQuestionnaire } from '../outcomes/actions.ts'
import { AnswerQuestionnaire, answersIn } from '../outcomes/inputs.ts'
import { openProgress } from '../outcomes/progress/actions.ts'
import { teamOutcomes } from '../outcomes/team/actions.ts'
import { before, ids, span } from './examples.ts'

const goal = '0190a1b2-0000-7000-8000-00000000f101'
const questionnaire = '0190a1b2-0000-7000-8000-00000000f201'

const Period = v.object({
  /** Instants; by default the last year. */
  from: v.optional(v.pipe(v.string(), v.regex(/^\d{1,14}$/), v.transform(Number))),
  until: v.optional(v.pipe(v.string(), v.regex(/^\d{1,14}$/), v.transform(Number))),
})

export const outcomes = new Hono<AppEnv>()
  .get(
    '/people/:id/progress',
    may('person.see'),
    doc({
      summary: 'See how a person has been',
      description:
        'What they answered at the start and after six and twelve weeks, and how they rated their goals. Null is "not said". A band is given for answers to the original wording only. The read is on the audit log.',
      answers: {
        200: {
          id: ids.person,
          preferredName: 'Annie',
          questionnaires: [
            {
              id: questionnaire,
              wave: 'start',
              status: 'answered',
              dueAt: before,
              askedAt: before,
              answeredAt: before + days(2),
              answeredBy: 'person',
              lostReason: null,
              refusal: 'already_answered',
            },
          ],
          measures: [
            {
              code: 'satisfied',
              min: 0,
              max: 10,
              better: 'higher',
              points: [{ wave: 'start', at: before + days(2), score: 4, translation: 'original', version: '1', band: 'low' }],
            },
          ],
          lonely: [{ wave: 'start', at: before + days(2), code: 2 }],
          groups: [
            {
              ...{
                groupId: ids.group,
                groupName: 'Riverside Gardeners',
                came: 1,
                lastCameAt: before,
                visit3: 'not_yet',
                visit6: 'not_yet',
              },
              next: { bookingId: ids.booking, startsAt: span.startsAt, step: 'alone', proposed: 'met_there' },
            },
          ],
          goals: [{ id: goal, status: 'active', words: 'To sing again', ratings: [{ ratedOn: '2026-05-20', rating: 3 }] }],
        },
      },
      refusals: () => ({ no_such_person: { status: 404, sentence: 'There is nothing here.' } }),
    }),
    async (c) => {
      const opened = await openProgress(c.var.ctx, c.var.permit, { personId: c.req.param('id') })
      return opened.ok ? c.json(opened.value) : problem(c, 404, opened.reason, 'There is nothing here.')
    },
  )

  .put(
    '/questionnaires/:id/answers',
    may('outcome.answer'),
    doc({
      summary: 'Keep what a person answered together with their link worker',
      description:
        'A code for each question, or null for "would rather not say", which is missing and not nought. For seven days a second answer corrects the first. The ids are in the person’s progress.',
      send: {
        language: 'en',
        ...{ satisfied: 6, worthwhile: 7, happy: 5, anxious: 3, companionship: 2, left_out: 1, isolated: 2, lonely: 3 },
        ...{ confidence: 6, gp_visits: null, goals: { [goal]: 5 } },
      },
      answers: { 200: { questionnaireId: questionnaire, personId: ids.person } },
      refusals: () => told(statuses, sentences),
    }),
    json(AnswerQuestionnaire),
    async (c) => {
      const input = { ...answersIn(c.req.valid('json')), questionnaireId: c.req.param('id') }
      const answered = await answerQuestionnaire(c.var.ctx, c.var.permit, input)
      if (!answered.ok) return problem(c, statuses[answered.reason], answered.reason, sentences[answered.reason])
      return c.json(answered.value)
    },
  )

  .post(
    '/questionnaires/:id/refusal',
    may('outcome.answer'),
    doc({
      summary: 'Note that a person would rather not answer',
      description: 'Nobody is asked again for this wave; it counts as lost, with that as the reason.',
      answers: { 200: { personId: ids.person } },
      refusals: () => told(statuses, sentences),
    }),
    async (c) => {
      const declined = await declineQuestionnaire(c.var.ctx, c.var.permit, { questionnaireId: c.req.param('id') })
      if (!declined.ok) return problem(c, statuses[declined.reason], declined.reason, sentences[declined.reason])
      return c.json(declined.value)
    },
  )

  .post(
    '/bookings/:id/accompaniment',
    may('visit.arrange'),
    doc({
      summary: 'Set how much company somebody gets on a visit',
      description:
        '`accompanied`: a buddy at the door; `met_there`: a buddy who is there; `message`: a few words beforehand; `alone`. A buddy who had promised something else is told, and another is looked for.',
      send: { step: 'met_there' },
      answers: { 200: { bookingId: ids.booking, personId: ids.person, step: 'met_there' } },
      refusals: () => told(stepStatuses, stepSentences),
    }),
    json(SetStep),
    async (c) => {
      const set = await setStep(c.var.ctx, c.var.permit, { ...c.req.valid('json'), bookingId: c.req.param('id') })
      if (!set.ok) return problem(c, stepStatuses[set.reason], set.reason, stepSentences[set.reason])
      return c.json(set.value)
    },
  )

  .get(
    '/team/outcomes',
    may('team.lead'),
    doc({
      summary: 'See what changed for the people of a team',
      description:
        'For support that began in the period: the paired change of each measure with its 95 % interval, beside how many were asked, answered and lost, and why. A number under 5, and one that would give it away, is null.',
      answers: {
        200: {
          period: { from: before - days(365), until: before },
          answering: [
            {
              wave: 'start',
              asked: 40,
              answered: 28,
              open: null,
              lost: { no_answer: 6, declined: null, support_ended: 0, consent_withdrawn: 0, not_reachable: 0 },
            },
          ],
          visits: [{ visit: 3, came: 18, alone: 11 }],
          paired: [
            {
              wave: 'week_6',
              measures: [
                {
                  code: 'satisfied',
                  better: 'higher',
                  change: { n: 17, mean: 1.2, low: 0.4, high: 2 },
                  bands: [{ code: 'low', before: 9, after: 5 }],
                },
              ],
              lonely: [{ code: '1', before: 8, after: 5 }],
              goals: { n: 12, mean: 2.1, low: 1.1, high: 3.1 },
            },
          ],
        },
      },
    }),
    query(Period),
    async (c) => {
      const { from, until } = c.req.valid('query')
      const end = until ?? c.var.ctx.now
      return c.json(await teamOutcomes(c.var.ctx, c.var.permit, { from: from ?? end - days(365), until: end }))
    },
  )

const stepStatuses = {
  no_such_booking: 404,
  has_no_place: 409,
  no_email: 409,
  booking_cancelled: 409,
  offer_ended: 409,
  session_cancelled: 409,
  session_started: 409,
} as const satisfies Record<SetStepRefusal, number>

const stepSentences = {
  no_such_booking: 'There is nothing here.',
  has_no_place: 'They have no place there yet.',
  no_email: 'They have no email for a few words.',
  booking_cancelled: 'This booking is cancelled.',
  offer_ended: 'The offer has ended.',
  session_cancelled: 'The session is cancelled.',
  session_started: 'The session has started.',
} as const satisfies Record<SetStepRefusal, string>

const statuses = {
  no_such_questionnaire: 404,
  link_revoked: 404,
  consent_withdrawn: 409,
  already_answered: 409,
  too_early: 409,
  too_late: 409,
  nothing_answered: 422,
} as const satisfies Record<AnswerRefusal, number>

const sentences = {
  no_such_questionnaire: 'There is nothing here.',
  link_revoked: 'There is nothing here.',
  consent_withdrawn: 'Consent was taken back, so nothing is kept.',
  already_answered: 'This was answered more than a week ago and cannot be changed any more.',
  too_early: 'This can be answered from two weeks before it is due.',
  too_late: 'The answers would be about another time than the one that was asked about.',
  nothing_answered: 'No question is answered. Say instead that the person would rather not.',
} as const satisfies Record<AnswerRefusal, string>

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import type { AppEnv } from '../../src/http/env.ts'
import { holds, may } from '../../src/http/guard.ts'
import { form, query } from '../../src/http/input.ts'
import { answerSurvey, SurveyAnswer, seeSurvey } from '../../src/surveys/actions.ts'
import { noSurveyPage, surveyPage, thanksPage } from './page.tsx'

const Done = v.object({ done: v.optional(v.literal('answered')) })

/** By the link in the email: `/survey/:token`. By the link worker for the person on the phone: `/bookings/:bookingId/survey`. */
export const surveys = new Hono<AppEnv>()
  .get('/survey/:token', holds('survey', 'survey.answer'), query(Done), async (c) => {
    const { link, state } = c.var.link
    const { booking, refusal } = (await seeSurvey(c.var.ctx, c.var.permit, link.subjectId)) ?? missing()
    const locale = booking.language
    if (state === 'expired' || refusal) return noSurveyPage(c, { locale, why: refusal ?? 'link_expired' })
    return c.req.valid('query').done ? thanksPage(c, { locale, again: c.req.path }) : surveyPage(c, { by: 'person', booking })
  })

  .post('/survey/:token', holds('survey', 'survey.answer'), form(SurveyAnswer), async (c) => {
    const { ctx, permit, link } = c.var
    const bookingId = link.link.subjectId
    const given = c.req.valid('form')
    const answered = given.ok ? await answerSurvey(ctx, permit, { ...given.value, bookingId }) : undefined
    if (answered?.ok) return c.redirect(`${c.req.path}?done=answered`, 303)

    const { booking, refusal } = (await seeSurvey(ctx, permit, bookingId)) ?? missing()
    if (refusal === 'link_revoked') return missing()
    if (refusal) return noSurveyPage(c, { locale: booking.language, why: refusal, status: 409 })
    return surveyPage(c, { by: 'person', booking, form: given })
  })

  .get('/bookings/:bookingId/survey', may('survey.answer'), async (c) => {
    const { booking, refusal } = (await seeSurvey(c.var.ctx, c.var.permit, c.req.param('bookingId'))) ?? missing()
    if (refusal) return noSurveyPage(c, { locale: c.var.locale, why: refusal, isStaff: true })
    return surveyPage(c, { by: 'link_worker', booking })
  })

  .post('/bookings/:bookingId/survey', may('survey.answer'), form(SurveyAnswer), async (c) => {
    const { ctx, permit, locale } = c.var
    const bookingId = c.req.param('bookingId')
    const given = c.req.valid('form')
    const answered = given.ok ? await answerSurvey(ctx, permit, { ...given.value, bookingId }) : undefined
    if (answered?.ok) return c.redirect(`/bookings/${bookingId}?done=answered`, 303)

    const { booking, refusal } = (await seeSurvey(ctx, permit, bookingId)) ?? missing()
    if (refusal) return noSurveyPage(c, { locale, why: refusal, isStaff: true, status: 409 })
    return surveyPage(c, { by: 'link_worker', booking, form: given })
  })

function missing(): never {
  throw new HTTPException(404)
}

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
    const found = (await seeSurvey(c.var.ctx, c.var.permit, link.subjectId)) ?? missing()
    const { booking, refusal } = found
    const locale = booking.language
    const path = `/survey/${c.req.param('token')}`
    if (state === 'expired' || refusal) return noSurveyPage(c, { locale, why: refusal ?? 'link_expired', isStaff: false })
    if (c.req.valid('query').done) return thanksPage(c, { locale, again: path })
    return surveyPage(c, { by: 'person', booking, action: path })
  })

  .post('/survey/:token', holds('survey', 'survey.answer'), form(SurveyAnswer), async (c) => {
    const { ctx, permit, link } = c.var
    const path = `/survey/${c.req.param('token')}`
    const { booking, refusal } = (await seeSurvey(ctx, permit, link.link.subjectId)) ?? missing()
    if (refusal === 'link_revoked') missing()
    const given = c.req.valid('form')
    if (!refusal && !given.ok) return surveyPage(c, { by: 'person', booking, action: path, form: given })

    const answered = given.ok ? await answerSurvey(ctx, permit, { ...given.value, bookingId: booking.id }) : undefined
    if (answered?.ok) return c.redirect(`${path}?done=answered`, 303)
    c.status(409)
    return noSurveyPage(c, { locale: booking.language, why: refusal ?? 'nothing_to_ask', isStaff: false })
  })

  .get('/bookings/:bookingId/survey', may('survey.answer'), async (c) => {
    const { booking, refusal } = (await seeSurvey(c.var.ctx, c.var.permit, c.req.param('bookingId'))) ?? missing()
    if (refusal) return noSurveyPage(c, { locale: c.var.locale, why: refusal, isStaff: true })
    return surveyPage(c, { by: 'link_worker', booking, action: `/bookings/${booking.id}/survey`, back: `/bookings/${booking.id}` })
  })

  .post('/bookings/:bookingId/survey', may('survey.answer'), form(SurveyAnswer), async (c) => {
    const { ctx, permit, locale } = c.var
    const { booking } = (await seeSurvey(ctx, permit, c.req.param('bookingId'))) ?? missing()
    const back = `/bookings/${booking.id}`
    const given = c.req.valid('form')
    if (!given.ok) return surveyPage(c, { by: 'link_worker', booking, action: `${back}/survey`, back, form: given })
    const answered = await answerSurvey(ctx, permit, { ...given.value, bookingId: booking.id })
    return answered.ok ? c.redirect(`${back}?done=answered`, 303) : noSurveyPage(c, { locale, why: answered.reason, isStaff: true })
  })

function missing(): never {
  throw new HTTPException(404)
}

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import type { AppEnv } from '../../src/http/env.ts'
import { holds, may } from '../../src/http/guard.ts'
import { form, query } from '../../src/http/input.ts'
import { answerQuestionnaire, declineQuestionnaire, seeQuestionnaire } from '../../src/outcomes/actions.ts'
import { answersIn, QuestionnaireForm } from '../../src/outcomes/inputs.ts'
import { closedPage, donePage, ownPage, togetherPage } from './page.tsx'

const language = v.optional(v.picklist(['en', 'id']))
const Shown = v.object({
  in: v.fallback(language, undefined),
  done: v.fallback(v.optional(v.picklist(['answered', 'declined'])), undefined),
})
const Read = v.object({ language: v.fallback(language, undefined) })

/** By the link in the email: `/how-are-you/:token`. Together with their link worker: `/questionnaires/:id`. */
export const outcomes = new Hono<AppEnv>()
  .get('/how-are-you/:token', holds('outcome', 'outcome.answer'), query(Shown), async (c) => {
    const { link, state } = c.var.link
    const seen = (await seeQuestionnaire(c.var.ctx, c.var.permit, link.subjectId)) ?? missing()
    const { in: chosen, done } = c.req.valid('query')
    const shown = chosen ?? seen.questionnaire.language
    if (done && (seen.refusal ?? 'already_answered') === 'already_answered')
      return donePage(c, { language: shown, done, again: `${c.req.path}?in=${shown}` })
    if (state === 'expired' || seen.refusal) return closedPage(c, { locale: shown, why: seen.refusal ?? 'link_expired' })
    return ownPage(c, { seen, language: shown })
  })

  .post('/how-are-you/:token', holds('outcome', 'outcome.answer'), form(QuestionnaireForm), async (c) => {
    const { ctx, permit, link } = c.var
    const questionnaireId = link.link.subjectId
    const given = c.req.valid('form')
    const answered = given.ok ? await answerQuestionnaire(ctx, permit, { ...answersIn(given.value), questionnaireId }) : undefined
    if (answered?.ok && given.ok) return c.redirect(`${c.req.path}?in=${given.value.language}&done=answered`, 303)

    const seen = (await seeQuestionnaire(ctx, permit, questionnaireId)) ?? missing()
    if (seen.refusal === 'link_revoked') return missing()
    const shown = given.typed.language === 'en' || given.typed.language === 'id' ? given.typed.language : seen.questionnaire.language
    if (seen.refusal) return closedPage(c, { locale: shown, why: seen.refusal, status: 409 })
    return ownPage(c, { seen, language: shown, form: given, isEmpty: given.ok })
  })

  .post('/how-are-you/:token/refusal', holds('outcome', 'outcome.answer'), form(Read), async (c) => {
    const { ctx, permit, link } = c.var
    const given = c.req.valid('form')
    const declined = await declineQuestionnaire(ctx, permit, { questionnaireId: link.link.subjectId })
    const seen = (await seeQuestionnaire(ctx, permit, link.link.subjectId)) ?? missing()
    if (!declined.ok && declined.reason === 'link_revoked') return missing()
    const shown = (given.ok ? given.value.language : undefined) ?? seen.questionnaire.language
    if (!declined.ok) return closedPage(c, { locale: shown, why: declined.reason, status: 409 })
    return c.redirect(`/how-are-you/${c.req.param('token')}?in=${shown}&done=declined`, 303)
  })

  .get('/questionnaires/:id', may('outcome.answer'), query(Shown), async (c) => {
    const seen = (await seeQuestionnaire(c.var.ctx, c.var.permit, c.req.param('id'))) ?? missing()
    const { personId } = seen.questionnaire
    if (seen.refusal) return closedPage(c, { locale: c.var.locale, why: seen.refusal, personId })
    return togetherPage(c, { seen, language: c.req.valid('query').in ?? seen.questionnaire.language })
  })

  .post('/questionnaires/:id', may('outcome.answer'), form(QuestionnaireForm), async (c) => {
    const { ctx, permit, locale } = c.var
    const questionnaireId = c.req.param('id')
    const given = c.req.valid('form')
    const answered = given.ok ? await answerQuestionnaire(ctx, permit, { ...answersIn(given.value), questionnaireId }) : undefined
    if (answered?.ok) return c.redirect(`/people/${answered.value.personId}/progress?done=answered`, 303)

    const seen = (await seeQuestionnaire(ctx, permit, questionnaireId)) ?? missing()
    const { personId } = seen.questionnaire
    if (seen.refusal) return closedPage(c, { locale, why: seen.refusal, personId, status: 409 })
    const shown = given.typed.language === 'en' || given.typed.language === 'id' ? given.typed.language : seen.questionnaire.language
    return togetherPage(c, { seen, language: shown, form: given, isEmpty: given.ok })
  })

  .post('/questionnaires/:id/refusal', may('outcome.answer'), async (c) => {
    const declined = await declineQuestionnaire(c.var.ctx, c.var.permit, { questionnaireId: c.req.param('id') })
    if (declined.ok) return c.redirect(`/people/${declined.value.personId}/progress?done=declined`, 303)
    if (declined.reason === 'no_such_questionnaire') return missing()
    const seen = (await seeQuestionnaire(c.var.ctx, c.var.permit, c.req.param('id'))) ?? missing()
    return closedPage(c, { locale: c.var.locale, why: declined.reason, personId: seen.questionnaire.personId, status: 409 })
  })

function missing(): never {
  throw new HTTPException(404)
}

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import { SeeNews, seeNews } from '../../src/calls/seen/actions.ts'
import type { AppEnv } from '../../src/http/env.ts'
import { may, type ReadAhead } from '../../src/http/guard.ts'
import { form, query } from '../../src/http/input.ts'
import { ArrangeVisit, answerReport, arrangeVisit } from '../../src/visits/alarms/actions.ts'
import { SendGreeting, sendGreeting } from '../../src/visits/greeting/actions.ts'
import { ReportVisit, reportVisit, stepBack } from '../../src/visits/mine/actions.ts'
import { claimVisit, FindVisits, readsForClaim } from '../../src/visits/open/actions.ts'
import { errorsOf, texts } from '../render.tsx'
import { reportPage, stepBackPage } from './mine/page.tsx'
import { listPage, refusedPage, toAllVisits, visitPage } from './page.tsx'
import { teamVisitPage } from './team/page.tsx'
import { arrangeRefusal, claimRefusal, dones, reportRefusal, stepBackRefusal } from './wording.ts'

const Said = v.object({ done: v.fallback(v.optional(v.picklist(dones)), undefined) })

/** Of many who claim at once the first wins, so the reads of a claim travel with the sign-in. */
const readsAhead: ReadAhead = async (c, db, reader) => readsForClaim(db, reader, c.req.param('id') ?? '')

export const visits = new Hono<AppEnv>()
  .get('/visits', may('visit.find'), query(v.object({ ...Said.entries, ...FindVisits.entries })), (c) =>
    listPage(c, c.var.permit, { after: c.req.query('after'), done: c.req.valid('query').done }, c.req.valid('query')),
  )

  .get('/visits/:id', may('visit.find'), query(Said), (c) =>
    visitPage(c, c.var.permit, c.req.param('id'), { done: c.req.valid('query').done }),
  )

  .post('/visits/:id/claim', may('visit.claim', readsAhead), async (c) => {
    const claimed = await claimVisit(c.var.ctx, c.var.permit, { visitId: c.req.param('id') }, c.var.ahead)
    const t = texts(c.var.locale)
    if (!claimed.ok && claimed.reason === 'no_such_visit') throw new HTTPException(404)
    if (!claimed.ok) return refusedPage(c, t('visits.title'), t(claimRefusal[claimed.reason]), toAllVisits(t))
    return c.redirect(`/visits/${claimed.value.id}?done=claimed`, 303)
  })

  .post('/visits/:id/greeting', may('visit.claim'), form(SendGreeting), async (c) => {
    const given = c.req.valid('form')
    const t = texts(c.var.locale)
    const visitId = c.req.param('id')
    if (!given.ok) return visitPage(c, c.var.permit, visitId, { errors: errorsOf(given, t) })
    const sent = await sendGreeting(c.var.ctx, c.var.permit, { ...given.value, visitId })
    if (!sent.ok && sent.reason === 'no_such_visit') throw new HTTPException(404)
    if (!sent.ok) return refusedPage(c, t('visits.title'), t(claimRefusal[sent.reason]), toAllVisits(t))
    return c.redirect('/visits?done=greeted', 303)
  })

  .post('/visits/:id/seen', may('visit.claim'), form(SeeNews), async (c) => {
    const given = c.req.valid('form')
    const seen = await seeNews(c.var.ctx, c.var.permit, { visitId: c.req.param('id'), saw: given.ok ? given.value.saw : undefined })
    if (!seen.ok) throw new HTTPException(404)
    return c.redirect(seen.value.isSeen ? '/visits?done=seen' : '/visits', 303)
  })

  .get('/visits/:id/stepping-back', may('visit.find'), (c) => stepBackPage(c, c.var.permit, c.req.param('id')))

  .post('/visits/:id/stepping-back', may('visit.claim'), async (c) => {
    const steppedBack = await stepBack(c.var.ctx, c.var.permit, { visitId: c.req.param('id') })
    const t = texts(c.var.locale)
    if (!steppedBack.ok && steppedBack.reason === 'no_such_visit') throw new HTTPException(404)
    if (!steppedBack.ok) return refusedPage(c, t('visits.title'), t(stepBackRefusal[steppedBack.reason]), toAllVisits(t))
    return c.redirect(`/visits?done=${steppedBack.value.next}`, 303)
  })

  .get('/visits/:id/report', may('visit.find'), (c) => reportPage(c, c.var.permit, c.req.param('id')))

  .post('/visits/:id/report', may('visit.report'), form(ReportVisit), async (c) => {
    const sent = c.req.valid('form')
    const t = texts(c.var.locale)
    const back = (errors: Record<string, string>) => reportPage(c, c.var.permit, c.req.param('id'), { typed: sent.typed, errors })
    if (!sent.ok) return back(errorsOf(sent, t, { report: 'visits.report.title' }))
    const reported = await reportVisit(c.var.ctx, c.var.permit, { ...sent.value, visitId: c.req.param('id') })
    if (!reported.ok) return back({ '': t(reportRefusal[reported.reason]) })
    return c.redirect(`/visits/${reported.value.id}?done=reported`, 303)
  })

  .get('/visits/:id/arrangement', may('visit.arrange'), query(Said), (c) =>
    teamVisitPage(c, c.var.permit, c.req.param('id'), { done: c.req.valid('query').done }),
  )

  .post('/visits/:id/arrangement', may('visit.arrange'), form(ArrangeVisit), async (c) => {
    const sent = c.req.valid('form')
    const t = texts(c.var.locale)
    const back = (errors: Record<string, string>) => teamVisitPage(c, c.var.permit, c.req.param('id'), { typed: sent.typed, errors })
    if (!sent.ok) return back(errorsOf(sent, t, { arrangement: 'visits.arrange.question' }))
    const arranged = await arrangeVisit(c.var.ctx, c.var.permit, { ...sent.value, visitId: c.req.param('id') })
    if (!arranged.ok) return back({ '': t(arrangeRefusal[arranged.reason]) })
    return c.redirect(`/visits/${arranged.value.id}/arrangement?done=arranged`, 303)
  })

  .post('/visits/:id/report/answer', may('visit.arrange'), async (c) => {
    const answered = await answerReport(c.var.ctx, c.var.permit, { visitId: c.req.param('id') })
    if (!answered.ok) throw new HTTPException(404)
    return c.redirect(`/visits/${answered.value.id}/arrangement?done=answered`, 303)
  })

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { doc, told } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may, type ReadAhead } from '../http/guard.ts'
import { json, query } from '../http/input.ts'
import { problem } from '../http/problem.ts'
import { type ArrangeRefusal, ArrangeVisit, answerReport, arrangeVisit, seeTeamVisit, visitsNeedingTeam } from '../visits/alarms/actions.ts'
import { SendGreeting, sendGreeting } from '../visits/greeting/actions.ts'
import {
  listMyVisits,
  type ReportRefusal,
  ReportVisit,
  reportVisit,
  type StepBackRefusal,
  seeVisit,
  stepBack,
} from '../visits/mine/actions.ts'
import { type ClaimVisitRefusal, claimVisit, FindVisits, findOpenVisits, readsForClaim } from '../visits/open/actions.ts'
import { ids, openVisit, ownVisit, teamVisit } from './examples.ts'

/** Of many who claim at once the first wins, so the reads of a claim travel with the sign-in. */
const readsAhead: ReadAhead = async (c, db, reader) => readsForClaim(db, reader, c.req.param('id') ?? '')

export const visits = new Hono<AppEnv>()
  .get(
    '/visits',
    may('visit.find'),
    doc({
      summary: 'List the first visits that want a buddy',
      description: 'Area, time, activity and language only. `fitting` are those that you asked for. Send `next` as `after` to go on.',
      answers: { 200: { fitting: [openVisit], others: [], standing: 'approved' } },
    }),
    query(FindVisits),
    async (c) => c.json(await findOpenVisits(c.var.ctx, c.var.permit, c.req.valid('query'))),
  )

  .get(
    '/visits/mine',
    may('visit.find'),
    doc({
      summary: 'List your visits, until seven days after each',
      answers: { 200: { visits: [{ ...openVisit, status: 'claimed', report: null }] } },
    }),
    async (c) => c.json({ visits: await listMyVisits(c.var.ctx, c.var.permit) }),
  )

  .get(
    '/visits/needing-team',
    may('visit.arrange'),
    doc({
      summary: 'List what of first visits needs a link worker today',
      description: 'Visits without a buddy that are near, those to which you go along yourself, and buddies’ reports that ask for a call.',
      answers: { 200: { unfilled: [teamVisit], own: [], reports: [] } },
    }),
    async (c) => c.json(await visitsNeedingTeam(c.var.ctx, c.var.permit)),
  )

  .get(
    '/visits/:id',
    may('visit.find'),
    doc({
      summary: 'Read a visit',
      description:
        'One of your own (`is: mine`) with everything needed on the way, the read on record; an open one (`is: open`) with area, time, activity and language.',
      answers: { 200: { is: 'mine', visit: ownVisit } },
    }),
    async (c) => found(await seeVisit(c.var.ctx, c.var.permit, c.req.param('id'))),
  )

  .get(
    '/visits/:id/arrangement',
    may('visit.arrange'),
    doc({ summary: 'Read a first visit of your team', description: 'The read is on record.', answers: { 200: teamVisit } }),
    async (c) => found(await seeTeamVisit(c.var.ctx, c.var.permit, c.req.param('id'))),
  )

  .post(
    '/visits/:id/claim',
    may('visit.claim', readsAhead),
    doc({
      summary: 'Promise a first visit',
      description: 'Of many who try at once one wins.',
      answers: { 200: { id: ids.visit } },
      refusals: () => told(claimStatuses, claimSentences),
    }),
    async (c) => {
      const claimed = await claimVisit(c.var.ctx, c.var.permit, { visitId: c.req.param('id') }, c.var.ahead)
      if (!claimed.ok) return problem(c, claimStatuses[claimed.reason], claimed.reason, claimSentences[claimed.reason])
      return c.json(claimed.value)
    },
  )

  .post(
    '/visits/:id/greeting',
    may('visit.claim'),
    doc({
      summary: 'Have a few kind words sent to somebody who goes alone',
      description: 'For a visit of the kind `message`. The words are chosen, not written; you learn nothing about the person.',
      send: { greeting: 'thinking_of_you' },
      answers: { 200: { id: ids.visit } },
      refusals: () => told(greetingStatuses, greetingSentences),
    }),
    json(SendGreeting),
    async (c) => {
      const sent = await sendGreeting(c.var.ctx, c.var.permit, { ...c.req.valid('json'), visitId: c.req.param('id') })
      if (!sent.ok) return problem(c, greetingStatuses[sent.reason], sent.reason, greetingSentences[sent.reason])
      return c.json(sent.value)
    },
  )

  .post(
    '/visits/:id/stepping-back',
    may('visit.claim'),
    doc({
      summary: 'Give a promised visit back before it starts',
      description: '`next` says whether another buddy is looked for or the link worker was told at once.',
      answers: { 200: { id: ids.visit, next: 'looking_for_another' } },
      refusals: () => told(stepBackStatuses, stepBackSentences),
    }),
    async (c) => {
      const steppedBack = await stepBack(c.var.ctx, c.var.permit, { visitId: c.req.param('id') })
      if (!steppedBack.ok)
        return problem(c, stepBackStatuses[steppedBack.reason], steppedBack.reason, stepBackSentences[steppedBack.reason])
      return c.json(steppedBack.value)
    },
  )

  .post(
    '/visits/:id/report',
    may('visit.report'),
    doc({
      summary: 'Say how a visit went',
      description: 'From its start until seven days after it; a later report replaces an earlier one.',
      send: { report: 'went_well', note: 'We had tea afterwards' },
      answers: { 200: { id: ids.visit } },
      refusals: () => told(reportStatuses, reportSentences),
    }),
    json(ReportVisit),
    async (c) => {
      const reported = await reportVisit(c.var.ctx, c.var.permit, { ...c.req.valid('json'), visitId: c.req.param('id') })
      if (!reported.ok) return problem(c, reportStatuses[reported.reason], reported.reason, reportSentences[reported.reason])
      return c.json(reported.value)
    },
  )

  .post(
    '/visits/:id/arrangement',
    may('visit.arrange'),
    doc({
      summary: 'Say who goes to a visit that has no buddy',
      description: 'One that is `moved` stays wanted until its booking has moved.',
      send: { arrangement: 'link_worker_goes' },
      answers: { 200: { id: ids.visit } },
      refusals: () => told(arrangeStatuses, arrangeSentences),
    }),
    json(ArrangeVisit),
    async (c) => {
      const arranged = await arrangeVisit(c.var.ctx, c.var.permit, { ...c.req.valid('json'), visitId: c.req.param('id') })
      if (!arranged.ok) return problem(c, arrangeStatuses[arranged.reason], arranged.reason, arrangeSentences[arranged.reason])
      return c.json(arranged.value)
    },
  )

  .post(
    '/visits/:id/report/answer',
    may('visit.arrange'),
    doc({ summary: 'Mark a buddy’s report as answered', answers: { 200: { id: ids.visit } } }),
    async (c) => {
      const answered = await answerReport(c.var.ctx, c.var.permit, { visitId: c.req.param('id') })
      if (!answered.ok) throw new HTTPException(404)
      return c.json(answered.value)
    },
  )

function found<T extends object>(value: T | undefined): Response {
  if (!value) throw new HTTPException(404)
  return Response.json(value)
}

const nothing = 'There is nothing here.'

const claimStatuses = {
  no_such_visit: 404,
  not_approved: 409,
  check_runs_out: 409,
  visit_started: 409,
  already_claimed: 409,
  no_longer_needed: 409,
  only_words: 409,
  busy_then: 409,
} as const satisfies Record<ClaimVisitRefusal, number>

const claimSentences = {
  no_such_visit: nothing,
  not_approved: 'Only a buddy who is approved at the moment can claim a visit.',
  check_runs_out: 'The buddy’s check runs out before the day of the visit.',
  visit_started: 'The visit has started.',
  already_claimed: 'Another buddy was faster.',
  no_longer_needed: 'This visit needs no buddy any more.',
  only_words: 'This one asks for a few words, not for company.',
  busy_then: 'The buddy has promised another visit at that time.',
} as const satisfies Record<ClaimVisitRefusal, string>

const stepBackStatuses = { no_such_visit: 404, visit_started: 409 } as const satisfies Record<StepBackRefusal, number>
const stepBackSentences = {
  no_such_visit: nothing,
  visit_started: 'The visit has started: report how it went instead.',
} as const satisfies Record<StepBackRefusal, string>

const reportStatuses = { no_such_visit: 404, too_early: 409 } as const satisfies Record<ReportRefusal, number>
const reportSentences = {
  no_such_visit: nothing,
  too_early: 'The visit has not started.',
} as const satisfies Record<ReportRefusal, string>

const arrangeStatuses = {
  no_such_visit: 404,
  visit_started: 409,
  has_buddy: 409,
  no_longer_needed: 409,
} as const satisfies Record<ArrangeRefusal, number>
const arrangeSentences = {
  no_such_visit: nothing,
  visit_started: 'The visit has started.',
  has_buddy: 'A buddy has claimed this visit.',
  no_longer_needed: 'This visit needs no buddy any more.',
} as const satisfies Record<ArrangeRefusal, string>

const { busy_then: _status, only_words: _only, ...greetingStatuses } = claimStatuses
const { busy_then: _sentence, only_words: _words, ...greetingSentences } = claimSentences

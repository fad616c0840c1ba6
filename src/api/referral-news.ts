import { Hono } from 'hono'
import type { Ctx } from '../ctx.ts'
import { doc, told } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json } from '../http/input.ts'
import { problem } from '../http/problem.ts'
import { localDay } from '../lib/time.ts'
import { ChangeTelling, changeTelling, type MessageBack, messageBack, revokeLinks, type TellingRefusal } from '../referrals/news/actions.ts'
import { type EndingRefusal, endReferral } from '../rights/ending/actions.ts'
import { EndReferral, endFields } from '../rights/ending/inputs.ts'

const id = '0190a1b2-0000-7000-8000-000000000009'
const example = {
  messageType: 'message_back_to_referrer',
  documentCreated: { at: 1780308000000, by: { organisation: 'Riverside link workers', telephone: '+441632960001' } },
  referral: {
    id,
    reference: '7A6B8C9D',
    referrerNumber: 'GP-4711',
    source: 'gp_practice',
    receivedOn: '2026-05-04',
    reasons: ['loneliness'],
  },
  consent: { stagesAgreed: ['contacted', 'booked', 'first_attended', 'ended'] },
  socialPrescribing: {
    stages: [
      { stage: 'contacted', date: '2026-05-06' },
      { stage: 'first_attended', date: '2026-05-19' },
    ],
  },
  outcome: { date: '2026-08-03', reason: 'settled_in', comments: 'She goes every week now.' },
  planAndRequestedActions: { groups: [], teams: [] },
}

export const referralNews = new Hono<AppEnv>()
  .get(
    '/referrals/:id/message-back',
    may('referral.see'),
    doc({
      summary: 'Read what the referrer may be told about a referral',
      description:
        'Shaped after the headings of the PRSB social prescribing standard 1.1, "message back to GP and referrer"; docs/architecture.md says how they were mapped. Only stages that were reached and that the person agreed to; `outcome` is null until the end is both. Days are those of the place.',
      answers: { 200: example },
    }),
    async (c) => {
      const found = await messageBack(c.var.ctx, c.var.permit, c.req.param('id'))
      return found.ok ? c.json(asMessage(c.var.ctx, found.value)) : problem(c, 404, 'not_found', sentences.no_such_referral)
    },
  )

  .put(
    '/referrals/:id/telling',
    may('referral.manage'),
    doc({
      summary: 'Write down which stages the person agrees that the referrer is told',
      description: 'Holds at once, for emails that wait to be sent too.',
      send: { tells: ['contacted', 'ended'] },
      answers: { 200: { id, tells: ['contacted', 'ended'] } },
      refusals: () => told({ no_referrer: 409 }, sentences),
    }),
    json(ChangeTelling),
    async (c) => {
      const changed = await changeTelling(c.var.ctx, c.var.permit, { ...c.req.valid('json'), referralId: c.req.param('id') })
      if (changed.ok) return c.json(changed.value)
      return changed.reason === 'no_referrer'
        ? problem(c, 409, changed.reason, sentences.no_referrer)
        : problem(c, 404, 'not_found', sentences.no_such_referral)
    },
  )

  .post(
    '/referrals/:id/link-revocation',
    may('referral.manage'),
    doc({ summary: 'Take back every link that the referrer was sent', answers: { 200: { id } } }),
    async (c) => {
      const revoked = await revokeLinks(c.var.ctx, c.var.permit, c.req.param('id'))
      return revoked.ok ? c.json(revoked.value) : problem(c, 404, 'not_found', sentences.no_such_referral)
    },
  )

  .post(
    '/referrals/:id/ending',
    may('referral.manage'),
    doc({
      summary: 'End or decline a referral',
      description:
        'The reason says how it ends. Declining one offers what else there is: groups, other teams, or words. `consent_withdrawn` is only read, never sent: a withdrawal of consent ends the referral with it.',
      send: { reason: 'outside_area', words: 'The team of Jakarta Barat looks after that street.', groupIds: [], teamIds: [] },
      answers: { 200: { id, status: 'declined', reason: 'outside_area' } },
      refusals: () => told(endStatuses, sentences),
    }),
    json(EndReferral),
    async (c) => {
      const ended = await endReferral(c.var.ctx, c.var.permit, { ...c.req.valid('json'), referralId: c.req.param('id') })
      if (ended.ok) return c.json(ended.value)
      return ended.reason === 'no_such_referral'
        ? problem(c, 404, 'not_found', sentences.no_such_referral)
        : problem(c, endStatuses[ended.reason], ended.reason, sentences[ended.reason], {
            [endFields[ended.reason]]: sentences[ended.reason],
          })
    },
  )

/** The person is named by the referrer's own number and nothing else: whoever sent them knows whom it means. */
function asMessage({ now, place }: Ctx, { way, reference, told: reached, ending }: MessageBack) {
  const day = (at: number) => localDay(at, place.timeZone)
  const ended = reached.find(({ stage }) => stage === 'ended')
  return {
    messageType: 'message_back_to_referrer',
    documentCreated: { at: now, by: { organisation: way.team, telephone: way.teamPhone || place.phone } },
    referral: {
      id: way.id,
      reference,
      referrerNumber: way.externalId,
      source: way.source,
      receivedOn: day(way.receivedAt),
      reasons: way.reasons,
    },
    consent: { stagesAgreed: way.tells },
    socialPrescribing: { stages: reached.filter(({ stage }) => stage !== 'ended').map(({ stage, at }) => ({ stage, date: day(at) })) },
    outcome: ended && ending ? { date: day(ended.at), reason: ending.reason, comments: ending.words } : null,
    planAndRequestedActions: {
      groups: ending?.offers.groups.map((group) => ({ id: group.id, name: group.name })) ?? [],
      teams: ending?.offers.teams ?? [],
    },
  }
}

const endStatuses = {
  withdraw_instead: 409,
  not_now: 409,
  try_again_first: 409,
  still_booked: 409,
  nothing_offered: 409,
  no_such_offer: 409,
} as const satisfies Record<Exclude<EndingRefusal, 'no_such_referral'>, number>

const sentences = {
  no_such_referral: 'There is nothing here.',
  no_referrer: 'They referred themselves, so there is nobody to tell.',
  withdraw_instead: 'Consent is taken back with POST /api/people/:id/withdrawal, which stops every message and ends the referral, too.',
  not_now: 'It cannot end in this way now.',
  try_again_first: 'Try at least three times to reach the person before you say that nobody could.',
  still_booked: 'They still have bookings ahead. Cancel those first.',
  nothing_offered: 'Offer what else there is: a group, another team, or a few words.',
  no_such_offer: 'One of the groups or teams cannot be offered.',
} as const satisfies Record<EndingRefusal | TellingRefusal, string>

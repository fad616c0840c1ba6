import { Hono } from 'hono'
import { doc, told } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json, query } from '../http/input.ts'
import { problem } from '../http/problem.ts'
import { MergePeople, type MergeRefusal, mergePeople } from '../merging/actions.ts'
import {
  type AssignRefusal,
  assignReferral,
  type MoveRefusal,
  openInbox,
  recordFirstContact,
  startSupport,
} from '../people/inbox/actions.ts'
import { AssignReferral, ListReferrals } from '../people/inbox/inputs.ts'
import { type ReceiveRefusal, receiveReferral } from '../people/receiving/actions.ts'
import { ReceiveReferral } from '../people/receiving/inputs.ts'
import { openOneReferral } from '../people/referral/actions.ts'
import { before, ids } from './examples.ts'

const anyPlace = { now: 0, place: { timeZone: 'UTC', country: 'GB', areas: [] as string[] } }

const id = '0190a1b2-0000-7000-8000-00000000f101'
const dues = { receivedAt: before, contactDueAt: before + 5 * 86_400_000, answerDueAt: before + 10 * 86_400_000 }
const item = {
  ...{ id, personId: ids.person, preferredName: 'Annie', area: 'Riverside', source: 'gp_practice', reasons: ['loneliness'] },
  ...{ status: 'received', ...dues, assignedTo: null, linkWorker: null, late: 'contact' },
}
const sent = {
  externalId: 'REF-2026-0417',
  source: 'gp_practice',
  reasons: ['loneliness', 'older_living_alone'],
  story: 'Lives alone since March and would like company.',
  name: 'Annabel Fairweather',
  language: 'en',
  reachBy: 'phone',
  phone: '01632 960123',
  referrerName: 'Dr Noor Ahmed',
  referrerJob: 'GP',
  referrerOrganisation: 'Mill Surgery',
  referrerEmail: 'noor.ahmed@mill-surgery.example',
  agreesToContact: true,
  agreesToRecord: true,
  consentBy: 'Dr Noor Ahmed',
  consentWords: 'Asked in the surgery. She said: yes, please ask them to ring me.',
  tells: ['contacted', 'ended'],
}
const opened = {
  ...item,
  via: 'integration',
  story: sent.story,
  referrer: { name: sent.referrerName, job: 'GP', organisation: 'Mill Surgery', email: sent.referrerEmail, phone: '', locale: 'en' },
  consent: { at: before, by: sent.consentBy, words: sent.consentWords },
  tells: sent.tells,
  person: { id: ids.person, name: sent.name, preferredName: 'Annie' },
  linkWorkers: [{ id: ids.linkWorker, name: 'Sam Reed', teamId: ids.team, openPeople: 12 }],
  suggested: ids.linkWorker,
  tries: 0,
  duplicates: [],
  steps: [],
}

export const referrals = new Hono<AppEnv>()
  .post(
    '/referrals',
    may('referral.manage'),
    doc({
      summary: 'Send a referral to your team',
      description:
        'Adds the person and the referral together. `externalId` is your own number: the same referral under it is answered as the first time, another one is refused.',
      send: sent,
      answers: { 201: { id, ...dues } },
      refusals: () => told(receiveStatuses, sentences),
    }),
    json((c) => ReceiveReferral(c.var.ctx), ReceiveReferral(anyPlace)),
    async (c) => {
      const received = await receiveReferral(c.var.ctx, c.var.permit, c.req.valid('json'))
      if (received.ok) return c.json(received.value, 201)
      return problem(c, receiveStatuses[received.reason], received.reason, sentences[received.reason])
    },
  )

  .get(
    '/referrals',
    may('referral.see'),
    doc({
      summary: 'List the referrals of your team',
      description: 'What is late first, then by when the first contact is due; what is over newest first.',
      answers: { 200: { referrals: [item], next: `${dues.contactDueAt}_${id}`, figures: { waiting: 1, late: 1, untaken: 1, mine: 0 } } },
    }),
    query(ListReferrals),
    async (c) => c.json(await openInbox(c.var.ctx, c.var.permit, c.req.valid('query'))),
  )

  .get(
    '/referrals/:id',
    may('referral.see'),
    doc({ summary: 'Read one referral with its person, and who may be the same person', answers: { 200: opened } }),
    async (c) => {
      const found = await openOneReferral(c.var.ctx, c.var.permit, { referralId: c.req.param('id'), why: 'referral_api' })
      return found.ok ? c.json(found.value) : missing(c)
    },
  )

  .post(
    '/referrals/:id/assignment',
    may('referral.manage'),
    doc({
      summary: 'Give a referral to a link worker of the team, or back to the team',
      send: { linkWorkerId: ids.linkWorker, reason: 'lighter_caseload' },
      answers: { 200: { id, assignedTo: ids.linkWorker } },
      refusals: () => told(assignStatuses, sentences),
    }),
    json(AssignReferral),
    async (c) => {
      const assigned = await assignReferral(c.var.ctx, c.var.permit, { ...c.req.valid('json'), referralId: c.req.param('id') })
      if (assigned.ok) return c.json(assigned.value)
      if (assigned.reason === 'no_such_referral') return missing(c)
      return problem(c, assignStatuses[assigned.reason], assigned.reason, sentences[assigned.reason])
    },
  )

  .post(
    '/referrals/:id/contact',
    may('referral.manage'),
    doc({
      summary: 'Say that somebody has spoken with the person',
      answers: { 200: { id, status: 'contacted' } },
      refusals: () => told(moveStatuses, sentences),
    }),
    async (c) => {
      const moved = await recordFirstContact(c.var.ctx, c.var.permit, c.req.param('id'))
      if (moved.ok) return c.json(moved.value)
      return moved.reason === 'not_now' ? problem(c, 409, moved.reason, sentences[moved.reason]) : missing(c)
    },
  )

  .post(
    '/referrals/:id/support',
    may('referral.manage'),
    doc({
      summary: 'Say that the support of the person begins',
      answers: { 200: { id, status: 'supporting' } },
      refusals: () => told(moveStatuses, sentences),
    }),
    async (c) => {
      const moved = await startSupport(c.var.ctx, c.var.permit, c.req.param('id'))
      if (moved.ok) return c.json(moved.value)
      return moved.reason === 'not_now' ? problem(c, 409, moved.reason, sentences[moved.reason]) : missing(c)
    },
  )

  .post(
    '/people/:id/merging',
    may('person.manage'),
    doc({
      summary: 'Move everything of a person to another record of the same person',
      description: 'The record in the path is empty afterwards and cannot be brought back.',
      send: { intoId: ids.person },
      answers: { 200: { id: ids.person } },
      refusals: () => told(mergeStatuses, sentences),
    }),
    json(MergePeople),
    async (c) => {
      const merged = await mergePeople(c.var.ctx, c.var.permit, { ...c.req.valid('json'), personId: c.req.param('id') })
      if (merged.ok) return c.json(merged.value)
      if (merged.reason === 'no_such_person') return missing(c)
      return problem(c, mergeStatuses[merged.reason], merged.reason, sentences[merged.reason])
    },
  )

const missing = (c: Parameters<typeof problem>[0]) => problem(c, 404, 'not_found', sentences.no_such_referral)

const receiveStatuses = { no_such_team: 409, sent_differently: 409 } as const satisfies Record<ReceiveRefusal, number>
const assignStatuses = { no_such_link_worker: 409, ended: 409 } as const satisfies Record<
  Exclude<AssignRefusal, 'no_such_referral'>,
  number
>
const moveStatuses = { not_now: 409 } as const satisfies Record<Exclude<MoveRefusal, 'no_such_referral'>, number>
const mergeStatuses = {
  no_such_other: 409,
  same_record: 409,
  other_team: 409,
  same_session: 409,
  one_withdrew: 409,
} as const satisfies Record<Exclude<MergeRefusal, 'no_such_person'>, number>

const sentences = {
  no_such_team: 'Choose a team of your own.',
  sent_differently: 'Another referral was sent under this externalId. Use a new one.',
  no_such_referral: 'There is nothing here.',
  no_such_link_worker: 'Choose a link worker of the referral’s team.',
  ended: 'This referral has ended.',
  not_now: 'From its state the referral cannot go there.',
  no_such_person: 'There is nothing here.',
  no_such_other: 'There is no such other person in your team.',
  same_record: 'These are one record already.',
  other_team: 'The two records belong to different teams.',
  same_session: 'Both have a place in the same session. Cancel one of the two bookings first.',
  one_withdrew: 'One of the two took their consent back. Take it back on the other record first, or give it anew.',
} as const satisfies Record<ReceiveRefusal | AssignRefusal | MoveRefusal | MergeRefusal, string>

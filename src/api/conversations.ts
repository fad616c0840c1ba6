import { Hono } from 'hono'
import * as v from 'valibot'
import {
  type AddConversationRefusal,
  addConversation,
  type CorrectRefusal,
  correctConversation,
  type SettleRefusal,
  settleStep,
} from '../conversations/actions.ts'
import { AddConversation, CorrectConversation, SettleStep } from '../conversations/inputs.ts'
import { openTimeline } from '../conversations/timeline/actions.ts'
import { doc, told } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json, query } from '../http/input.ts'
import { problem } from '../http/problem.ts'

/** For the API reference, which is the same for every place: what depends on its clock and today's date. */
const anyPlace = { now: 0, place: { timeZone: 'UTC' } }

const After = v.object({ after: v.optional(v.string()) })
const id = '0190a1b2-0000-7000-8000-000000000021'
const personId = '0190a1b2-0000-7000-8000-000000000001'
const planned = {
  channel: 'phone',
  minutes: 25,
  wasReached: true,
  words: 'Misses the garden she had. Would like company, not a class.',
  nextStep: 'Ring about the allotment',
  nextStepOn: '2026-06-09',
}

export const conversations = new Hono<AppEnv>()
  .get(
    '/people/:id/timeline',
    may('person.see'),
    doc({
      summary: 'Read what happened with a person, newest first',
      description:
        'Conversations (`note`), bookings made (`booked`), sessions attended or missed (`session`), visits of a buddy (`visit`), emails (`message`), answers to surveys (`answer`, `wave`) and steps of referrals (`referral`) in one order, 30 a page. With `next`, send it as `after` to read further back.',
      answers: {
        200: {
          person: { id: personId, preferredName: 'Annie' },
          entries: [{ kind: 'note', at: 1780308000000, key: `note:${id}`, id, ...planned, nextStepDoneAt: null, writer: 'Sam Reed' }],
          next: `1780308000000_note:${id}`,
        },
      },
    }),
    query(After),
    async (c) => {
      const { after } = c.req.valid('query')
      const timeline = await openTimeline(c.var.ctx, c.var.permit, { personId: c.req.param('id'), after, why: 'api' })
      return timeline.ok ? c.json(timeline.value) : problem(c, 404, 'not_found', sentences.no_such_person)
    },
  )

  .post(
    '/people/:id/conversations',
    may('person.manage'),
    doc({
      summary: 'Write down a conversation with a person',
      description:
        'Without `happenedOn` it was today. `nextStep` and `nextStepOn` come together and put the person on the follow-up list of that day. The same `id` again writes nothing.',
      send: planned,
      answers: { 201: { id } },
      refusals: () => told(addStatuses, sentences),
    }),
    json((c) => AddConversation(c.var.ctx), AddConversation(anyPlace)),
    async (c) => {
      const added = await addConversation(c.var.ctx, c.var.permit, { ...c.req.valid('json'), personId: c.req.param('id') })
      if (added.ok) return c.json(added.value, 201)
      return added.reason === 'no_such_person'
        ? problem(c, 404, 'not_found', sentences.no_such_person)
        : problem(c, addStatuses[added.reason], added.reason, sentences[added.reason])
    },
  )

  .put(
    '/conversations/:id',
    may('person.manage'),
    doc({
      summary: 'Correct your own note of a conversation, within a day',
      send: { ...planned, step: 1 },
      answers: { 200: { personId, step: 2 } },
      refusals: () => told(correctStatuses, sentences),
    }),
    json((c) => CorrectConversation(c.var.ctx), CorrectConversation(anyPlace)),
    async (c) => {
      const corrected = await correctConversation(c.var.ctx, c.var.permit, { ...c.req.valid('json'), conversationId: c.req.param('id') })
      if (corrected.ok) return c.json(corrected.value)
      return corrected.reason === 'no_such_conversation'
        ? problem(c, 404, 'not_found', sentences.no_such_conversation)
        : problem(c, correctStatuses[corrected.reason], corrected.reason, sentences[corrected.reason])
    },
  )

  .post(
    '/conversations/:id/next-step',
    may('person.manage'),
    doc({
      summary: 'Say what became of the next step of a conversation',
      description: '`done`, or `in_a_week` to be reminded again a week from today.',
      send: { how: 'done' },
      answers: { 200: { personId } },
      refusals: () => told(settleStatuses, sentences),
    }),
    json(SettleStep),
    async (c) => {
      const settled = await settleStep(c.var.ctx, c.var.permit, { ...c.req.valid('json'), conversationId: c.req.param('id') })
      if (settled.ok) return c.json({ personId: settled.value.personId })
      return settled.reason === 'no_such_conversation'
        ? problem(c, 404, 'not_found', sentences.no_such_conversation)
        : problem(c, settleStatuses[settled.reason], settled.reason, sentences[settled.reason])
    },
  )

const addStatuses = { id_taken: 409 } as const satisfies Record<Exclude<AddConversationRefusal, 'no_such_person'>, number>
const correctStatuses = { not_yours: 409, too_late: 409, changed_meanwhile: 409 } as const satisfies Record<
  Exclude<CorrectRefusal, 'no_such_conversation'>,
  number
>
const settleStatuses = { no_open_step: 409, changed_meanwhile: 409 } as const satisfies Record<
  Exclude<SettleRefusal, 'no_such_conversation'>,
  number
>

const sentences = {
  no_such_person: 'There is nothing here.',
  no_such_conversation: 'There is nothing here.',
  id_taken: 'This id is in use. Leave it out to get a fresh one.',
  not_yours: 'Only whoever wrote a note can correct it.',
  too_late: 'A note can be corrected for a day. Write a new one that says what is different.',
  changed_meanwhile: 'This note was changed meanwhile. Read it again first.',
  no_open_step: 'This conversation has no next step that is open.',
} as const satisfies Record<AddConversationRefusal | CorrectRefusal | SettleRefusal, string>

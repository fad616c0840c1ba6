import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import { doc, told } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json, query } from '../http/input.ts'
import { problem } from '../http/problem.ts'
import { optionalCount } from '../lib/inputs.ts'
import { MendMessage, type MendRefusal, mendMessage, ReleaseHeld, releaseHeld } from '../messages/actions.ts'
import { unreached } from '../messages/attention/actions.ts'
import { MendAlike, mendAlike } from '../messages/mending/actions.ts'
import { tryProvider } from '../messages/provider/actions.ts'
import { LiftSuppression, liftSuppression } from '../messages/suppression/actions.ts'
import { ids } from './examples.ts'

const Page = v.object({ before: optionalCount(1, 999_999_999) })
const at = 1_780_315_200_000

export const messages = new Hono<AppEnv>()
  .get(
    '/messages/stopped',
    may('place.run'),
    doc({
      summary: 'Read which emails did not reach anybody, and how the email of the last 14 days went',
      description:
        'No identities: kinds, numbers and codes. `messages` and `batches` (held ones wait for a decision) come newest first, a page at a time: pass `olderThan` as `before`. `provider` is there while the email provider is left alone.',
      answers: {
        200: {
          flow: { waiting: 3, waitingSince: at, ahead: 120, openBatches: 1, heldBatches: 0, failed: 14, bounced: 1, complained: 0 },
          provider: { since: at, openedAt: at, nextTryAt: at, reason: 'no_answer', pressing: 0 },
          messages: [
            {
              ...{ id: 7, kind: 'booking.changed', recipientKind: 'person', recipientId: ids.person, subjectId: ids.booking },
              ...{ status: 'bounced', outcome: 'hard_bounce', attempts: 1, dueAt: at, usefulUntil: at },
              ...{ isAddressStopped: true, isLinkGone: false },
            },
          ],
          batches: [],
          groups: [{ kind: 'booking.changed', status: 'failed', outcome: 'provider_failed', messages: 14, sendable: 12 }],
          addresses: [
            {
              ...{ addressIndex: 'nQ4oZ1J8k0aVbYdLr3xWPw', reason: 'bounced', since: at, messageId: 7 },
              ...{ recipientKind: 'person', recipientId: ids.person },
            },
          ],
          days: [{ day: '2026-06-01', sent: 40, delivered: 38, failed: 1, suppressed: 2 }],
          median: 20_000,
          most: 61_000,
          olderThan: 7,
        },
      },
    }),
    query(Page),
    async (c) => c.json(await unreached(c.var.ctx, c.var.permit, c.req.valid('query'))),
  )

  .post(
    '/messages/:messageId{[0-9]+}/mending',
    may('place.run'),
    doc({
      summary: 'Send a stopped email again, or take it off the list',
      send: { how: 'retry' },
      answers: { 204: null },
      refusals: () => told(mendStatuses, mendSentences),
    }),
    json(v.pick(MendMessage, ['how'])),
    async (c) => {
      const mended = await mendMessage(c.var.ctx, c.var.permit, { ...c.req.valid('json'), messageId: Number(c.req.param('messageId')) })
      if (!mended.ok && mended.reason === 'no_such_message') throw new HTTPException(404)
      if (!mended.ok) return problem(c, mendStatuses[mended.reason], mended.reason, mendSentences[mended.reason])
      return c.body(null, 204)
    },
  )

  .post(
    '/messages/mending',
    may('place.run'),
    doc({
      summary: 'Send all emails again that stopped for one reason, or take all of them off the list',
      description: 'A thousand at a time. With `retry` those that would no longer be true stay on the list.',
      send: { kind: 'booking.changed', status: 'failed', outcome: 'provider_failed', how: 'retry' },
      answers: { 200: { messages: 12 } },
      refusals: () => told(alikeStatuses, alikeSentences),
    }),
    json(MendAlike),
    async (c) => {
      const mended = await mendAlike(c.var.ctx, c.var.permit, c.req.valid('json'))
      if (!mended.ok) return problem(c, alikeStatuses[mended.reason], mended.reason, alikeSentences[mended.reason])
      return c.json(mended.value)
    },
  )

  .post(
    '/held/:batchId/release',
    may('place.run'),
    doc({
      summary: 'Decide about emails of which nobody knows whether they went out',
      send: { how: 'count_as_sent' },
      answers: { 200: { messages: 3 } },
      refusals: () => told(heldStatuses, heldSentences),
    }),
    json(v.pick(ReleaseHeld, ['how'])),
    async (c) => {
      const released = await releaseHeld(c.var.ctx, c.var.permit, { ...c.req.valid('json'), batchId: c.req.param('batchId') })
      if (!released.ok) return problem(c, heldStatuses[released.reason], released.reason, heldSentences[released.reason])
      return c.json(released.value)
    },
  )

  .post(
    '/stopped-addresses/lifting',
    may('place.run'),
    doc({
      summary: 'Have an address written to again that bounced or complained',
      send: { addressIndex: 'nQ4oZ1J8k0aVbYdLr3xWPw', reason: 'works_again' },
      answers: { 204: null },
      refusals: () => told(liftStatuses, liftSentences),
    }),
    json(LiftSuppression),
    async (c) => {
      const lifted = await liftSuppression(c.var.ctx, c.var.permit, c.req.valid('json'))
      if (!lifted.ok) return problem(c, liftStatuses[lifted.reason], lifted.reason, liftSentences[lifted.reason])
      return c.body(null, 204)
    },
  )

  .post(
    '/email-provider/trial',
    may('place.run'),
    doc({
      summary: 'Try the email provider now',
      description: 'For whoever has mended what kept it from working. Does nothing while it works.',
      answers: { 204: null },
    }),
    async (c) => {
      await tryProvider(c.var.ctx, c.var.permit)
      c.var.deliverNow()
      return c.body(null, 204)
    },
  )

const mendStatuses = {
  no_such_message: 404,
  not_stopped: 409,
  too_late: 409,
  address_stopped: 409,
  link_gone: 409,
} as const satisfies Record<MendRefusal, number>
const mendSentences = {
  no_such_message: 'There is no such email.',
  not_stopped: 'This email is not stopped, or somebody decided about it a moment ago.',
  too_late: 'It would no longer be true, so it can only be taken off the list.',
  address_stopped: 'Its address takes no email: put another one in, or lift the stop, and then send it again.',
  link_gone: 'Its link was erased when it went out: send a fresh invitation. Whoever wants to sign in asks for a link again.',
} as const satisfies Record<MendRefusal, string>

const alikeStatuses = { none_left: 409 } as const
const alikeSentences = {
  none_left: 'No email is stopped for that reason, or none of them would still be true and reach its address.',
} as const
const heldStatuses = { no_such_batch: 404 } as const
const heldSentences = { no_such_batch: 'Nothing is held under this number, or somebody decided about it a moment ago.' } as const
const liftStatuses = { no_such_address: 404 } as const
const liftSentences = { no_such_address: 'This address is not stopped, or somebody lifted it a moment ago.' } as const

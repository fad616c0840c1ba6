import { Hono } from 'hono'
import * as v from 'valibot'
import { addConversation, correctConversation, openConversation, settleStep } from '../../../src/conversations/actions.ts'
import { AddConversation, CorrectConversation, SettleStep } from '../../../src/conversations/inputs.ts'
import { openTimeline } from '../../../src/conversations/timeline/actions.ts'
import type { AppEnv } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { form, query } from '../../../src/http/input.ts'
import { noSuchPerson } from '../page.tsx'
import { correctPage, timelinePage } from './page.tsx'
import { doneCodes } from './wording.ts'

const Shown = v.object({ after: v.optional(v.string()), done: v.optional(v.picklist(doneCodes)) })
const Settle = v.object({ ...SettleStep.entries, from: v.optional(v.picklist(['timeline', 'mine', 'team']), 'timeline') })

export const timeline = new Hono<AppEnv>()
  .get('/people/:id/timeline', may('person.see'), query(Shown), async (c) => {
    const { after, done } = c.req.valid('query')
    const opened = await openTimeline(c.var.ctx, c.var.permit, { personId: c.req.param('id'), after })
    return opened.ok ? timelinePage(c, opened.value, { done, isOlder: after !== undefined }) : noSuchPerson()
  })

  .post(
    '/people/:id/conversations',
    may('person.manage'),
    form((c) => AddConversation(c.var.ctx)),
    async (c) => {
      const typed = c.req.valid('form')
      const personId = c.req.param('id')
      const added = typed.ok ? await addConversation(c.var.ctx, c.var.permit, { ...typed.value, personId }) : undefined
      if (added?.ok) return c.redirect(`/people/${personId}/timeline?done=added`, 303)
      const opened = await openTimeline(c.var.ctx, c.var.permit, { personId })
      return opened.ok ? timelinePage(c, opened.value, { typed, refusal: added?.reason }) : noSuchPerson()
    },
  )

  .get('/conversations/:id/edit', may('person.manage'), async (c) => {
    const note = await openConversation(c.var.ctx, c.var.permit, c.req.param('id'))
    return note.ok ? correctPage(c, note.value) : noSuchPerson()
  })

  .post(
    '/conversations/:id',
    may('person.manage'),
    form((c) => CorrectConversation(c.var.ctx)),
    async (c) => {
      const typed = c.req.valid('form')
      const conversationId = c.req.param('id')
      const corrected = typed.ok ? await correctConversation(c.var.ctx, c.var.permit, { ...typed.value, conversationId }) : undefined
      if (corrected?.ok) return c.redirect(`/people/${corrected.value.personId}/timeline?done=corrected`, 303)
      const note = await openConversation(c.var.ctx, c.var.permit, conversationId)
      return note.ok ? correctPage(c, note.value, typed, corrected?.reason) : noSuchPerson()
    },
  )

  // What was settled already, or by somebody else meanwhile, is settled: the list that follows shows how it stands.
  .post('/conversations/:id/next-step', may('person.manage'), form(Settle), async (c) => {
    const typed = c.req.valid('form')
    if (!typed.ok) return noSuchPerson()
    const { how, from } = typed.value
    const settled = await settleStep(c.var.ctx, c.var.permit, { conversationId: c.req.param('id'), how })
    if (!settled.ok && settled.reason === 'no_such_conversation') return noSuchPerson()
    const done = settled.ok ? `done=${how === 'done' ? 'step_done' : 'put_off'}` : 'done=settled'
    if (from === 'timeline' && settled.ok) return c.redirect(`/people/${settled.value.personId}/timeline?${done}`, 303)
    return c.redirect(`/follow-ups?${done}${from === 'team' ? '&whose=team' : ''}`, 303)
  })

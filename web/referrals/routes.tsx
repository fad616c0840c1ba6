import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import type { ReferralSource } from '../../src/db/schema/referrals.ts'
import { addressOf } from '../../src/http/browser.ts'
import type { AppEnv, PageContext } from '../../src/http/env.ts'
import { anyone, may } from '../../src/http/guard.ts'
import { form, query } from '../../src/http/input.ts'
import { asDialled } from '../../src/lib/phones.ts'
import { compareToMerge, MergePeople, mergePeople } from '../../src/merging/actions.ts'
import { assignReferral, openInbox, recordFirstContact, startSupport } from '../../src/people/inbox/actions.ts'
import { AssignReferral, ListReferrals } from '../../src/people/inbox/inputs.ts'
import { sendReferral } from '../../src/people/receiving/actions.ts'
import { SendReferral } from '../../src/people/receiving/inputs.ts'
import { openOneReferral } from '../../src/people/referral/actions.ts'
import { sources } from '../../src/referrals/rules.ts'
import { errorsOf, texts } from '../render.tsx'
import { mergingPage } from './merging/page.tsx'
import { inboxPage } from './page.tsx'
import { choosePage, referPage, thanksPage } from './refer/page.tsx'
import { referralPage } from './referral/page.tsx'
import { doneCodes, refusalText, sendRefusal } from './wording.ts'

const Done = v.object({ done: v.optional(v.picklist(doneCodes)) })
const _Saved = v.object({ done: v.optional(v.picklist(['saved'])) })

export const referrals = new Hono<AppEnv>()
  .get('/refer', anyone, (c) => choosePage(c))

  .get('/refer/:source', anyone, (c) => referPage(c, sourceIn(c)))

  .get('/refer/:source/thanks', anyone, (c) => thanksPage(c, sourceIn(c)))

  .post(
    '/refer/:source',
    anyone,
    form((c) => SendReferral(c.var.ctx, c.req.param('source') ?? '')),
    async (c) => {
      const source = sourceIn(c)
      const typed = c.req.valid('form')
      const t = texts(c.var.locale)
      if (!typed.ok) return referPage(c, source, { typed: typed.typed, errors: errorsOf(typed, t) })
      const voice = source === 'self' ? (['i_agree_contact', 'i_agree_record'] as const) : (['agrees_contact', 'agrees_record'] as const)
      const ticked = voice.map((key) => t(`referrals.refer.${key}`))
      const sent = await sendReferral(c.var.ctx, typed.value, { address: addressOf(c), locale: c.var.locale, ticked })
      if (!sent.ok) {
        const [field, text] = sendRefusal[sent.reason]
        return referPage(c, source, { typed: typed.typed, errors: { [field]: t(text, { phone: asDialled(c.var.ctx.place.phone) }) } })
      }
      c.var.deliverNow()
      return c.redirect(`/refer/${source}/thanks`, 303)
    },
  )

  .get('/referrals', may('referral.see'), query(ListReferrals), async (c) => {
    const wish = c.req.valid('query')
    return inboxPage(c, await openInbox(c.var.ctx, c.var.permit, wish), wish)
  })

  .get('/referrals/:id', may('referral.see'), query(Done), async (c) => {
    const found = await openOneReferral(c.var.ctx, c.var.permit, { referralId: c.req.param('id'), why: 'referral' })
    return found.ok ? referralPage(c, found.value, { done: c.req.valid('query').done }) : missing()
  })

  .post('/referrals/:id/assignment', may('referral.manage'), form(AssignReferral), async (c) => {
    const typed = c.req.valid('form')
    const referralId = c.req.param('id')
    const assigned = typed.ok ? await assignReferral(c.var.ctx, c.var.permit, { ...typed.value, referralId }) : undefined
    if (assigned?.ok) {
      const to = assigned.value.assignedTo
      return c.redirect(`/referrals/${referralId}?done=${to === null ? 'put_back' : to === c.var.actor?.id ? 'taken' : 'assigned'}`, 303)
    }
    const found = await openOneReferral(c.var.ctx, c.var.permit, { referralId, why: 'referral' })
    if (!found.ok || assigned?.reason === 'no_such_referral') return missing()
    const t = texts(c.var.locale)
    const errors = assigned ? { linkWorkerId: t(refusalText[assigned.reason]) } : errorsOf(typed, t)
    return referralPage(c, found.value, { typed: typed.typed, errors })
  })

  .post('/referrals/:id/contact', may('referral.manage'), async (c) =>
    afterMove(c, c.req.param('id'), 'contacted', await recordFirstContact(c.var.ctx, c.var.permit, c.req.param('id'))),
  )

  .post('/referrals/:id/support', may('referral.manage'), async (c) =>
    afterMove(c, c.req.param('id'), 'supporting', await startSupport(c.var.ctx, c.var.permit, c.req.param('id'))),
  )

  .get('/people/:id/merging/:intoId', may('person.manage'), async (c) => {
    const sides = await compareToMerge(c.var.ctx, c.var.permit, { personId: c.req.param('id'), intoId: c.req.param('intoId') })
    return sides.ok ? mergingPage(c, sides.value) : missing()
  })

  .post('/people/:id/merging', may('person.manage'), form(MergePeople), async (c) => {
    const typed = c.req.valid('form')
    if (!typed.ok) return missing()
    const both = { personId: c.req.param('id'), intoId: typed.value.intoId }
    const merged = await mergePeople(c.var.ctx, c.var.permit, both)
    if (merged.ok) return c.redirect(`/people/${merged.value.id}?done=merged`, 303)
    const sides = await compareToMerge(c.var.ctx, c.var.permit, both)
    return sides.ok && merged.reason !== 'no_such_person' ? mergingPage(c, sides.value, merged.reason) : missing()
  })

function sourceIn(c: PageContext): ReferralSource {
  const source = sources.find((one) => one === c.req.param('source'))
  return source && c.var.ctx.place.referralSources.includes(source) ? source : missing()
}

type Moved = Awaited<ReturnType<typeof recordFirstContact>>

/** What the page offered is not so any more: it is shown as it is now. */
function afterMove(
  c: { redirect: (to: string, status: 303) => Response },
  id: string,
  done: 'contacted' | 'supporting',
  moved: Moved,
): Response {
  if (!moved.ok && moved.reason === 'no_such_referral') return missing()
  return c.redirect(moved.ok ? `/referrals/${id}?done=${done}` : `/referrals/${id}`, 303)
}

/** The same answer for what does not exist, what is another team's, and a door that is not open. */
function missing(): never {
  throw new HTTPException(404)
}

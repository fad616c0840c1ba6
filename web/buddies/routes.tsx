import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import { applyAsBuddy } from '../../src/buddies/actions.ts'
import { ApplicationForm, ListBuddies, ProfileForm } from '../../src/buddies/inputs.ts'
import { comeBack, TakeBreak, takeBreak } from '../../src/buddies/pausing/actions.ts'
import { editProfile } from '../../src/buddies/profile/actions.ts'
import { listBuddies, VetBuddy, vetBuddy } from '../../src/buddies/vetting/actions.ts'
import { buddyCalls, tellBuddy } from '../../src/calls/buddies/actions.ts'
import { messageIn } from '../../src/calls/rules.ts'
import { addressOf } from '../../src/http/browser.ts'
import type { AppEnv } from '../../src/http/env.ts'
import { anyone, may } from '../../src/http/guard.ts'
import { form, query } from '../../src/http/input.ts'
import { asDialled } from '../../src/lib/phones.ts'
import { errorsOf, texts } from '../render.tsx'
import { applyPage, thanksPage } from './apply/page.tsx'
import { buddyPage, listPage } from './page.tsx'
import { profilePage } from './profile/page.tsx'
import { applyRefusal, dones, fieldText, pausingRefusal, profileDones, profileRefusal, vetRefusal } from './wording.ts'

export const buddies = new Hono<AppEnv>()
  .get('/buddies/apply', anyone, (c) => applyPage(c))

  .get('/buddies/apply/done', anyone, (c) => thanksPage(c))

  .post('/buddies', anyone, form(ApplicationForm), async (c) => {
    const sent = c.req.valid('form')
    const t = texts(c.var.locale)
    if (!sent.ok) return applyPage(c, { typed: sent.typed, errors: errorsOf(sent, t, fieldText) })
    const applied = await applyAsBuddy(c.var.ctx, { ...sent.value, address: addressOf(c) })
    if (applied.ok) return c.redirect('/buddies/apply/done', 303)
    const [field, text] = applyRefusal[applied.reason]
    const errors = { [field]: t(text, { phone: asDialled(c.var.ctx.place.phone) }) }
    return applyPage(c, { typed: sent.typed, errors, ...(applied.reason === 'too_many_tries' ? { status: 429 } : {}) })
  })

  .get(
    '/buddies',
    may('buddy.vet'),
    query(v.object({ ...ListBuddies.entries, done: v.optional(v.picklist(['told', 'over'])) })),
    async (c) => {
      const filter = c.req.valid('query')
      return listPage(c, await listBuddies(c.var.ctx, c.var.permit, filter), await buddyCalls(c.var.ctx, c.var.permit), filter)
    },
  )

  .post('/buddies/to-ring/:messageId', may('buddy.vet'), async (c) => {
    const told = await tellBuddy(c.var.ctx, c.var.permit, { messageId: messageIn(c.req.param('messageId')) })
    if (!told.ok && told.reason === 'no_such_call') throw new HTTPException(404)
    return c.redirect(`/buddies?done=${told.ok ? 'told' : 'over'}`, 303)
  })

  .get('/buddies/:id', may('buddy.vet'), query(v.object({ done: v.optional(v.picklist(dones)) })), (c) =>
    buddyPage(c, c.var.permit, c.req.param('id'), { done: c.req.valid('query').done }),
  )

  .post('/buddies/:id/decisions', may('buddy.vet'), form(VetBuddy), async (c) => {
    const sent = c.req.valid('form')
    const t = texts(c.var.locale)
    const back = (errors: Record<string, string>) => buddyPage(c, c.var.permit, c.req.param('id'), { typed: sent.typed, errors })
    if (!sent.ok) return back(errorsOf(sent, t, fieldText))
    const vetted = await vetBuddy(c.var.ctx, c.var.permit, { ...sent.value, buddyId: c.req.param('id') })
    if (vetted.ok) return c.redirect(`/buddies/${vetted.value.id}?done=${vetted.value.status}`, 303)
    const [field, text] = vetRefusal[vetted.reason]
    return back({ [field]: t(text) })
  })

  .get('/visits/profile', may('buddy.profile'), query(v.object({ done: v.optional(v.picklist(profileDones)) })), (c) =>
    profilePage(c, c.var.permit, { done: c.req.valid('query').done }),
  )

  .post('/visits/profile', may('buddy.profile'), form(ProfileForm), async (c) => {
    const sent = c.req.valid('form')
    const t = texts(c.var.locale)
    const back = (errors: Record<string, string>) => profilePage(c, c.var.permit, { typed: sent.typed, errors })
    if (!sent.ok) return back(errorsOf(sent, t, fieldText))
    const edited = await editProfile(c.var.ctx, c.var.permit, sent.value)
    if (edited.ok) return c.redirect('/visits/profile?done=saved', 303)
    if (edited.reason === 'no_such_buddy') throw new HTTPException(404)
    const [field, text] = profileRefusal[edited.reason]
    return back({ [field]: t(text) })
  })

  .post('/visits/profile/break', may('buddy.profile'), form(TakeBreak), async (c) => {
    const sent = c.req.valid('form')
    const t = texts(c.var.locale)
    if (!sent.ok) return profilePage(c, c.var.permit, { errors: errorsOf(sent, t) })
    const paused = await takeBreak(c.var.ctx, c.var.permit, sent.value)
    if (paused.ok) return c.redirect('/visits/profile?done=on_break', 303)
    if (paused.reason === 'no_such_buddy') throw new HTTPException(404)
    return profilePage(c, c.var.permit, { errors: { '': t(pausingRefusal[paused.reason]) } })
  })

  .post('/visits/profile/return', may('buddy.profile'), async (c) => {
    const returned = await comeBack(c.var.ctx, c.var.permit)
    if (returned.ok) return c.redirect('/visits/profile?done=back', 303)
    if (returned.reason === 'no_such_buddy') throw new HTTPException(404)
    return profilePage(c, c.var.permit, { errors: { '': texts(c.var.locale)(pausingRefusal[returned.reason]) } })
  })

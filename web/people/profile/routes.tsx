import { Hono } from 'hono'
import * as v from 'valibot'
import { addGoal, moveGoal, rateGoal } from '../../../src/goals/actions.ts'
import { AddGoal, MoveGoal, RateGoal } from '../../../src/goals/inputs.ts'
import type { AppEnv } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { form, query } from '../../../src/http/input.ts'
import { openGoalsProfile, openProfile, saveProfile } from '../../../src/profiles/actions.ts'
import { ProfileForm } from '../../../src/profiles/inputs.ts'
import { noSuchPerson } from '../page.tsx'
import { profileForm } from './form/page.tsx'
import { profilePage } from './page.tsx'
import { doneCodes } from './wording.ts'

const Shown = v.object({ done: v.optional(v.picklist(doneCodes)) })

export const profile = new Hono<AppEnv>()
  .get('/people/:id/profile', may('person.see'), query(Shown), async (c) => {
    const opened = await openProfile(c.var.ctx, c.var.permit, { personId: c.req.param('id') })
    return opened.ok ? profilePage(c, opened.value, c.req.valid('query')) : noSuchPerson()
  })

  .get('/people/:id/profile/edit', may('person.manage'), async (c) => {
    const opened = await openProfile(c.var.ctx, c.var.permit, { personId: c.req.param('id'), why: 'edit' })
    return opened.ok ? profileForm(c, opened.value) : noSuchPerson()
  })

  .post('/people/:id/profile', may('person.manage'), form(ProfileForm), async (c) => {
    const typed = c.req.valid('form')
    const personId = c.req.param('id')
    const saved = typed.ok ? await saveProfile(c.var.ctx, c.var.permit, { ...typed.value, personId }) : undefined
    if (saved?.ok) return c.redirect(`/people/${personId}/profile?done=saved`, 303)
    const opened = await openProfile(c.var.ctx, c.var.permit, { personId, why: 'edit' })
    return opened.ok ? profileForm(c, opened.value, typed, saved?.reason) : noSuchPerson()
  })

  .post('/people/:id/goals', may('person.manage'), form(AddGoal), async (c) => {
    const typed = c.req.valid('form')
    const personId = c.req.param('id')
    const added = typed.ok ? await addGoal(c.var.ctx, c.var.permit, { ...typed.value, personId }) : undefined
    if (added?.ok) return c.redirect(`/people/${personId}/profile?done=goal_set`, 303)
    const opened = await openProfile(c.var.ctx, c.var.permit, { personId })
    return opened.ok ? profilePage(c, opened.value, { typed, refusal: added?.reason }) : noSuchPerson()
  })

  .post(
    '/goals/:id/ratings',
    may('person.manage'),
    form((c) => RateGoal(c.var.ctx)),
    async (c) => {
      const typed = c.req.valid('form')
      const goalId = c.req.param('id')
      const rated = typed.ok ? await rateGoal(c.var.ctx, c.var.permit, { ...typed.value, goalId }) : undefined
      if (rated?.ok) return c.redirect(`/people/${rated.value.personId}/profile?done=rated`, 303)
      const opened = await openGoalsProfile(c.var.ctx, c.var.permit, goalId)
      return opened.ok ? profilePage(c, opened.value, { typed, refusal: rated?.reason, goalId }) : noSuchPerson()
    },
  )

  .post('/goals/:id/status', may('person.manage'), form(MoveGoal), async (c) => {
    const typed = c.req.valid('form')
    const goalId = c.req.param('id')
    const moved = typed.ok ? await moveGoal(c.var.ctx, c.var.permit, { ...typed.value, goalId }) : undefined
    if (moved?.ok) return c.redirect(`/people/${moved.value.personId}/profile?done=moved`, 303)
    const opened = await openGoalsProfile(c.var.ctx, c.var.permit, goalId)
    return opened.ok ? profilePage(c, opened.value, { typed, refusal: moved?.reason, goalId }) : noSuchPerson()
  })

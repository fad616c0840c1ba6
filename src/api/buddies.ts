import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { type ApplyRefusal, applyAsBuddy } from '../buddies/actions.ts'
import { ApplyAsBuddy, EditProfile, ListBuddies } from '../buddies/inputs.ts'
import { type BreakRefusal, comeBack, type ReturnRefusal, TakeBreak, takeBreak } from '../buddies/pausing/actions.ts'
import { editProfile, type ProfileRefusal, seeProfile } from '../buddies/profile/actions.ts'
import { listBuddies, seeBuddy, VetBuddy, type VetRefusal, vetBuddy } from '../buddies/vetting/actions.ts'
import { buddyCalls, tellBuddy } from '../calls/buddies/actions.ts'
import { messageIn } from '../calls/rules.ts'
import { addressOf } from '../http/browser.ts'
import { doc, told } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { anyone, may } from '../http/guard.ts'
import { json, query } from '../http/input.ts'
import { problem } from '../http/problem.ts'
import { bookingProblem, bookingRefusals } from './booking-problems.ts'
import { application, before, buddy, ids, profileSent, span } from './examples.ts'

const { id, name, status, areas, languages, checkedUntilOn } = buddy
const listed = { id, name, hubName: 'Riverside Volunteers', status, areas, languages, checkedUntilOn, createdAt: before }

const toRing = {
  ...{ id: 1204, buddyId: ids.buddy, name, phone: '+441632960123', language: 'en', topic: 'off', why: 'address_stopped' },
  ...{ groupName: 'Sing for the joy of it', startsAt: span.startsAt, ringBy: span.startsAt - 7_200_000 },
  say: ['Hello, may I speak to Tom?', 'Sing for the joy of it does not meet on Fri 5 June, 11am. You need not come.'],
}

export const buddies = new Hono<AppEnv>()
  .post(
    '/buddies',
    anyone,
    doc({
      summary: 'Apply as a buddy',
      description: 'The answer is the same for an address that has applied before.',
      send: application,
      answers: { 202: { received: true } },
      refusals: () => told(applyStatuses, applySentences),
    }),
    json(ApplyAsBuddy),
    async (c) => {
      const applied = await applyAsBuddy(c.var.ctx, { ...c.req.valid('json'), address: addressOf(c) })
      if (!applied.ok) return problem(c, applyStatuses[applied.reason], applied.reason, applySentences[applied.reason])
      return c.json(applied.value, 202)
    },
  )

  .get(
    '/buddies',
    may('buddy.vet'),
    doc({
      summary: 'List the buddies in one state, and how many are in each',
      answers: { 200: { buddies: [listed], counts: { applied: 2, approved: 14 }, next: ids.buddy } },
    }),
    query(ListBuddies),
    async (c) => c.json(await listBuddies(c.var.ctx, c.var.permit, c.req.valid('query'))),
  )

  .get(
    '/buddies/to-ring',
    may('buddy.vet'),
    doc({
      summary: 'List the buddies to ring because no email told them',
      description:
        'Soonest first: that a visit is off, was freed, has moved or is near, also where they were written to and have not said that they saw it. `say` is in the buddy’s language.',
      answers: { 200: { calls: [toRing] } },
    }),
    async (c) => c.json({ calls: await buddyCalls(c.var.ctx, c.var.permit) }),
  )

  .post(
    '/buddies/to-ring/:messageId',
    may('buddy.vet'),
    doc({
      summary: 'Write down that a buddy was told',
      description: 'The message that the call stands for. Told before, by a colleague, is a 409 and changes nothing.',
      answers: { 204: null },
      refusals: () => ({ answered_before: bookingRefusals.call.answered_before }),
    }),
    async (c) => {
      const told = await tellBuddy(c.var.ctx, c.var.permit, { messageId: messageIn(c.req.param('messageId')) })
      return told.ok ? c.body(null, 204) : bookingProblem(c, told.reason)
    },
  )

  .get(
    '/buddies/:id',
    may('buddy.vet'),
    doc({
      summary: 'Read one buddy with what they wrote and how to reach them',
      description: 'The read is on record.',
      answers: { 200: { ...buddy, email: application.email, visitsAhead: 1 } },
    }),
    async (c) => {
      const buddy = await seeBuddy(c.var.ctx, c.var.permit, c.req.param('id'))
      if (!buddy) throw new HTTPException(404)
      return c.json(buddy)
    },
  )

  .post(
    '/buddies/:id/decisions',
    may('buddy.vet'),
    doc({
      summary: 'Decide about a buddy',
      description: 'Visits that they may not make any more are wanted again, and the link workers are told; `visitsFreed` says how many.',
      send: { decision: 'approve', checkedUntilOn: '2028-05-31' },
      answers: { 200: { id: ids.buddy, status: 'approved', visitsFreed: 0 } },
      refusals: () => told(vetStatuses, vetSentences),
    }),
    json(VetBuddy),
    async (c) => {
      const vetted = await vetBuddy(c.var.ctx, c.var.permit, { ...c.req.valid('json'), buddyId: c.req.param('id') })
      if (!vetted.ok) return problem(c, vetStatuses[vetted.reason], vetted.reason, vetSentences[vetted.reason])
      return c.json(vetted.value)
    },
  )

  .get(
    '/buddy-profile',
    may('buddy.profile'),
    doc({ summary: 'Read your own profile as a buddy', answers: { 200: { ...buddy, promisedAt: [span.startsAt] } } }),
    async (c) => {
      const profile = await seeProfile(c.var.ctx, c.var.permit)
      if (!profile) throw new HTTPException(404)
      return c.json(profile)
    },
  )

  .put(
    '/buddy-profile',
    may('buddy.profile'),
    doc({
      summary: 'Change what you like to do and when',
      send: profileSent,
      answers: { 200: { id: ids.buddy } },
      refusals: () => told(profileStatuses, profileSentences),
    }),
    json(EditProfile),
    async (c) => {
      const edited = await editProfile(c.var.ctx, c.var.permit, c.req.valid('json'))
      if (!edited.ok) return problem(c, profileStatuses[edited.reason], edited.reason, profileSentences[edited.reason])
      return c.json(edited.value)
    },
  )

  .post(
    '/buddy-profile/break',
    may('buddy.profile'),
    doc({
      summary: 'Take a break as a buddy',
      description: 'With `stepBack` all promised visits are given back, and the people and their link workers are told.',
      send: { stepBack: true },
      answers: { 200: { id: ids.buddy, visitsFreed: 1 } },
      refusals: () => told(breakStatuses, breakSentences),
    }),
    json(TakeBreak),
    async (c) => {
      const paused = await takeBreak(c.var.ctx, c.var.permit, c.req.valid('json'))
      if (!paused.ok) return problem(c, breakStatuses[paused.reason], paused.reason, breakSentences[paused.reason])
      return c.json(paused.value)
    },
  )

  .post(
    '/buddy-profile/return',
    may('buddy.profile'),
    doc({
      summary: 'Come back from your own break',
      answers: { 200: { id: ids.buddy } },
      refusals: () => told(returnStatuses, returnSentences),
    }),
    async (c) => {
      const returned = await comeBack(c.var.ctx, c.var.permit)
      if (!returned.ok) return problem(c, returnStatuses[returned.reason], returned.reason, returnSentences[returned.reason])
      return c.json(returned.value)
    },
  )

const breakStatuses = { no_such_buddy: 404, not_approved: 409 } as const satisfies Record<BreakRefusal, number>

const breakSentences = {
  no_such_buddy: 'There is nothing here.',
  not_approved: 'Only an approved buddy can take a break.',
} as const satisfies Record<BreakRefusal, string>

const returnStatuses = {
  no_such_buddy: 404,
  not_paused: 409,
  paused_by_coordinator: 409,
  check_ran_out: 409,
} as const satisfies Record<ReturnRefusal, number>

const returnSentences = {
  no_such_buddy: 'There is nothing here.',
  not_paused: 'You are not on a break.',
  paused_by_coordinator: 'The coordinator has paused you, and ends it.',
  check_ran_out: 'Your check has run out: the coordinator renews it.',
} as const satisfies Record<ReturnRefusal, string>

const applyStatuses = {
  phone: 422,
  areas: 422,
  choose_hub: 422,
  no_hub: 422,
  too_many_tries: 429,
} as const satisfies Record<ApplyRefusal, number>

const applySentences = {
  phone: 'phone is no telephone number.',
  areas: 'areas are the neighbourhoods of this place.',
  choose_hub: 'This place has several volunteer hubs: say which one in hubId.',
  no_hub: 'This place has no volunteer hub at the moment.',
  too_many_tries: 'Many applications came from this network within the hour. Wait a little.',
} as const satisfies Record<ApplyRefusal, string>

const vetStatuses = {
  no_such_buddy: 404,
  not_in_this_state: 409,
  check_date: 422,
  account_taken: 409,
} as const satisfies Record<VetRefusal, number>

const vetSentences = {
  no_such_buddy: 'There is nothing here.',
  not_in_this_state: 'This decision cannot be taken about this buddy now.',
  check_date: 'A check is valid until a day after today, at most five years from now.',
  account_taken: 'The account with this address belongs to another buddy.',
} as const satisfies Record<VetRefusal, string>

const profileStatuses = { no_such_buddy: 404, phone: 422, areas: 422 } as const satisfies Record<ProfileRefusal, number>

const profileSentences = {
  no_such_buddy: 'There is nothing here.',
  phone: applySentences.phone,
  areas: applySentences.areas,
} as const satisfies Record<ProfileRefusal, string>

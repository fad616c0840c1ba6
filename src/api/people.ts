import { Hono } from 'hono'
import * as v from 'valibot'
import { findSessions, sessionsFor } from '../find/actions.ts'
import { SessionWishes, wishesFrom } from '../find/inputs.ts'
import { doc, told } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json, query } from '../http/input.ts'
import { problem } from '../http/problem.ts'
import { type AddPersonRefusal, addPerson, type EditPersonRefusal, editPerson, likelyDuplicates } from '../people/actions.ts'
import { openToday, RecordCall, recordCall } from '../people/calls/actions.ts'
import { AddPerson, EditPerson, SearchPeople } from '../people/inputs.ts'
import { findPeople, openPeople, openPerson } from '../people/reading/actions.ts'
import { openSheet } from '../people/sheet/actions.ts'
import { card } from './examples.ts'

const List = v.object({ after: v.optional(v.string()), mine: v.optional(v.picklist(['yes'])) })

/** For the API reference, which is the same for every place: what depends on a place's areas and today's date. */
const anyPlace = { now: 0, place: { timeZone: 'UTC', country: 'GB', areas: [] as string[] } }

const listed = {
  id: '0190a1b2-0000-7000-8000-000000000001',
  name: 'Annabel Fairweather',
  preferredName: 'Annie',
  area: 'Riverside',
  reachBy: 'phone',
  linkWorker: 'Sam Reed',
  nextAt: 1780308000000,
  createdAt: 1779703200000,
}
const sent = {
  name: 'Annabel Fairweather',
  preferredName: 'Annie',
  language: 'en',
  reachBy: 'phone',
  phone: '01632 960123',
  accessNeeds: ['step_free'],
  sharesAccessNeeds: true,
  consentWords: 'Annie said on the phone: yes, keep my details',
}

const fitting = { ...card, outlook: { kind: 'place', left: 5 }, misfits: [], isFirstVisit: true }

export const people = new Hono<AppEnv>()
  .get(
    '/people',
    may('person.see'),
    doc({
      summary: 'List the people of your team, newest first',
      answers: { 200: { people: [listed], next: '1779703200000_0190a1b2-0000-7000-8000-000000000001' } },
    }),
    query(List),
    async (c) => {
      const { after, mine } = c.req.valid('query')
      return c.json(await openPeople(c.var.ctx, c.var.permit, { after, isMine: mine === 'yes' }))
    },
  )

  // A search is posted, so that no name, address or number stands in a URL that is logged and remembered.
  .post(
    '/people/search',
    may('person.see'),
    doc({
      summary: 'Find people by name, email address or phone number',
      description:
        'An address or a number is matched exactly, anything else as the beginnings of the words of a name. With `next`, send it as `after` to look further.',
      send: { q: 'annie fair' },
      answers: { 200: { people: [listed] } },
    }),
    json(SearchPeople),
    async (c) => c.json(await findPeople(c.var.ctx, c.var.permit, c.req.valid('json'))),
  )

  .get(
    '/sessions/bookable',
    may('session.find'),
    doc({ summary: 'List the sessions that can be booked now, soonest first', answers: { 200: { sessions: [fitting] } } }),
    query(SessionWishes),
    async (c) => c.json(await findSessions(c.var.ctx, c.var.permit, wishesFrom(c.req.valid('query')))),
  )

  .get(
    '/people/:id/sessions',
    may('session.find'),
    doc({
      summary: 'List the sessions that can be booked for one person',
      description: 'Each with the outlook (a place, or which number on the waiting list and why) and what does not fit the person.',
      answers: {
        200: {
          person: { id: listed.id, preferredName: 'Annie', language: 'en', area: 'Riverside', accessNeeds: ['step_free'] },
          sessions: [fitting],
        },
      },
    }),
    query(SessionWishes),
    async (c) => {
      const found = await sessionsFor(c.var.ctx, c.var.permit, c.req.param('id'), wishesFrom(c.req.valid('query')))
      return found.ok ? c.json(found.value) : problem(c, 404, 'not_found', sentences.no_such_person)
    },
  )

  .get(
    '/people/:id/sheet',
    may('person.see'),
    doc({
      summary: 'See what stands on a person’s printed sheet',
      description: 'What they have ahead of them, at most three, as it is printed in large type for people without email.',
      answers: {
        200: {
          personId: listed.id,
          language: 'en',
          preferredName: 'Annie',
          hasMore: false,
          bookings: [
            {
              id: '0190a1b2-0000-7000-8000-000000000009',
              status: 'confirmed',
              offerExpiresAt: null,
              startsAt: 1780308000000,
              endsAt: 1780313400000,
              groupName: 'Sing for the joy of it',
              venueName: 'Mill Hall',
              address: '1 Mill Lane, NF1 2AB',
              howToFind: 'Through the courtyard, second door on the left',
              meetingPoint: 'At the blue door',
              whatToBring: 'A bottle of water',
              contactName: 'Grace',
              meets: { who: 'buddy', name: 'Tom', isInside: false },
            },
          ],
        },
      },
    }),
    async (c) => {
      const sheet = await openSheet(c.var.ctx, c.var.permit, { personId: c.req.param('id') })
      return sheet.ok ? c.json(sheet.value) : problem(c, 404, 'not_found', sentences.no_such_person)
    },
  )

  .get(
    '/people/calls',
    may('person.see'),
    doc({
      summary: 'List what link workers of your team have to do today',
      description:
        'Whom to ask how it went, who kept a place without consent and has to be told what changed, what was called off, who waits, and whom to go through the outcome questions with.',
      answers: { 200: { calls: [], said: [], changed: [], cancelled: [], waiting: [], together: [] } },
    }),
    async (c) => c.json(await openToday(c.var.ctx, c.var.permit)),
  )

  .post(
    '/bookings/:id/calls',
    may('person.manage'),
    doc({ summary: 'Note that somebody was rung about a booking', send: { about: 'missed' }, answers: { 201: {} } }),
    json(RecordCall),
    async (c) => {
      const noted = await recordCall(c.var.ctx, c.var.permit, { ...c.req.valid('json'), bookingId: c.req.param('id') })
      return noted.ok ? c.json({}, 201) : problem(c, 404, 'not_found', sentences.no_such_person)
    },
  )

  .post(
    '/people',
    may('person.manage'),
    doc({
      summary: 'Add a referred person',
      description: 'Refused with `may_be_the_same` and the candidates of your own team, unless `evenIfDuplicate` is true.',
      send: sent,
      answers: { 201: { id: listed.id } },
      refusals: () => told(addStatuses, sentences),
    }),
    json((c) => AddPerson(c.var.ctx), AddPerson(anyPlace)),
    async (c) => {
      const added = await addPerson(c.var.ctx, c.var.permit, c.req.valid('json'))
      if (added.ok) return c.json(added.value, 201)
      const more = added.reason === 'may_be_the_same' ? { candidates: added.candidates } : undefined
      return problem(c, addStatuses[added.reason], added.reason, sentences[added.reason], undefined, more)
    },
  )

  .post(
    '/people/likely-duplicates',
    may('person.manage'),
    doc({
      summary: 'Find who in your team may be the same person, before anybody is added',
      send: sent,
      answers: {
        200: { candidates: [{ id: listed.id, preferredName: 'Annie', area: 'Riverside', createdAt: 1779703200000, alike: ['phone'] }] },
      },
    }),
    json((c) => AddPerson(c.var.ctx), AddPerson(anyPlace)),
    async (c) => c.json({ candidates: await likelyDuplicates(c.var.ctx, c.var.permit, c.req.valid('json')) }),
  )

  .get(
    '/people/:id',
    may('person.see'),
    doc({
      summary: 'Read one person with their bookings, visits, emails and answers',
      answers: { 200: { ...listed, bookings: [], visits: [], messages: [], responses: [] } },
    }),
    async (c) => {
      const person = await openPerson(c.var.ctx, c.var.permit, { personId: c.req.param('id'), why: 'api' })
      return person.ok ? c.json(person.value) : problem(c, 404, 'not_found', sentences.no_such_person)
    },
  )

  .put(
    '/people/:id',
    may('person.manage'),
    doc({
      summary: 'Replace what is known about a person',
      send: { ...sent, step: 1 },
      answers: { 200: { id: listed.id, step: 2 } },
      refusals: () => told(editStatuses, sentences),
    }),
    json((c) => EditPerson(c.var.ctx), EditPerson(anyPlace)),
    async (c) => {
      const edited = await editPerson(c.var.ctx, c.var.permit, { ...c.req.valid('json'), personId: c.req.param('id') })
      if (edited.ok) return c.json(edited.value)
      return edited.reason === 'no_such_person'
        ? problem(c, 404, 'not_found', sentences.no_such_person)
        : problem(c, editStatuses[edited.reason], edited.reason, sentences[edited.reason])
    },
  )

const addStatuses = {
  may_be_the_same: 409,
  no_such_team: 409,
  no_such_link_worker: 409,
  id_taken: 409,
} as const satisfies Record<AddPersonRefusal | 'may_be_the_same', number>
const editStatuses = {
  no_such_link_worker: 409,
  changed_meanwhile: 409,
} as const satisfies Record<Exclude<EditPersonRefusal, 'no_such_person'>, number>

const sentences = {
  may_be_the_same: 'This may be somebody whom your team knows already. Send evenIfDuplicate: true to add a new person all the same.',
  no_such_team: 'Choose a team of your own.',
  no_such_link_worker: 'Say which link worker of the team looks after this person (linkWorkerId).',
  id_taken: 'This id is in use. Leave it out to get a fresh one.',
  no_such_person: 'There is nothing here.',
  changed_meanwhile: 'Somebody else changed this person meanwhile. Read it again first.',
} as const satisfies Record<AddPersonRefusal | EditPersonRefusal | 'may_be_the_same', string>

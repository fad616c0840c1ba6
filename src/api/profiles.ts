import { Hono } from 'hono'
import { doc, told } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json } from '../http/input.ts'
import { problem } from '../http/problem.ts'
import { openProfile, type SaveProfileRefusal, saveProfile } from '../profiles/actions.ts'
import { SaveProfile } from '../profiles/inputs.ts'

const sent = {
  matters: 'Being useful again. And my garden.',
  strengths: 'Grew vegetables for forty years, patient with children',
  interests: ['growing', 'singing'],
  suits: ['tue_morning', 'thu_morning'],
  cannot: ['fri_afternoon'],
  languages: ['en'],
  languageRequired: false,
  reachKm: 3,
  gender: 'woman',
  near: 'NF1 2AB',
  needs: ['lonely', 'bereaved', 'going_alone'],
}
const kept = {
  person: { id: '0190a1b2-0000-7000-8000-000000000001', preferredName: 'Annie', language: 'en', area: 'Riverside' },
  ...sent,
  step: 2,
  updatedAt: 1780308000000,
  needs: [{ code: 'lonely', since: 1779703200000, metAt: null }],
  goals: [
    {
      id: '0190a1b2-0000-7000-8000-000000000022',
      status: 'active',
      createdAt: 1779703200000,
      words: 'Go out by myself once a week',
      ratings: [{ ratedOn: '2026-06-01', rating: 3 }],
    },
  ],
}

export const profiles = new Hono<AppEnv>()
  .get(
    '/people/:id/profile',
    may('person.see'),
    doc({
      summary: 'Read what matters to a person, with their needs and goals',
      description: 'Empty and with `step` 0 when nobody asked yet. Needs that are met keep the moment when they were.',
      answers: { 200: kept },
    }),
    async (c) => {
      const profile = await openProfile(c.var.ctx, c.var.permit, { personId: c.req.param('id'), why: 'api' })
      return profile.ok ? c.json(profile.value) : problem(c, 404, 'not_found', sentences.no_such_person)
    },
  )

  .put(
    '/people/:id/profile',
    may('person.manage'),
    doc({
      summary: 'Replace what is known of a person by listening',
      description:
        '`near` is where distances are measured from: a postcode, a neighbourhood or a venue of this place, or a position. `needs` are the open ones: whatever is left out counts as met now.',
      send: { ...sent, step: 1 },
      answers: { 200: { step: 2 } },
      refusals: () => told(statuses, sentences),
    }),
    json(SaveProfile),
    async (c) => {
      const saved = await saveProfile(c.var.ctx, c.var.permit, { ...c.req.valid('json'), personId: c.req.param('id') })
      if (saved.ok) return c.json(saved.value)
      return saved.reason === 'no_such_person'
        ? problem(c, 404, 'not_found', sentences.no_such_person)
        : problem(c, statuses[saved.reason], saved.reason, sentences[saved.reason])
    },
  )

const statuses = { no_such_spot: 409, changed_meanwhile: 409 } as const satisfies Record<
  Exclude<SaveProfileRefusal, 'no_such_person'>,
  number
>

const sentences = {
  no_such_person: 'There is nothing here.',
  no_such_spot: 'No venue of this place is there. Send a neighbourhood, a postcode or a name of one of its venues, or a position.',
  changed_meanwhile: 'Somebody else changed this profile meanwhile. Read it again first.',
} as const satisfies Record<SaveProfileRefusal, string>

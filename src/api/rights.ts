import { Hono } from 'hono'
import * as v from 'valibot'
import { doc, told } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json } from '../http/input.ts'
import { problem } from '../http/problem.ts'
import { Erase, erasePerson } from '../rights/erasure/actions.ts'
import type { EraseRefusal } from '../rights/erasure/rules.ts'
import { readFile } from '../rights/file/actions.ts'
import { asJson } from '../rights/file/rules.ts'
import { openRetention } from '../rights/retention/actions.ts'
import { ConsentAgain, consentAgain, Withdraw, withdraw } from '../rights/withdrawal/actions.ts'

const id = '0190a1b2-0000-7000-8000-000000000001'

export const rights = new Hono<AppEnv>()
  .get(
    '/people/:id/file',
    may('person.see'),
    doc({
      summary: 'Read everything that is held about one person',
      description:
        'The whole file that a person can ask for, opened, with who read it before. Instants are ISO 8601. Reading it is on the audit log.',
      answers: {
        200: {
          madeAt: '2026-06-01T12:00:00.000Z',
          person: { id, name: 'Annabel Fairweather', preferredName: 'Annie' },
          referrals: [],
          conversations: [],
          bookings: [],
          messages: [],
          reads: [{ by: 'Sam Reed', why: 'page', times: 3, lastAt: '2026-06-01T11:00:00.000Z' }],
        },
      },
    }),
    async (c) => {
      const file = await readFile(c.var.ctx, c.var.permit, c.req.param('id'))
      return file.ok ? c.json(asJson(file.value) as object) : problem(c, 404, 'not_found', sentences.no_such_person)
    },
  )

  .post(
    '/people/:id/withdrawal',
    may('person.choose'),
    doc({
      summary: 'Take back a person’s consent on their behalf',
      description:
        'Nothing is sent to them any more, open referrals end as withdrawn, and bookings to come are cancelled unless `bookings` is `keep`. Again changes nothing.',
      send: { bookings: 'cancel' },
      answers: { 200: { id, cancelled: 2, isRepeated: false } },
    }),
    json(v.omit(Withdraw, ['personId'])),
    async (c) => {
      const left = await withdraw(c.var.ctx, c.var.permit, { ...c.req.valid('json'), personId: c.req.param('id') })
      return left.ok ? c.json(left.value) : problem(c, 404, 'not_found', sentences.no_such_person)
    },
  )

  .post(
    '/people/:id/consent',
    may('person.manage'),
    doc({
      summary: 'Record the consent of somebody who had taken it back',
      send: { consentWords: 'Annie said on the phone: yes, you may write to me again' },
      answers: { 200: { id } },
      refusals: () => told(consentStatuses, consentSentences),
    }),
    json(ConsentAgain),
    async (c) => {
      const given = await consentAgain(c.var.ctx, c.var.permit, { ...c.req.valid('json'), personId: c.req.param('id') })
      if (given.ok) return c.json(given.value)
      return given.reason === 'no_such_person'
        ? problem(c, 404, 'not_found', sentences.no_such_person)
        : problem(c, consentStatuses[given.reason], given.reason, consentSentences[given.reason])
    },
  )

  .post(
    '/people/:id/erasure',
    may('person.manage'),
    doc({
      summary: 'Erase everything that could say who a person was',
      description: 'For good. Send the whole `name` as it is on the record. What only counts stays.',
      send: { name: 'Annabel Fairweather' },
      answers: { 200: { id } },
      refusals: () => told(eraseStatuses, sentences),
    }),
    json(Erase),
    async (c) => {
      const erased = await erasePerson(c.var.ctx, c.var.permit, { ...c.req.valid('json'), personId: c.req.param('id') })
      if (erased.ok) return c.json(erased.value)
      return erased.reason === 'no_such_person'
        ? problem(c, 404, 'not_found', sentences.no_such_person)
        : problem(c, eraseStatuses[erased.reason], erased.reason, sentences[erased.reason])
    },
  )

  .get(
    '/retention',
    may('retention.see'),
    doc({
      summary: 'See how long people are kept, and who is erased within 30 days',
      description: 'The number is of the whole place. Names are given only to link workers, of their own team.',
      answers: {
        200: {
          keepPeopleMonths: 24,
          keepDeclinedMonths: 6,
          count: 12,
          people: [{ id, name: 'Annabel Fairweather', preferredName: 'Annie', erasedOn: '2026-06-20' }],
        },
      },
    }),
    async (c) => c.json(await openRetention(c.var.ctx, c.var.permit)),
  )

const eraseStatuses = {
  not_confirmed: 422,
  has_bookings_ahead: 409,
  email_under_way: 409,
} as const satisfies Record<EraseRefusal, number>

const sentences = {
  no_such_person: 'There is nothing here.',
  not_confirmed: 'Send the person’s whole name as it is on the record.',
  has_bookings_ahead: 'Cancel the bookings that are still to come first, or take back the consent, which cancels them.',
  email_under_way: 'An email to this person is being sent. Try again in a few minutes.',
} as const satisfies Record<EraseRefusal | 'no_such_person', string>

const consentStatuses = { not_withdrawn: 409 } as const
const consentSentences = { not_withdrawn: 'This person has not taken back their consent.' } as const

import { Hono } from 'hono'
import { doc } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { query } from '../http/input.ts'
import { rehearse, rehearseForTeam } from '../jobs/rehearsal.ts'
import { Wish } from '../rehearsal/inputs.ts'

const days = [{ day: '2026-06-01', from: 1780268400000, email: 12, call: 2, unsent: 1 }]
const kinds = [{ kind: 'booking.reminder_48h', messages: 8 }]
const row = { at: 1780308000000, kind: 'booking.reminder_48h', way: 'email', to: 'person', org: 'Northfield link workers' }

export const rehearsal = new Hono<AppEnv>()
  .get(
    '/rehearsal',
    may('place.run'),
    doc({
      summary: 'Rehearse what is sent in the next two weeks',
      description:
        'What would go out if everything stayed as it is now, from the statements that plan it; nothing is written. `way` says how it would reach somebody: `email`, a `call` by their link worker, or not, because it was `stopped`, consent `withdrawn`, or email to that address `bounced`. Nobody is named. With `next`, send it as `after` for the page that follows.',
      answers: { 200: { days, kinds, rows: [row] } },
    }),
    query(Wish),
    async (c) => c.json(await rehearse(c.var.ctx, c.var.permit, c.req.valid('query'))),
  )

  .get(
    '/team/rehearsal',
    may('person.see'),
    doc({
      summary: 'Rehearse what is sent to the people of your teams in the next two weeks',
      description: 'As for the whole place, with who it is for. Each person in it is on the audit log as read.',
      answers: { 200: { days, kinds, rows: [{ ...row, personId: '0190a1b2-0000-7000-8000-000000000001', preferredName: 'Annie' }] } },
    }),
    query(Wish),
    async (c) => c.json(await rehearseForTeam(c.var.ctx, c.var.permit, c.req.valid('query'))),
  )

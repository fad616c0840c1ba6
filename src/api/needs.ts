import { Hono } from 'hono'
import { doc, told } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json, query } from '../http/input.ts'
import { problem } from '../http/problem.ts'
import { NeedsQuery, seeUnmetNeeds, TellUnmetNeed, tellUnmetNeed } from '../unmet-needs/actions.ts'

const statuses = { no_such_person: 404 } as const
const sentences = { no_such_person: 'There is no such person in your team.' } as const

export const needs = new Hono<AppEnv>()
  .get(
    '/needs',
    may('need.see'),
    doc({
      summary: 'Read unmet need against supply, by area and family of activities',
      description:
        'Numbers are rounded down to fives, and a number below five is left out, so that no difference of two of them tells of a few people. `offered` and `filled` are places of the last four weeks.',
      answers: {
        200: {
          rows: [{ area: 'Northfield', family: 'arts', needed: 15, offered: 30, filled: 21 }],
          needed: 15,
          offers: [
            {
              area: 'Northfield',
              activity: 'singing',
              part: 'tue_morning',
              need: 'step_free',
              people: 10,
              supply: { offered: 30, filled: 21 },
            },
          ],
          words: [{ activity: 'singing', monthOn: '2026-06-01', words: 'A choir that does not read music, near the bus' }],
        },
      },
    }),
    query(NeedsQuery),
    async (c) => c.json(await seeUnmetNeeds(c.var.ctx, c.var.permit, c.req.valid('query'))),
  )
  .post(
    '/people/:id/unmet-needs',
    may('person.manage'),
    doc({
      summary: 'Tell what a person needed and nobody offered',
      description:
        'It is kept without who it was. `activities` are codes of activities or families; leave them out for any. Write no names.',
      send: { activities: ['singing'], words: 'A choir that does not read music, near the bus' },
      answers: { 201: { told: true } },
      refusals: () => told(statuses, sentences),
    }),
    json(TellUnmetNeed),
    async (c) => {
      const result = await tellUnmetNeed(c.var.ctx, c.var.permit, { ...c.req.valid('json'), personId: c.req.param('id') })
      return result.ok ? c.json(result.value, 201) : problem(c, statuses[result.reason], result.reason, sentences[result.reason])
    },
  )

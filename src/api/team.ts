import { Hono } from 'hono'
import { doc } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { query } from '../http/input.ts'
import { InPeriod, ListWish, teamFigures, teamList } from '../reports/team/actions.ts'

const id = '0190a1b2-0000-7000-8000-000000000001'
const period = { name: 'this_month', fromOn: '2026-06-01', toOn: '2026-06-12', from: 1780268400000, until: 1781305200000 }
const waits = { n: 18, median: 172800000, p90: 518400000 }

export const team = new Hono<AppEnv>()
  .get(
    '/team/figures',
    may('team.lead'),
    doc({
      summary: 'Read the figures of the team that you lead',
      description:
        'Of referrals received and sessions held in the period: `this_month`, `last_month`, `quarter`, `year`, or `own` with `from` and `to`. Waits are in milliseconds; a percentile is the nearest rank, a wait that somebody had.',
      answers: {
        200: {
          period,
          caseload: [{ userId: id, name: 'Sam Reed', people: 31, waiting: 2 }],
          contacts: { received: 20, contacted: waits, inTime: 16, late: 2, attended: { n: 9, median: 1209600000, p90: 2592000000 } },
          attendance: { expected: 120, attended: 96 },
          firstVisits: { withBuddy: { expected: 14, attended: 13, again: 11 }, without: { expected: 9, attended: 6, again: 3 } },
        },
      },
    }),
    query(InPeriod),
    async (c) => c.json(await teamFigures(c.var.ctx, c.var.permit, c.req.valid('query'))),
  )

  .get(
    '/team/lists',
    may('team.lead'),
    doc({
      summary: 'Read the list behind one figure of the team, in the order of time',
      description:
        '`of` says which. Of the outcomes, `asked`, `answered`, `unanswered`, `lost` and `both` are of one `wave`: `lost` of one `reason` if you send it, `both` of one `measure`. A figure that is hidden because it is small has a list of `kind` `hidden`, without rows; where a part of those who were `asked` is hidden, `status`, `lostReason` and `answeredAt` in that list are null. With `next`, send it as `after` for the page that follows.',
      answers: {
        200: {
          of: 'late',
          period,
          kind: 'referrals',
          rows: [{ id, personId: id, preferredName: 'Annie', status: 'contacted', worker: 'Sam Reed', at: 1780308000000 }],
        },
      },
    }),
    query(ListWish),
    async (c) => c.json(await teamList(c.var.ctx, c.var.permit, c.req.valid('query'))),
  )

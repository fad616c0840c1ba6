import { Hono } from 'hono'
import type { Permit } from '../../src/access/permit.ts'
import type { Ctx } from '../../src/ctx.ts'
import type { AppEnv } from '../../src/http/env.ts'
import { may } from '../../src/http/guard.ts'
import { query } from '../../src/http/input.ts'
import { teamOutcomes } from '../../src/outcomes/team/actions.ts'
import { InPeriod, ListWish, teamFigures, teamList } from '../../src/reports/team/actions.ts'
import { exportMost } from '../../src/reports/team/rules.ts'
import { figuresFile, listFile } from './files/components.tsx'
import { listPage } from './list/page.tsx'
import { teamPage } from './page.tsx'

export const team = new Hono<AppEnv>()
  .get('/team', may('team.lead'), query(InPeriod), async (c) =>
    teamPage(c, ...(await figuresAndOutcomes(c.var.ctx, c.var.permit, c.req.valid('query')))),
  )

  .get('/team/figures.csv', may('team.lead'), query(InPeriod), async (c) =>
    c.body(figuresFile(c, ...(await figuresAndOutcomes(c.var.ctx, c.var.permit, c.req.valid('query')))), 200, asFile('figures')),
  )

  .get('/team/list', may('team.lead'), query(ListWish), async (c) => {
    const wish = c.req.valid('query')
    return listPage(c, await teamList(c.var.ctx, c.var.permit, wish), wish.worker)
  })

  .get('/team/list.csv', may('team.lead'), query(ListWish), async (c) =>
    c.body(listFile(c, await teamList(c.var.ctx, c.var.permit, c.req.valid('query'), exportMost)), 200, asFile('list')),
  )

async function figuresAndOutcomes(ctx: Ctx, permit: Permit<'team.lead'>, wish: Parameters<typeof teamFigures>[2]) {
  const figures = await teamFigures(ctx, permit, wish)
  return [figures, await teamOutcomes(ctx, permit, figures.period)] as const
}

const asFile = (name: string) => ({
  'content-type': 'text/csv; charset=utf-8',
  'content-disposition': `attachment; filename="team-${name}.csv"`,
})

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { newsToSee, SeeNews, seeNews } from '../calls/seen/actions.ts'
import { doc } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json } from '../http/input.ts'
import { ids } from './examples.ts'

const news = {
  ...{ visitId: ids.visit, saw: 5012, topic: 'off', group: 'Choir', startsAt: 1780909200000, when: 'Monday 8 June, 10am' },
  say: 'Choir does not meet on Monday 8 June, 10am, so you need not come. Thank you for having been ready.',
}

export const visitNews = new Hono<AppEnv>()
  .get(
    '/visit-news',
    may('visit.find'),
    doc({
      summary: 'List what you have not said you saw about visits that you promised',
      description: 'That one is off, or has moved. Who has not seen it a day before is rung.',
      answers: { 200: { news: [news] } },
    }),
    async (c) => c.json({ news: await newsToSee(c.var.ctx, c.var.permit, c.var.locale) }),
  )

  .post(
    '/visits/:id/seen',
    may('visit.claim'),
    doc({
      summary: 'Say that you have seen the news of a visit',
      description: '`saw` is that of the news. `isSeen` is false when there is later news.',
      send: { saw: news.saw },
      answers: { 200: { isSeen: true } },
    }),
    json(SeeNews),
    async (c) => {
      const seen = await seeNews(c.var.ctx, c.var.permit, { ...c.req.valid('json'), visitId: c.req.param('id') })
      if (!seen.ok) throw new HTTPException(404)
      return c.json(seen.value)
    },
  )

import { Hono } from 'hono'
import { doc, told } from '../http/doc.ts'
import type { AppEnv } from '../http/env.ts'
import { may } from '../http/guard.ts'
import { json } from '../http/input.ts'
import { problem } from '../http/problem.ts'
import { EditPlace, editPlace, type PlaceRefusal, seeSettings } from '../places/settings/actions.ts'
import { settingsSent } from './examples.ts'

export const places = new Hono<AppEnv>()
  .get(
    '/place',
    may('place.run'),
    doc({
      summary: 'Read the settings of the place',
      answers: { 200: { ...settingsSent, phone: '+441632960100', timeZone: 'Europe/London', timeZoneIsFixed: true } },
    }),
    async (c) => c.json(await seeSettings(c.var.ctx, c.var.permit)),
  )

  .put(
    '/place',
    may('place.run'),
    doc({
      summary: 'Replace the settings of the place',
      description:
        'Every page and job goes by them within a minute. `timeZone` may be left out, and changes only before the first session.',
      send: settingsSent,
      answers: { 204: null },
      refusals: () => told(placeStatuses, placeSentences),
    }),
    json(EditPlace),
    async (c) => {
      const edited = await editPlace(c.var.ctx, c.var.permit, c.req.valid('json'))
      if (!edited.ok) return problem(c, placeStatuses[edited.reason], edited.reason, placeSentences[edited.reason])
      return c.body(null, 204)
    },
  )

const placeStatuses = { time_zone_fixed: 409 } as const satisfies Record<PlaceRefusal, number>
const placeSentences = {
  time_zone_fixed: 'There are sessions already, whose times were reckoned in the time zone of the place.',
} as const satisfies Record<PlaceRefusal, string>

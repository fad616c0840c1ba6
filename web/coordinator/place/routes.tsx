import { Hono, type MiddlewareHandler } from 'hono'
import * as v from 'valibot'
import type { AppEnv } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { csp } from '../../../src/http/headers.ts'
import { form, query } from '../../../src/http/input.ts'
import { brandOf } from '../../../src/jobs/letters/desk.ts'
import { sampleReminder } from '../../../src/jobs/letters/scene.ts'
import { isColour } from '../../../src/lib/colour.ts'
import { locales } from '../../../src/lib/dates.ts'
import { EditPlace, editPlace, seeSettings } from '../../../src/places/settings/actions.ts'
import { errorsOf, texts } from '../../render.tsx'
import { placeRefusal } from '../wording.ts'
import { placePage } from './page.tsx'

const words = v.optional(v.string(), '')
const Dress = v.object({
  locale: v.optional(v.picklist(locales), 'en'),
  name: words,
  colour: v.optional(v.pipe(v.string(), v.check(isColour))),
  footerEn: words,
  footerId: words,
})

/** Letters stand in frames of the page. */
const framing: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next()
  c.header('content-security-policy', `${csp}; frame-src 'self'`)
}

export const place = new Hono<AppEnv>()
  .get('/place', may('place.run'), framing, query(v.object({ done: v.optional(v.literal('saved')) })), async (c) =>
    placePage(c, await seeSettings(c.var.ctx, c.var.permit), { isSaved: c.req.valid('query').done === 'saved' }),
  )

  // What is typed, as letters would look: nothing is saved.
  .post('/place/preview', may('place.run'), framing, form(EditPlace), async (c) => {
    const sent = c.req.valid('form')
    const errors = sent.ok ? {} : { errors: errorsOf(sent, texts(c.var.locale)) }
    return placePage(c, await seeSettings(c.var.ctx, c.var.permit), { typed: sent.typed, ...errors })
  })

  .get('/place/letter', may('place.run'), query(Dress), (c) => {
    const { locale, name, colour, footerEn, footerId } = c.req.valid('query')
    const { now, origin, place } = c.var.ctx
    const brand = brandOf({ name, colour: colour ?? place.colour, footerEn, footerId }, locale)
    // An email carries its styles with it, and stands in a page of ours only.
    c.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox")
    return c.html(sampleReminder({ locale, now, origin, brand }).html)
  })

  .post('/place', may('place.run'), framing, form(EditPlace), async (c) => {
    const sent = c.req.valid('form')
    const t = texts(c.var.locale)
    const edited = sent.ok ? await editPlace(c.var.ctx, c.var.permit, sent.value) : undefined
    if (edited?.ok) return c.redirect('/place?done=saved', 303)
    const errors = edited ? { timeZone: t(placeRefusal[edited.reason]) } : errorsOf(sent, t)
    return placePage(c, await seeSettings(c.var.ctx, c.var.permit), { typed: sent.typed, errors })
  })

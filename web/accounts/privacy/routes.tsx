import { Hono } from 'hono'
import * as v from 'valibot'
import { chooseLanguage } from '../../../src/http/browser.ts'
import type { AppEnv } from '../../../src/http/env.ts'
import { anyone } from '../../../src/http/guard.ts'
import { form } from '../../../src/http/input.ts'
import { locales } from '../../../src/lib/dates.ts'
import { choice } from '../../../src/lib/inputs.ts'
import { ownPath } from '../../../src/lib/paths.ts'
import { privacyPage } from './page.tsx'

const Choose = v.object({ language: choice(locales), returnTo: v.optional(v.string(), '/') })

/** What every reader may decide or know, signed in or not. */
export const privacy = new Hono<AppEnv>()
  .get('/privacy', anyone, (c) => privacyPage(c))

  .post('/language', anyone, form(Choose), (c) => {
    const fields = c.req.valid('form')
    if (fields.ok) chooseLanguage(c, fields.value.language)
    return c.redirect(ownPath(String(fields.typed.returnTo ?? ''), '/'), 303)
  })

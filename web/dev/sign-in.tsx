// One press of a button instead of an email, to try the demo's roles. Local mode only.

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { type HeldRole, roles } from '../../src/access/actor.ts'
import { enter } from '../../src/http/browser.ts'
import type { AppEnv, PageContext } from '../../src/http/env.ts'
import { localOnly } from '../../src/http/guard.ts'
import { signInAs } from '../../src/sign-in/local/actions.ts'
import { PostButton } from '../components/button.tsx'
import { PageHeading } from '../components/heading.tsx'
import { render, texts } from '../render.tsx'

export const demoSignIn = new Hono<AppEnv>()
  .get('/:role', localOnly, (c) => demoSignInPage(c, roleOf(c.req.param('role'))))

  .post('/:role', localOnly, async (c) => {
    const signedIn = await signInAs(c.var.ctx, roleOf(c.req.param('role')))
    if (!signedIn.ok) throw new HTTPException(404)
    return c.redirect(enter(c, { secret: signedIn.value.secret, locale: c.var.locale }), 303)
  })

function roleOf(text: string): HeldRole {
  const role = ([...roles, 'team_lead'] as const).find((known) => known === text)
  if (!role) throw new HTTPException(404)
  return role
}

function demoSignInPage(c: PageContext, role: HeldRole) {
  const t = texts(c.var.locale)
  return render(
    c,
    { title: t(`dev.sign_in.${role}`) },
    <>
      <PageHeading title={t(`dev.sign_in.${role}`)} lead={t('dev.sign_in.lead')} />
      <PostButton action={`/dev/sign-in/${role}`}>{t('dev.sign_in.button')}</PostButton>
    </>,
  )
}

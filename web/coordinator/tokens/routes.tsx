import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { CreateToken, createToken, revokeToken } from '../../../src/api-tokens/actions.ts'
import type { AppEnv } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { form } from '../../../src/http/input.ts'
import { readOrganisation } from '../../../src/organisations/actions.ts'
import { madeTokenPage, newTokenPage } from './page.tsx'

export const tokens = new Hono<AppEnv>()
  .get('/organisations/:organisationId/tokens/new', may('organisation.manage'), async (c) =>
    newTokenPage(c, { organisation: await readOrganisation(c.var.ctx, c.var.permit, c.req.param('organisationId')) }),
  )

  .post('/organisations/:organisationId/tokens', may('organisation.manage'), form(CreateToken), async (c) => {
    const fields = c.req.valid('form')
    const organisationId = c.req.param('organisationId')
    if (!fields.ok) {
      return newTokenPage(c, { organisation: await readOrganisation(c.var.ctx, c.var.permit, organisationId), posted: fields })
    }
    const made = await createToken(c.var.ctx, c.var.permit, { ...fields.value, organisationId })
    if (!made.ok) throw new HTTPException(404)
    return madeTokenPage(c, { organisationId, ...made.value })
  })

  .post('/organisations/:organisationId/tokens/:tokenId/revocation', may('organisation.manage'), async (c) => {
    const revoked = await revokeToken(c.var.ctx, c.var.permit, c.req.param())
    if (!revoked.ok) throw new HTTPException(404)
    return c.redirect(`/organisations/${c.req.param('organisationId')}?done=token_revoked`, 303)
  })

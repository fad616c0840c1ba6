import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import type { AppEnv } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { form, query } from '../../../src/http/input.ts'
import {
  CreateOrganisation,
  createOrganisation,
  EditOrganisation,
  editOrganisation,
  listOrganisations,
  openOrganisation,
  readOrganisation,
} from '../../../src/organisations/actions.ts'
import { texts } from '../../render.tsx'
import { organisationRefusal } from '../wording.ts'
import { organisationDone, organisationForm, organisationPage, organisationsPage } from './page.tsx'

const Done = v.object({ done: v.optional(v.picklist(organisationDone)) })

export const organisations = new Hono<AppEnv>()
  .get('/organisations', may('organisation.manage'), async (c) => organisationsPage(c, await listOrganisations(c.var.ctx, c.var.permit)))

  .get('/organisations/new', may('organisation.manage'), (c) => organisationForm(c, {}))

  .post('/organisations', may('organisation.manage'), form(CreateOrganisation), async (c) => {
    const fields = c.req.valid('form')
    if (!fields.ok) return organisationForm(c, { posted: fields })

    const created = await createOrganisation(c.var.ctx, c.var.permit, fields.value)
    if (!created.ok) {
      return organisationForm(c, { posted: fields, errors: { contactPhone: texts(c.var.locale)(organisationRefusal[created.reason]) } })
    }
    return c.redirect(`/organisations/${created.value.id}?done=created`, 303)
  })

  .get('/organisations/:organisationId', may('organisation.manage'), query(Done), async (c) =>
    organisationPage(c, await openOrganisation(c.var.ctx, c.var.permit, c.req.param('organisationId')), c.req.valid('query')),
  )

  .get('/organisations/:organisationId/edit', may('organisation.manage'), async (c) => {
    const organisation = await readOrganisation(c.var.ctx, c.var.permit, c.req.param('organisationId'))
    if (!organisation) throw new HTTPException(404)
    return organisationForm(c, { organisation })
  })

  .post('/organisations/:organisationId', may('organisation.manage'), form(EditOrganisation), async (c) => {
    const fields = c.req.valid('form')
    const organisationId = c.req.param('organisationId')
    const edited = fields.ok ? await editOrganisation(c.var.ctx, c.var.permit, { ...fields.value, organisationId }) : undefined
    if (edited?.ok) return c.redirect(`/organisations/${organisationId}?done=saved`, 303)

    const organisation = await readOrganisation(c.var.ctx, c.var.permit, organisationId)
    if (!organisation) throw new HTTPException(404)
    const refused = edited ? { errors: { contactPhone: texts(c.var.locale)(organisationRefusal[edited.reason]) } } : {}
    return organisationForm(c, { organisation, posted: fields, ...refused })
  })

import { Hono } from 'hono'
import * as v from 'valibot'
import type { AppEnv } from '../../src/http/env.ts'
import { may } from '../../src/http/guard.ts'
import { form, query } from '../../src/http/input.ts'
import { addPerson, editPerson } from '../../src/people/actions.ts'
import { RecordCall, recordCall } from '../../src/people/calls/actions.ts'
import { AddPerson, EditPerson, SearchPeople } from '../../src/people/inputs.ts'
import { findPeople, openPeople, openPerson } from '../../src/people/reading/actions.ts'
import { openSheet } from '../../src/people/sheet/actions.ts'
import { addPage, editPage, mayBeTheSamePage } from './form/page.tsx'
import { noSuchPerson, peoplePage, searchPage } from './page.tsx'
import { personPage } from './person/page.tsx'
import { sheetPage } from './sheet/page.tsx'
import { doneCodes } from './wording.ts'

const List = v.object({ after: v.optional(v.string()), mine: v.optional(v.picklist(['yes'])) })
const Done = v.object({ done: v.optional(v.picklist(doneCodes)) })

export const people = new Hono<AppEnv>()
  .get('/people', may('person.see'), query(List), async (c) => {
    const { after, mine } = c.req.valid('query')
    return peoplePage(c, await openPeople(c.var.ctx, c.var.permit, { after, isMine: mine === 'yes' }), mine === 'yes')
  })

  // A search is posted, so that no name, address or number stands in a URL that is logged and remembered.
  .post('/people/search', may('person.see'), form(SearchPeople), async (c) => {
    const typed = c.req.valid('form')
    return searchPage(c, typed, typed.ok ? await findPeople(c.var.ctx, c.var.permit, typed.value) : undefined)
  })

  .post('/bookings/:id/calls', may('person.manage'), form(RecordCall), async (c) => {
    const typed = c.req.valid('form')
    const noted = typed.ok ? await recordCall(c.var.ctx, c.var.permit, { ...typed.value, bookingId: c.req.param('id') }) : undefined
    return noted?.ok ? c.redirect('/calls?done=rung', 303) : noSuchPerson()
  })

  .get('/people/:id/sheet', may('person.see'), async (c) => {
    const sheet = await openSheet(c.var.ctx, c.var.permit, { personId: c.req.param('id') })
    return sheet.ok ? sheetPage(c, sheet.value) : noSuchPerson()
  })

  .get('/people/new', may('person.manage'), (c) => addPage(c))

  .post(
    '/people',
    may('person.manage'),
    form((c) => AddPerson(c.var.ctx)),
    async (c) => {
      const typed = c.req.valid('form')
      if (!typed.ok) return addPage(c, typed)
      const added = await addPerson(c.var.ctx, c.var.permit, typed.value)
      if (added.ok) return c.redirect(`/people/${added.value.id}?done=added`, 303)
      return added.reason === 'may_be_the_same' ? mayBeTheSamePage(c, typed, added.candidates) : addPage(c, typed, added.reason)
    },
  )

  .get('/people/:id', may('person.see'), query(Done), async (c) => {
    const person = await openPerson(c.var.ctx, c.var.permit, { personId: c.req.param('id'), why: 'page' })
    return person.ok ? personPage(c, person.value, c.req.valid('query').done) : noSuchPerson()
  })

  .get('/people/:id/edit', may('person.manage'), async (c) => {
    const person = await openPerson(c.var.ctx, c.var.permit, { personId: c.req.param('id'), why: 'edit' })
    return person.ok ? editPage(c, person.value) : noSuchPerson()
  })

  .post(
    '/people/:id',
    may('person.manage'),
    form((c) => EditPerson(c.var.ctx)),
    async (c) => {
      const typed = c.req.valid('form')
      const personId = c.req.param('id')
      const edited = typed.ok ? await editPerson(c.var.ctx, c.var.permit, { ...typed.value, personId }) : undefined
      if (edited?.ok) return c.redirect(`/people/${personId}?done=edited`, 303)
      const person = await openPerson(c.var.ctx, c.var.permit, { personId, why: 'edit' })
      return person.ok ? editPage(c, person.value, typed, edited?.reason) : noSuchPerson()
    },
  )

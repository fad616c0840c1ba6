import { Hono } from 'hono'
import * as v from 'valibot'
import type { AppEnv } from '../../../src/http/env.ts'
import { may } from '../../../src/http/guard.ts'
import { form, query } from '../../../src/http/input.ts'
import { Erase, erasePerson } from '../../../src/rights/erasure/actions.ts'
import { readFile } from '../../../src/rights/file/actions.ts'
import { asJson } from '../../../src/rights/file/rules.ts'
import { openData } from '../../../src/rights/overview/actions.ts'
import { ConsentAgain, consentAgain, Withdraw, withdraw } from '../../../src/rights/withdrawal/actions.ts'
import { noSuchPerson } from '../page.tsx'
import { erasurePage } from './erasure/page.tsx'
import { filePage } from './file/page.tsx'
import { leavingPage } from './leaving/page.tsx'
import { dataPage } from './page.tsx'
import { doneCodes, eraseRefusal } from './wording.ts'

const Done = v.object({ done: v.optional(v.picklist(doneCodes)) })

export const data = new Hono<AppEnv>()
  .get('/people/:id/data', may('person.see'), query(Done), async (c) => {
    const opened = await openData(c.var.ctx, c.var.permit, c.req.param('id'))
    return opened.ok ? dataPage(c, opened.value, c.req.valid('query')) : noSuchPerson()
  })

  .get('/people/:id/data/file', may('person.see'), async (c) => {
    const file = await readFile(c.var.ctx, c.var.permit, c.req.param('id'))
    return file.ok ? filePage(c, file.value) : noSuchPerson()
  })

  .get('/people/:id/data/file.json', may('person.see'), async (c) => {
    const file = await readFile(c.var.ctx, c.var.permit, c.req.param('id'))
    if (!file.ok) return noSuchPerson()
    c.header('content-disposition', 'attachment; filename="everything-we-hold.json"')
    return c.json(asJson(file.value) as object)
  })

  .get('/people/:id/data/leaving', may('person.choose'), async (c) => {
    const opened = await openData(c.var.ctx, c.var.permit, c.req.param('id'))
    return opened.ok ? leavingPage(c, opened.value) : noSuchPerson()
  })

  .post('/people/:id/data/withdrawal', may('person.choose'), form(v.omit(Withdraw, ['personId'])), async (c) => {
    const typed = c.req.valid('form')
    const personId = c.req.param('id')
    const left = await withdraw(c.var.ctx, c.var.permit, { ...(typed.ok ? typed.value : {}), personId })
    if (!left.ok) return noSuchPerson()
    return c.redirect(`/people/${personId}/data?done=${left.value.isRepeated ? 'withdrawn_before' : 'withdrawn'}`, 303)
  })

  .post('/people/:id/data/consent', may('person.manage'), form(ConsentAgain), async (c) => {
    const typed = c.req.valid('form')
    const personId = c.req.param('id')
    const given = typed.ok ? await consentAgain(c.var.ctx, c.var.permit, { ...typed.value, personId }) : undefined
    if (given?.ok) return c.redirect(`/people/${personId}/data?done=consented`, 303)
    const opened = await openData(c.var.ctx, c.var.permit, personId)
    return opened.ok ? dataPage(c, opened.value, { posted: typed }) : noSuchPerson()
  })

  .get('/people/:id/data/erasure', may('person.manage'), async (c) => {
    const opened = await openData(c.var.ctx, c.var.permit, c.req.param('id'))
    return opened.ok ? erasurePage(c, opened.value) : noSuchPerson()
  })

  .post('/people/:id/data/erasure', may('person.manage'), form(Erase), async (c) => {
    const typed = c.req.valid('form')
    const personId = c.req.param('id')
    const erased = typed.ok ? await erasePerson(c.var.ctx, c.var.permit, { ...typed.value, personId }) : undefined
    // The person's own pages are gone.
    if (erased?.ok) return c.redirect('/retention?done=erased', 303)
    const opened = await openData(c.var.ctx, c.var.permit, personId)
    return opened.ok ? erasurePage(c, opened.value, typed, erased && eraseRefusal[erased.reason]) : noSuchPerson()
  })

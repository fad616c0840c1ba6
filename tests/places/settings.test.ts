import * as v from 'valibot'
import { beforeEach, describe, expect, it } from 'vitest'
import { places } from '../../src/db/schema/place.ts'
import { SetUpPlace } from '../../src/places/actions.ts'
import { EditPlace } from '../../src/places/settings/actions.ts'
import { hostile } from '../hostile.ts'
import { strangers } from '../markup.ts'
import { type World, world } from '../world.ts'

const settings = {
  name: 'Testford and Villages',
  country: 'GB',
  phone: '01632 960200',
  replyTo: 'Help@Testford.example',
  colour: '#7A1F5C',
  footerEn: ' Testford Together,  2 Mill Lane ',
  footerId: 'Testford Bersama',
  areas: ['Northfield', ' Mill End ', 'Northfield', ''],
  quietFrom: '10pm',
  quietUntil: '7',
  offerHours: 36,
  confirmHours: '48',
  contactDays: 3,
  answerDays: 7,
  escalateDays: 2,
  quietWeeks: 4,
  referralSources: ['gp_practice', 'self'],
  keepPeopleMonths: 36,
  keepDeclinedMonths: 3,
}
const asForm: [string, string][] = [
  ...Object.entries(settings)
    .filter(([name]) => !['areas', 'referralSources'].includes(name))
    .map(([name, value]): [string, string] => [name, String(value)]),
  ['areas', 'Northfield\r\nMill End\r\n\r\n'],
  ['referralSources', 'gp_practice'],
  ['referralSources', 'self'],
]
const changed = (name: string, ...values: string[]): [string, string][] => [
  ...asForm.filter(([other]) => other !== name),
  ...values.map((value): [string, string] => [name, value]),
]
const kept = {
  name: 'Testford and Villages',
  phone: '+441632960200',
  replyTo: 'help@testford.example',
  colour: '#7a1f5c',
  footerEn: 'Testford Together, 2 Mill Lane',
  footerId: 'Testford Bersama',
  areas: ['Northfield', 'Mill End'],
  quietFrom: '22:00',
  quietUntil: '07:00',
  offerHours: 36,
  confirmHours: 48,
  contactDays: 3,
  answerDays: 7,
  escalateDays: 2,
  quietWeeks: 4,
  referralSources: ['gp_practice', 'self'],
  keepPeopleMonths: 36,
  keepDeclinedMonths: 3,
  timeZone: 'Europe/London',
}

let place: World
let coordinator: { id: string; cookie: string }
beforeEach(async () => {
  place = await world()
  coordinator = await place.signIn('coordinator', await place.organisation('place_office'))
})
const row = async () => (await place.db.select().from(places))[0]
const put = (body: object) => place.request('PUT', '/api/place', { as: coordinator, body })
const send = (body: [string, string][]) => place.postForm('/place', body, { as: coordinator })

describe('the settings of the place', () => {
  it('are changed as a whole, on record, and read back as they are now', async () => {
    expect((await put(settings)).status).toBe(204)
    expect(await row()).toMatchObject({ ...kept, id: 'place', locale: 'en', country: 'GB' })
    expect(await (await place.get('/api/place', { as: coordinator })).json()).toEqual({ ...kept, country: 'GB', timeZoneIsFixed: false })
    expect((await place.rows.audit()).at(-1)).toMatchObject({
      action: 'place.edit',
      subjectId: 'place',
      actorId: coordinator.id,
      step: null,
    })
  })

  it('are changed by a form, which shows them as they are stored and says how soon they hold', async () => {
    const answer = await send(asForm)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/place?done=saved'])
    expect(await row()).toMatchObject(kept)
    const page = await (await place.get('/place?done=saved', { as: coordinator })).text()
    for (const shown of ['value="Testford and Villages"', 'value="01632 960200"', 'Northfield\nMill End', 'take a minute', 'value="22:00"'])
      expect(page).toContain(shown)
    expect(page.match(/checked/g)).toHaveLength(3)
    expect(await (await place.get('/running', { as: coordinator })).text()).toContain('href="/place"')
    expect((await send(changed('referralSources'))).status).toBe(303)
    expect(await row()).toMatchObject({ referralSources: [] })
  })

  it('have a time zone that changes until there is a session, and never after', async () => {
    expect((await put({ ...settings, timeZone: 'Asia/Jakarta' })).status).toBe(204)
    expect(await row()).toMatchObject({ timeZone: 'Asia/Jakarta' })
    expect(await (await place.get('/place', { as: coordinator })).text()).toContain('name="timeZone"')
    await place.scene()
    const refused = await put({ ...settings, name: 'Elsewhere', timeZone: 'Europe/London' })
    expect([refused.status, await refused.json()]).toMatchObject([409, { reason: 'time_zone_fixed' }])
    expect(await row()).toMatchObject({ name: 'Testford and Villages', timeZone: 'Asia/Jakarta' })
    const page = await send(changed('timeZone', 'Europe/London'))
    expect([page.status, await page.text()]).toEqual([422, expect.stringContaining('cannot be changed any more')])
    expect((await put({ ...settings, timeZone: 'Asia/Jakarta', name: 'Still here' })).status).toBe(204)
    expect(await row()).toMatchObject({ name: 'Still here', timeZone: 'Asia/Jakarta' })
    const shown = await (await place.get('/place', { as: coordinator })).text()
    expect(shown).not.toContain('name="timeZone"')
    expect(shown).toContain('Asia/Jakarta')
  })

  it.each([
    ['name', ' '],
    ['country', 'FR'],
    ['timeZone', 'Mars/Olympus'],
    ['phone', 'ask my wife'],
    ['replyTo', 'nobody'],
    ['colour', 'mauve'],
    ['colour', '#ffee00'],
    ['footerEn', 'a'.repeat(301)],
    ['areas', '\r\n \r\n'],
    ['quietFrom', '25:00'],
    ['quietUntil', '21:00'],
    ['offerHours', '0'],
    ['confirmHours', 'a day'],
    ['contactDays', '61'],
    ['answerDays', ''],
    ['answerDays', '2'],
    ['escalateDays', '0'],
    ['quietWeeks', '0'],
    ['referralSources', 'aunts'],
    ['keepPeopleMonths', '-1'],
    ['keepDeclinedMonths', '1.5'],
  ])('with a bad %s come back with everything typed and what to mend', async (field, bad) => {
    const before = await row()
    const answer = await send(changed(field, bad))
    const page = await answer.text()
    expect(answer.status).toBe(422)
    expect(page).toContain(`href="#${field}"`)
    expect(page).toContain(`id="${field}-error"`)
    if (field !== 'replyTo') expect(page).toContain('value="Help@Testford.example"')
    expect(await row()).toEqual(before)
  })

  it('are nobody else’s', async () => {
    const { linkWorker, organiser } = await place.scene()
    for (const as of [linkWorker, organiser]) {
      expect((await place.get('/place', { as })).status).toBe(404)
      expect((await place.get('/api/place', { as })).status).toBe(404)
      expect((await place.request('PUT', '/api/place', { as, body: settings })).status).toBe(404)
    }
    expect(await row()).toMatchObject({ name: 'Testford' })
  })

  it('carry no hostile text further than its own words', async () => {
    const seen = async () => (await place.get('/place', { as: coordinator })).text()
    const bad = ['a'.repeat(300), '', '‮'].map(async (text) => (await send([...changed('name', text)])).text())
    const badAreas = ['', 'a'.repeat(300)].map(async (text) => (await send([...changed('areas', text)])).text())
    const both = async (text: string) => send([...changed('name', text).filter(([name]) => name !== 'areas'), ['areas', text]])
    const harmless = [await seen(), ...(await Promise.all([...bad, ...badAreas])), await (await both('')).text()]
    harmless.push(await (await both('a'.repeat(300))).text())
    for (const { text } of hostile) {
      const answer = await both(text)
      expect([303, 422], text).toContain(answer.status)
      const page = answer.status === 422 ? await answer.text() : await seen()
      expect(strangers(page, harmless), text).toEqual([])
    }
  }, 60_000)
})

it('reads the number of a new place as one of its own country', () => {
  const typed = {
    ...{ name: 'Jakarta Timur', timeZone: 'Asia/Jakarta', locale: 'id', country: 'ID', phone: '0812 3456 7890' },
    ...{ replyTo: 'halo@example.org', areas: ['Cakung'], coordinator: { name: 'Dewi', email: 'dewi@example.org' } },
  }
  expect(v.parse(SetUpPlace, typed)).toMatchObject({ phone: '+6281234567890' })
  expect(v.parse(SetUpPlace, { ...typed, country: 'GB', phone: '01632 960001' })).toMatchObject({ phone: '+441632960001' })
  const refused = v.safeParse(SetUpPlace, { ...typed, phone: 'none' })
  expect(refused.issues?.map((issue) => [v.getDotPath(issue), issue.message])).toEqual([['phone', 'phone']])
})

it.each([
  ['21:00', '08:00', true],
  ['08:00', '08:00', true],
  ['00:00', '16:00', true],
  ['16:00', '08:01', false],
  ['08:00', '07:59', false],
])('quiet from %s until %s leaves enough of a day: %s', (quietFrom, quietUntil, isEnough) => {
  expect(v.safeParse(EditPlace, { ...settings, quietFrom, quietUntil }).success).toBe(isEnough)
})

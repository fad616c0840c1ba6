import { describe, expect, it } from 'vitest'
import { buddies } from '../../src/db/schema/buddies.ts'
import { asDialled } from '../../src/lib/phones.ts'
import { days, minutes } from '../../src/lib/time.ts'
import { hostile } from '../hostile.ts'
import { strangers } from '../markup.ts'
import { type World, world } from '../world.ts'

const application = {
  name: 'Tom Baker',
  email: 'Tom@Example.org',
  phone: '01632 960011',
  about: 'I know how it feels to come for the first time.',
  locale: 'en',
  areas: ['Northfield', 'Old Town'],
  activities: ['singing', 'walking'],
  languages: ['en', 'id'],
  availability: ['mon_morning', 'sat_evening'],
  agreesToCheck: true,
  agreesToPrivacy: true,
}

const asForm: [string, string][] = [
  ['name', 'Tom Baker'],
  ['email', 'tom@example.org'],
  ['phone', '01632 960011'],
  ['about', 'I know how it feels.'],
  ['locale', 'id'],
  ['areas', 'Northfield'],
  ['families', 'arts'],
  ['families', 'books'],
  ['languages', 'en'],
  ['morning', 'mon'],
  ['morning', 'tue'],
  ['evening', 'sat'],
  ['agreesToCheck', 'yes'],
  ['agreesToPrivacy', 'yes'],
]
const without = (...names: string[]) => asForm.filter(([name]) => !names.includes(name))
const withValue = (name: string, value: string): [string, string][] => [...without(name), [name, value]]

async function hubbed(settings: Parameters<typeof world>[0] = {}) {
  const place = await world(settings)
  return { place, hub: await place.organisation('volunteer_hub', 'Friends of Testford') }
}
const apply = (place: World, changes: object = {}) => place.post('/api/buddies', { ...application, ...changes })
const rows = (place: World) => place.db.select().from(buddies)

describe('an application', () => {
  it('is kept, sealed, and answered by email', async () => {
    const { place, hub } = await hubbed()
    const answer = await apply(place)
    expect([answer.status, await answer.json()]).toEqual([202, { received: true }])
    const [buddy] = await rows(place)
    if (!buddy) throw new Error('no buddy')
    expect(buddy).toMatchObject({
      name: 'Tom Baker',
      hubId: hub,
      userId: null,
      status: 'applied',
      step: 1,
      areas: ['Northfield', 'Old Town'],
    })
    expect(buddy).toMatchObject({ availability: ['mon_morning', 'sat_evening'], checkedUntilOn: null })
    expect(JSON.stringify(buddy)).not.toMatch(/example\.org|960011|first time/i)
    const slot = (column: string) => ({ column: `buddies.${column}`, rowId: buddy.id })
    expect(await place.vault.open(buddy.email, slot('email'))).toBe('tom@example.org')
    expect(await place.vault.open(buddy.phone, slot('phone'))).toBe('+441632960011')
    expect(await place.rows.messages()).toMatchObject([{ kind: 'buddy.applied', recipientKind: 'buddy', recipientId: buddy.id }])
    expect(await place.rows.audit()).toMatchObject([
      { action: 'buddy.apply', actorKind: 'public', step: 1, toState: 'applied', why: 'agreed_to_check_and_privacy' },
    ])
  })

  it('from a known address gets the same answer, changes nothing, and sends one email a day at most', async () => {
    const { place } = await hubbed()
    const first = await apply(place)
    const again = await apply(place, { name: 'Mallory', phone: '01632 960099', areas: ['Riverside'] })
    expect([again.status, await again.text()]).toEqual([first.status, await first.text()])
    expect(await rows(place)).toMatchObject([{ name: 'Tom Baker', areas: ['Northfield', 'Old Town'], step: 1 }])
    expect(await place.rows.messages()).toHaveLength(1)
    place.clock.now += days(1)
    await apply(place)
    expect((await place.rows.messages()).map(({ kind }) => kind)).toEqual(['buddy.applied', 'buddy.applied'])
    const [one, two] = [await place.postForm('/buddies', withValue('email', 'new@example.org')), await place.postForm('/buddies', asForm)]
    expect([two.status, two.headers.get('location')]).toEqual([one.status, one.headers.get('location')])
  })

  it('sent many times at once is one application', async () => {
    const { place } = await hubbed()
    const answers = await Promise.all(Array.from({ length: 20 }, () => apply(place)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
    expect(await rows(place)).toHaveLength(1)
    expect(await place.rows.messages()).toHaveLength(1)
  })

  it('comes by a form, whose rows of days and families become parts of the week and activities', async () => {
    const { place } = await hubbed()
    const answer = await place.postForm('/buddies', asForm)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/buddies/apply/done'])
    expect((await place.get('/buddies/apply/done')).status).toBe(200)
    const [buddy] = await rows(place)
    expect(buddy).toMatchObject({ locale: 'id', availability: ['mon_morning', 'tue_morning', 'sat_evening'] })
    expect(buddy?.activities).toEqual(['singing', 'music', 'art', 'crafts', 'dance', 'drama', 'book_corner', 'reading', 'writing'])
  })

  it('goes to the hub that is chosen, where there are several, and nowhere without one', async () => {
    const { place } = await hubbed()
    const other = await place.organisation('volunteer_hub')
    expect(await (await apply(place)).json()).toMatchObject({ reason: 'choose_hub' })
    expect(await (await apply(place, { hubId: await place.organisation('provider') })).json()).toMatchObject({ reason: 'choose_hub' })
    expect((await apply(place, { hubId: other })).status).toBe(202)
    expect(await rows(place)).toMatchObject([{ hubId: other }])
    expect(await (await place.get('/buddies/apply')).text()).toContain('Friends of Testford')

    const empty = await world()
    expect(await (await apply(empty)).json()).toMatchObject({ reason: 'no_hub' })
    const page = await (await empty.get('/buddies/apply')).text()
    expect(page).toContain(asDialled(empty.place.phone))
    expect(page).not.toContain('<form action="/buddies"')
  })

  it.each([
    ['name', withValue('name', ' ')],
    ['email', withValue('email', 'tom at example')],
    ['phone', withValue('phone', 'ask my wife')],
    ['about', without('about')],
    ['about', withValue('about', 'a'.repeat(2001))],
    ['locale', withValue('locale', 'fr')],
    ['areas', withValue('areas', 'Atlantis')],
    ['areas', without('areas')],
    ['families', withValue('families', 'fighting')],
    ['families', without('families')],
    ['languages', withValue('languages', 'xx')],
    ['morning', without('morning', 'evening')],
    ['morning', withValue('morning', 'someday')],
    ['agreesToCheck', without('agreesToCheck')],
    ['agreesToPrivacy', withValue('agreesToPrivacy', 'no')],
  ])('with a bad %s comes back with everything typed and what to mend', async (field, body) => {
    const { place } = await hubbed()
    const answer = await place.postForm('/buddies', body)
    const page = await answer.text()
    expect(answer.status).toBe(422)
    expect(page).toContain('Error: Become a buddy')
    expect(page).toContain(`href="#${field}"`)
    expect(page).toContain(`id="${field}-error"`)
    if (field !== 'name') expect(page).toContain('value="Tom Baker"')
    expect(await rows(place)).toEqual([])
  })

  it('names every field that is wrong in JSON', async () => {
    const { place } = await hubbed()
    const answer = await place.post('/api/buddies', { name: '', languages: ['xx'], agreesToCheck: false })
    const { errors } = (await answer.json()) as { errors: { field: string }[] }
    expect(answer.status).toBe(422)
    expect(new Set(errors.map(({ field }) => field.split('.')[0]))).toEqual(
      new Set([
        'name',
        'email',
        'phone',
        'about',
        'locale',
        'areas',
        'activities',
        'languages',
        'availability',
        'agreesToCheck',
        'agreesToPrivacy',
      ]),
    )
  })

  it('reads a phone number as one of the place’s own country', async () => {
    const { place } = await hubbed({ country: 'ID', timeZone: 'Asia/Jakarta', locale: 'id' })
    expect((await apply(place, { phone: '0812 3456 7890' })).status).toBe(202)
    const [buddy] = await rows(place)
    expect(buddy && (await place.vault.open(buddy.phone, { column: 'buddies.phone', rowId: buddy.id }))).toBe('+6281234567890')
  })

  it('comes thirty times an hour from one network, over all of its addresses; more are told so and lose nothing', async () => {
    const { place } = await hubbed()
    const from = (i: number) => ({ headers: { 'cf-connecting-ip': `2001:db8:1:2::${i.toString(16)}` } })
    const bad = await Promise.all(Array.from({ length: 5 }, (_, i) => place.postForm('/buddies', withValue('areas', 'Atlantis'), from(i))))
    expect(bad.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422])
    const send = (i: number) => place.post('/api/buddies', { ...application, email: `a${i}@example.org` }, from(i))
    const all = await Promise.all(Array.from({ length: 40 }, (_, i) => send(i)))
    expect(all.filter(({ status }) => status === 202)).toHaveLength(30)
    const refused = all.find(({ status }) => status === 429)
    expect(await refused?.json()).toMatchObject({ reason: 'too_many_tries' })
    expect(await rows(place)).toHaveLength(30)

    const page = await place.postForm('/buddies', asForm, from(99))
    const text = await page.text()
    expect(page.status).toBe(429)
    expect(text).toContain('Many people have applied from your network')
    expect(text).toContain('01632 960001')
    for (const typed of ['value="Tom Baker"', 'I know how it feels.', 'value="tom@example.org"']) expect(text).toContain(typed)
    expect(await rows(place)).toHaveLength(30)

    const elsewhere = await place.postForm('/buddies', asForm, { headers: { 'cf-connecting-ip': '2001:db8:1:3::1' } })
    expect(elsewhere.status).toBe(303)
    place.clock.now += minutes(70)
    expect((await send(41)).status).toBe(202)
  })

  it('carries no hostile text further than its own words', async () => {
    const { place } = await hubbed()
    const coordinator = await place.signIn('coordinator', await place.organisation('place_office'))
    let network = 0
    const send = (text: string, address: string) =>
      place.postForm('/buddies', [...without('name', 'about', 'email'), ['name', text], ['about', text], ['email', address]], {
        headers: { 'cf-connecting-ip': `192.0.2.${network++ % 250}` },
      })
    await send('Tom', 'harmless@example.org')
    const seen = async (path: string) => (await place.get(path, { as: coordinator })).text()
    const harmless = [
      await (await send('', 'empty@example.org')).text(),
      await (await send('a'.repeat(150), 'name@example.org')).text(),
      await (await send('a'.repeat(3000), 'long@example.org')).text(),
      await seen('/buddies'),
      await seen(`/buddies/${(await rows(place))[0]?.id}`),
    ]
    for (const [n, { text }] of hostile.entries()) {
      const answer = await send(text, `hostile${n}@example.org`)
      expect([303, 422], text).toContain(answer.status)
      if (answer.status === 422) expect(strangers(await answer.text(), harmless), text).toEqual([])
    }
    const ids = (await rows(place)).map(({ id }) => id)
    expect(ids.length).toBeGreaterThan(150)
    // A list of more than fifty has a way to the next page.
    const next = '<nav class aria-label></nav><span></span><a href rel></a>'
    for (const path of ['/buddies', ...ids.map((id) => `/buddies/${id}`)])
      expect(strangers(await seen(path), [...harmless, next]), path).toEqual([])
  }, 90_000)
})

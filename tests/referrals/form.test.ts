import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { users } from '../../src/db/schema/organisations.ts'
import { people } from '../../src/db/schema/people.ts'
import { type World, world } from '../world.ts'
import { personRow, referralRows, sent, team } from './world.ts'

const send = (place: World, more: Record<string, string> = {}, source = 'gp_practice') =>
  place.postForm(`/refer/${source}`, { ...sent, ...more })

describe('the public form', () => {
  it('makes a person and their referral, with the consent as it was given, and tells both ends', async () => {
    const place = await world()
    const { orgId, linkWorker, colleague } = await team(place)
    const response = await send(place)
    expect([response.status, response.headers.get('location')]).toEqual([303, '/refer/gp_practice/thanks'])

    const [referral] = await referralRows(place)
    if (!referral) throw new Error('no referral')
    expect(referral).toMatchObject({ teamId: orgId, source: 'gp_practice', via: 'form', status: 'received', reasons: ['loneliness'] })
    expect(referral).toMatchObject({ tells: ['contacted'], assignedTo: null, consentAt: Date.UTC(2026, 4, 30, 23), step: 1 })
    expect(new Date(referral.contactDueAt).toISOString()).toBe('2026-06-06T22:59:59.999Z')
    expect(await personRow(place, referral.personId)).toMatchObject({ linkWorkerId: '', teamId: orgId, area: 'Riverside' })

    const page = await (await place.get(`/referrals/${referral.id}`, { as: linkWorker })).text()
    for (const said of ['Annabel Fairweather', 'Widowed in March', 'Dr Noor Ahmed, GP, Mill Surgery', 'She said: yes, gladly'])
      expect(page).toContain(said)
    // The sentences that were ticked are part of what was agreed.
    expect(page).toContain('They agreed that a link worker contacts them')

    const messages = await place.rows.messages()
    expect(messages.map(({ kind, recipientId }) => [kind, recipientId]).sort()).toEqual(
      [
        ['referral.received', referral.id],
        ['team.referral_received', linkWorker.id],
        ['team.referral_received', colleague.id],
      ].sort(),
    )
    expect((await place.rows.audit()).slice(0, 2)).toMatchObject([
      { action: 'person.add', actorKind: 'public', step: 1, orgId },
      { action: 'referral.received', actorKind: 'public', step: 1, subjectId: referral.id, toState: 'received' },
    ])
  })

  it('leaves nothing of what was typed in clear, in no table', async () => {
    const place = await world()
    await team(place)
    await send(place)
    const [referral] = await referralRows(place)
    const everything = JSON.stringify([
      referral,
      await place.db.select().from(people),
      await place.rows.messages(),
      await place.rows.audit(),
    ])
    for (const typed of ['Annabel', 'Annie', '960123', 'Noor', 'Mill Surgery', 'noor@', 'Widowed', 'gladly'])
      expect(everything).not.toContain(typed)
  })

  it('tells the team twice a day at most, however many come', async () => {
    const place = await world()
    await team(place)
    for (let n = 0; n < 3; n++) await send(place, { name: `Person ${n}` })
    place.clock.now += 24 * 3_600_000
    await send(place, { name: 'Person 3' })
    const kinds = (await place.rows.messages()).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'team.referral_received')).toHaveLength(4)
    expect(kinds.filter((kind) => kind === 'referral.received')).toHaveLength(4)
  })

  it('takes one referral when the button is pressed three times', async () => {
    const place = await world()
    await team(place)
    const id = place.ctx().newId()
    const presses = await Promise.all([1, 2, 3].map(() => send(place, { id })))
    expect(presses.map(({ status }) => status)).toEqual([303, 303, 303])
    expect(await referralRows(place)).toHaveLength(1)
    expect(await place.db.select().from(people)).toHaveLength(1)
  })

  it.each([
    [{ agreesToContact: '' }, 'agreesToContact'],
    [{ agreesToRecord: '' }, 'agreesToRecord'],
    [{ reasons: '' }, 'reasons'],
    [{ reasons: 'because' }, 'reasons'],
    [{ referrerName: '' }, 'referrerName'],
    [{ referrerEmail: '' }, 'referrerEmail'],
    [{ referrerEmail: 'noor' }, 'referrerEmail'],
    [{ consentWords: '' }, 'consentWords'],
    [{ phone: '' }, 'phone'],
    [{ name: '' }, 'name'],
    [{ 'consentOn-day': '2', 'consentOn-month': '6' }, 'consentOn'],
    [{ story: 'x'.repeat(4001) }, 'story'],
  ])('with %o names the field %s and loses nothing', async (wrong: Record<string, string>, field) => {
    const place = await world()
    await team(place)
    const response = await send(place, wrong)
    expect(response.status).toBe(422)
    const page = await response.text()
    expect(page).toContain(`href="#${field}`)
    for (const [name, typed] of Object.entries({ ...sent, ...wrong }))
      if (typed && typed.length < 100 && !['language', 'reachBy', 'area', 'reasons'].includes(name))
        expect(page, name).toContain(typed.replaceAll("'", '&#39;'))
    expect(await referralRows(place)).toHaveLength(0)
  })

  it('says what is wrong in the order of the page, each by its name', async () => {
    const place = await world()
    await team(place)
    const summary = async (source: string, wrong: Record<string, string>) => {
      const page = await (await send(place, wrong, source)).text()
      return [...page.matchAll(/<li><a href="#([^"]+)">([^<]+)<\/a>/g)].map(([, ...said]) => said)
    }
    const agreements = { agreesToContact: '', agreesToRecord: '' }
    expect(await summary('gp_practice', { referrerName: '', name: '', reasons: '', ...agreements, consentWords: '' })).toEqual([
      ['referrerName', 'Your name: Fill this in'],
      ['name', 'Full name: Fill this in'],
      ['reasons', 'What is it about? Choose an answer'],
      ['agreesToContact', 'They agreed that a link worker contacts them: We need this agreement before we can go on'],
      ['agreesToRecord', 'They agreed that the link worker’s team keeps what is written here: We need this agreement before we can go on'],
      ['consentWords', 'What did you ask, and what did they say? Fill this in'],
    ])
    expect(await summary('self', agreements)).toEqual([
      ['agreesToContact', 'I agree that a link worker contacts me: We need this agreement before we can go on'],
      ['agreesToRecord', 'I agree that the link worker’s team keeps what is written here: We need this agreement before we can go on'],
    ])
  })

  it('asks somebody who comes for themselves only how to reach them, and answers by email', async () => {
    const place = await world()
    const { linkWorker } = await team(place)
    const page = await (await place.get('/refer/self')).text()
    expect(page).toContain('Your full name')
    expect(page).not.toContain('referrerName')
    const own = { name: 'Sri Rahayu', language: 'id', reachBy: 'email', email: 'sri@home.example', reasons: 'new_to_area' }
    const response = await place.postForm('/refer/self', { ...own, agreesToContact: 'yes', agreesToRecord: 'yes' })
    expect(response.headers.get('location')).toBe('/refer/self/thanks')
    const [referral] = await referralRows(place)
    expect(referral).toMatchObject({ source: 'self', referrer: null, tells: [] })
    const shown = await (await place.get(`/referrals/${referral?.id}`, { as: linkWorker })).text()
    expect(shown).toContain('I agree that a link worker contacts me')
    expect((await place.rows.messages()).map(({ kind }) => kind)).toContain('referral.received')
  })

  it('offers no team in which nobody can sign in to read it', async () => {
    const place = await world()
    const { linkWorker, colleague } = await team(place)
    const disable = (id: string, disabledAt: number | null) => place.db.update(users).set({ disabledAt }).where(eq(users.id, id))
    await disable(linkWorker.id, place.clock.now)
    expect((await send(place)).status).toBe(303)
    await disable(colleague.id, place.clock.now)
    const closed = await send(place)
    expect(closed.status).toBe(422)
    expect(await closed.text()).toContain('Dr Noor Ahmed')
    expect(await referralRows(place)).toHaveLength(1)
    const { orgId } = await team(place)
    expect((await send(place)).status).toBe(303)
    expect((await referralRows(place)).at(-1)?.teamId).toBe(orgId)
  })

  it('has a door only for the sources that the place opened, whatever is posted', async () => {
    const place = await world({ referralSources: ['self'] })
    await team(place)
    expect((await place.get('/refer/gp_practice')).status).toBe(404)
    expect((await send(place)).status).toBe(404)
    expect((await send(place, { source: 'gp_practice' }, 'self')).status).toBe(422)
    expect(await referralRows(place)).toHaveLength(0)
    const choice = await (await place.get('/refer')).text()
    expect(choice).toContain('/refer/self')
    expect(choice).not.toContain('/refer/hospital')
  })

  it('asks which team only when there are several, and goes to that one', async () => {
    const place = await world()
    const { orgId } = await team(place)
    const other = await team(place)
    expect((await send(place)).status).toBe(422)
    expect((await send(place, { teamId: other.orgId })).status).toBe(303)
    expect((await send(place, { teamId: await place.organisation('provider') })).status).toBe(422)
    expect((await referralRows(place)).map(({ teamId }) => teamId)).toEqual([other.orgId])
    expect(orgId).not.toBe(other.orgId)
  })

  it('takes thirty an hour from one network, keeps what was typed after that, and goes on an hour later', async () => {
    const place = await world()
    await team(place)
    const from = (address: string, n: number) =>
      place.postForm('/refer/gp_practice', { ...sent, name: `Person ${n}` }, { headers: { 'cf-connecting-ip': address } })
    for (let n = 0; n < 30; n++) expect((await from('192.0.2.7', n)).status).toBe(303)
    const refused = await from('192.0.2.7', 31)
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('Person 31')
    expect((await from('192.0.2.8', 32)).status).toBe(303)
    // The mailbox that the form names gets no more than its share, whatever the network.
    expect((await place.rows.messages()).filter(({ kind }) => kind === 'referral.received')).toHaveLength(20)
    place.clock.now += 71 * 60_000
    expect((await from('192.0.2.7', 33)).status).toBe(303)
  })

  it('says that it is closed when no team can take anybody', async () => {
    const place = await world()
    const page = await send(place)
    expect(page.status).toBe(422)
    expect(await page.text()).toContain('No team can take referrals just now')
  })

  it('speaks Indonesian', async () => {
    const place = await world()
    await team(place)
    const page = await (await place.get('/refer/school', { headers: { 'accept-language': 'id' } })).text()
    expect(page).toContain('Rujuk seseorang')
  })
})

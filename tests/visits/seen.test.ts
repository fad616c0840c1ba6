import { describe, expect, it } from 'vitest'
import { groups, venues } from '../../src/db/schema/groups.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { days, hours } from '../../src/lib/time.ts'
import { type Buddy, type Scene, visitScene } from './scene.ts'

// Each is planted where a buddy must not look before claiming, and must look afterwards.
const secrets = {
  name: 'Zebedee',
  meetingPoint: 'MEETINGPOINT',
  venue: 'VENUENAME',
  address: 'ADDRESSLINE',
  door: 'DOORWORDS',
  group: 'GROUPNAME',
}
// These are for nobody who is a buddy, at any time.
const never = ['Surname', 'person-address@example.org', '+441632960123', 'CARERNAME', 'NOTESTEXT', 'consent-words']

async function planted() {
  const place = await visitScene({ meetingPoint: secrets.meetingPoint })
  await place.db.update(venues).set({ name: secrets.venue, address: secrets.address, howToFind: secrets.door })
  await place.db.update(groups).set({ name: secrets.group })
  const personId = place.ctx().newId()
  const seal = (column: string, text: string) => place.vault.seal(text, { column: `people.${column}`, rowId: personId })
  const visit = await place.wanted({
    id: personId,
    called: secrets.name,
    address: 'person-address@example.org',
    phone: await seal('phone', '+441632960123'),
    carer: await seal('carer', '{"name":"CARERNAME"}'),
    notes: await seal('notes', 'NOTESTEXT'),
    consentWords: await seal('consent_words', 'consent-words'),
    accessNeeds: ['step_free'],
  })
  return { place, ...visit, buddy: await place.buddy() }
}

/** Everything that any page and any answer of the API says about one visit to one buddy. */
async function allThatIsSaid(place: Scene, visitId: string, as: Buddy): Promise<string> {
  const paths = [
    `/visits/${visitId}`,
    '/visits',
    '/api/visits',
    '/api/visits/mine',
    `/api/visits/${visitId}`,
    `/visits/${visitId}/stepping-back`,
    `/visits/${visitId}/report`,
  ]
  const answers = await Promise.all(paths.map((path) => place.get(path, { as })))
  return (await Promise.all(answers.map((answer) => answer.text()))).join('\n')
}

describe('what a buddy sees', () => {
  it('before claiming is area, time, activity, language and what is asked, and not one word more', async () => {
    const { place, visitId, buddy, personId, bookingId } = await planted()
    const list = await place.get('/api/visits', { as: buddy })
    const visit = await place.visit(visitId)
    expect(await list.json()).toEqual({
      fitting: [
        {
          id: visitId,
          area: 'Northfield',
          activity: 'singing',
          language: 'en',
          kind: 'accompanied',
          startsAt: visit.startsAt,
          endsAt: visit.endsAt,
        },
      ],
      others: [],
      standing: 'approved',
    })
    const said = await allThatIsSaid(place, visitId, buddy)
    for (const secret of [...Object.values(secrets), ...never, personId, bookingId, place.team, place.sessionId, 'step_free'])
      expect(said).not.toContain(secret)
    expect(said).toContain('Northfield')
  })

  it('after claiming is what they need on the way, until seven days after the visit', async () => {
    const { place, visitId, buddy, personId, bookingId } = await planted()
    await place.claim(visitId, buddy)
    const { endsAt } = await place.visit(visitId)
    const page = async () => (await place.get(`/visits/${visitId}`, { as: buddy })).text()
    for (const secret of Object.values(secrets)) expect(await page()).toContain(secret)
    const api = (await (await place.get(`/api/visits/${visitId}`, { as: buddy })).json()) as object
    expect(api).toMatchObject({
      is: 'mine',
      visit: { preferredName: secrets.name, accessNeeds: ['step_free'], meetingPoint: secrets.meetingPoint },
    })
    for (const secret of [...never, personId, bookingId, place.team])
      expect(await allThatIsSaid(place, visitId, buddy)).not.toContain(secret)

    place.clock.now = endsAt + days(7) - 1
    expect(await page()).toContain(secrets.name)
    place.clock.now = endsAt + days(8)
    const said = await allThatIsSaid(place, visitId, buddy)
    for (const secret of [...Object.values(secrets), ...never]) expect(said).not.toContain(secret)
    expect((await place.get(`/visits/${visitId}`, { as: buddy })).status).toBe(404)
  })

  it('leaves out access needs that the person would rather not share', async () => {
    const place = await visitScene()
    const { visitId } = await place.wanted({ accessNeeds: ['hearing_loop'], sharesAccessNeeds: false })
    const buddy = await place.buddy()
    await place.claim(visitId, buddy)
    expect(await allThatIsSaid(place, visitId, buddy)).not.toContain('hearing_loop')
    expect(await (await place.get(`/api/visits/${visitId}`, { as: buddy })).json()).toMatchObject({ visit: { accessNeeds: [] } })
  })

  it.each(['/visits/', '/api/visits/'])('is for others the same 404 as for nothing: %s', async (path) => {
    const { place, visitId, buddy } = await planted()
    await place.claim(visitId, buddy)
    const other = await place.buddy()
    const [foreign, missing] = [
      await place.get(`${path}${visitId}`, { as: other }),
      await place.get(`${path}${place.ctx().newId()}`, { as: other }),
    ]
    expect([foreign.status, (await foreign.text()).replaceAll(visitId, '')]).toEqual([
      404,
      (await missing.text()).replace(/[0-9a-f-]{36}/g, ''),
    ])
  })

  it('is on the audit log, as a reading of the person', async () => {
    const { place, visitId, buddy, personId } = await planted()
    await place.claim(visitId, buddy)
    await place.get(`/visits/${visitId}`, { as: buddy })
    expect((await place.rows.audit()).filter(({ action }) => action === 'person.read')).toMatchObject([
      { subjectId: visitId, personId, actorId: buddy.id, orgId: place.team, step: null },
    ])
  })

  it('puts first what fits: areas, activities, languages, and the part of the week on local clocks', async () => {
    const place = await visitScene()
    // 8 June 2026, 10:30 UTC is 11:30 in London: a morning, though half past twelve in Paris would not be.
    await place.db.update(sessions).set({ startsAt: Date.UTC(2026, 5, 8, 10, 30), endsAt: Date.UTC(2026, 5, 8, 12) })
    const { visitId } = await place.wanted()
    const seenBy = async (columns: Parameters<Scene['buddy']>[0]) => {
      const answer = await place.get('/api/visits', { as: await place.buddy(columns) })
      const { fitting, others } = (await answer.json()) as { fitting: { id: string }[]; others: { id: string }[] }
      expect([...fitting, ...others].map(({ id }) => id)).toEqual([visitId])
      return fitting.length === 1
    }
    expect(await seenBy({ availability: ['mon_morning'] })).toBe(true)
    expect(await seenBy({ availability: ['mon_afternoon', 'tue_morning'] })).toBe(false)
    expect(await seenBy({ areas: ['Riverside'] })).toBe(false)
    expect(await seenBy({ activities: ['walking'] })).toBe(false)
    expect(await seenBy({ languages: ['id'] })).toBe(false)
  })

  it('leaves out hours that are promised elsewhere, and goes on page by page', async () => {
    const place = await visitScene()
    const buddy = await place.buddy()
    for (let i = 0; i < 62; i++) await place.wanted()
    const first = (await (await place.get('/api/visits', { as: buddy })).json()) as { fitting: { id: string }[]; next: string }
    const second = (await (await place.get(`/api/visits?after=${first.next}`, { as: buddy })).json()) as typeof first
    expect([first.fitting.length, second.fitting.length, second.next]).toEqual([60, 2, undefined])
    expect(new Set([...first.fitting, ...second.fitting].map(({ id }) => id)).size).toBe(62)
    await place.claim(first.fitting[0]?.id ?? '', buddy)
    expect(await (await place.get('/api/visits', { as: buddy })).json()).toMatchObject({ fitting: [], others: [] })
    place.clock.now += hours(1)
    expect(await (await place.get('/api/visits', { as: await place.buddy() })).json()).toMatchObject({ others: [] })
  })
})
